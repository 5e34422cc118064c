"""What is on its way in a case by consent, and what becomes of each thing when the person takes her consent back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils import timezone

from samre.certificate.wording import in_words

from ..documents.snapshots import receiver_name
from ..models import (
    AnswerLink,
    Case,
    Consent,
    ConsultationMode,
    ConsultationQuestion,
    ConsultationState,
    Disclosure,
    DisclosureState,
    MeetingState,
    Participant,
    Placement,
    PlacementState,
)
from ..rules.consents import unended_scopes
from ..rules.disclosures import BY_CONSENT, kind_name
from ..rules.placements import CONSENT

WAITING = (DisclosureState.SENT, DisclosureState.RECEIVED)


def on_its_way(case: Case, *, consent: Consent | None = None) -> tuple[str, ...]:
    """A sentence for each thing that goes to somebody whom the consents name: all that hold, or one."""
    left = unended_scopes(case, at=timezone.now())
    scopes = left if consent is None else left.filter(consent=consent)
    receivers = set(scopes.values_list("receiver_id", flat=True))
    return (
        *_callings(case, receivers),
        *_questions(case, receivers),
        *_disclosures(case, receivers),
        *_placements(case, receivers),
    )


def _callings(case: Case, receivers: set[UUID]) -> Iterator[str]:
    seats = Participant.objects.filter(
        meeting__case=case,
        meeting__state__in=(MeetingState.CALLED, MeetingState.SHARED),
        receiver_id__in=receivers,
        called_at__isnull=False,
        shut_at__isnull=True,
        dropped_at__isnull=True,
    ).select_related("meeting", "receiver")
    for seat in seats.order_by("pk"):
        if seat.receiver is None:
            continue
        to = kind_name(seat.receiver.kind) if case.person.is_protected else seat.receiver.name
        if seat.meeting.state == MeetingState.SHARED:
            yield f"Kallelsen till {to} stängs. Protokollet som redan är delat finns kvar där."
        else:
            yield f"Kallelsen till {to} stängs, om inget annat samtycke täcker den."


def _questions(case: Case, receivers: set[UUID]) -> Iterator[str]:
    rows = ConsultationQuestion.objects.filter(
        consultation__case=case,
        consultation__mode=ConsultationMode.IDENTIFIED,
        consultation__state=ConsultationState.SENT,
        receiver_id__in=receivers,
        replies__isnull=True,
    ).select_related("receiver")
    for row in rows.order_by("pk"):
        to = kind_name(row.receiver.kind) if case.person.is_protected else row.receiver.name
        yield f"Frågan till {to} går inte längre att besvara, om inget annat samtycke täcker den."


def _disclosures(case: Case, receivers: set[UUID]) -> Iterator[str]:
    rows = Disclosure.objects.filter(
        case=case, ground=BY_CONSENT, receiver_id__in=receivers, state__in=WAITING
    ).select_related("receiver", "receiver_unit__authority")
    linked = set(
        AnswerLink.objects.filter(
            disclosure__case=case, ended_at__isnull=True, valid_until__gt=timezone.now()
        ).values_list("disclosure_id", flat=True)
    )
    for row in rows.defer("packet", "snapshot").order_by("sent_at", "pk"):
        to = kind_name(row.receiver_kind) if case.person.is_protected else receiver_name(row)
        by = f" till {in_words(row.answer_by)}" if row.answer_by else ""
        if row.pk in linked:
            yield (
                f"Engångslänken till {to} stängs, om inget annat samtycke täcker den. Det som är läst är läst. "
                f"Ni väntar på svar{by}."
            )
        else:
            yield (
                f"Underlaget hos {to} finns kvar där och väntar på svar{by}. Mottagaren ser att samtycket är återkallat. "
                "Ta tillbaka det om det inte ska användas."
            )


def _placements(case: Case, receivers: set[UUID]) -> Iterator[str]:
    rows = Placement.objects.filter(
        case=case, state=PlacementState.ORDERED, ground=CONSENT, receiver_id__in=receivers
    )
    for row in rows.defer("packet", "snapshot").select_related("receiver").order_by("pk"):
        if row.receiver is not None:
            to = kind_name(row.receiver.kind) if case.person.is_protected else row.receiver.name
            yield (
                f"Insatsen hos {to} fortsätter tills ni avslutar den, och handledaren ser att samtycket är återkallat. "
                "Fråga personen om den ska fortsätta."
            )
