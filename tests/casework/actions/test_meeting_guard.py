"""What leaves with a calling and with minutes: only to whom was called, and nothing that no consent lets out."""

from __future__ import annotations

import pytest
from tests.casework.actions.test_meetings import Meetings as Base
from tests.casework.consultation_factories import call, make_meeting

from samre.accounts.acts import Refused
from samre.casework.actions.meeting_seats import add_point, remove_participant, seats_of
from samre.casework.models import Meeting, Participant


class TestWhoGetsIt(Base):
    def test_who_was_taken_away_is_not_called_and_gets_no_minutes(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, kind="avstamning")
        gone = meeting.participants.get(receiver_unit=self.units[0])
        remove_participant(meeting=meeting, participant=gone, by=self.by)
        meeting.refresh_from_db()
        call(meeting, self.by)
        self.written(meeting)
        self.share(meeting)
        assert self.deliveries(0) == []
        assert len(self.deliveries(1)) == 2
        assert self.units[0].authority.short not in str([one.snapshot for one in self.deliveries(1)])

    def test_minutes_go_to_nobody_who_was_not_called(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, kind="avstamning", consented=False)
        call(meeting, self.by)
        # The consents come after the calling.
        make_meeting(self.case, self.by, self.units, kind="avstamning")
        self.written(meeting)
        self.share(meeting)
        assert self.deliveries(0) == self.deliveries(1) == []
        assert not Participant.objects.filter(
            meeting=meeting, receiver_unit__isnull=False, shared_at__isnull=False
        ).exists()

    def test_the_consents_of_each_sharing_are_kept_beside_those_of_the_calling(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, kind="avstamning")
        call(meeting, self.by)
        self.written(meeting)
        self.share(meeting)
        self.written(meeting, "Något mer sades.")
        meeting.refresh_from_db()
        self.share(meeting)
        seat = next(one for one in seats_of(meeting) if one.receiver_unit == self.units[0])
        assert [one.get("minutes", 0) for one in seat.grounds] == [0, 0, 1, 1, 2, 2]
        assert all(one["consent"] for one in seat.grounds)
