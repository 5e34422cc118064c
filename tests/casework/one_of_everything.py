"""A person with one row in every table about persons, found by introspection, and a canary in every column that holds words.

A table or column that is added tomorrow is in it without anybody doing anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.db import models
from tests.casework.factories import make_caseworker

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, Authority, Unit, User
from samre.casework.documents.subject_extract import person_models
from samre.casework.models import Case, Person
from samre.sealing.ids import new_id

DAY, MOMENT = date(2015, 3, 2), datetime(2015, 3, 2, 9, 0, tzinfo=UTC)
_number = count(1)
# What the tables' own rules ask of a case that is closed. `None`: stays empty.
SPECIAL: dict[str, Any] = {
    "Person.born": date(1953, 1, 12),  # a day that is not in the sample
    "Person.protection": "ingen",
    "Case.state": "avslutat",
    "Case.turn": "ingen",
    "Case.next_step": None,
    "CaseEvent.kind": "case.open",
    "OpenStep.state": "klart",
    "Note.about_others": False,
    "Note.corrects": None,
    "NoteDraft.corrects": None,
    "Consent.renews": None,
    "PreparedConsent.is_open": False,
    "FactEntry.withdraws": None,
    "FactEntry.certificate": None,
    "AgreedMeasure.meeting": None,
    "Placement.intervention": None,  # the catalogue is about nobody
    "Placement.sent_at": None,
}
STAMP = {"by_name": "Personal", "by_title": "Titel", "by_authority": "Nämnd"}


@dataclass
class Everything:
    """`canaries`: model → column → the word that stands there."""

    by: Actor
    assignment: Assignment
    person: Person = None  # type: ignore[assignment]
    case: Case = None  # type: ignore[assignment]
    canaries: dict[type[models.Model], dict[str, str]] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        return [word for columns in self.canaries.values() for word in columns.values()]


def one_of_everything() -> Everything:
    """The whole person, closed long ago."""
    assignment, by = make_caseworker()
    whole = Everything(by, assignment)
    made: dict[type[models.Model], models.Model] = {
        User: assignment.user,
        Unit: assignment.unit,
        Authority: assignment.unit.authority,
        Assignment: assignment,
    }
    left = person_models()
    while left:
        ready = [model for model in left if _needs(model) <= set(made)]
        assert ready, f"hör till varandra i ring: {left}"
        for model in ready:
            row = _row(model, made, whole)
            row.save(force_insert=True)
            made[model] = row
            left.remove(model)
    whole.person, whole.case = made[Person], made[Case]  # type: ignore[assignment]
    return whole


def _needs(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        one.related_model
        for one in model._meta.local_concrete_fields
        if one.is_relation and SPECIAL.get(f"{model.__name__}.{one.name}", "") is not None
    }


def _row(model: type[models.Model], made: dict[Any, Any], whole: Everything) -> models.Model:
    values: dict[str, Any] = {}
    for column in model._meta.local_concrete_fields:
        label = f"{model.__name__}.{column.name}"
        if label in SPECIAL:
            values[column.name] = SPECIAL[label]
        elif column.is_relation:
            values[column.name] = made[column.related_model]
        elif column.name in STAMP:
            values[column.name] = STAMP[column.name]
        elif not column.primary_key:
            values[column.name] = _value(column, model, whole)
    return model(**values)


def _value(column: models.Field, model: type[models.Model], whole: Everything) -> Any:
    if column.choices:
        return column.choices[-1][0]
    if isinstance(column, models.BooleanField):
        return True
    if isinstance(column, models.DateTimeField):
        return MOMENT
    if isinstance(column, models.DateField):
        return DAY
    if isinstance(column, models.UUIDField):
        return new_id()
    if isinstance(column, models.IntegerField):
        return 1
    word = f"Qv{next(_number):03}z"
    whole.canaries.setdefault(model, {})[column.name] = word
    kind = column.get_internal_type() + type(column).__name__
    if "JSON" in kind:
        return {"ord": word}
    return word.encode() if "Bytes" in kind or type(column) is models.BinaryField else word
