"""`samre map export|diff|schema`: the map given away, compared and described."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from samre.cli.errors import FOUND, OK, USAGE
from samre.pathway.reading.load import load_pathway

from .conftest import Samre


@pytest.mark.parametrize(("ending", "root"), [("bpmn", "definitions"), ("dmn", "definitions")])
def test_a_map_is_written_as_xml_of_the_standard(
    samre: Samre, small_map: Path, tmp_path: Path, ending: str, root: str
) -> None:
    file = tmp_path / f"karta.{ending}"
    assert samre("map", "export", "-o", file, "--definition", small_map).code == OK
    assert etree.QName(etree.fromstring(file.read_bytes())).localname == root


def test_the_longest_ending_says_which_form(samre: Samre, small_map: Path, tmp_path: Path) -> None:
    plain, plan = tmp_path / "karta.json", tmp_path / "karta.fhir.json"
    for file in (plain, plan):
        assert samre("map", "export", "-o", file, "--definition", small_map).code == OK
    assert set(json.loads(plain.read_text("utf-8"))["steps"]) == set(load_pathway(small_map).steps)
    assert json.loads(plan.read_text("utf-8"))["resourceType"] == "PlanDefinition"


def test_an_unknown_ending_is_refused_with_those_that_are_there(samre: Samre, tmp_path: Path) -> None:
    outcome = samre("map", "export", "-o", tmp_path / "karta.docx")
    assert outcome.code == USAGE
    assert ".bpmn" in outcome.err


def test_what_differs_is_told_in_swedish_and_by_the_exit_code(
    samre: Samre, small_map: Path, tmp_path: Path
) -> None:
    same = samre("map", "diff", "--old", small_map, "--new", small_map)
    assert (same.code, same.out) == (OK, "Inget skiljer.\n")
    new = tmp_path / "ny"
    shutil.copytree(small_map, new)
    steps = (new / "steg.yaml").read_text("utf-8")
    name = next(iter(load_pathway(small_map).steps.values())).name
    (new / "steg.yaml").write_text(steps.replace(f"namn: {name}", "namn: Ett nytt namn", 1), "utf-8")
    told = samre("map", "diff", "--old", small_map, "--new", new)
    assert told.code == FOUND
    assert f"från ”{name}” till ”Ett nytt namn”" in told.out
    (change,) = samre("map", "diff", "--old", small_map, "--new", new, "--json").json
    assert (change["act"], change["moves"], change["text"]) == ("ändrad", False, told.out.strip())


def test_a_redrawn_map_differs_too(samre: Samre, small_map: Path, tmp_path: Path) -> None:
    for folder, drawing in (
        ("gammal", "banor: {a: {namn: Vården}, b: {namn: Kommunen}}\n  rutnät: {start: [S05 ., . S14]}"),
        ("ny", "banor: {a: {namn: Regionen}, b: {namn: Kommunen}}\n  rutnät: {start: [. S05, . S14]}"),
        (
            "bredare",
            "banor: {a: {namn: Vården}, b: {namn: Kommunen}}\n  bredd: 4\n  rutnät: {start: [S05 ., . S14]}",
        ),
    ):
        shutil.copytree(small_map, tmp_path / folder)
        (tmp_path / folder / "ritning.yaml").write_text(f"ritning:\n  {drawing}\n", "utf-8")
    told = samre("map", "diff", "--old", tmp_path / "gammal", "--new", tmp_path / "ny")
    assert told.code == FOUND
    lane, box = told.out.splitlines()
    assert lane == "Ritningen: banan Vården heter nu Regionen."
    assert "flyttas från" in box and "rad 1, Vården till" in box and box.endswith("rad 1, Kommunen.")
    wider = samre("map", "diff", "--old", tmp_path / "gammal", "--new", tmp_path / "bredare", "--json")
    assert [one["text"] for one in wider.json] == [
        "Ritningen: orden i rutorna, ordningen eller bredden är ändrad."
    ]


def test_the_schema_is_printed_and_is_one(samre: Samre) -> None:
    Draft202012Validator.check_schema(json.loads(samre("map", "schema").out))
