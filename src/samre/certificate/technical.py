"""The technical verdict: is the certificate well-formed for its form? Runs the rules that the definitions give.

Says nothing about whether the content is enough for anything (that is `checks`), and nothing about the person's id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import combinations

from .forms import Condition, CrossRule, Form, Forms, PartRule, QuestionRule, load
from .model import Answer, Certificate, Code, Part, Period, Problem, Quantity, Value
from .prefill import KINDS as DRAFTS
from .values import is_blank, parse_boolean, parse_date, parse_number

_SIGNED_XML = frozenset({"xml-v3", "xml-7263"})


def check_form(certificate: Certificate) -> tuple[Problem, ...]:
    """Every fault in form, in the order of the file; empty means valid.

    A draft (prefill) is judged as a draft: what is missing is no fault, what is there must be right. A type that isn't
    known gives one problem that says so, beside faults in the common structure. Each problem has the question's id
    (empty for the file as a whole), the rule's name and a Swedish sentence. Source of the rules: the form's definition.
    """
    forms = load()
    form = forms.find(certificate.type, certificate.version)
    return tuple(_Check(certificate, forms, form).run())


def is_valid(certificate: Certificate) -> bool:
    """Whether the certificate is well-formed for its form."""
    return not check_form(certificate)


class _Check:
    """One certificate against one form. Each method judges one thing and adds to `problems`."""

    def __init__(self, certificate: Certificate, forms: Forms, form: Form | None) -> None:
        self.certificate, self.forms, self.form = certificate, forms, form
        self.draft = certificate.kind in DRAFTS
        self.problems: list[Problem] = list(certificate.faults)
        self.answers: dict[str, list[Answer]] = {}
        self.values: dict[str, list[Value]] = {}
        for answer in certificate.answers:
            self.answers.setdefault(answer.question, []).append(answer)
            for part in answer.parts:
                self.values.setdefault(part.id, []).append(part.value)

    def run(self) -> list[Problem]:
        self.header()
        if self.form is None:
            self.add(
                "",
                "typ",
                f"Intygstypen {self.certificate.type or 'saknas och'} är inte känd, så formen kan inte bedömas.",
            )
            return self.problems
        for answer in self.certificate.answers:
            rule = self.form.questions.get(answer.question)
            if rule is None:
                self.unknown_question(answer)
            else:
                self.answer(answer, rule)
        for rule in self.form.questions.values():
            self.count(rule)
        for cross in self.form.rules:
            _CROSS[cross.kind](self, cross)
        return self.problems

    def add(self, question: str, rule: str, message: str) -> None:
        self.problems.append(Problem(question, rule, message))

    def header(self) -> None:
        certificate = self.certificate
        if certificate.kind not in _SIGNED_XML:
            return
        if certificate.signed_at is None:
            self.add(
                "", "huvud", "Intyget saknar giltig tid för underskrift. Be vården om ett undertecknat intyg."
            )
        if certificate.patient is None or not certificate.patient.value:
            self.add(
                "",
                "huvud",
                "Intyget saknar patientens id. Be vården om ett intyg där det framgår vem det gäller.",
            )

    # Questions

    def unknown_question(self, answer: Answer) -> None:
        form, id_ = self.form, answer.question
        assert form is not None
        if self.forms.is_supplementary(id_) and form.supplementary:
            self.supplementary(answer)
        elif not form.open:
            self.add(id_, "okänd-fråga", f"Fråga {id_} finns inte i {form.form}.")

    def supplementary(self, answer: Answer) -> None:
        id_ = answer.question
        if len(answer.parts) != 1 and not self.draft:
            self.add(id_, "delsvar", f"Tilläggsfråga {id_} ska ha ett enda delsvar, {id_}.1.")
        for part in answer.parts:
            self.text(part, f"Tilläggsfråga {id_}", id_, None)
        if self.answers[id_][0] is not answer:
            self.add(id_, "antal", f"Tilläggsfråga {id_} är besvarad mer än en gång.")

    def count(self, rule: QuestionRule) -> None:
        """How often the question is answered, and whether it must or may be answered here."""
        form, answers = self.form, self.answers.get(rule.id, ())
        assert form is not None
        if len(answers) > rule.high:
            most = "en gång" if rule.high == 1 else f"{rule.high} gånger"
            self.add(
                rule.id,
                "antal",
                f"{_named(rule)} är besvarad {len(answers)} gånger. Den får besvaras högst {most}.",
            )
        if answers:
            if (rule.allowed_if and not self.holds(rule.allowed_if)) or (
                rule.forbidden_if and self.holds(rule.forbidden_if)
            ):
                reason = (
                    _explain(rule.allowed_if, "bara när")
                    if rule.allowed_if
                    else _explain(rule.forbidden_if, "inte när")
                )
                self.add(rule.id, "får-inte-finnas", f"{_named(rule)} får besvaras {reason}.")
        elif not self.draft and self.is_required(rule):
            because = f" Den ska besvaras {_explain(rule.required_if, 'när')}." if rule.required_if else ""
            self.add(rule.id, "saknas", f"{_named(rule)} saknar svar.{because}")

    def is_required(self, rule: QuestionRule) -> bool:
        if rule.low > 0:
            return True
        if rule.required_if is None and rule.required_unless is None:
            return False
        return (rule.required_if is None or self.holds(rule.required_if)) and (
            rule.required_unless is None or not self.holds(rule.required_unless)
        )

    # Answers

    def answer(self, answer: Answer, rule: QuestionRule) -> None:
        form, present = self.form, {part.id for part in answer.parts}
        assert form is not None
        told = any(fault.rule == "instans" and fault.question == rule.id for fault in self.certificate.faults)
        if rule.numbered and answer.instance is None and not self.draft and not told:
            self.add(rule.id, "instans", f"{_named(rule)} saknar instansnummer, som skiljer svaren åt.")
        for part in answer.parts:
            part_rule = rule.parts.get(part.id)
            if part_rule is not None:
                # The official rules of an open form say nothing of what it may hold beside what it must.
                if not (form.open and part_rule.optional):
                    self.part(part, part_rule, rule)
            elif not form.open:
                self.add(
                    rule.id,
                    "okänt-delsvar",
                    f"Delsvar {part.id or '(utan id)'} finns inte i fråga {rule.id} i {form.form}.",
                )
        if len(present) != len(answer.parts):
            self.doubled(answer, rule)
        for part_rule in rule.parts.values():
            self.presence(part_rule, answer, rule, part_rule.id in present)

    def doubled(self, answer: Answer, rule: QuestionRule) -> None:
        """Delsvar given more than once. An open form only says so of what it requires."""
        assert self.form is not None
        for id_, times in Counter(part.id for part in answer.parts).items():
            free = self.form.open and (id_ not in rule.parts or rule.parts[id_].optional)
            if times > 1 and not free:
                self.add(rule.id, "antal", f"Delsvar {id_} finns mer än en gång i samma svar.")

    def presence(self, part: PartRule, answer: Answer, rule: QuestionRule, present: bool) -> None:
        """Whether the delsvar must or may be in this answer."""
        if present:
            if part.allowed_if and not self.holds(part.allowed_if, answer):
                self.add(
                    rule.id,
                    "får-inte-finnas",
                    f"{_named(part)} får anges {_explain(part.allowed_if, 'bara när')}.",
                )
            if part.forbidden_if and self.holds(part.forbidden_if, answer):
                self.add(
                    rule.id,
                    "får-inte-finnas",
                    f"{_named(part)} får inte anges {_explain(part.forbidden_if, 'när')}.",
                )
        elif self.draft:
            return
        elif not part.optional:
            self.add(rule.id, "saknas", f"{_named(part)} saknas.")
        elif part.required_if and self.holds(part.required_if, answer):
            self.add(
                rule.id,
                "saknas",
                f"{_named(part)} saknas. Det ska anges {_explain(part.required_if, 'när')}.",
            )

    def holds(self, condition: Condition, answer: Answer | None = None) -> bool:
        for id_, allowed in condition.tests:
            if answer is not None and id_.startswith(f"{answer.question}."):
                values: list[Value] = [part.value for part in answer.parts if part.id == id_]
            else:
                values = self.values.get(id_, [])
            if any(_canonical(value) in allowed for value in values):
                return True
        return False

    # Values

    def part(self, part: Part, rule: PartRule, question: QuestionRule) -> None:
        _KINDS[rule.kind](self, part, rule, question.id)
        if rule.unique and len(self.values[part.id]) > 1 and isinstance(part.value, Code):
            same = [
                other
                for other in self.values[part.id]
                if isinstance(other, Code) and other.code == part.value.code
            ]
            if len(same) > 1 and same[0] is not part.value and part.value.code:
                self.add(
                    question.id,
                    "dubbelt",
                    f"{part.value.code} är angivet mer än en gång i fråga {question.id} ({question.name}).",
                )

    def text(self, part: Part, named: str, question: str, rule: PartRule | None) -> None:
        if not isinstance(part.value, str):
            self.add(question, "datatyp", f"{named} ska vara text.")
        elif is_blank(part.value):
            if not self.draft:
                self.add(question, "blank", f"{named} är tom eller har bara blanksteg.")
        elif rule and rule.max_length and len(part.value.strip()) > rule.max_length:
            length = len(part.value.strip())
            self.add(question, "längd", f"{named} är {length} tecken. Högst {rule.max_length} får plats.")

    def plain_text(self, part: Part, rule: PartRule, question: str) -> None:
        self.text(part, _named(rule), question, rule)

    def yes_no(self, part: Part, rule: PartRule, question: str) -> None:
        if not isinstance(part.value, str) or parse_boolean(part.value) is None:
            self.unless_empty_draft(
                part, question, "datatyp", f"{_named(rule)} ska vara ja eller nej (true eller false)."
            )

    def day(self, part: Part, rule: PartRule, question: str) -> None:
        if not isinstance(part.value, str) or parse_date(part.value) is None:
            self.unless_empty_draft(
                part, question, "datum", f"{_named(rule)} är inget giltigt datum. Det ska skrivas ÅÅÅÅ-MM-DD."
            )

    def whole_number(self, part: Part, rule: PartRule, question: str) -> None:
        value = part.value
        number = (
            value.value
            if isinstance(value, Quantity)
            else parse_number(value)
            if isinstance(value, str)
            else None
        )
        if number is None or number != int(number):
            self.unless_empty_draft(part, question, "datatyp", f"{_named(rule)} ska vara ett heltal.")
        else:
            self.within(Quantity(number), rule, question)

    def unless_empty_draft(self, part: Part, question: str, rule: str, message: str) -> None:
        if not (self.draft and isinstance(part.value, str) and is_blank(part.value)):
            self.add(question, rule, message)

    def code(self, part: Part, rule: PartRule, question: str) -> None:
        value = part.value
        if not isinstance(value, Code):
            self.unless_empty_draft(part, question, "datatyp", f"{_named(rule)} ska vara en kod, inte text.")
            return
        if rule.systems and value.system not in rule.systems:
            stated = f"kodverket {value.system[:60]}" if value.system else "inget kodverk"
            self.add(
                question, "kodverk", f"{_named(rule)} anger {stated}. Det ska vara {_either(rule.systems)}."
            )
        if not value.code:
            self.add(question, "kod", f"{_named(rule)} saknar kod.")
        elif rule.kind == "diagnos":
            self.diagnosis(value.code, rule, question)
        elif rule.codes and value.code not in rule.codes:
            self.add(
                question,
                "kod",
                f"{_named(rule)} har koden {value.code[:60]}. Det ska vara {_either(rule.code_order)}.",
            )

    def diagnosis(self, code: str, rule: PartRule, question: str) -> None:
        shape = self.forms.diagnosis_code
        if len(code) > shape.max_length:
            self.add(
                question, "kodlängd", f"{_named(rule)}: {code[:60]} är längre än {shape.max_length} tecken."
            )
        if not _diagnosis_pattern(shape.pattern).fullmatch(code):
            self.add(
                question,
                "kod",
                f"{_named(rule)}: {code[:60]} är ingen diagnoskod. Den ska börja med en bokstav och två siffror.",
            )
        elif len(code) < 4 and code.upper().startswith(shape.four_characters):
            self.add(
                question,
                "kodlängd",
                f"{_named(rule)}: {code} är för grov. Koden ska ha minst fyra tecken här.",
            )

    def period(self, part: Part, rule: PartRule, question: str) -> None:
        value = part.value
        if not isinstance(value, Period):
            self.unless_empty_draft(
                part, question, "datatyp", f"{_named(rule)} ska ha ett första och ett sista datum."
            )
            return
        if value.start is None or value.end is None:
            if not (self.draft and value == Period(None, None)):
                side = "första" if value.start is None else "sista"
                self.add(question, "datum", f"{_named(rule)} saknar giltigt {side} datum.")
        elif value.start > value.end:
            self.add(
                question,
                "datumordning",
                f"{_named(rule)} slutar ({value.end}) innan den börjar ({value.start}).",
            )

    def amount(self, part: Part, rule: PartRule, question: str) -> None:
        value = part.value
        if isinstance(value, str) and parse_number(value) is not None:
            value = Quantity(parse_number(value), rule.unit)
        if not isinstance(value, Quantity) or value.value is None:
            self.unless_empty_draft(part, question, "datatyp", f"{_named(rule)} ska vara ett tal.")
            return
        if rule.unit and value.unit != rule.unit:
            self.add(
                question,
                "enhet",
                f"{_named(rule)} har enheten {value.unit[:20] or '(ingen)'}. Den ska vara {rule.unit}.",
            )
        self.within(value, rule, question)

    def within(self, value: Quantity, rule: PartRule, question: str) -> None:
        assert value.value is not None
        if (rule.low is not None and value.value < rule.low) or (
            rule.high is not None and value.value > rule.high
        ):
            span = f"mellan {rule.low} och {rule.high}" if rule.high is not None else f"minst {rule.low}"
            self.add(
                question, "värde", f"{_named(rule)} är {value.value.normalize():f}. Det ska vara {span}."
            )

    # Rules over several answers

    def pair(self, rule: CrossRule) -> None:
        """Both delsvar or none, in each answer; after the first pair where `after` is given."""
        first, second = rule.ids
        for answer in self.answers.get(first.partition(".")[0], ()):
            present = {part.id for part in answer.parts}
            if (first in present) != (second in present) and not self.draft:
                lacking = second if first in present else first
                self.add(
                    answer.question, "par", f"Delsvar {first} och {second} hör ihop, men {lacking} saknas."
                )
            elif first in present and rule.after and rule.after not in present and not self.draft:
                self.add(
                    answer.question,
                    "par",
                    f"Delsvar {first} och {second} får anges först när {rule.after} är besvarat.",
                )

    def same_system(self, rule: CrossRule) -> None:
        for answer in self.answers.get(rule.ids[0].partition(".")[0], ()):
            systems = {
                part.value.system
                for part in answer.parts
                if part.id in rule.ids and isinstance(part.value, Code)
            } - {""}
            if len(systems) > 1:
                self.add(
                    answer.question,
                    "kodverk",
                    f"Diagnoskoderna i fråga {answer.question} ska vara ur samma kodverk.",
                )

    def no_overlap(self, rule: CrossRule) -> None:
        """No day may lie in two periods. The official rule for XML lets two of them share a border day."""
        id_, shared = rule.ids[0], self.certificate.kind in _SIGNED_XML
        spans = [
            (value.start, value.end)
            for value in self.values.get(id_, ())
            if isinstance(value, Period) and value.start and value.end and value.start <= value.end
        ]
        spans.sort()
        for (first_start, first_end), (start, end) in combinations(spans, 2):
            if (start < first_end and end > first_start) if shared else start <= first_end:
                self.add(
                    id_.partition(".")[0],
                    "överlapp",
                    f"Perioderna {first_start}–{first_end} och {start}–{end} överlappar varandra.",
                )

    def lone_code(self, rule: CrossRule) -> None:
        id_ = rule.ids[0]
        codes = [value.code for value in self.values.get(id_, ()) if isinstance(value, Code)]
        if rule.name in codes and len(codes) > 1:
            self.add(
                id_.partition(".")[0],
                "kombination",
                f"{rule.name} i delsvar {id_} kan inte kombineras med andra koder.",
            )

    def at_least_one(self, rule: CrossRule) -> None:
        if not self.draft and not any(id_ in self.answers for id_ in rule.ids):
            self.add(
                rule.ids[0],
                "saknas",
                f"Minst en av frågorna {rule.ids[0]}–{rule.ids[-1]} ({rule.name}) ska besvaras.",
            )

    def order(self, rule: CrossRule) -> None:
        """The first date may not be later than the second, in answers where `when` holds."""
        earlier = [parse_date(value) for value in self.values.get(rule.ids[0], ()) if isinstance(value, str)]
        for answer in self.answers.get(rule.ids[1].partition(".")[0], ()):
            if rule.when is not None and not self.holds(rule.when, answer):
                continue
            for part in answer.parts:
                later = (
                    parse_date(part.value) if part.id == rule.ids[1] and isinstance(part.value, str) else None
                )
                if later and any(day and day > later for day in earlier):
                    self.add(
                        rule.ids[0].partition(".")[0],
                        "datumordning",
                        f"Datumet i delsvar {rule.ids[0]} är senare än {later} i delsvar {rule.ids[1]}.",
                    )


_KINDS: dict[str, Callable[[_Check, Part, PartRule, str], None]] = {
    "text": _Check.plain_text,
    "janej": _Check.yes_no,
    "datum": _Check.day,
    "kod": _Check.code,
    "diagnos": _Check.code,
    "period": _Check.period,
    "antal": _Check.amount,
    "heltal": _Check.whole_number,
}
_CROSS: dict[str, Callable[[_Check, CrossRule], None]] = {
    "par": _Check.pair,
    "samma-kodverk": _Check.same_system,
    "utan-överlapp": _Check.no_overlap,
    "ensam-kod": _Check.lone_code,
    "minst-en": _Check.at_least_one,
    "ordning": _Check.order,
}


@lru_cache(maxsize=4)
def _diagnosis_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _canonical(value: Value) -> str:
    if isinstance(value, Code):
        return value.code
    return (parse_boolean(value) or value.strip()) if isinstance(value, str) else ""


def _named(rule: PartRule | QuestionRule) -> str:
    word = "Fråga" if isinstance(rule, QuestionRule) else "Delsvar"
    return f"{word} {rule.id} ({rule.name})"


def _explain(condition: Condition | None, words: str) -> str:
    """`när 27.1 är nej`: the condition as the end of a Swedish sentence."""
    if condition is None:
        return words
    plain = {"true": "ja", "false": "nej"}
    tests = [
        f"{id_} är {_either(tuple(sorted(plain.get(value, value) for value in values)))}"
        for id_, values in condition.tests
    ]
    return f"{words} {' eller '.join(tests)}"


def _either(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"
