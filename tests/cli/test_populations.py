"""`samre population`: the same people for the same seed, spread over the map, before and after a change."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
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


@pytest.fixture
def parquet(samre: Samre, small_map: Path, tmp_path: Path) -> Path:
    """The same two thousand as `people`, in Parquet."""
    path = tmp_path / "folk.parquet"
    samre("population", "generate", "2000", "-o", path, "--seed", "5", "--definition", small_map)
    return path


def test_people_in_parquet_get_the_same_answers(
    samre: Samre, small_map: Path, people: Path, parquet: Path
) -> None:
    expected = samre("population", "run", people, "--json", "--definition", small_map).json
    assert samre("population", "run", parquet, "--json", "--definition", small_map).json == expected


def test_a_changed_map_moves_the_same_people_in_parquet(
    samre: Samre, small_map: Path, people: Path, parquet: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "utkast"
    shutil.copytree(small_map, draft)
    steps = draft / "steg.yaml"
    text = steps.read_text(encoding="utf-8")
    steps.write_text(text.replace("villkor: sgi = noll", "villkor: sgi = finns"), encoding="utf-8")
    maps = ("--old", small_map, "--new", draft, "--json")
    assert (
        samre("population", "compare", parquet, *maps).json
        == samre("population", "compare", people, *maps).json
    )


def test_a_choice_that_one_of_two_maps_lacks_is_refused_only_where_somebody_has_it(
    samre: Samre, small_map: Path, parquet: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "utkast"
    shutil.copytree(small_map, draft)
    facts = draft / "fakta.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(
        text.replace('finns: "Ja, SGI finns"', 'finns: "Ja, SGI finns", vilar: "Den vilar"'), encoding="utf-8"
    )
    assert samre("population", "run", parquet, "--definition", draft).code == OK
    assert samre("population", "compare", parquet, "--old", small_map, "--new", draft).code == OK
    more = tmp_path / "fler.parquet"
    pq.write_table(pa.table({"sgi": ["finns", "vilar", None]}), more)
    outcome = samre("population", "compare", more, "--old", small_map, "--new", draft)
    assert outcome.code == UNREADABLE
    assert "Kolumnen sgi har svar som kartan inte känner: vilar" in outcome.err


def test_parquet_that_is_none_is_refused(samre: Samre, small_map: Path, tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("hej")
    for name in ("text.parquet", "none.parquet", ""):
        outcome = samre("population", "run", tmp_path / name, "--definition", small_map)
        assert outcome.code == UNREADABLE
        assert name in outcome.err


def test_without_the_extra_it_is_told_what_to_install(
    samre: Samre, small_map: Path, parquet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in [
        name for name in sys.modules if name.startswith(("samre.carriers", "samre.pathway.people.arrow"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    outcome = samre("population", "run", parquet, "--definition", small_map)
    assert outcome.code == UNREADABLE
    assert "pip install pyarrow" in outcome.err
