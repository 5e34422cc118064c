"""Certificates in a CSV file: any column order and encoding, bad rows named, the others read."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.certificate.model import Unreadable
from samre.certificate.periods_csv import periods_json, read_periods_csv

TESTDATA = Path(os.environ.get("SAMRE_TESTDATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))

ENGINE = """INTYGSID,PERSONNUMMER,DIAGNOSKOD,ENHETSID,FÖRMÅGA,ENKELTINTYG,SIGNERINGSTIDPUNKT
i1,19121212-1212,F32,E1,[2026-02-01;2026-02-10;100],false,2026-02-01T13:00:00.000
i2,19121212-1212,F32,E1,[2026-02-12;2026-02-20;50],true,2026-02-12T13:00:00.000

"""


def summary(content: str | bytes, **options: object) -> list[tuple[object, list[tuple[str, str, int]]]]:
    return [
        (entry["patient"], [(case["start"], case["end"], case["days"]) for case in entry["cases"]])
        for entry in periods_json(content, **options)  # type: ignore[arg-type]
    ]


ONE_CASE = [("19121212-1212", [("2026-02-01", "2026-02-20", 19)])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_do_not_matter(encoding: str, delimiter: str) -> None:
    assert summary(ENGINE.replace(",", delimiter).encode(encoding)) == ONE_CASE


def test_columns_are_found_by_header_in_any_order() -> None:
    rows = [line.split(",")[::-1] for line in ENGINE.strip().splitlines()]
    assert summary("\r\n".join(",".join(row) for row in rows)) == ONE_CASE


def test_a_certificate_with_several_periods_is_one_certificate() -> None:
    for between in ("", ",", ";", " "):
        text = f"personnr,förmåga,id\n19121212-1212,[2026-02-01;2026-02-10;100]{between}[2026-02-11;2026-02-20;50],x\n"
        (entry,) = periods_json(text)
        assert entry["problems"] == []
        assert entry["cases"][0]["certificates"] == 1
        assert [span["degree"] for span in entry["cases"][0]["degrees"]] == [100, 50]


def test_start_end_and_remaining_capacity_may_have_columns_of_their_own() -> None:
    text = (
        "personnr,start,slut,arbetsförmåga,start2,slut2,arbetsförmåga2\n"
        "19121212-1212,2026-02-01,2026-02-10,0,2026-02-11,2026-02-20,75\n"
    )
    (entry,) = periods_json(text)
    assert [span["degree"] for span in entry["cases"][0]["degrees"]] == [100, 25]


def test_a_revoked_certificate_is_left_out() -> None:
    text = (
        "personnr,händelsetyp,intygid,start,slut\n"
        "19121212-1212,CREATED,1,2026-02-01,2026-02-10\n"
        "19121212-1212,CREATED,2,2026-02-11,2026-02-20\n"
        "19121212-1212,REVOKED,2,2026-02-11,2026-02-20\n"
    )
    assert summary(text) == [("19121212-1212", [("2026-02-01", "2026-02-10", 10)])]


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("[2026-02-31;2026-03-10;100]", "2026-02-31"),
        ("[2026-03-10;2026-02-01;100]", "innan den börjar"),
        ("[2026-02-01;2026-02-10;150]", "150"),
        ("[2026-02-01;2026-02-10;mycket]", "mycket"),
        ("[2026-02-01;2026-02-10;0]", "0 procent"),
        ("[2026-02-01]", "inget datum"),
        ("", "saknar period"),
        ("[9999-01-01;9999-12-31;100]", "9999-01-01"),
    ],
)
def test_a_bad_row_is_named_with_its_number_and_the_others_are_read(period: str, words: str) -> None:
    text = f"personnr,förmåga\n19121212-1212,[2026-02-01;2026-02-10;100]\n\n19121212-1212,{period}\n"
    (entry,) = periods_json(text)
    assert len(entry["cases"]) == 1
    (problem,) = entry["problems"]
    assert problem["row"] == 4 and words in problem["message"]


def test_a_row_without_a_person_comes_last_in_an_entry_of_its_own() -> None:
    entries = periods_json(
        "personnr,förmåga\n,[2026-02-01;2026-02-10;100]\n19121212-1212,[2026-02-01;2026-02-10;100]\n"
    )
    assert [entry["patient"] for entry in entries] == ["19121212-1212", None]
    assert entries[1]["problems"][0]["row"] == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "tom"),
        ("\ufeff \n\n", "tom"),
        ("|", "tom"),
        (b"\x00", "tom"),
        ("a,b\n1,2\n", "person och period"),
        ("personnr,start\n1,2\n", "period"),
        (b"\x00\x01\x02", "kolumner"),
    ],
)
def test_a_file_without_person_or_period_is_refused_in_swedish(content: str | bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        periods_json(content)


def test_only_certificates_that_say_sick_leave_count_when_the_type_is_given() -> None:
    text = "personnr,start,slut,intygstyp\nA,2026-02-01,2026-02-10,lisjp\nA,2026-02-01,2026-03-10,ts-bas\n"
    (entry,) = periods_json(text)
    assert entry["cases"][0]["days"] == 10
    assert "ts-bas" in entry["problems"][0]["message"]


def test_a_person_with_more_periods_than_anyone_has_is_read_up_to_the_limit() -> None:
    rows = "".join(f"19121212-1212,[2026-02-01;2026-02-10;100],i{number}\n" for number in range(305))
    (entry,) = periods_json(f"personnr,förmåga,id\n{rows}")
    assert entry["cases"][0]["certificates"] == 300
    assert [problem["row"] for problem in entry["problems"]] == [302, 303, 304, 305, 306]


def test_with_a_day_each_case_says_where_it_stands() -> None:
    (entry,) = periods_json(ENGINE, on=date(2026, 2, 15))
    (case,) = entry["cases"]
    assert (case["active"], case["degree_now"], case["ends_soon"]) == (True, 50, True)


def test_gap_and_providers_can_be_set() -> None:
    assert len(summary(ENGINE, max_gap_days=0)[0][1]) == 2
    apart = ENGINE.replace("F32,E1,[2026-02-12", "F32,E2,[2026-02-12")
    assert len(summary(apart)[0][1]) == 1
    assert len(summary(apart, join_providers=False)[0][1]) == 2


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_whatever_the_file_holds_it_is_read_or_refused(content: str | bytes) -> None:
    message = ""
    try:
        json.dumps(periods_json(content))
    except Unreadable as refused:
        message = str(refused)
    assert not message or message.endswith(".")


CELLS = st.text(alphabet='[];,0123456789-ABC "\t', max_size=40)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_every_row_is_either_read_or_reported(rows: list[tuple[str, str]]) -> None:
    body = "\n".join(f"{one},{other}" for one, other in rows)
    try:
        read = read_periods_csv(f"personnr,förmåga\n{body}\n")
    except Unreadable:
        return
    assert all(problem.row >= 2 and problem.message for problem in read.problems)


@pytest.mark.skipif(
    not (TESTDATA / "sjukfall").is_dir(), reason="Sjukfallsfilerna finns inte här: provet utelämnas."
)
def test_the_engines_certificates_give_its_cases() -> None:
    folder = TESTDATA / "sjukfall"
    found = dict(summary((folder / "intygsdata-engine.csv").read_bytes()))
    with (folder / "expected_engine_fall1-4.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            expected = (row["sjukfall_start"], row["sjukfall_slut"], int(row["dagar"]))
            assert found[row["patient"]] == [expected]


@pytest.mark.skipif(
    not (TESTDATA / "sjukfall").is_dir(), reason="Sjukfallsfilerna finns inte här: provet utelämnas."
)
def test_every_table_of_certificates_in_the_acceptance_cases_is_read_without_a_bad_row() -> None:
    cases = json.loads((TESTDATA / "sjukfall" / "acceptance_statistik_dev.json").read_text(encoding="utf-8"))
    tables = [step["table"] for case in cases for step in case["steps"] if step["table"]]
    given_tables = [
        t for t in tables if t[0][0].startswith("Enbart foljande intyg") and {"start", "slut"} <= set(t[1])
    ]
    assert given_tables
    for table in given_tables:
        text = "\n".join(",".join(cell.replace(",", " ") for cell in row) for row in table[1:])
        rows = [dict(zip(table[1], cells, strict=False)) for cells in table[2:]]
        complete = [row for row in rows if row.get("start") and row.get("intygstyp", "fk7263") == "fk7263"]
        problems = [problem for entry in periods_json(text) for problem in entry["problems"]]
        assert len(problems) == len(table) - 2 - len(complete)


def test_one_person_written_in_several_ways_is_one_person() -> None:
    ways = ("19121212-1212", "191212121212", "121212-1212", " 1212121212 ")
    rows = [f"{way};2026-0{month}-01;2026-0{month}-28;50" for month, way in enumerate(ways, 1)]
    (found,) = periods_json("\n".join(["Personnummer;Start;Slut;Grad", *rows]))
    assert found["patient"] == "19121212-1212"
    assert [case["certificates"] for case in found["cases"]] == [4]


def test_ten_digits_are_nobody_in_particular_where_the_file_has_two_centuries() -> None:
    rows = [f"{way};2026-01-01;2026-01-31;50" for way in ("191212121212", "201212121212", "1212121212")]
    found = periods_json("\n".join(["Personnummer;Start;Slut;Grad", *rows]))
    assert [entry["patient"] for entry in found] == ["1212121212", "191212121212", "201212121212"]
