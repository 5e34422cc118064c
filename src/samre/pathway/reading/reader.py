"""YAML as a tree that knows file and line of everything: the ground the loader stands on.

Only the shape is judged here (mapping, list, text, number, day); what names mean is for the `load_*` files.
A `Table` remembers which keys were asked for, so a key nobody asked for is a mistake and the nearest one is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import TracebackType

import yaml

from .mistakes import Collector, Place, nearest, suggestion

_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,12}")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_YES_NO = {"sant": True, "falskt": False, "ja": True, "nej": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text as written, with its place. `exact` says that columns inside the text follow those of the file."""

    text: str
    where: Place


class Table:
    """A YAML mapping being read; as a context manager it tells of keys nobody asked for when the block ends."""

    def __init__(
        self, entries: dict[str, tuple[Scalar, yaml.Node]], where: Place, sink: Collector, name: str
    ) -> None:
        self.entries = entries
        self.where = where
        self.sink = sink
        self.name = name
        self.asked: list[str] = []
        self.lacking: list[str] = []

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.done()

    def __contains__(self, key: str) -> bool:
        self.asked.append(key)
        return key in self.entries and not _is_null(self.entries[key][1])

    def done(self) -> None:
        """Note every key that was never asked for and every required one that is not there; a misspelt one once."""
        known, lacking = list(dict.fromkeys(self.asked)), list(dict.fromkeys(self.lacking))
        for key, (label, _) in self.entries.items():
            if key in known:
                continue
            meant = nearest(key, lacking)
            if meant is not None:
                lacking.remove(meant)
            hint = f"Menade du »{meant}«?" if meant else suggestion(key, known, most=99)
            self.sink.add(label.where, f"Okänd nyckel »{key}« i {self.name}.", found=key, hint=hint)
        for key in lacking:
            message, hint = f"Nyckeln »{key}« saknas i {self.name}.", f"Lägg till »{key}: …«."
            self.sink.add(self.place(key), message, hint=hint)

    def place(self, key: str) -> Place:
        """Where the key stands, else where the mapping starts."""
        return self.entries[key][0].where if key in self.entries else self.where

    def find(self, key: str, *, required: bool = False) -> yaml.Node | None:
        """The node under `key`; None when it is absent or null (a mistake if `required`)."""
        if key in self:
            return self.entries[key][1]
        if required:
            self.lacking.append(key)
        return None

    def scalar(self, key: str, *, required: bool = True) -> Scalar | None:
        """The text under `key` with its place."""
        node = self.find(key, required=required)
        return None if node is None else _scalar(node, self.where.file, self.sink, f"»{key}«")

    def text(self, key: str, default: str | None = None) -> str:
        """The text under `key`; without a default it must be there and say something."""
        found = self.scalar(key, required=default is None)
        if found is None:
            return default or ""
        if not found.text and default is None:
            self.sink.add(found.where, f"»{key}« är tom i {self.name}.", hint="Skriv en text.")
        return found.text

    def integer(self, key: str, default: int | None = None, *, required: bool = False) -> int | None:
        """The whole number under `key`."""
        found = self.scalar(key, required=required)
        return default if found is None else number(found, self.sink, key)

    def flag(self, key: str, default: bool = False) -> bool:
        """The truth under `key`: true/false, sant/falskt or ja/nej."""
        found = self.scalar(key, required=False)
        if found is None:
            return default
        if found.text.lower() not in _YES_NO:
            self.sink.add(
                found.where, f"»{key}« ska vara true eller false, inte »{found.text}«.", found=found.text
            )
        return _YES_NO.get(found.text.lower(), default)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """The day under `key`, written YYYY-MM-DD."""
        found = self.scalar(key, required=required)
        return None if found is None else day(found, self.sink, key)

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """The text under `key`, one of `known`; the first of them stands in after a mistake."""
        names = list(known)
        found = self.scalar(key, required=default is None)
        if found is None:
            return default if default is not None else names[0]
        if found.text not in names:
            self.sink.add(
                found.where,
                f"»{key}« kan inte vara »{found.text}«.",
                found=found.text,
                hint=f"Det finns: {', '.join(names)}.",
            )
            return default if default is not None else names[0]
        return found.text

    def scalars(self, key: str, *, required: bool = False) -> list[Scalar]:
        """The list of texts under `key`; a text standing alone is a list of one."""
        node = self.find(key, required=required)
        if node is None:
            return []
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        read = (self._said(item, f"En punkt i »{key}«") for item in nodes)
        return [item for item in read if item is not None]

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list under `key`."""
        return tuple(item.text for item in self.scalars(key))

    def table(self, key: str, *, required: bool = False, name: str = "") -> Table | None:
        """The mapping under `key`."""
        node = self.find(key, required=required)
        return None if node is None else table(node, self.where.file, self.sink, name or f"»{key}«")

    def tables(self, key: str, *, required: bool = False) -> list[Table]:
        """The list of mappings under `key`."""
        node = self.find(key, required=required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.sink.add(self.place(key), f"»{key}« ska vara en lista.", hint="Börja varje punkt med »- «.")
            return []
        read = (table(item, self.where.file, self.sink, f"en punkt i »{key}«") for item in node.value)
        return [item for item in read if item is not None]

    def rows(self, key: str, width: int, shape: str) -> list[list[Scalar]]:
        """The list of lists under `key`, each with `width` texts."""
        node = self.find(key)
        rows: list[list[Scalar]] = []
        for row in node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []:
            parts = row.value if isinstance(row, yaml.SequenceNode) else []
            cells = [_scalar(part, self.where.file, self.sink, f"»{key}«") for part in parts]
            if len(cells) != width or None in cells:
                self.sink.add(
                    _place(row, self.where.file),
                    f"»{key}« ska vara en lista av {shape}.",
                    hint=f"Skriv {shape}.",
                )
                continue
            rows.append([cell for cell in cells if cell is not None])
        return rows

    def named(self, key: str, noun: str, *, required: bool = False) -> Iterator[tuple[str, Table]]:
        """Every `id: {…}` of the mapping under `key`, each with its id checked to be ASCII."""
        outer = self.table(key, required=required)
        if outer is None:
            return
        for id_, (label, node) in outer.entries.items():
            check_id(label, self.sink)
            inner = table(node, self.where.file, self.sink, f"{noun} »{id_}«")
            if inner is not None:
                inner.where = label.where
                yield id_, inner

    def pairs(self, key: str, *, required: bool = False) -> list[tuple[Scalar, Scalar]]:
        """The `name: text` pairs of the mapping under `key`."""
        outer = self.table(key, required=required)
        if outer is None:
            return []
        read = ((label, self._said(node, f"»{name}«")) for name, (label, node) in outer.entries.items())
        return [(label, value) for label, value in read if value is not None]

    def _said(self, node: yaml.Node, name: str) -> Scalar | None:
        """The text of a point that is there to say something."""
        if _is_null(node):
            hint = "Skriv en text, eller ta bort den."
            self.sink.add(_place(node, self.where.file), f"{name} är tom i {self.name}.", hint=hint)
            return None
        return _scalar(node, self.where.file, self.sink, name[:1].lower() + name[1:])


def check_id(label: Scalar, sink: Collector) -> None:
    """Note an id that is not plain ASCII letters, digits and underscore."""
    if not _ID.fullmatch(label.text):
        plain = unicodedata.normalize("NFKD", label.text).encode("ascii", "ignore").decode()
        better = re.sub(r"\W+", "_", plain).strip("_")
        hint = f"Skriv till exempel »{better}«." if _ID.fullmatch(better) else "Använd a–z, 0–9 och _."
        sink.add(
            label.where,
            f"Id »{label.text}« får bara ha a–z, 0–9 och _ och börja med en bokstav.",
            found=label.text,
            hint=hint,
        )


def number(found: Scalar, sink: Collector, key: str) -> int | None:
    """A whole number, or None and a mistake."""
    if _WHOLE_NUMBER.fullmatch(found.text):
        return int(found.text)
    sink.add(found.where, f"»{key}« ska vara ett heltal, inte »{found.text}«.", found=found.text)
    return None


def day(found: Scalar, sink: Collector, key: str) -> date | None:
    """A day written YYYY-MM-DD, or None and a mistake."""
    try:
        return date.fromisoformat(found.text)
    except ValueError:
        hint = "Skriv dagen som 2026-11-01."
        sink.add(found.where, f"»{key}« ska vara en dag, inte »{found.text}«.", found=found.text, hint=hint)
        return None


def table(node: yaml.Node, file: str, sink: Collector, name: str) -> Table | None:
    """A mapping node as a Table; None and a mistake for anything else. Duplicate keys are mistakes."""
    if not isinstance(node, yaml.MappingNode):
        found = str(node.value)[:40] if isinstance(node, yaml.ScalarNode) else "en lista"
        hint = "Skriv »nyckel: värde«, en per rad."
        sink.add(
            _place(node, file),
            f"Här väntades nycklar med värden i {name}, men det står {found or 'ingenting'}.",
            found=found,
            hint=hint,
        )
        return None
    entries: dict[str, tuple[Scalar, yaml.Node]] = {}
    for key, value in node.value:
        label = _scalar(key, file, sink, "en nyckel")
        if label is None:
            continue
        if label.text in entries:
            first = entries[label.text][0].where.line
            hint = f"Den finns redan på rad {first}; ta bort eller slå ihop."
            sink.add(
                label.where, f"Nyckeln »{label.text}« står två gånger i {name}.", found=label.text, hint=hint
            )
            continue
        entries[label.text] = (label, value)
    return Table(entries, _place(node, file), sink, name)


def plain(node: yaml.Node, file: str, sink: Collector) -> object:
    """A node as plain Python: null, true/false, whole numbers, else text as written; lists and mappings of them."""
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, file, sink) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        inner = table(node, file, sink, "mappen")
        return (
            {}
            if inner is None
            else {key: plain(value, file, sink) for key, (_, value) in inner.entries.items()}
        )
    text = str(node.value)
    if _is_null(node):
        return None
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return text
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text


def _scalar(node: yaml.Node, file: str, sink: Collector, name: str) -> Scalar | None:
    if isinstance(node, yaml.ScalarNode):
        return Scalar(node.value.strip(), _place(node, file))
    kind = "en lista" if isinstance(node, yaml.SequenceNode) else "nycklar med värden"
    hint = "Står det klamrar eller kolon i texten? Sätt den inom citattecken." if kind != "en lista" else ""
    sink.add(
        _place(node, file), f"Här väntades en text för {name}, men det står {kind}.", found=kind, hint=hint
    )
    return None


def _place(node: yaml.Node, file: str) -> Place:
    start, end = node.start_mark, node.end_mark
    if not isinstance(node, yaml.ScalarNode):
        return Place(file, start.line + 1)
    if node.style in ("|", ">"):
        return Place(file, start.line + 2)
    quoted = 1 if node.style in ("'", '"') else 0
    return Place(file, start.line + 1, start.column + 1 + quoted if start.line == end.line else None)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
