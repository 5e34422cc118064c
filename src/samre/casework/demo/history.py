"""The access log of the demo's past: who opened a case when, and what she did there, in the same chain as what follows.

Built with the log's own hashing, since `audit.log.record` knows no other time than now. Only where the demo is on, and only in
the chain of an authority of the demo: nothing else in the program can date an event back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from samre.accounts.actors import Actor
from samre.audit.chain import head
from samre.audit.content import detail_text
from samre.audit.hashing import digest, values_of
from samre.audit.log import lock_chain
from samre.audit.models import Event

from .lives import OFFICE, Life, Moment
from .rows import Hands
from .tables import Table

READ = "case.read"
HANDLER, MANAGER = "uppdrag i ärendet: ansvarig handläggare", "enhetschef för enheten"
NONE = "inget uppdrag i ärendet"
ODD, LATE = 3, time(23, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing somebody did in a case, for the log."""

    at: datetime
    by: Actor
    action: str
    case: UUID
    why: str = HANDLER
    outcome: str = "ok"


def deeds(life: Life, case: UUID, hands: Hands, rng: Random, *, manager: Actor | None) -> Iterator[Deed]:
    """Everything done in a case, with a reading before each day's work, and now and then one by the manager."""
    days = set()
    for event in life.events:
        by = hands.of(event.when)
        if event.when.day not in days and not by.is_system:
            days.add(event.when.day)
            yield Deed(at=event.when.at - timedelta(minutes=1), by=by, action=READ, case=case)
            if manager is not None and rng.random() < 0.08:
                yield Deed(
                    at=event.when.at + timedelta(hours=2), by=manager, action=READ, case=case, why=MANAGER
                )
        yield Deed(at=event.when.at, by=by, action=event.kind, case=case, why="" if by.is_system else HANDLER)


def odd_deeds(cases: Sequence[tuple[UUID, Hands]], *, on: date, rng: Random) -> Iterator[Deed]:
    """What a log review is there to find: a colleague who tried a case that is not hers, and a case read at night."""
    for case, hands in rng.sample(cases, min(ODD, len(cases))):
        tried = Moment(day=on - timedelta(days=rng.randint(2, 25)), minute=rng.randrange(300))
        if hands.colleague not in (hands.now, hands.before):
            yield Deed(at=tried.at, by=hands.colleague, action=READ, case=case, why=NONE, outcome="denied")
    case, hands = rng.choice(cases)
    late = datetime.combine(on - timedelta(days=rng.randint(2, 20)), LATE, tzinfo=OFFICE)
    yield Deed(at=late, by=hands.now, action=READ, case=case)


def write_deeds(found: Iterable[Deed], *, chain: str) -> int:
    """Adds the deeds to the chain in the order they were done, in the caller's transaction; gives how many."""
    lock_chain(chain)
    newest = head(chain)
    number, previous = (newest.number, newest.hash) if newest else (0, "")
    table, detail = Table(Event), detail_text({})
    for deed in sorted(found, key=lambda one: (one.at, one.case)):
        number += 1
        event = Event(
            **asdict(deed.by.who),
            chain=chain,
            number=number,
            at=deed.at.astimezone(UTC),
            action=deed.action,
            kind=deed.action.partition(".")[0],
            object_id=str(deed.case),
            case_id=str(deed.case),
            subjects="",
            category="",
            why=deed.why,
            outcome=deed.outcome,
            detail=detail,
            previous=previous,
        )
        previous = event.hash = digest(values_of(event))
        table.add({name: getattr(event, name) for name in table.names})
    return table.write()
