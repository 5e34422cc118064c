"""The plan's form: columns and rows, as they are sent and as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from samre.casework.models import Plan
from samre.casework.rules.plans import DAYS, TYPED, Suggestion, due_day
from samre.sealing.ids import new_id

from .problems import read_date
from .whole_numbers import whole_number

# Rows of the form: what the fields of a row are called, and what they are in the plan.
MILESTONE = {"text": "text", "steg": "step", "dag": "by"}
ACTIVITY = {"text": "text", "steg": "step", "vem": "responsible", "namn": "name", "dag": "due"}


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What the form shows: field → text, and its rows with "line" and the fields of a row."""

    values: Mapping[str, str]
    milestones: tuple[Mapping[str, str], ...]
    activities: tuple[Mapping[str, str], ...]


def form_of(plan: Plan) -> PlanForm:
    """The form as a draft stands."""
    values = {}
    for column, name in TYPED.items():
        value = getattr(plan, column)
        values[name] = value.isoformat() if isinstance(value, date) else str(value or "")
    return PlanForm(
        values,
        tuple(_shown(row, MILESTONE) for row in plan.milestones),
        tuple(_shown(row, ACTIVITY) for row in plan.activities),
    )


def typed_form(posted: QueryDict) -> PlanForm:
    """The form as it was sent."""
    values = {name: _clean(posted.get(name, "")) for name in TYPED.values()}
    return PlanForm(values, _typed_rows(posted, "d", MILESTONE), _typed_rows(posted, "a", ACTIVITY))


def read_plan(form: PlanForm) -> tuple[dict[str, Any], dict[str, str]]:
    """Column → value, and what can't be read by field."""
    wrong: dict[str, str] = {}
    values: dict[str, Any] = {}
    for column, name in TYPED.items():
        text = form.values[name]
        if column in DAYS:
            values[column] = read_date(text, name, wrong)
        elif column == "follow_up_months":
            values[column] = whole_number(text)
        else:
            values[column] = text
    values["milestones"] = [_read(row, MILESTONE, "d", "by", wrong) for row in form.milestones]
    values["activities"] = [_read(row, ACTIVITY, "a", "due", wrong) for row in form.activities]
    return values, wrong


def new_activity(suggestion: Suggestion | None, *, on: date) -> dict[str, str]:
    """A row out of the library, or an empty one."""
    if suggestion is None:
        return {"line": str(new_id()), "text": "", "step": "", "responsible": "", "name": "", "due": ""}
    return {
        "line": str(new_id()),
        "text": suggestion.text,
        "step": suggestion.step,
        "responsible": suggestion.responsible,
        "name": "",
        "due": due_day(suggestion, on=on).isoformat(),
    }


def new_milestone(suggestion: Suggestion | None) -> dict[str, str]:
    """A milestone out of the library, or an empty one."""
    found = ("", "") if suggestion is None else (suggestion.text, suggestion.step)
    return {"line": str(new_id()), "text": found[0], "step": found[1], "by": ""}


def _typed_rows(posted: QueryDict, letter: str, names: Mapping[str, str]) -> tuple[Mapping[str, str], ...]:
    rows = []
    for line in dict.fromkeys(posted.getlist(letter)):
        try:
            UUID(line)
        except ValueError:
            continue
        fields = {name: _clean(posted.get(f"{letter}.{line}.{name}", "")) for name in names}
        rows.append({"line": line, **fields})
    return tuple(rows)


def _read(
    row: Mapping[str, str], names: Mapping[str, str], letter: str, day: str, wrong: dict[str, str]
) -> dict[str, str]:
    found = {column: row[name] for name, column in names.items()}
    read = read_date(row["dag"], f"{letter}.{row['line']}.dag", wrong)
    return {"line": row["line"], **found, day: read.isoformat() if read else ""}


def _shown(row: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {"line": row["line"], **{name: row[column] for name, column in names.items()}}


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
