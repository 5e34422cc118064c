"""A number that is none is answered as what it is, never with a fault of the program."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.web.case_pages import CaseTest

from samre.accounts.acts import Refused
from samre.casework.models import NoteDraft
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
