"""Which files of a nämnd the rules speak of today: one pass over its persons, without opening anything sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce, Greatest

from ..models import Case, CaseState, Hold, SubjectRequest
from ..rules.disposal import NOT_YET, WAIT, File, Judgement, disposal_rules, judge, years_later


@dataclass(frozen=True, slots=True)
class DueCase:
    """A closed case whose person's file is due, and what the rules say of it."""

    case: UUID
    person: UUID
    number: str
    last_note_on: date
    judgement: Judgement


def due_cases(owner: UUID, *, on: date, cases: frozenset[UUID] | None = None) -> Iterator[DueCase]:
    """Every case that is to be removed or preserved on a day, by case number; of `cases` only, where given.

    The person's file is judged whole: the last note in any of her cases counts for all of them.
    """
    rows = _with_last_note(Case.objects.filter(owner_id=owner))
    if cases is not None:
        rows = rows.filter(person__in=Case.objects.filter(pk__in=cases).values("person_id"))
    years = disposal_rules()["gallring"]["år_efter_sista_anteckning"]
    # The database leaves out what can't be due; the rules judge the rest.
    latest = years_later(on, -years)
    persons: dict[UUID, list[tuple[UUID, str, date, date | None, bool, bool]]] = {}
    for row in rows.filter(state=CaseState.CLOSED, last__lte=latest).values_list(
        "person_id", "id", "number", "last", "person__born", "is_held", "is_asked_for"
    ):
        persons.setdefault(row[0], []).append(row[1:])
    whole = _whole_files(owner, frozenset(persons))
    in_sample = str(owner) in disposal_rules()["urvalskommuner"]
    for person, its in sorted(persons.items(), key=lambda item: item[1][0][1]):
        last, is_open = whole[person]
        judged = judge(
            File(
                is_open=is_open,
                last_note_on=last,
                day_of_birth=its[0][3].day if its[0][3] else None,
                is_held=any(row[4] or row[5] for row in its),
                in_sample_kommun=in_sample,
            ),
            on=on,
        )
        if judged.verdict in (NOT_YET, WAIT):
            continue
        for case, number, _, _, _, _ in its:
            if cases is None or case in cases:
                yield DueCase(case, person, number, last, judged)


def _with_last_note(rows: Any) -> Any:
    held = Hold.objects.filter(case=OuterRef("pk"), ended_at__isnull=True)
    asked = SubjectRequest.objects.filter(person=OuterRef("person"), delivered_at__isnull=True)
    return rows.annotate(
        last=Greatest(Coalesce("last_note_on", "opened_on"), Coalesce("closed_on", "opened_on")),
        is_held=Exists(held),
        is_asked_for=Exists(asked),
    )


def _whole_files(owner: UUID, persons: frozenset[UUID]) -> dict[UUID, tuple[date, bool]]:
    """Of each person the last note in any case, and whether one is open."""
    found: dict[UUID, tuple[date, bool]] = {}
    wanted = sorted(persons)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = _with_last_note(Case.objects.filter(owner_id=owner, person_id__in=part))
        for person, last in rows.values_list("person_id").annotate(newest=Max("last")).order_by():
            found[person] = (last, False)
        for person in rows.filter(state=CaseState.OPEN).values_list("person_id", flat=True):
            found[person] = (found[person][0], True)
    return found
