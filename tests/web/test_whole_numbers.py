"""A number that is none is answered as what it is, never with a fault of the program."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client, TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.accounts.factories import log_in
from tests.casework.inbox_factories import make_delivery, make_partner
from tests.web.case_pages import CaseTest

from samre.accounts.acts import Refused
from samre.casework.models import DeliveryKind, NoteDraft
from samre.casework.rules.answer_forms import answer_form, read_answer
from samre.casework.rules.identity import read_identity
from samre.web.forms.whole_numbers import whole_number

HOSTILE = ["²", "²:30", "9" * 5000, "-1", "1e3", "፩", "٣", "", " 1", "1_0"]


@given(st.text())
def test_any_text_is_a_plain_number_or_none(text: str) -> None:
    number = whole_number(text)
    assert number is None or (number >= 0 and text.lstrip("0") == str(number).lstrip("0"))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_signs_that_are_digits_and_no_numbers_are_no_person_number() -> None:
    with pytest.raises(Refused):
        read_identity("፩" * 10, on=timezone.localdate())


@pytest.mark.parametrize("hostile", [one for one in HOSTILE if one and one == one.strip()])
def test_a_time_in_an_answer_that_is_none_is_told_at_its_field(hostile: str) -> None:
    form = answer_form(DeliveryKind.DISCLOSURE, "fk", "mote")
    assert form is not None
    for time in (hostile, f"10:{hostile}", f"{hostile}.30"):
        given = {question.id: ["2026-12-01"] for question in form.questions} | {"tid": [time]}
        with pytest.raises(Refused) as refused:
            read_answer(form, given, "")
        assert "tid" in refused.value.problems, time


class TestOthers(TestCase):
    def test_how_many_answers_somebody_saw_is_no_number_and_breaks_no_page(self) -> None:
        partner = make_partner()
        delivery, client = make_delivery(to=partner.unit), log_in(Client(), partner)
        for hostile in HOSTILE:
            sent = {"svar": "mottaget", "sett": hostile}
            assert client.post(f"/inkorg/{delivery.pk}", sent).status_code < 500, hostile


class TestForms(CaseTest):
    def test_no_hostile_number_breaks_a_page(self) -> None:
        draft = {"slag": "faktum", "rubrik": "R", "text": "T", "dag": "2026-11-20", "kalla": "samtal"}
        for hostile in HOSTILE:
            note = self.address("note-draft", utkast=uuid4())
            sent = {**draft, "tid": hostile, "revision": hostile, "gor": "spara"}
            assert self.client.post(note, sent).status_code < 500, hostile
            person = {"gor": "andra", "namn": "Alva Nyman", "skydd": "ingen", "revision": hostile}
            assert self.client.post(self.address("case-person"), person).status_code < 500, hostile
            assert self.client.get(self.address("timeline"), {"sida": hostile}).status_code < 500, hostile
            step = {"gor": "klart", "utfall": hostile, "sett": ""}
            address = self.address("case-step", steg=self.step().pk)
            assert self.client.post(address, step).status_code < 500, hostile
        assert NoteDraft.objects.filter(case=self.case).count() == len(HOSTILE)
