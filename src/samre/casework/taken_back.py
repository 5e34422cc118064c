"""What was taken back after a backup was made stays taken back when it is read back (R15): a consent that has been withdrawn lets
nothing out, what was closed at a receiver stays closed, who became protected is protected there too, and no one-time link opens
anything.

The log, put back from its separate store, says what happened. Which part of a consent was taken away it does not say, so that a
consent which was narrowed no longer holds at all until the person has been asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from samre.accounts.actors import system_actor
from samre.accounts.scope import acting_in
from samre.audit.models import Event, Outcome

from .actions.answer_links import shut
from .actions.consents import withdraw_consent
from .models import AnswerLink, Consent, Delivery, Disclosure, DisclosureState, LinkDoor
from .rules.consents import is_over

JOB = "återläst säkerhetskopia"
WORDS = "Återkallades eller begränsades efter att säkerhetskopian gjordes."


def take_back_again(since: Mapping[str, int]) -> int:
    """Does again what the log tells of after event number `since` of each chain; gives how many rows that changed."""
    count = 0
    for chain, number in since.items():
        rows = Event.objects.filter(chain=chain, number__gt=number, outcome=Outcome.OK, action__in=_AGAIN)
        for event in rows.order_by("number"):
            count += _AGAIN[event.action](event)
    return count


def end_links() -> int:
    """Whoever has a link from before the backup may have used it, or had it taken away."""
    links = list(AnswerLink.objects.filter(ended_at__isnull=True).order_by("pk"))
    for link in links:
        with acting_in(link.owner_id):
            shut(link, by=JOB)
    LinkDoor.objects.all().delete()
    return len(links)


def _withdraw(event: Event) -> int:
    return sum(_end(row, event) for row in _consents().filter(pk=UUID(event.object_id)))


def _withdraw_all(event: Event) -> int:
    """Everything she had said yes to by then, in the case."""
    rows = _consents().filter(case_id=UUID(event.case_id), at__lte=event.at)
    return sum(_end(row, event) for row in rows.order_by("at", "pk"))


def _consents() -> QuerySet[Consent]:
    return Consent.objects.select_related("case__person", "owner")


def _end(consent: Consent, event: Event) -> int:
    if is_over(consent, at=timezone.now()):
        return 0
    with acting_in(consent.owner_id):
        withdraw_consent(
            consent=consent, channel=event.category, words=WORDS, by=system_actor(consent.owner, JOB)
        )
    return 1


def _close(event: Event) -> int:
    rows = Delivery.objects.filter(pk=UUID(event.object_id), closed_at__isnull=True)
    return rows.update(closed_at=event.at, closed_by=JOB)


def _protect(event: Event) -> int:
    return Delivery.objects.filter(pk=UUID(event.object_id), is_protected=False).update(is_protected=True)


def _drop(event: Event) -> int:
    rows = Disclosure.objects.filter(pk=UUID(event.object_id), sent_at__isnull=False)
    return rows.exclude(state=DisclosureState.DROPPED).update(state=DisclosureState.DROPPED)


_AGAIN: Mapping[str, Callable[[Event], int]] = {
    "consent.withdraw": _withdraw,
    "consent.withdraw_all": _withdraw_all,
    "consent.narrow": _withdraw,
    "delivery.take_back": _close,
    "delivery.protect": _protect,
    "disclosure.take_back": _drop,
}
