"""Letting an order of an insats out: frozen, on a ground that is checked as it goes, delivered, registered and waited for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about
from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind

from ..documents.paper import Paper
from ..documents.paper_text import paper_text
from ..models import DeliveryKind, Intervention, OpenStep, Placement, PlacementState, Record, StepState
from ..models.steps import LIVE
from ..post import deliver
from ..rules.consents import lock_consents
from ..rules.free_places import free_places
from ..rules.interventions import intervention_rules
from ..rules.paper_words import common_words
from ..rules.permissions import Need
from ..rules.placement_form import check_complete
from ..rules.placements import (
    GroundToSend,
    absence_words,
    categories_told,
    check_ground,
    hash_of,
    proviso_for,
    receiver_kind_of,
    shown_supplier,
    snapshot_of,
)
from ..rules.settings import pathway_of
from .core import action, tell
from .papers import keep_paper
from .place_queues import PLACE_TASK
from .placements import DRAFT_TASK, TEXT, about_report, check_draft, report_days, state_fact
from .records import add_record
from .standing import restate
from .steps import check_open, wait_for
from .tasks import open_tasks, put_task, settle


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
    exceptions_seen: bool = False,
    went: datetime | None = None,
    by: Actor,
) -> Placement:
    """Lets the order out: exactly what `seen` is the hash of, on a ground that holds now, assessed by who sends it.

    `paper` and `packet` (its PDF; None: the register keeps the text) are made of the same copy. A social enterprise finds it on
    its page; the kommun's own unit gets the paper. `exceptions_seen`: the sender has held the order against what the person has
    excepted. The case waits for the supplier until the first report. `went`: fictional people's order that went before today.
    """
    if went is not None and not placement.case.owner.is_demo:
        raise Denied("Bara en påhittad beställning kan ha gått före i dag.")
    case = placement.case
    check_open(case)
    lock_consents(case)
    check_draft(placement, None)
    snapshot = frozen(placement, by)
    if hash_of(snapshot) != seen:
        raise Stale(
            "Beställningen har ändrats sedan du granskade den. Granska den igen. Ingenting är skickat."
        )
    found = find_ground(placement, ground=ground, reason=reason)
    if found.exceptions and not exceptions_seen:
        raise Refused({"undantag_sett": str(intervention_rules()["beställning"]["undantag_sett"])})
    intervention = placement.intervention
    assert intervention is not None
    on = timezone.localdate()
    Intervention.objects.select_for_update().get(pk=intervention.pk)
    if not free_places(intervention, on=on):
        raise Refused(
            "Det finns ingen ledig plats i insatsen. Beställningen står i kö: "
            "du får en bevakning när det har blivit en plats."
        )
    _freeze(placement, snapshot, found, reason=reason, packet=packet, at=went or timezone.now(), by=by)
    _deliver(placement, snapshot, packet)
    _register(placement, paper, packet, by=by)
    for kind in (DRAFT_TASK, PLACE_TASK):
        settle(open_tasks(case, kind, [str(placement.pk)]), by=by)
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


def _freeze(
    placement: Placement,
    snapshot: Mapping[str, Any],
    found: GroundToSend,
    *,
    reason: str,
    packet: bytes | None,
    at: datetime,
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
    placement.sent_at, placement.typed = at, {}
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
        reference=placement.reference,
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
    state_fact(placement, facts, since=placement.starts_on, until=placement.ends_on, by=by)


def _watch(placement: Placement, *, by: Actor) -> None:
    """A task for each report, and the step of the map waits for the supplier until the first one."""
    rules = intervention_rules()
    dates = report_days(placement)
    for day in dates:
        put_task(
            case=placement.case,
            kind=rules["kommer_in"]["bevaka"]["rapport"],
            about_what=about_report(placement, day),
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
            then=then or absence_words(placement.order),
            name="" if placement.case.person.is_protected else shown_supplier(placement),
            by=by,
        )
