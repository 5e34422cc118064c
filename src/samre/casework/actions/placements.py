"""A place in an insats: frames, choice, order, sending and end. What is sent is frozen, on a ground that is checked as it goes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, Stale, about
from samre.accounts.acts import action as plain_action
from samre.accounts.roles import AuthorityKind

from ..models import (
    Case,
    Disclosure,
    Intervention,
    Participant,
    Placement,
    PlacementState,
    SourceKind,
)
from ..models.base import stamp
from ..post import take_back_delivery
from ..rules.free_places import free_places
from ..rules.interventions import environments, intervention_rules
from ..rules.ordered_places import has_place
from ..rules.permissions import Need, check_may
from ..rules.placement_form import NEVER_SENT, check_parts
from ..rules.placements import never_told, report_dates
from .answer_links import live_links, shut
from .core import action, tell
from .facts import add_statements
from .place_queues import PLACE_TASK, tell_queue
from .standing import restate
from .steps import check_open
from .tasks import open_tasks, settle

# What the nightly round calls its reminder of an order nobody has sent.
DRAFT_TASK = "insats_utkast"
TEXT = "text/plain; charset=utf-8"
# Signs that are not mistaken for each other when they are read out.
_SIGNS = "ABCDEFHJKLMNPRTUVXY34679"
GONE = "Någon annan har ändrat beställningen medan du skrev. Se vad som står nu. Ingenting av det du skrev är sparat ännu."


@action("placement.start", needs=Need.WRITE)
def start_placement(*, case: Case, placement_id: UUID, frames: Mapping[str, Any], by: Actor) -> Placement:
    """A draft with what is known of what the person can do. The same id again is the same draft."""
    check_open(case)
    there = Placement.objects.filter(pk=placement_id).first()
    if there is not None and there.case_id != case.pk:
        raise Refused("Beställningen hör till ett annat ärende. Börja på nytt.")
    if there is not None:
        there.case = case
        about(there, again=True)
        return there
    started = Placement.objects.create(
        **stamp(by), id=placement_id, case=case, reference=_reference(by), frames=_frames(frames)
    )
    about(started)
    return started


@action("placement.change", needs=Need.WRITE)
def change_placement(
    *,
    placement: Placement,
    seen: int,
    frames: Mapping[str, Any] | None = None,
    intervention: Intervention | None = None,
    order: Mapping[str, Any] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor,
) -> Placement:
    """What has been written so far. Gaps are let through until it is to be sent; what must never be there is not."""
    check_draft(placement, seen)
    if frames is not None:
        placement.frames = _frames(frames)
    if intervention is not None:
        if intervention.owner_id != placement.owner_id or intervention.ended_on is not None:
            raise Refused("Insatsen ges inte längre. Välj en annan.")
        if placement.intervention_id != intervention.pk or placement.queued_at is None:
            is_full = not free_places(intervention, on=timezone.localdate())
            placement.queued_at = timezone.now() if is_full else None
        placement.intervention = intervention
    if order is not None:
        check_parts(order, starts_on, ends_on, person=placement.case.person)
        untold = never_told() if placement.case.person.is_protected else frozenset()
        placement.order = {name: value for name, value in order.items() if name not in untold}
        placement.starts_on, placement.ends_on = starts_on, ends_on
        placement.typed = {}
    placement.revision += 1
    placement.changed_at = timezone.now()
    placement.save()
    about(placement)
    return placement


# No action on the case: it is kept as it is typed, and neither moves nor tells anything.
@plain_action("placement.keep", kind="placement")
def keep_typed(*, placement: Placement, typed: Mapping[str, Any], seen: int, by: Actor) -> Placement:
    """Keeps the order's form as it stands, whatever is in it: nothing is judged before it is saved. Stale when another text has
    been kept, or the order saved, meanwhile."""
    ground = check_may(by, Need.WRITE, placement.case)
    about(placement, case_id=placement.case_id, why=ground.text)
    draft = Placement.objects.filter(pk=placement.pk, state=PlacementState.DRAFT)
    now = draft.first()
    if now is None:
        raise Refused("Beställningen är redan skickad eller struken.")
    now.case = placement.case
    if now.typed == dict(typed):
        return now
    _check_length(typed)
    changed = {"typed": dict(typed), "changed_at": timezone.now(), "revision": seen + 1}
    # One statement says both »still the one you saw« and »now the next one«.
    if not draft.filter(revision=seen).update(**changed):
        raise Stale(GONE)
    now.typed, now.revision = changed["typed"], seen + 1
    return now


@action("placement.drop", needs=Need.WRITE)
def drop_placement(*, placement: Placement, by: Actor) -> Placement:
    """An order that is never sent. The draft stays in the case, struck out."""
    check_draft(placement, None)
    _end_row(placement, reason=NEVER_SENT, words="", on=timezone.localdate(), by=by)
    about(placement)
    tell_queue(placement.owner_id, placement.intervention_id)
    return placement


@action("placement.end", needs=Need.WRITE)
def end_placement(
    *,
    placement: Placement,
    reason: str,
    words: str = "",
    ended_on: date | None = None,
    case_ends: bool = False,
    by: Actor,
) -> Placement:
    """Ends it: the supplier's access is over at its next request, and the case no longer says that an insats goes on. `case_ends`:
    it ends because the case does, for which there is a reason of its own."""
    placement.refresh_from_db()
    on = timezone.localdate()
    reasons = intervention_rules()["avslut"]["skäl"]
    problems = {}
    if placement.state != PlacementState.ORDERED:
        raise Refused("Insatsen är redan avslutad. Ladda om sidan för att se vad som står nu.")
    if reason not in reasons or (reasons[reason].get("dold") and not case_ends):
        problems["skal"] = "Välj varför insatsen slutar."
    day = ended_on or on
    if day > on:
        problems["dag"] = "Dagen har inte varit än. Avsluta insatsen när den har slutat."
    if problems:
        raise Refused(problems)
    _end_row(placement, reason=reason, words=words, on=day, by=by)
    close_access(placement, why="insatsen är avslutad")
    facts = intervention_rules()["avslut"]["fakta"]["slut"]
    state_fact(placement, facts, since=max(day, placement.starts_on or day), until=None, by=by)
    kinds = intervention_rules()["kommer_in"]["bevaka"].values()
    for kind in kinds:
        settle(tasks_of(placement, kind), is_gone=True, by=by)
    tell(placement.case, by=by, kind="placement.end", subject=placement.pk, on=day, end=reason)
    about(placement, category="insats", end=reason)
    restate(placement.case, on=on)
    # Last: it writes in our own log, which nobody may hold while the receiver's is waited for.
    tell_queue(placement.owner_id, placement.intervention_id)
    return placement


def close_access(placement: Placement, *, why: str) -> int:
    """Ends the supplier's access to the copy and, where the person has no other place there, to what else it got about her."""
    receiver = placement.receiver
    if receiver is None or receiver.kind != AuthorityKind.ASF:
        return 0
    closed = take_back_delivery(receiver=receiver, source_ref=placement.pk, why=why)
    unit, on = placement.receiver_unit, timezone.localdate()
    if has_place(placement.case, unit, on=on, but=placement.pk):
        return closed
    seats = Participant.objects.filter(
        meeting__case=placement.case, receiver_unit=unit, called_at__isnull=False
    )
    for seat in seats.only("pk").order_by("pk"):
        closed += take_back_delivery(receiver=receiver, source_ref=seat.pk, why=why)
    told = Disclosure.objects.filter(case=placement.case, receiver_unit=unit, sent_at__isnull=False)
    for disclosure in told.only("pk").order_by("pk"):
        closed += take_back_delivery(receiver=receiver, source_ref=disclosure.pk, why=why)
        for link in live_links(disclosure):
            shut(link, by=why)
    return closed


def check_draft(placement: Placement, seen: int | None) -> None:
    case = placement.case
    check_open(case)
    placement.refresh_from_db()
    placement.case = case
    if placement.state != PlacementState.DRAFT:
        raise Refused(
            "Beställningen är redan skickad eller struken. Ladda om sidan för att se vad som står nu."
        )
    if seen is not None and seen != placement.revision:
        raise Stale(GONE)


def _check_length(typed: Mapping[str, Any]) -> None:
    """Room for every field with a good margin, and no more."""
    if sum(len(str(text)) for text in typed.values()) > int(
        intervention_rules()["beställning"]["längst_utkast"]
    ):
        raise Refused("Texten är för lång för att sparas. Korta den.")


def _frames(given: Mapping[str, Any]) -> dict[str, Any]:
    hours, level = given.get("hours"), str(given.get("level") or "")
    known = environments()
    return {
        "hours": hours if isinstance(hours, int) else None,
        "level": level if level in intervention_rules()["nivåer"] else "",
        "environments": [code for code in known if code in (given.get("environments") or ())],
    }


def _reference(by: Actor) -> str:
    """A designation that says nothing: three signs, a dash and three more."""
    while True:
        signs = "".join(secrets.choice(_SIGNS) for _ in range(6))
        text = f"{signs[:3]}-{signs[3:]}"
        if not Placement.objects.filter(owner_id=by.authority_id, reference=text).exists():
            return text


def state_fact(
    placement: Placement, facts: Mapping[str, Any], *, since: date, until: date | None, by: Actor
) -> None:
    add_statements(
        case=placement.case,
        values=facts,
        source=SourceKind.ASSESSMENT,
        source_name=str(intervention_rules()["avslut"]["källa"]),
        valid_from=since,
        valid_to=until,
        by=by,
    )
    tell(placement.case, by=by, kind="fact.enter", facts=sorted(facts), source=SourceKind.ASSESSMENT.value)


def tasks_of(placement: Placement, kind: str) -> list[Any]:
    """The open tasks of a kind about this placement."""
    rows = open_tasks(placement.case, kind, _abouts(placement))
    return list(rows.select_related("case"))


def report_days(placement: Placement) -> tuple[date, ...]:
    """The days by which reports are to have come; none while the order has no days."""
    if placement.starts_on is None or placement.ends_on is None:
        return ()
    every = int(placement.order.get("every_weeks", 0))
    return report_dates(placement.starts_on, placement.ends_on, every_weeks=every)


def about_report(placement: Placement, day: date) -> str:
    """What the task of a day for a report is about."""
    return f"{placement.pk}:{day.isoformat()}"


def _abouts(placement: Placement) -> list[str]:
    """What the tasks of a placement are about: itself, or one of its days for reports."""
    return [str(placement.pk), *(about_report(placement, day) for day in report_days(placement))]


def _end_row(placement: Placement, *, reason: str, words: str, on: date, by: Actor) -> None:
    placement.state = PlacementState(intervention_rules()["avslut"]["skäl"][reason]["läge"])
    placement.ended_on, placement.ended_at, placement.ended_by = on, timezone.now(), by.name
    if placement.sent_at is None:
        placement.typed = {}
        placement.save(update_fields=["typed"])
        for kind in (DRAFT_TASK, PLACE_TASK):
            settle(open_tasks(placement.case, kind, [str(placement.pk)]), by=by)
    placement.end_reason, placement.end_words = reason, words.strip()
    placement.revision += 1
    ended = ("state", "ended_on", "ended_at", "ended_by", "end_reason", "end_words", "revision")
    placement.save(update_fields=ended)
