"""Person ids: official test numbers hold, and the reason is given where one doesn't."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from samre.certificate.identity import has_check_digit, judge_identity
from samre.certificate.read import read
from samre.certificate.technical import check_form

EXAMPLES = Path(__file__).parent / "examples"
PERSONNUMMER, SAMORDNINGSNUMMER = "1.2.752.129.2.1.3.1", "1.2.752.129.2.1.3.3"


def digit(nine: str) -> str:
    """The nine digits of an id with the check digit that belongs to them."""
    return nine + next(last for last in "0123456789" if has_check_digit(nine + last))


@pytest.mark.parametrize(
    "value", ["191212121212", "19121212-1212", "121212-1212", "1212121212", "121212+1212", " 19121212-1212 "]
)
def test_a_test_number_holds_however_it_is_written(value: str) -> None:
    found = judge_identity(value, PERSONNUMMER)
    assert (found.kind, found.valid, found.reason, found.value) == ("personnummer", True, "", value)


def test_a_wrong_check_digit_is_named() -> None:
    found = judge_identity("192703104321", PERSONNUMMER)
    assert (found.kind, found.valid) == ("personnummer", False)
    assert "kontrollsiffra" in found.reason


@pytest.mark.parametrize("birth", ["19900230", "19901301", "19900100", "19900032"])
def test_a_day_that_never_was_is_named(birth: str) -> None:
    found = judge_identity(birth[:2] + digit(birth[2:] + "123"))
    assert not found.valid
    assert "födelsedatum" in found.reason


def test_leap_days_follow_the_century() -> None:
    assert judge_identity("20" + digit("000229123")).valid
    assert not judge_identity("19" + digit("000229123")).valid
    assert judge_identity(digit("000229123")).valid


@pytest.mark.parametrize("birth", ["900161", "900091", "900060", "900160", "901291"])
def test_samordningsnummer_may_leave_month_and_day_unknown(birth: str) -> None:
    found = judge_identity("19" + digit(birth + "238"), SAMORDNINGSNUMMER)
    assert (found.kind, found.valid) == ("samordningsnummer", True)


@pytest.mark.parametrize("birth", ["901361", "900192"])
def test_samordningsnummer_must_still_be_a_month_and_a_day(birth: str) -> None:
    found = judge_identity("19" + digit(birth + "238"), SAMORDNINGSNUMMER)
    assert (found.kind, found.valid) == ("samordningsnummer", False)


def test_the_id_decides_where_the_file_names_the_wrong_system() -> None:
    assert judge_identity("19" + digit("900161238"), PERSONNUMMER).kind == "samordningsnummer"


@pytest.mark.parametrize("value", ["98240301AA06", "20210325K069"])
def test_reserve_numbers_are_known(value: str) -> None:
    found = judge_identity(value)
    assert (found.kind, found.valid) == ("reservnummer", True)


def test_lma_numbers_are_known_by_their_system() -> None:
    assert judge_identity("50-123456/7", "http://electronichealth.se/identifier/LMA-nummer").valid
    assert not judge_identity("hej", "http://electronichealth.se/identifier/LMA-nummer").valid


@pytest.mark.parametrize(
    "value", ["", "   ", "Anna Andersson", "12345", "1" * 200, "١٩١٢١٢١٢١٢١٢", "19121212—1212"]
)
def test_what_is_no_id_says_so(value: str) -> None:
    found = judge_identity(value)
    assert (found.kind, found.valid) == ("annan", False)
    assert found.reason


def test_a_wrong_id_never_makes_the_structure_invalid() -> None:
    text = (EXAMPLES / "fk7804-1.xml").read_text("utf-8").replace("191212121212", "192703104321")
    found = read(text.encode())
    assert found.patient is not None
    assert not found.patient.valid
    assert not check_form(found)


def test_third_party_list(testdata: Path) -> None:
    kinds = {"ssn": "personnummer", "con": "samordningsnummer"}
    for row in json.loads((testdata / "personnummer" / "list.json").read_text("utf-8")):
        for form in ("long_format", "short_format", "separated_format", "separated_long"):
            found = judge_identity(row[form])
            assert found.valid == row["valid"], (row[form], found)
            if found.valid:
                assert found.kind == kinds[row["type"]]


def test_skatteverkets_test_numbers_hold(testdata: Path) -> None:
    with (testdata / "personnummer" / "skatteverket_testpersonnummer_sample400.csv").open(
        encoding="utf-8"
    ) as file:
        found = [judge_identity(row["personNr"]) for row in csv.DictReader(file)]
    assert found
    assert [one for one in found if not one.valid] == []
