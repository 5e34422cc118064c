"""What was taken back after a backup stays taken back when it is read back: also everything at once."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.factories import make_case, make_caseworker

from samre.audit.models import Event, Outcome
from samre.casework.actions.consents import withdraw_all_consents
from samre.casework.rules.consents import is_over
from samre.casework.taken_back import _AGAIN


class TestAllAtOnce(TestCase):
    def test_everything_she_had_said_yes_to_by_then_is_withdrawn_again_and_nothing_later(self) -> None:
        _, by = make_caseworker()
        case = make_case(by, name="Alva Provsson")
        first, second = (make_consent(case, by, to=[make_receiver()]) for _ in range(2))
        withdraw_all_consents(case=case, channel="telefon", by=by)
        event = Event.objects.get(action="consent.withdraw_all", outcome=Outcome.OK)
        later = make_consent(case, by, to=[make_receiver()], at=event.at + timedelta(seconds=1))
        assert _AGAIN[event.action](event) == 0, "de är redan återkallade"
        assert not is_over(later, at=timezone.now())
        other = make_consent(case, by, to=[make_receiver()], at=event.at - timedelta(hours=1))
        assert _AGAIN[event.action](event) == 1
        assert is_over(other, at=timezone.now())
        assert not is_over(later, at=timezone.now())
        assert is_over(first, at=timezone.now())
        assert is_over(second, at=timezone.now())
