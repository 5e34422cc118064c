"""`samre route`: the fixed keys of its answer, and every way a case file can be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samre.cli.errors import BAD_DEFINITION, OK, UNREADABLE, WRONG_FACTS

from .conftest import Samre

KEYS = {"pathway", "on", "primary", "candidates", "responsible", "steps", "next_questions", "law"}


def case(**facts: object) -> bytes:
    return json.dumps({"facts": facts}).encode()


def test_the_answer_has_the_fixed_keys(samre: Samre, small_map: Path) -> None:
    stdin = case(fodd="1959-04-02", pension_sokt=False, intyg="saknas")
    outcome = samre("route", "-", "--on", "2026-11-21", "--json", "--definition", small_map, stdin=stdin)
    assert outcome.code == OK
    assert outcome.json.keys() >= KEYS
    assert outcome.json["primary"] == "S27"
    assert outcome.json["candidates"] == ["S27"]
    assert outcome.json["responsible"] == "IND"
    assert outcome.json["law"] == ["SFB 56:3"]
    assert outcome.json["on"] == "2026-11-21"
    assert outcome.json["steps"]["S27"]["status"] == "öppen"
    assert [item["fact"] for item in outcome.json["steps"]["S27"]["because"]] == [
        "uppnatt_riktalder",
        "pension_sokt",
    ]


def test_what_is_missing_is_asked_for_with_who_can_answer_and_what_it_decides(
    samre: Samre, small_map: Path
) -> None:
    stdin = case(alder=34, intyg="giltigt", intyg_brister=0)
    found = samre("route", "-", "--on", "2026-11-21", "--json", "--definition", small_map, stdin=stdin).json
    assert found["primary"] is None
    assert found["candidates"] == ["S14", "S08"]
    first = found["next_questions"][0]
    assert first.keys() >= {"fact", "question", "who", "decides"}
    assert first["fact"] == "sgi"
    assert "S14" in first["decides"]
    assert found["steps"]["S14"]["missing"] == ["sgi"]


def test_a_worked_case_can_be_given_as_it_is(samre: Samre, small_map: Path) -> None:
    found = samre("route", small_map / "cases" / "02-sten.yaml", "--json", "--definition", small_map).json
    assert (found["primary"], found["on"]) == ("S27", "2026-11-21")


def test_the_day_on_the_command_line_goes_before_that_of_the_file(samre: Samre, small_map: Path) -> None:
    path = small_map / "cases" / "02-sten.yaml"
    found = samre("route", path, "--on", "2020-01-01", "--json", "--definition", small_map).json
    assert found["on"] == "2020-01-01"
    assert "S27" not in found["open"]


def test_without_json_the_answer_is_swedish(samre: Samre, small_map: Path) -> None:
    shown = samre("route", small_map / "cases" / "02-sten.yaml", "--definition", small_map).out
    assert "Nästa steg: S27 Ansökan om pension" in shown
    assert "Ansvarig: Personen själv, senast 2026-11-28" in shown
    assert "Underlag, inte beslut." in shown


def test_every_unknown_name_and_impossible_value_is_told_at_once(samre: Samre, small_map: Path) -> None:
    stdin = case(sgj="noll", intyg="bra", intyg_brister=99, alder="gammal")
    outcome = samre("route", "-", "--json", "--definition", small_map, stdin=stdin)
    assert outcome.code == WRONG_FACTS
    assert outcome.out == ""
    for word in ("»sgj«", "Menade du »sgi«?", "»bra«", "99", "»gammal«"):
        assert word in outcome.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "är inte"),
        (b'{"facts": {}', "är inte JSON: fel på rad 1"),
        (b"[1, 2]", "ska vara ett objekt"),
        (b'{"fakta": {}}', 'saknar "facts". Filen har: fakta'),
        (b'{"facts": [1]}', '"facts" ska vara ett objekt'),
        (b'{"facts": {"alder": 1, "alder": 2}}', "står två gånger"),
        (b'{"facts": {}, "sources": []}', ""),
        (b"\xff\x00\xfa", "inte UTF-8"),
        (b"[" * 100_000, "inte JSON"),
        (b'{"facts": {"alder": ' + b"9" * 10_000 + b"}}", "JSON"),
        (b" " * 2_000_000, "större än"),
    ],
)
def test_a_file_that_is_no_case_is_refused_with_a_reason(
    content: bytes, said: str, samre: Samre, small_map: Path, tmp_path: Path
) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)
    outcome = samre("route", path, "--definition", small_map)
    assert outcome.code == (UNREADABLE if said else OK)
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_yaml_aliases_are_refused(samre: Samre, small_map: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("facts: &a {alder: 34}\nmore: [*a, *a]\n")
    outcome = samre("route", path, "--definition", small_map)
    assert outcome.code == UNREADABLE
    assert "alias" in outcome.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("facts:\n  alder: 40\n  alder: 41\n", '"alder" står två gånger'),
        ("facts: {alder: !!python/object/apply:os.getcwd []}", "är inte YAML: fel på rad 1."),
        ("facts: {alder: [}", "är inte YAML: fel på rad 1."),
    ],
)
def test_yaml_that_json_would_refuse_is_refused_too(
    content: str, said: str, samre: Samre, small_map: Path, tmp_path: Path
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(content, encoding="utf-8")
    outcome = samre("route", path, "--definition", small_map)
    assert outcome.code == UNREADABLE
    assert said in outcome.err


def test_a_missing_file_and_a_folder_are_told_apart(samre: Samre, small_map: Path, tmp_path: Path) -> None:
    assert "filen finns inte" in samre("route", tmp_path / "none.json", "--definition", small_map).err
    assert "det är en mapp" in samre("route", tmp_path, "--definition", small_map).err


def test_a_definition_with_mistakes_has_its_own_exit_code(samre: Samre, tmp_path: Path) -> None:
    outcome = samre("route", "-", "--definition", tmp_path, stdin=case(alder=34))
    assert outcome.code == BAD_DEFINITION
    assert "karta.yaml" in outcome.err


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_make_it_fall(content: bytes, samre: Samre, small_map: Path) -> None:
    outcome = samre("route", "-", "--definition", small_map, stdin=content)
    assert outcome.code in {OK, UNREADABLE, WRONG_FACTS}


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    facts=st.dictionaries(
        st.sampled_from(["alder", "sgi", "intyg", "fodd", "intyg_till", "nonsens"]), values, max_size=4
    )
)
def test_no_facts_make_it_fall(facts: dict[str, object], samre: Samre, small_map: Path) -> None:
    stdin = json.dumps({"facts": facts}).encode()
    outcome = samre("route", "-", "--on", "2026-11-21", "--definition", small_map, stdin=stdin)
    assert outcome.code in {OK, WRONG_FACTS}
    assert ("nonsens" in outcome.err) == ("nonsens" in facts)
