"""`samre certificate`: one entry per file whatever it is, and no bytes make it fall."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samre.cli.errors import OK, UNREADABLE
from samre.definitions import current

from .conftest import Samre

EXAMPLES = sorted(current().glob("examples/*.xml"))
EXPIRED = current() / "examples/fk7804-utgatt.xml"
KEYS = {"file", "readable", "type", "version", "valid", "problems", "checks", "verdict"}
VERDICTS = {"duger", "fråga", "bär inte"}


def test_every_example_is_read_and_judged(samre: Samre) -> None:
    outcome = samre("certificate", "check", *EXAMPLES, "--json")
    assert outcome.code == OK
    assert [found["file"] for found in outcome.json] == [str(path) for path in EXAMPLES]
    for found in outcome.json:
        assert found.keys() >= KEYS
        assert found["readable"]
        assert found["verdict"] in VERDICTS
        assert len(found["checks"]) == 18
        for check in found["checks"]:
            assert check.keys() >= {"id", "status", "severity", "question"}


def test_a_file_that_can_not_be_read_gets_an_entry_and_the_others_theirs(
    samre: Samre, tmp_path: Path
) -> None:
    bad = tmp_path / "trasig.xml"
    bad.write_text("<intyg>")
    outcome = samre("certificate", "check", bad, EXAMPLES[0], tmp_path / "saknas.xml", "--json")
    assert outcome.code == OK
    broken, good, missing = outcome.json
    assert good["readable"]
    for found in (broken, missing):
        assert (found["readable"], found["valid"], found["verdict"], found["checks"]) == (
            False,
            False,
            None,
            [],
        )
        assert found["problems"][0].keys() == {"question", "rule", "message"}
    assert "filen finns inte" in missing["problems"][0]["message"]


def test_the_exit_code_is_2_only_when_none_could_be_read(samre: Samre, tmp_path: Path) -> None:
    outcome = samre("certificate", "check", tmp_path / "a", tmp_path / "b", "--json")
    assert outcome.code == UNREADABLE
    assert len(outcome.json) == 2


def test_folders_and_patterns_give_their_files(samre: Samre, tmp_path: Path) -> None:
    for name in ("b.xml", "a.xml", "under/c.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(EXAMPLES[0].read_bytes())
    folder = samre("certificate", "check", tmp_path, "--json").json
    assert [Path(found["file"]).name for found in folder] == ["a.xml", "b.xml", "c.xml"]
    pattern = samre("certificate", "check", tmp_path / "*.xml", "--json").json
    assert [Path(found["file"]).name for found in pattern] == ["a.xml", "b.xml"]


def test_an_empty_folder_and_a_pattern_that_matches_nothing_get_an_entry(
    samre: Samre, tmp_path: Path
) -> None:
    outcome = samre("certificate", "check", tmp_path, tmp_path / "*.xml", "--json")
    assert outcome.code == UNREADABLE
    assert [found["readable"] for found in outcome.json] == [False, False]
    assert "mappen är tom" in outcome.json[0]["problems"][0]["message"]


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "[", "**/*.nothing"])
def test_a_name_that_can_not_be_a_file_gets_its_one_entry(name: str, samre: Samre) -> None:
    outcome = samre("certificate", "check", name, "--json")
    assert [found["file"] for found in outcome.json] == [name]
    assert not outcome.json[0]["readable"]


def test_a_pipe_without_end_is_no_file(samre: Samre, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    outcome = samre("certificate", "check", tmp_path / "pipe", "--json")
    assert "ingen vanlig fil" in outcome.json[0]["problems"][0]["message"]


def test_why_the_system_refused_is_said_in_swedish(samre: Samre, tmp_path: Path) -> None:
    loop = tmp_path / "slinga.xml"
    loop.symlink_to(loop)
    outcome = samre("certificate", "check", loop, "å" * 300, "--json")
    said = [found["problems"][0]["message"] for found in outcome.json]
    assert said == [
        "Filen går inte att läsa: länken leder runt till sig själv.",
        "Filen går inte att läsa: namnet är för långt.",
    ]


def test_a_certificate_can_come_on_standard_input(samre: Samre) -> None:
    assert samre("certificate", "check", "-", "--json", stdin=EXAMPLES[0].read_bytes()).json[0]["readable"]


def test_the_day_decides_whether_the_period_is_over(samre: Samre) -> None:
    def current(day: str) -> str:
        found = samre("certificate", "check", EXPIRED, "--on", day, "--json").json
        return str(next(check["status"] for check in found[0]["checks"] if check["id"] == "K1"))

    assert current("2026-09-30") != current("2026-11-21")


def test_without_json_the_answer_is_swedish(samre: Samre, tmp_path: Path) -> None:
    shown = samre("certificate", "check", *EXAMPLES, tmp_path / "saknas").out
    assert "Räcker till:" in shown
    assert "Fråga vården:" in shown
    assert "Går inte att läsa:" in shown


def test_the_person_number_is_never_printed(samre: Samre) -> None:
    outcome = samre("certificate", "check", *EXAMPLES, "--json")
    assert all(found["identity"].keys() == {"kind", "valid", "reason"} for found in outcome.json)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda noise: b"<intyg>" + noise))
)
def test_no_bytes_make_it_fall(content: bytes, samre: Samre) -> None:
    outcome = samre("certificate", "check", "-", "--json", stdin=content)
    assert [problem["rule"] for problem in outcome.json[0]["problems"]].count("program") == 0


def cut(data: bytes, place: int, noise: bytes) -> bytes:
    return data[:place] + noise + data[place + len(noise) :]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(path=st.sampled_from(EXAMPLES), place=st.integers(0, 6000), noise=st.binary(min_size=1, max_size=12))
def test_no_damage_to_a_certificate_makes_it_fall(path: Path, place: int, noise: bytes, samre: Samre) -> None:
    outcome = samre("certificate", "check", "-", "--json", stdin=cut(path.read_bytes(), place, noise))
    assert [problem["rule"] for problem in outcome.json[0]["problems"]].count("program") == 0


CSV = "PERSONNUMMER;FÖRMÅGA\n19121212-1212;[2026-02-01;2026-02-10;100]\n19121212-1212;[2026-02-14;2026-02-20;50]\n"


def test_periods_become_cases(samre: Samre) -> None:
    outcome = samre("certificate", "periods", "-", "--json", "--on", "2026-02-15", stdin=CSV.encode())
    assert outcome.code == OK
    (person,) = outcome.json
    (case,) = person["cases"]
    assert (case["start"], case["end"], case["certificates"], case["degree_now"]) == (
        "2026-02-01",
        "2026-02-20",
        2,
        50,
    )


def test_the_gap_can_be_chosen(samre: Samre) -> None:
    (person,) = samre("certificate", "periods", "-", "--json", "--gap", "1", stdin=CSV.encode()).json
    assert len(person["cases"]) == 2


def test_periods_without_json_are_swedish(samre: Samre) -> None:
    shown = samre("certificate", "periods", "-", "--on", "2026-02-15", stdin=CSV.encode()).out
    assert "2026-02-01 – 2026-02-20: 17 dagar, 2 intyg" in shown
    assert "tar snart slut" in shown


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"\x00\xff\xfe"])
def test_a_file_that_is_no_table_of_periods_is_refused(content: bytes, samre: Samre) -> None:
    outcome = samre("certificate", "periods", "-", stdin=content)
    assert outcome.code == UNREADABLE
    assert outcome.err.startswith("samre: standard in:")
