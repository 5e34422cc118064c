"""Whose case it is: from search, and on the page that says no, to somebody who has no part in it."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case
from tests.web.case_pages import CaseTest

from samre.audit.models import Event


class TestWhoHasIt(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        unit = self.assignment.unit
        unit.phone = "0570-00 12 34"
        unit.save(update_fields=["phone"])
        self.stranger = log_in(Client(), make_assignment(unit=unit))

    def test_the_link_of_search_leads_to_who_has_it_and_is_no_denied_attempt(self) -> None:
        hits = self.stranger.post("/arenden/sok", {"sok": self.case.number}).content.decode()
        link = re.search(rf'href="([^"]*{self.case.pk}[^"]*)"', hits)
        assert link is not None
        answer = self.stranger.get(link[1])
        page = answer.content.decode()
        assert answer.status_code == 200
        for words in (self.case.number, self.by.name, "0570-00 12 34", "medhandläggare", "nödåtkomst"):
            assert words in page
        assert "Alva" not in page
        assert not Event.objects.filter(outcome="denied").exists()
        assert Event.objects.get(action="case.who").case_id == str(self.case.pk)
        assert not Event.objects.filter(action="case.ask").exists()

    def test_the_page_that_says_no_names_the_case_and_its_handler(self) -> None:
        answer = self.stranger.get(self.address())
        assert answer.status_code == 403
        page = answer.content.decode()
        for words in (self.case.number, self.by.name, "0570-00 12 34"):
            assert words in page

    def test_of_a_protected_person_s_case_neither_is_told(self) -> None:
        hidden = make_case(self.by, name="Hemliga Provsson", protection="markering")
        for page in ("case", "emergency"):
            answer = self.stranger.get(reverse(f"web:{page}", args=[hidden.pk]))
            assert answer.status_code == 403
            assert self.by.name not in answer.content.decode()
            assert hidden.number not in answer.content.decode()
