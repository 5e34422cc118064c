"""Opens the YAML files of a definition: text in, node tree out, and in plain Swedish why not."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import yaml

from .mistakes import Collector, Place
from .reader import Table, table

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 20
# What the reader raises for a text that is no YAML.
BadYaml = yaml.YAMLError


def check_folder(folder: Path, sink: Collector) -> None:
    """Raise at once when there is no such folder: nothing more can be said."""
    if not folder.is_dir():
        hint = "En version av kartan är en mapp med karta.yaml och fem filer till."
        sink.add(Place(folder.name, 1), "Mappen finns inte.", found=str(folder), hint=hint)
        sink.check()


def read_file(path: Path, sink: Collector) -> Table | None:
    """The top mapping of a YAML file, or None when the file cannot be read as one (noted in `sink`)."""
    text = read_text(path, sink)
    return None if text is None else top_of(text, path.name, sink)


def top_of(text: str, name: str, sink: Collector) -> Table | None:
    """The top mapping of the text of a YAML file; `name` is what mistakes call it. None when it can't be read as one."""
    cleaned = clean(text, name, sink)
    if cleaned is None:
        return None
    try:
        node = None if _is_knotted(cleaned, name, sink) else yaml.compose(cleaned, Loader=_LOADER)
    except yaml.YAMLError as error:
        _add_yaml_error(error, cleaned, name, sink)
        return None
    if node is None:
        if not any(mistake.file == name for mistake in sink.mistakes):
            sink.add(Place(name, 1), "Filen är tom.", hint="Se docs/definition-format.md.")
        return None
    return table(node, name, sink, "filen")


def _is_knotted(text: str, file: str, sink: Collector) -> bool:
    """Whether the text points back into itself (`*name`), which can unfold without end, or nests deeper than anybody writes, which
    the parser can't bear. It is read token by token: nothing is built of it yet."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            hint = "Skriv ut värdet, eller sätt texten inom citattecken."
            sink.add(_place(file, event), "Hänvisningar med »*« används inte.", found="*", hint=hint)
            return True
        if depth > _DEEPEST:
            sink.add(
                _place(file, event), "Texten har för många nivåer.", hint="Ta bort klamrar eller indrag."
            )
            return True
    return False


def _place(file: str, event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(file, 1) if mark is None else Place(file, mark.line + 1, mark.column + 1)


def read_text(path: Path, sink: Collector) -> str | None:
    """The file as text; None and a mistake when it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
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


def plain_data(text: str) -> Any:
    """The data of a YAML text, unjudged. Raises yaml.YAMLError where it is none."""
    return yaml.load(text, Loader=_LOADER)


def written_data(text: str) -> Any:
    """The data of a YAML text with every value as it is written: `2010:110` is no time and `1` no number. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_TEXT_LOADER)


def plain_text(text: str) -> str:
    """The text as NFC with plain newlines: the same on every machine."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(raw: str, name: str, sink: Collector) -> str | None:
    """`plain_text`; None and a mistake when a line is indented by tabs."""
    text = plain_text(raw)
    tabbed = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if "\t" in line[: len(line) - len(line.lstrip())]
    ]
    for line in tabbed:
        sink.add(Place(name, line), "Raden är indragen med tabb.", found="\\t", hint="Dra in med blanksteg.")
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
