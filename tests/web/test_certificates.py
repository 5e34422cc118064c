"""Läkarintyg, tasks and last days on the pages of a case."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from tests.accounts.factories import log_in
from tests.casework.actions.test_certificates import TOLVAN, a_file, lasting
from tests.casework.factories import make_case, make_caseworker

from samre.audit.models import Event
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.deadlines import add_deadline
from samre.casework.actions.tasks import add_task
from samre.casework.models import CertificateFile, Deadline, Person, Task

TODAY = date(2026, 11, 21)
AUTUMN = (date(2026, 9, 1), date(2026, 10, 31))
WINTER = (date(2026, 11, 2), date(2026, 12, 31))


class Pages(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(
            self.by, number=TOLVAN, facts={"avslag": "kommun", "avslag_datum": "2026-11-10"}
        )
        self.client: Client = log_in(Client(), self.assignment)
        self.here = f"/arenden/{self.case.pk}"

    def page(self, path: str, **post: Any) -> Any:
        return self.client.post(self.here + path, post) if post else self.client.get(self.here + path)

    def add(self, days: tuple[date, date], **changes: Any) -> CertificateFile:
        return add_certificate(
            case=self.case, data=a_file(lasting(*days, **changes)), name="intyg.json", by=self.by
        )

    def a_file(self, **more: Any) -> SimpleUploadedFile:
        return SimpleUploadedFile("intyg.json", a_file(lasting(*WINTER), **more))


class TestCertificates(Pages):
    def test_a_file_becomes_a_certificate_with_a_page_of_its_own(self) -> None:
        answer = self.page("/intyg", fil=self.a_file(), mottaget="2026-11-20")
        row = CertificateFile.objects.get()
        assert answer.headers["Location"] == f"{self.here}/intyg/{row.pk}?klart=intyg"
        text = self.client.get(answer.headers["Location"]).content.decode()
        assert "Intyget är inlagt." in text
        assert "20 november 2026" in text
        assert "Recidiverande depression" in text

    def test_a_certificate_of_somebody_else_is_refused_at_the_field(self) -> None:
        answer = self.page("/intyg", fil=self.a_file(patient="198112189876"), mottaget="2026-11-20")
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Intyget gäller en annan person" in text
        assert "9876" not in text
        assert not CertificateFile.objects.exists()

    def test_one_without_a_person_asks_once_more_and_the_file_follows_along(self) -> None:
        answer = self.page("/intyg", fil=self.a_file(patient="", kind=""), mottaget="2026-11-20")
        text = answer.content.decode()
        assert "Jag har kontrollerat" in text
        carried = re.search(r'name="fil_kvar" value="([^"]+)"', text)
        assert carried is not None
        answer = self.page("/intyg", fil_kvar=carried[1], mottaget="2026-11-20", ratt_person="1")
        assert answer.status_code == 302
        assert CertificateFile.objects.get().received_on == date(2026, 11, 20)

    def test_no_file_and_a_strange_day_are_told_at_their_fields(self) -> None:
        assert "Välj en fil" in self.page("/intyg", mottaget="2026-11-20").content.decode()
        text = self.page("/intyg", fil=self.a_file(), mottaget="i morgon kanske").content.decode()
        assert 'id="fel-mottaget"' in text

    def test_the_list_has_a_line_of_time_and_the_same_in_a_table(self) -> None:
        self.add(AUTUMN)
        self.add(WINTER)
        text = self.page("/intyg").content.decode()
        assert 'role="img"' in text
        assert "I dag gäller 50 procent" in text
        assert "Uppehåll" in text
        assert text.count("cert-list__row") == 2

    def test_when_several_say_the_same_the_question_to_the_doctor_is_one_click_away(self) -> None:
        offer = "Fråga läkaren vad som har ändrats"
        self.add((date(2026, 7, 1), date(2026, 8, 31)))
        self.add(AUTUMN)
        assert offer not in self.page("/intyg").content.decode()
        self.add(WINTER)
        page = self.page("/intyg").content.decode()
        assert "3 intyg i rad säger samma sak." in page
        form = re.search(
            rf'<form method="post" action="([^"]+)"[^>]*>((?:(?!</form>).)*){offer}', page, re.DOTALL
        )
        assert form
        fields = dict(re.findall(r'name="(blankett|intyg)" value="([^"]*)"', form[2]))
        begun = self.client.post(form[1], fields)
        letter = self.client.get(begun.headers["Location"]).content.decode()
        asked = re.search(r"<input[^>]*checkbox[^>]*K15[^>]*>", letter)
        assert asked, "the question is among those of the letter"
        assert " checked" in asked[0]
        assert "Intygen har varit lika sedan" in letter

    def test_a_new_text_is_no_repetition_and_nothing_is_asked_about_it(self) -> None:
        self.add((date(2026, 7, 1), date(2026, 8, 31)))
        self.add(AUTUMN)
        self.add(WINTER, **{"19.1": "Väntar på operation."})
        assert "Fråga läkaren vad som har ändrats" not in self.page("/intyg").content.decode()

    def test_the_next_is_compared_with_the_last(self) -> None:
        self.add(AUTUMN)
        row = self.add(WINTER, **{"19.1": "Väntar på operation."})
        text = self.page(f"/intyg/{row.pk}").content.decode()
        assert "Ändrat sedan 1 september 2026" in text
        assert "Väntar på operation." in text
        assert "Samtalsbehandling till mitten av januari." in text
        changed = text[text.index('class="cert-changes"') : text.index("</dl>", text.index("cert-changes"))]
        told = re.findall(r"</span>(.*?)</span></dd>", changed)
        assert len(told) >= 2
        for was, now in zip(told[::2], told[1::2], strict=True):
            assert not {*was.split("<br>")} & {*now.split("<br>")} or "Inget svar" in was + now

    def test_it_can_be_written_off_from_paper(self) -> None:
        text = self.page("/intyg").content.decode()
        (address,) = re.findall(r'href="[^"]*(/intyg/skriv\?blankett=FK%207804)"', text)
        assert self.page(address).status_code == 200
        answer = self.page(
            "/intyg/skriv",
            **{
                "blankett": "FK 7804",
                "mottaget": "2026-11-20",
                "skriv.signed_at": "2026-11-02",
                "skriv.6.1": "Depression",
                "skriv.6.2": "F33.1",
            },
        )
        assert answer.status_code == 302
        assert CertificateFile.objects.get().original is None
        assert self.page("/intyg/skriv", blankett="FK 7804", mottaget="").status_code == 422
        assert self.page("/intyg/skriv?blankett=nej").status_code == 404

    def test_the_file_is_given_back_only_to_her_who_shows_who_she_is(self) -> None:
        row = self.add(WINTER)
        log_in(self.client, self.assignment, fresh=False)
        assert self.page(f"/intyg/{row.pk}/fil").status_code == 302
        given = Event.objects.filter(action="certificate.file", case_id=str(self.case.pk))
        assert not given.exists(), "ingen har fått filen än"
        log_in(self.client, self.assignment)
        answer = self.page(f"/intyg/{row.pk}/fil")
        assert answer.content == a_file(lasting(*WINTER))
        assert (
            answer.headers["Content-Disposition"] == f'attachment; filename="intyg-{self.case.number}.json"'
        )
        assert given.count() == 1

    def test_the_file_of_a_protected_person_is_given_for_a_reason_and_the_log_knows(self) -> None:
        row = self.add(WINTER)
        Person.objects.update(protection="markering")
        address = f"/intyg/{row.pk}/fil"
        asked = self.page(address)
        assert "Content-Disposition" not in asked.headers
        assert "En fil som gjordes tidigare har kvar namnet" in asked.content.decode()
        assert self.page(address, visa_skal="").status_code == 422
        assert not Event.objects.filter(action="person.show", outcome="ok").exists()
        assert self.page(address, visa_skal="handling").content == a_file(lasting(*WINTER))
        assert Event.objects.filter(action="person.show", outcome="ok").count() == 1

    def test_another_case_s_certificate_is_not_here(self) -> None:
        row = self.add(WINTER)
        other = make_case(self.by)
        for path in (f"/intyg/{row.pk}", f"/intyg/{row.pk}/fil"):
            assert self.client.get(f"/arenden/{other.pk}{path}").status_code == 404

    def test_the_number_of_questions_does_not_grow_with_the_certificates(self) -> None:
        self.add(WINTER)
        with CaptureQueriesContext(connection) as with_one:
            self.page("/intyg")
        for month in range(1, 9):
            self.add((date(2026, month, 1), date(2026, month, 28)))
        with self.assertNumQueries(len(with_one)):
            self.page("/intyg")


class TestWatch(Pages):
    def test_an_own_task_is_added_moved_and_done(self) -> None:
        assert self.page("/bevaka", gor="ny", text="Ring vården", dag="2026-12-01").status_code == 302
        task = Task.objects.get(kind="egen")
        assert "Ring vården" in self.page("/bevaka").content.decode()
        assert self.page("/bevaka", gor="flytta", uppgift=str(task.pk), dag="2026-12-05").status_code == 302
        assert Task.objects.get(pk=task.pk).due_on == date(2026, 12, 5)
        assert self.page("/bevaka", gor="klar", uppgift=str(task.pk)).status_code == 302
        assert Task.objects.get(pk=task.pk).done_by == self.by.name

    def test_what_was_typed_is_kept_when_the_day_is_missing(self) -> None:
        answer = self.page("/bevaka", gor="ny", text="Ring vården", dag="")
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Välj vilken dag." in text
        assert 'value="Ring vården"' in text

    def test_a_refusal_s_last_day_is_proposed_and_watched_with_one_click(self) -> None:
        text = self.page("/bevaka").content.decode()
        assert "Överklaga kommunens beslut" in text
        assert "Senast 1 december 2026" in text
        self.page("/bevaka/frister", gor="frist", frist="overklagan_kommun", fran="2026-11-10")
        assert Deadline.objects.get().due == date(2026, 12, 1)
        text = self.page("/bevaka").content.decode()
        assert "10 dagar kvar" in text
        assert "Följer av det som är känt" not in text

    def test_the_law_s_day_cannot_be_moved_and_says_so(self) -> None:
        limit = add_deadline(case=self.case, rule="overklagan_kommun", counted_from=TODAY, by=self.by)
        answer = self.page("/bevaka/frister", gor="frist-flytta", frist_id=str(limit.pk), dag="2027-01-01")
        assert answer.status_code == 422
        assert "Dagen står i lag och kan inte flyttas." in answer.content.decode()

    def test_a_last_day_is_met_or_taken_away(self) -> None:
        met = add_deadline(case=self.case, rule="overklagan_kommun", counted_from=TODAY, by=self.by)
        away = add_deadline(case=self.case, rule="kommunicering", counted_from=TODAY, by=self.by)
        self.page("/bevaka/frister", gor="frist-klar", frist_id=str(met.pk), dag="")
        self.page("/bevaka/frister", gor="frist-bort", frist_id=str(away.pk))
        assert Deadline.objects.get(pk=met.pk).met_on == TODAY
        assert Deadline.objects.get(pk=away.pk).lapsed

    def test_another_case_s_task_is_not_touched(self) -> None:
        other = make_case(self.by)
        task = add_task(case=other, text="Ring", due_on=TODAY + timedelta(days=3), by=self.by)
        answer = self.page("/bevaka", gor="klar", uppgift=str(task.pk))
        assert answer.status_code == 422
        assert Task.objects.get(pk=task.pk).done_at is None

    def test_a_reader_without_the_right_to_write_is_told_why(self) -> None:
        stranger = make_caseworker(unit=self.assignment.unit)[0]
        log_in(self.client, stranger)
        assert self.page("/bevaka", gor="ny", text="x", dag="2026-12-01").status_code == 403


@pytest.mark.parametrize("path", ["/intyg", "/bevaka"])
@pytest.mark.django_db
def test_without_login_nothing_is_shown(client: Client, path: str) -> None:
    _, by = make_caseworker()
    case = make_case(by)
    assert client.get(f"/arenden/{case.pk}{path}").status_code == 302
