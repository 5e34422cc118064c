"""The form of an insats in the catalogue, as it is sent and as it is shown again."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from samre.casework.models import Intervention

from .notes import find_uuid
from .problems import read_date
from .whole_numbers import whole_number

# Field of the form → column.
TEXTS = {
    "namn": "name",
    "leverantor": "supplier",
    "plats": "place",
    "for_vem": "for_whom",
    "kontakt": "contact",
    "avtal": "agreement",
    "slag": "kind",
    "betalar": "payer",
}
NUMBERS = {
    "timmar_fran": "hours_from",
    "timmar_till": "hours_to",
    "veckor_fran": "weeks_from",
    "veckor_till": "weeks_to",
    "platser": "places",
}
LISTS = {"nivaer": "levels", "miljoer": "environments", "steg": "steps"}
UNIT, AGREEMENT_TO = "enhet", "avtal_till"


def read_intervention(posted: QueryDict, wrong: dict[str, str]) -> dict[str, Any]:
    """The columns as they were written; what can't be read is told in `wrong`."""
    given: dict[str, Any] = {column: posted.get(name, "").strip() for name, column in TEXTS.items()}
    given |= {column: whole_number(posted.get(name, "").strip()) for name, column in NUMBERS.items()}
    given |= {column: posted.getlist(name) for name, column in LISTS.items()}
    unit = posted.get(UNIT, "").strip()
    given["unit"] = (find_uuid(unit) or unit) if unit else None
    given["agreement_to"] = read_date(posted.get(AGREEMENT_TO, "").strip(), AGREEMENT_TO, wrong)
    return given


def typed_intervention(posted: QueryDict) -> dict[str, Any]:
    """What was typed, to show again."""
    names = (*TEXTS, *NUMBERS, UNIT, AGREEMENT_TO)
    return {name: posted.get(name, "") for name in names} | {name: posted.getlist(name) for name in LISTS}


def shown_intervention(row: Intervention | None) -> dict[str, Any]:
    """A row as the form's fields; empty for a new one."""
    if row is None:
        return dict.fromkeys((*TEXTS, *NUMBERS, UNIT, AGREEMENT_TO), "") | {name: [] for name in LISTS}
    shown: dict[str, Any] = {name: str(getattr(row, column)) for name, column in TEXTS.items()}
    shown |= {name: str(getattr(row, column)) for name, column in NUMBERS.items()}
    shown |= {name: list(getattr(row, column)) for name, column in LISTS.items()}
    shown[UNIT] = str(row.unit_id or "")
    shown[AGREEMENT_TO] = row.agreement_to.isoformat() if row.agreement_to else ""
    return shown
