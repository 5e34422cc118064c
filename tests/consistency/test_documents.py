"""What the documents name exists: verbs, commands, files, settings, exit codes. And what exists is named."""

from __future__ import annotations

import argparse
import re

import pytest

from samre.cli.errors import MEANINGS
from samre.cli.parser import build_parser

from .sources import ROOT, name, python_files, report, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
VERBS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
SETTING = re.compile(r"SAMRE_[A-Z]+(?:_[A-Z]+)*")
DEVELOPERS = (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8")

# Named in documents as patterns or as what a reader has to make; never a file of the repository.
OUTSIDE = ("shared/", "../shared/")  # what the project was made from; it runs without
NOT_FILES = {"ärende.json", "intyg.xml", "folk.npz"}


def code_in(text: str) -> list[str]:
    """What stands between backquotes, and the lines of indented or fenced blocks."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    bare = re.sub(r"^```[a-z]*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [
        *re.findall(r"`([^`\n]+)`", bare),
        *(line.strip() for block in blocks for line in block.splitlines()),
    ]


def command_names(parser: argparse.ArgumentParser) -> set[str]:
    found = {parser.prog}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                found |= command_names(below)
    return found


def test_every_make_verb_in_the_documents_exists() -> None:
    found = [
        f"{name(path)}: make {verb}"
        for path in DOCUMENTS
        for code in code_in(path.read_text(encoding="utf-8"))
        for verb in re.findall(r"^make ([a-z]+)", code)
        if verb not in VERBS
    ]
    assert not found, report(found, f"the Makefile has {', '.join(sorted(VERBS))}")


def test_every_verb_is_described_for_developers() -> None:
    missing = [verb for verb in VERBS - {"help"} if f"`make {verb}`" not in DEVELOPERS]
    assert not missing, report(missing, "describe it in DEVELOPERS.md")


def test_every_samre_command_in_the_documents_exists() -> None:
    known = command_names(build_parser())
    found = []
    for path in DOCUMENTS:
        for code in code_in(path.read_text(encoding="utf-8")):
            words = code.split()
            if words[:1] != ["samre"] or len(words) < 2 or not re.fullmatch(r"[a-z]+", words[1]):
                continue
            group = " ".join(words[:2])
            below = any(other.startswith(f"{group} ") for other in known)
            full = (
                " ".join(words[:3])
                if below and len(words) > 2 and re.fullmatch(r"[a-z]+", words[2])
                else group
            )
            if full not in known:
                found.append(f"{name(path)}: {full}")
    assert not found, report(found, "see samre --help")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_file_a_document_names_exists(path: object) -> None:
    files = {name(file) for file in tracked()}
    ends = tuple(f"/{file}" for file in files)
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    named = {
        word
        for code in re.findall(r"`([^`\n]+)`", text)
        if re.fullmatch(r"[\w./-]+\.(?:py|yaml|yml|md|toml|lock|sh|html|css|json|xml)", word := code.strip())
    }
    made = {"var/bench.json", *NOT_FILES}
    own = {
        word for word in named - made if not word.startswith(OUTSIDE) and not re.search(r"NOUN|GROUP", word)
    }
    lost = [
        word
        for word in sorted(own)
        if word not in files and not any(end.endswith(f"/{word}") for end in ends)
    ]
    assert not lost, report(lost, "mend the name, or the document")


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    sources = [
        path for path in python_files() if path.parts[len(ROOT.parts)] in ("src", "scripts", "bench", "tests")
    ]
    this = "test_documents.py"
    read = {
        word
        for path in sources
        if path.name != this
        for word in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    rows = re.findall(r"^\|([^|]*`SAMRE_[^|]*)\|", DEVELOPERS, re.MULTILINE)
    table = {word for row in rows for word in SETTING.findall(row)}
    # A test may name what several settings begin with.
    read -= {word for word in read - table if any(known.startswith(f"{word}_") for known in table)}
    assert read - table == set(), "describe them under Settings in DEVELOPERS.md"
    assert table - read == set(), "nothing reads them: take them out of DEVELOPERS.md"


def test_every_exit_code_is_documented() -> None:
    table = {int(code) for code in re.findall(r"^\| (\d+) \|", DEVELOPERS, re.MULTILINE)}
    assert table == set(MEANINGS)


def test_every_file_of_the_web_room_is_in_a_room_that_the_documents_draw() -> None:
    rooms = {
        path.relative_to(ROOT / "src" / "samre").parts[0] for path in python_files() if "src" in path.parts
    }
    missing = [room for room in rooms if not room.endswith(".py") and f"  {room}/" not in DEVELOPERS]
    assert not missing, report(missing, "draw the room in DEVELOPERS.md")
