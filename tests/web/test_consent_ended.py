"""A consent that is withdrawn, read where it was used: at Försäkringskassan, the Region, the handledare's and the kommun."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import PDF, call, make_meeting
from tests.casework.consultation_factories import make_sent as make_question
from tests.casework.disclosure_factories import make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner
from tests.casework.placement_factories import make_enterprise, make_placement, make_supervisor

from samre.accounts.models import Unit
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.agreed_measures import agree_measure, measures_of
from samre.casework.actions.consents import expire_consent, narrow_consent, withdraw_all_consents
from samre.casework.actions.meeting_seats import seats_of
from samre.casework.actions.minutes import (
    close_meeting,
    last_minutes,
    share_minutes,
    write_minutes,
    write_sip,
)
from samre.casework.actions.persons import change_person
from samre.casework.documents.forms import b12_sip
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.models import Case, Consent, ConsultationReply, Delivery, Meeting, Person, Protection
from samre.certificate.wording import in_words

TOLD = "återkallade"


class Ended(TestCase):
    """A case, and somebody who reads the inbox at Försäkringskassan and at the Region."""

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = Case.objects.get(
            pk=make_case(self.by, name="Kanarie Fågelsson", facts={"sgi": "noll"}).pk
        )
        self.fk, self.care = make_partner(kind="fk"), make_partner(kind="region")
        self.today = in_words(timezone.localdate())

    @property
    def units(self) -> list[Unit]:
        return [self.fk.unit, self.care.unit]

    def withdraw(self) -> None:
        withdraw_all_consents(case=self.case, channel="telefon", by=self.by)

    def theirs(self, unit: Unit, **more: Any) -> Delivery:
        with acting_in(unit.authority_id):
            return Delivery.objects.filter(owner_id=unit.authority_id, answered_as__in=["", "kallelse"]).get(
                **more
            )

    def at(self, assignment: Any, address: str, status: int = 200) -> str:
        answer = log_in(Client(), assignment).get(address)
        assert answer.status_code == status, answer.status_code
        return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    def answer(self, assignment: Any, delivery: Delivery, **data: str) -> int:
        return log_in(Client(), assignment).post(f"/inkorg/{delivery.pk}", {"sett": "0", **data}).status_code


class TestUnderlag(Ended):
    def test_it_stays_readable_and_says_that_the_person_withdrew_and_on_which_day(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        sent = self.theirs(self.fk.unit)
        assert TOLD not in self.at(self.fk, f"/inkorg/{sent.pk}")
        self.withdraw()
        page = self.at(self.fk, f"/inkorg/{sent.pk}")
        assert f"{TOLD} {self.today}" in page
        assert "Ni får inget mer" in page
        assert "Kanarie Fågelsson" in page, "det som kom är deras"
        assert f"återkallat {self.today}" in self.at(self.fk, "/inkorg")

    def test_the_list_shows_one_row_for_it_and_asks_no_more_for_many(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        self.withdraw()
        client = log_in(Client(), self.fk)
        with CaptureQueriesContext(connection) as few:
            assert client.get("/inkorg").content.decode().count("inbox__subject") == 1
        for _ in range(3):
            make_sent(self.case, self.by, to=self.fk.unit)
        self.withdraw()
        with CaptureQueriesContext(connection) as many:
            assert client.get("/inkorg").content.decode().count("inbox__subject") == 4
        assert len(many) <= len(few)

    def test_it_can_still_be_answered_since_the_decision_is_theirs(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        self.withdraw()
        assert self.answer(self.fk, self.theirs(self.fk.unit), svar="mottaget") == 302

    def test_the_word_beside_it_is_no_delivery_that_can_be_opened(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        self.withdraw()
        with acting_in(self.fk.unit.authority_id):
            word = Delivery.objects.get(answered_as="aterkallat")
        self.at(self.fk, f"/inkorg/{word.pk}", status=404)
        assert Event.objects.filter(
            chain=str(self.fk.unit.authority_id), action="delivery.consent_ended"
        ).exists()

    def test_other_receivers_and_other_consents_are_not_told(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        other = make_consent(self.case, self.by, to=[self.care.unit])
        scope = make_consent(
            self.case, self.by, to=[self.fk.unit], categories=("diagnos", "vard"), purpose="plan"
        )
        narrow_consent(
            consent=scope, scopes=[scope.scopes.get(category="vard").pk], channel="telefon", by=self.by
        )
        assert TOLD not in self.at(self.fk, f"/inkorg/{self.theirs(self.fk.unit).pk}")
        assert other.scopes.exists()

    def test_a_consent_whose_last_day_has_passed_says_so_already_in_what_was_sent(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        with time_machine.travel(timezone.now() + timedelta(days=400), tick=True):
            expire_consent(consent=Consent.objects.get(), by=self.by)
        page = self.at(self.fk, f"/inkorg/{self.theirs(self.fk.unit).pk}")
        assert TOLD not in page
        assert "gäller till och med" in page


class TestQuestion(Ended):
    def test_one_with_a_name_is_read_but_not_answered_and_the_kommun_sees_why(self) -> None:
        asked = make_question(self.case, self.by, self.units, mode="med_namn")
        sent = self.theirs(self.fk.unit)
        assert 'id="svara"' in self.at(self.fk, f"/inkorg/{sent.pk}")
        self.withdraw()
        page = self.at(self.fk, f"/inkorg/{sent.pk}")
        assert f"{TOLD} {self.today}" in page
        assert "inte längre att besvara" in page
        assert 'id="svara"' not in page
        assert self.answer(self.fk, sent, svar="forslag", text="Samordning.") != 302
        assert not ConsultationReply.objects.exists()
        waiting = self.at(self.fk, "/inkorg")
        assert "Inget väntar på svar" in waiting
        own = self.at(self.assignment, f"/arenden/{self.case.pk}/samverkan/konsultation/{asked.pk}")
        assert own.count(f"Samtycket återkallades {self.today}") == 2
        assert "Fråga i ärendekonsultationen stängdes" in self.at(
            self.assignment, f"/arenden/{self.case.pk}/tidslinje"
        )

    def test_a_yes_given_later_does_not_open_it_again(self) -> None:
        asked = make_question(self.case, self.by, [self.fk.unit], mode="med_namn")
        self.withdraw()
        make_consent(
            self.case,
            self.by,
            to=[self.fk.unit],
            categories=("kontakt", "sjukskrivning"),
            purpose="konsultation",
        )
        assert self.answer(self.fk, self.theirs(self.fk.unit), svar="forslag", text="Samordning.") != 302
        own = self.at(self.assignment, f"/arenden/{self.case.pk}/samverkan/konsultation/{asked.pk}")
        assert "kan inte komma" in own

    def test_one_without_a_name_rests_on_no_consent(self) -> None:
        make_question(self.case, self.by, [self.fk.unit])
        make_consent(self.case, self.by, to=[self.fk.unit])
        self.withdraw()
        assert self.answer(self.fk, self.theirs(self.fk.unit), svar="forslag", text="Samordning.") == 302


class TestCalling(Ended):
    def called(self) -> Meeting:
        meeting = make_meeting(self.case, self.by, self.units)
        assert call(meeting, self.by) == []
        meeting.refresh_from_db()
        return meeting

    def share(self, meeting: Meeting) -> None:
        write_minutes(
            meeting=meeting,
            text="Alla var överens.",
            came=[s.pk for s in seats_of(meeting)],
            seen=0,
            by=self.by,
        )
        write_sip(
            meeting=meeting,
            needs="Stöd",
            lead="KOM",
            evaluate_on=timezone.localdate() + timedelta(days=90),
            by=self.by,
        )
        due = timezone.localdate() + timedelta(days=14)
        agree_measure(talk=meeting, party="REG", what="Kallar till läkare", due_on=due, by=self.by)
        last = last_minutes(meeting)
        assert last is not None
        sender = sender_for(self.case, self.by)
        paper = b12_sip.paper(
            meeting, last, measures_of(meeting), seats_of(meeting), sender=sender, on=timezone.localdate()
        )
        assert share_minutes(meeting=meeting, version=1, paper=paper, content=PDF, by=self.by) == []

    def check_no_calling_waits(self) -> None:
        for one in (self.fk, self.care):
            page = self.at(one, "/inkorg")
            assert "Kallelse" not in page
            assert "Inget väntar på svar" in page or "Protokoll" in page
            self.at(one, f"/inkorg/{self.theirs(one.unit).pk}", status=403)

    def test_it_closes_everywhere_when_the_person_withdraws(self) -> None:
        self.called()
        assert "Kallelse" in self.at(self.care, "/inkorg")
        self.withdraw()
        self.check_no_calling_waits()

    def test_it_closes_when_the_minutes_are_shared_whatever_comes_after(self) -> None:
        meeting = self.called()
        with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
            self.share(meeting)
            self.check_no_calling_waits()
            meeting.refresh_from_db()
            close_meeting(meeting=meeting, result="Läkartid bokas.", seen=meeting.revision, by=self.by)
            self.check_no_calling_waits()

    def test_the_minutes_stay_and_say_that_the_person_withdrew(self) -> None:
        meeting = self.called()
        with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
            self.share(meeting)
            self.withdraw()
            with acting_in(self.care.unit.authority_id):
                minutes = Delivery.objects.get(owner_id=self.care.unit.authority_id, answered_as="protokoll")
            page = self.at(self.care, f"/inkorg/{minutes.pk}")
        assert "Alla var överens." in page
        assert TOLD in page


class TestPlace(Ended):
    def test_the_handledare_reads_it_on_the_page_of_the_place_and_nowhere_else(self) -> None:
        unit = make_enterprise()
        handledare, _ = make_supervisor(unit)
        _, delivery = make_placement(self.case, self.by, unit)
        assert TOLD not in self.at(handledare, f"/platser/{delivery.pk}")
        self.withdraw()
        page = self.at(handledare, f"/platser/{delivery.pk}")
        assert f"{TOLD} {self.today}" in page
        assert "Platsen finns kvar tills kommunen avslutar den" in page
        assert self.at(handledare, "/platser").count("asf-person__name") == 1


class TestProtected(Ended):
    """R52: a withdrawal is told without saying who or where, on both sides."""

    def test_nobody_is_named_and_no_receiver_of_hers_either(self) -> None:
        make_sent(self.case, self.by, to=self.fk.unit)
        make_question(self.case, self.by, [self.fk.unit], mode="med_namn")
        meeting = make_meeting(self.case, self.by, [self.care.unit])
        assert call(meeting, self.by) == []
        person = Person.objects.get(pk=self.case.person_id)
        change_person(
            case=self.case,
            revision=person.revision,
            name=person.name,
            contact={},
            protection=Protection.MARKED,
            language="",
            interpreter="",
            by=self.by,
        )
        self.case = Case.objects.get(pk=self.case.pk)
        before = self.at(self.assignment, f"/arenden/{self.case.pk}/samverkan/samtycke/aterkalla")
        self.withdraw()
        after = self.at(self.assignment, f"/arenden/{self.case.pk}/tidslinje")
        lists = [
            self.at(one, "/inkorg?visa=" + part) for one in (self.fk, self.care) for part in ("", "besvarade")
        ]
        for page in (before, after, *lists):
            assert "Fågelsson" not in page
        assert sum("återkallat" in page for page in lists) == 2, "underlaget väntar, frågan är klar"
        assert any("Skyddade uppgifter" in page for page in lists)
        told = before.partition("<main")[2]
        assert "finns kvar där" in told
        assert f"hos {self.fk.unit.authority.name}" not in told
        told = [
            event
            for unit in self.units
            for event in Event.objects.filter(chain=str(unit.authority_id), action__startswith="delivery.")
        ]
        assert not [one for one in told if "Fågelsson" in f"{one.why}{one.detail}"]
