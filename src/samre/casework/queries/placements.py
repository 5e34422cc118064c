"""The insatser of a case as the kommun sees them: drafts, what has been ordered, and what has come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.protected import ColleagueNames

from ..actions.placements import report_days
from ..documents.forms.b09_order import stair_lines
from ..documents.forms.b10_report import fact_rows
from ..facts import facts_for
from ..models import Case, Placement, PlacementReport, PlacementState
from ..rules.consent_lists import category_names, closed_lists
from ..rules.consents import covers_and_gaps
from ..rules.interventions import Frames, days_of, intervention_rules
from ..rules.placements import (
    CONSENT,
    categories_told,
    grounds_for,
    never_told,
    receiver_kind_of,
    shown_supplier,
)
from ..rules.settings import pathway_of
from ..rules.stairs import hours_text
from .asf_places import week_words
from .case_frame import HIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementLine:
    """One insats in a list. Title and supplier are hidden for a protected person. `next_report`: the day the next one is due."""

    id: UUID
    title: str
    supplier: str
    state: str
    state_name: str
    is_draft: bool
    is_chosen: bool
    waits_for_place: bool
    goes_on: bool
    starts_on: date | None
    ends_on: date | None
    heard_on: date | None
    is_silent: bool
    next_report: date | None
    is_late: bool
    end_reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class PlacementCard:
    """What the hub of samverkan says: what goes on, what is being written, how many have ended."""

    going_on: tuple[PlacementLine, ...]
    drafts: tuple[PlacementLine, ...]
    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Something that came from the supplier: a week, an absence or a report."""

    id: UUID
    kind: str
    name: str
    on: date
    at: datetime
    by: str
    text: str
    words: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    is_report: bool
    is_final: bool
    period: tuple[date, date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementPage:
    """An insats that has been ordered. `lost`: why the consent it rests on no longer holds."""

    line: PlacementLine
    came: tuple[Came, ...]
    stairs: tuple[str, ...]
    report_dates: tuple[date, ...]
    ground: str
    law: tuple[str, ...]
    reason: str
    assessed_by: str
    sent_at: datetime | None
    sha256: str
    ended_by: str
    end_words: str
    reasons: tuple[tuple[str, str], ...]
    contact: str
    has_page: bool
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryCover:
    """A category that the order tells: the consent that covers it, or why nothing does."""

    name: str
    valid_to: date | None
    missing: str
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundChoice:
    """A ground the order can rest on, with its provisions."""

    code: str
    name: str
    law: tuple[str, ...]
    needs_reason: bool


def placement_card(case: Case, on: date) -> PlacementCard:
    """The hub's card. Two queries, however many there are."""
    lines = placements_of(case, on=on)
    return PlacementCard(
        tuple(line for line in lines if line.goes_on),
        tuple(line for line in lines if line.is_draft),
        sum(not line.goes_on and not line.is_draft for line in lines),
    )


def placements_of(case: Case, *, on: date) -> tuple[PlacementLine, ...]:
    """Every insats of the case: what goes on first, then drafts, then what has ended, the newest first."""
    order = {PlacementState.ORDERED: 0, PlacementState.DRAFT: 1}
    rows = sorted(_of(case).order_by("-at"), key=lambda row: order.get(PlacementState(row.state), 2))
    reports = _reports_of(rows)
    return tuple(_line(row, reports[row.pk], on=on) for row in rows if row.state != PlacementState.DROPPED)


def find_placement(case: Case, id_: UUID) -> Placement | None:
    """The row itself, for actions; None where the case has none with that id."""
    found = _of(case).filter(pk=id_).first()
    if found is not None:
        found.case = case
    return found


def placement_page(placement: Placement, *, on: date) -> PlacementPage:
    """An insats that has been found and sent, for its page."""
    names = ColleagueNames(placement.owner_id)
    ground = closed_lists()["grunder"].get(placement.ground, {})
    reasons = intervention_rules()["avslut"]["skäl"]
    hidden = placement.case.person.is_protected
    contact = placement.intervention.contact if placement.intervention else ""
    return PlacementPage(
        line=_line(placement, _reports_of([placement])[placement.pk], on=on),
        came=came_of(placement),
        stairs=stair_lines(placement.snapshot) if placement.snapshot else (),
        report_dates=report_days(placement),
        ground=str(ground.get("namn", placement.ground)),
        law=tuple(ground.get("lagrum", ())),
        reason=placement.reason,
        assessed_by=f"{names.of(placement.assessed_by)}, {placement.assessed_title}",
        sent_at=placement.sent_at,
        sha256=placement.sha256,
        ended_by=names.of(placement.ended_by),
        end_words=placement.end_words,
        reasons=tuple((code, row["namn"]) for code, row in reasons.items() if not row.get("dold")),
        contact=HIDDEN if hidden else contact,
        has_page=placement.receiver_id is not None and placement.receiver_id != placement.owner_id,
        lost=_lost(placement),
    )


def _lost(placement: Placement) -> tuple[str, ...]:
    """Why the consent that a going order rests on no longer holds; empty where it does."""
    if placement.state != PlacementState.ORDERED or placement.ground != CONSENT:
        return ()
    return tuple(one.missing for one in covers_of(placement) if one.missing)


def came_of(placement: Placement) -> tuple[Came, ...]:
    """Everything that has come, the newest first."""
    rows = PlacementReport.objects.filter(placement=placement).order_by("-at", "-pk")
    pathway = pathway_of(placement.case.pathway)
    return tuple(_came(row, pathway) for row in rows)


def shown_snapshot(placement: Placement) -> dict[str, Any]:
    """The frozen copy as it may be shown in the case: of a protected person neither name nor place (R52)."""
    copy = dict(placement.snapshot or {})
    if not placement.case.person.is_protected:
        return copy
    told = {name: text for name, text in copy.get("fields", {}).items() if name not in never_told()}
    return copy | {"name": "", "intervention": HIDDEN, "fields": told}


def find_report(placement: Placement, id_: UUID) -> PlacementReport | None:
    """One report of work ability; None where the placement has none with that id."""
    return PlacementReport.objects.filter(
        placement=placement, pk=id_, kind=PlacementReport.Kind.REPORT
    ).first()


def known_frames(case: Case, *, on: date) -> Frames:
    """What the case knows of what the person can do, and the level that belongs to its next step: what is proposed."""
    rules = intervention_rules()
    hours = facts_for(case, on=on).facts.values.get(rules["känt"]["timmar"])
    steps = {case.recommended, case.next_step.step if case.next_step else ""} - {""}
    level = next((code for code, row in rules["nivåer"].items() if steps & set(row["steg"])), "")
    return Frames(
        hours=hours if isinstance(hours, int) and not isinstance(hours, bool) else None, level=level
    )


def known_rows(case: Case, *, on: date) -> tuple[tuple[str, str], ...]:
    """What the case knows that says something of what the person can do: label and value in words."""
    values = facts_for(case, on=on).facts.values
    shown = {
        name: _plain(values[name])
        for name in intervention_rules()["känt"]["visas"]
        if values.get(name) is not None
    }
    return fact_rows(shown, pathway_of(case.pathway))


def frames_of(placement: Placement) -> Frames:
    """The frames of a draft, to search by."""
    kept = placement.frames
    return Frames(
        hours=kept.get("hours"),
        environments=frozenset(kept.get("environments", ())),
        level=str(kept.get("level", "")),
    )


def covers_of(placement: Placement) -> tuple[CategoryCover, ...]:
    """Each category that the order tells, and the consent that covers it now. The action looks again when it is sent."""
    intervention = placement.intervention
    if intervention is None or intervention.unit is None:
        return ()
    names, told = category_names(), categories_told(placement.order)
    covers, gaps = covers_and_gaps(
        placement.case,
        receiver=intervention.unit.authority_id,
        unit=intervention.unit_id,
        categories=told,
        purpose=str(intervention_rules()["beställning"]["ändamål"]),
        at=timezone.now(),
    )
    return tuple(
        CategoryCover(names[code], covers[code].valid_to, "", covers[code].words)
        if code in covers
        else CategoryCover(names[code], None, gaps[code], ())
        for code in told
    )


def ground_choices(placement: Placement) -> tuple[GroundChoice, ...]:
    """The grounds an order to this supplier can rest on, consent first."""
    kind = receiver_kind_of(placement.intervention.kind) if placement.intervention else ""
    rows = closed_lists()["grunder"]
    found = [
        GroundChoice(code, name, tuple(rows[code]["lagrum"]), bool(rows[code].get("skäl")))
        for code, name in grounds_for(kind).items()
    ]
    return tuple(sorted(found, key=lambda one: one.code != CONSENT))


def _of(case: Case) -> QuerySet[Placement]:
    rows = Placement.objects.filter(case=case)
    return rows.select_related("case__person", "intervention__unit__authority", "receiver").defer("packet")


def _reports_of(rows: Iterable[Placement]) -> defaultdict[UUID, list[bool]]:
    """The reports that have come of those that go on: by placement, whether each was the last. No query where none does."""
    found: defaultdict[UUID, list[bool]] = defaultdict(list)
    going = [row.pk for row in rows if row.state == PlacementState.ORDERED]
    if going:
        came = PlacementReport.objects.filter(placement__in=going, kind=PlacementReport.Kind.REPORT)
        for one in came.only("placement", "choices"):
            found[one.placement_id].append(bool(one.choices.get("is_final")))
    return found


def _line(row: Placement, reports: Sequence[bool], *, on: date) -> PlacementLine:
    """The day of the next report goes by how many have come, as on the handledare's page and among what is watched."""
    goes_on = row.state == PlacementState.ORDERED
    hidden = row.case.person.is_protected
    title = row.intervention.name if row.intervention else "Insats som inte är vald än"
    dates = report_days(row) if goes_on and not any(reports) else ()
    due = dates[min(len(reports), len(dates) - 1)] if dates else None
    has_begun = goes_on and row.starts_on is not None and row.starts_on <= on
    since = row.heard_on or row.starts_on
    silent = timedelta(days=days_of("tyst_dagar"))
    return PlacementLine(
        id=row.pk,
        title=HIDDEN if hidden and row.intervention else title,
        supplier=shown_supplier(row),
        state=row.state,
        state_name=str(intervention_rules()["avslut"]["pågår"] if has_begun else row.get_state_display()),
        is_draft=row.state == PlacementState.DRAFT,
        is_chosen=row.intervention_id is not None,
        waits_for_place=row.state == PlacementState.DRAFT and row.queued_at is not None,
        goes_on=goes_on,
        starts_on=row.starts_on,
        ends_on=row.ended_on or row.ends_on,
        heard_on=row.heard_on,
        is_silent=goes_on and since is not None and since + silent < on,
        next_report=due,
        is_late=due is not None and due < on,
        end_reason=str(
            intervention_rules()["avslut"]["skäl"].get(row.end_reason, {}).get("namn", row.end_reason)
        ),
        reference=row.reference,
    )


def _came(row: PlacementReport, pathway: Any) -> Came:
    choices, is_report = row.choices, row.kind == PlacementReport.Kind.REPORT
    words: tuple[str, ...] = ()
    if row.kind == PlacementReport.Kind.WEEK:
        words = (*(answer for _, answer in week_words(choices)[:2]), *_tally(choices))
    elif row.kind == PlacementReport.Kind.ABSENCE:
        words = (_days_away("uteblev", choices.get("days", "")),)
    elif is_report:
        words = _tally(choices)
    period = (
        (date.fromisoformat(choices["first"]), date.fromisoformat(choices["last"])) if is_report else None
    )
    return Came(
        id=row.pk,
        kind=row.kind,
        name=str(row.get_kind_display()),
        on=date.fromisoformat(choices["week"]) if "week" in choices else row.came_on,
        at=row.at,
        by=f"{row.by_name}, {row.by_title}",
        text=row.text,
        words=words,
        facts=fact_rows(row.facts, pathway),
        is_report=is_report,
        is_final=bool(choices.get("is_final")),
        period=period,
    )


def _tally(choices: Mapping[str, Any]) -> tuple[str, ...]:
    """`10 timmar av 26 timmar`, `38 procent`, and the days away where there are any."""
    told, words = choices.get("tally"), intervention_rules()["rapport"]["närvaro_i_ord"]
    if not told:
        return ()
    hours = words["timmar"].format(
        närvarande=hours_text(told["present"]), planerat=hours_text(told["planned"])
    )
    percent = () if told["percent"] is None else (words["procent"].format(procent=told["percent"]),)
    away = (("sjuk", "sick"), ("uteblev", "missed"), ("ledig", "leave"))
    return (hours, *percent, *(_days_away(name, told[key]) for name, key in away if told[key]))


def _days_away(kind: str, count: object) -> str:
    """`1 sjukdag`, `2 sjukdagar`."""
    words = intervention_rules()["rapport"]["närvaro_i_ord"]
    return str(words["en"][kind] if count == 1 else words[kind].format(antal=count))


def _plain(value: object) -> object:
    """A fact's value as it is told: yes and no in words."""
    return {True: "ja", False: "nej"}.get(value, value) if isinstance(value, bool) else value
