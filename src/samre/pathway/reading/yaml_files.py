"""Opens the YAML files of a definition: text in, node tree out, and in plain Swedish why not."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import yaml

from .mistakes import Collector, Place
from .reader import Table, table

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ALIAS = re.compile(r"(?m)(?:^|[\s\[{,:-])\*\w")


def check_folder(folder: Path, sink: Collector) -> None:
    """Raise at once when there is no such folder: nothing more can be said."""
    if not folder.is_dir():
        hint = "En version av kartan är en mapp med karta.yaml och fem filer till."
        sink.add(Place(folder.name, 1), "Mappen finns inte.", found=str(folder), hint=hint)
        sink.check()


def read_file(path: Path, sink: Collector) -> Table | None:
    """The top mapping of a YAML file, or None when the file cannot be read as one (noted in `sink`)."""
    text = read_text(path, sink)
    if text is None:
        return None
    try:
        node = None if _has_alias(text, path.name, sink) else yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        _add_yaml_error(error, text, path.name, sink)
        return None
    if node is None:
        if not any(mistake.file == path.name for mistake in sink.mistakes):
            sink.add(Place(path.name, 1), "Filen är tom.", hint="Se docs/definition-format.md.")
        return None
    return table(node, path.name, sink, "filen")


def _has_alias(text: str, file: str, sink: Collector) -> bool:
    """Whether the text points back into itself (`*name`): that can unfold without end, and nobody needs it here."""
    if not _ALIAS.search(text):
        return False
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            mark = event.start_mark
            where = Place(file, 1) if mark is None else Place(file, mark.line + 1, mark.column + 1)
            hint = "Skriv ut värdet, eller sätt texten inom citattecken."
            sink.add(where, "Hänvisningar med »*« används inte.", found="*", hint=hint)
            return True
    return False


def read_text(path: Path, sink: Collector) -> str | None:
    """The file as NFC text with plain newlines; None and a mistake when it is missing, not UTF-8 or indented by tabs."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        sink.add(Place(path.name, 1), "Filen saknas.", hint=f"Lägg {path.name} i mappen {path.parent.name}.")
        return None
    except (OSError, UnicodeDecodeError) as error:
        sink.add(
            Place(path.name, 1),
            "Filen går inte att läsa som UTF-8.",
            found=type(error).__name__,
            hint="Spara den som UTF-8.",
        )
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    tabbed = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if "\t" in line[: len(line) - len(line.lstrip())]
    ]
    for line in tabbed:
        sink.add(
            Place(path.name, line), "Raden är indragen med tabb.", found="\\t", hint="Dra in med blanksteg."
        )
    return None if tabbed else text


_YAML_PROBLEMS = {
    "did not find expected ',' or '}'": "en klammer »{« stängs inte där den borde",
    "did not find expected ',' or ']'": "en hakparentes »[« stängs inte där den borde",
    "did not find expected key": "indraget stämmer inte, eller ett citattecken står mitt i en text",
    "did not find expected '-' indicator": "indraget i listan stämmer inte",
    "mapping values are not allowed in this context": "ett kolon står där det inte kan stå",
    "could not find expected ':'": "ett kolon saknas efter nyckeln",
    "found unexpected end of stream": "ett citattecken stängs aldrig",
    "found character that cannot start any token": "texten börjar med ett tecken som kräver citattecken",
    "block sequence entries are not allowed in this context": "ett bindestreck står där det inte kan stå",
    "found undefined alias": "en text börjar med »*« och kräver citattecken",
}


def _add_yaml_error(error: yaml.YAMLError, text: str, file: str, sink: Collector) -> None:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    where = Place(file, 1) if mark is None else Place(file, mark.line + 1, mark.column + 1)
    line = "" if mark is None else "".join(text.split("\n")[mark.line : mark.line + 1])
    hint = "Se efter indrag, kolon och citattecken på raden och raden före."
    if " i {" in line:
        hint = 'Ett villkor med klamrar ska stå inom citattecken: "sgi i {noll, finns}".'
    told = _YAML_PROBLEMS.get(problem, problem)
    sink.add(where, f"Filen går inte att läsa här: {told}.", found=problem, hint=hint)
