"""The handledare's forms: a day, a week and the report of work ability, as they are sent and as they are shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from samre.casework.rules.interventions import intervention_rules

from .days import DayError, swedish_day
from .whole_numbers import whole_number

YES = "ja"
LEVEL, EXAMPLE, ANSWER, FACT = "niva_", "exempel_", "svar_", "karta_"


def report_names() -> list[str]:
    """Every field of the report's form."""
    words = intervention_rules()["rapport"]
    return [
        "forsta",
        "sista",
        "slut",
        *(f"{part}{code}" for code in words["områden"] for part in (LEVEL, EXAMPLE)),
        *(f"{ANSWER}{name}" for name in words["frågor"]),
        *(f"{FACT}{name}" for name in words["kartan"]),
    ]


def read_report(fields: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as a report keeps it. What can't be read stays as it was typed."""
    words = intervention_rules()["rapport"]
    return {
        "first": iso_day(fields.get("forsta", "")),
        "last": iso_day(fields.get("sista", "")),
        "is_final": fields.get("slut") == YES,
        "areas": {
            code: {"level": fields.get(f"{LEVEL}{code}", ""), "example": fields.get(f"{EXAMPLE}{code}", "")}
            for code in words["områden"]
        },
        "answers": {name: fields.get(f"{ANSWER}{name}", "") for name in words["frågor"]},
        "facts": {name: _number_or_text(fields.get(f"{FACT}{name}", "")) for name in words["kartan"]},
    }


def shown_report(content: Mapping[str, Any]) -> dict[str, str]:
    """A draft as the form's fields."""
    areas, answers, facts = (content.get(part) or {} for part in ("areas", "answers", "facts"))
    shown = {
        "forsta": str(content.get("first") or ""),
        "sista": str(content.get("last") or ""),
        "slut": YES if content.get("is_final") else "nej",
    }
    for code, row in areas.items():
        shown[f"{LEVEL}{code}"] = str(row.get("level") or "")
        shown[f"{EXAMPLE}{code}"] = str(row.get("example") or "")
    shown |= {f"{ANSWER}{name}": str(text) for name, text in answers.items()}
    return shown | {f"{FACT}{name}": "" if value is None else str(value) for name, value in facts.items()}


def iso_day(text: str) -> str:
    """A day as 2026-11-21 where it can be read; else the text itself."""
    try:
        return swedish_day(text, this_year=timezone.localdate().year, ahead=True) if text else ""
    except DayError:
        return text


def _number_or_text(text: str) -> int | str:
    number = whole_number(text)
    return text if number is None else number
