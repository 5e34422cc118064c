"""Whether an order may be kept as it is written, and whether it is whole enough to send. Words of `insatser.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from samre.accounts.acts import Refused

from ..models import Person, Placement
from .interventions import intervention_rules
from .placements import FIRST_NAME, REFERENCE, WHOLE_NAME, guard, telephone_in, untold_names
from .stairs import WEEK

NEVER_SENT = "struken"
# The fields where we say how we are reached.
REACHED = ("kontakt", "forsakring")
WORKDAYS = range(WEEK)


def texts_of(order: Mapping[str, Any]) -> dict[str, str]:
    """What people have written in an order: field → text."""
    fields = intervention_rules()["beställning"]["fält"]
    return {name: str(order.get(name) or "") for name in fields if name != "benamning"}


def check_parts(
    order: Mapping[str, Any], starts_on: date | None, ends_on: date | None, *, person: Person
) -> None:
    """What can't be kept even in a draft: diagnoses, numbers and names, texts too long, days and hours that can't be."""
    fields = intervention_rules()["beställning"]["fält"]
    texts = texts_of(order)
    identity = REFERENCE if person.is_protected else str(order.get("benamning") or REFERENCE)
    problems = guard(texts, names=untold_names(person.name, identity), may_reach=REACHED)
    for name, text in texts.items():
        if len(text) > fields[name]["längst"]:
            problems[name] = f"Skriv kortare, högst {fields[name]['längst']} tecken."
    if identity not in (REFERENCE, FIRST_NAME, WHOLE_NAME):
        problems["benamning"] = "Välj vad handledaren får veta att personen heter."
    if starts_on and ends_on and ends_on < starts_on:
        problems["slut"] = "Sista dagen kan inte vara före den första."
    problems |= _stair_problems(order.get("stairs") or ())
    if problems:
        raise Refused(problems)


def check_complete(placement: Placement) -> None:
    """Everything that is missing before the order can be shown as it will be sent: one sentence for each field."""
    order, intervention = placement.order, placement.intervention
    problems: dict[str, str] = {}
    if intervention is None:
        raise Refused({"insats": "Välj en insats först."})
    if intervention.unit_id is None:
        words = intervention_rules()["passar"]["utan_konto"]
        raise Refused({"insats": words.format(kontakt=intervention.contact)})
    if intervention.ended_on is not None:
        raise Refused({"insats": "Insatsen ges inte längre. Välj en annan."})
    for name, row in intervention_rules()["beställning"]["fält"].items():
        if row.get("krävs") and not str(order.get(name) or "").strip():
            problems[name] = f"Skriv något under »{row['namn']}«."
    if "kontakt" not in problems and not telephone_in(str(order["kontakt"])):
        problems["kontakt"] = str(intervention_rules()["beställning"]["ingen_telefon"])
    if placement.starts_on is None:
        problems["start"] = "Skriv vilken dag insatsen börjar."
    elif placement.starts_on < timezone.localdate() and not has_seen_start(placement):
        problems["start"] = str(intervention_rules()["beställning"]["start_varit"])
    if placement.ends_on is None:
        problems["slut"] = "Skriv vilken dag insatsen slutar."
    if not order.get("weekdays"):
        problems["dagar"] = "Välj minst en dag i veckan."
    if not order.get("stairs"):
        problems["timmar_1"] = "Skriv hur många timmar i veckan insatsen börjar med."
    if problems:
        raise Refused(problems)
    check_parts(order, placement.starts_on, placement.ends_on, person=placement.case.person)


def has_seen_start(placement: Placement) -> bool:
    """Whether whoever wrote the order has said that the insats began on that day, which had passed."""
    start = placement.starts_on
    return start is not None and placement.order.get("begun_seen") == start.isoformat()


def _stair_problems(stairs: Iterable[Mapping[str, int]]) -> dict[str, str]:
    """Rows in order, the first from week 1, with hours that a week can hold."""
    problems: dict[str, str] = {}
    before = 0
    for number, row in enumerate(stairs, 1):
        if number == 1 and row["week"] != 1:
            problems["vecka_1"] = "Den första raden gäller från vecka 1."
        elif row["week"] <= before:
            problems[f"vecka_{number}"] = "Varje rad börjar en senare vecka än raden före."
        if not 1 <= row["hours"] <= MOST_HOURS:
            problems[f"timmar_{number}"] = f"Skriv timmar i veckan, 1 till {MOST_HOURS}."
        before = row["week"]
    return problems


MOST_HOURS = 40
