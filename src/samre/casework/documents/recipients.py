"""Who has been told something about a person, as she has a right to know (GDPR art. 15.1 c): every time something left the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from samre.accounts.models import Authority, Unit
from samre.certificate.wording import in_words

from ..models import (
    Case,
    Consultation,
    ConsultationMode,
    ConsultationQuestion,
    Disclosure,
    Participant,
    Person,
    Placement,
)
from ..rules.consent_lists import purpose_names
from .snapshots import receiver_name


@dataclass(frozen=True, slots=True)
class Recipient:
    """That somebody got something: who, what and when."""

    to: str
    what: str
    at: datetime

    @property
    def text(self) -> str:
        """`Försäkringskassan, Sjukförsäkring Sydost: kallelse till möte, 22 november 2026`"""
        return f"{self.to}: {self.what}, {in_words(timezone.localdate(self.at))}"


def recipients(
    person: Person, words: Mapping[str, str], *, case: Case | None = None
) -> tuple[Recipient, ...]:
    """Everybody, the first first; of one `case` where given. `words`: what each thing is called (`lämnat`)."""
    of = {"case__person": person} if case is None else {"case": case}
    found = [*_disclosed(of, words), *_ordered(of, words), *_asked(of, words), *_called(of, words)]
    return tuple(sorted(found, key=lambda one: (one.at, one.to, one.what)))


def _disclosed(of: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Recipient]:
    rows = Disclosure.objects.filter(**of, sent_at__isnull=False).defer("snapshot", "packet", "items")
    for row in rows.select_related("receiver", "receiver_unit"):
        assert row.sent_at is not None
        purpose = purpose_names().get(row.purpose, row.purpose)
        yield Recipient(receiver_name(row), words["underlag"].format(ändamål=_within(purpose)), row.sent_at)


def _ordered(of: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Recipient]:
    rows = Placement.objects.filter(**of, sent_at__isnull=False).defer("snapshot", "packet", "order")
    for row in rows.select_related("receiver", "receiver_unit"):
        assert row.sent_at is not None
        yield Recipient(_name(row.receiver, row.receiver_unit), words["insats"], row.sent_at)


def _asked(of: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Recipient]:
    """Without a name nobody was told anything of her."""
    named = Consultation.objects.filter(**of).exclude(mode=ConsultationMode.ANONYMOUS)
    rows = ConsultationQuestion.objects.filter(consultation__in=named)
    for row in rows.select_related("receiver", "receiver_unit"):
        for what, at in ((words["fråga"], row.sent_at), (words["plan"], row.plan_sent_at)):
            if at is not None:
                yield Recipient(_name(row.receiver, row.receiver_unit), what, at)


def _called(of: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[Recipient]:
    told = Q(called_at__isnull=False) | Q(shared_at__isnull=False)
    rows = Participant.objects.filter(
        told, receiver__isnull=False, **{f"meeting__{name}": value for name, value in of.items()}
    )
    for row in rows.select_related("receiver", "receiver_unit"):
        for what, at in ((words["kallelse"], row.called_at), (words["protokoll"], row.shared_at)):
            if at is not None:
                yield Recipient(_name(row.receiver, row.receiver_unit), what, at)


def _name(authority: Authority | None, unit: Unit | None) -> str:
    return ", ".join(one.name for one in (authority, unit) if one is not None)


def _within(text: str) -> str:
    """The text as it stands within a sentence."""
    return text[:1].lower() + text[1:]
