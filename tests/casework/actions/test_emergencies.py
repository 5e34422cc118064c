"""Emergency access: asked for with a reason, for some hours, for reading only, and always reviewed (R27)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied, Refused, log_denied
from samre.audit import log
from samre.audit.models import Event
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.models import EmergencyAccess, Review
from samre.casework.rules.permissions import Need, check_may, find_ground

pytestmark = pytest.mark.django_db
WHY = "Personen ringer och står utan bostad i kväll"


@pytest.fixture
def colleagues():
    """A handler with a case, and a colleague at the same unit who has no part in it."""
    assignment, handler = make_caseworker()
    _, other = make_caseworker(unit=assignment.unit)
    return make_case(handler), handler, other


def test_without_a_reason_from_the_list_nobody_comes_in(colleagues) -> None:
    case, _, other = colleagues
    with pytest.raises(Refused) as refused:
        open_in_emergency(case=case, reason="nyfiken", explanation=WHY, by=other)
    assert set(refused.value.problems) == {"skal"}
    assert not EmergencyAccess.objects.exists()
    assert find_ground(other, case) is None


@pytest.mark.parametrize("text", ["", "bråttom nu", "Personen 19121212-1212 ringer mig"])
def test_the_explanation_says_something_and_holds_no_person_number(colleagues, text: str) -> None:
    case, _, other = colleagues
    with pytest.raises(Refused) as refused:
        open_in_emergency(case=case, reason="akut", explanation=text, by=other)
    assert set(refused.value.problems) == {"beskrivning"}


def test_it_opens_for_reading_only_and_ends_by_itself(colleagues) -> None:
    case, _, other = colleagues
    access = open_in_emergency(case=case, reason="akut", explanation=WHY, by=other)
    assert check_may(other, Need.READ, case).is_emergency
    with pytest.raises(Denied):
        check_may(other, Need.WRITE, case)
    with time_machine.travel(access.until - timedelta(seconds=1)):
        assert find_ground(other, case) is not None
    with time_machine.travel(access.until):
        assert find_ground(other, case) is None


def test_it_is_always_put_up_for_review_and_points_to_its_own_event(colleagues) -> None:
    case, _, other = colleagues
    access = open_in_emergency(case=case, reason="akut", explanation=WHY, by=other)
    review = Review.objects.get()
    event = Event.objects.get(chain=review.chain, number=review.event_number)
    assert (event.action, event.object_id, event.user) == (
        "case.emergency",
        str(access.pk),
        str(other.user_id),
    )
    assert review.rule == "nödåtkomst"
    assert review.reviewed_user == other.user_id
    assert review.due_on > timezone.localdate()


def test_what_was_written_to_explain_stays_out_of_the_log(colleagues) -> None:
    case, _, other = colleagues
    open_in_emergency(case=case, reason="akut", explanation="Kanariefågeln sjunger i natt", by=other)
    assert not [event for event in Event.objects.all() if "Kanarie" in f"{event.why}{event.detail}"]


def test_no_review_means_no_access(colleagues, monkeypatch) -> None:
    case, _, other = colleagues

    def broken(**_: object) -> None:
        raise log.LogUnavailable("full")

    monkeypatch.setattr(Review.objects, "create", broken)
    with pytest.raises(log.LogUnavailable):
        open_in_emergency(case=case, reason="akut", explanation=WHY, by=other)
    assert not EmergencyAccess.objects.exists()
    assert not Event.objects.filter(action="case.emergency").exists()


def test_a_protected_person_is_not_opened_in_an_emergency() -> None:
    assignment, handler = make_caseworker()
    _, other = make_caseworker(unit=assignment.unit)
    case = make_case(handler, protection="markering")
    with pytest.raises(Denied, match="namngivna handläggarna") as denied:
        open_in_emergency(case=case, reason="akut", explanation=WHY, by=other)
    log_denied(denied.value)
    tried = Event.objects.get(action="case.emergency")
    assert (tried.outcome, tried.case_id, tried.user) == ("denied", str(case.pk), str(other.user_id))


def test_an_emergency_ends_when_the_person_becomes_protected(colleagues) -> None:
    case, _, other = colleagues
    open_in_emergency(case=case, reason="akut", explanation=WHY, by=other)
    case.person.protection = "markering"
    case.person.save()
    assert find_ground(other, case) is None


def test_another_kommun_has_no_emergencies_here(colleagues) -> None:
    case, _, _ = colleagues
    _, stranger = make_caseworker()
    with pytest.raises(Denied, match="egna kommunen"):
        open_in_emergency(case=case, reason="akut", explanation=WHY, by=stranger)


def test_she_who_may_read_already_needs_none(colleagues) -> None:
    case, handler, _ = colleagues
    with pytest.raises(Refused, match="redan läsa"):
        open_in_emergency(case=case, reason="akut", explanation=WHY, by=handler)
