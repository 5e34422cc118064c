"""Third-party certificates get the verdict their index gives, and the object agrees with itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from samre.certificate.read import from_json, read, to_json
from samre.certificate.technical import check_form


def rows(testdata: Path) -> list[dict[str, str]]:
    with (testdata / "certificates" / "INDEX.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["file"].startswith("certificates/")]


def expected(row: dict[str, str]) -> str:
    """`pass`, `fail`, or empty where the index doesn't say."""
    if row["name_says"]:
        return row["name_says"]
    return {"": "", "0": "pass"}.get(row["schematron_fails"], "fail")


def test_every_file_gets_the_verdict_of_the_index(testdata: Path) -> None:
    wrong = []
    for row in rows(testdata):
        certificate = read((testdata / row["file"]).read_bytes(), name=row["file"])
        problems = check_form(certificate)
        if expected(row) and expected(row) != ("fail" if problems else "pass"):
            wrong.append((row["file"], expected(row), [problem.message for problem in problems]))
    assert wrong == []


def test_files_without_a_verdict_are_read_whole(testdata: Path) -> None:
    unnamed = [row for row in rows(testdata) if not expected(row)]
    assert unnamed
    for row in unnamed:
        certificate = read((testdata / row["file"]).read_bytes())
        assert check_form(certificate) == ()
        assert certificate.form


def test_identity_is_judged_as_the_index_says(testdata: Path) -> None:
    judged = [row for row in rows(testdata) if row["patient_id"]]
    assert judged
    for row in judged:
        patient = read((testdata / row["file"]).read_bytes()).patient
        assert patient is not None
        assert patient.value == row["patient_id"]
        assert patient.valid == (row["patient_id_checksum"] != "bad")


def test_nothing_is_lost_on_the_way_through_the_browser(testdata: Path) -> None:
    for row in rows(testdata):
        certificate = read((testdata / row["file"]).read_bytes())
        assert from_json(json.loads(json.dumps(to_json(certificate)))) == certificate


def test_xml_and_json_of_the_same_scenario_agree(testdata: Path) -> None:
    compared = 0
    for row in rows(testdata):
        twin = testdata / row["file"].replace("/internal_json/", "/xml/").replace(".json", ".xml")
        if "/internal_json/" not in row["file"] or not twin.exists():
            continue
        one, other = read((testdata / row["file"]).read_bytes()), read(twin.read_bytes())
        assert one.form == other.form
        assert bool(check_form(one)) == bool(check_form(other))
        compared += 1
    assert compared
