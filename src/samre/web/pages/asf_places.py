"""What the handledare's pages show: today's people, one place, the report as it is written and as it will be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from samre.casework.documents.forms.b09_order import WEEKDAYS
from samre.casework.documents.forms.b10_report import area_rows, fact_rows, tally_rows
from samre.casework.models import Delivery, WeekDraft, WorkReport
from samre.casework.queries.asf_places import (
    Place,
    PlacePage,
    counted_for,
    hours_to_choose,
    shown_whom,
)
from samre.casework.rules.interventions import intervention_rules
from samre.casework.rules.report_form import check_whole, needed_words, told_report
from samre.casework.rules.settings import pathway_now
from samre.casework.rules.stairs import WEEK, monday, plan_of

from ..forms.problems import Problems
from ..forms.report import ANSWER, EXAMPLE, FACT, LEVEL

DONE = {
    "dag": "Närvaron är sparad.",
    "vecka": "Veckan är sparad och skickad till kommunen.",
    "spara": "Utkastet är sparat. Det är inte skickat än.",
    "skicka": "Rapporten är underskriven och skickad till kommunen.",
}
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Status:
    """A way a day can have been, as a button."""

    code: str
    name: str
    has_time: bool


@dataclass(frozen=True, slots=True)
class PlacesView:
    """Everybody at the unit now, in groups: those expected today, the others who have begun, those who will, and those who have
    ended and whose report is to be written."""

    today: str
    date: date
    groups: tuple[tuple[str, str, tuple[Place, ...]], ...]
    statuses: tuple[Status, ...]
    hours: tuple[tuple[int, str], ...]
    notice: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class WeekForm:
    """The two minutes about a week: its questions, the week it is about, what was typed (`revision` of what was kept)."""

    week: date
    revision: int
    values: Mapping[str, str]
    is_begun: bool
    weeks: tuple[tuple[date, str], ...]
    questions: tuple[tuple[str, str, tuple[Choice, ...]], ...]
    text: str
    help: str
    longest: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place."""

    page: PlacePage
    today: str
    statuses: tuple[Status, ...]
    hours: tuple[tuple[int, str], ...]
    week: WeekForm
    counted: tuple[Choice, ...]
    notice: str
    problems: Problems

    @property
    def form(self) -> str:
        """Which form a problem belongs to."""
        return self.problems.values.get("gor", "")


@dataclass(frozen=True, slots=True)
class Area:
    """One of the ten areas: its question, the chosen step of the scale, the example, what is wrong."""

    code: str
    name: str
    help: str
    level: str
    example: str
    level_error: str
    example_error: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with room for words, or one of the map's own (`choices`, or a number with its unit)."""

    name: str
    question: str
    help: str
    value: str
    error: str
    is_needed: bool = False
    choices: tuple[Choice, ...] = ()
    unit: str = ""

    @property
    def hint(self) -> str:
        """The help, and that the question can be left where it can."""
        return self.help if self.is_needed else f"{self.help} Kan utelämnas.".strip()


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report as it is written."""

    page: PlacePage
    intro: str
    revision: int
    values: dict[str, str]
    scale: tuple[tuple[str, str, str], ...]
    areas: tuple[Area, ...]
    areas_needed: str
    questions: tuple[Question, ...]
    facts: tuple[Question, ...]
    ends: tuple[str, tuple[Choice, ...]]
    notice: str
    problems: Problems


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The report as it will be sent."""

    id: UUID
    whom: str
    revision: int
    period: tuple[date, date]
    is_final: bool
    counted: tuple[Choice, ...]
    areas: tuple[tuple[str, str, str], ...]
    answers: tuple[Choice, ...]
    facts: tuple[Choice, ...]
    receiver: str = field(default="")


def day_name(day: date) -> str:
    """`Måndag`."""
    return WEEKDAYS[day.weekday()].capitalize()


def statuses() -> tuple[Status, ...]:
    """The buttons of a day, in their order."""
    rows = intervention_rules()["närvaro"]
    return tuple(Status(code, row["namn"], bool(row.get("tid"))) for code, row in rows.items())


def places_view(places: tuple[Place, ...], *, on: date, notice: str) -> PlacesView:
    """The list, in the order one needs it in the morning."""
    going = [one for one in places if one.has_begun and not one.has_ended]
    groups = (
        ("i-dag", "Väntas i dag", tuple(one for one in going if one.today.minutes)),
        ("andra", "Inte i dag", tuple(one for one in going if not one.today.minutes)),
        ("kommer", "Börjar snart", tuple(one for one in places if not one.has_begun)),
        ("slut", "Har slutat: skriv rapporten", tuple(one for one in places if one.has_ended)),
    )
    return PlacesView(
        today=day_name(on),
        date=on,
        groups=tuple(group for group in groups if group[2]),
        statuses=statuses(),
        hours=hours_to_choose(),
        notice=DONE.get(notice, ""),
        is_empty=not places,
    )


def place_view(
    page: PlacePage,
    *,
    drafts: Mapping[date, WeekDraft],
    on: date,
    notice: str,
    problems: Problems | None = None,
) -> PlaceView:
    """One place, with what was typed where something was wrong, or was kept while it was typed (`drafts`)."""
    problems = problems or Problems()
    return PlaceView(
        page=page,
        today=day_name(on),
        statuses=statuses(),
        hours=hours_to_choose(),
        week=_week_form(page, problems, drafts, on=on),
        counted=tally_rows(page.counted.as_told()) if page.counted.is_begun else (),
        notice=DONE.get(notice, ""),
        problems=problems,
    )


def _week_form(
    page: PlacePage, problems: Problems, drafts: Mapping[date, WeekDraft], *, on: date
) -> WeekForm:
    words, this = intervention_rules()["vecka"], monday(on)
    last = this - timedelta(days=WEEK)
    weeks = [(this, "Den här veckan")]
    if page.place.starts_on < this:
        weeks.append((last, "Förra veckan"))
    typed = problems.values.get("vecka", "")
    chosen = next((week for week, _ in weeks if week.isoformat() == typed), this)
    written = {note.on for note in page.notes}
    # Early in the week it is the last one that is still to be written.
    if not typed and len(weeks) > 1 and last not in written and on == this:
        chosen = last
    open_ones = [week for week, _ in weeks if week in drafts]
    if not typed and open_ones:
        chosen = open_ones[-1]
    draft = drafts.get(chosen)
    is_typed = problems.values.get("gor") == "vecka"
    return WeekForm(
        week=chosen,
        revision=draft.revision if draft else 0,
        values=problems.values if is_typed else draft.fields if draft else {},
        is_begun=draft is not None,
        weeks=tuple(weeks),
        questions=tuple(
            (name, words[name]["fråga"], tuple(words[name]["val"].items()))
            for name in ("hur", "stegring", "ring")
        ),
        text=words["text"]["fråga"],
        help=words["text"]["hjälp"],
        longest=words["text"]["längst"],
    )


def report_view(
    page: PlacePage, *, values: dict[str, str], revision: int, notice: str, problems: Problems | None = None
) -> ReportView:
    """The report's form: the draft, or what was typed, with what is wrong at its field."""
    words, problems = intervention_rules()["rapport"], problems or Problems()
    wrong = problems.fields
    return ReportView(
        page=page,
        intro=words["inledning"],
        revision=revision,
        values=values,
        scale=scale(),
        areas=areas_of(values, wrong),
        areas_needed=needed_words(),
        questions=questions_of(values, wrong),
        facts=facts_of(values, wrong),
        ends=(words["slut"]["fråga"], tuple(words["slut"]["val"].items())),
        notice=notice,
        problems=problems,
    )


def areas_of(values: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Area, ...]:
    """The areas with what was typed and what is wrong."""
    return tuple(
        Area(
            code,
            row["namn"],
            row["hjälp"],
            values.get(f"{LEVEL}{code}", ""),
            values.get(f"{EXAMPLE}{code}", ""),
            wrong.get(f"{LEVEL}{code}", ""),
            wrong.get(f"{EXAMPLE}{code}", ""),
        )
        for code, row in intervention_rules()["rapport"]["områden"].items()
    )


def questions_of(values: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that are answered in words."""
    return tuple(
        Question(
            f"{ANSWER}{name}",
            row["fråga"],
            row.get("hjälp", ""),
            values.get(f"{ANSWER}{name}", ""),
            wrong.get(f"{ANSWER}{name}", ""),
            bool(row.get("krävs")),
        )
        for name, row in intervention_rules()["rapport"]["frågor"].items()
    )


def facts_of(values: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Question, ...]:
    """The map's own questions."""
    rows = intervention_rules()["rapport"]["kartan"]
    return tuple(_fact(name, label, values, wrong) for name, label in rows.items())


def scale() -> tuple[tuple[str, str, str], ...]:
    """The steps of the scale: code, whole words, and the words that fit on a phone."""
    words = intervention_rules()["rapport"]
    short = words["skala_kort"]
    steps = tuple((code, text, short[code]) for code, text in words["skala"].items())
    return (*steps, ("", words["inte_provat"], words["inte_provat_kort"]))


def _fact(name: str, label: str, values: Mapping[str, str], wrong: Mapping[str, str]) -> Question:
    """One of the map's own questions, with its own answers."""
    fact = pathway_now().facts[name]
    return Question(
        f"{FACT}{name}",
        label,
        fact.question,
        values.get(f"{FACT}{name}", ""),
        wrong.get(f"{FACT}{name}", ""),
        choices=tuple((choice.id, choice.label) for choice in fact.choices),
        unit=fact.unit,
    )


def review_view(delivery: Delivery, draft: WorkReport, *, on: date) -> ReviewView:
    """The draft as it will be sent, hours counted. Raises Refused with everything that is missing."""
    first, last = check_whole(draft.content, plan_of(delivery.snapshot), on=on)
    counted = counted_for(delivery, first, last, on=on)
    told, pathway = told_report(draft.content, counted, signed=""), pathway_now()
    words = intervention_rules()["rapport"]["frågor"]
    return ReviewView(
        id=delivery.pk,
        whom=shown_whom(delivery),
        revision=draft.revision,
        period=(first, last),
        is_final=told["is_final"],
        counted=tally_rows(told["tally"]),
        areas=area_rows(told),
        answers=tuple((row["fråga"], told["answers"].get(name, "")) for name, row in words.items()),
        facts=fact_rows(told["facts"], pathway),
        receiver=delivery.sender,
    )
