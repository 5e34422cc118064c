"""Which files of a nämnd the rules speak of today: one pass over its persons, without opening anything sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from ..models import (
    Case,
    CaseAssignment,
    CaseEvent,
    CaseState,
    CopyMark,
    EmergencyAccess,
    Hold,
    LastSeen,
    Person,
    SubjectRequest,
)
from ..rules.disposal import NOT_YET, WAIT, File, Judgement, disposal_rules, judge, years_later
from .removal import parts_of

# What is done with a file without anything being noted in it. Every other table counts, also one that is added tomorrow.
NO_NOTES: tuple[type[models.Model], ...] = (CaseAssignment, CopyMark, EmergencyAccess, Hold, LastSeen)
NO_NOTE_EVENTS = ("archive.hand_over", "case.emergency", "hold.begin", "hold.end", "note.mark_copied")


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

    The person's file is judged whole: the last note in any of her cases counts for all of them. A note is whatever has been
    entered, on the day it was entered: a closing, a document or a request too, whatever day it says that it is about.
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


@cache
def _dated() -> tuple[tuple[type[models.Model], str], ...]:
    """Every table of a person's file whose rows say when they were entered (`at`), with the way to the person."""
    return tuple(
        (model, path)
        for model, path in parts_of(Person)
        if model not in NO_NOTES and any(field.name == "at" for field in model._meta.local_concrete_fields)
    )


def _entered(persons: list[UUID]) -> dict[UUID, datetime]:
    """Of each person when something was last entered in her file. One question for each table, however many they are."""
    newest: dict[UUID, datetime] = {}
    for model, path in _dated():
        rows = model._base_manager.filter(**{f"{path}__in": persons})
        if model is CaseEvent:
            rows = rows.exclude(kind__in=NO_NOTE_EVENTS)
        for person, at in rows.order_by().values_list(path).annotate(newest=Max("at")):
            newest[person] = max(at, newest.get(person, at))
    return newest


def _whole_files(owner: UUID, persons: frozenset[UUID]) -> dict[UUID, tuple[date, bool]]:
    """Of each person the last note in any case, and whether one is open."""
    found: dict[UUID, tuple[date, bool]] = {}
    wanted = sorted(persons)
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        rows = _with_last_note(Case.objects.filter(owner_id=owner, person_id__in=part))
        for person, last in rows.values_list("person_id").annotate(newest=Max("last")).order_by():
            found[person] = (last, False)
        for person, at in _entered(part).items():
            found[person] = (max(found[person][0], timezone.localdate(at)), False)
        for person in rows.filter(state=CaseState.OPEN).values_list("person_id", flat=True):
            found[person] = (found[person][0], True)
    return found
