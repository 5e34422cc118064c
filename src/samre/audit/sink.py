"""Streaming the log to the separate store, and the alarms when it does not come along.

The end of the store's own files says what comes next, not a note in the database: after a crash in the middle every
event is still there exactly once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, groupby

from . import rows, store
from .chain import Head, head
from .hashing import COLUMNS
from .models import Anchor, Cut, Event, Streamed

LAG = timedelta(minutes=15)


def stream(chain: str | None = None) -> int:
    """Writes all new events to the store and today's anchor, and gives the number of events.

    Raises store.StoreDamaged or OSError when the store can't be trusted or written to: `alarms` tells of it too.
    An event that does not go on from what the store holds is not written; that is a gap, and an alarm.
    """
    with store.alone():
        return sum(_stream(each) for each in (rows.chains() if chain is None else [chain]))


def _stream(chain: str) -> int:
    tail = store.tail(chain)
    count = 0
    for batch in rows.batches(chain, after=tail.number if tail else 0):
        if not _goes_on(chain, tail, batch[0]):
            break
        cases = rows.lists(row.subjects for row in batch if row.subjects)
        # The latest day so far: a clock that was set back must not put an event in a file before the one it follows.
        days = list(
            accumulate((row.as_dict()["at"][:10] for row in batch), max, initial=tail.file if tail else "")
        )
        for day, part in groupby(zip(days[1:], batch, strict=True), key=lambda pair: pair[0]):
            path = store.folder(chain) / f"{day}.jsonl"
            store.append(path, [_line(row, cases) for _, row in part])
        tail = store.Line(batch[-1].number, batch[-1].hash, days[-1])
        count += len(batch)
    if tail:
        _note(chain, tail)
    return count


def _goes_on(chain: str, tail: store.Line | None, row: rows.Row) -> bool:
    if tail:
        return row.number == tail.number + 1 and row.previous == tail.hash
    return (
        row.number == 1 or Cut.objects.filter(chain=chain, number=row.number - 1, hash=row.previous).exists()
    )


def _line(row: rows.Row, cases: dict[str, list[str]]) -> dict[str, object]:
    return row.as_dict() | ({"cases": cases[row.subjects]} if row.subjects else {})


def _note(chain: str, tail: store.Line) -> None:
    now = datetime.now(UTC)
    Streamed.objects.update_or_create(chain=chain, defaults={"number": tail.number, "at": now})
    newest = Anchor.objects.filter(chain=chain).order_by("-number").first()
    if newest is None or (newest.number < tail.number and newest.at.date() < now.date()):
        note_anchor(chain)


def note_anchor(chain: str) -> Head | None:
    """Notes the head in the database and in the store, if it is not there already. Daily is enough."""
    newest = head(chain)
    if newest is None or Anchor.objects.filter(chain=chain, number=newest.number).exists():
        return newest
    now = datetime.now(UTC)
    noted = {"at": now.isoformat(), "number": newest.number, "hash": newest.hash}
    store.append(store.folder(chain) / "anchors.jsonl", [noted])
    Anchor.objects.create(chain=chain, number=newest.number, hash=newest.hash, at=now)
    return newest


def alarms(*, chain: str | None = None, now: datetime | None = None) -> list[str]:
    """What is wrong with the streaming (of one chain, where it is named), as Swedish sentences; empty where all is well.

    Cheap enough for each minute.
    """
    now = now or datetime.now(UTC)
    found: list[str] = []
    for each in sorted({*rows.chains(), *store.chains()}) if chain is None else [chain]:
        name = each or "installationen"
        try:
            found += [f"Den separata loggen för {name}: {words}" for words in _alarms(each, now)]
        except (store.StoreDamaged, OSError) as fault:
            found.append(f"Den separata loggen för {name} går inte att läsa: {fault}")
    return found


def _alarms(chain: str, now: datetime) -> Iterator[str]:
    tail, newest = store.tail(chain), head(chain)
    sent = tail.number if tail else 0
    waiting = Event.objects.filter(chain=chain, number__gt=sent).order_by("number")
    oldest = waiting.first()
    if oldest and oldest.at < now - LAG:
        yield (
            f"{waiting.count()} händelser väntar på att skrivas, den äldsta sedan {_long(now - oldest.at)}. "
            "Nattens arbete (samre tick) skriver dem."
        )
    if oldest and not _goes_on(chain, tail, rows.Row(oldest.number, _linked(oldest), oldest.hash)):
        yield f"händelse {oldest.number} i databasen fortsätter inte efter {sent}. Något saknas eller är utbytt."
    if tail and (newest is None or newest.number < tail.number):
        yield f"den har händelse {tail.number}, men databasen slutar vid {newest.number if newest else 0}."
    yield from _gaps(chain)


def _long(time: timedelta) -> str:
    """A length of time as people say it."""
    minutes = int(time.total_seconds() // 60)
    for size, one, many in ((1440, "dag", "dagar"), (60, "timme", "timmar")):
        if minutes >= size:
            return f"{minutes // size} {one if minutes < 2 * size else many}"
    return f"{minutes} minuter"


def _linked(event: Event) -> tuple[object, ...]:
    return tuple(event.previous if name == "previous" else "" for name in COLUMNS)


def _gaps(chain: str) -> Iterator[str]:
    """Between the files: the first line of each must follow the last of the one before."""
    before: store.Line | None = None
    for path in store.days(chain):
        first, last = store.first_line(path), store.last_line(path)
        if first is None or last is None:
            continue
        if before and first.number != before.number + 1:
            yield f"händelserna {before.number + 1}–{first.number - 1} saknas före {path.name}."
        if before is None and first.number != 1:
            known = Cut.objects.filter(chain=chain, number__gte=first.number - 1).exists()
            if not known:
                yield f"den börjar med händelse {first.number}: det som står före saknas."
        before = last
