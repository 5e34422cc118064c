"""The post between authorities: the one place where something crosses from one authority's rows to another's.

Nobody reads across. The kommun's action puts a frozen copy in the receiver's keeping; the receiver's answer is put in the kommun's.
Each crossing is one transaction with an event in both chains, and both sides are locked in the same order whoever begins: the case,
the kommun's chain, the delivery, the receiver's chain. So an answer and a withdrawal that meet wait for each other. What goes out
goes one sender at a time: two kommuner that send to the same receivers would else hold one each and wait for the other's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256 as hash_of
from importlib import import_module
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import Refused, Stale, about, action
from samre.accounts.models import Authority, Unit
from samre.accounts.protected import ColleagueNames
from samre.accounts.scope import acting_in
from samre.audit.log import lock_chain, record

from .models import Delivery, DeliveryAnswer, DeliveryKind
from .models.base import stamp
from .rules.inbox import ENDED, reference_of
from .rules.places import check_door

JOB = "mottagning"
# The lock of whoever sends: no authority's chain has the name.
OUTGOING = "post"
READS = "egen enhets inkorg"
_SAID_AGAIN = ("source_authority", "reference", "sender", "subject", "is_protected")
Takers = Mapping[str, tuple[str, str]]
# Who takes an answer at the kommun, by what was delivered: a module of casework/actions and a function there. Imported when an
# answer comes, since those modules deliver through this one.
TAKERS: Takers = {
    DeliveryKind.DISCLOSURE: ("disclosure_answers", "take_answer"),
    DeliveryKind.CONSULTATION: ("consultation_replies", "take_reply"),
    DeliveryKind.PLACEMENT: ("placement_reports", "take_report"),
    DeliveryKind.MEETING: ("meeting_replies", "take_reply"),
}
# Who is told, the same way, that something was read for the first time.
READERS: Takers = {DeliveryKind.DISCLOSURE: ("disclosure_reads", "note_reading")}


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
    reference: str = "",
) -> UUID:
    """Puts a copy in the receiver's keeping, inside the sender's transaction, and gives its id. The same again is the same.

    `sender` and `subject` are shown in a list: they name no person, and say nothing of her. `is_protected`: she has protected data.
    `snapshot` is all there will ever be to see. The inbox shows these keys, in this order, and nothing else of it:
    `heading` str · `asked` str (what the sender wants) · `ground` {`name`, `laws`: [str], `note`: str} · `contents` [str] ·
    `sections` [{`name`: str, `rows`: [[label, text], …], `text`: str}] · `proviso` str · `foot` str ("underlag, inte beslut"),
    and those of a disclosure (`documents/snapshots.py`).
    `answers` str: which row of `slag` in inkorg.yaml says how to answer, where it is another than the kind's own.
    `reference`: what the sender calls it; without one it gets one that the sender can work out too (`rules/inbox.reference_of`).
    """
    if unit.authority_id != receiver.pk:
        raise Refused({"mottagare": f"{unit.name} hör inte till {receiver.name}. Välj mottagare igen."})
    _lock_sender(source_authority)
    with acting_in(receiver.pk):
        delivery, made = Delivery.objects.get_or_create(
            owner=receiver,
            unit=unit,
            kind=DeliveryKind(kind),
            source_ref=source_ref,
            sha256=sha256,
            defaults={
                "source_authority": source_authority,
                "reference": reference or reference_of(source_ref),
                "answered_as": str(snapshot.get("answers", "")),
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


def take_back_delivery(*, receiver: Authority, source_ref: UUID, why: str, asking: bool = False) -> int:
    """Ends the receiver's access to what was delivered from `source_ref`; gives how many deliveries. `why` is logged: no names.
    `asking`: only what asks for an answer; minutes that were shared from the same seat stay."""
    with acting_in(receiver.pk):
        found = _open_at(receiver, source_ref)
        senders = Authority.objects.filter(pk__in=found.values("source_authority"))
        by = senders.values_list("name", flat=True).first() or ""
        found = found.filter(answer_by__isnull=False) if asking else found
        return _mark(receiver, found, "delivery.take_back", why, closed_at=timezone.now(), closed_by=by)


def excuse_delivery(*, receiver: Authority, source_ref: UUID, why: str) -> int:
    """Says at what lies open in the receiver's inbox that nobody waits for the answer any more; gives how many deliveries."""
    with acting_in(receiver.pk):
        on, found = timezone.localdate(), _own_at(receiver, source_ref)
        return _mark(receiver, found, "delivery.excuse", why, excused_on=on)


def protect_delivery(*, receiver: Authority, source_ref: UUID, why: str) -> int:
    """Says at what lies open in the receiver's keeping that the person has protected data by now; gives how many deliveries. It is
    never taken back."""
    with acting_in(receiver.pk):
        found = _open_at(receiver, source_ref).filter(is_protected=False)
        return _mark(receiver, found, "delivery.protect", why, is_protected=True)


def remind_delivery(*, receiver: Authority, source_ref: UUID, why: str) -> int:
    """Puts a reminder at what lies open in the receiver's inbox; gives how many deliveries. `why` is logged: no names."""
    with acting_in(receiver.pk):
        found, today = _own_at(receiver, source_ref), timezone.localdate()
        return _mark(receiver, found, "delivery.remind", why, reminded_on=today, excused_on=None)


def tell_consent_ended(*, receiver: Authority, source_ref: UUID, how: str) -> None:
    """Puts a word beside what lies open at the receiver: the consent it came by has ended today, so that nothing more comes. What
    came is the receiver's and stays. `how`: of `samtycke_upphört` in inkorg.yaml. Said twice on a day it is once."""
    with acting_in(receiver.pk):
        for one in _locked(_own_at(receiver, source_ref)):
            _, made = Delivery.objects.get_or_create(
                owner=receiver,
                unit_id=one.unit_id,
                kind=one.kind,
                source_ref=source_ref,
                sha256=hash_of(f"{source_ref} {how} {timezone.localdate()}".encode()).hexdigest(),
                defaults={name: getattr(one, name) for name in _SAID_AGAIN}
                | {"answered_as": how, "snapshot": {}, "delivered_at": timezone.now()},
            )
            if made:
                _log(receiver, "delivery.consent_ended", one, why="samtycket gäller inte längre")


@action("delivery.read", kind="delivery")
def read_delivery(*, delivery: Delivery, by: Actor) -> Delivery:
    """Somebody at the receiver opens it. Every time is logged; of the first the sender gets to know."""
    about(delivery, category=delivery.kind, why=READS, protected=delivery.is_protected)
    check_door(by, delivery)
    if delivery.read_at is None:
        _hand_over(READERS, delivery, answerer=by)
        _lock(delivery)
        check_door(by, delivery)
        if delivery.read_at is None:
            delivery.read_at, delivery.read_by = timezone.now(), by.name
            delivery.save(update_fields=["read_at", "read_by"])
    return delivery


@action("delivery.answer", kind="delivery")
def answer(
    *,
    delivery: Delivery,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    seen: int | None = None,
    by: Actor,
) -> DeliveryAnswer:
    """The receiver answers: her own copy, and the kommun's through the taker of the kind. All of it or nothing.

    `seen`: how many answers she saw; when a colleague has answered since, Stale says so and nothing is written. The same answer
    sent twice by the same person is one.
    """
    about(delivery, category=delivery.kind, answer=kind)
    check_door(by, delivery)
    given = DeliveryAnswer(**stamp(by), delivery=delivery, kind=kind, choices=dict(choices), text=text)
    try:
        with transaction.atomic():
            _hand_over(
                TAKERS,
                delivery,
                kind=kind,
                choices=dict(choices),
                text=text,
                came_on=timezone.localdate(),
                answerer=by,
            )
            # The kommun's side first, as `deliver` and `take_back_delivery` do; what was closed meanwhile takes it all back.
            _lock(delivery)
            check_door(by, delivery)
            _check_unanswered(given, seen)
            given.save()
    except _SameAgain as again:
        about(again=True)
        return again.first
    if delivery.answered_at is None:
        delivery.answered_at = given.at
        delivery.save(update_fields=["answered_at"])
    return given


class _SameAgain(Exception):
    """The same answer by the same person has come already: a form that was sent twice."""

    def __init__(self, first: DeliveryAnswer) -> None:
        self.first = first
        super().__init__()


def _check_unanswered(given: DeliveryAnswer, seen: int | None) -> None:
    answers = list(DeliveryAnswer.objects.filter(delivery_id=given.delivery_id).order_by("at", "id"))
    if seen is None or len(answers) <= seen:
        return
    last = answers[-1]
    if (last.by_id, last.kind, last.choices, last.text) == (
        given.by_id,
        given.kind,
        given.choices,
        given.text,
    ):
        raise _SameAgain(last)
    raise Stale(
        f"{ColleagueNames(given.owner_id).of(last.by_name)} svarade medan du skrev. Läs svaret. Ditt är inte skickat ännu: "
        "skicka det om det fortfarande behövs."
    )


def _hand_over(takers: Takers, delivery: Delivery, **what: Any) -> None:
    """Lets the kommun's own action take what came, in the kommun's scope."""
    if (taker := _find(takers, delivery.kind)) is not None:
        sender = Authority.objects.get(pk=delivery.source_authority)
        with acting_in(sender.pk):
            taker(source_ref=delivery.source_ref, **what, by=system_actor(sender, JOB))


def _find(takers: Takers, kind: str) -> Callable[..., object] | None:
    if kind not in takers:
        return None
    module, name = takers[kind]
    taker: Callable[..., object] = getattr(import_module(f"{__package__}.actions.{module}"), name)
    return taker


def _open_at(receiver: Authority, source_ref: UUID) -> QuerySet[Delivery]:
    """What lies open at the receiver from one row of the sender's; `_own_at`: without the words beside it."""
    return Delivery.objects.filter(owner=receiver, source_ref=source_ref, closed_at__isnull=True)


def _own_at(receiver: Authority, source_ref: UUID) -> QuerySet[Delivery]:
    return _open_at(receiver, source_ref).exclude(answered_as__in=ENDED)


def _locked(found: QuerySet[Delivery]) -> list[Delivery]:
    for source in found.values_list("source_authority", flat=True).distinct():
        _lock_sender(source)
    return list(found.select_for_update().order_by("pk"))


def _mark(receiver: Authority, found: QuerySet[Delivery], name: str, why: str, **columns: object) -> int:
    marked = _locked(found)
    for delivery in marked:
        vars(delivery).update(columns)
        delivery.save(update_fields=list(columns))
        _log(receiver, name, delivery, why=why)
    return len(marked)


def _lock_sender(authority: UUID) -> None:
    lock_chain(str(authority))
    lock_chain(OUTGOING)


def _lock(delivery: Delivery) -> None:
    delivery.refresh_from_db(from_queryset=Delivery.objects.select_for_update())


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
