"""README and the handbook say what is true: their commands parse, their examples run, their pages and links exist."""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from django.urls import Resolver404, resolve

from samre.cli.errors import MEANINGS
from samre.cli.parser import build_parser
from samre.pathway.person.cases import check_case, load_cases
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.pathway.reading.load import load_pathway
from samre.web.pages.practice import groups

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT / "docs" / "handbok"
FOLDER = ROOT / "src" / "samre" / "definitions" / "2026-11"
TEMPLATES = ROOT / "src" / "samre" / "web" / "templates"
PAGES = (ROOT / "README.md", *sorted(HANDBOOK.glob("*.md")))
COMMANDS = HANDBOOK / "kommandoraden.md"
PICTURE_BYTES = 200_000
# The tabs of the worklist are words of the definition (arenden.yaml).
NOT_ON_A_PAGE = {"Rätt person, rätt underlag, rätt myndighet.", "Kommandoraden", "Min tur"}


def text_of(path: Path) -> str:
    """The page."""
    return path.read_text(encoding="utf-8")


def blocks(path: Path, kind: str = "") -> list[str]:
    """The fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text_of(path), re.MULTILINE | re.DOTALL)


def command_lines(path: Path) -> list[str]:
    """Every line of a block, and every code in the text, that runs samre; what comes before a pipe is left out."""
    lines = [line for block in blocks(path) for line in block.splitlines()]
    bare = re.sub(r"^```.*?^```", "", text_of(path), flags=re.MULTILINE | re.DOTALL)
    lines += re.findall(r"`(samre [^`\n]+)`", bare)
    return [line.rpartition("| ")[2] for line in lines if re.match(r"samre |echo .*\| samre ", line)]


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The commands that do something."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield parser
    for action in below:
        for command in action.choices.values():
            yield from leaves(command)


def script(name: str) -> ModuleType:
    """One of the scripts, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text_of(path))
    assert [link for link in links if not (path.parent / link).is_file()] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_address_is_a_page(path: Path) -> None:
    lost = []
    for address in re.findall(r"`(?:http://127\.0\.0\.1:8000)?(/[a-z][^`\s]*)`", text_of(path)):
        try:
            resolve(address)
        except Resolver404:
            lost.append(address)
    assert lost == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_can_be_run_as_it_is_written(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for line in command_lines(path):
        words = shlex.split(line, comments=True)[1:]
        if words[-1:] == ["--help"] or words in [leaf.prog.split()[1:] for leaf in leaves(build_parser())]:
            continue  # help, or a command named in a sentence
        try:
            build_parser().parse_args(words)
        except BaseException as error:
            wrong.append(f"{line}: {error}")
    assert wrong == []


def test_the_command_page_has_commands_to_try() -> None:
    assert len(command_lines(COMMANDS)) > len(list(leaves(build_parser())))


def test_every_command_has_a_heading_and_an_example() -> None:
    page, tried = text_of(COMMANDS), command_lines(COMMANDS)
    for leaf in leaves(build_parser()):
        assert f"### {leaf.prog}\n" in page
        assert any(f"{line} ".startswith(f"{leaf.prog} ") for line in tried)


def test_every_option_of_every_command_is_shown_in_an_example() -> None:
    tried = command_lines(COMMANDS)
    missing = [
        f"{leaf.prog} {option}"
        for leaf in leaves(build_parser())
        for action in leaf._actions
        for option in action.option_strings
        if option not in ("-h", "--help")
        and option.startswith("--")
        and option not in ("--on", "--json", "--definition")
        and not any(line.startswith(leaf.prog) and option in line.split() for line in tried)
    ]
    assert missing == []


def test_the_exit_codes_are_those_of_the_program() -> None:
    table = {int(code) for code in re.findall(r"^\| (\d+) \|", text_of(COMMANDS), re.MULTILINE)}
    assert table == set(MEANINGS)


def test_the_case_of_the_readme_lands_where_the_readme_says() -> None:
    pathway = load_pathway(FOLDER)
    (example,) = blocks(ROOT / "README.md", "json")
    facts = read_facts(pathway, json.loads(example)["facts"], on=pathway.valid_from)
    assert facts.conflicts == ()
    said = re.search(r"^Nästa steg: (S\d+) (.+)$", text_of(ROOT / "README.md"), re.MULTILINE)
    assert said
    assert evaluate(pathway, facts, on=pathway.valid_from).primary == said[1]
    assert pathway.steps[said[1]].name == said[2]


def test_the_case_a_process_leader_copies_lands(tmp_path: Path) -> None:
    (example,) = blocks(HANDBOOK / "processledare.md", "yaml")
    (tmp_path / "v999-siv.yaml").write_text(example, encoding="utf-8")
    pathway = load_pathway(FOLDER)
    (case,) = load_cases(tmp_path, pathway)
    assert check_case(pathway, case) == ()


def test_the_numbers_of_the_documents_are_counted() -> None:
    pathway = load_pathway(FOLDER)
    numbers = {2: "två", 3: "tre", 4: "fyra", 5: "fem", 6: "sex", 7: "sju", 8: "åtta", 9: "nio", 10: "tio"}
    readme = text_of(ROOT / "README.md")
    assert f"{len(pathway.steps)} numrerade steg" in readme
    assert f"{numbers[len(pathway.phases)]} faser" in readme
    assert f"M1–M{len(pathway.goals)}" in text_of(HANDBOOK / "kartan.md")
    checks = re.findall(r"^  K\d+:", text_of(FOLDER / "checks.yaml"), re.MULTILINE)
    assert f"de {len(checks)} kontrollerna" in text_of(HANDBOOK / "processledare.md")


def test_every_file_of_the_definition_is_described_for_the_process_leader() -> None:
    page = text_of(HANDBOOK / "processledare.md")
    named = set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE))
    theirs = {path.name for path in FOLDER.glob("*.yaml")}
    assert {word for word in named if word.endswith(".yaml")} <= theirs
    assert {"karta.yaml", "fakta.yaml", "steg.yaml", "varden.yaml", "lagar.yaml", "blanketter.yaml"} <= named


def test_the_buttons_and_headings_that_are_named_are_on_the_pages() -> None:
    words = "\n".join(text_of(path) for path in TEMPLATES.rglob("*.html"))
    words += yaml.safe_dump([group.name for group in groups()], allow_unicode=True)
    shown = re.sub(r"\s+", " ", re.sub(r"\{[%{].*?[%}]\}|<[^>]+>", " ", words))
    lost = [
        f"{path.name}: {name}"
        for path in (HANDBOOK / "guiden.md", HANDBOOK / "ovningsfall.md", ROOT / "README.md")
        for name in re.findall(r"\*\*([^*\n]+)\*\*", text_of(path).partition("## Vad det inte är")[0])
        if name not in shown and name not in NOT_ON_A_PAGE
    ]
    assert lost == []


def test_the_answers_of_the_practice_page_are_those_of_the_program() -> None:
    verdicts = text_of(TEMPLATES / "practice" / "_verdict.html")
    table = re.findall(r"^\| ([^|]+?) \| [A-ZÅÄÖ]", text_of(HANDBOOK / "ovningsfall.md"), re.MULTILINE)
    answers = [answer for answer in table if answer != "Svaret blev"]
    assert answers
    assert [answer for answer in answers if answer not in verdicts] == []


def test_the_law_register_is_what_the_map_says() -> None:
    register = script("write_law_register")
    advice = "kör .venv/bin/python scripts/write_law_register.py"
    assert text_of(HANDBOOK / "lagregister.md") == register.render(load_pathway(FOLDER)), advice


@pytest.mark.parametrize("name", ["bild-karta.png", "bild-guide.png", "bild-kartarbete.png"])
def test_the_pictures_are_small_enough_to_read_over_a_slow_line(name: str) -> None:
    picture = ROOT / "docs" / name
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size <= PICTURE_BYTES


def test_every_page_of_the_handbook_is_found_from_its_first_page() -> None:
    first = text_of(HANDBOOK / "README.md")
    assert [
        path.name for path in HANDBOOK.glob("*.md") if f"({path.name})" not in first and path.stem != "README"
    ] == []
