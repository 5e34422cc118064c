"""What a plan must hold before it can be fastställd (R45), when it is followed up, and how two versions differ."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from samre.certificate.wording import in_words
from samre.definitions import read_yaml
from samre.pathway.model import Pathway

from ..models import Participation, Plan

Row = Mapping[str, Any]
# Column → the field of the form where it is typed.
TYPED: Mapping[str, str] = {
    "goal": "mal",
    "goal_text": "mal_text",
    "needs": "behov",
    "own_goals": "egna_mal",
    "lead": "leder",
    "lead_name": "leder_namn",
    "medical_hours": "ramar_tid",
    "medical_frames": "ramar",
    "medical_surroundings": "ramar_miljo",
    "if_worse": "samre",
    "starts_on": "fran",
    "ends_on": "till",
    "evaluate_on": "utvarderas",
    "follow_up_months": "uppfoljning",
    "participation": "delaktighet",
    "participation_words": "delaktighet_ord",
    "took_part_on": "deltog_dag",
    "took_part_how": "deltog_hur",
}
DAYS = ("starts_on", "ends_on", "evaluate_on", "took_part_on")
MEDICAL = ("medical_hours", "medical_frames", "medical_surroundings")


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: at which field of the form, and what to do."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What one version says and the one before it did not. `before` and `after` are empty where `what` says it all."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something of the library: an activity with who does it and how soon, or (without `responsible`) a milestone. `done_by`: what
    shows in the case that it is done, as (kind, code); empty: nothing does."""

    id: str
    step: str
    text: str
    responsible: str = ""
    days: int = 0
    done_by: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def plan_rules() -> Mapping[str, Any]:
    """planering.yaml as it stands."""
    return dict(read_yaml("planering.yaml"))


def find_gaps(plan: Plan, *, pathway: Pathway, on: date) -> tuple[Gap, ...]:
    """Everything that keeps the plan from being fastställd, in the order of the form. Empty: it can be."""
    words, longest = plan_rules()["luckor"], plan_rules()["tider"]["längst_månader"]
    return tuple(
        Gap(place, str(words[word]).format(månader=longest if word == "till_lang" else most_months()))
        for place, word in _gaps(plan, pathway, on)
    )


def _gaps(plan: Plan, pathway: Pathway, on: date) -> Iterator[tuple[str, str]]:
    """(field, word of `luckor`) for each gap."""
    if plan.goal not in plan_rules()["mål"]:
        yield "mal", "mal"
    for column in ("goal_text", "needs"):
        if not getattr(plan, column).strip():
            yield TYPED[column], TYPED[column]
    # She who has not been able to answer has told no goals: why stands at how she took part.
    if not plan.own_goals.strip() and plan.participation != Participation.COULD_NOT:
        yield "egna_mal", "egna_mal"
    yield from _of_rows(plan, pathway)
    if plan.lead not in pathway.actors:
        yield "leder", "leder"
    if not plan.lead_name.strip():
        yield "leder_namn", "leder_namn"
    if not any(getattr(plan, column).strip() for column in MEDICAL):
        yield "ramar", "ramar"
    if not plan.if_worse.strip():
        yield "samre", "samre"
    yield from _of_days(plan, on)
    yield from _of_participation(plan, on)


def _of_rows(plan: Plan, pathway: Pathway) -> Iterator[tuple[str, str]]:
    for row in plan.milestones:
        if not row["text"].strip():
            yield f"d.{row['line']}.text", "delmal_text"
    if not plan.activities:
        yield "aktiviteter", "aktiviteter"
    for row in plan.activities:
        place = f"a.{row['line']}"
        if not row["text"].strip():
            yield f"{place}.text", "aktivitet_text"
        if row["responsible"] not in pathway.actors:
            yield f"{place}.vem", "aktivitet_vem"
        if not row["due"]:
            yield f"{place}.dag", "aktivitet_dag"
        elif plan.ends_on and row["due"] > plan.ends_on.isoformat():
            yield f"{place}.dag", "aktivitet_for_sen"


def _of_days(plan: Plan, on: date) -> Iterator[tuple[str, str]]:
    first, last, evaluated = plan.starts_on, plan.ends_on, plan.evaluate_on
    if first is None:
        yield "fran", "fran"
    if last is None:
        yield "till", "till"
    elif first is not None and last < first:
        yield "till", "till_fore"
    elif first is not None and last > months_after(first, int(plan_rules()["tider"]["längst_månader"])):
        yield "till", "till_lang"
    elif last < on:
        yield "till", "till_passerad"
    if evaluated is None:
        yield "utvarderas", "utvarderas"
    elif (first is not None and evaluated < first) or (last is not None and evaluated > last):
        yield "utvarderas", "utvarderas_utanfor"
    elif evaluated < on:
        yield "utvarderas", "utvarderas_passerad"
    if not 1 <= (plan.follow_up_months or 0) <= most_months():
        yield "uppfoljning", "uppfoljning"


def _of_participation(plan: Plan, on: date) -> Iterator[tuple[str, str]]:
    if plan.participation not in Participation.values:
        yield "delaktighet", "delaktighet"
        return
    has_words = bool(plan.participation_words.strip())
    if plan.participation == Participation.DISAGREES and not has_words:
        yield "delaktighet_ord", "ord_emot"
    if plan.participation == Participation.COULD_NOT:
        if not has_words:
            yield "delaktighet_ord", "ord_kunde_inte"
        return
    if plan.took_part_on is None:
        yield "deltog_dag", "deltog_dag"
    elif plan.took_part_on > on:
        yield "deltog_dag", "deltog_framtid"
    if plan.took_part_how not in plan_rules()["så_talades_ni_vid"]:
        yield "deltog_hur", "deltog_hur"


def most_months() -> int:
    """How many months there may be between two follow-ups."""
    return int(plan_rules()["uppföljning"]["månader"])


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    _, last = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, last))


def follow_up_days(plan: Plan) -> tuple[date, ...]:
    """When the plan is followed up: at least every third month from its first day to its last, which is one of them."""
    assert plan.starts_on
    assert plan.ends_on
    assert plan.follow_up_months
    months = min(plan.follow_up_months, most_months())
    days, count = [], 1
    while (day := months_after(plan.starts_on, months * count)) < plan.ends_on:
        days.append(day)
        count += 1
    return (*days, plan.ends_on)


def library(steps: Sequence[str]) -> tuple[tuple[str, tuple[Suggestion, ...]], ...]:
    """What is typical of each of these steps: its milestone and its activities."""
    rows: Mapping[str, Any] = plan_rules()["bibliotek"]
    found = []
    for step in steps:
        if step not in rows:
            continue
        of_step = [Suggestion(f"{step}-d", step, rows[step]["delmål"])]
        of_step += [
            Suggestion(
                f"{step}-{number}",
                step,
                one["text"],
                one["vem"],
                int(one["dagar"]),
                tuple(one.get("gjort", {}).items()),
            )
            for number, one in enumerate(rows[step]["aktiviteter"], 1)
        ]
        found.append((step, tuple(of_step)))
    return tuple(found)


def find_suggestion(id_: str) -> Suggestion | None:
    """One thing of the library; None where it has none with that id."""
    step = id_.partition("-")[0]
    return next((one for _, found in library([step]) for one in found if one.id == id_), None)


def due_day(suggestion: Suggestion, *, on: date) -> date:
    """The day proposed for an activity of the library."""
    return on + timedelta(days=suggestion.days)


def differences(before: Plan, after: Plan, *, pathway: Pathway) -> tuple[Difference, ...]:
    """What `after` says and `before` does not, in words, in the order of the form."""
    labels, found = plan_rules()["fält"], list[Difference]()
    for column in TYPED:
        old, new = column_text(before, column, pathway), column_text(after, column, pathway)
        if old != new:
            empty = str(plan_rules()["ord"]["tomt"])
            found.append(Difference(str(labels[column]), old or empty, new or empty))
        if column == "own_goals":
            found += _of_list(before.milestones, after.milestones, pathway, "delmål")
            found += _of_list(before.activities, after.activities, pathway, "aktivitet")
    return tuple(found)


def _of_list(old: list[Row], new: list[Row], pathway: Pathway, kind: str) -> Iterator[Difference]:
    words = plan_rules()["ord"]
    new_one, gone, changed = (
        ("nytt_delmål", "struket_delmål", "ändrat_delmål")
        if kind == "delmål"
        else ("ny_aktivitet", "struken_aktivitet", "ändrad_aktivitet")
    )
    there = {row["line"]: row for row in old}
    for row in new:
        text, was = row_text(row, pathway), there.pop(row["line"], None)
        if was is None:
            yield Difference(str(words[new_one]).format(rad=text))
        elif (old_text := row_text(was, pathway)) != text:
            yield Difference(str(words[changed]).format(rad="").rstrip(": "), old_text, text)
    for row in there.values():
        yield Difference(str(words[gone]).format(rad=row_text(row, pathway)))


def row_text(row: Row, pathway: Pathway) -> str:
    """`Boka tid på vårdcentralen (Personen, senast 28 november 2026)`."""
    words = plan_rules()["ord"]
    if "responsible" not in row:
        day = in_words(date.fromisoformat(row["by"])) if row["by"] else ""
        return str(words["delmål"]).format(text=row["text"], dag=day) if day else str(row["text"])
    return str(words["aktivitet"]).format(
        text=row["text"],
        vem=responsible_text(row["responsible"], row["name"], pathway) or words["utan_vem"],
        dag=in_words(date.fromisoformat(row["due"])) if row["due"] else words["utan_dag"],
    )


def responsible_text(actor: str, name: str, pathway: Pathway) -> str:
    """`Vården, Almby vårdcentral`: the actor of the map and its own name."""
    found = pathway.actors.get(actor)
    return ", ".join(part for part in ((found.short or found.name) if found else actor, name) if part)


def column_text(plan: Plan, column: str, pathway: Pathway) -> str:
    """A column in words."""
    value, rules = getattr(plan, column), plan_rules()
    match column:
        case "goal":
            return str(rules["mål"].get(value, value))
        case "lead":
            return responsible_text(value, "", pathway)
        case "participation":
            return dict(Participation.choices).get(value, value)
        case "took_part_how":
            return str(rules["så_talades_ni_vid"].get(value, value))
        case "follow_up_months":
            return months_text(value)
        case _ if column in DAYS:
            return in_words(value) if value else ""
    return str(value).strip()


def shown_plan(plan: Plan, *, is_protected: bool) -> Plan:
    """The plan as pages and papers may show it: of a protected person no unit or workplace is named, only what kind of party it
    is (R52). The copy is never saved."""
    if not is_protected:
        return plan
    shown = copy(plan)
    shown.lead_name = ""
    shown.activities = [row | {"name": ""} for row in plan.activities]
    return shown


def with_names(values: dict[str, Any], saved: Plan) -> dict[str, Any]:
    """What was typed in a form that named nobody, with the names that are saved."""
    names = {row["line"]: row["name"] for row in saved.activities}
    rows = [row | {"name": names.get(row["line"], "")} for row in values["activities"]]
    return values | {"lead_name": saved.lead_name, "activities": rows}


def months_text(months: int | None) -> str:
    """`minst var 3:e månad`; empty when nothing is chosen."""
    if not months:
        return ""
    words = plan_rules()["ord"]["månader"]
    return str(words["en"] if months == 1 else words["flera"]).format(antal=months)
