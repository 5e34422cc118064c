"""All open cases of an authority against the map at once: what changes when the day, the facts or the map does.

A fact that is entered moves its own case there and then (`actions.standing.restate`). This is for what moves many: another
map, another day. One question to the database gives what is told of everybody; what follows from it and where each stands is
worked out for 64 people at a time (`pathway.people`). It says the same as `facts_for` and `evaluate` case by case; a test holds
them equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import acting
from samre.accounts.models import Authority
from samre.pathway.kept import kept_per_map
from samre.pathway.model import Pathway
from samre.pathway.people.completion import complete
from samre.pathway.people.population import Plan, compile_population
from samre.pathway.person.evaluate import evaluate

from .facts import end_of, facts_for_many
from .models import Case, CaseEvent, CaseState, FactEntry
from .models.base import stamp
from .rules.settings import pathway_of
from .told import CHUNK, Row, gather, raw_rows

JOB = "Kartan prövad på nytt"
MOVED = "case.recommended"


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose recommended step is another; "" = nothing can be recommended until more is known."""

    case: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reevaluation:
    """What a run came to: how many open cases were looked at, and those that moved."""

    cases: int
    moved: tuple[Moved, ...]

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many moved from where to where."""
        return Counter((item.before, item.after) for item in self.moved)


def reevaluate(
    owner: Authority,
    on: date,
    pathway: Pathway | None = None,
    cases: Iterable[UUID] | None = None,
    *,
    keep: bool = True,
    by: Actor | None = None,
) -> Reevaluation:
    """Where every open case of `owner` (or only `cases`) stands on `on`, by the map it follows or by `pathway`.

    `keep`: writes the recommendation of those that moved, with one row in the timeline of each and one event in the log for
    all, and lets them follow `pathway` from now on; False only tells. A case that somebody writes to meanwhile has been
    worked out by that write and is left alone.
    """
    begun = timezone.now()
    chosen = None if cases is None else list(cases)
    found = _open_cases(owner, chosen)
    entries = FactEntry.objects.filter(owner=owner, case__state=CaseState.OPEN, at__lt=end_of(on))
    moved = [item for group in _by_map(found, entries, pathway) for item in _moves(*group, on, chosen)]
    newly = [row[0] for row in found if pathway is not None and row[1] != pathway.id]
    if keep and (moved or newly):
        actor = by or system_actor(owner, JOB)
        with acting("cases.reevaluate", kind="authority", by=actor) as act:
            act.object_id = str(owner.pk)
            act.detail |= {"cases": len(found), "moved": len(moved), "pathway": pathway.id if pathway else ""}
            _write(moved, before=begun, by=actor)
            for chunk in _chunks(_uuid(id_) for id_ in newly):
                assert pathway is not None
                Case.objects.filter(pk__in=chunk, state=CaseState.OPEN).update(pathway=pathway.id)
    return Reevaluation(len(found), tuple(moved))


def _open_cases(owner: Authority, cases: Sequence[UUID] | None) -> list[Row]:
    """Id as the database has it, map, and recommended step of the open cases."""
    rows = Case.objects.filter(owner=owner, state=CaseState.OPEN)
    if cases is not None:
        rows = rows.filter(pk__in=cases)
    return raw_rows(rows.values_list("id", "pathway", "recommended"))


def _by_map(
    found: Iterable[Row], entries: QuerySet[FactEntry], pathway: Pathway | None
) -> Iterator[tuple[Pathway, list[Row], QuerySet[FactEntry]]]:
    """The cases and their entries by the map they follow; all by `pathway` where one is given."""
    if pathway is not None:
        yield pathway, list(found), entries
        return
    for version, group in groupby(sorted(found, key=lambda row: row[1]), key=lambda row: row[1]):
        yield pathway_of(version), list(group), entries.filter(case__pathway=version)


def _moves(
    pathway: Pathway,
    found: Sequence[Row],
    entries: QuerySet[FactEntry],
    on: date,
    chosen: Sequence[UUID] | None,
) -> Iterator[Moved]:
    gathered = gather(pathway, entries, [row[0] for row in found], on=on, chosen=chosen)
    completed = complete(pathway, gathered.told, on=on)
    plan = _plan(pathway)
    answer = plan.run(plan.slice(completed.columns)).primary.tolist()
    names = dict(enumerate(plan.steps))
    slowly = _one_by_one(
        pathway,
        [_uuid(found[n][0]) for n in np.flatnonzero(completed.doubtful | gathered.doubtful).tolist()],
        on,
    )
    for (id_, _, before), index in zip(found, answer, strict=True):
        after = names.get(index, "")
        if slowly and (case := _uuid(id_)) in slowly:
            after = slowly[case]
        if after != before:
            yield Moved(_uuid(id_), before, after)


def _one_by_one(pathway: Pathway, cases: Sequence[UUID], on: date) -> dict[UUID, str]:
    """Those whose facts contradict each other: which of them can be used is found out case by case."""
    return {
        case: evaluate(pathway, known.facts, on=on).primary or ""
        for case, known in facts_for_many(cases, on=on, pathway=pathway).items()
    }


@kept_per_map
def _plan(pathway: Pathway) -> Plan:
    return compile_population(pathway)


def _uuid(raw: object) -> UUID:
    return raw if isinstance(raw, UUID) else UUID(str(raw))


def _write(moved: Sequence[Moved], *, before: datetime, by: Actor) -> None:
    told, on = [], timezone.localdate()
    for (was, now), group in groupby(sorted(moved, key=_way), key=_way):
        for chunk in _chunks([item.case for item in group]):
            rows = Case.objects.filter(
                pk__in=chunk, state=CaseState.OPEN, recommended=was, updated_at__lt=before
            )
            reached = list(rows.values_list("pk", flat=True))
            rows.update(recommended=now)
            told += [
                CaseEvent(
                    **stamp(by),
                    case_id=case,
                    kind=MOVED,
                    subject=case,
                    happened_on=on,
                    data={"before": was, "step": now},
                )
                for case in reached
            ]
    CaseEvent.objects.bulk_create(told, batch_size=CHUNK)


def _way(item: Moved) -> tuple[str, str]:
    return item.before, item.after


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
