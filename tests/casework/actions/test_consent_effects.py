"""What a consent that no longer holds takes with it: callings are closed at the receiver, insatser are looked at."""

from __future__ import annotations

import pytest
from django.test import TestCase
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import askable, call, make_meeting
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner
from tests.casework.placement_factories import make_enterprise, make_placement

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied
from samre.accounts.scope import acting_in
from samre.casework.actions.consents import narrow_consent, withdraw_all_consents, withdraw_consent
from samre.casework.models import CaseEvent, Consent, Delivery, Meeting, MeetingState, PlacementState, Task
from samre.casework.post import deliver, read_delivery


class Effects(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson")
        self.fk, self.care = askable("fk", "region")

    def called(self, **more: object) -> Meeting:
        meeting = make_meeting(self.case, self.by, [self.fk, self.care], **more)  # type: ignore[arg-type]
        assert call(meeting, self.by) == []
        meeting.refresh_from_db()
        return meeting

    def delivery(self, unit: object) -> Delivery:
        with acting_in(unit.authority_id):  # type: ignore[attr-defined]
            return Delivery.objects.get(owner_id=unit.authority_id)  # type: ignore[attr-defined]

    def tasks(self, kind: str) -> int:
        return Task.objects.filter(case=self.case, kind=kind, done_at__isnull=True).count()

    def test_the_receiver_finds_the_calling_closed_at_the_next_request(self) -> None:
        self.called()
        partner = actor_for(make_partner(unit=self.fk))
        with acting_in(self.fk.authority_id):
            read_delivery(delivery=self.delivery(self.fk), by=partner)
        withdraw_consent(consent=Consent.objects.get(), channel="telefon", by=self.by)
        with acting_in(self.fk.authority_id), pytest.raises(Denied) as denied:
            read_delivery(delivery=self.delivery(self.fk), by=partner)
        assert "avslutat" in denied.value.reason
        assert self.tasks("samtycke_kallelse") == 1
        assert CaseEvent.objects.filter(case=self.case, kind="meeting.shut").count() == 2

    def test_it_closes_also_when_the_minutes_are_shared_and_the_minutes_stay(self) -> None:
        meeting = self.called()
        calling = self.delivery(self.fk)
        seat = meeting.participants.get(receiver_unit=self.fk)
        with acting_in(self.fk.authority_id):
            deliver(
                kind="kallelse",
                receiver=self.fk.authority,
                unit=self.fk,
                source_ref=seat.pk,
                source_authority=self.case.owner_id,
                sender="Kommunen",
                subject="Protokoll",
                snapshot={"heading": "Protokoll"},
                packet=None,
                sha256="f" * 64,
                answer_by=None,
            )
        Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.SHARED)
        withdraw_all_consents(case=self.case, channel="mote", by=self.by)
        with acting_in(self.fk.authority_id):
            calling.refresh_from_db()
            assert calling.closed_at is not None
            assert Delivery.objects.get(owner_id=self.fk.authority_id, subject="Protokoll").closed_at is None

    def test_only_the_receiver_it_was_about_is_closed(self) -> None:
        meeting = self.called()
        consent = Consent.objects.get()
        scope = consent.scopes.get(receiver=self.fk.authority_id, category="planering")
        narrow_consent(consent=consent, scopes=[scope.pk], channel="mote", by=self.by)
        assert self.delivery(self.fk).closed_at is not None
        assert self.delivery(self.care).closed_at is None
        assert meeting.participants.get(receiver_unit=self.fk).shut_at is not None

    def test_it_stays_open_while_another_consent_covers_it(self) -> None:
        self.called()
        first = Consent.objects.get()
        make_consent(
            self.case, self.by, to=[self.fk, self.care], categories=("kontakt", "planering"), purpose="plan"
        )
        withdraw_consent(consent=first, channel="mote", by=self.by)
        assert self.delivery(self.fk).closed_at is None
        assert self.tasks("samtycke_kallelse") == 0

    def test_who_says_yes_again_can_be_called_again(self) -> None:
        meeting = self.called()
        withdraw_all_consents(case=self.case, channel="mote", by=self.by)
        make_consent(self.case, self.by, to=[self.fk], categories=("kontakt", "planering"), purpose="plan")
        meeting.refresh_from_db()
        assert len(call(meeting, self.by)) == 1, "vården har inget samtycke"
        with acting_in(self.fk.authority_id):
            rows = Delivery.objects.filter(owner_id=self.fk.authority_id).order_by("delivered_at")
            assert [row.closed_at is None for row in rows] == [False, True]

    def test_an_insats_goes_on_but_the_handler_is_told(self) -> None:
        placement, _ = make_placement(self.case, self.by, make_enterprise())
        withdraw_consent(consent=placement.consent, channel="mote", by=self.by)
        placement.refresh_from_db()
        assert placement.state == PlacementState.ORDERED
        assert self.tasks("samtycke_insats") == 1
        assert Task.objects.get(case=self.case, kind="samtycke_insats").about == str(placement.pk)

    def test_a_consent_to_others_says_nothing_of_the_insats(self) -> None:
        make_placement(self.case, self.by, make_enterprise())
        other = make_consent(self.case, self.by, to=[self.fk])
        withdraw_consent(consent=other, channel="mote", by=self.by)
        assert self.tasks("samtycke_insats") == 0
