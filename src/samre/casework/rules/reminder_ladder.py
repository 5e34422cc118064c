"""What is done, and when, while an answer does not come: the ladder of `inkorg.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from .answer_forms import inbox_rules


@dataclass(frozen=True, slots=True)
class Rung:
    """One row of the ladder. `days` from the last day to answer, before it when negative. `reminds`: in the receiver's inbox;
    `task` always, `task_without_inbox` where there is none. Empty: no task."""

    days: int
    reminds: bool
    task: str
    task_without_inbox: str

    def day(self, answer_by: date) -> date:
        return answer_by + timedelta(days=self.days)


@lru_cache(maxsize=16)
def ladder(receiver_kind: str) -> tuple[Rung, ...]:
    """The rungs for a kind of receiver, in order; none for one that the definition does not name."""
    rows = inbox_rules()["påminnelser"].get(receiver_kind, [])
    found = [
        Rung(
            days=int(row["dagar"]),
            reminds=bool(row.get("påminn", False)),
            task=row.get("uppgift", ""),
            task_without_inbox=row.get("utan_inkorg", ""),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda rung: rung.days))


def rung_of(receiver_kind: str, *, answer_by: date, on: date) -> Rung | None:
    """The last rung whose day has come: what was missed while nobody looked is not made up for."""
    due = [rung for rung in ladder(receiver_kind) if rung.day(answer_by) <= on]
    return due[-1] if due else None


def coming(receiver_kind: str, *, answer_by: date, on: date) -> Iterator[tuple[date, Rung]]:
    """The rungs that are left, with their days."""
    for rung in ladder(receiver_kind):
        if rung.day(answer_by) > on:
            yield rung.day(answer_by), rung


def longest_before() -> int:
    """How many days before the last day the first rung of any ladder is."""
    rows = [row for rows in inbox_rules()["påminnelser"].values() for row in rows]
    return max((-int(row["dagar"]) for row in rows), default=0)


def reminder_kinds() -> frozenset[str]:
    """Every kind of task that the ladders give."""
    rows = [row for rows in inbox_rules()["påminnelser"].values() for row in rows]
    return frozenset(row[name] for row in rows for name in ("uppgift", "utan_inkorg") if name in row)
