"""What the pages of a disclosure show: to whom, what, the check, the receipt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from samre.casework.actions.disclosure_sending import OUT, WAITS
from samre.casework.documents.judged import Judged, Row, chosen_rows, judge
from samre.casework.documents.material import material
from samre.casework.models import Case, DeliveryKind, Disclosure, DisclosureState, Road
from samre.casework.queries.answer_links import was_linked
from samre.casework.queries.asked_more import asked_more, asked_of
from samre.casework.queries.case_frame import step_name
from samre.casework.queries.consents import purposes_covered
from samre.casework.queries.disclosure_choices import Choice, ChoiceGroup, choice_groups, covers_of
from samre.casework.queries.disclosures import (
    AnswerLine,
    DisclosureLine,
    ReceiverUnit,
    answers_of,
    next_step_of,
    open_steps,
    receivers,
)
from samre.casework.queries.gauge import Gauge, gauge
from samre.casework.queries.given_before import given_before
from samre.casework.queries.left_out import LeftOut, left_out_of, left_out_unchosen
from samre.casework.rules.answer_forms import AnswerForm, answer_forms
from samre.casework.rules.consent_lists import category_names, purpose_names
from samre.casework.rules.disclosures import (
    TO_PARTY,
    GroundRow,
    disclosure_rules,
    grounds_for,
    is_still_covered,
    receiver_kinds,
)
from samre.casework.rules.guard import Alarm
from samre.casework.rules.settings import pathway_of

from ..forms.disclosures import ALL_THE_SAME, MASK, usual_day
from .gauge import GaugeView, gauge_view
from .snapshots import SnapshotView

STEPS = ("Vad och till vem", "Kontrollera", "Kvitto")


@dataclass(frozen=True, slots=True)
class ReceiverGroup:
    """The units of one kind of receiver."""

    name: str
    units: tuple[ReceiverUnit, ...]


@dataclass(frozen=True, slots=True)
class AimView:
    """Step one, first half. `covered`: purpose → who may be told something for it by a consent that holds."""

    groups: tuple[ReceiverGroup, ...]
    to_party: str
    party_name: str
    purposes: tuple[tuple[str, str], ...]
    covered: Mapping[str, tuple[str, ...]]
    steps: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    day: date
    unit_name: str


@dataclass(frozen=True, slots=True)
class ChooseView:
    """Step one, second half."""

    groups: tuple[ChoiceGroup, ...]
    notes: tuple[Choice, ...]
    categories: tuple[tuple[str, str], ...]
    gauge: GaugeView | None
    consent_url: str
    asks_consent: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A row to be assessed. `todo`: what was chosen to do with what the guard found."""

    row: Row
    category: str
    texts: tuple[str, ...]
    alarms: tuple[Alarm, ...]
    problem: str
    lacks_consent: bool
    todo: str
    why: str

    @property
    def is_hard(self) -> bool:
        return any(alarm.is_hard for alarm in self.alarms)


@dataclass(frozen=True, slots=True)
class CheckView:
    """Step two before it is assessed."""

    rows: tuple[CheckRow, ...]
    grounds: tuple[GroundRow, ...]
    ground: str
    exceptions: tuple[tuple[str, tuple[str, ...]], ...]
    judged: Judged
    consent_url: str
    left_out: tuple[LeftOut, ...]

    @property
    def alarms(self) -> int:
        return sum(bool(row.alarms) for row in self.rows)

    @property
    def lacking(self) -> tuple[CheckRow, ...]:
        return tuple(row for row in self.rows if row.lacks_consent)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """Step three: what was sent, how it went, and what can be done. `lacks_link`: it goes by a one-time link, and none is made yet.
    `has_consent`: False where it went by a consent that no longer covers it."""

    snapshot: SnapshotView | None
    answers: tuple[AnswerLine, ...]
    waits: bool
    is_out: bool
    is_late: bool
    step_waits: bool
    forms: tuple[AnswerForm, ...]
    contents: tuple[tuple[str, int], ...]
    lacks_link: bool
    has_consent: bool


def aim_view(case: Case, values: Mapping[str, str], *, on: date, unit_name: str) -> AimView:
    """Who can receive, and what for. `values`: what was typed, or what is proposed."""
    units = receivers(case, on=on)
    kinds = receiver_kinds()
    groups = tuple(
        ReceiverGroup(name, tuple(one for one in units if one.kind == kind)) for kind, name in kinds.items()
    )
    chosen = next((one for one in units if one.id == values.get("mottagare")), None)
    return AimView(
        groups=tuple(group for group in groups if group.units),
        to_party=TO_PARTY,
        party_name=kinds[TO_PARTY],
        purposes=tuple(purpose_names().items()),
        covered=purposes_covered(case, on=on),
        steps=open_steps(case),
        values=values,
        day=usual_day(chosen.kind if chosen else "", on=on),
        unit_name=unit_name,
    )


def proposed_head(case: Case, *, kind: str, step: str, on: date) -> dict[str, str]:
    """What the form of step one begins with: the receiver that is usual at the step, and what it is for."""
    units = [one for one in receivers(case, on=on) if one.kind == kind]
    live = next_step_of(case)
    found = gauge(case, step=step or (live.step if live else ""), receiver_kind=kind, on=on) if kind else None
    return {
        "mottagare": units[0].id if len(units) == 1 else "",
        "andamal": found.purpose if found else "",
        "steg": str(live.pk) if live else "",
    }


def more_head(case: Case, first: Disclosure) -> dict[str, str]:
    """What the form of step one begins with when more is given to whoever got the first: to her, for the same, by the same road;
    and as she asked for it where she has."""
    head, live = head_values(first), dict(open_steps(case))
    if first.receiver_id is not None and first.receiver_unit_id is None:
        # A letter went to an authority, not to one of its units.
        head["mottagare"] = ""
    asked = next((one for one in asked_more(case) if one.disclosure == first.pk), None)
    step = str(first.step_id or "")
    return head | {
        "fraga": asked.request if asked else "",
        "begart": "ja" if asked else "",
        "svar_senast": "",
        "steg": step if step in live else str(case.next_step_id or ""),
    }


def head_values(disclosure: Disclosure) -> dict[str, str]:
    """A draft's head, as its form shows it again."""
    return {
        "mottagare": str(disclosure.receiver_unit_id or TO_PARTY),
        "mottagarens_namn": disclosure.receiver_name,
        "andamal": disclosure.purpose,
        "fraga": disclosure.asked,
        "begart": "ja" if disclosure.on_request else "",
        "vag": disclosure.road,
        "svar_senast": str(disclosure.answer_by or ""),
        "steg": str(disclosure.step_id or ""),
    }


def gauge_of(disclosure: Disclosure, *, on: date) -> Gauge | None:
    """The gauge of a draft: for its receiver, at its step."""
    step = disclosure.step.step if disclosure.step else ""
    return gauge(disclosure.case, step=step, receiver_kind=disclosure.receiver_kind, on=on)


def choose_view(disclosure: Disclosure, *, on: date, picked: Sequence[str] | None = None) -> ChooseView:
    """What can be chosen, with what the gauge proposes ticked."""
    found = gauge_of(disclosure, on=on)
    items, covers = material(disclosure.case, on=on), covers_of(disclosure)
    groups, notes = choice_groups(
        disclosure,
        items,
        covers,
        found=found,
        picked=picked,
        asked=request.fields if (request := asked_of(disclosure)) else None,
        given=given_before(disclosure),
    )
    return ChooseView(
        groups=groups,
        notes=notes,
        categories=tuple(category_names().items()),
        gauge=gauge_view(found, disclosure.case_id, left_out_of(disclosure, found, items, covers)),
        consent_url=consent_url(disclosure),
        asks_consent=disclosure.receiver_id is not None,
    )


def check_view(disclosure: Disclosure, *, ground: str, reason: str, post: Mapping[str, str]) -> CheckView:
    """The rows as they are judged now on a ground, with what was chosen to do about each."""
    on = timezone.localdate()
    items = material(disclosure.case, on=on)
    rows = chosen_rows(disclosure.items, items)
    fields = frozenset(row.item.field for row in rows)
    grounds = grounds_for(disclosure.receiver_kind)
    ground = ground or disclosure.ground or (grounds[0].code if grounds else "")
    judged = judge(disclosure, rows, ground=ground, reason=reason, at=timezone.now())
    names = category_names()
    return CheckView(
        rows=tuple(_check_row(row, judged, names, post) for row in rows),
        grounds=grounds,
        ground=ground,
        exceptions=tuple((names[code], words) for code, words in judged.exceptions.items()),
        judged=judged,
        consent_url=consent_url(disclosure),
        left_out=left_out_unchosen(disclosure, gauge_of(disclosure, on=on), items, chosen=fields),
    )


def _check_row(row: Row, judged: Judged, names: Mapping[str, str], post: Mapping[str, str]) -> CheckRow:
    field, lacks = row.item.field, any(code in judged.missing for code in row.categories)
    kept = MASK if row.mask else ALL_THE_SAME if row.why else ""
    return CheckRow(
        row=row,
        category=names.get(row.category, ""),
        texts=(*row.item.texts, *row.item.stated),
        alarms=() if lacks else judged.alarms.get(field, ()),
        problem=judged.problems.get(field, ""),
        lacks_consent=lacks,
        todo=post.get(f"gor.{field}", kept),
        why=post.get(f"varfor.{field}", row.why),
    )


def receipt_view(disclosure: Disclosure, *, on: date, snapshot: SnapshotView | None) -> ReceiptView:
    """What was sent and what came of it."""
    waits = disclosure.state in WAITS
    step = disclosure.step
    sections = (disclosure.snapshot or {}).get("sections", ())
    return ReceiptView(
        snapshot=snapshot,
        answers=answers_of(disclosure),
        waits=waits,
        is_out=disclosure.state in OUT,
        is_late=waits and disclosure.answer_by is not None and disclosure.answer_by < on,
        step_waits=step is not None and step.state == "vantar",
        forms=answer_forms(DeliveryKind.DISCLOSURE, disclosure.receiver_kind),
        contents=tuple((section["heading"], len(section["rows"])) for section in sections),
        lacks_link=waits and disclosure.road == Road.LINK and not was_linked(disclosure),
        has_consent=disclosure.sent_at is None or is_still_covered(disclosure, at=timezone.now()),
    )


def step_of(disclosure: Disclosure) -> str:
    """The step it belongs to, in short; empty where it belongs to none."""
    if disclosure.step is None:
        return ""
    return step_name(pathway_of(disclosure.case.pathway), disclosure.step.step)


def where_to(disclosure: Disclosure) -> str:
    """The page that is next for a disclosure: what, check, or the receipt."""
    if disclosure.state == DisclosureState.DRAFT:
        page = "web:disclosure-check" if disclosure.items else "web:disclosure-choose"
        return reverse(page, args=[disclosure.case_id, disclosure.pk])
    if disclosure.state == DisclosureState.ASSESSED:
        return reverse("web:disclosure-check", args=[disclosure.case_id, disclosure.pk])
    return reverse("web:disclosure", args=[disclosure.case_id, disclosure.pk])


def consent_url(disclosure: Disclosure) -> str:
    """The page where a consent is fetched, filled in with what this waits for."""
    return f"{reverse('web:consent-new', args=[disclosure.case_id])}?utlamnande={disclosure.pk}"


@dataclass(frozen=True, slots=True)
class OutLink:
    """A part of what has been let out: what it is called, how much is in it, and its address."""

    name: str
    query: str
    count: int
    is_current: bool


def out_list(
    lines: Sequence[DisclosureLine], part: str
) -> tuple[tuple[DisclosureLine, ...], tuple[OutLink, ...]]:
    """The rows of a part, and the parts there are; one that there is not is all of it."""
    belongs: Mapping[str, Callable[[DisclosureLine], bool]] = {
        "": lambda line: True,
        "vantar": lambda line: line.waits,
        "sena": lambda line: line.is_late,
        "besvarade": lambda line: bool(line.reply),
        "paborjade": lambda line: line.is_going,
    }
    chosen = part if part in belongs else ""
    links = tuple(
        OutLink(name, f"?visa={code}" if code else "?", sum(map(belongs[code], lines)), code == chosen)
        for code, name in disclosure_rules()["flikar"].items()
    )
    return tuple(line for line in lines if belongs[chosen](line)), links
