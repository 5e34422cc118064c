"""The technical verdict: is the certificate well-formed for its form? Runs the rules that the definitions give.

Says nothing about whether the content is enough for anything (that is `checks`), and nothing about the person's id.
"""

from __future__ import annotations

from collections import Counter

from .cross_rules import judge_together
from .forms import Form, Forms, PartRule, QuestionRule, load
from .model import Answer, Certificate, Code, Part, Period, Problem
from .part_rules import judge_text, judge_value
from .sheet import SIGNED_XML, Sheet, explain, named
from .values import is_blank

_NO_TIME = "Intyget saknar giltig tid för underskrift. Be vården om ett undertecknat intyg."
_NO_PERSON = "Intyget saknar patientens id. Be vården om ett intyg där det framgår vem det gäller."


def check_form(certificate: Certificate) -> tuple[Problem, ...]:
    """Every fault in form, in the order of the file; empty means valid.

    A draft (prefill) is judged as a draft: what is missing is no fault, what is there must be right. A type that isn't
    known gives one problem that says so, beside faults in the common structure. Each problem has the question's id
    (empty for the file as a whole), the rule's name and a Swedish sentence. Source of the rules: the form's definition.
    """
    forms = load()
    form = forms.find(certificate.type, certificate.version)
    problems = [*certificate.faults, *_header(certificate)]
    if form is None:
        name = certificate.type or "(ingen angiven)"
        problems.append(Problem("", "typ", f"Intygstypen {name} är inte känd, så formen kan inte bedömas."))
    else:
        problems += _Check(certificate, forms, form).run()
    return tuple(problems[: forms.limits.problems])


def _header(certificate: Certificate) -> list[Problem]:
    """What a signed certificate in XML must say of itself."""
    problems: list[Problem] = []
    if certificate.kind not in SIGNED_XML:
        return problems
    if certificate.signed_at is None:
        problems.append(Problem("", "huvud", _NO_TIME))
    if certificate.patient is None or not certificate.patient.value:
        problems.append(Problem("", "huvud", _NO_PERSON))
    return problems


class _Check:
    """One certificate against one form. Each method judges one thing and adds to `problems`."""

    def __init__(self, certificate: Certificate, forms: Forms, form: Form) -> None:
        self.certificate, self.forms, self.form = certificate, forms, form
        self.sheet = Sheet(certificate)
        self.draft = self.sheet.draft
        # An open form's official rule file judges the common XML only. The older files are judged by the form itself.
        self.open = form.open and certificate.kind == "xml-v3"
        self.problems: list[Problem] = []

    def run(self) -> list[Problem]:
        for answer in self.certificate.answers:
            rule = self.form.questions.get(answer.question)
            if rule is not None:
                self.answer(answer, rule)
            elif self.form.supplementary and self.forms.is_supplementary(answer.question):
                self.supplementary(answer)
            elif not self.open:
                self.add(
                    answer.question, "okänd-fråga", f"Fråga {answer.question} finns inte i {self.form.form}."
                )
        for rule in self.form.questions.values():
            self.count(rule)
        for cross in self.form.rules:
            self.problems += judge_together(self.sheet, cross)
        return self.problems

    def add(self, question: str, rule: str, message: str) -> None:
        self.problems.append(Problem(question, rule, message))

    def supplementary(self, answer: Answer) -> None:
        id_ = answer.question
        if [part.id for part in answer.parts] != [f"{id_}.1"] and not self.draft:
            self.add(id_, "delsvar", f"Tilläggsfråga {id_} ska ha ett enda delsvar, {id_}.1.")
        for part in answer.parts:
            if not self.is_unfilled(part):
                for rule, message in judge_text(part.value, f"Tilläggsfråga {id_}"):
                    self.add(id_, rule, message)
        if self.sheet.answers[id_][0] is not answer:
            self.add(id_, "antal", f"Tilläggsfråga {id_} är besvarad mer än en gång.")

    # Questions

    def count(self, rule: QuestionRule) -> None:
        """How often the question is answered, and whether it must or may be answered here."""
        times = len(self.sheet.answers.get(rule.id, ()))
        if times > rule.high:
            most = "en gång" if rule.high == 1 else f"{rule.high} gånger"
            self.add(
                rule.id, "antal", f"{named(rule)} är besvarad {times} gånger. Den får besvaras högst {most}."
            )
        if times and rule.allowed_if and not self.sheet.holds(rule.allowed_if):
            when = explain(rule.allowed_if, "bara när")
            self.add(rule.id, "får-inte-finnas", f"{named(rule)} får besvaras {when}.")
        if times and rule.forbidden_if and self.sheet.holds(rule.forbidden_if):
            when = explain(rule.forbidden_if, "när")
            self.add(rule.id, "får-inte-finnas", f"{named(rule)} får inte besvaras {when}.")
        if not times and not self.draft and self.is_required(rule):
            because = f" Den ska besvaras {explain(rule.required_if, 'när')}." if rule.required_if else ""
            self.add(rule.id, "saknas", f"{named(rule)} saknar svar.{because}")

    def is_required(self, rule: QuestionRule) -> bool:
        if rule.low > 0:
            return True
        if self.open:
            return False
        if rule.required_if is None and rule.required_unless is None:
            return False
        return (rule.required_if is None or self.sheet.holds(rule.required_if)) and (
            rule.required_unless is None or not self.sheet.holds(rule.required_unless)
        )

    # Answers

    def answer(self, answer: Answer, rule: QuestionRule) -> None:
        if rule.numbered and answer.instance is None and not self.draft and not self.has_told_of(rule):
            self.add(rule.id, "instans", f"{named(rule)} saknar instansnummer, som skiljer svaren åt.")
        for part in answer.parts:
            self.part(part, rule)
        present = {part.id for part in answer.parts}
        if len(present) != len(answer.parts):
            self.doubled(answer, rule)
        for part_rule in rule.parts.values():
            if part_rule.id in present:
                self.may_be_here(part_rule, answer, rule)
            elif not self.draft:
                self.must_be_here(part_rule, answer, rule)

    def has_told_of(self, rule: QuestionRule) -> bool:
        return any(fault.rule == "instans" and fault.question == rule.id for fault in self.certificate.faults)

    def part(self, part: Part, question: QuestionRule) -> None:
        rule = question.parts.get(part.id)
        if rule is None:
            if not self.open:
                id_ = part.id or "(utan id)"
                message = f"Delsvar {id_} finns inte i fråga {question.id} i {self.form.form}."
                self.add(question.id, "okänt-delsvar", message)
            return
        # The official rules of an open form say nothing of what it may hold beside what it must.
        if self.is_unfilled(part) or (self.open and rule.optional):
            return
        for name, message in judge_value(part.value, rule, self.forms.diagnosis_code):
            self.add(question.id, name, message)
        if rule.unique and isinstance(part.value, Code) and self.is_repeated(part.value, part.id):
            message = f"{part.value.code} är angivet mer än en gång i fråga {question.id} ({question.name})."
            self.add(question.id, "dubbelt", message)

    def is_unfilled(self, part: Part) -> bool:
        """A box in a draft that nobody has filled in yet."""
        value = part.value
        return self.draft and (
            (isinstance(value, str) and is_blank(value))
            or (isinstance(value, Period) and value == Period(None, None))
        )

    def is_repeated(self, value: Code, id_: str) -> bool:
        """Whether the same code stands earlier in the file for the same delsvar."""
        same = [
            other for other in self.sheet.values[id_] if isinstance(other, Code) and other.code == value.code
        ]
        return bool(value.code) and same[0] is not value

    def doubled(self, answer: Answer, rule: QuestionRule) -> None:
        """Delsvar given more than once. An open form only says so of what it requires."""
        for id_, times in Counter(part.id for part in answer.parts).items():
            free = self.open and (id_ not in rule.parts or rule.parts[id_].optional)
            if times > 1 and not free:
                self.add(rule.id, "antal", f"Delsvar {id_} finns mer än en gång i samma svar.")

    def may_be_here(self, part: PartRule, answer: Answer, rule: QuestionRule) -> None:
        if part.allowed_if and not self.sheet.holds(part.allowed_if, answer):
            when = explain(part.allowed_if, "bara när")
            self.add(rule.id, "får-inte-finnas", f"{named(part)} får anges {when}.")
        if part.forbidden_if and self.sheet.holds(part.forbidden_if, answer):
            when = explain(part.forbidden_if, "när")
            self.add(rule.id, "får-inte-finnas", f"{named(part)} får inte anges {when}.")

    def must_be_here(self, part: PartRule, answer: Answer, rule: QuestionRule) -> None:
        if not part.optional:
            self.add(rule.id, "saknas", f"{named(part)} saknas.")
        elif part.required_if and self.sheet.holds(part.required_if, answer):
            when = explain(part.required_if, "när")
            self.add(rule.id, "saknas", f"{named(part)} saknas. Det ska anges {when}.")
