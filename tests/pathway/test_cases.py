"""Worked cases: read with the same care as the map, and told apart from what the map says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from samre.pathway.person.cases import check_case
from samre.pathway.reading.load import DefinitionError, load_cases, load_pathway

FOLDER = Path(__file__).parent / "small_map"
SMALL = load_pathway(FOLDER)


def told(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load_cases(folder, SMALL)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_case_is_a_person_a_day_and_what_the_map_should_say() -> None:
    alma, sten = load_cases(FOLDER, SMALL)
    assert (alma.id, alma.on, alma.facts["sgi"], alma.facts["alder"]) == ("L01", date(2026, 11, 21), None, 34)
    assert (alma.expected.primary, alma.expected.candidates) == ("", ("S14", "S08"))
    assert (sten.expected.primary, sten.expected.open, sten.expected.missing) == (
        "S27",
        ("S27", "S05", "S08"),
        (),
    )


def test_the_small_cases_land() -> None:
    assert {case.id: check_case(SMALL, case) for case in load_cases(FOLDER, SMALL)} == {"L01": (), "L02": ()}


def test_a_case_that_does_not_land_says_how_in_sentences() -> None:
    sten = load_cases(FOLDER, SMALL)[1]
    wrong = replace(sten, expected=replace(sten.expected, primary="S05", open=("S05",), missing=("sgi",)))
    assert check_case(SMALL, wrong) == (
        "Huvudsteget blev S27, väntat S05.",
        "Öppna steg blev S27, S05, S08, väntat S05.",
        "Det som saknas blev ingenting, väntat sgi.",
    )


def test_a_goal_that_no_way_leads_to_is_told() -> None:
    sten = load_cases(FOLDER, SMALL)[1]
    assert check_case(SMALL, replace(sten, expected=replace(sten.expected, goal="M3"))) == ()
    assert check_case(SMALL, replace(sten, expected=replace(sten.expected, goal="M1"))) == (
        "Ingen väg leder från S27 till målet M1.",
    )


def test_a_case_that_contradicts_itself_says_so() -> None:
    alma = load_cases(FOLDER, SMALL)[0]
    wrong = replace(alma, facts={**alma.facts, "uppnatt_riktalder": True})
    assert check_case(SMALL, wrong)[-1] == (
        "Uppgifterna motsäger varandra: Den som inte har fyllt 63 har inte uppnått riktåldern."
    )


def test_mistakes_in_cases_are_told_with_file_and_line(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER / "cases", tmp_path / "cases")
    text = (folder / "01-alma.yaml").read_text(encoding="utf-8")
    (folder / "01-alma.yaml").write_text(
        text.replace("sgi: null", "sig: noll, alder: 34")
        .replace("[S14, S08]", "[S41]")
        .replace("why:", "varför:"),
        encoding="utf-8",
    )
    (folder / "03-kopia.yaml").write_text(
        (folder / "02-sten.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert told(tmp_path) == [
        "01-alma.yaml, rad 5, kolumn 39: Uppgiften »sig« finns inte. Menade du »sgi«?",
        "01-alma.yaml, rad 5, kolumn 50: Nyckeln »alder« står två gånger i »facts«. "
        "Den finns redan på rad 5; ta bort eller slå ihop.",
        "01-alma.yaml, rad 9, kolumn 16: Steget »S41« finns inte. Menade du »S14«?",
        "01-alma.yaml, rad 11, kolumn 1: Okänd nyckel »varför« i filen. "
        "Det finns: facts, expected, id, name, story, on, sources, why, trap.",
        "03-kopia.yaml, rad 1, kolumn 1: Fallet »L02« finns redan. Ge det ett eget id.",
    ]
