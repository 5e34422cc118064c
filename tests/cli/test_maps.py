"""`samre map`: proved, drawn, tried and looked up."""

from __future__ import annotations

import shutil
from pathlib import Path

from samre.cli.errors import FOUND, OK, UNREADABLE, USAGE

from .conftest import Samre


def edited(small_map: Path, folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the small map with one thing changed."""
    copy = folder / "karta"
    shutil.copytree(small_map, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_the_program_s_own_map_is_proved(samre: Samre) -> None:
    outcome = samre("map", "check", "--json")
    assert outcome.json["failed"] == []
    assert outcome.json["proved"]
    assert outcome.code == OK


def test_a_map_where_somebody_falls_between_the_chairs_gives_a_case_that_can_be_routed(
    samre: Samre, small_map: Path, tmp_path: Path
) -> None:
    broken = edited(small_map, tmp_path, "steg.yaml", "öppen_när: sant", "öppen_när: alder >= 40")
    outcome = samre("map", "check", "--json", "--definition", broken)
    assert outcome.code == FOUND
    everybody = next(item for item in outcome.json["failed"] if item["id"] == "alla")
    assert everybody["case"] or everybody["facts"] == {}
    assert "HÅLLER INTE: Alla" in samre("map", "check", "--definition", broken).out


def test_worked_cases_that_land_give_exit_code_0(samre: Samre, small_map: Path) -> None:
    outcome = samre("map", "cases", "--definition", small_map)
    assert outcome.code == OK
    assert "2 av 2 fall stämmer." in outcome.out


def test_a_worked_case_that_differs_is_told_with_what_came_instead(
    samre: Samre, small_map: Path, tmp_path: Path
) -> None:
    wrong = edited(small_map, tmp_path, "cases/02-sten.yaml", "primary: S27", "primary: S05")
    outcome = samre("map", "cases", "L02", "--json", "--definition", wrong)
    assert outcome.code == FOUND
    (case,) = outcome.json
    assert (case["id"], case["ok"]) == ("L02", False)
    assert "S27" in case["differences"][0]


def test_the_program_s_own_cases_land(samre: Samre) -> None:
    outcome = samre("map", "cases", "--json")
    assert [case for case in outcome.json if not case["ok"]] == []
    assert len(outcome.json) >= 60
    assert outcome.code == OK


def test_an_unknown_case_is_told(samre: Samre, small_map: Path) -> None:
    outcome = samre("map", "cases", "L99", "--definition", small_map)
    assert outcome.code == USAGE
    assert "Fallet L99 finns inte." in outcome.err


def test_facts_are_listed_with_what_they_may_be(samre: Samre, small_map: Path) -> None:
    shown = samre("map", "facts", "--definition", small_map).out
    assert "sgi: noll, finns" in shown
    assert "alder: 0 till 120 år" in shown
    facts = {fact["fact"] for fact in samre("map", "facts", "--json", "--definition", small_map).json}
    assert {"sgi", "alder", "fodd"} <= facts


def test_a_step_is_shown_whatever_the_case_of_its_id(samre: Samre, small_map: Path) -> None:
    shown = samre("map", "show", "s14", "--definition", small_map).out
    assert shown.startswith("S14 Ansökan om samordning")
    assert "Personen har ingen SGI" in shown
    assert samre("map", "show", "S99", "--definition", small_map).code == USAGE


def test_the_map_is_drawn_as_svg_and_as_one_page_of_pdf(samre: Samre, tmp_path: Path) -> None:
    svg, pdf = tmp_path / "karta.svg", tmp_path / "karta.pdf"
    assert samre("map", "draw", "-o", svg).code == OK
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert samre("map", "draw", "-o", pdf).code == OK
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_a_drawing_needs_a_known_ending_and_a_place_to_lie(samre: Samre, tmp_path: Path) -> None:
    assert samre("map", "draw", "-o", tmp_path / "karta.png").code == USAGE
    outcome = samre("map", "draw", "-o", tmp_path / "saknas" / "karta.svg")
    assert outcome.code == UNREADABLE
    assert "mappen finns inte" in outcome.err


def test_the_demo_content_holds(samre: Samre) -> None:
    outcome = samre("demo")
    assert outcome.code == OK
    assert outcome.out.startswith("Demo:")
