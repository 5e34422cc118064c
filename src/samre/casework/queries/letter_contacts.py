"""Whom a letter goes to, and how the party it is about is reached: out of the kommun's contact list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samre.accounts.directory import Reach, contact_lines, letter_contact

from ..documents.forms.known import Known
from ..documents.paper_parts import OneOf, Part
from ..models import Case, OpenStep, StepState
from ..rules.paper_words import form_words, paper_words

# A form about whomever the case waits for; the person herself stands in no contact list.
WAITED_FOR, IND = "väntar", "IND"


def contact_for(case: Case, party: str, step: str, *, on: date) -> Reach | None:
    """Whom of the list. A protected person's places are chosen by whoever writes."""
    if not party or case.person.is_protected:
        return None
    return letter_contact(case.owner_id, on=on, party=party, step=step)


def contacts_known(case: Case, form: str, step: str, *, on: date) -> Mapping[str, Any]:
    """What a form may know of the list."""
    party = str(form_words(form).get("part", ""))
    if party == WAITED_FOR:
        return {"reach": _reach_of_waited_for(case, on=on)}
    reach = contact_lines(case.owner_id, on=on, step=step, party=party) if party else ()
    return {"contact": contact_for(case, party, step, on=on), "reach": reach}


def _reach_of_waited_for(case: Case, *, on: date) -> tuple[str, ...]:
    """How whoever the case waits for is reached; nothing of a protected person's places, and nothing where nobody is."""
    if case.person.is_protected:
        return ()
    waiting = OpenStep.objects.filter(case=case, state=StepState.WAITING).order_by("due", "pk").first()
    if waiting is None or waiting.waiting_for == IND:
        return ()
    return contact_lines(case.owner_id, on=on, step=waiting.step, party=waiting.waiting_for)


def receiver_of(form: str, known: Known, parts: tuple[Part, ...]) -> str:
    """Whom the form goes to as long as nobody has written another: the doctor's unit, the authority chosen, the list's."""
    words = form_words(form)
    chosen = next((part for part in parts if part.id == "mottagare"), None)
    if isinstance(chosen, OneOf):
        asked = paper_words()["förmån"].get(chosen.chosen, {})
        there = contact_for(known.case, str(asked.get("part", "")), "", on=known.on)
        return "\n".join(there.address_lines) if there else str(asked.get("till", ""))
    if words.get("samtycke", {}).get("mottagare") == "region" and known.certificate:
        issuer = known.certificate.certificate.issuer
        if issuer.unit and not known.case.person.is_protected:
            return "\n".join(line for line in (issuer.unit, issuer.name) if line)
    if words.get("till_personen"):
        return _person_herself(known.case)
    if known.contact is not None:
        return "\n".join(known.contact.address_lines)
    return str(words.get("till", ""))


def _person_herself(case: Case) -> str:
    """Her name and address; a protected person's stand nowhere: the letter is handed over, or goes through Skatteverket."""
    person = case.person
    if person.is_protected:
        return ""
    return "\n".join(line for line in (person.name, str(person.contact.get("address", ""))) if line)
