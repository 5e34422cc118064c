"""The copies others have of a person who gets protected data: from that day on they are shown as such where they lie."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from samre.accounts.models import Authority

from ..models import ConsultationMode, ConsultationQuestion, Disclosure, Participant, Person, Placement
from ..post import protect_delivery

WHY = "personen har skyddade uppgifter"


def protect_copies(person: Person) -> int:
    """Marks what lies open at others about her, in any case of hers, for actions that say the rest; gives how many deliveries.

    What was asked without a name is left: nothing there may tell whose case it was.
    """
    return sum(
        protect_delivery(receiver=receiver, source_ref=source, why=WHY)
        for source, receiver in sorted(_sent_about(person), key=lambda one: one[0])
    )


def _sent_about(person: Person) -> Iterator[tuple[UUID, Authority]]:
    """Everything that went to somebody's inbox: the row it came from, and who got it."""
    named = ConsultationQuestion.objects.exclude(consultation__mode=ConsultationMode.ANONYMOUS)
    for rows in (
        Disclosure.objects.filter(case__person=person, sent_at__isnull=False).only("pk", "receiver"),
        Placement.objects.filter(case__person=person, sent_at__isnull=False).only("pk", "receiver"),
        named.filter(consultation__case__person=person, sent_at__isnull=False).only("pk", "receiver"),
        Participant.objects.filter(meeting__case__person=person, called_at__isnull=False).only(
            "pk", "receiver"
        ),
    ):
        for row in rows.filter(receiver__isnull=False).select_related("receiver"):
            if row.receiver is not None:
                yield row.pk, row.receiver
