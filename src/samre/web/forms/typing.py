"""Typing a läkarintyg in from paper: the fields of each form, and the certificate they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.http import QueryDict
from django.utils import timezone

from samre.certificate.model import Certificate, Code, Part, Period, Quantity, Unreadable
from samre.certificate.typed import typed

from ..definition import FOLDER
from .person_numbers import MESSAGE, has_person_number
from .state import read_day

FORM, FIELD = "blankett", "skriv."
LONGEST = 4000
START, END = ".start", ".end"
NO_DAY = "Skriv ett datum som finns, till exempel 2026-11-21."
IN_THE_FUTURE = "Dagen har inte varit än. Kontrollera året."
TURNED = "Perioden slutar före den dag den börjar. Kontrollera båda datumen."
NO_NUMBER = "Skriv ett tal med siffror, från {low} till {high}."
TO_MEND = "Rätta det som är markerat, så läses intyget. Allt du har skrivit är kvar."


@dataclass(frozen=True, slots=True)
class Field:
    """One field to type in. `kind`: rad, text, datum, val, janej, antal."""

    key: str
    name: str
    label: str
    kind: str
    help: str
    options: tuple[tuple[str, str], ...]
    value: str
    error: str = ""

    @property
    def id(self) -> str:
        """The field's id on the page."""
        return "s-" + self.key.replace("#", "_")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading, and those that few need: `more`, open when something in it is filled in."""

    name: str
    help: str
    fields: tuple[Field, ...]
    more: Group | None = None

    @property
    def is_used(self) -> bool:
        """Whether something has been written in any of the fields."""
        return any(field.value for field in self.fields)


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A form on screen with what has been typed so far."""

    id: str
    name: str
    text: str
    groups: tuple[Group, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the page's order."""
        groups = [part for group in self.groups for part in (group, group.more) if part]
        return tuple(field for group in groups for field in group.fields)

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields that have to be mended."""
        return tuple(field for field in self.fields if field.error)


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Any]:
    """inskrivning.yaml"""
    return dict(yaml.safe_load((FOLDER / "inskrivning.yaml").read_text(encoding="utf-8")))


def choices() -> tuple[tuple[str, str, str], ...]:
    """The forms that can be typed in: id, name, when it is used."""
    return tuple((id_, row["namn"], row["text"]) for id_, row in texts()["blanketter"].items())


def typed_form(form: str, values: Mapping[str, str]) -> TypedForm:
    """The fields of a form. `values`: key → text."""
    row = texts()["blanketter"][form]
    errors = _errors(row["grupper"], values)
    groups = tuple(_group(group, values, errors) for group in row["grupper"])
    return TypedForm(form, row["namn"], row["text"], groups)


def _group(row: Mapping[str, Any], values: Mapping[str, str], errors: Mapping[str, str]) -> Group:
    return Group(
        row["namn"],
        row.get("hjälp", ""),
        tuple(
            _field(key, field, values.get(key, ""), errors.get(key, "")) for key, field in row["fält"].items()
        ),
        _group(row["fler"], values, errors) if "fler" in row else None,
    )


def _errors(groups: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with each field that has been filled in."""
    rows = {key: field for group in groups for key, field in _rows(group).items()}
    errors = {key: text for key, row in rows.items() if (text := _error(row, values.get(key, "").strip()))}
    for key in rows:
        if key.endswith(START):
            other = key.removesuffix(START) + END
            start, end = read_day(values.get(key)), read_day(values.get(other))
            if start and end and end < start:
                errors[other] = TURNED
    return errors


def _rows(group: Mapping[str, Any]) -> dict[str, Any]:
    return {**group["fält"], **group.get("fler", {}).get("fält", {})}


def _error(row: Mapping[str, Any], text: str) -> str:
    if not text:
        return ""
    if row["typ"] == "datum":
        day = read_day(text)
        if day is None:
            return NO_DAY
        return IN_THE_FUTURE if row.get("bakåt") and day > timezone.localdate() else ""
    if row["typ"] == "antal":
        digits = text.removesuffix("%").strip()
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= 3
        fits = is_number and row["minst"] <= int(digits) <= row["högst"]
        return "" if fits else NO_NUMBER.format(low=row["minst"], high=row["högst"])
    return MESSAGE if has_person_number(text) else ""


def _field(key: str, row: Mapping[str, Any], value: str, error: str) -> Field:
    options = tuple((str(code), label) for code, label in row.get("val", {}).items())
    if row["typ"] == "janej":
        options = (("ja", "Ja"), ("nej", "Nej"))
    return Field(
        key=key,
        name=FIELD + key,
        label=row["etikett"],
        kind=row["typ"],
        help=row.get("hjälp", ""),
        options=options,
        value=value,
        error=error,
    )


def read_typing(post: QueryDict) -> tuple[str, dict[str, str]]:
    """The form being typed in (empty when none) and what its fields say."""
    form = post.get(FORM) or ""
    if form not in texts()["blanketter"]:
        return "", {}
    values = {name[len(FIELD) :]: (post.get(name) or "")[:LONGEST] for name in post if name.startswith(FIELD)}
    known = {field.key for field in typed_form(form, {}).fields}
    return form, {key: text for key, text in values.items() if key in known and text.strip()}


def certificate_of(form: str, values: Mapping[str, str]) -> Certificate:
    """The certificate that has been typed in. Raises Unreadable when a field has to be mended."""
    if typed_form(form, values).wrong:
        raise Unreadable(TO_MEND)
    return typed(dict(values), form=form)


def values_of(certificate: Certificate) -> dict[str, str]:
    """The fields of a certificate that was typed in, to change it."""
    found: dict[str, str] = {}
    count: dict[str, int] = {}
    for answer in certificate.answers:
        number = count[answer.question] = count.get(answer.question, 0) + 1
        again = f"{answer.question}#{number}"
        for part in answer.parts:
            for key, text in _texts(part).items():
                found.setdefault(key if number == 1 else again + key.removeprefix(answer.question), text)
    if certificate.signed_at:
        found["signed_at"] = certificate.signed_at.date().isoformat()
    if certificate.issuer.unit:
        found["unit"] = certificate.issuer.unit
    return found


def _texts(part: Part) -> dict[str, str]:
    value = part.value
    if isinstance(value, Code):
        return {part.id: value.code}
    if isinstance(value, Period):
        ends = {f"{part.id}.start": value.start, f"{part.id}.end": value.end}
        return {key: day.isoformat() for key, day in ends.items() if day}
    if isinstance(value, Quantity):
        return {part.id: "" if value.value is None else f"{value.value}"}
    return {part.id: {"true": "ja", "false": "nej"}.get(value, value)}
