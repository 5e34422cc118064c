"""Typing a läkarintyg in from paper: the fields of each form, and the certificate they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from django.http import QueryDict

from samre.certificate.model import Certificate, Code, Part, Period, Quantity
from samre.certificate.typed import typed

from ..definition import FOLDER

FORM, FIELD = "blankett", "skriv."
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Field:
    """One field to type in. `kind`: rad, text, datum, val, janej, antal."""

    key: str
    name: str
    label: str
    kind: str
    help: str
    options: tuple[tuple[str, str], ...]
    is_short: bool
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    name: str
    help: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A form on screen with what has been typed so far."""

    id: str
    name: str
    text: str
    groups: tuple[Group, ...]


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
    groups = tuple(
        Group(
            group["namn"],
            group.get("hjälp", ""),
            tuple(_field(key, field, values.get(key, "")) for key, field in group["fält"].items()),
        )
        for group in row["grupper"]
    )
    return TypedForm(form, row["namn"], row["text"], groups)


def _field(key: str, row: Mapping[str, Any], value: str) -> Field:
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
        is_short=bool(row.get("kort")),
        value=value,
    )


def read_typing(post: QueryDict) -> tuple[str, dict[str, str]]:
    """The form being typed in (empty when none) and what its fields say."""
    form = post.get(FORM) or ""
    if form not in texts()["blanketter"]:
        return "", {}
    values = {name[len(FIELD) :]: (post.get(name) or "")[:LONGEST] for name in post if name.startswith(FIELD)}
    known = {field.key for group in typed_form(form, {}).groups for field in group.fields}
    return form, {key: text for key, text in values.items() if key in known and text.strip()}


def certificate_of(form: str, values: Mapping[str, str]) -> Certificate:
    """The certificate that has been typed in. Raises Unreadable, naming the field."""
    return typed(dict(values), form=form)


def values_of(certificate: Certificate) -> dict[str, str]:
    """The fields of a certificate that was typed in, to change it."""
    found: dict[str, str] = {}
    for answer in certificate.answers:
        for part in answer.parts:
            found.update({key: text for key, text in _texts(part).items() if key not in found})
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
