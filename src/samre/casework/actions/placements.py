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
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind

from ..documents.paper import Paper
from ..documents.paper_text import paper_text
from ..models import (
    Case,
    DeliveryKind,
    Intervention,
    OpenStep,
    Placement,
    PlacementState,
    Record,
    SourceKind,
    StepState,
)
from ..models.base import stamp
from ..models.steps import LIVE
from ..post import deliver, take_back_delivery
from ..rules.consents import lock_consents
from ..rules.free_places import free_places
from ..rules.interventions import environments, intervention_rules
from ..rules.paper_words import common_words
from ..rules.permissions import Need
from ..rules.placement_form import NEVER_SENT, check_complete, check_parts
from ..rules.placements import (
    GroundToSend,
    categories_told,
    check_ground,
    hash_of,
    proviso_for,
    receiver_kind_of,
    report_dates,
    shown_supplier,
    snapshot_of,
)
from ..rules.settings import pathway_of
from .core import action, tell
from .facts import add_statements
from .papers import keep_paper
from .records import add_record
from .standing import restate
from .steps import check_open, wait_for
from .tasks import open_tasks, put_task, settle

TEXT = "text/plain; charset=utf-8"
# Signs that are not mistaken for each other when they are read out.
_SIGNS = "ABCDEFHJKLMNPRTUVXY34679"
GONE = "Någon annan har ändrat beställningen medan du skrev. Se vad som står nu. Ingenting av det du skrev är sparat ännu."


@action("placement.start", needs=Need.WRITE)
def start_placement(*, case: Case, placement_id: UUID, frames: Mapping[str, Any], by: Actor) -> Placement:
    """A draft with what is known of what the person can do. The same id again is the same draft."""
    check_open(case)
    there = Placement.objects.filter(case=case, pk=placement_id).first()
    if there is not None:
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
    _check_draft(placement, seen)
    if frames is not None:
        placement.frames = _frames(frames)
    if intervention is not None:
        if intervention.owner_id != placement.owner_id or intervention.ended_on is not None:
            raise Refused("Insatsen ges inte längre. Välj en annan.")
        placement.intervention = intervention
    if order is not None:
        check_parts(order, starts_on, ends_on, person=placement.case.person)
        placement.order, placement.starts_on, placement.ends_on = dict(order), starts_on, ends_on
    placement.revision += 1
    placement.save()
    about(placement)
    return placement


@action("placement.drop", needs=Need.WRITE)
def drop_placement(*, placement: Placement, by: Actor) -> Placement:
    """An order that is never sent. The draft stays in the case, struck out."""
    _check_draft(placement, None)
    _end_row(placement, reason=NEVER_SENT, words="", on=timezone.localdate(), by=by)
    about(placement)
    return placement


def frozen(placement: Placement, by: Actor) -> dict[str, Any]:
    """What would be sent now. Raises Refused where something is missing."""
    check_complete(placement)
    intervention = placement.intervention
    assert intervention is not None
    person = placement.case.person
    return snapshot_of(
        placement,
        sender=f"{by.authority_name}, {placement.case.unit.name}",
        pathway=pathway_of(placement.case.pathway),
        proviso=proviso_for(receiver_kind_of(intervention.kind)),
        is_protected=person.is_protected,
        name=person.name,
    )


def find_ground(placement: Placement, *, ground: str, reason: str) -> GroundToSend:
    """What lets the order out just now. Raises Denied or Refused with what is missing."""
    intervention = placement.intervention
    assert intervention is not None
    assert intervention.unit is not None
    return check_ground(
        placement.case,
        ground=ground,
        reason=reason,
        receiver=intervention.unit.authority,
        unit=intervention.unit,
        receiver_kind=receiver_kind_of(intervention.kind),
        categories=categories_told(placement.order),
        at=timezone.now(),
    )


@action("placement.send", needs=Need.WRITE)
def send_placement(
    *,
    placement: Placement,
    ground: str,
    reason: str,
    seen: str,
    paper: Paper,
    packet: bytes | None,
    by: Actor,
) -> Placement:
    """Lets the order out: exactly what `seen` is the hash of, on a ground that holds now, assessed by who sends it.

    `paper` and `packet` (its PDF; None: the register keeps the text) are made of the same copy. A social enterprise finds it on
    its page; the kommun's own unit gets
    the paper. The case waits for the supplier until the first report.
    """
    case = placement.case
    check_open(case)
    lock_consents(case)
    _check_draft(placement, None)
    snapshot = frozen(placement, by)
    if hash_of(snapshot) != seen:
        raise Stale(
            "Beställningen har ändrats sedan du granskade den. Granska den igen. Ingenting är skickat."
        )
    found = find_ground(placement, ground=ground, reason=reason)
    intervention = placement.intervention
    assert intervention is not None
    on = timezone.localdate()
    Intervention.objects.select_for_update().get(pk=intervention.pk)
    if not free_places(intervention, on=on):
        raise Refused("Det finns ingen ledig plats i insatsen. Välj en annan, eller ring leverantören.")
    _freeze(placement, snapshot, found, reason=reason, packet=packet, by=by)
    _deliver(placement, snapshot, packet)
    _register(placement, paper, packet, by=by)
    _say_it_goes_on(placement, by=by)
    _watch(placement, by=by)
    tell(
        case,
        by=by,
        kind="placement.send",
        subject=placement.pk,
        party=intervention_rules()["steg"]["part"],
        since=placement.starts_on,
        until=placement.ends_on,
    )
    about(placement, category="insats", ground=found.code)
    restate(case, on=on)
    return placement


@action("placement.end", needs=Need.WRITE)
def end_placement(
    *, placement: Placement, reason: str, words: str = "", ended_on: date | None = None, by: Actor
) -> Placement:
    """Ends it: the supplier's access is over at its next request, and the case no longer says that an insats goes on."""
    placement.refresh_from_db()
    on = timezone.localdate()
    reasons = intervention_rules()["avslut"]["skäl"]
    problems = {}
    if placement.state != PlacementState.ORDERED:
        raise Refused("Insatsen är redan avslutad. Ladda om sidan för att se vad som står nu.")
    if reason not in reasons or reasons[reason].get("dold"):
        problems["skal"] = "Välj varför insatsen slutar."
    day = ended_on or on
    if day > on:
        problems["dag"] = "Dagen har inte varit än. Avsluta insatsen när den har slutat."
    if problems:
        raise Refused(problems)
    _end_row(placement, reason=reason, words=words, on=day, by=by)
    close_access(placement, why="insatsen är avslutad")
    facts = intervention_rules()["avslut"]["fakta"]["slut"]
    _state(placement, facts, since=max(day, placement.starts_on or day), until=None, by=by)
    kinds = intervention_rules()["kommer_in"]["bevaka"].values()
    for kind in kinds:
        settle(tasks_of(placement, kind), by=by)
    tell(placement.case, by=by, kind="placement.end", subject=placement.pk, on=day, end=reason)
    about(placement, category="insats", end=reason)
    restate(placement.case, on=on)
    return placement


def close_access(placement: Placement, *, why: str) -> int:
    """Ends the supplier's access to the copy, if it still has any."""
    if placement.receiver is None or placement.receiver.kind != AuthorityKind.ASF:
        return 0
    return take_back_delivery(receiver=placement.receiver, source_ref=placement.pk, why=why)


def _check_draft(placement: Placement, seen: int | None) -> None:
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


def _freeze(
    placement: Placement,
    snapshot: Mapping[str, Any],
    found: GroundToSend,
    *,
    reason: str,
    packet: bytes | None,
    by: Actor,
) -> None:
    intervention = placement.intervention
    assert intervention is not None
    unit = intervention.unit
    assert unit is not None
    placement.state = PlacementState.ORDERED
    placement.ground, placement.consent_id, placement.reason = found.code, found.consent_id, reason.strip()
    placement.proviso = snapshot["proviso"]
    placement.assessed_by, placement.assessed_title = by.name, by.title
    placement.receiver, placement.receiver_unit = unit.authority, unit
    placement.snapshot, placement.packet, placement.sha256 = dict(snapshot), packet, hash_of(snapshot)
    placement.sent_at = timezone.now()
    placement.revision += 1
    placement.save()


def _deliver(placement: Placement, snapshot: Mapping[str, Any], packet: bytes | None) -> None:
    """To the supplier's own keeping. The kommun's own unit has no keeping of its own here: it gets the paper."""
    unit, receiver = placement.receiver_unit, placement.receiver
    assert unit is not None
    assert isinstance(receiver, Authority)
    if receiver.kind != AuthorityKind.ASF:
        return
    deliver(
        kind=DeliveryKind.PLACEMENT,
        receiver=receiver,
        unit=unit,
        source_ref=placement.pk,
        source_authority=placement.owner_id,
        sender=str(snapshot["sender"]),
        subject=str(intervention_rules()["beställning"]["ämne"]),
        snapshot=snapshot,
        packet=packet,
        sha256=placement.sha256,
        answer_by=date.fromisoformat(snapshot["report_dates"][-1]),
        is_protected=placement.case.person.is_protected,
    )


def _register(placement: Placement, paper: Paper, packet: bytes | None, *, by: Actor) -> None:
    """The order is a document of the register: its PDF, or its text where nobody has set it."""
    case, party = placement.case, shown_supplier(placement)
    if packet is not None:
        keep_paper(case=case, paper=paper, content=packet, party=party, about=placement.pk, by=by)
        return
    add_record(
        case=case,
        direction=Record.Direction.OUT,
        kind=str(common_words()["handling"]),
        party=party,
        subject=paper.title,
        content=paper_text(paper).encode(),
        media_type=TEXT,
        subject_id=placement.pk,
        is_told=False,
        by=by,
    )


def _say_it_goes_on(placement: Placement, *, by: Actor) -> None:
    facts = intervention_rules()["avslut"]["fakta"]["pågår"]
    assert placement.starts_on is not None
    _state(placement, facts, since=placement.starts_on, until=placement.ends_on, by=by)


def _state(
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


def _watch(placement: Placement, *, by: Actor) -> None:
    """A task for each report, and the step of the map waits for the supplier until the first one."""
    rules = intervention_rules()
    assert placement.starts_on is not None
    assert placement.ends_on is not None
    dates = report_dates(
        placement.starts_on, placement.ends_on, every_weeks=int(placement.order.get("every_weeks", 0))
    )
    for day in dates:
        put_task(
            case=placement.case,
            kind=rules["kommer_in"]["bevaka"]["rapport"],
            about_what=f"{placement.pk}:{day.isoformat()}",
            due_on=day,
            by=by,
        )
    steps = OpenStep.objects.select_related("case").filter(
        case=placement.case, step__in=(rules["steg"]["prova"], rules["steg"]["beskriva"]), state__in=LIVE
    )
    step = steps.order_by("-state").first()
    if step is None:
        return
    step.case = placement.case
    placement.step = step
    placement.save(update_fields=["step"])
    if step.state == StepState.ACTIVE and dates[0] > timezone.localdate() and not step.due_is_law:
        then = pathway_of(placement.case.pathway).steps[step.step].escalation
        wait_for(
            step=step,
            party=rules["steg"]["part"],
            until=dates[0],
            then=then or rules["beställning"]["vid_frånvaro"],
            name="" if placement.case.person.is_protected else shown_supplier(placement),
            by=by,
        )


def tasks_of(placement: Placement, kind: str) -> list[Any]:
    """The open tasks of a kind about this placement."""
    rows = open_tasks(placement.case, kind, _abouts(placement, kind))
    return list(rows.select_related("case"))


def _abouts(placement: Placement, kind: str) -> list[str]:
    """What the tasks of a kind are about: the placement itself, or one of its days for reports."""
    found = [str(placement.pk)]
    if placement.starts_on and placement.ends_on:
        every = int(placement.order.get("every_weeks", 0))
        days = report_dates(placement.starts_on, placement.ends_on, every_weeks=every)
        found += [f"{placement.pk}:{day.isoformat()}" for day in days]
    return found


def _end_row(placement: Placement, *, reason: str, words: str, on: date, by: Actor) -> None:
    placement.state = PlacementState(intervention_rules()["avslut"]["skäl"][reason]["läge"])
    placement.ended_on, placement.ended_at, placement.ended_by = on, timezone.now(), by.name
    placement.end_reason, placement.end_words = reason, words.strip()
    placement.revision += 1
    placement.save()
