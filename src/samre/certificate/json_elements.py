"""Reads the certificate service's newer JSON: `metadata` beside `data`, where each question's id holds a typed value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .forms import PartRule
from .json_form import Fields, as_object
from .model import Code, Issuer, Value
from .raw import Raw, RawAnswer
from .values import parse_datetime

# Kind of value → (kind of delsvar, the key that holds the answer).
_SINGLE = {
    "BOOLEAN": ("janej", "selected"),
    "TEXT": ("text", "text"),
    "ICF": ("text", "text"),
    "DATE": ("datum", "date"),
    "INTEGER": ("heltal", "value"),
    "CODE": ("kod", "code"),
    "DATE_RANGE": ("period", ""),
}
# Kind of list → for each row, (kind of delsvar, the key that holds the answer).
_ROWS = {
    "CODE_LIST": (("kod", "code"),),
    "DATE_LIST": (("kod", "id"), ("datum", "date")),
    "DATE_RANGE_LIST": (("kod", "id"), ("period", "")),
    "MEDICAL_INVESTIGATION_LIST": (
        ("kod", "investigationType"),
        ("datum", "date"),
        ("text", "informationSource"),
    ),
}


def is_element_certificate(found: object) -> bool:
    """Whether a JSON value is a certificate of this kind."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("metadata"), dict)
        and isinstance(found.get("data"), dict)
    )


def read_element_certificate(found: Mapping[str, Any], raw: Raw) -> None:
    """Fills `raw` from `metadata` and `data`. Kinds of value that aren't known become notices."""
    about = found["metadata"]
    raw.type_code, raw.version = raw.header(_word(about, "type")), raw.header(_word(about, "typeVersion"))
    raw.id = raw.header(_word(about, "id"))
    raw.signed_at = parse_datetime(_word(about, "signed"))
    person = as_object(as_object(about.get("patient")).get("personId"))
    if _word(person, "id"):
        raw.person = (raw.header(_word(person, "id")), "")
    unit = as_object(about.get("unit"))
    raw.issuer = Issuer(
        name=raw.header(_word(as_object(about.get("issuedBy")), "fullName")),
        unit=raw.header(_word(unit, "unitName")),
        unit_id=raw.header(_word(unit, "unitId")),
        provider=raw.header(_word(as_object(about.get("careProvider")), "unitName")),
        phone=raw.header(_word(unit, "phoneNumber")),
        email=raw.header(_word(unit, "email")),
    )
    if raw.signed_at is None:
        raw.notices.append(
            "Intyget saknar tid för underskrift. Kontrollera med vården att det är undertecknat."
        )
    form = raw.forms.find(raw.type_code, raw.version)
    if form is None:
        return
    elements = _Elements({}, raw, form)
    for id_, element in list(found["data"].items())[: raw.forms.limits.all_parts]:
        elements.element(str(id_), as_object(as_object(element).get("value")))
    elements.hand_over()


class _Elements(Fields):
    """The elements of one certificate on their way over to answers."""

    def element(self, id_: str, value: Mapping[str, Any]) -> None:
        """One element of `data`; headings and unanswered questions hold no value."""
        question, kind = id_.partition(".")[0], _word(value, "type")
        if not question.isdecimal() or not kind:
            return
        rows = value.get("list")
        if question not in self.form.questions:
            if any(
                value.get(key) not in (None, "", [], False)
                for key in ("text", "selected", "date", "code", "list")
            ):
                self.by_question[question] = [
                    RawAnswer(question, None, [(f"{question}.1", _word(value, "text"))])
                ]
        elif kind in _SINGLE:
            part_kind, key = _SINGLE[kind]
            self.single(self.target(id_, part_kind), value.get(key) if key else _period(value))
        elif kind == "DIAGNOSIS_LIST":
            self.found = {"diagnoser": [_diagnosis(row) for row in _objects(rows)]}
            self.diagnoses()
        elif kind in _ROWS:
            for row in _objects(rows)[: self.raw.forms.limits.answers + 1]:
                self.listed(question, row, _ROWS[kind])
        else:
            self.raw.notices.append(f"Fråga {id_[:20]} har ett svar av slaget {kind[:40]}, som inte lästes.")

    def target(self, id_: str, kind: str) -> PartRule | None:
        """The delsvar an element answers: the one its id names, or the question's first of that kind."""
        if id_ in self.form.parts:
            return self.form.parts[id_]
        parts = self.form.questions[id_.partition(".")[0]].parts.values()
        return next((part for part in parts if part.kind == kind), None)

    def single(self, part: PartRule | None, given: object) -> None:
        value = self.value(part.id, given) if part else None
        if part is None or value is None:
            return
        answers = self.by_question.get(part.id.partition(".")[0], [])
        if len(answers) > 1 or (answers and part.allowed_if):
            # A detail of one of several answers, such as what "other basis" is.
            tests = dict(part.allowed_if.tests) if part.allowed_if else {}
            wanted = [answer for answer in answers if _holds(answer, tests)]
            (wanted or answers)[0].parts.append((part.id, value))
        else:
            self.add(part.id, given)

    def listed(self, question: str, row: Mapping[str, Any], keys: tuple[tuple[str, str], ...]) -> None:
        parts: list[tuple[str, Value]] = []
        for kind, key in keys:
            part = self.target(question, kind)
            given: object = _period(row) if not key else row.get(key)
            if isinstance(given, dict) and kind != "period":
                given = given.get("code") or given.get("date") or given.get("text")
            if key == "id" and part is not None:
                given = self.code_named(str(given), part)
            value = self.value(part.id, given) if part else None
            if part is not None and value is not None:
                parts.append((part.id, value))
        if parts:
            self.new(parts)

    def code_named(self, name: str, part: PartRule) -> str:
        """The code a row's id stands for: itself, the one of the older JSON's field, or its name in capitals."""
        older = self.form.json.answers.get(name, {}).get(part.id)
        return older or (name if name in part.codes or name.upper() not in part.codes else name.upper())


def _holds(answer: RawAnswer, tests: Mapping[str, frozenset[str]]) -> bool:
    return any(isinstance(value, Code) and value.code in tests.get(id_, ()) for id_, value in answer.parts)


def _diagnosis(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "diagnosKod": row.get("code"),
        "diagnosBeskrivning": row.get("description"),
        "diagnosKodSystem": row.get("terminology"),
    }


def _period(row: Mapping[str, Any]) -> dict[str, object]:
    found = {"from": row.get("from"), "tom": row.get("to")}
    return found if any(found.values()) else {}


def _objects(rows: object) -> list[Mapping[str, Any]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _word(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return value if isinstance(value, str) else ""
