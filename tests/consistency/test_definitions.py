"""Every version of the map loads, and every YAML file beside it can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from samre.definitions import current, versions
from samre.pathway.reading.load import load_pathway

from .sources import name, tracked

FILES = [path for path in tracked() if path.suffix == ".yaml"]
DEFINED = [path for path in FILES if path.is_relative_to(current().parent)]


@pytest.mark.parametrize("folder", versions(), ids=lambda folder: folder.name)
def test_every_version_of_the_map_loads_and_is_named_after_its_month(folder: Path) -> None:
    pathway = load_pathway(folder)
    assert f"{pathway.valid_from:%Y-%m}" == folder.name
    assert set(pathway.priority) == set(pathway.steps)


@pytest.mark.parametrize("path", DEFINED, ids=name)
def test_every_definition_file_is_yaml_without_tabs_and_trailing_space(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert isinstance(yaml.safe_load(text), dict)
    assert "\t" not in text
    assert not [number for number, line in enumerate(text.splitlines(), 1) if line != line.rstrip()]


def test_every_worked_case_is_named_after_its_id() -> None:
    cases = [path for path in DEFINED if path.parent.name == "cases"]
    for path in cases:
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert path.stem.split("-")[0].lower() == str(case["id"]).lower(), f"{name(path)} has id {case['id']}"
