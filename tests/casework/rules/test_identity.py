"""Person numbers as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.accounts.acts import Refused
from samre.casework.rules.identity import name_parts, read_identity
from samre.identifiers.names import sought_parts

ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    "text", ["19121212-1212", "191212121212", "121212+1212", " 19121212 1212 ", "19121212–1212"]
)
def test_one_person_is_written_in_many_ways_and_kept_in_one(text: str) -> None:
    assert read_identity(text, on=ON).number == "191212121212"


def test_ten_digits_without_a_plus_are_of_somebody_under_a_hundred() -> None:
    assert read_identity("121212-1212", on=ON).number.startswith("2012")


def test_a_mistyped_digit_is_told_and_nothing_is_guessed() -> None:
    with pytest.raises(Refused, match="kontrollsiffra"):
        read_identity("19121212-1213", on=ON)


def test_a_samordningsnummer_may_leave_the_day_of_birth_open() -> None:
    assert read_identity("19121272-1219", on=ON).kind == "samordningsnummer"


@pytest.mark.parametrize("text", ["", "abc", "1", "19991332-1234", "１２", "9" * 40])
def test_what_is_no_number_gets_a_sentence(text: str) -> None:
    with pytest.raises(Refused):
        read_identity(text, on=ON)


def test_another_identity_is_kept_as_it_is_written() -> None:
    assert read_identity(" 50-123456/7 ", on=ON, kind="annan").number == "50-123456/7"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_identity_or_a_refusal(text: str) -> None:
    refused: Refused | None = None
    try:
        number = read_identity(text, on=ON).number
    except Refused as error:
        refused, number = error, ""
    assert number.isdigit() if refused is None else refused.problems["nummer"]


def test_a_name_is_found_by_the_beginning_of_any_part() -> None:
    parts = name_parts("Anna-Karin Öberg")
    assert {"an", "kar", "karin", "öb", "öberg"} <= parts
    assert set(sought_parts("ÖBERG anna")) <= parts


def test_an_accent_is_no_hindrance_and_dots_may_be_left_out_but_not_put_in() -> None:
    assert "rene" in name_parts("René Åkerlöf")
    assert {"öberg", "oberg", "obe"} <= name_parts("Öberg")
    assert "öberg" not in name_parts("Oberg")
