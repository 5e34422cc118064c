"""Changes in the texts of a definition, key by key. What is not changed stays as it was written, comments and all."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from ..reading.mistakes import Collector, Mistake
from ..reading.yaml_files import BadYaml, top_of, written_data

Plain = str | int | bool | date | Sequence["Plain"] | Mapping[str, "Plain"] | None
Path = tuple[str | int, ...]
_WIDE = 1_000_000
_NEEDS_QUOTES = frozenset(",[]{}")


class EditError(ValueError):
    """A change that has nowhere to go; the message says what was looked for (Swedish)."""


@dataclass(frozen=True, slots=True)
class Put:
    """Write `value` at `path` in `file`. A key that is new comes after the key `after`, else last; a new row of a list last."""

    file: str
    path: Path
    value: Plain
    after: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """Take away what stands at `path` in `file`."""

    file: str
    path: Path


def edited(texts: Mapping[str, str], changes: Iterable[Put | Drop]) -> dict[str, str]:
    """The texts with the changes made, in order. Raises EditError when a path leads nowhere."""
    result: dict[str, str] = dict(texts)
    open_: dict[str, Any] = {}
    for change in changes:
        if change.file not in open_:
            open_[change.file] = opened(result[change.file])
        _make(open_[change.file], change)
    return result | {name: dumped(tree) for name, tree in open_.items()}


def opened(text: str) -> Any:
    """The text as a tree that keeps its comments, order and style."""
    return _yaml().load(text)


def dumped(tree: Any) -> str:
    """The text of a tree."""
    out = io.StringIO()
    _yaml().dump(tree, out)
    return out.getvalue()


def unwritable(text: str, name: str) -> Mistake | None:
    """Why a text can't be changed key by key; None when it can. What it says is not judged."""
    sink = Collector()
    if top_of(text, name, sink) is None:
        return sink.mistakes[0]
    try:
        _yaml().load(text)
        written_data(text)
    except DuplicateKeyError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        return Mistake(name, line, None, "", "Samma nyckel står två gånger.", "Ta bort den ena.")
    except ValueError:
        told = "En dag som inte finns, eller ett för stort tal, står i filen."
        return Mistake(name, 1, None, "", told, "Rätta det. En dag skrivs 2026-11-01.")
    except (YAMLError, BadYaml):
        return Mistake(
            name, 1, None, "", "Filen går inte att ändra i här.", "Skriv den som de andra filerna."
        )
    return None


def _make(tree: Any, change: Put | Drop) -> None:
    *way, last = change.path
    here = tree
    for key in way:
        here = _step_in(here, key, change)
    if isinstance(change, Drop):
        if not _has(here, last):
            raise EditError(f"{_said(change)} finns inte.")
        del here[last]
    elif isinstance(here, CommentedSeq):
        _put_row(here, last, change)
    elif last in here:
        here[last] = _written(change.value, flow=_is_flow(here[last]))
    else:
        keys = list(here)
        at = keys.index(change.after) + 1 if change.after in keys else len(keys)
        here.insert(at, last, _written(change.value, flow=here.fa.flow_style() is True or len(way) > 1))


def _put_row(here: CommentedSeq, last: str | int, change: Put) -> None:
    row = _written(change.value, flow=True)
    if not isinstance(last, int) or not 0 <= last <= len(here):
        raise EditError(f"{_said(change)}: raden finns inte.")
    if last == len(here):
        here.append(row)
    else:
        here[last] = row


def _step_in(here: Any, key: str | int, change: Put | Drop) -> Any:
    if not _has(here, key):
        raise EditError(f"{_said(change)}: »{key}« finns inte.")
    return here[key]


def _has(here: Any, key: str | int) -> bool:
    if isinstance(here, CommentedSeq):
        return isinstance(key, int) and 0 <= key < len(here)
    return isinstance(here, CommentedMap) and key in here


def _said(change: Put | Drop) -> str:
    return f"{change.file}, {' › '.join(map(str, change.path))}"


def _written(value: Plain, *, flow: bool) -> Any:
    """A plain value in the style of the files: rows and short lists on one line, quotes where they are needed."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return DoubleQuotedScalarString(text) if flow and _NEEDS_QUOTES & set(text) else text
    if isinstance(value, Mapping):
        table = CommentedMap((key, _written(item, flow=flow)) for key, item in value.items())
        if flow:
            table.fa.set_flow_style()
        return table
    if isinstance(value, Sequence):
        rows = any(isinstance(item, Mapping) for item in value)
        items = CommentedSeq(_written(item, flow=True) for item in value)
        if not rows:
            items.fa.set_flow_style()
        return items
    return value


def _is_flow(old: Any) -> bool:
    return isinstance(old, CommentedMap | CommentedSeq) and old.fa.flow_style() is True


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes, yaml.width, yaml.allow_unicode = True, _WIDE, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
