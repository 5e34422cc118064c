"""Writing in the contact list: added, changed, said to be true, taken out and put back. What stood before stays in the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from samre.audit.log import record

from ..actors import Actor
from ..acts import Denied, Refused, Stale, about, action
from ..contact_fields import read_contact
from ..directory import FIELDS, IMPORTERS, KEEPERS, PARTNERS, find_contact, undoable
from ..models import Contact, ContactEvent, Unit, User
from ..protected import HIDDEN_COLLEAGUE
from ..scope import acting_in

NOT_YOURS = "Raden finns inte i er kontaktlista. Ladda om sidan."
# What the unit that a row is about may correct by itself: how it is reached, not what the kommun uses it for.
THEIRS = frozenset({"unit_name", "name", "phone", "email", "address", "web", "hours"})


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who answers for a row: one user, a unit, or both."""

    user_id: UUID | None = None
    unit_id: UUID | None = None


@action("contact.add", kind="contact")
def add_contact(
    *,
    contact_id: UUID,
    typed: Mapping[str, str],
    concerns: UUID | None = None,
    keeper: Keeper | None = None,
    by: Actor,
) -> Contact:
    """A new row, verified today by whoever wrote it. `contact_id` was given to the form: sent twice it is one row."""
    _check_keeper_role(by)
    row, wrong = read_contact(typed)
    if wrong:
        raise Refused(wrong)
    there = Contact.objects.filter(pk=contact_id, owner_id=by.authority_id).first()
    if there is not None:
        about(there, again=True)
        return there
    kept = _keeper(keeper or Keeper(by.user_id, by.unit_id), by)
    contact = Contact(
        id=contact_id,
        owner_id=by.authority_id,
        concerns_id=_concerned(concerns),
        verified_on=timezone.localdate(),
        verified_by=_who(by),
        **kept,
        **row,
    )
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError:
        raise Refused("Raden gick inte att spara. Börja en ny rad.") from None
    _happened(contact, ContactEvent.Kind.ADDED, by)
    about(contact, category=contact.party)
    return contact


@action("contact.change", kind="contact")
def change_contact(
    *,
    contact_id: UUID,
    typed: Mapping[str, str],
    seen: int,
    concerns: UUID | None = None,
    keeper: Keeper | None = None,
    by: Actor,
) -> Contact:
    """Another text in a row; who corrects it has seen that it is true. `seen`: the revision that was on the page; Stale when
    somebody has changed it since."""
    contact = _own(contact_id, by)
    row, wrong = read_contact(typed)
    if row["name"].startswith(HIDDEN_COLLEAGUE):
        row["name"] = contact.name
    partner = by.role in PARTNERS
    changed = {
        field: value
        for field, value in row.items()
        if getattr(contact, field) != value and (not partner or field in THEIRS)
    }
    wrong = {column: text for column, text in wrong.items() if not partner or FIELDS[column] in THEIRS}
    if wrong:
        raise Refused(wrong)
    others = {} if partner else _keeper(keeper, by, contact) | {"concerns_id": _concerned(concerns)}
    others = {field: value for field, value in others.items() if getattr(contact, field) != value}
    about(contact, category=contact.party, changed=len(changed) + len(others))
    if not changed and not others:
        return contact
    if contact.revision != seen:
        raise Stale(
            "Någon annan har ändrat raden medan du skrev. Det som står nu syns nedan. Ändra det som fortfarande är fel."
        )
    with acting_in(contact.owner_id):
        _write(contact, changed, others, by)
    _tell_owner(contact, "contact.change", by)
    return contact


@action("contact.verify", kind="contact")
def verify_contact(*, contact_id: UUID, by: Actor) -> Contact:
    """Somebody has seen that the row is still true. Again the same day by the same person is the same."""
    contact = _own(contact_id, by)
    about(contact, category=contact.party)
    if contact.ended_at is not None:
        raise Refused("Raden är borttagen ur listan. Lägg tillbaka den först.")
    today, who = timezone.localdate(), _who(by)
    if (contact.verified_on, contact.verified_by) == (today, who):
        return contact
    before = {
        "verified_on": contact.verified_on.isoformat() if contact.verified_on else "",
        "verified_by": contact.verified_by,
    }
    contact.verified_on, contact.verified_by = today, who
    with acting_in(contact.owner_id):
        contact.save(update_fields=["verified_on", "verified_by"])
        _happened(contact, ContactEvent.Kind.VERIFIED, by, before)
    _tell_owner(contact, "contact.verify", by)
    return contact


@action("contact.unverify", kind="contact")
def undo_verification(*, contact_id: UUID, by: Actor) -> Contact:
    """Takes back one's own verification, while nothing else has happened to the row: it is as old as it was."""
    contact = _own(contact_id, by)
    about(contact, category=contact.party)
    last = undoable(contact, by)
    if last is None:
        raise Refused("Det finns ingen kontroll att ta tillbaka. Ladda om sidan för att se vad som står nu.")
    contact.verified_on = last.before["verified_on"] or None
    contact.verified_by = last.before["verified_by"]
    with acting_in(contact.owner_id):
        contact.save(update_fields=["verified_on", "verified_by"])
        _happened(contact, ContactEvent.Kind.UNDONE, by)
    _tell_owner(contact, "contact.unverify", by)
    return contact


@action("contact.end", kind="contact")
def end_contact(*, contact_id: UUID, by: Actor) -> Contact:
    """Takes the row out of the list. It can be put back."""
    _check_keeper_role(by)
    contact = _own(contact_id, by)
    about(contact, category=contact.party)
    if contact.ended_at is None:
        contact.ended_at, contact.ended_by = timezone.now(), by.name
        contact.save(update_fields=["ended_at", "ended_by"])
        _happened(contact, ContactEvent.Kind.ENDED, by)
    return contact


@action("contact.restore", kind="contact")
def restore_contact(*, contact_id: UUID, by: Actor) -> Contact:
    """Puts a row that was taken out back in the list."""
    _check_keeper_role(by)
    contact = _own(contact_id, by)
    about(contact, category=contact.party)
    if contact.ended_at is not None:
        contact.ended_at, contact.ended_by = None, ""
        contact.save(update_fields=["ended_at", "ended_by"])
        _happened(contact, ContactEvent.Kind.RESTORED, by)
    return contact


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row of a file that has been read: of which contact (None = a new one), in what revision it was shown, and its fields.
    What the file leaves empty stays as it is."""

    contact_id: UUID | None
    revision: int
    row: Mapping[str, Any]


@action("contact.import", kind="contact")
def import_contacts(*, rows: Iterable[Incoming], by: Actor) -> tuple[int, int]:
    """Adds and changes rows out of a file; gives how many of each. All or nothing; nothing is taken out of the list, and nothing
    is said to be verified: a file can be old. Stale when a row has been changed since the file was shown."""
    if by.role not in IMPORTERS:
        raise Denied("Bara enhetschefen och processledaren lägger in kontakter från en fil.")
    added = changed = 0
    for one in rows:
        if one.contact_id is None:
            contact = Contact(
                owner_id=by.authority_id, kept_by_id=by.user_id, kept_by_unit_id=by.unit_id, **one.row
            )
            contact.save(force_insert=True)
            _happened(contact, ContactEvent.Kind.ADDED, by)
            added += 1
            continue
        contact = _own(one.contact_id, by)
        if contact.revision != one.revision:
            raise Stale(f"Någon har ändrat {contact} sedan du läste filen. Läs in filen en gång till.")
        differs = {field: value for field, value in one.row.items() if getattr(contact, field) != value}
        if differs:
            _write(contact, differs, {}, by, verified=False)
            changed += 1
    about(added=added, changed=changed)
    return added, changed


def _own(contact_id: UUID, by: Actor) -> Contact:
    """The row, locked, where the actor may write in it: of her own authority's list, or about her own unit."""
    if by.role not in KEEPERS | PARTNERS:
        raise Denied(
            "Ditt uppdrag läser kontaktlistan men ändrar inte i den. Säg till den som ansvarar för raden."
        )
    found = find_contact(by, contact_id)
    if found is None:
        raise Refused(NOT_YOURS)
    with acting_in(found.owner_id):
        return Contact.objects.select_for_update(no_key=True).get(pk=found.pk)


def _write(
    contact: Contact,
    changed: Mapping[str, Any],
    others: Mapping[str, Any],
    by: Actor,
    *,
    verified: bool = True,
) -> None:
    before = {field: getattr(contact, field) for field in changed}
    for field, value in {**changed, **others}.items():
        setattr(contact, field, value)
    contact.revision += 1
    if verified:
        contact.verified_on, contact.verified_by = timezone.localdate(), _who(by)
    contact.save()
    _happened(contact, ContactEvent.Kind.CHANGED, by, before)


def _happened(
    contact: Contact, kind: str, by: Actor, before: Mapping[str, Any] | None = None
) -> ContactEvent:
    return ContactEvent.objects.create(
        owner_id=contact.owner_id,
        contact=contact,
        kind=kind,
        at=timezone.now(),
        by_id=by.user_id,
        by_name=_who(by),
        before=dict(before or {}),
    )


def _tell_owner(contact: Contact, name: str, by: Actor) -> None:
    """Another authority's user has written in the kommun's list: its own log says so too."""
    if contact.owner_id == by.authority_id:
        return
    with acting_in(contact.owner_id):
        record(
            who=by.who,
            chain=str(contact.owner_id),
            action=name,
            kind="contact",
            object_id=str(contact.pk),
            category=contact.party,
            why="rättar uppgifter om den egna enheten",
        )


def _who(by: Actor) -> str:
    return ", ".join(part for part in (by.name, by.unit_name or by.authority_name) if part)


def _keeper(keeper: Keeper | None, by: Actor, contact: Contact | None = None) -> dict[str, UUID | None]:
    """Who answers for the row, of the own authority; as before when nobody is named."""
    if keeper is None:
        return {} if contact else {"kept_by_id": by.user_id, "kept_by_unit_id": by.unit_id}
    if keeper.unit_id and not Unit.objects.filter(pk=keeper.unit_id, authority_id=by.authority_id).exists():
        raise Refused({"ansvarig": "Välj en av era egna enheter."})
    own = User.objects.filter(assignments__unit__authority_id=by.authority_id)
    if keeper.user_id and not own.filter(pk=keeper.user_id).exists():
        raise Refused({"ansvarig": "Välj någon hos er."})
    return {"kept_by_id": keeper.user_id, "kept_by_unit_id": keeper.unit_id}


def _concerned(unit_id: UUID | None) -> UUID | None:
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, is_active=True).exists():
        raise Refused({"galler_enhet": "Enheten finns inte längre. Välj en annan, eller ingen."})
    return unit_id


def _check_keeper_role(by: Actor) -> None:
    if by.role not in KEEPERS:
        raise Denied(
            "Ditt uppdrag läser kontaktlistan men ändrar inte i den. Säg till den som ansvarar för raden."
        )
