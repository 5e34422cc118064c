"""What is picked out of the log for review, and by when: `granskning.yaml`, and what can be judged without a database."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from samre.definitions import read_yaml

EMERGENCY, UNASSIGNED, OWN, SURNAME, ADDRESS = (
    "nödåtkomst",
    "utan_uppdrag",
    "eget_ärende",
    "samma_efternamn",
    "samma_adress",
)
COLLEAGUE, PROTECTED, BULK, NIGHT, SAMPLE = "kollega", "skyddad", "många", "natt", "slump"


@lru_cache(maxsize=1)
def review_rules() -> Mapping[str, Any]:
    """granskning.yaml as it stands."""
    return dict(read_yaml("granskning.yaml"))


def due_on(rule: str, *, picked: date) -> date:
    """The last day to review what a rule picked."""
    return picked + timedelta(days=int(review_rules()["regler"][rule]["dagar"]))


def local_days(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[since, until) cut at midnight where the kommun is: each piece lies within one day."""
    while since < until:
        day = timezone.localtime(since).date()
        end = min(_at(day + timedelta(days=1), time.min), until)
        yield since, end
        since = end


def nights(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The parts of [since, until) that are night by granskning.yaml, also when clocks are put forward or back."""
    begins, ends = (time.fromisoformat(review_rules()["natt"][name]) for name in ("från", "till"))
    day = timezone.localtime(since).date() - timedelta(days=1)
    while _at(day, begins) < until:
        start, end = max(_at(day, begins), since), min(_at(day + timedelta(days=begins > ends), ends), until)
        if start < end:
            yield start, end
        day += timedelta(days=1)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def sample(numbers: Iterable[int], *, seed: str) -> list[int]:
    """The part that granskning.yaml asks for. Anyone with the seed gets the same: those whose SHA-256 of `seed:number` is least."""
    among = list(numbers)
    share = review_rules()["urval"]["slump"]
    size = max(int(share["minst"]), -(-len(among) * int(share["promille"]) // 1000))
    return sorted(
        heapq.nsmallest(size, among, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """One event of a user: when, its number, and which case (another one each time for a search)."""

    at: datetime
    number: int
    what: str


def first_of_many(opened: Iterable[Opened], *, most: int) -> Opened | None:
    """Where a user reached `most` different cases within the minutes of granskning.yaml; None where she never did.

    `opened` in the order of time.
    """
    span = timedelta(minutes=int(review_rules()["många"]["minuter"]))
    window: list[Opened] = []
    for one in opened:
        window = [earlier for earlier in window if earlier.at > one.at - span and earlier.what != one.what]
        window.append(one)
        if len(window) >= most:
            return one
    return None
