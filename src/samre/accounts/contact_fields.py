"""What can stand in a row of the contact list, read from a form or a file and told in Swedish at its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from samre.pathway.model import Named, Pathway

from .directory import FIELDS, chart, directory_rules
from .signs import without_unseen

# Anything that looks like a person number: the list is about workplaces.
PERSON_NUMBER = re.compile(r"(?<!\d)(?:19|20)?\d{2}[01]\d[0-9]\d[-+ ]?\d{4}(?!\d)")
STEP = re.compile(r"[A-ZÅÄÖ]+\d+")
FREE = ("myndighet", "enhet", "namn", "for_vad", "tider", "adress")
REACH = ("telefon", "e_post", "adress", "webb")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def read_contact(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Fields of the row, and what is wrong by column. `typed`: column → text; what is left out is empty."""
    pathway, wrong = chart(), dict[str, str]()
    text = {column: " ".join(without_unseen(typed.get(column, "")).split()) for column in FIELDS}
    row: dict[str, Any] = {FIELDS[column]: value for column, value in text.items()}
    row["party"] = _party(text["part"], pathway, wrong)
    row["function"] = _function(text["funktion"], pathway, wrong)
    row["steps"] = _steps(text["steg"], pathway, wrong)
    row["web"] = _web(text["webb"], wrong)
    if not text["myndighet"]:
        wrong["myndighet"] = "Skriv vilken myndighet eller verksamhet det är."
    if text["e_post"] and not _is_email(text["e_post"]):
        wrong["e_post"] = "Det är ingen e-postadress. Skriv den som namn@verksamhet.se."
    if not any(text[column] for column in REACH):
        wrong["telefon"] = "Skriv minst ett sätt att nå dem: telefon, e-post, adress eller webb."
    _check_texts(text, wrong)
    return row, wrong


def row_text(row: Mapping[str, Any], column: str) -> str:
    """A field as it stands in a form and in a file: steps with commas between, the rest as it is."""
    value = row[FIELDS[column]]
    return ", ".join(value) if column == "steg" else str(value)


def _check_texts(text: Mapping[str, str], wrong: dict[str, str]) -> None:
    longest: Mapping[str, int] = directory_rules()["längst"]
    for column, most in longest.items():
        if len(text[column]) > most:
            wrong.setdefault(column, f"Skriv kortare, högst {most} tecken.")
    for column in FREE:
        if PERSON_NUMBER.search(text[column]):
            wrong.setdefault(
                column,
                "Här ser ut att stå ett personnummer. Kontaktlistan får inte innehålla något om klienter.",
            )


def _party(text: str, pathway: Pathway, wrong: dict[str, str]) -> str:
    found = _named(text, pathway.actors)
    if found is None:
        names = ", ".join(actor.short or actor.name for actor in pathway.actors.values())
        wrong["part"] = (
            f"»{text}« är ingen part på kartan. Välj någon av: {names}."
            if text
            else "Välj vilken part det är."
        )
    return found or ""


def _function(text: str, pathway: Pathway, wrong: dict[str, str]) -> str:
    found = _named(text, pathway.contacts) if text else ""
    if found is None:
        wrong["funktion"] = f"»{text}« är ingen funktion på kartan. Välj en i listan, eller lämna den tom."
    return found or ""


def _named(text: str, rows: Mapping[str, Named]) -> str | None:
    """The id whose id, name or short name this is; capital letters don't matter."""
    wanted = text.casefold()
    for row in rows.values():
        if wanted and wanted in (row.id.casefold(), row.name.casefold(), row.short.casefold()):
            return row.id
    return None


def _steps(text: str, pathway: Pathway, wrong: dict[str, str]) -> list[str]:
    asked = list(dict.fromkeys(STEP.findall(text.upper())))
    unknown = [one for one in asked if one not in pathway.steps]
    if unknown or (text and not asked):
        named = ", ".join(unknown) or text
        wrong["steg"] = f"{named} finns inte på kartan. Skriv stegens nummer, till exempel S06, S10."
    return [one for one in asked if one in pathway.steps]


def _web(text: str, wrong: dict[str, str]) -> str:
    address = text if not text or SCHEME.match(text) else f"https://{text}"
    try:
        if address:
            URLValidator(schemes=["https", "http"])(address)
    except ValidationError:
        wrong["webb"] = "Det är ingen webbadress. Skriv den som https://verksamhet.se/formular."
    return address


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
