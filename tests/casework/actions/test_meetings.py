"""Meetings: nobody is called before the person's yes, minutes are shared before closing, a SIP is whole (SoL 10:8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from tests.casework.consultation_factories import PDF, askable, call, in_days, make_meeting, meeting_words
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.scope import acting_in
from samre.casework.actions.agreed_measures import agree_measure, measures_of
from samre.casework.actions.inbox import answer_delivery
from samre.casework.actions.meeting_replies import add_meeting_reply
from samre.casework.actions.meeting_seats import (
    add_participant,
    add_point,
    remove_participant,
    remove_point,
    seats_of,
)
from samre.casework.actions.meetings import cancel_meeting, change_meeting
from samre.casework.actions.minutes import (
    close_meeting,
    last_minutes,
    share_minutes,
    write_minutes,
    write_sip,
)
from samre.casework.documents.forms import b12_sip
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.models import Delivery, Meeting, Note, Record, Task


class Meetings(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson")
        self.units = askable("fk", "region")

    def deliveries(self, number: int) -> list[Delivery]:
        unit = self.units[number]
        with acting_in(unit.authority_id):
            return list(Delivery.objects.filter(owner_id=unit.authority_id).order_by("delivered_at"))

    def share(self, meeting: Meeting, **more: Any) -> list[str]:
        last = last_minutes(meeting)
        assert last is not None
        paper = b12_sip.paper(
            meeting,
            last,
            measures_of(meeting),
            seats_of(meeting),
            sender=sender_for(self.case, self.by),
            on=timezone.localdate(),
        )
        return share_minutes(
            meeting=meeting, version=last.version, paper=paper, content=PDF, by=self.by, **more
        )

    def written(self, meeting: Meeting, text: str = "Alla var överens.") -> None:
        last = last_minutes(meeting)
        write_minutes(
            meeting=meeting,
            text=text,
            came=[seat.pk for seat in seats_of(meeting)],
            seen=last.version if last else 0,
            by=self.by,
        )

    def whole_sip(self, meeting: Meeting) -> None:
        write_sip(meeting=meeting, needs="Stöd varje dag", lead="KOM", evaluate_on=in_days(90), by=self.by)
        agree_measure(talk=meeting, party="REG", what="Kallar till läkare", due_on=in_days(14), by=self.by)


class TestCalling(Meetings):
    def test_nobody_is_called_before_the_persons_yes(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, agreed_on=None)
        with pytest.raises(Refused) as refused:
            call(meeting, self.by)
        assert set(refused.value.problems) == {"ja"}
        assert self.deliveries(0) == []

    def test_each_unit_that_consent_covers_gets_the_calling_with_the_persons_own_questions(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        add_point(meeting=meeting, text="När får jag veta något?", is_persons=True, by=self.by)
        assert call(meeting, self.by) == []
        (calling,) = self.deliveries(0)
        assert "När får jag veta något?" in str(calling.snapshot)
        assert calling.snapshot["answers"] == "kallelse"
        assert Record.objects.get(case=self.case).subject_id == meeting.pk
        assert {task.kind for task in Task.objects.filter(case=self.case)} == {"mote_svar", "mote_dag"}

    def test_a_unit_without_consent_is_left_out_with_the_reason_and_called_later(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units, consented=False)
        reasons = call(meeting, self.by)
        assert len(reasons) == 2
        assert all("Samtycke" in reason for reason in reasons)
        assert self.deliveries(0) == []
        make_meeting(self.case, self.by, self.units)  # brings the consents
        meeting.refresh_from_db()
        assert call(meeting, self.by) == []
        assert len(self.deliveries(0)) == 1

    def test_of_a_protected_person_neither_name_nor_place_leaves(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.save()
        meeting = make_meeting(self.case, self.by, self.units)
        call(meeting, self.by)
        (calling,) = self.deliveries(0)
        assert "Fågelsson" not in str(calling.snapshot)
        assert "4711" not in str(calling.snapshot)
        assert calling.is_protected

    def test_who_and_what_can_be_changed_until_it_is_too_late(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        friend = add_participant(meeting=meeting, kind="stodperson", name="Vera Vän", part="Stöd", by=self.by)
        again = add_participant(meeting=meeting, kind="myndighet", unit=self.units[0].pk, by=self.by)
        assert again.receiver_unit == self.units[0]
        remove_participant(meeting=meeting, participant=friend, by=self.by)
        remove_point(meeting=meeting, point=meeting.agenda.order_by("number")[0], by=self.by)
        assert len(seats_of(meeting)) == 4
        assert meeting.agenda.filter(dropped_at=None).count() == 4
        with pytest.raises(Denied):
            remove_participant(meeting=meeting, participant=seats_of(meeting)[0], by=self.by)
        call(meeting, self.by)
        with pytest.raises(Denied):
            remove_participant(meeting=meeting, participant=seats_of(meeting)[2], by=self.by)

    def test_what_is_watched_follows_the_meeting_to_its_new_day(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        call(meeting, self.by)
        later = meeting.starts_at + timedelta(days=3)
        words = meeting_words(starts_at=later)
        change_meeting(meeting=meeting, words=words, seen=meeting.revision, by=self.by)
        watched = Task.objects.filter(case=self.case, kind="mote_dag")
        assert [(one.due_on, one.done_at) for one in watched] == [(timezone.localdate(later), None)]

    def test_cancelled_it_is_closed_at_each_receiver(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        call(meeting, self.by)
        cancel_meeting(meeting=meeting, reason="Personen är sjuk", by=self.by)
        assert [len(self.deliveries(number)) for number in (0, 1)] == [1, 1]
        assert all(one.closed_at for one in [*self.deliveries(0), *self.deliveries(1)])
        assert not Task.objects.filter(case=self.case, done_at=None).exists()

    def test_a_plan_says_what_is_missing_at_each_field(self) -> None:
        with pytest.raises(Refused) as refused:
            make_meeting(
                self.case,
                self.by,
                [],
                purpose="",
                starts_at=timezone.now() - timedelta(hours=1),
                minutes=7,
                channel="röksignal",
                keeper="",
                answer_by=None,
            )
        assert set(refused.value.problems) == {
            "syfte",
            "dag",
            "minuter",
            "kanal",
            "protokoll",
            "svara_senast",
        }


class TestMinutes(Meetings):
    def setUp(self) -> None:
        super().setUp()
        self.meeting = make_meeting(self.case, self.by, self.units)
        call(self.meeting, self.by)

    def test_every_save_is_a_version_and_an_old_page_overwrites_nothing(self) -> None:
        self.written(self.meeting, "Början")
        self.written(self.meeting, "Början och slutet")
        assert [one.version for one in self.meeting.versions.order_by("version")] == [1, 2]
        with pytest.raises(Stale):
            write_minutes(meeting=self.meeting, text="Något annat", came=[], seen=1, by=self.by)

    def test_a_sip_is_shared_whole_or_not_at_all(self) -> None:
        self.written(self.meeting)
        with pytest.raises(Refused) as refused:
            self.share(self.meeting)
        assert set(refused.value.problems) == {"behov", "leder", "foljs_upp", "atgard"}
        self.whole_sip(self.meeting)
        assert self.share(self.meeting) == []
        assert self.deliveries(0)[-1].snapshot["answers"] == "protokoll"
        assert "Stöd varje dag" in str(self.deliveries(0)[-1].snapshot)

    def test_it_is_closed_only_after_sharing_what_stands_there_and_with_a_result(self) -> None:
        self.written(self.meeting)
        self.whole_sip(self.meeting)
        self.meeting.refresh_from_db()
        with pytest.raises(Denied):
            close_meeting(meeting=self.meeting, result="Klart", seen=self.meeting.revision, by=self.by)
        self.share(self.meeting)
        self.written(self.meeting, "Något mer sades.")
        with pytest.raises(Refused):
            close_meeting(meeting=self.meeting, result="Klart", seen=self.meeting.revision, by=self.by)
        self.share(self.meeting)
        with pytest.raises(Refused) as refused:
            close_meeting(meeting=self.meeting, result="", seen=self.meeting.revision, by=self.by)
        assert set(refused.value.problems) == {"utfall"}
        partner = actor_for(make_partner(unit=self.units[0]))
        with acting_in(self.units[0].authority_id):
            answer_delivery(
                delivery=self.deliveries(0)[-1], kind="synpunkt", given={}, text="Vi sa fredag.", by=partner
            )
        self.meeting.refresh_from_db()
        close_meeting(meeting=self.meeting, result="Planen gäller", seen=self.meeting.revision, by=self.by)
        text = Note.objects.get(case=self.case).text
        assert all(
            words in text for words in ("Något mer sades.", "Vi sa fredag.", "Planen gäller", "Kallar till")
        )

    def test_the_database_holds_that_too(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=self.meeting.pk).update(state="stangt")

    def test_words_of_another_authority_are_put_in_the_register_and_a_bare_yes_is_not(self) -> None:
        first, second = seats_of(self.meeting)[2:]
        for seat, text in ((first, "Vi kan bara på förmiddagen."), (second, "")):
            add_meeting_reply(
                case=self.case,
                participant=seat,
                kind="kommer",
                text=text,
                came_on=timezone.localdate(),
                by=self.by,
            )
        row = Record.objects.get(case=self.case, kind="svar")
        assert (row.direction, row.subject_id) == ("in", first.replies.get().pk)

    def test_minutes_are_not_commented_before_they_are_shared_and_a_calling_is_answered(self) -> None:
        seat = seats_of(self.meeting)[2]
        with pytest.raises(Refused):
            add_meeting_reply(
                case=self.case,
                participant=seat,
                kind="stammer",
                text="",
                came_on=timezone.localdate(),
                by=self.by,
            )
        for one in seats_of(self.meeting)[2:]:
            add_meeting_reply(
                case=self.case,
                participant=one,
                kind="kommer",
                text="",
                came_on=timezone.localdate(),
                by=self.by,
            )
        assert not Task.objects.filter(kind="mote_svar", done_at=None).exists()
