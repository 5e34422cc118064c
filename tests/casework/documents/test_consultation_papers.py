"""The papers of consultations and meetings, and calendar files: what stands on them, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import TestCase
from django.utils import timezone
from icalendar import Calendar
from tests.casework.consultation_factories import (
    BACKGROUND,
    QUESTION,
    askable,
    call,
    in_days,
    make_consultation,
    make_meeting,
    make_sent,
    write,
)
from tests.casework.factories import make_case, make_caseworker

from samre.casework.actions.agreed_measures import agree_measure, measures_of
from samre.casework.actions.meeting_seats import add_participant, add_point, seats_of
from samre.casework.actions.minutes import last_minutes, write_minutes, write_sip
from samre.casework.documents.calendar import calendar_file, reference
from samre.casework.documents.forms import b04_consultation, b11_calling, b12_sip
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.paper_text import paper_text
from samre.casework.models import Case, Consultation
from samre.casework.queries.consultations import questions_of
from samre.sealing.ids import new_id


class Papers(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        made = make_case(self.by, name="Kanarie Fågelsson", number="195010172483")
        self.case = Case.objects.get(pk=made.pk)
        self.units = askable("fk", "af")
        self.sender = sender_for(self.case, self.by)

    def referral(self, consultation: Consultation) -> str:
        paper = b04_consultation.paper(
            consultation, questions_of(consultation), sender=self.sender, on=timezone.localdate()
        )
        return " ".join(paper_text(paper).split())

    def test_a_referral_without_a_name_has_an_age_span_and_no_number(self) -> None:
        told = self.referral(write(make_consultation(self.case, self.by, self.units), self.by))
        for words in (QUESTION, BACKGROUND.splitlines()[0], "60 år eller äldre", "Underlag, inte beslut"):
            assert words in told
        for words in ("Kanarie", "Fågelsson", "501017", "2483", self.case.number):
            assert words not in told

    def test_a_team_referral_tells_expectations_and_consent_for_each_authority(self) -> None:
        sent = make_sent(self.case, self.by, self.units, form="resursteam", mode="med_namn")
        told = self.referral(sent)
        assert "REMISS TILL RESURSTEAMET" in told.upper()
        for words in ("Vill arbeta halvtid.", "Tolk behövs inte.", "Ingen känd.", "Kanarie Fågelsson"):
            assert words in told
        assert told.count("Ja, till") == 2

    def test_a_calling_tells_the_persons_own_questions_and_what_each_comes_for(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        add_point(meeting=meeting, text="Vad händer sedan?", is_persons=True, by=self.by)
        add_participant(meeting=meeting, kind="stodperson", name="Vera Vän", part="Stöd", by=self.by)
        paper = b11_calling.paper(meeting, seats_of(meeting), sender=self.sender, on=timezone.localdate())
        told = paper_text(paper)
        assert paper.title == "Kallelse till SIP-möte"
        for words in ("Vad händer sedan?", "Vera Vän", "Stöd", "4711", "Kommer du?"):
            assert words in told

    def test_a_calling_of_a_protected_person_tells_no_place_and_no_friend(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.save()
        meeting = make_meeting(self.case, self.by, self.units)
        add_participant(meeting=meeting, kind="stodperson", name="Vera Vän", part="", by=self.by)
        told = paper_text(
            b11_calling.paper(meeting, seats_of(meeting), sender=self.sender, on=timezone.localdate())
        )
        for words in ("Kanarie", "4711", "Vera", "501017"):
            assert words not in told

    def test_a_sip_holds_what_the_law_asks(self) -> None:
        meeting = make_meeting(self.case, self.by, self.units)
        call(meeting, self.by)
        came = [seat.pk for seat in seats_of(meeting)]
        write_minutes(meeting=meeting, text="Vi var överens.", came=came, seen=0, by=self.by)
        write_sip(meeting=meeting, needs="Lugn", lead="REG", evaluate_on=in_days(90), by=self.by)
        agree_measure(talk=meeting, party="KOM", what="Ordnar plats", due_on=in_days(20), by=self.by)
        last = last_minutes(meeting)
        assert last is not None
        paper = b12_sip.paper(
            meeting,
            last,
            measures_of(meeting),
            seats_of(meeting),
            sender=self.sender,
            on=timezone.localdate(),
        )
        told = paper_text(paper)
        assert paper.form == "B12"
        for words in ("Lugn", "Ordnar plats", "Vården", "Följs upp", "Vi var överens.", "Personen"):
            assert words in told


class TestCalendar(TestCase):
    def test_a_file_tells_when_and_a_reference_and_nothing_else(self) -> None:
        about, start = new_id(), datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
        made = calendar_file(
            about=about, starts_at=start, minutes=45, channel="kontor", made_at=start, hides_place=False
        )
        (event,) = Calendar.from_ical(made).walk("VEVENT")
        assert event.decoded("dtstart") == start
        assert (event.decoded("dtend") - start).seconds == 45 * 60
        assert str(event["summary"]) == f"Möte, SAMRE, Ref {reference(about)}"
        assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
        assert b"VALARM" not in made

    def test_how_people_meet_is_hidden_when_the_person_is_protected(self) -> None:
        start = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
        for hides in (True, False):
            made = calendar_file(
                about=new_id(), starts_at=start, minutes=30, channel="video", made_at=start, hides_place=hides
            )
            assert (b"LOCATION" in made) is not hides
