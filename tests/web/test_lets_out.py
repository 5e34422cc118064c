"""What lets something out on a page that else is only read takes somebody who has just shown who she is (R57)."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client, TestCase
from tests.accounts.factories import log_in
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.consultation_factories import askable, make_consultation, make_meeting, write
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, send
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import AuthorityKind
from samre.casework.models import AnswerLink, Case, Delivery


class TestLettingOut(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        made = make_case(self.by, name="Kanarie Fågelsson", number="195010172483", facts={"sgi": "noll"})
        self.case = Case.objects.get(pk=made.pk)
        self.late, self.here = Client(), Client()
        log_in(self.late, self.assignment, fresh=False)
        log_in(self.here, self.assignment)
        self.at = f"/arenden/{self.case.pk}/samverkan"

    def do(self, client: Client, page: str, **fields: str) -> HttpResponse:
        return client.post(f"{self.at}/{page}", fields)  # type: ignore[return-value]

    def is_asked_who_she_is(self, page: str, **fields: str) -> bool:
        answer = self.do(self.late, page, **fields)
        return answer.status_code == 302 and answer.headers["Location"].startswith("/logga-in/bekrafta")

    def test_a_consultation_is_sent(self) -> None:
        begun = write(make_consultation(self.case, self.by, askable("fk", "af")), self.by)
        page, sent = f"konsultation/{begun.pk}", {"gor": "skicka", "revision": str(begun.revision)}
        assert self.is_asked_who_she_is(page, **sent)
        assert not Delivery.objects.exists()
        assert not self.is_asked_who_she_is(page, gor="avbryt")
        self.do(self.here, page, **sent)
        assert Delivery.objects.count() == 2

    def test_a_meeting_is_called_to(self) -> None:
        meeting = make_meeting(self.case, self.by, askable("fk"))
        page, sent = f"moten/{meeting.pk}", {"gor": "kalla", "revision": str(meeting.revision)}
        assert self.is_asked_who_she_is(page, **sent)
        assert self.is_asked_who_she_is(page, gor="dela", version="1")
        assert not Delivery.objects.exists()
        assert not self.is_asked_who_she_is(page, gor="punkt", punkt="Tider")
        self.do(self.here, page, **sent)
        assert Delivery.objects.count() == 1

    def test_a_link_is_made(self) -> None:
        unit = make_receiver(AuthorityKind.REGION)
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = choose(make_draft(self.case, self.by, to=unit, road="lank"), self.by, "uppgift:sgi")
        page = f"lamna-ut/{send(assess(draft, self.by), self.by).pk}/svar"
        made = {"gor": "lank", "till": "Lena Strand", "lankens_vag": "mejl", "kodens_vag": "telefon"}
        assert self.is_asked_who_she_is(page, **made)
        assert not AnswerLink.objects.exists()
        self.do(self.here, page, **made)
        assert AnswerLink.objects.count() == 1
