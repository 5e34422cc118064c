"""How the log is: its newest event, the last anchor outside the database, the last check, and what is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from samre.accounts.actors import Actor
from samre.audit import chain, sink, store
from samre.audit.models import Anchor, Event

from ..actions.log_checks import CHECKED, note_check


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When the chain was last walked through, up to which event, and how many faults it had then."""

    at: datetime
    events: int
    faults: int


@dataclass(frozen=True, slots=True)
class LogState:
    """The state of one authority's chain. `waiting`: events that have not come to the separate store yet."""

    number: int
    newest: datetime | None
    anchored: int
    anchored_at: datetime | None
    waiting: int
    alarms: tuple[str, ...]
    checked: LastCheck | None


def log_state(name: str) -> LogState:
    """Of the chain `name` (an authority's id). Cheap: a few look-ups, however long the chain is."""
    newest = Event.objects.filter(chain=name).order_by("-number").first()
    anchor = Anchor.objects.filter(chain=name).order_by("-number").first()
    number = newest.number if newest else 0
    try:
        tail = store.tail(name)
    except (store.StoreDamaged, OSError):
        tail = None  # the alarm says so
    return LogState(
        number=number,
        newest=newest.at if newest else None,
        anchored=anchor.number if anchor else 0,
        anchored_at=anchor.at if anchor else None,
        waiting=max(0, number - (tail.number if tail else 0)),
        # Alarms name the chain by its id, which tells a reader nothing: here there is only her own.
        alarms=tuple(words.replace(f" för {name}:", ":") for words in sink.alarms(chain=name)),
        checked=_last_check(name),
    )


def _last_check(name: str) -> LastCheck | None:
    event = Event.objects.filter(chain=name, action=CHECKED, outcome="ok").order_by("-number").first()
    if event is None:
        return None
    said = json.loads(event.detail)
    return LastCheck(event.at, said["events"], said["faults"])


def check_log(actor: Actor) -> list[chain.Fault]:
    """Walks the actor's whole chain, and notes it. The walk is outside the transaction: others go on writing meanwhile."""
    name = str(actor.authority_id)
    newest = chain.head(name)
    faults = chain.verify(name)
    note_check(events=newest.number if newest else 0, faults=len(faults), by=actor)
    return faults
