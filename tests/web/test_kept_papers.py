"""The map's PDFs are set once for each version by a process of their own, and then only read."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from samre.web import definition, kept_papers
from samre.web.papers import map_pdf

SMALL = {"karta": "map_pdf"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty var/ for each test."""
    settings.VAR = tmp_path
    return tmp_path / "paper"


def no_process(*_: object, **__: object) -> None:
    raise OSError("inga processer här")


def test_a_kept_paper_is_served_as_it_lies(
    client: Client, own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", no_process)
    own_folder.mkdir()
    kept_papers.path_of("karta").write_bytes(b"%PDF kept")
    assert client.get("/karta.pdf").content == b"%PDF kept"


def test_a_missing_paper_is_set_by_another_process_and_kept(own_folder: Path) -> None:
    content = kept_papers.paper("karta")
    assert content == map_pdf(definition.pathway())
    assert kept_papers.path_of("karta").read_bytes() == content
    assert kept_papers.path_of("bilaga").is_file()
    assert list(own_folder.glob("*.part")) == []


def test_where_no_process_can_be_started_the_server_sets_the_paper_itself(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", no_process)
    assert kept_papers.paper("karta").startswith(b"%PDF")
    assert not own_folder.exists()


def test_papers_of_older_versions_are_taken_away_and_a_kept_one_is_left_alone(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_papers, "SETTERS", SMALL)
    own_folder.mkdir()
    (own_folder / "0000-karta.pdf").write_bytes(b"%PDF old")
    kept_papers.path_of("karta").write_bytes(b"%PDF kept")
    assert kept_papers.set_missing() == ()
    assert [path.read_bytes() for path in own_folder.iterdir()] == [b"%PDF kept"]


def test_another_map_or_another_template_has_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingredient = tmp_path / "mall.html"
    monkeypatch.setattr(kept_papers, "_ingredients", lambda: [ingredient])
    keys = set()
    for text, hash_ in (("en", "a"), ("en", "b"), ("två", "a")):
        ingredient.write_text(text, encoding="utf-8")
        kept_papers._key.cache_clear()
        keys.add(kept_papers._key(hash_, 0))
    kept_papers._key.cache_clear()
    assert len(keys) == 3
