"""A withdrawal and whoever lets something out on the consent never pass each other (R15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied
from samre.accounts.scope import acting_in
from samre.casework.actions import consents
from samre.casework.models import Case, Consent, ConsentEvent
from samre.casework.rules import consents as rules

from .test_races import Pause

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite släpper in en skrivare i taget: make test-postgres",
    ),
]


def let_out(case: Case, consent: Consent) -> object:
    """As a disclosure does: the lock first, the consent after, all in one transaction."""
    scope = consent.scopes.get()
    with transaction.atomic():
        rules.lock_consents(case)
        cover = rules.check_cover(
            case,
            receiver=scope.receiver_id,
            unit=scope.receiver_unit_id,
            category=scope.category,
            purpose=consent.purpose,
            # The moment the request began, before the lock was waited for: it must not let anything pass.
            at=timezone.now() - timedelta(seconds=5),
        )
        Case.objects.filter(pk=case.pk).update(last_note_on=timezone.localdate())
        return cover


def given() -> tuple[Any, Case, Consent]:
    _, by = make_caseworker()
    with acting_in(by.authority_id):
        case = make_case(by)
        return by, case, make_consent(case, by, to=[make_receiver()])


def test_nothing_is_let_out_once_a_withdrawal_has_begun_to_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by, case, consent = given()
    withdrawal = Pause(monkeypatch, consents, "_event")
    first, second = withdrawal.race(
        by,
        lambda: consents.withdraw_consent(consent=consent, channel="mote", by=by),
        lambda: let_out(case, consent),
    )
    assert isinstance(first, ConsentEvent)
    assert isinstance(second, Denied)


def test_a_withdrawal_waits_for_what_is_already_on_its_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    by, case, consent = given()
    on_its_way = Pause(monkeypatch, rules, "check_cover")
    first, second = on_its_way.race(
        by,
        lambda: let_out(case, consent),
        lambda: consents.withdraw_consent(consent=consent, channel="mote", by=by),
    )
    assert isinstance(first, rules.Cover)
    assert isinstance(second, ConsentEvent)
    with acting_in(by.authority_id), pytest.raises(Denied):
        let_out(case, consent)
