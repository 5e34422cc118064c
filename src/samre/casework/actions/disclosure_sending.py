"""Sending what was assessed, waiting for the answer, reminding of it, and taking it back where it went wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about
from samre.certificate.wording import in_words

from ..documents.snapshots import contents, receiver_name
from ..models import DeliveryKind, Disclosure, DisclosureState, OpenStep, Record, Road, StepState
from ..post import deliver, take_back_delivery
from ..rules.disclosures import asks_for, disclosure_rules, is_private, party_of, why_closed
from ..rules.inbox import written_reference
from ..rules.ordered_places import why_no_place
from ..rules.permissions import Need
from .core import action, tell
from .deeds import say_completed
from .disclosures import Frozen, freeze
from .inbox_reminders import note_reminder, remind_in_inbox
from .records import add_record
from .reminders import remind
from .standing import restate
from .steps import check_open, wait_for
from .talks import sign_result

PDF = "application/pdf"
WAITS = (DisclosureState.SENT, DisclosureState.RECEIVED)
# That a wrong receiver has answered is no reason to leave it with her.
OUT = (*WAITS, DisclosureState.ANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """That an open step waits for the answer: until the day it is asked for, and what is done then."""

    step: OpenStep
    then: str
    mark: str = ""


@action("disclosure.send", needs=Need.WRITE)
def send_disclosure(
    *, disclosure: Disclosure, seen: str, packet: bytes, wait: Wait | None = None, by: Actor
) -> Disclosure:
    """Lets out exactly what `seen` is the hash of. `packet` is its PDF, made of the same snapshot.

    Every rule is asked again, under the lock that a withdrawal takes: Denied when consent is gone, Stale when the case has changed.
    Sent twice it is sent once.
    """
    case = disclosure.case
    check_open(case)
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update())
    disclosure.case = case
    if disclosure.sent_at is not None and disclosure.sha256 == seen:
        about(disclosure, again=True)
        return disclosure
    unit, on = disclosure.receiver_unit, timezone.localdate()
    if missing := why_no_place(case, disclosure.receiver_kind, unit, on=on):
        raise Refused(missing)
    frozen = freeze(disclosure, by)
    _check_packet(disclosure, frozen, seen=seen, packet=packet)
    disclosure.snapshot, disclosure.packet, disclosure.sha256 = frozen.snapshot, packet, frozen.sha256
    disclosure.state, disclosure.sent_at = DisclosureState.SENT, timezone.now()
    disclosure.save()
    _hand_over(disclosure, frozen)
    _write_down(disclosure, frozen, by=by)
    if wait is not None:
        _begin_waiting(disclosure, wait, by=by)
    say_completed(disclosure, on=on, by=by)
    restate(case, on=on)
    about(
        disclosure,
        category="utlämnande",
        ground=disclosure.ground,
        receiver=disclosure.receiver_kind,
        count=len(frozen.judged.rows),
        sha256=frozen.sha256,
    )
    return disclosure


@action("disclosure.remind", needs=Need.WRITE)
def remind_disclosure(*, disclosure: Disclosure, until: date | None = None, by: Actor) -> Disclosure:
    """The receiver has been reminded today. A step that waits for the answer waits on until `until`. Twice the same day is once."""
    _check_in(disclosure, WAITS)
    step = disclosure.step
    waits = step is not None and step.state == StepState.WAITING
    if disclosure.reminded_on == timezone.localdate() and (
        not waits or (step and until == step.waiting_until)
    ):
        about(disclosure, category="utlämnande", again=True)
        return disclosure
    in_inbox = remind_in_inbox(disclosure, by=by)
    if step is not None and step.state == StepState.WAITING:
        if until is None:
            raise Refused({"till": "Skriv till vilken dag ni väntar nu."})
        step.case = disclosure.case
        remind(step=step, until=until, by=by)
    if not in_inbox:
        note_reminder(disclosure, by=by)
    about(disclosure, category="utlämnande")
    return disclosure


@action("disclosure.take_back", needs=Need.WRITE)
def take_back_disclosure(*, disclosure: Disclosure, reason: str, by: Actor) -> Disclosure:
    """It should not have gone: the receiver's access ends now. What she has read can't be unread; the copy in the case stays, and
    so does what she has answered."""
    _check_in(disclosure, OUT)
    if not reason.strip():
        raise Refused({"skal": "Skriv varför det tas tillbaka."})
    if disclosure.receiver is not None:
        take_back_delivery(
            receiver=disclosure.receiver, source_ref=disclosure.pk, why="avsändaren har tagit tillbaka det"
        )
    disclosure.state = DisclosureState.DROPPED
    disclosure.save(update_fields=["state"])
    sign_result(
        disclosure.case,
        heading=f"Utlämnande till {receiver_name(disclosure)} togs tillbaka"[:120],
        text=f"{reason.strip()}\nReferens: {written_reference(disclosure.reference)}.",
        source=disclosure_rules()["anteckning"]["källa"],
        happened_at=timezone.now(),
        by=by,
    )
    tell(
        disclosure.case,
        by=by,
        kind="disclosure.take_back",
        subject=disclosure.pk,
        party=party_of(disclosure.receiver_kind),
        sent=timezone.localdate(disclosure.sent_at),
    )
    about(disclosure, category="utlämnande")
    restate(disclosure.case, on=timezone.localdate())
    return disclosure


def _check_packet(disclosure: Disclosure, frozen: Frozen, *, seen: str, packet: bytes) -> None:
    """The paper is there, what was seen is what goes, and the proviso goes with it where it must (R22, R24)."""
    if seen != frozen.sha256:
        raise Refused(asks_for("ändrat"))
    if not packet:
        raise Refused(asks_for("packe"))
    if is_private(disclosure.receiver_kind) and not frozen.snapshot["proviso"]:
        raise Refused(asks_for("prövad"))
    if disclosure.answer_by is not None and disclosure.answer_by <= timezone.localdate():
        raise Refused({"svar_senast": asks_for("svarsdag")})


def _hand_over(disclosure: Disclosure, frozen: Frozen) -> None:
    """Puts the receiver's own copy in her inbox. On paper and by link it goes by other hands."""
    if disclosure.road != Road.INBOX:
        return
    assert disclosure.receiver is not None
    assert disclosure.receiver_unit is not None
    deliver(
        kind=DeliveryKind.DISCLOSURE,
        receiver=disclosure.receiver,
        unit=disclosure.receiver_unit,
        source_ref=disclosure.pk,
        source_authority=disclosure.owner_id,
        sender=frozen.snapshot["sender"]["name"],
        subject=frozen.snapshot["title"],
        snapshot=frozen.snapshot,
        packet=bytes(disclosure.packet or b""),
        sha256=frozen.sha256,
        answer_by=disclosure.answer_by,
        is_protected=disclosure.case.person.is_protected,
        reference=disclosure.reference,
    )


def _write_down(disclosure: Disclosure, frozen: Frozen, *, by: Actor) -> None:
    """The register of documents, the journal, and the timeline (R21)."""
    words, to = disclosure_rules()["anteckning"], receiver_name(disclosure)
    ground = frozen.snapshot["ground"]
    add_record(
        case=disclosure.case,
        direction=Record.Direction.OUT,
        kind="underlag",
        party=to,
        subject=frozen.snapshot["title"],
        content=bytes(disclosure.packet or b""),
        media_type=PDF,
        subject_id=disclosure.pk,
        is_told=False,
        by=by,
    )
    text = words["text"].format(
        mottagare=to,
        ändamål=frozen.snapshot["purpose"]["name"],
        grund=ground["name"],
        lagrum=", ".join(ground["provisions"]),
        vem=disclosure.assessed_by,
        titel=disclosure.assessed_title,
        innehåll="; ".join(f"{heading} ({number})" for heading, number in contents(frozen.snapshot)),
        referens=written_reference(disclosure.reference),
        summa=frozen.sha256,
    )
    heading = str(words["rubrik"]).format(mottagare=to)
    sign_result(
        disclosure.case,
        heading=heading[:120],
        text=f"{text}\n{disclosure.reason}".strip(),
        source=words["källa"],
        happened_at=timezone.now(),
        by=by,
    )
    tell(
        disclosure.case,
        by=by,
        kind="disclosure.send",
        subject=disclosure.pk,
        party=party_of(disclosure.receiver_kind),
        answer_by=disclosure.answer_by,
        count=len(frozen.judged.rows),
    )


def _begin_waiting(disclosure: Disclosure, wait: Wait, *, by: Actor) -> None:
    """The step waits for the answer, and comes back on the day by itself."""
    assert disclosure.answer_by is not None
    wait.step.case = disclosure.case
    try:
        wait_for(
            step=wait.step,
            party=party_of(disclosure.receiver_kind),
            until=disclosure.answer_by,
            then=wait.then,
            name=receiver_name(disclosure)[:120],
            seen=wait.mark,
            by=by,
        )
    except Refused as refused:
        told = refused.problems
        if "till" in told:
            day = in_words(disclosure.answer_by)
            raise Refused({"vanta": f"Steget kan inte vänta till {day}. {told['till']}"}) from refused
        raise


def _check_in(disclosure: Disclosure, states: Collection[str]) -> None:
    """The row as it is now, locked. Raises Refused when it is in none of the states."""
    case = disclosure.case
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update())
    disclosure.case = case
    if disclosure.state not in states:
        raise Refused(why_closed(disclosure.state) or asks_for("prövad"))
