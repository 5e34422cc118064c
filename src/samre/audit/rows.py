"""The stored events as plain rows, in batches: what verifying and streaming read, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection

from .hashing import COLUMNS, digest
from .models import Anchor, Cut, Event, Subject

BATCH = 2_000
_NUMBER, _PREVIOUS, _SUBJECTS = (COLUMNS.index(name) for name in ("number", "previous", "subjects"))
# The moment as text and not as a datetime: what has been tampered with may be no moment at all.
_AT = {
    "sqlite": "CAST(at AS TEXT)",
    "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An event as stored: its values in the order of COLUMNS, and its hash. None for what can't be read."""

    number: int
    values: tuple[Any, ...] | None
    hash: str

    @property
    def previous(self) -> str:
        return "" if self.values is None else self.values[_PREVIOUS]

    @property
    def subjects(self) -> str:
        found = "" if self.values is None else self.values[_SUBJECTS]
        return found if isinstance(found, str) else ""

    @property
    def is_whole(self) -> bool:
        """Whether the hash is that of the values."""
        try:
            return self.values is not None and digest(self.values) == self.hash
        except (TypeError, ValueError):
            return False

    def as_dict(self) -> dict[str, Any]:
        return {**dict(zip(COLUMNS, self.values or (), strict=True)), "hash": self.hash}


def chains() -> list[str]:
    """Every chain there is a trace of, also one whose events are all gone."""
    found = {
        chain for model in (Anchor, Cut) for chain in model.objects.values_list("chain", flat=True).distinct()
    }
    # One step in the index for each chain: DISTINCT would read all events.
    newest = Event.objects.order_by("chain").values_list("chain", flat=True).first()
    while newest is not None:
        found.add(newest)
        newest = (
            Event.objects.filter(chain__gt=newest).order_by("chain").values_list("chain", flat=True).first()
        )
    return sorted(found)


def batches(chain: str, *, after: int = 0, size: int = BATCH) -> Iterator[list[Row]]:
    """The events of the chain above `after`, in order."""
    while batch := _batch(chain, after, size):
        yield batch
        after = batch[-1].number


def _batch(chain: str, after: int, size: int) -> list[Row]:
    try:
        return _fetch("chain = %s AND number > %s ORDER BY number LIMIT %s", [chain, after, size])
    except DatabaseError:
        # Some row holds bytes that are no text. Each is read by itself, so that the others are still judged.
        if connection.in_atomic_block and connection.vendor != "sqlite":
            raise
        numbers = Event.objects.filter(chain=chain, number__gt=after).order_by("number")[:size]
        return [_single(chain, number) for number in numbers.values_list("number", flat=True)]


def _single(chain: str, number: int) -> Row:
    try:
        return _fetch("chain = %s AND number = %s", [chain, number])[0]
    except DatabaseError:
        return Row(number, None, "")


def _fetch(where: str, parameters: list[Any]) -> list[Row]:
    columns = ", ".join(_AT[connection.vendor] if name == "at" else f'"{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        query = f"SELECT {columns}, hash FROM audit_event WHERE {where}"  # nosec B608: only our own constants
        cursor.execute(query, parameters)
        return [_row(found) for found in cursor.fetchall()]


def _row(found: tuple[Any, ...]) -> Row:
    chain, number, at, *rest, stored = found
    return Row(number, (chain, number, _time_text(at), *rest), stored)


def _time_text(stored: Any) -> Any:
    """`2026-11-21 11:00:00.5` as hashing.time_text writes it; SQLite stores no fraction where it is zero."""
    if not isinstance(stored, str):
        return stored
    whole, _, fraction = stored.replace(" ", "T", 1).partition(".")
    return f"{whole}.{fraction:0<6}+00:00"


def lists(digests: Iterable[str]) -> dict[str, list[str]]:
    """The case ids of each list, under its digest; a list that is gone is empty."""
    wanted = sorted(set(digests))
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(wanted), 500):
        part = Subject.objects.filter(digest__in=wanted[start : start + 500])
        for name, case in part.order_by("digest", "case_id").values_list("digest", "case_id"):
            found[name].append(case)
    return {name: found[name] for name in wanted}
