"""A one-time link opens nothing that the person's consent, or her protection, no longer lets anybody read (R15, R52)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, TestCase
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, send
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied
from samre.accounts.roles import AuthorityKind
from samre.audit.models import Event
from samre.casework.actions.answer_links import NewLink, make_link
from samre.casework.actions.consents import narrow_consent, withdraw_consent
from samre.casework.actions.persons import change_person
from samre.casework.models import AnswerLink, CaseEvent, DisclosureAnswer, LinkDoor, Person, Protection

TOLD = "4 maj 1986"


class ShutLinkTest(TestCase):
    def setUp(self) -> None:
        cache.clear()
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Alva Provsson", facts={"fodd": "1986-05-04"})
        unit = make_receiver(AuthorityKind.REGION)
        self.consent = make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = make_draft(self.case, self.by, to=unit, road="lank")
        self.sent = send(assess(choose(draft, self.by, "uppgift:fodd"), self.by), self.by)

    def make(self) -> NewLink:
        return make_link(
            disclosure=self.sent, sent_to="Lena", link_road="mejl", code_road="telefon", by=self.by
        )

    def open(self, made: NewLink, **more: Any) -> HttpResponse:
        return Client().post(f"/svar/{made.token}", {"kod": made.code, **more})  # type: ignore[return-value]

    def withdraw(self) -> None:
        withdraw_consent(consent=self.consent, channel="telefon", by=self.by)

    def check_closed(self, made: NewLink) -> None:
        found = self.open(made)
        assert found.status_code == 404
        assert "Kommunen har stängt länken" in found.content.decode()
        assert TOLD not in found.content.decode()
        made.link.refresh_from_db()
        assert made.link.ended_at is not None


class TestConsent(ShutLinkTest):
    def test_no_link_is_made_once_it_is_withdrawn(self) -> None:
        self.withdraw()
        with pytest.raises(Denied):
            self.make()
        assert not AnswerLink.objects.exists()

    def test_no_link_is_made_once_it_has_run_out(self) -> None:
        with time_machine.travel(timezone.now() + timedelta(days=500), tick=True), pytest.raises(Denied):
            self.make()

    def test_what_nobody_has_read_is_not_read_after_it_is_withdrawn(self) -> None:
        made = self.make()
        self.withdraw()
        self.check_closed(made)
        assert Event.objects.filter(action="answer_link.read", outcome="denied").count() == 1

    def test_nor_answered(self) -> None:
        made = self.make()
        self.withdraw()
        assert self.open(made, gor="svara", svar="resultat", namn="Lena", sett="0").status_code == 404
        assert not DisclosureAnswer.objects.exists()

    def test_what_was_read_before_is_not_opened_again(self) -> None:
        made = self.make()
        assert TOLD in self.open(made).content.decode()
        self.withdraw()
        made.link.refresh_from_db()
        assert made.link.ended_at is not None, "it ends with the consent, not at the next visit"
        assert CaseEvent.objects.filter(case=self.case, kind="answer_link.end").count() == 1
        self.check_closed(made)
        self.check_closed(made)
        assert self.open(made, gor="pdf").status_code == 404
        found = self.open(made, gor="svara", svar="resultat", namn="Lena", sett="0")
        assert found.status_code == 404
        assert not DisclosureAnswer.objects.exists()

    def test_a_new_yes_does_not_open_it_again(self) -> None:
        made = self.make()
        self.withdraw()
        make_consent(self.case, self.by, to=[self.sent.receiver_unit], categories=EVERYTHING)
        self.check_closed(made)
        assert TOLD in self.open(self.make()).content.decode()

    def test_it_closes_when_a_part_it_needs_is_taken_away(self) -> None:
        made = self.make()
        self.open(made)
        parts = [
            one.pk for one in self.consent.scopes.all() if one.category == self.sent.items[0]["category"]
        ]
        narrow_consent(consent=self.consent, scopes=parts, channel="telefon", by=self.by)
        self.check_closed(made)

    def test_it_closes_when_the_consent_runs_out_before_any_round(self) -> None:
        made = self.make()
        self.open(made)
        AnswerLink.objects.update(valid_until=timezone.now() + timedelta(days=600))
        LinkDoor.objects.update(valid_until=timezone.now() + timedelta(days=600))
        with time_machine.travel(timezone.now() + timedelta(days=500), tick=True):
            self.check_closed(made)

    def test_another_ground_keeps_it_open(self) -> None:
        made = self.make()
        with patch("samre.casework.rules.disclosures.BY_CONSENT", "annat"):
            self.withdraw()
            assert TOLD in self.open(made).content.decode()

    def test_a_wrong_code_tells_nothing_of_it(self) -> None:
        made = self.make()
        self.withdraw()
        assert self.open(made, kod="AAAA-AAAA").status_code == 422


class TestProtection(ShutLinkTest):
    def test_a_link_ends_when_the_person_becomes_protected(self) -> None:
        made = self.make()
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
        made.link.refresh_from_db()
        assert made.link.ended_by == self.by.name
        assert CaseEvent.objects.filter(case=self.case, kind="answer_link.end").count() == 1
        assert self.open(made).status_code == 404

    def test_each_visit_asks_anew(self) -> None:
        made = self.make()
        assert self.open(made).status_code == 200
        Person.objects.filter(pk=self.case.person_id).update(protection=Protection.MARKED)
        self.check_closed(made)
        assert not LinkDoor.objects.exists()


class TestTrying(TestCase):
    def test_many_unknown_links_from_one_computer_have_to_wait_and_fill_no_log(self) -> None:
        cache.clear()
        found = [
            Client().post(f"/svar/{'x' * 40}{one:03}", {"kod": "AAAA-AAAA"}).status_code for one in range(33)
        ]
        assert found == [404] * 30 + [429] * 3
        assert Event.objects.filter(chain="", action="answer_link.read", outcome="denied").count() == 30


class TestTheReceipt(ShutLinkTest):
    def setUp(self) -> None:
        super().setUp()
        self.client = log_in(Client(), self.assignment)
        self.address = f"/arenden/{self.case.pk}/samverkan/lamna-ut/{self.sent.pk}"

    def read(self, end: str = "") -> str:
        return self.client.get(self.address + end).content.decode()

    def test_it_says_first_that_nothing_has_gone_until_a_link_is_made(self) -> None:
        text = self.read("?klart=skickat")
        assert "Inget har gått iväg än" in text
        assert "Gör engångslänken nu" in text
        assert "Underlaget är lämnat" not in text
        assert "ska svara senast" not in text
        self.make()
        text = self.read()
        assert "Inget har gått iväg än" not in text
        assert "ska svara senast" in text

    def test_it_offers_no_link_and_says_why_when_consent_is_gone(self) -> None:
        self.make()
        self.withdraw()
        for text in (self.read(), self.read("/svar")):
            assert "gäller inte längre" in text
            assert "Gör engångslänken nu" not in text
            assert "Gör en länk" not in text

    def test_nor_when_none_was_made(self) -> None:
        self.withdraw()
        assert "ingen engångslänk kan göras" in self.read()
        assert "Gör engångslänken nu" not in self.read()

    def test_the_page_before_lists_the_link_that_will_close(self) -> None:
        self.make()
        root = f"/arenden/{self.case.pk}/samverkan/samtycke"
        for address in (f"{root}/aterkalla", f"{root}/{self.consent.pk}/aterkalla"):
            found = self.client.get(address)
            assert found.status_code == 200, address
            assert "Engångslänken till" in found.content.decode()
