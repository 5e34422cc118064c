"""The forms of an order: what the person can do, and the order itself, as they are sent and as they are shown again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from samre.casework.models import Placement
from samre.casework.rules.interventions import environments, intervention_rules
from samre.casework.rules.placement_form import has_seen_start
from samre.casework.rules.stairs import WEEK, Stair, as_rows, proposed_stairs

from .report import iso_day
from .whole_numbers import whole_number

HOURS_NOT_KNOWN = ""
DAYS = "dagar"


def read_frames(posted: QueryDict) -> dict[str, Any]:
    """Hours (None = not known), level and environments."""
    return {
        "hours": whole_number(posted.get("timmar", "").strip()),
        "level": posted.get("niva", ""),
        "environments": [code for code in environments() if code in posted.getlist("miljo")],
    }


def order_names() -> list[str]:
    """Every field of the order's form that has one value."""
    rules = intervention_rules()
    rows = range(1, int(rules["stegring_rader"]) + 1)
    return [
        *rules["beställning"]["fält"],
        "start",
        "slut",
        "start_sett",
        "rapport_var",
        *(f"{part}_{number}" for number in rows for part in ("vecka", "timmar")),
    ]


def read_order(
    fields: Mapping[str, str], weekdays: list[str], wrong: dict[str, str]
) -> tuple[dict[str, Any], date | None, date | None]:
    """The order as it is kept, and its first and last day. What can't be read is told in `wrong`."""
    rules = intervention_rules()
    every = whole_number(fields.get("rapport_var", ""))
    order: dict[str, Any] = {name: fields.get(name, "") for name in rules["beställning"]["fält"]}
    order |= {
        "weekdays": sorted({int(number) for number in weekdays if number in map(str, range(WEEK))}),
        "stairs": as_rows(_stairs(fields, wrong)),
        "every_weeks": every if every is not None else int(rules["tider"]["rapport_var_vecka"]),
    }
    first, last = _day(fields, "start", wrong), _day(fields, "slut", wrong)
    if first and fields.get("start_sett") == "ja":
        order["begun_seen"] = first.isoformat()
    return order, first, last


def shown_order(
    placement: Placement, *, contact: str, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A draft as the form's fields; proposals where nothing is written yet, of what is `known` (field → text). What was
    typed and not saved stands as it is."""
    if placement.typed:
        return {name: str(text) for name, text in placement.typed.items() if name != DAYS}
    rules, order = intervention_rules(), placement.order
    fields = rules["beställning"]["fält"]
    shown = {name: str(order.get(name, row.get("förslag", ""))) for name, row in fields.items()}
    if not order:
        shown |= {"kontakt": contact, "benamning": "fornamn", **(known or {})}
    shown |= {
        "start": placement.starts_on.isoformat() if placement.starts_on else "",
        "slut": placement.ends_on.isoformat() if placement.ends_on else "",
        "start_sett": "ja" if has_seen_start(placement) else "",
        "rapport_var": str(order.get("every_weeks", rules["tider"]["rapport_var_vecka"])),
    }
    for number, row in enumerate(order.get("stairs", ()), 1):
        shown |= {f"vecka_{number}": str(row["week"]), f"timmar_{number}": str(row["hours"])}
    return shown


def kept_order(fields: Mapping[str, str], weekdays: list[str]) -> dict[str, Any]:
    """The whole form as it is kept while it is typed."""
    return {**fields, DAYS: list(weekdays)}


def shown_weekdays(placement: Placement) -> list[int]:
    """The chosen weekdays; Monday, Wednesday and Friday are proposed."""
    if placement.typed:
        return [int(number) for number in placement.typed.get(DAYS, ()) if number in map(str, range(WEEK))]
    return list(placement.order.get("weekdays", [0, 2, 4]))


def proposed(
    fields: Mapping[str, str], kind: str, *, hours_from: int, hours_to: int, weeks: int
) -> dict[str, str]:
    """The fields with the rows of a proposal, from the hours in the first row, else those the insats begins with, and never
    more than it holds."""
    start = whole_number(fields.get("timmar_1", "")) or hours_from
    filled = {name: "" if name.startswith(("vecka_", "timmar_")) else value for name, value in fields.items()}
    for number, one in enumerate(
        proposed_stairs(kind, start_hours=start, weeks=weeks, most_hours=hours_to), 1
    ):
        filled |= {f"vecka_{number}": str(one.week), f"timmar_{number}": str(one.hours)}
    return filled


def _stairs(fields: Mapping[str, str], wrong: dict[str, str]) -> list[Stair]:
    found = []
    for number in range(1, int(intervention_rules()["stegring_rader"]) + 1):
        week, hours = fields.get(f"vecka_{number}", ""), fields.get(f"timmar_{number}", "")
        if not week and number == 1:
            week = "1" if hours else ""
        if not week and not hours:
            continue
        read = (whole_number(week), whole_number(hours))
        if read[0] is None:
            wrong[f"vecka_{number}"] = "Skriv från vilken vecka, till exempel 3."
        elif read[1] is None:
            wrong[f"timmar_{number}"] = "Skriv timmar i veckan, till exempel 6."
        else:
            found.append(Stair(read[0], read[1]))
    return found


def _day(fields: Mapping[str, str], name: str, wrong: dict[str, str]) -> date | None:
    text = iso_day(fields.get(name, ""))
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong[name] = "Skriv hela datumet: år, månad och dag, till exempel 2026-12-01."
        return None
