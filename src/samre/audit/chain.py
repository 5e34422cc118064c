"""Whether the log is whole: every event as it was written, none missing, none added, none moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from . import store, triggers
from .hashing import list_digest
from .models import Anchor, Cut, Event
from .rows import BATCH, Row, batches, chains, lists

MOST_FAULTS = 1_000
_LISTS_REMEMBERED = 20_000
APPROVED = "log.cut.approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong. `kind`: changed, link, missing, list, tail, anchor, cut, protection or more."""

    chain: str
    number: int
    kind: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of a chain."""

    number: int
    hash: str


def head(chain: str) -> Head | None:
    """The newest event; None where nothing has happened."""
    newest = Event.objects.filter(chain=chain).order_by("-number").values_list("number", "hash").first()
    return Head(*newest) if newest else None


def verify(chain: str | None = None) -> list[Fault]:
    """What is wrong with the chain (all chains for None), in order; empty where the log is whole.

    Reads every event once, in batches. Knows the tail by the anchors and the separate store (`store.py`). Stops at
    MOST_FAULTS faults, and says so.
    """
    found: list[Fault] = []
    for fault in _all_faults(chain):
        found.append(fault)
        if len(found) == MOST_FAULTS:
            words = f"Genomgången slutade här: loggen har minst {MOST_FAULTS} fel."
            return [*found, Fault(chain=fault.chain, number=fault.number, kind="more", words=words)]
    return found


def _all_faults(chain: str | None) -> Iterator[Fault]:
    for name in triggers.missing(connection):
        words = (
            f"Databasens skydd ”{name}” är borta: loggen kan ha ändrats fritt. Lägg tillbaka det och utred."
        )
        yield Fault(chain=chain or "", number=0, kind="protection", words=words)
    for each in sorted({*chains(), *store.chains()}) if chain is None else [chain]:
        yield from _Chain(each).faults()


@dataclass
class _Chain:
    """One walk along one chain."""

    chain: str
    number: int = 0  # of the event last seen
    hash: str = ""
    lists_seen: set[str] = field(default_factory=set)
    approvals: set[str] = field(default_factory=set)

    def faults(self) -> Iterator[Fault]:
        cuts = {cut.number: cut for cut in Cut.objects.filter(chain=self.chain)}
        anchors = self._anchors()
        start: Cut | None = None
        for batch in batches(self.chain, size=BATCH):
            if not self.number:
                below = [number for number in cuts if number < batch[0].number]
                if below:
                    start = cuts[max(below)]
                    self.number, self.hash = start.number, start.hash
            for row in batch:
                yield from self._row(row)
                if row.number in anchors and anchors[row.number] != row.hash:
                    yield self._fault("anchor", row.number, "är inte den som ankrades utanför databasen")
                if row.number in cuts and cuts[row.number].hash != row.hash:
                    yield self._fault("cut", row.number, "stämmer inte med det godkända snittet")
            yield from self._lists(batch)
        yield from self._tail(anchors)
        if start and f"{start.number} {start.hash}" not in self.approvals:
            yield self._fault(
                "cut", start.number, "är borttagen under ett snitt som ingen har godkänt i loggen"
            )

    def _anchors(self) -> dict[int, str]:
        found = dict(Anchor.objects.filter(chain=self.chain).values_list("number", "hash"))
        return found | {anchor.number: anchor.hash for anchor in store.anchors(self.chain)}

    def _row(self, row: Row) -> Iterator[Fault]:
        if row.number != self.number + 1:
            words = f"Händelserna {self.number + 1}–{row.number - 1} saknas i {_name(self.chain)}."
            yield Fault(chain=self.chain, number=self.number + 1, kind="missing", words=words)
        elif row.previous != self.hash:
            yield self._fault("link", row.number, "fortsätter inte den händelse som står före")
        if not row.is_whole:
            yield self._fault("changed", row.number, "är ändrad sedan den skrevs")
        elif row.values is not None and APPROVED in row.values:
            self.approvals.add(_approval(row))
        self.number, self.hash = row.number, row.hash

    def _lists(self, batch: list[Row]) -> Iterator[Fault]:
        if len(self.lists_seen) > _LISTS_REMEMBERED:
            self.lists_seen.clear()
        first = {row.subjects: row.number for row in reversed(batch) if row.subjects}
        for name, case_ids in lists(set(first) - self.lists_seen).items():
            if list_digest(case_ids) != name:
                yield self._fault("list", first[name], "visade en lista vars ärenden är ändrade")
        self.lists_seen.update(first)

    def _tail(self, anchors: dict[int, str]) -> Iterator[Fault]:
        newest = max(anchors, default=0)
        if newest > self.number:
            words = (
                f"Slutet av {_name(self.chain)} saknas: databasen slutar vid händelse {self.number}, "
                f"men utanför den är {newest} känd."
            )
            yield Fault(chain=self.chain, number=self.number + 1, kind="tail", words=words)

    def _fault(self, kind: str, number: int, what: str) -> Fault:
        words = f"Händelse {number} i {_name(self.chain)} {what}."
        return Fault(chain=self.chain, number=number, kind=kind, words=words)


def _approval(row: Row) -> str:
    """What the event says was approved, as the cut would say it: number and hash."""
    try:
        detail = json.loads(row.as_dict()["detail"])
        return f"{detail['number']} {detail['hash']}"
    except (ValueError, KeyError, TypeError):
        return ""


def _name(chain: str) -> str:
    return f"kedjan {chain}" if chain else "installationens kedja"
