"""Removing old events: one proposes, another approves, and the removal itself stands in the log."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.db import DatabaseError, transaction
from django.db.models import Exists, Min, OuterRef

from . import store
from .chain import APPROVED, verify
from .keeping import note_keeping
from .log import Who, lock_chain, record
from .models import Cut, Event, Subject

PROPOSED = "log.cut.propose"
DONE = "log.cut.carry_out"


class CutRefused(Exception):
    """The removal may not be made; the message says in Swedish why."""


def propose_cut(*, who: Who, chain: str, why: str) -> Event:
    """Proposes that all events older than the least keeping time are removed. The event is the proposal."""
    with transaction.atomic():
        years = note_keeping()
        number = _last_older(chain, years)
        if number == 0 or Cut.objects.filter(chain=chain, number__gte=number).exists():
            raise CutRefused(f"Ingen händelse är äldre än {years} år, så det finns inget att gallra.")
        detail: dict[str, str | int] = {"number": number, "keep_years": years}
        return record(who=who, chain=chain, action=PROPOSED, kind="log", why=why, detail=detail)


def _last_older(chain: str, years: int) -> int:
    """The last number before the first event that must be kept; 0 where none may go."""
    now = datetime.now(UTC)
    try:
        limit = now.replace(year=now.year - years)
    except ValueError:  # the leap day, in a year without one
        limit = now.replace(year=now.year - years, month=3, day=1)
    events = Event.objects.filter(chain=chain)
    kept = events.filter(at__gte=limit).aggregate(least=Min("number"))["least"]
    oldest = events.aggregate(least=Min("number"))["least"]
    # The newest event always stays: the chain goes on from it. (The proposal itself becomes one.)
    if kept is None:
        newest = events.order_by("-number").first()
        return newest.number if newest else 0
    return kept - 1 if kept > oldest else 0


def approve_cut(*, who: Who, chain: str, proposal: int, why: str) -> Cut:
    """Approves the proposal with that event number. Raises CutRefused, also for the one who proposed it."""
    with transaction.atomic():
        event = Event.objects.filter(chain=chain, number=proposal, action=PROPOSED).first()
        if event is None:
            raise CutRefused(f"Händelse {proposal} är inget förslag till gallring av loggen.")
        if not who.user or who.user == event.user:
            raise CutRefused("Den som föreslog gallringen kan inte godkänna den. Be någon annan.")
        said = json.loads(event.detail)
        last = Event.objects.filter(chain=chain, number=said["number"]).first()
        if last is None or Cut.objects.filter(chain=chain, number=said["number"]).exists():
            raise CutRefused("Förslaget är redan godkänt, eller så är händelserna redan borta.")
        cut = Cut.objects.create(
            chain=chain,
            number=said["number"],
            hash=last.hash,
            keep_years=said["keep_years"],
            proposed_by=event.user,
            proposed_at=event.at,
            approved_by=who.user,
            approved_at=datetime.now(UTC),
        )
        detail: dict[str, str | int] = {"number": cut.number, "hash": cut.hash, "proposal": proposal}
        record(who=who, chain=chain, action=APPROVED, kind="log", why=why, detail=detail)
        return cut


def carry_out(cut: Cut, *, who: Who) -> int:
    """Removes the events below the cut, here and in the separate store, and gives their number.

    Run by the owner of the database: the application's own role can't. Raises CutRefused when the chain is not whole,
    since what is removed could then never be examined, or when the database holds that an event is too young.
    """
    faults = verify(cut.chain)
    if faults:
        raise CutRefused(f"Loggen är inte hel, så inget gallras förrän det är utrett. {faults[0]}")
    try:
        with transaction.atomic():
            lock_chain(cut.chain)
            count, _ = Event.objects.filter(chain=cut.chain, number__lte=cut.number).delete()
            used = Event.objects.filter(subjects=OuterRef("digest")).exclude(subjects="")
            Subject.objects.filter(~Exists(used)).delete()
            detail: dict[str, str | int] = {"number": cut.number, "count": count}
            record(who=who, chain=cut.chain, action=DONE, kind="log", detail=detail)
    except DatabaseError as fault:
        raise CutRefused(f"Databasen tillåter inte gallringen: {fault}") from fault
    store.remove_below(cut.chain, cut.number)
    return count
