"""What the case's pages of insatser show: the search by frames, the order as it is written and as it will be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from samre.casework.documents.forms.b09_order import WEEKDAYS
from samre.casework.documents.paper import Paper
from samre.casework.models import Placement
from samre.casework.queries.interventions import Match
from samre.casework.queries.placements import CategoryCover, GroundChoice
from samre.casework.rules.free_places import free_places, place_in_queue
from samre.casework.rules.interventions import Frames, environments, intervention_rules

from ..forms.problems import Problems
from ..forms.report import iso_day
from ..forms.whole_numbers import whole_number

NOTICES = {
    "vald": "Insatsen är vald. Skriv beställningen.",
    "sparat": "Beställningen är sparad. Den är inte skickad.",
    "struken": "Beställningen är struken. Den skickades aldrig.",
    "skickad": "Beställningen är skickad. Ärendet väntar på insatsen till första rapporten.",
    "avslutad": "Insatsen är avslutad. Leverantören kommer inte längre åt något.",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to tick or choose."""

    code: str
    name: str
    is_chosen: bool
    help: str = ""


@dataclass(frozen=True, slots=True)
class ChooseView:
    """The frames, and the catalogue beside them."""

    hours: str
    levels: tuple[Option, ...]
    environments: tuple[Option, ...]
    known: tuple[tuple[str, str], ...]
    fitting: tuple[Match, ...]
    others: tuple[Match, ...]
    is_searched: bool
    revision: int
    problems: Problems

    @property
    def all_levels(self) -> bool:
        """Whether no level is chosen."""
        return not any(one.is_chosen for one in self.levels)


@dataclass(frozen=True, slots=True)
class OrderField:
    """One field of the order."""

    name: str
    label: str
    help: str
    value: str
    error: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class StairRow:
    """A step of the stair, as two fields."""

    number: int
    week: str
    hours: str
    week_error: str
    hours_error: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """The order's form. `queue`: its number among those who wait for a place, 0 where it does not; `is_full`: there is none.
    `began`: to be ticked where the first day has passed; `from_plan`: the frames are proposed of the plan; `above`: the hours go
    beyond what the person manages."""

    placement: Placement
    queue: int
    is_full: bool
    title: str
    supplier: str
    span: str
    names: tuple[Option, ...]
    may_name: bool
    fields: Mapping[str, OrderField]
    weekdays: tuple[Option, ...]
    rows: tuple[StairRow, ...]
    proposals: tuple[Option, ...]
    began: str
    from_plan: str
    above: str
    first_week: str
    values: Mapping[str, str]
    problems: Problems
    notice: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """The order as it will be sent, and what lets it out. `queue` and `is_full` as in the order itself."""

    paper: Paper | None
    sha256: str
    grounds: tuple[GroundChoice, ...]
    covers: tuple[CategoryCover, ...]
    chosen: str
    reason: str
    supplier: str
    is_private: bool
    queue: int
    is_full: bool
    problems: Problems

    @property
    def missing(self) -> tuple[str, ...]:
        """Why consent does not let it out, a sentence for each category."""
        return tuple(one.missing for one in self.covers if one.missing)

    @property
    def exceptions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for one in self.covers for text in one.exceptions))

    @property
    def valid_to(self) -> date | None:
        """The first day that a covering consent runs out."""
        days = [one.valid_to for one in self.covers if one.valid_to]
        return min(days) if days and not self.missing else None


def choose_view(
    frames: Frames,
    *,
    known: tuple[tuple[str, str], ...],
    matches: tuple[Match, ...],
    is_searched: bool,
    revision: int,
    problems: Problems,
) -> ChooseView:
    """The frames as they are, and every insats beside them."""
    levels = intervention_rules()["nivåer"]
    return ChooseView(
        hours="" if frames.hours is None else str(frames.hours),
        levels=tuple(
            Option(code, row["namn"], code == frames.level, row["hjälp"]) for code, row in levels.items()
        ),
        environments=tuple(
            Option(code, name, code in frames.environments) for code, name in environments().items()
        ),
        known=known,
        fitting=tuple(one for one in matches if one.fits),
        others=tuple(one for one in matches if not one.fits),
        is_searched=is_searched,
        revision=revision,
        problems=problems,
    )


def order_view(
    placement: Placement,
    *,
    title: str,
    supplier: str,
    values: Mapping[str, str],
    weekdays: list[int],
    problems: Problems,
    notice: str,
) -> OrderView:
    """The form with what is written, and what is wrong at its field."""
    rules, wrong = intervention_rules(), problems.fields
    words = rules["beställning"]
    offered = placement.intervention
    return OrderView(
        placement=placement,
        queue=place_in_queue(placement),
        is_full=has_no_place(placement),
        title=title,
        supplier=supplier,
        span=f"{offered.hours_from}–{offered.hours_to} timmar i veckan, {offered.weeks_from}–{offered.weeks_to} veckor"
        if offered
        else "",
        names=tuple(
            Option(code, name, code == values.get("benamning", ""))
            for code, name in rules["benämning"].items()
        ),
        may_name=not placement.case.person.is_protected,
        fields={
            name: OrderField(
                name,
                row["namn"],
                row.get("hjälp", ""),
                values.get(name, ""),
                wrong.get(name, ""),
                row.get("längst", 0) > 200,
            )
            for name, row in words["fält"].items()
        },
        weekdays=tuple(
            Option(str(number), name.capitalize(), number in weekdays) for number, name in enumerate(WEEKDAYS)
        ),
        rows=tuple(
            StairRow(
                number,
                values.get(f"vecka_{number}", "1" if number == 1 else ""),
                values.get(f"timmar_{number}", ""),
                wrong.get(f"vecka_{number}", ""),
                wrong.get(f"timmar_{number}", ""),
            )
            for number in range(1, int(rules["stegring_rader"]) + 1)
        ),
        proposals=tuple(Option(code, row["namn"], False) for code, row in rules["stegringar"].items()),
        began=str(words["start_sett"]) if _has_begun(values) else "",
        from_plan=str(words["ur_planen"]) if not placement.order and values.get("ramar") else "",
        above=_above(placement, values),
        first_week=str(words["vecka_ett"]),
        values=values,
        problems=problems,
        notice=NOTICES.get(notice, ""),
    )


def has_no_place(placement: Placement) -> bool:
    """Whether every place of the chosen insats is taken today."""
    offered = placement.intervention
    return offered is not None and not free_places(offered, on=timezone.localdate())


def _has_begun(values: Mapping[str, str]) -> bool:
    """Whether the first day, as it is written, has passed."""
    try:
        return date.fromisoformat(iso_day(values.get("start", ""))) < timezone.localdate()
    except ValueError:
        return False


def _above(placement: Placement, values: Mapping[str, str]) -> str:
    """That the stair goes beyond the hours the person manages; empty where it does not, or nobody knows."""
    managed = placement.frames.get("hours")
    rows = range(1, int(intervention_rules()["stegring_rader"]) + 1)
    highest = max((whole_number(values.get(f"timmar_{number}", "")) or 0 for number in rows), default=0)
    if not managed or highest <= managed:
        return ""
    words = intervention_rules()["beställning"]["över_ramen"]
    return str(words).format(klarar=managed, högst=highest)
