"""Persons: written down once per socialnämnd, found by number, corrected with care for protected identities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about
from samre.sealing.keyring import keyring

from ..models import Case, NameKey, Person, Protection
from ..rules.identity import KnownIdentity, name_parts
from ..rules.kin import PLACE, plain_address
from ..rules.permissions import Need
from ..rules.settings import case_rules
from .answer_links import shut_links_to
from .core import action, tell
from .protected_copies import protect_copies

NUMBER, NAME = "person.number", "person.name"
# Digits and what is written between them; several numbers with a comma.
PHONE, FEWEST_DIGITS = re.compile(r"\+?[\d\s()/,+-]+"), 5
# Where she can be found: none of it may be stored for her who is protected, or of whom nobody has looked.
ADDRESS = ("address", "co")
NO_ADDRESS = {
    Protection.REGISTRATION: "Personen har skyddad folkbokföring. Ta bort adressen: brev går genom Skatteverket.",
    Protection.MARKED: "Personen har sekretessmarkering. Ta bort adressen: brev går genom Skatteverket.",
    Protection.UNKNOWN: "Ingen har kontrollerat skyddet än. Ta bort adressen, eller kontrollera skyddet först.",
}


def find_person(owner: UUID, identity: KnownIdentity) -> Person | None:
    """The person with this number in this nämnd, by keyed look-up."""
    keys = keyring().look_ups(NUMBER, owner, identity.number)
    return Person.objects.filter(owner_id=owner, number_key__in=keys).first()


def add_person(
    *, identity: KnownIdentity | None, name: str, protection: str, by: Actor, **more: str
) -> Person:
    """The rows themselves, for actions that say the rest."""
    if protection not in Protection.values:
        raise Refused({"skydd": "Välj vilket skydd personen har. Är det inte kontrollerat, välj det."})
    if len(name.split()) < 2:
        raise Refused({"namn": "Skriv för- och efternamn."})
    ring = keyring()
    person = Person(
        owner_id=by.authority_id,
        identity_kind=identity.kind if identity else "annan",
        number=identity.number if identity else None,
        number_key=ring.look_up(NUMBER, by.authority_id, identity.number) if identity else None,
        name=" ".join(name.split()),
        born=identity.born if identity else None,
        protection=protection,
        protection_checked_on=_checked_on(protection),
        language=more.get("language", ""),
        interpreter=more.get("interpreter", ""),
    )
    person.save(force_insert=True)
    write_name_keys(person)
    return person


def _checked_on(protection: str) -> date | None:
    """Today, where somebody has looked; that nobody has is never written down as a check."""
    return None if protection == Protection.UNKNOWN else timezone.localdate()


def write_name_keys(person: Person) -> None:
    """What the person is found by; written anew when the name or the address changes."""
    NameKey.objects.filter(person=person).delete()
    NameKey.objects.bulk_create(name_keys(person))


def name_keys(person: Person) -> list[NameKey]:
    """The parts of the name; and where she lives, which no search asks for but log review compares."""
    ring = keyring()
    keys = [ring.look_up_number(NAME, person.owner_id, part) for part in sorted(name_parts(person.name))]
    if place := plain_address(person.contact.get("address", "")):
        keys.append(ring.look_up_number(PLACE, person.owner_id, place))
    return [NameKey(owner_id=person.owner_id, person=person, key=key) for key in keys]


@action("person.change", needs=Need.WRITE)
def change_person(
    *,
    case: Case,
    revision: int,
    name: str,
    contact: Mapping[str, str],
    protection: str,
    language: str,
    interpreter: str,
    lifting: str = "",
    by: Actor,
) -> Person:
    """Name, contact, protection, language and interpreter. `lifting`: why a protection is taken away (`häva_skydd` of
    arenden.yaml), needed then. The number is never changed here: a new number is a new person,
    so that an old and a new identity are never linked (OSL 21:3 st 2)."""
    person = Person.objects.select_for_update().get(pk=case.person_id)
    if person.revision != revision:
        raise Stale(
            "Någon annan har ändrat personens uppgifter medan du skrev. Se vad som står nu och ändra igen."
        )
    if protection not in Protection.values:
        raise Refused({"skydd": "Välj vilket skydd personen har."})
    if protection != Protection.NONE and any(contact.get(field, "").strip() for field in ADDRESS):
        raise Refused({"adress": NO_ADDRESS[Protection(protection)]})
    if len(name.split()) < 2:
        raise Refused({"namn": "Skriv för- och efternamn."})
    _check_reached_by(contact)
    before = person.protection
    if _is_lifted(before, protection) and lifting not in case_rules()["häva_skydd"]:
        raise Refused({"hava": "Välj varför skyddet tas bort. Namn och nummer blir då synliga för fler."})
    found_by = person.name, person.contact.get("address")
    person.name, person.protection = " ".join(name.split()), protection
    person.contact = {key: value.strip() for key, value in contact.items() if value.strip()}
    person.language, person.interpreter = language.strip(), interpreter.strip()
    person.protection_checked_on = _checked_on(protection)
    person.revision += 1
    person.save()
    if found_by != (person.name, person.contact.get("address")):
        write_name_keys(person)
    if person.is_protected:
        shut_links_to(person, by=by)
        protect_copies(person)
    tell(case, by=by, kind="person.change", protection=protection)
    about(person, **_told_of_protection(before, protection, lifting))
    return person


def _check_reached_by(contact: Mapping[str, str]) -> None:
    """A telephone number and an e-mail address are just that: a street would be kept past the rule of no address."""
    problems = {}
    phone, email = contact.get("phone", "").strip(), contact.get("email", "").strip()
    if phone and not (PHONE.fullmatch(phone) and sum(map(str.isdigit, phone)) >= FEWEST_DIGITS):
        problems["phone"] = "Skriv bara telefonnumret, med siffror, till exempel 070-174 06 05."
    try:
        if email:
            validate_email(email)
    except ValidationError:
        problems["email"] = "Skriv bara e-postadressen, till exempel namn@example.se."
    if problems:
        raise Refused(problems)


def _is_lifted(before: str, after: str) -> bool:
    """Whether somebody's protection goes. That nobody had looked was no protection of hers."""
    return after == Protection.NONE and before in (Protection.MARKED, Protection.REGISTRATION)


def _told_of_protection(before: str, after: str, lifting: str) -> dict[str, str]:
    """What the event says of it, in codes; nothing when it is as it was."""
    if before == after:
        return {}
    lifted = {"protection_lifted": lifting} if _is_lifted(before, after) else {}
    return {"protection_from": before, "protection_to": after} | lifted
