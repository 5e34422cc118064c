"""Reads the JSON of the writing systems (lisjp, luse, ag114, fk7263 …) into the same answers as the XML gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .forms import Form, PartRule
from .model import Code, Issuer, Period, Quantity, Value
from .raw import Raw, RawAnswer
from .values import parse_date, parse_datetime, parse_number

_MIN_KNOWN_FIELDS = 3


def is_certificate(found: Mapping[str, Any], raw: Raw) -> bool:
    """Whether a JSON object looks like a certificate of a writing system: a type and basic data, or known fields."""
    if isinstance(found.get("grundData"), dict) or raw.forms.versions(str(found.get("typ", ""))):
        return True
    return any(len(form.json.names & found.keys()) >= _MIN_KNOWN_FIELDS for form in raw.forms.all)


def read_json_certificate(found: Mapping[str, Any], raw: Raw) -> None:
    """Fills `raw` from the JSON object. Wrong kinds of value become faults; fields that no form knows become notices."""
    raw.type_code = raw.header(_text(found.get("typ")))
    raw.version = raw.header(_text(found.get("textVersion")))
    raw.id = raw.header(_text(found.get("id")))
    basic = as_object(found.get("grundData"))
    raw.signed_at = parse_datetime(_text(basic.get("signeringsdatum")))
    patient = as_object(basic.get("patient"))
    person = _text(patient.get("personId"))
    if person:
        raw.person = (raw.header(person), "")
    raw.issuer = _issuer(as_object(basic.get("skapadAv")), raw)
    if raw.kind == "json" and raw.signed_at is None:
        raw.notices.append(
            "Intyget saknar tid för underskrift. Kontrollera med vården att det är undertecknat."
        )
    form = _form(found, raw)
    if form is None:
        return
    Fields(found, raw, form).read()
    unread = found.keys() - form.json.names - raw.forms.json_without_answers - {"tillaggsfragor"}
    unread = {name for name in unread if found[name] not in (None, "", [], {}, False)}
    if unread:
        names = ", ".join(sorted(name[:40] for name in unread)[:10])
        raw.notices.append(f"Fälten {names} hör inte till {form.form} och lästes inte.")


def _form(found: Mapping[str, Any], raw: Raw) -> Form | None:
    """The form to map the fields by: the label's, unless another form's fields fit plainly better."""
    candidates = [form for form in raw.forms.all if form.json.names]
    fields = {name for name, value in found.items() if value not in (None, "", [], {})}
    fields -= raw.forms.json_without_answers | {"tillaggsfragor"}
    best = max(candidates, key=lambda form: (len(fields & form.json.names), -len(form.json.names)))
    known = raw.forms.versions(raw.type_code)
    if not known:
        if raw.type_code or len(fields & best.json.names) < _MIN_KNOWN_FIELDS:
            return None
        raw.type_code, raw.version = best.type, raw.version or best.version
        raw.notices.append(f"Filen säger inte vilket intyg det är. Fälten hör till {best.form}.")
        return best
    # This kind of JSON belongs to the older versions, so the oldest is meant where none is stated.
    labelled = raw.forms.find(raw.type_code, raw.version) if raw.version else known[0]
    assert labelled is not None
    raw.version = raw.version or labelled.version
    left_over = len(fields - labelled.json.names)
    if left_over >= 2 and len(fields - best.json.names) * 4 <= left_over:
        raw.notices.append(
            f"Filen är märkt {labelled.form} version {labelled.version}, men fälten hör till {best.form} version "
            f"{best.version}. Den lästes så. Kontrollera med avsändaren."
        )
        raw.type_code, raw.version = best.type, best.version
        return best
    return labelled


class Fields:
    """One JSON object on its way over to answers in the order the form asks them."""

    def __init__(self, found: Mapping[str, Any], raw: Raw, form: Form) -> None:
        self.found, self.raw, self.form, self.map = found, raw, form, form.json
        self.by_question: dict[str, list[RawAnswer]] = {}

    def read(self) -> None:
        """Every field the form knows, over to `raw`."""
        for path, id_ in self.map.fields.items():
            self.add(id_, self.at(path))
        self.coded_answers()
        self.ticks()
        self.lists()
        self.diagnoses()
        self.supplementary()
        self.hand_over()

    def hand_over(self) -> None:
        """Gives the answers to `raw` in the order the form asks them, numbered where it numbers them."""
        for question, rule in self.form.questions.items():
            answers = self.by_question.pop(question, [])
            for place, answer in enumerate(answers, 1):
                answer.instance = place if rule.numbered or len(answers) > 1 else None
            self.raw.answers.extend(answers)
        for answers in self.by_question.values():
            self.raw.answers.extend(answers)

    def at(self, path: str) -> object:
        """The value of a field, or of one inside another ("prognos.typ"); None where there is none."""
        first, _, second = path.partition(".")
        value = self.found.get(first)
        if not second:
            return value
        if value is not None and not isinstance(value, dict):
            self.raw.fault("", "fält", f"Fältet {first} har fel form.")
            return None
        return as_object(value).get(second)

    def add(self, id_: str, given: object) -> None:
        """Adds a delsvar to the question's only answer."""
        value = self.value(id_, given)
        if value is None:
            return
        question = id_.partition(".")[0]
        answers = self.by_question.setdefault(question, [RawAnswer(question, None, [])])
        answers[0].parts.append((id_, value))
        answers[0].parts.sort(key=lambda part: _order(part[0]))

    def new(self, parts: list[tuple[str, Value]]) -> None:
        """Adds an answer of its own."""
        question = parts[0][0].partition(".")[0]
        self.by_question.setdefault(question, []).append(RawAnswer(question, None, parts))

    def coded_answers(self) -> None:
        """Fields that each stand for one coded answer: bases (field = its date), FK 7263's grades (field = its period)."""
        by_code: dict[tuple[str, str], list[tuple[str, Value]]] = {}
        for name, targets in self.map.answers.items():
            (code_id, code), (payload_id, _) = targets.items()
            value = self.value(payload_id, self.found.get(name))
            if value is not None:
                parts = by_code.setdefault((code_id, code), [(code_id, Code(code, self.system(code_id)))])
                if all(id_ != payload_id for id_, _ in parts):
                    parts.append((payload_id, value))
        for parts in by_code.values():
            self.new(parts)

    def ticks(self) -> None:
        """Boxes and choices that each stand for a fixed answer."""
        for name, targets in self.map.ticks.items():
            if _text(self.found.get(name)) == "true":
                self.stand_for(targets)
        for name, choices in self.map.choices.items():
            chosen = _text(self.found.get(name))
            if chosen in choices:
                self.stand_for(choices[chosen])
            elif chosen:
                self.raw.fault("", "kod", f"Värdet {chosen[:80]!r} i fältet {name} finns inte på blanketten.")

    def stand_for(self, targets: Mapping[str, str]) -> None:
        """Adds the fixed answers in `targets` (delsvar id → value)."""
        for id_, value in targets.items():
            if self.form.parts[id_].kind == "kod":
                self.new([(id_, Code(value, self.system(id_)))])
            else:
                self.add(id_, value)

    def lists(self) -> None:
        """Lists where each row is an answer of its own."""
        for name, fields in self.map.lists.items():
            given = self.found.get(name)
            rows = given if isinstance(given, list) else [] if given is None else [given]
            for row in rows[: self.raw.forms.limits.answers + 1]:
                self.row(name, row, fields)

    def row(self, name: str, row: object, fields: Mapping[str, str]) -> None:
        """One row of list `name`; `fields` says which delsvar each key is."""
        question = next(iter(fields.values())).partition(".")[0]
        if isinstance(row, str) and len(fields) == 1:
            row = {next(iter(fields)): row}
        if not isinstance(row, dict):
            self.raw.fault(question, "fält", f"Fältet {name} har en rad med fel form.")
            return
        tick = self.map.chosen.get(name)
        if tick and _text(row.get(tick)) == "false":
            return
        parts = [(id_, self.value(id_, row.get(key))) for key, id_ in fields.items()]
        filled = [(id_, value) for id_, value in parts if value is not None]
        if filled:
            self.by_question.setdefault(question, []).append(RawAnswer(question, None, filled))

    def diagnoses(self) -> None:
        """The diagnoses, main one first, in a list or in numbered fields."""
        given = self.found.get("diagnoser") if self.map.diagnoses else None
        most = self.raw.forms.limits.answers + 1
        rows = [row for row in given[:most] if isinstance(row, dict)] if isinstance(given, list) else []
        # Empty rows last are only places not used. An empty row before a filled one is a missing diagnosis.
        while rows and not any(_text(rows[-1].get(key)) for key in ("diagnosKod", "diagnosBeskrivning")):
            rows.pop()
        targets = self.map.diagnoses * (len(rows) if self.map.diagnoses_repeat else 1)
        if len(rows) > len(targets):
            self.raw.fault(
                targets[0][0].partition(".")[0],
                "antal",
                f"Intyget har {len(rows)} diagnoser, fler än det finns plats för.",
            )
        for row, (text_id, code_id) in zip(rows, targets, strict=False):
            parts = self.diagnosis(
                row, "diagnosBeskrivning", "diagnosKod", "diagnosKodSystem", text_id, code_id
            )
            if self.map.diagnoses_repeat:
                self.new(parts)
            else:
                self.extend(parts)
        for text, code, system, text_id, code_id in self.map.flat_diagnoses:
            self.extend(self.diagnosis(self.found, text, code, system, text_id, code_id))

    def diagnosis(
        self, row: Mapping[str, Any], text: str, code: str, system: str, text_id: str, code_id: str
    ) -> list[tuple[str, Value]]:
        """The delsvar for one diagnosis: the names are its keys in `row`, the ids where text and code go."""
        parts: list[tuple[str, Value]] = []
        words, found = _text(row.get(text)), _text(row.get(code))
        if words:
            parts.append((text_id, self.raw.text(words)))
        if found:
            named = _text(row.get(system))
            systems = self.raw.forms.systems
            known = systems.get(named, named) if named else self.system(code_id)
            display = self.raw.header(_text(row.get("diagnosDisplayName")))
            parts.append((code_id, Code(self.raw.header(found), self.raw.header(known), display)))
        return parts

    def extend(self, parts: list[tuple[str, Value]]) -> None:
        """Adds delsvar to the question's only answer, in the order given."""
        if parts:
            question = parts[0][0].partition(".")[0]
            self.by_question.setdefault(question, [RawAnswer(question, None, [])])[0].parts.extend(parts)

    def supplementary(self) -> None:
        """The receiver's own questions."""
        given = self.found.get("tillaggsfragor")
        most = self.raw.forms.limits.answers + 1
        for row in given[:most] if isinstance(given, list) else ():
            if isinstance(row, dict) and _text(row.get("id")):
                question = self.raw.header(_text(row.get("id")))
                answer = row.get("svar")
                if isinstance(answer, str) and answer:
                    self.by_question.setdefault(question, []).append(
                        RawAnswer(question, None, [(f"{question}.1", self.raw.text(answer))])
                    )

    def system(self, id_: str) -> str:
        """The code list this JSON leaves unsaid: the first one the delsvar may use."""
        rule = self.form.parts.get(id_)
        return rule.systems[0] if rule and rule.systems else ""

    def value(self, id_: str, given: object) -> Value | None:
        """The field's value as the delsvar's kind; None where the field is absent or empty."""
        rule = self.form.parts.get(id_)
        if given is None or given == "" or rule is None:
            return None
        if rule.kind == "period":
            return self.period(rule, given)
        if isinstance(given, (dict, list)):
            self.raw.fault(
                id_.partition(".")[0], "fält", f"Delsvar {id_} ({rule.name}) har fel form i filen."
            )
            return None
        text = _text(given)
        if rule.kind in ("kod", "diagnos"):
            return Code(self.raw.header(text), self.system(id_))
        if rule.kind == "antal":
            return Quantity(parse_number(text), rule.unit)
        return self.raw.text(text)

    def period(self, rule: PartRule, given: object) -> Period | None:
        """A period of `from` and `tom`; None where it is empty, a fault where it is no object."""
        if not isinstance(given, dict):
            self.raw.fault(
                rule.id.partition(".")[0], "fält", f"Delsvar {rule.id} ({rule.name}) har fel form i filen."
            )
            return None
        if not given:
            return None
        return Period(parse_date(_text(given.get("from"))), parse_date(_text(given.get("tom"))))


def _issuer(given: Mapping[str, Any], raw: Raw) -> Issuer:
    unit = as_object(given.get("vardenhet"))
    return Issuer(
        name=raw.header(_text(given.get("fullstandigtNamn"))),
        unit=raw.header(_text(unit.get("enhetsnamn"))),
        unit_id=raw.header(_text(unit.get("enhetsid"))),
        provider=raw.header(_text(as_object(unit.get("vardgivare")).get("vardgivarnamn"))),
        phone=raw.header(_text(unit.get("telefonnummer"))),
        email=raw.header(_text(unit.get("epost"))),
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""


def as_object(value: object) -> Mapping[str, Any]:
    """A JSON object as it is, and an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def _order(id_: str) -> tuple[int, ...]:
    return tuple(int(piece) if piece.isdigit() else 0 for piece in id_.split("."))
