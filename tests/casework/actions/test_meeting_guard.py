"""What leaves with a calling and with minutes: only to whom was called, and nothing that no consent lets out."""

from __future__ import annotations

import pytest
from tests.casework.actions.test_meetings import Meetings as Base
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import call, in_days, make_meeting, meeting_words

from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.casework.actions.agreed_measures import agree_measure
from samre.casework.actions.meeting_replies import add_meeting_reply, is_answered
from samre.casework.actions.meeting_seats import add_point, remove_participant, seats_of
from samre.casework.actions.meetings import change_meeting
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


class TestWhatIsWritten(Base):
    def refused(self, meeting: Meeting) -> dict[str, str]:
        with pytest.raises(Refused) as told:
            call(meeting, self.by)
        assert self.deliveries(0) == self.deliveries(1) == [], "ingen får något innan texten är skriven om"
        return dict(told.value.problems)

    def protect(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.contact = {"phone": "070-174 06 05"}
        person.save()
        self.case.refresh_from_db()

    def test_a_calling_points_out_nobody_else(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, purpose="Prata med brodern Kjell")
        add_point(meeting=meeting, text="Ringa 19701063-2391", is_persons=False, by=self.by)
        told = self.refused(meeting)
        assert set(told) == {"syfte", "punkt"}
        assert "»Kjell«" in told["syfte"]

    def test_who_a_protected_person_is_stands_in_no_calling_even_on_consent(self) -> None:
        self.protect()
        meeting = make_meeting(self.case, self.by, self.units, interpreter="Fågelsson bokar, 070-174 06 05")
        assert set(self.refused(meeting)) == {"tolk"}

    def test_what_no_consent_covers_is_not_told_and_the_sentence_says_what_to_do(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, purpose="Planera efter depressionen")
        told = self.refused(meeting)["syfte"]
        assert "»depressionen«" in told
        assert "hämta in ett samtycke" in told
        make_consent(self.case, self.by, to=self.units, categories=("diagnos",), purpose="plan")
        call(meeting, self.by)
        assert "depressionen" in str(self.deliveries(0)[0].snapshot)

    def test_what_no_consent_can_cover_is_not_told(self) -> None:
        assert "Skriv om" in self.refused(
            make_meeting(self.case, self.by, self.units, purpose="Tala om våldet och hotad hälsa")
        ).get("syfte", "")

    def test_minutes_are_held_to_the_same(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        call(meeting, self.by)
        self.whole_sip(meeting)
        agree_measure(talk=meeting, party="REG", what="Följer upp missbruket", due_on=in_days(9), by=self.by)
        self.written(meeting, "Alva har F31.9. Kjell 19701063-2391 var inte med.")
        meeting.refresh_from_db()
        with pytest.raises(Refused) as told:
            self.share(meeting)
        assert set(told.value.problems) == {"text", "atgard"}
        assert "»F31.9«" in told.value.problems["text"]
        assert len(self.deliveries(0)) == 1


class TestReasonsAndCorrections(Base):
    """Words outside the consent go with a reason that is kept; a meeting can be corrected after it was called to."""

    def called(self, **more: object) -> Meeting:
        meeting = make_meeting(self.case, self.by, self.units, kind="avstamning", **more)  # type: ignore[arg-type]
        call(meeting, self.by)
        meeting.refresh_from_db()
        return meeting

    def test_words_outside_the_consent_go_with_a_reason_that_is_kept_and_counted_in_the_log(self) -> None:
        meeting = make_meeting(
            self.case, self.by, self.units, kind="avstamning", purpose="Tala om hans depression"
        )
        with pytest.raises(Refused) as told:
            call(meeting, self.by)
        assert "varför orden får stå kvar" in told.value.problems["syfte"]
        call(meeting, self.by, reasons={"syfte": "Det är rubriken på kommunens egen kurs."})
        assert len(self.deliveries(0)) == 1
        meeting.refresh_from_db()
        assert [
            (one["sort"], one["version"], one["field"], one["why"], one["by"]) for one in meeting.let_through
        ] == [("kallelse", 1, "syfte", "Det är rubriken på kommunens egen kurs.", self.by.name)]
        assert self.deliveries(0)[0].snapshot.get("why") is None
        told_in_log = [str(vars(event)) for event in Event.objects.filter(action="meeting.call")]
        assert any("reasoned" in one for one in told_in_log)
        assert not any("rubriken" in one for one in told_in_log)

    def test_a_reason_never_lets_out_who_somebody_else_is(self) -> None:
        meeting = make_meeting(
            self.case, self.by, self.units, kind="avstamning", purpose="Ring 19811228-9874 innan"
        )
        with pytest.raises(Refused):
            call(meeting, self.by, reasons={"syfte": "Hon vill det."})
        assert self.deliveries(0) == []

    def test_the_place_and_the_names_are_judged_but_an_address_is_a_place(self) -> None:
        meeting = make_meeting(
            self.case, self.by, self.units, kind="avstamning", place="Psykiatrin, Storgatan 5"
        )
        with pytest.raises(Refused) as told:
            call(meeting, self.by)
        assert set(told.value.problems) == {"plats"}
        assert "Storgatan" not in told.value.problems["plats"]
        call(meeting, self.by, reasons={"plats": "Rummet ligger där, inget annat."})
        assert len(self.deliveries(0)) == 1

    def test_minutes_take_reasons_as_callings_do(self) -> None:
        meeting = self.called()
        self.written(meeting, "Läkaren tog upp en depression.")
        with pytest.raises(Refused):
            self.share(meeting)
        self.share(meeting, reasons={"text": "Personen bad att det skulle stå med."})
        meeting.refresh_from_db()
        assert [(one["sort"], one["version"]) for one in meeting.let_through] == [("protokoll", 1)]
        assert len(self.deliveries(0)) == 2

    def test_a_purpose_corrected_after_calling_goes_out_anew_and_the_old_calling_is_closed(self) -> None:
        meeting = self.called()
        change_meeting(
            meeting=meeting,
            words=meeting_words(purpose="Ett bättre syfte"),
            seen=meeting.revision,
            by=self.by,
        )
        meeting.refresh_from_db()
        assert all(seat.waits_for_calling for seat in seats_of(meeting))
        assert call(meeting, self.by) == []
        old, new = self.deliveries(0)
        assert old.closed_at is not None
        assert new.closed_at is None
        assert "Ett bättre syfte" in str(new.snapshot)
        assert "Ett bättre syfte" not in str(old.snapshot)
        assert new.subject.startswith("Ändrad")
        assert not any(seat.waits_for_calling for seat in seats_of(meeting))

    def test_a_new_point_after_calling_goes_out_with_a_new_calling(self) -> None:
        meeting = self.called()
        add_point(meeting=meeting, text="Vem följer med första dagen", is_persons=True, by=self.by)
        meeting.refresh_from_db()
        call(meeting, self.by)
        assert "första dagen" in str(self.deliveries(1)[-1].snapshot)

    def test_an_answer_to_the_earlier_calling_is_none_to_the_new(self) -> None:
        meeting = self.called()
        for number in (0, 1):
            seat = meeting.participants.get(receiver_unit=self.units[number])
            seat.meeting = meeting
            add_meeting_reply(
                case=self.case, participant=seat, kind="kommer", text="", came_on=in_days(0), by=self.by
            )
        add_point(meeting=meeting, text="Något mer", is_persons=False, by=self.by)
        meeting.refresh_from_db()
        call(meeting, self.by)
        seat = meeting.participants.get(receiver_unit=self.units[0])
        assert not is_answered(seat)
        seat.meeting = meeting
        add_meeting_reply(
            case=self.case,
            participant=seat,
            kind="kommer_inte",
            text="Semester",
            came_on=in_days(0),
            by=self.by,
        )
        assert is_answered(seat)

    def test_with_minutes_begun_the_meeting_is_changed_no_more(self) -> None:
        meeting = self.called()
        self.written(meeting)
        meeting.refresh_from_db()
        with pytest.raises(Denied):
            change_meeting(
                meeting=meeting, words=meeting_words(purpose="Annat"), seen=meeting.revision, by=self.by
            )
