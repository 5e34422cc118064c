"""The post between authorities: the one place where something crosses from one authority's rows to another's.

Nobody reads across. The kommun's action puts a frozen copy in the receiver's keeping; the receiver's answer is put in the kommun's.
Each crossing is one transaction with an event in both chains, and both sides are locked in the same order whoever begins: the case,
the kommun's chain, the delivery, the receiver's chain. So an answer and a withdrawal that meet wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import Denied, Refused, about, action
from samre.accounts.models import Authority, Unit
from samre.accounts.scope import acting_in
from samre.audit.log import lock_chain, record

from .models import Delivery, DeliveryAnswer, DeliveryKind
from .models.base import stamp
from .rules.inbox import check_may_open

JOB = "mottagning"
# Who takes an answer at the kommun, by what was delivered: a module of casework/actions and a function there. Imported when an
# answer comes, since those modules deliver through this one.
TAKERS: Mapping[str, tuple[str, str]] = {
    DeliveryKind.DISCLOSURE: ("disclosure_answers", "take_answer"),
    DeliveryKind.CONSULTATION: ("consultation_replies", "take_reply"),
    DeliveryKind.PLACEMENT: ("placement_reports", "take_report"),
    DeliveryKind.MEETING: ("meeting_replies", "take_reply"),
}


def deliver(
    *,
    kind: str,
    receiver: Authority,
    unit: Unit,
    source_ref: UUID,
    source_authority: UUID,
    sender: str,
    subject: str,
    snapshot: Mapping[str, Any],
    packet: bytes | None,
    sha256: str,
    answer_by: date | None,
    is_protected: bool = False,
) -> UUID:
    """Puts a copy in the receiver's keeping, inside the sender's transaction, and gives its id. The same again is the same.

    `sender` and `subject` are shown in a list: they name no person, and say nothing of her. `is_protected`: she has protected data.
    """
    if unit.authority_id != receiver.pk:
        raise Refused({"mottagare": f"{unit.name} hör inte till {receiver.name}. Välj mottagare igen."})
    lock_chain(str(source_authority))
    with acting_in(receiver.pk):
        delivery, made = Delivery.objects.get_or_create(
            owner=receiver,
            unit=unit,
            kind=DeliveryKind(kind),
            source_ref=source_ref,
            sha256=sha256,
            defaults={
                "source_authority": source_authority,
                "sender": sender,
                "subject": subject,
                "snapshot": dict(snapshot),
                "packet": packet,
                "delivered_at": timezone.now(),
                "answer_by": answer_by,
                "is_protected": is_protected,
            },
        )
        if made:
            _log(receiver, "delivery.receive", delivery, why=f"skickat av {sender}")
    return delivery.pk


def take_back_delivery(*, receiver: Authority, source_ref: UUID, why: str) -> int:
    """Ends the receiver's access to what was delivered from `source_ref`; gives how many deliveries. `why` is logged: no names."""
    with acting_in(receiver.pk):
        found = Delivery.objects.filter(owner=receiver, source_ref=source_ref, closed_at__isnull=True)
        for source in found.values_list("source_authority", flat=True).distinct():
            lock_chain(str(source))
        closed = list(found.select_for_update().order_by("pk"))
        for delivery in closed:
            sender = Authority.objects.get(pk=delivery.source_authority)
            delivery.closed_at, delivery.closed_by = timezone.now(), sender.name
            delivery.save(update_fields=["closed_at", "closed_by"])
            _log(receiver, "delivery.take_back", delivery, why=why)
    return len(closed)


@action("delivery.answer", kind="delivery")
def answer(
    *, delivery: Delivery, kind: str, choices: Mapping[str, Any], text: str, by: Actor
) -> DeliveryAnswer:
    """The receiver answers: her own copy, and the kommun's through the taker of the kind. All of it or nothing."""
    about(delivery, category=delivery.kind, answer=kind)
    check_may_open(by, delivery)
    sender = Authority.objects.get(pk=delivery.source_authority)
    with acting_in(sender.pk):
        _taker(delivery.kind)(
            source_ref=delivery.source_ref,
            kind=kind,
            choices=dict(choices),
            text=text,
            came_on=timezone.localdate(),
            answerer=by,
            by=system_actor(sender, JOB),
        )
    # The kommun's side first, as `deliver` and `take_back_delivery` do; what was closed meanwhile takes it all back.
    delivery.refresh_from_db(from_queryset=Delivery.objects.select_for_update())
    check_may_open(by, delivery)
    given = DeliveryAnswer.objects.create(
        **stamp(by), delivery=delivery, kind=kind, choices=dict(choices), text=text
    )
    if delivery.answered_at is None:
        delivery.answered_at = given.at
        delivery.save(update_fields=["answered_at"])
    return given


def _taker(kind: str) -> Callable[..., object]:
    module, name = TAKERS[kind]
    try:
        taker: Callable[..., object] = getattr(import_module(f"{__package__}.actions.{module}"), name)
    except ModuleNotFoundError:
        raise Denied("Kommunen kan inte ta emot svar på det här än. Ring avsändaren i stället.") from None
    return taker


def _log(authority: Authority, name: str, delivery: Delivery, *, why: str) -> None:
    """What the post did at the receiver, in the receiver's chain. The kommun's case is not named there."""
    record(
        who=system_actor(authority, JOB).who,
        chain=str(authority.pk),
        action=name,
        kind="delivery",
        object_id=str(delivery.pk),
        category=delivery.kind,
        why=why,
        detail={"protected": delivery.is_protected},
    )
