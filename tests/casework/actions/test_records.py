"""The register of documents, and requests for extracts with the month of the law."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import TestCase
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Refused
from samre.casework.actions.records import register_record
from samre.casework.actions.subject_requests import deliver_request, prolong_request, receive_request
from samre.casework.models import Record


class TestRegister(TestCase):
    def setUp(self) -> None:
        self.by = make_caseworker()[1]
        self.case = make_case(self.by)

    def register(self, **other: object) -> Record:
        given: dict[str, object] = {
            "case": self.case,
            "direction": "in",
            "kind": "intyg",
            "party": "Vårdcentralen Kanarien",
            "subject": "Intyg för november",
            "by": self.by,
        }
        return register_record(**(given | other))  # type: ignore[arg-type]

    def test_records_are_numbered_by_year_and_carry_the_mark_of_their_provision(self) -> None:
        first, second = self.register(), self.register()
        assert (first.number, second.number) == ("SAMRE 2026:0001", "SAMRE 2026:0002")
        assert first.secrecy_provision == "OSL 26:1"
        assert first.secrecy_authority == self.by.authority_name

    def test_the_public_subject_says_the_kind_and_nothing_else(self) -> None:
        assert self.register().public_subject == "Läkarintyg"

    @pytest.mark.filterwarnings("error")
    def test_what_is_missing_is_told_field_by_field(self) -> None:
        with pytest.raises(Refused) as refused:
            self.register(direction="hit", kind="", party=" ", subject="")
        assert set(refused.value.problems) == {"riktning", "slag", "part", "arende"}


class TestRequests(TestCase):
    def setUp(self) -> None:
        self.by = make_caseworker()[1]
        self.case = make_case(self.by)

    def test_an_answer_is_due_in_a_month_and_two_months_more_when_prolonged(self) -> None:
        request = receive_request(case=self.case, received_on=date(2026, 10, 31), by=self.by)
        assert request.due_on == date(2026, 11, 30)
        assert prolong_request(case=self.case, request=request, by=self.by).prolonged_to == date(2027, 1, 30)

    def test_it_is_not_prolonged_twice_nor_too_late(self) -> None:
        request = receive_request(case=self.case, received_on=date(2026, 11, 20), by=self.by)
        with time_machine.travel(date(2026, 12, 21)), pytest.raises(Refused, match="gått ut"):
            prolong_request(case=self.case, request=request, by=self.by)
        prolong_request(case=self.case, request=request, by=self.by)
        with pytest.raises(Refused, match="redan förlängd"):
            prolong_request(case=self.case, request=request, by=self.by)

    def test_it_is_delivered_once_and_says_what_was_held_back(self) -> None:
        request = receive_request(case=self.case, received_on=date(2026, 11, 20), by=self.by)
        extract = deliver_request(case=self.case, request=request, by=self.by)
        request.refresh_from_db()
        assert extract.rows > 0
        assert request.delivered_by == self.by.name
        with pytest.raises(Refused, match="redan lämnat"):
            deliver_request(case=self.case, request=request, by=self.by)

    def test_a_request_of_somebody_else_is_not_found_in_this_case(self) -> None:
        other = make_case(self.by)
        request = receive_request(case=other, received_on=date(2026, 11, 20), by=self.by)
        with pytest.raises(Refused, match="finns inte"):
            deliver_request(case=self.case, request=request, by=self.by)
