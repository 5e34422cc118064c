"""B10: the follow-up of work ability, as the handledare wrote it and the kommun keeps it. What has been seen, never a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from samre.pathway.model import Pathway

from ...models import Case, PlacementReport
from ...rules.interventions import intervention_rules
from ...rules.settings import pathway_of
from ...rules.stairs import hours_text
from ..paper import Block, Fields, Heading, Paper, Sign, Table, Text
from .b09_order import day_words, whom
from .letterhead import Sender, make_paper

FORM = "B10"


def paper(
    case: Case, report: Mapping[str, Any], snapshot: Mapping[str, Any], sender: Sender, *, to: str, on: date
) -> Paper:
    """The report as a paper. `sender` is the supplier; the person stands there as she does in the order."""
    pathway = pathway_of(case.pathway)
    blocks = _blocks(report, snapshot, pathway)
    return make_paper(FORM, case, sender, blocks, to=to, on=on, identified=False, copy=False)


def report_sender(row: PlacementReport, unit: str, *, supplier: str) -> Sender:
    """The supplier as the one who writes. `supplier` and `unit` as they may be shown: a protected person's are not named."""
    return Sender(
        authority=supplier or row.by_authority,
        unit=unit,
        handler=row.by_name,
        title=row.by_title,
        role="skriven_av",
    )


def fact_rows(facts: Mapping[str, Any], pathway: Pathway) -> tuple[tuple[str, str], ...]:
    """The facts of the map that a report supports: label and value in words."""
    rows = []
    for name, value in facts.items():
        fact = pathway.facts.get(name)
        if fact is not None:
            choices = {choice.id: choice.label for choice in fact.choices}
            unit = f" {fact.unit}" if fact.unit else ""
            rows.append((fact.label, choices.get(str(value)) or f"{value}{unit}"))
    return tuple(rows)


def tally_rows(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Planned and actual hours, attendance in percent, and days away, in words."""
    words = intervention_rules()["rapport"]["räknat"]
    percent = told["percent"]
    return (
        (words["planerat"], hours_text(told["planned"])),
        (words["faktiskt"], hours_text(told["present"])),
        (words["procent"], "–" if percent is None else f"{percent} procent"),
        (words["sjuk"], str(told["sick"])),
        (words["uteblev"], str(told["missed"])),
        (words["ledig"], str(told["leave"])),
    )


def _blocks(report: Mapping[str, Any], snapshot: Mapping[str, Any], pathway: Pathway) -> Iterator[Block]:
    words = intervention_rules()["rapport"]
    order = intervention_rules()["beställning"]
    yield Fields(
        (
            (order["fält"]["benamning"]["namn"], whom(snapshot)),
            (order["kort"]["insats"], snapshot["intervention"]),
            (words["period"], f"{day_words(report['first'])} till {day_words(report['last'])}"),
            (words["slut"]["fråga"], words["slut"]["val"]["ja" if report["is_final"] else "nej"]),
            *tally_rows(report["tally"]),
        )
    )
    yield Heading(words["tabell"]["rubrik"])
    yield Table(words["tabell"]["bildtext"], tuple(words["tabell"]["kolumner"]), area_rows(report))
    for name, row in words["frågor"].items():
        if report["answers"].get(name):
            yield Heading(row["fråga"])
            yield Text(report["answers"][name])
    yield Heading(words["sammantaget"])
    yield Fields(fact_rows(report["facts"], pathway))
    name, comma, title = str(report["signed"]).partition(", ")
    yield Sign((f"{name}{comma}{title.lower()}",))


def area_rows(report: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Each of the areas: its name, the step of the scale in words, and the example."""
    words = intervention_rules()["rapport"]
    found = []
    for code, row in words["områden"].items():
        told = report["areas"].get(code, {})
        level = str(told.get("level", ""))
        scale = f"{level}. {words['skala'][level]}" if level in words["skala"] else words["inte_provat"]
        found.append((str(row["namn"]), scale, str(told.get("example", ""))))
    return tuple(found)
