"""What looks like a personnummer is found however it is written; other numbers of a case are left alone."""

from __future__ import annotations

import pytest

from samre.web.forms.person_numbers import REMOVED, has_person_number, without_person_numbers

NUMBERS = (
    "191212121212",
    "19121212-1212",
    "19121212 1212",
    "121212-1212",
    "121212+1212",
    "1212121212",
    "121212 1212",
    "1912-12-12-1212",
    "12 12 12-1212",
    "121212\u20131212",
    "121212\u00a01212",
    "１２１２１２-１２１２",
)
OTHERS = (
    "070-123 45 67",
    "0701234567",
    "08-123 456 78",
    "+46701234567",
    "2026-11-21",
    "2026-11-21 14:30",
    "20261121-0001",
    "202611211431",
    "Dnr SN 2026/1234",
    "Dnr 2026-123456",
    "Dnr 010203-2027",
    "556016-0680",
    "212000-0142",
    "från 2026-01-01 till 2026-12-31",
    "bankgiro 5050-1055",
    "F33.1, 50 %, 40 timmar",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_personnummer_is_found_in_a_sentence_however_it_is_written(number: str) -> None:
    text = f"Det gäller {number}."
    assert has_person_number(text)
    assert without_person_numbers(text) == f"Det gäller {REMOVED}."


@pytest.mark.parametrize("number", ["19840512-1234", "198405121234", "840512-1234"])
def test_a_mistyped_personnummer_is_still_one(number: str) -> None:
    assert has_person_number(number)


def test_a_samordningsnummer_is_found() -> None:
    assert has_person_number("701063-2391")


@pytest.mark.parametrize("text", OTHERS)
def test_telephone_diary_and_company_numbers_and_days_pass_untouched(text: str) -> None:
    assert not has_person_number(text)
    assert without_person_numbers(text) is text


def test_ten_digits_in_a_row_are_a_telephone_number_where_one_is_asked_for() -> None:
    assert not has_person_number("0701014566", telephone=True)
    assert has_person_number("121212-1212", telephone=True)
