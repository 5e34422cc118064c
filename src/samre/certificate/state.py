"""A read certificate as JSON and back, without loss. It lies in a browser's form, so what comes back isn't trusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from .forms import load
from .model import (
    Answer,
    Certificate,
    Code,
    Identity,
    Issuer,
    Part,
    Period,
    Problem,
    Quantity,
    Unreadable,
    Value,
)

FORMAT = "samre-certificate-1"
KINDS = frozenset({"xml-v3", "xml-7263", "json", "prefill-xml", "prefill-json", "typed"})

_KEYS = frozenset(
    {"format", "kind", "type", "version", "form", "id", "signed_at", "patient", "issuer", "answers"}
)
_KEYS |= {"notices", "faults"}
_MAX_NUMBER = 40
_ID_LENGTH = 60

T = TypeVar("T")


def to_json(certificate: Certificate) -> dict[str, Any]:
    """The certificate as plain JSON values, such that `from_json(to_json(c)) == c`."""
    patient, issuer = certificate.patient, certificate.issuer
    return {
        "format": FORMAT,
        "kind": certificate.kind,
        "type": certificate.type,
        "version": certificate.version,
        "form": certificate.form,
        "id": certificate.id,
        "signed_at": certificate.signed_at.isoformat() if certificate.signed_at else None,
        "patient": [patient.value, patient.root, patient.kind, patient.valid, patient.reason]
        if patient
        else None,
        "issuer": [issuer.name, issuer.unit, issuer.unit_id, issuer.provider, issuer.phone, issuer.email],
        "answers": [
            [
                answer.question,
                answer.instance,
                [[part.id, part.role, _value_out(part.value)] for part in answer.parts],
            ]
            for answer in certificate.answers
        ],
        "notices": list(certificate.notices),
        "faults": [[fault.question, fault.rule, fault.message] for fault in certificate.faults],
    }


def from_json(given: dict[str, Any]) -> Certificate:
    """The certificate `to_json` gave. Raises Unreadable where anything is not as `to_json` writes it, or is too big."""
    try:
        return _certificate(given)
    except (TypeError, ValueError, KeyError, InvalidOperation, RecursionError) as error:
        raise Unreadable(
            "Det sparade läkarintyget har ändrats eller skadats och kan inte läsas. Läs in filen igen."
        ) from error


def _certificate(given: dict[str, Any]) -> Certificate:
    limits = load().limits
    _require(isinstance(given, dict) and given.keys() == _KEYS and given["format"] == FORMAT)
    _require(given["kind"] in KINDS)
    header = limits.header
    return Certificate(
        kind=given["kind"],
        type=_text(given["type"], header),
        version=_text(given["version"], header),
        form=_text(given["form"], header),
        id=_text(given["id"], header),
        signed_at=None
        if given["signed_at"] is None
        else datetime.fromisoformat(_text(given["signed_at"], _ID_LENGTH)),
        patient=None if given["patient"] is None else _patient(given["patient"], header),
        issuer=Issuer(*(_text(part, header) for part in _list(given["issuer"], 6, exactly=True))),
        answers=tuple(_answer(answer) for answer in _list(given["answers"], limits.answers)),
        notices=tuple(_text(notice, limits.text) for notice in _list(given["notices"], limits.notices)),
        faults=tuple(_fault(fault, limits.text) for fault in _list(given["faults"], limits.notices)),
    )


def _patient(given: object, length: int) -> Identity:
    value, root, kind, valid, reason = _list(given, 5, exactly=True)
    _require(isinstance(valid, bool))
    return Identity(
        _text(value, length), _text(root, length), _text(kind, length), valid, _text(reason, length)
    )


def _answer(given: object) -> Answer:
    limits = load().limits
    question, instance, parts = _list(given, 3, exactly=True)
    _require(
        instance is None
        or (isinstance(instance, int) and not isinstance(instance, bool) and 0 < instance < 10**6)
    )
    return Answer(
        _text(question, limits.header), tuple(_part(part) for part in _list(parts, limits.parts)), instance
    )


def _part(given: object) -> Part:
    limits = load().limits
    id_, role, value = _list(given, 3, exactly=True)
    return Part(
        _text(id_, limits.header), _value_in(value), None if role is None else _text(role, _ID_LENGTH)
    )


def _fault(given: object, length: int) -> Problem:
    return Problem(*(_text(part, length) for part in _list(given, 3, exactly=True)))


def _value_out(value: Value) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Code):
        return {"code": [value.code, value.system, value.display]}
    if isinstance(value, Period):
        return {"period": [day.isoformat() if day else None for day in (value.start, value.end)]}
    return {"quantity": [None if value.value is None else str(value.value), value.unit]}


def _value_in(given: object) -> Value:
    limits = load().limits
    if isinstance(given, str):
        return _text(given, limits.text)
    _require(isinstance(given, dict) and len(given) == 1)
    assert isinstance(given, dict)
    (key, content), *_ = given.items()
    if key == "code":
        code, system, display = _list(content, 3, exactly=True)
        return Code(_text(code, limits.header), _text(system, limits.header), _text(display, limits.header))
    if key == "period":
        start, end = _list(content, 2, exactly=True)
        return Period(_optional(start, date.fromisoformat), _optional(end, date.fromisoformat))
    _require(key == "quantity")
    number, unit = _list(content, 2, exactly=True)
    return Quantity(_optional(number, _decimal), _text(unit, limits.header))


def _decimal(text: str) -> Decimal:
    found = Decimal(text)
    _require(found.is_finite())
    return found


def _optional(given: object, read: Callable[[str], T]) -> T | None:
    return None if given is None else read(_text(given, _MAX_NUMBER))


def _list(given: object, most: int, *, exactly: bool = False) -> list[Any]:
    _require(isinstance(given, list) and (len(given) == most if exactly else len(given) <= most))
    assert isinstance(given, list)
    return given


def _text(given: object, most: int) -> str:
    _require(isinstance(given, str) and len(given) <= most and "\x00" not in given)
    assert isinstance(given, str)
    given.encode("utf-8")
    return given


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError
