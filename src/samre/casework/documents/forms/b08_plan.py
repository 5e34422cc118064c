"""B8: the plan as a paper, for the person to keep and for other authorities to be given when she agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from samre.accounts.protected import ColleagueNames
from samre.certificate.wording import in_words
from samre.pathway.model import Pathway

from ...models import Case, Participation, Plan
from ...rules.plans import (
    MEDICAL,
    column_text,
    months_text,
    plan_rules,
    responsible_text,
    row_text,
    shown_plan,
)
from ...rules.settings import pathway_of
from ..paper import Block, Fields, Heading, Paper, Points, Sign, Table, Text
from .letterhead import Sender, make_paper

FORM = "B8"


def paper(plan: Plan, *, case: Case, sender: Sender, on: date) -> Paper:
    """The whole plan. A draft says that it is one."""
    words, pathway = plan_rules()["papper"], pathway_of(case.pathway)
    return make_paper(
        FORM,
        case,
        sender,
        tuple(_blocks(shown_plan(plan, is_protected=case.person.is_protected), pathway)),
        to="",
        on=on,
        title=str(words["titel"]),
        purpose=str(words["inledning"]),
    )


def _blocks(plan: Plan, pathway: Pathway) -> Iterator[Block]:
    words, labels = plan_rules()["papper"], plan_rules()["fält"]
    yield Text(_standing(plan), quiet=True)
    yield Heading(str(labels["goal"]))
    yield Text(f"{column_text(plan, 'goal', pathway)}. {plan.goal_text}".strip())
    for column in ("needs", "own_goals"):
        if text := column_text(plan, column, pathway):
            yield Heading(str(labels[column]), level=3)
            yield Text(text)
    if plan.milestones:
        yield Heading(str(labels["milestones"]), level=3)
        yield Points(tuple(row_text(row, pathway) for row in plan.milestones))
    yield Heading(str(labels["activities"]))
    yield Table(
        "Vem som gör vad, och när det ska vara klart",
        ("Vad", "Ansvarar", "Senast"),
        tuple(
            (row["text"], responsible_text(row["responsible"], row["name"], pathway), _day(row["due"]))
            for row in plan.activities
        ),
    )
    yield Heading(str(labels["medical_frames"]))
    yield Fields(
        tuple((str(labels[name]), text) for name in MEDICAL if (text := getattr(plan, name).strip()))
    )
    yield Heading(str(labels["if_worse"]))
    yield Text(plan.if_worse)
    yield Heading("Tider och ansvar")
    yield Fields(
        (
            (str(labels["lead"]), responsible_text(plan.lead, plan.lead_name, pathway)),
            (str(labels["starts_on"]), in_words(plan.starts_on) if plan.starts_on else ""),
            (str(labels["ends_on"]), in_words(plan.ends_on) if plan.ends_on else ""),
            (str(labels["evaluate_on"]), in_words(plan.evaluate_on) if plan.evaluate_on else ""),
            (str(labels["follow_up_months"]), months_text(plan.follow_up_months)),
        )
    )
    yield Heading(str(labels["participation"]))
    yield from _participation(plan, pathway)
    yield Sign(tuple(words["underskrift"]))


def _participation(plan: Plan, pathway: Pathway) -> Iterator[Block]:
    said = column_text(plan, "participation", pathway)
    when = ", ".join(
        part
        for part in (
            in_words(plan.took_part_on) if plan.took_part_on else "",
            column_text(plan, "took_part_how", pathway).lower(),
        )
        if part
    )
    yield Text(f"{said} ({when})." if when and plan.participation != Participation.COULD_NOT else f"{said}.")
    if plan.participation_words:
        yield Text(
            f"”{plan.participation_words}”"
            if plan.participation != "kunde_inte"
            else plan.participation_words
        )


def _standing(plan: Plan) -> str:
    """Which version it is, and who fastställde it, as others may see her."""
    words = plan_rules()["papper"]
    if plan.settled_at is None:
        return str(words["utkast"])
    day = in_words(timezone.localdate(plan.settled_at))
    return str(words["versioner"]).format(
        nummer=plan.number, dag=day, vem=ColleagueNames(plan.owner_id).of(plan.settled_by)
    )


def _day(text: str) -> str:
    return in_words(date.fromisoformat(text)) if text else ""
