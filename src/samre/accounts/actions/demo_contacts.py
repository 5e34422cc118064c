"""The fictional contact lists of the demo (`demo_kontakter.yaml`): some rows seen to be true lately, some long ago, some never."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from samre.definitions import in_force, read_yaml

from ..contact_fields import read_contact
from ..models import Assignment, Authority, Contact, ContactEvent, Unit
from ..roles import Role
from ..scope import acting_in

TALLY = ("å", "a"), ("ä", "a"), ("ö", "o")


def make_demo_contacts(today: date) -> int:
    """Makes the list of each kommun of the demo that has none; gives how many rows were made."""
    rows = read_yaml("demo_kontakter.yaml", of=in_force(today))["rader"]
    made = 0
    for place, kommun in enumerate(Authority.objects.filter(is_demo=True, kind="kommun").order_by("name")):
        with acting_in(kommun.pk):
            if not Contact.objects.filter(owner=kommun).exists():
                made += sum(_row(kommun, place, row, today) for row in rows)
    return made


def _row(kommun: Authority, place: int, row: dict[str, Any], today: date) -> int:
    words = {"namn": kommun.name, "kort": kommun.short, "domän": _plain(kommun.short)}
    typed = {
        name: value.format(**words)
        for name, value in row.items()
        if isinstance(value, str) and name != "enheten"
    }
    fields, wrong = read_contact(typed | {"steg": ", ".join(row.get("steg", []))})
    assert not wrong, wrong
    keeper = _keeper(kommun, place)
    ago = row["sedan"][place % len(row["sedan"])]
    contact = Contact.objects.create(
        owner=kommun,
        concerns=_unit(row.get("enheten")),
        kept_by=keeper.user,
        kept_by_unit=keeper.unit,
        verified_on=today - timedelta(days=ago) if ago is not None else None,
        verified_by=f"{keeper.user.name}, {keeper.unit.name}" if ago is not None else "",
        **fields,
    )
    begun = datetime.combine(today - timedelta(days=(ago or 0) + 30), time(9))
    ContactEvent.objects.create(
        owner=kommun,
        contact=contact,
        kind=ContactEvent.Kind.ADDED,
        at=timezone.make_aware(begun),
        by=keeper.user,
        by_name=f"{keeper.user.name}, {keeper.unit.name}",
    )
    return 1


def _keeper(kommun: Authority, place: int) -> Assignment:
    staff = Assignment.objects.filter(unit__authority=kommun, role__in=(Role.CASEWORKER, Role.PROCESS_LEAD))
    found = list(staff.select_related("user", "unit").order_by("user__username", "role"))
    return found[place % len(found)]


def _unit(named: list[str] | None) -> Unit | None:
    if not named:
        return None
    authority, unit = named
    return Unit.objects.filter(authority__name__startswith=authority, name=unit).first()


def _plain(name: str) -> str:
    text = name.lower()
    for swedish, latin in TALLY:
        text = text.replace(swedish, latin)
    return text
