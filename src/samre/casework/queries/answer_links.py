"""How it goes with the answer to one disclosure: read, reminded, answered, the links made for it, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from samre.accounts.directory import Reach, contacts_of, for_step
from samre.accounts.models import Assignment
from samre.accounts.protected import ColleagueNames, shown_user
from samre.accounts.roles import Role

from ..actions.inbox_reminders import WAITS, has_inbox, reminder_tasks
from ..documents.snapshots import receiver_name
from ..models import AnswerLink, Case, Disclosure, OpenStep, Road, StepState
from ..rules.answer_forms import inbox_rules
from ..rules.disclosures import is_still_covered, kind_name, party_of
from ..rules.inbox import written_reference
from ..rules.reminder_ladder import Rung, coming
from ..rules.settings import pathway_of
from .timeline_words import task_words

# How many contacts are shown beside what is to be done.
SHOWN = 2


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link that has been made. `state` says what has become of it."""

    id: UUID
    sent_to: str
    made_on: date
    made_by: str
    until: date
    state: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class NextRung:
    """What happens on a day while the answer does not come."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class DoNow:
    """What the handler does now that the answer has not come: the task of the ladder, since when, whom to reach and her own
    managers' names where it is theirs to do."""

    text: str
    since: date
    contacts: tuple[Reach, ...]
    managers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerWatch:
    """The page about one answer. `step` waits for it, None when no step does. `may_link`: a link can be made now. `has_consent`:
    False where it went by a consent that no longer covers it. `now`: what the ladder says to do today; `days_late`: since the last
    day to answer."""

    disclosure: Disclosure
    to: str
    reference: str
    sent_on: date | None
    read_on: date | None
    reminded_on: date | None
    answer_by: date | None
    state: str
    waits: bool
    has_inbox: bool
    may_link: bool
    has_consent: bool
    is_protected: bool
    step: OpenStep | None
    links: tuple[LinkLine, ...]
    now: DoNow | None
    days_late: int
    ahead: tuple[NextRung, ...]


def answer_watch(case: Case, id_: UUID, *, on: date) -> AnswerWatch | None:
    """The page for a disclosure of the case that has been sent; None where there is none."""
    disclosure = find_sent(case, id_)
    if disclosure is None:
        return None
    hidden, names = case.person.is_protected, ColleagueNames(case.owner_id)
    waits, step = disclosure.state in WAITS, disclosure.step
    covered = is_still_covered(disclosure, at=timezone.now())
    links = AnswerLink.objects.filter(disclosure=disclosure).order_by("-made_at")
    kind = kind_name(disclosure.receiver_kind)
    return AnswerWatch(
        disclosure=disclosure,
        reference=written_reference(disclosure.reference),
        to=kind if hidden else receiver_name(disclosure),
        sent_on=timezone.localdate(disclosure.sent_at) if disclosure.sent_at else None,
        read_on=timezone.localdate(disclosure.read_at) if disclosure.read_at else None,
        reminded_on=disclosure.reminded_on,
        answer_by=disclosure.answer_by,
        state=disclosure.get_state_display(),
        waits=waits,
        has_inbox=has_inbox(disclosure),
        may_link=waits and disclosure.road == Road.LINK and not hidden and covered,
        has_consent=covered,
        is_protected=hidden,
        step=step if step is not None and step.state == StepState.WAITING else None,
        links=tuple(_line(link, names) for link in links),
        now=_now(disclosure, on=on) if waits else None,
        days_late=max((on - disclosure.answer_by).days, 0) if waits and disclosure.answer_by else 0,
        ahead=tuple(_ahead(disclosure, on=on)) if waits else (),
    )


def was_linked(disclosure: Disclosure) -> bool:
    """Whether a link to it was ever made: before that nothing has gone."""
    return AnswerLink.objects.filter(disclosure=disclosure).exists()


def find_sent(case: Case, id_: UUID) -> Disclosure | None:
    """A disclosure of the case that has been sent."""
    return (
        Disclosure.objects.select_related("case__person", "step", "receiver", "receiver_unit")
        .filter(case=case, pk=id_, sent_at__isnull=False)
        .first()
    )


def find_link(case: Case, id_: UUID) -> AnswerLink | None:
    """A link that was made in the case."""
    found = AnswerLink.objects.select_related("disclosure__case__person")
    return found.filter(disclosure__case=case, pk=id_).first()


def _line(link: AnswerLink, names: ColleagueNames) -> LinkLine:
    is_live = link.ended_at is None and link.valid_until > timezone.now()
    return LinkLine(
        id=link.pk,
        sent_to=link.sent_to,
        made_on=timezone.localdate(link.made_at),
        made_by=names.of(link.made_by),
        until=timezone.localdate(link.valid_until),
        state=_state(link, is_live),
        is_live=is_live,
    )


def _state(link: AnswerLink, is_live: bool) -> str:
    if link.used_at is not None:
        return "Besvarad"
    if not is_live:
        return "Gäller inte längre"
    return "Öppnad" if link.opened_at else "Inte öppnad"


def _now(disclosure: Disclosure, *, on: date) -> DoNow | None:
    """The rung that is reached: its task is not done yet. Of a protected person's case nobody's workplace is named."""
    case = disclosure.case
    task = next(iter(reminder_tasks(case, [str(disclosure.pk)])), None)
    if task is None:
        return None
    words = inbox_rules()["vid_dröjsmål"].get(task.kind, {})
    managers = Assignment.objects.with_names().in_force(on).filter(unit_id=case.unit_id, role=Role.MANAGER)
    return DoNow(
        text=str(words.get("gör", "")),
        since=task.due_on,
        contacts=() if case.person.is_protected else _contacts(disclosure, words.get("kontakt", ""), on=on),
        managers=tuple(sorted({shown_user(one.user) for one in managers})) if words.get("chef") else (),
    )


def _contacts(disclosure: Disclosure, function: str, *, on: date) -> tuple[Reach, ...]:
    """Whom of the kommun's contact list to reach: those with a function of the map, else those of the receiver."""
    rows = contacts_of(disclosure.owner_id, on=on, party=party_of(disclosure.receiver_kind))
    if function:
        return tuple(row for row in rows if row.function == function)[:SHOWN]
    unit = disclosure.receiver_unit
    theirs = tuple(row for row in rows if unit is not None and row.unit == unit.name)
    step = disclosure.step.step if disclosure.step else ""
    return (theirs or for_step(rows, step, party=party_of(disclosure.receiver_kind)))[:SHOWN]


def _ahead(disclosure: Disclosure, *, on: date) -> list[NextRung]:
    if disclosure.answer_by is None:
        return []
    rungs = coming(disclosure.receiver_kind, answer_by=disclosure.answer_by, on=on)
    return [NextRung(day, text) for day, rung in rungs if (text := _rung_text(disclosure, rung))]


def _rung_text(disclosure: Disclosure, rung: Rung) -> str:
    """What happens, in words: the reminder, the task, or both."""
    inbox = has_inbox(disclosure)
    task = rung.task or ("" if inbox else rung.task_without_inbox)
    words = task_words(task, "", "", pathway_of(disclosure.case.pathway)) if task else ""
    told = "Påminnelse i deras inkorg." if rung.reminds and inbox else ""
    return " ".join(part for part in (told, f"Du får uppgiften: {words}." if words else "") if part)
