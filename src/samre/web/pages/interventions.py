"""What the catalogue's pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samre.accounts.models import Unit
from samre.casework.models import Intervention
from samre.casework.queries.interventions import CatalogueRow, HistoryLine, history_of
from samre.casework.rules.interventions import environments, intervention_rules
from samre.casework.rules.settings import pathway_now

from ..forms.problems import Problems
from .placements import Option

NOTICES = {
    "ny": "Insatsen är inlagd.",
    "andra": "Insatsen är ändrad.",
    "stammer": "Noterat: uppgifterna stämmer fortfarande.",
    "avsluta": "Insatsen är avslutad. Den står kvar i grått.",
}


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """The catalogue: what is offered, by level of readiness, and what no longer is."""

    levels: tuple[tuple[str, str, tuple[CatalogueRow, ...]], ...]
    ended: tuple[CatalogueRow, ...]
    old: int
    free: int
    may_edit: bool
    notice: str


@dataclass(frozen=True, slots=True)
class InterventionView:
    """The form of one insats."""

    row: Intervention | None
    values: Mapping[str, Any]
    kinds: tuple[Option, ...]
    payers: tuple[Option, ...]
    levels: tuple[Option, ...]
    environments: tuple[Option, ...]
    steps: tuple[Option, ...]
    units: tuple[Option, ...]
    history: tuple[HistoryLine, ...]
    problems: Problems


def catalogue_view(rows: tuple[CatalogueRow, ...], *, may_edit: bool, notice: str) -> CatalogueView:
    """The rows by level; one that holds several stands under the one with most support."""
    open_rows = [row for row in rows if row.ended_on is None]
    levels = intervention_rules()["nivåer"]
    names = {row["namn"]: code for code, row in levels.items()}
    return CatalogueView(
        levels=tuple(
            (row["namn"], row["hjälp"], found)
            for code, row in levels.items()
            if (found := tuple(one for one in open_rows if one.levels and names.get(one.levels[0]) == code))
        ),
        ended=tuple(row for row in rows if row.ended_on is not None),
        old=sum(row.is_old for row in open_rows),
        free=sum(row.free for row in open_rows),
        may_edit=may_edit,
        notice=NOTICES.get(notice, ""),
    )


def intervention_view(
    row: Intervention | None, values: Mapping[str, Any], units: tuple[Unit, ...], problems: Problems
) -> InterventionView:
    """The form with what is written, and what is wrong at its field."""
    rules, pathway = intervention_rules(), pathway_now()
    places = {step for level in rules["nivåer"].values() for step in level["steg"]}
    return InterventionView(
        row=row,
        values=values,
        kinds=_options(((code, one["namn"]) for code, one in rules["leverantörer"].items()), values["slag"]),
        payers=_options(rules["betalar"].items(), values["betalar"]),
        levels=_options(
            ((code, one["namn"]) for code, one in rules["nivåer"].items()),
            values["nivaer"],
            {code: one["hjälp"] for code, one in rules["nivåer"].items()},
        ),
        environments=_options(environments().items(), values["miljoer"]),
        steps=_options(
            ((id_, pathway.steps[id_].name) for id_ in sorted(places) if id_ in pathway.steps),
            values["steg"],
        ),
        units=_options(((str(unit.pk), f"{unit.authority}, {unit}") for unit in units), values["enhet"]),
        history=history_of(row) if row else (),
        problems=problems,
    )


def _options(
    rows: Iterable[tuple[str, str]], chosen: str | list[str], helps: Mapping[str, str] | None = None
) -> tuple[Option, ...]:
    picked = {chosen} if isinstance(chosen, str) else set(chosen)
    return tuple(Option(code, name, code in picked, (helps or {}).get(code, "")) for code, name in rows)
