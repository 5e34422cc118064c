"""B9: the order of an insats, exactly as the supplier gets it. Made of the frozen copy and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from samre.certificate.wording import in_words

from ...models import Case
from ...rules.interventions import intervention_rules
from ...rules.placements import absence_words
from ...rules.stairs import WEEK, monday
from ..paper import Block, Fields, Heading, Paper, Points, Text
from .letterhead import Sender, make_paper

FORM = "B9"
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def paper(case: Case, snapshot: Mapping[str, Any], sender: Sender, *, to: str, on: date) -> Paper:
    """The order as a paper. `to`: the supplier, empty where its name is protected. The person's number is never in it."""
    return make_paper(FORM, case, sender, _blocks(snapshot), to=to, on=on, identified=False)


def whom(snapshot: Mapping[str, Any]) -> str:
    """What the person is called in an order: her name as far as it is told, else the reference."""
    return str(snapshot["name"] or snapshot["reference"])


def stair_lines(snapshot: Mapping[str, Any]) -> tuple[str, ...]:
    """`Från vecka 3, 14 december 2026: 4 timmar i veckan`, a line for each step, with the Monday of its week or the first day."""
    words, start = intervention_rules()["stegring_i_ord"], date.fromisoformat(snapshot["starts_on"])
    found = []
    for row in snapshot["stairs"]:
        day = max(monday(start) + timedelta(days=WEEK * (row["week"] - 1)), start)
        begins = words["från"].format(vecka=row["week"], dag=in_words(day))
        found.append(f"{begins}: {words['timmar'].format(timmar=row['hours'])}")
    return tuple(found)


def weekday_words(weekdays: list[int]) -> str:
    """`måndag, onsdag och fredag`."""
    names = [WEEKDAYS[number] for number in sorted(weekdays)]
    return " och ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def day_words(text: str) -> str:
    """A day of the copy in words."""
    return in_words(date.fromisoformat(text))


def _blocks(snapshot: Mapping[str, Any]) -> Iterator[Block]:
    words = intervention_rules()["beställning"]
    short, fields, told = words["kort"], words["fält"], snapshot["fields"]
    yield Fields(
        (
            (fields["benamning"]["namn"], whom(snapshot)),
            (short["ref"], snapshot["reference"]),
            (short["insats"], snapshot["intervention"]),
            (short["start"], day_words(snapshot["starts_on"])),
            (short["slut"], day_words(snapshot["ends_on"])),
            (short["dagar"], weekday_words(snapshot["weekdays"])),
        )
    )
    for name in ("mal", "ramar"):
        yield Heading(fields[name]["namn"])
        yield Text(told.get(name, ""))
    yield Heading(short["stege"])
    yield Points(stair_lines(snapshot))
    for name in ("anpassningar", "praktiskt", "telefon"):
        if told.get(name):
            yield Heading(fields[name]["namn"])
            yield Text(told[name])
    yield Heading(short["rapporter"])
    yield Points(tuple(day_words(day) for day in snapshot["report_dates"]))
    yield Heading(fields["kontakt"]["namn"])
    yield Text(told.get("kontakt", ""))
    yield Text(absence_words(told))
    yield Heading(fields["forsakring"]["namn"])
    yield Text(told.get("forsakring", ""))
    yield Text(", ".join(words["lagrum"]), quiet=True)
    if snapshot["proviso"]:
        yield Heading(words["förbehåll"])
        yield Text(snapshot["proviso"])
