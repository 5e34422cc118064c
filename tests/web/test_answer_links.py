"""A receiver without an account: a link and a code by different roads, one disclosure, one answer, and nothing left behind."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import time_machine
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, TestCase
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.disclosure_factories import EVERYTHING, PACKET, assess, choose, make_draft, send
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import AuthorityKind
from samre.audit.models import Event
from samre.casework import rounds
from samre.casework.actions.answer_links import NewLink, end_link, make_link
from samre.casework.actions.disclosure_sending import take_back_disclosure
from samre.casework.jobs import tick
from samre.casework.models import AnswerLink, CaseEvent, Disclosure, DisclosureAnswer, FactEntry, LinkDoor
from samre.config.logs import BareRequest

ROADS = {"link_road": "mejl", "code_road": "telefon"}


class LinkTest(TestCase):
    protection = "ingen"

    def setUp(self) -> None:
        cache.clear()
        self.assignment, self.by = make_caseworker()
        self.case = make_case(
            self.by, name="Alva Provsson", facts={"fodd": "1986-05-04"}, protection=self.protection
        )
        self.visitor = Client()

    def send(self, *, road: str = "lank") -> Disclosure:
        unit = make_receiver(AuthorityKind.REGION)
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = make_draft(self.case, self.by, to=unit, road=road)
        return send(assess(choose(draft, self.by, "uppgift:fodd"), self.by), self.by)

    def make(self, sent: Disclosure | None = None) -> NewLink:
        return make_link(
            disclosure=sent or self.send(), sent_to="Lena, rehabkoordinator", **ROADS, by=self.by
        )

    def open(self, made: NewLink, code: str = "", **more: Any) -> HttpResponse:
        return self.visitor.post(f"/svar/{made.token}", {"kod": code or made.code, **more})  # type: ignore[return-value]

    def answer(self, made: NewLink, **more: Any) -> HttpResponse:
        given = {"gor": "svara", "svar": "resultat", "sett": "0", "namn": "Lena Strand", **more}
        return self.open(made, **given)

    def logged(self, action: str, outcome: str = "ok") -> int:
        chain = str(self.case.owner_id)
        return Event.objects.filter(chain=chain, action=action, outcome=outcome).count()


class TestMaking(LinkTest):
    def address(self, sent: Disclosure) -> str:
        return f"/arenden/{self.case.pk}/samverkan/lamna-ut/{sent.pk}/svar"

    def test_link_and_code_are_shown_once_and_only_hashes_are_kept(self) -> None:
        sent, client = self.send(), log_in(Client(), self.assignment)
        data = {"gor": "lank", "till": "Lena Strand", "lankens_vag": "mejl", "kodens_vag": "telefon"}
        found = client.post(self.address(sent), data)
        assert found.status_code == 200
        assert "no-store" in found.headers["Cache-Control"]
        text = found.content.decode()
        token = re.search(r"/svar/([\w-]{40,})", text)
        code = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", text)
        assert token
        assert code
        link = AnswerLink.objects.get()
        kept = " ".join(str(value) for value in AnswerLink.objects.values().get().values())
        assert token[1] not in kept + link.sent_to
        assert code[0] not in kept + link.sent_to
        again = client.get(self.address(sent)).content.decode()
        assert token[1] not in again
        assert code[0] not in again
        assert "Lena Strand" in again
        assert self.logged("answer_link.make") == 1
        assert CaseEvent.objects.filter(case=self.case, kind="answer_link.make").count() == 1
        assert self.visitor.post(f"/svar/{token[1]}", {"kod": code[0]}).status_code == 200

    def test_the_code_may_not_go_the_same_way_as_the_link(self) -> None:
        sent, client = self.send(), log_in(Client(), self.assignment)
        data = {"gor": "lank", "till": "", "lankens_vag": "mejl", "kodens_vag": "mejl"}
        found = client.post(self.address(sent), data)
        assert found.status_code == 422
        text = found.content.decode()
        assert "Koden får inte gå samma väg som länken" in text
        assert "Skriv vem som ska få länken" in text
        assert not AnswerLink.objects.exists()

    def test_a_new_link_ends_the_one_before(self) -> None:
        sent = self.send()
        first, second = self.make(sent), self.make(sent)
        assert self.open(first).status_code == 404
        assert self.open(second).status_code == 200

    def test_there_is_none_to_a_receiver_with_an_inbox_nor_before_it_is_sent(self) -> None:
        paper, client = self.send(road="papper"), log_in(Client(), self.assignment)
        data = {"gor": "lank", "till": "Lena", "lankens_vag": "mejl", "kodens_vag": "telefon"}
        assert client.post(self.address(paper), data).status_code == 422
        draft = make_draft(self.case, self.by, to=paper.receiver_unit, road="lank")
        assert client.post(self.address(draft), data).status_code == 404
        assert not AnswerLink.objects.exists()

    def test_whoever_may_not_write_in_the_case_makes_none(self) -> None:
        sent = self.send()
        stranger = log_in(Client(), make_assignment(unit=self.assignment.unit))
        data = {"gor": "lank", "till": "Lena", "lankens_vag": "mejl", "kodens_vag": "telefon"}
        assert stranger.post(self.address(sent), data).status_code == 403
        assert not AnswerLink.objects.exists()


class TestAProtectedPerson(LinkTest):
    protection = "markering"

    def test_no_link_leads_to_her(self) -> None:
        sent, client = self.send(), log_in(Client(), self.assignment)
        address = f"/arenden/{self.case.pk}/samverkan/lamna-ut/{sent.pk}/svar"
        assert "Engångslänk för den" not in client.get(address).content.decode()
        data = {"gor": "lank", "till": "Lena", "lankens_vag": "mejl", "kodens_vag": "telefon"}
        found = client.post(address, data)
        assert found.status_code == 422
        assert "papper" in found.content.decode()


class TestTheWayIn(LinkTest):
    def test_nothing_is_shown_before_the_code_and_nothing_is_left_behind(self) -> None:
        made = self.make()
        first = self.visitor.get(f"/svar/{made.token}")
        assert first.status_code == 200
        for hidden in ("4 maj 1986", "Alva", self.case.number, "Region"):
            assert hidden not in first.content.decode()
        shown = self.open(made)
        assert "4 maj 1986" in shown.content.decode()
        for answer in (first, shown):
            assert "no-store" in answer.headers["Cache-Control"]
        assert not self.visitor.cookies

    def test_the_first_opening_is_told_in_the_case_and_each_is_logged(self) -> None:
        made = self.make()
        self.open(made)
        self.open(made)
        assert self.logged("answer_link.read") == 2
        assert CaseEvent.objects.filter(case=self.case, kind="disclosure.read").count() == 1
        assert Disclosure.objects.get().read_at is not None

    def test_the_code_is_read_however_it_is_written(self) -> None:
        made = self.make()
        assert self.open(made, f" {made.code.lower().replace('-', ' ')} ").status_code == 200

    def test_a_few_wrong_codes_end_the_link_for_good(self) -> None:
        made = self.make()
        for left in ("4 försök", "3 försök", "2 försök", "ett försök", "för många gånger"):
            found = self.open(made, "AAAA-AAAA")
            assert found.status_code == 422
            assert left in found.content.decode()
            assert "4 maj 1986" not in found.content.decode()
        assert self.open(made).status_code == 404
        assert self.logged("answer_link.read", "denied") == 5
        assert not LinkDoor.objects.exists()

    def test_many_wrong_codes_from_one_computer_have_to_wait_whatever_the_link(self) -> None:
        sent = self.send()
        for _ in range(6):
            made = self.make(sent)
            for _ in range(5):
                self.open(made, "AAAA-AAAA")
        assert self.open(self.make(sent)).status_code == 429

    def test_a_link_that_leads_nowhere_says_the_same_whatever_the_reason_and_is_logged(self) -> None:
        made, unknown = self.make(), "x" * 43
        end_link(link=made.link, by=self.by)
        pages = {self.open(made).content, self.visitor.get(f"/svar/{made.token}").content}
        pages |= {self.visitor.post(f"/svar/{unknown}", {"kod": made.code}).content}
        assert len(pages) == 1
        assert Event.objects.filter(chain="", action="answer_link.read", outcome="denied").count() == 2

    def test_it_lives_past_the_last_day_to_answer_and_the_reminders_after_it(self) -> None:
        sent = self.send()
        assert sent.answer_by is not None
        assert timezone.localdate(self.make(sent).link.valid_until) >= sent.answer_by + timedelta(days=21)

    def test_it_ends_with_its_time_and_the_round_clears_it_away(self) -> None:
        made = self.make()
        with time_machine.travel(timezone.now() + timedelta(days=60), tick=True):
            assert self.open(made).status_code == 404
            assert tick(timezone.now(), self.case.owner).done["engångslänkar som gått ut"] == 1
        made.link.refresh_from_db()
        assert made.link.ended_by == rounds.JOB
        assert not LinkDoor.objects.exists()

    def test_it_ends_when_what_it_leads_to_is_taken_back(self) -> None:
        sent = self.send()
        made = self.make(sent)
        take_back_disclosure(disclosure=sent, reason="Fel person.", by=self.by)
        assert self.open(made).status_code == 404
        assert self.answer(made, text="Hej").status_code == 404
        assert not DisclosureAnswer.objects.exists()

    def test_without_the_log_nothing_is_shown(self) -> None:
        made, self.visitor = self.make(), Client(raise_request_exception=False)
        with patch("samre.audit.log._append", side_effect=OperationalError):
            found = self.open(made)
        assert found.status_code == 503
        assert "4 maj 1986" not in found.content.decode()

    def test_the_servers_log_does_not_hold_the_link(self) -> None:
        made = self.make()
        told = logging.makeLogRecord(
            {"request": RequestFactory().get(f"/svar/{made.token}"), "status_code": 404}
        )
        assert BareRequest().filter(told)
        assert told.getMessage() == "GET /svar/… 404"

    def test_the_pdf_takes_the_code_too(self) -> None:
        made = self.make()
        assert self.open(made, gor="pdf").content == PACKET
        assert self.open(made, "AAAA-AAAA", gor="pdf").status_code == 422


class TestAnswering(LinkTest):
    def test_the_answer_becomes_facts_with_her_as_source_and_the_link_ends(self) -> None:
        made = self.make()
        found = self.answer(made, titel="Rehabkoordinator", text="Kan börja.", **{"svar.vard_forst": "nej"})
        assert found.status_code == 200
        assert "svaret är skickat" in found.content.decode()
        kept = DisclosureAnswer.objects.get()
        assert (kept.by_name, kept.by_title, kept.road, kept.text) == (
            "Lena Strand",
            "Rehabkoordinator",
            "lank",
            "Kan börja.",
        )
        entry = FactEntry.objects.get(case=self.case, fact="vard_forst")
        assert (entry.value, entry.source) == (False, "myndighet")
        assert self.open(made).status_code == 404
        assert self.answer(made, text="Igen").status_code == 404
        assert DisclosureAnswer.objects.count() == 1
        assert self.logged("answer_link.answer") == 1

    def test_a_receipt_leaves_the_link_for_the_answer_that_follows(self) -> None:
        made = self.make()
        assert "Samma länk och kod gäller" in self.answer(made, svar="mottaget").content.decode()
        assert self.answer(made, sett="1", text="Klart.").status_code == 200
        assert [one.kind for one in DisclosureAnswer.objects.order_by("at")] == ["mottaget", "resultat"]

    def test_what_is_missing_is_told_and_nothing_typed_is_lost(self) -> None:
        made = self.make()
        found = self.answer(made, svar="avslag", namn="", text="Hen flyttade.")
        assert found.status_code == 422
        text = found.content.decode()
        assert "Välj varför." in text
        assert "Skriv ditt namn" in text
        assert "Hen flyttade." in text
        assert not DisclosureAnswer.objects.exists()

    def test_two_who_answer_at_once_are_both_told_and_nothing_is_lost(self) -> None:
        made = self.make()
        self.answer(made, svar="mottaget")
        found = self.answer(made, text="Mitt svar.")
        assert found.status_code == 409
        assert "Någon annan svarade medan du skrev" in found.content.decode()
        assert "Mitt svar." in found.content.decode()
        assert DisclosureAnswer.objects.count() == 1

    def test_a_wrong_code_answers_nothing(self) -> None:
        made = self.make()
        assert (
            self.open(made, "AAAA-AAAA", gor="svara", svar="resultat", text="Hej", namn="X").status_code
            == 422
        )
        assert not DisclosureAnswer.objects.exists()
