"""What the case's pages of insatser show: the search by frames, the order as it is written and as it will be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from samre.casework.documents.forms.b09_order import WEEKDAYS
from samre.casework.documents.paper import Paper
from samre.casework.models import Placement
from samre.casework.queries.interventions import Match
from samre.casework.queries.placements import CategoryCover, GroundChoice
from samre.casework.rules.free_places import free_places, place_in_queue
from samre.casework.rules.interventions import Frames, environments, intervention_rules
from samre.casework.rules.stairs import monday
from samre.certificate.wording import in_words

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
    """A step of the stair, as two fields. `monday`: the day its week begins, where it is known; `is_open`: it is shown at once."""

    number: int
    week: str
    hours: str
    monday: date | None
    is_open: bool
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

    @property
    def has_more_rows(self) -> bool:
        """Whether there are rows that are not shown at once."""
        return not all(row.is_open for row in self.rows)


@dataclass(frozen=True, slots=True)
class CheckView:
    """The order as it will be sent, and what lets it out. `queue`, `is_full` and `above` as in the order itself."""

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
    above: str
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
        rows=_stair_rows(values, wrong),
        proposals=tuple(Option(code, row["namn"], False) for code, row in rules["stegringar"].items()),
        began=str(words["start_sett"]) if _has_begun(values) else "",
        from_plan=str(words["ur_planen"]) if not placement.order and values.get("ramar") else "",
        above=above_words(placement, [row.hours for row in _stair_rows(values, {})]),
        first_week=_first_week(values),
        values=values,
        problems=problems,
        notice=NOTICES.get(notice, ""),
    )


def has_no_place(placement: Placement) -> bool:
    """Whether every place of the chosen insats is taken today."""
    offered = placement.intervention
    return offered is not None and not free_places(offered, on=timezone.localdate())


def above_words(placement: Placement, hours: Iterable[object]) -> str:
    """That the stair goes beyond the hours the person manages; empty where it does not, or nobody knows."""
    managed = placement.frames.get("hours")
    highest = max((whole_number(str(one)) or 0 for one in hours), default=0)
    if not managed or highest <= managed:
        return ""
    words = intervention_rules()["beställning"]["över_ramen"]
    return str(words).format(klarar=managed, högst=highest)


def _stair_rows(values: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[StairRow, ...]:
    """Every step there is room for. Those that say something are open, and the one after them."""
    start, found, is_open = _start(values), list[StairRow](), True
    for number in range(1, int(intervention_rules()["stegring_rader"]) + 1):
        week = values.get(f"vecka_{number}") or ("1" if number == 1 else "")
        hours = values.get(f"timmar_{number}", "")
        errors = wrong.get(f"vecka_{number}", ""), wrong.get(f"timmar_{number}", "")
        count = whole_number(week)
        first = monday(start) + timedelta(weeks=count - 1) if start and count else None
        is_filled = bool(hours or any(errors) or (week and number > 1))
        found.append(StairRow(number, week, hours, first, is_open or is_filled, *errors))
        is_open = is_filled
    return tuple(found)


def _first_week(values: Mapping[str, str]) -> str:
    """What week 1 is, with its Monday where the first day is written."""
    words, start = intervention_rules()["beställning"], _start(values)
    return str(words["vecka_ett_dag"].format(dag=in_words(monday(start))) if start else words["vecka_ett"])


def _has_begun(values: Mapping[str, str]) -> bool:
    """Whether the first day, as it is written, has passed."""
    start = _start(values)
    return start is not None and start < timezone.localdate()


def _start(values: Mapping[str, str]) -> date | None:
    """The first day as it is written; None where it is no day."""
    try:
        return date.fromisoformat(iso_day(values.get("start", "")))
    except ValueError:
        return None
