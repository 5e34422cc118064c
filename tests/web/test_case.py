"""The case page without a browser."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker


class TestCasePage(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Alva Provsson")
        log_in(self.client, self.assignment)

    def test_it_says_whose_case_it_is_and_who_has_the_next_step(self) -> None:
        page = self.client.get(reverse("web:case", args=[self.case.pk])).content.decode()
        assert "Alva Provsson" in page
        assert "Du har nästa steg" in page
        assert f"<title>Ärende {self.case.number}" in page
