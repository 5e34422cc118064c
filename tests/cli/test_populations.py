"""`samre population`: the same people for the same seed, spread over the map, before and after a change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from samre.cli.errors import OK, UNREADABLE, USAGE

from .conftest import Samre


@pytest.fixture
def people(samre: Samre, small_map: Path, tmp_path: Path) -> Path:
    """A file with two thousand synthetic people."""
    path = tmp_path / "folk.npz"
    assert (
        samre("population", "generate", "2 000", "-o", path, "--seed", "5", "--definition", small_map).code
        == OK
    )
    return path


def test_the_same_seed_gives_the_same_people(
    samre: Samre, small_map: Path, tmp_path: Path, people: Path
) -> None:
    other = tmp_path / "andra.npz"
    samre("population", "generate", "2000", "-o", other, "--seed", "5", "--definition", small_map)
    first = samre("population", "run", people, "--json", "--definition", small_map).json
    assert samre("population", "run", other, "--json", "--definition", small_map).json == first
    samre("population", "generate", "2000", "-o", other, "--seed", "6", "--definition", small_map)
    assert samre("population", "run", other, "--json", "--definition", small_map).json != first


def test_everybody_is_counted_once(samre: Samre, small_map: Path, people: Path) -> None:
    found = samre("population", "run", people, "--json", "--definition", small_map).json
    assert found["people"] == 2000
    assert sum(step["primary"] for step in found["steps"].values()) + found["unsettled"] == 2000
    assert all(step["primary"] <= step["open"] <= step["possible"] for step in found["steps"].values())


def test_a_changed_map_tells_who_moves_from_where_to_where(
    samre: Samre, small_map: Path, people: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "utkast"
    shutil.copytree(small_map, draft)
    steps = draft / "steg.yaml"
    text = steps.read_text(encoding="utf-8")
    steps.write_text(text.replace("villkor: sgi = noll", "villkor: sgi = finns"), encoding="utf-8")
    outcome = samre("population", "compare", people, "--old", small_map, "--new", draft, "--json")
    assert outcome.code == OK
    assert outcome.json["people"] == 2000
    assert outcome.json["moved"] == sum(move["people"] for move in outcome.json["moves"])
    assert outcome.json["moved"] > 0


def test_the_same_map_moves_nobody(samre: Samre, small_map: Path, people: Path) -> None:
    outcome = samre("population", "compare", people, "--old", small_map, "--new", small_map, "--json")
    assert outcome.json["moved"] == 0


def test_a_file_that_is_no_population_is_refused(
    samre: Samre, small_map: Path, tmp_path: Path, people: Path
) -> None:
    other = tmp_path / "text.npz"
    other.write_text("hej")
    cut = tmp_path / "cut.npz"
    cut.write_bytes(people.read_bytes()[:500])
    for path in (other, cut, tmp_path / "none.npz"):
        outcome = samre("population", "run", path, "--definition", small_map)
        assert outcome.code == UNREADABLE
        assert path.name in outcome.err


def test_people_made_for_another_map_are_refused(
    samre: Samre, small_map: Path, people: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "utkast"
    shutil.copytree(small_map, draft)
    facts = draft / "fakta.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(
        text.replace('finns: "Ja, SGI finns"', 'finns: "Ja, SGI finns", vilar: "Den vilar"'), encoding="utf-8"
    )
    outcome = samre("population", "run", people, "--definition", draft)
    assert outcome.code == UNREADABLE
    assert "gjord för en annan karta" in outcome.err


@pytest.mark.parametrize("size", ["0", "-5", "tusen", "999999999999"])
def test_a_size_has_to_be_a_number_of_people(size: str, samre: Samre, tmp_path: Path) -> None:
    assert samre("population", "generate", size, "-o", tmp_path / "x.npz").code == USAGE
