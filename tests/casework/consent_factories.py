"""Consents for tests, as rows: what the actions write is tested where the actions are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests.accounts.factories import make_authority, make_unit

from samre.accounts.actors import Actor
from samre.accounts.models import Authority, Unit
from samre.accounts.roles import AuthorityKind
from samre.casework.models import Case, Consent, ConsentEvent, ConsentScope
from samre.casework.models.base import stamp


def make_receiver(kind: str = AuthorityKind.FK, *, name: str = "") -> Unit:
    """A unit of another authority, of a kind that may be told things."""
    return make_unit(authority=make_authority(kind=kind, name=name))


def make_consent(
    case: Case,
    by: Actor,
    *,
    to: Iterable[Unit | Authority],
    categories: Iterable[str] = ("kontakt",),
    purpose: str = "samordning",
    valid_from: date | None = None,
    valid_to: date | None = None,
    **more: Any,
) -> Consent:
    """A consent that was given today by word of mouth, to authorities or single units, for a year unless told otherwise."""
    today, shown = timezone.localdate(), b"<p>Prov</p>"
    start = valid_from or today
    consent = Consent.objects.create(
        **(stamp(by) | ({"at": more.pop("at")} if "at" in more else {})),
        case=case,
        purpose=purpose,
        valid_from=start,
        valid_to=valid_to or start + timedelta(days=364),
        shown=shown,
        shown_sha256=hashlib.sha256(shown).hexdigest(),
        **(_SAID | {"given_on": today, "discloser": case.owner} | more),
    )
    ConsentEvent.objects.create(**stamp(by), consent=consent, kind=ConsentEvent.Kind.GIVEN)
    for receiver in to:
        unit = receiver if isinstance(receiver, Unit) else None
        for category in categories:
            ConsentScope.objects.create(
                owner_id=case.owner_id,
                consent=consent,
                receiver=unit.authority if unit else receiver,
                receiver_unit=unit,
                category=category,
            )
    return consent


_SAID: dict[str, Any] = {
    "discloser_unit": "Försörjningsstöd",
    "given_how": "muntligt",
    "place": "Kontoret",
    "witness": "Vera Vittne",
    "reference": "PROV-2345",
    "text_version": "2026-11",
    "language": "sv",
    "read_how": "upplast",
    "interpreter_needed": False,
    "told": ["frivilligt", "bistand", "aterkalla", "svagare", "lag"],
}
