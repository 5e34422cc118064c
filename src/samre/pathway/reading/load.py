"""A folder of YAML becomes a Pathway, or one DefinitionError with every mistake of every file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from ..model import Pathway
from ..person.cases import load_cases
from .load_facts import read_book
from .load_steps import Around, read_steps
from .load_trade import numbers_on, read_chart, read_forms, read_laws, read_values
from .mistakes import Collector, DefinitionError, Mistake, Place
from .reader import Table
from .yaml_files import check_folder, plain_text, read_file, top_of

__all__ = [
    "FILES",
    "DefinitionError",
    "Mistake",
    "cached",
    "content_hash",
    "hash_of",
    "load_cases",
    "load_pathway",
    "load_texts",
]

FILES = ("karta.yaml", "fakta.yaml", "steg.yaml", "varden.yaml", "lagar.yaml", "blanketter.yaml")


def load_pathway(folder: Path | str, *, on: date | None = None) -> Pathway:
    """The version of the map in `folder`, its dated values read on `on` (default: the day the version begins).

    Raises DefinitionError with all mistakes: file, line, what was found, the nearest known name, what to do.
    """
    root, sink = Path(folder), Collector()
    check_folder(root, sink)
    return _built(
        {name: read_file(root / name, sink) for name in FILES}, sink, on, lambda: content_hash(root)
    )


def load_texts(texts: Mapping[str, str], *, on: date | None = None) -> Pathway:
    """As `load_pathway`, from the files' texts by name (`steg.yaml` …); names that are not the map's are left alone."""
    sink = Collector()
    for name in FILES:
        if name not in texts:
            sink.add(Place(name, 1), "Filen saknas.", hint=f"Lägg till {name}.")
    tops = {name: top_of(texts[name], name, sink) if name in texts else None for name in FILES}
    return _built(tops, sink, on, lambda: hash_of(texts))


def _built(
    tops: Mapping[str, Table | None], sink: Collector, on: date | None, digest: Callable[[], str]
) -> Pathway:
    karta, fakta, steg, varden, lagar, blanketter = tops.values()
    if not (karta and fakta and steg and varden and lagar and blanketter):
        sink.check(order=FILES)
        raise AssertionError("a file that is not read leaves a mistake")
    chart, laws, forms = read_chart(karta), read_laws(lagar), read_forms(blanketter)
    values, programmes = read_values(varden, laws, chart.actors)
    book = read_book(fakta, chart, values, numbers_on(values, on or chart.valid_from))
    steps = read_steps(steg, Around(chart, laws, forms, book.scope))
    sink.check(order=FILES)
    return Pathway(
        id=chart.id,
        name=chart.name,
        valid_from=chart.valid_from or date.min,
        hash=digest(),
        actors=chart.actors,
        phases=chart.phases,
        goals=chart.goals,
        groups=chart.groups,
        contacts=chart.contacts,
        forms=forms,
        laws=laws,
        values=values,
        programmes=programmes,
        facts=book.facts,
        conditions=book.scope.conditions,
        constraints=book.constraints,
        steps=steps,
        priority=tuple(item.text for item in chart.priority),
        start=chart.start.text if chart.start else "",
    )


def content_hash(folder: Path | str) -> str:
    """`hash_of` the six map files in a folder."""
    return hash_of({name: (Path(folder) / name).read_bytes().decode("utf-8-sig") for name in FILES})


def hash_of(texts: Mapping[str, str]) -> str:
    """sha256 (hex) over the six map files, name and text, the same on every machine: UTF-8, NFC, `\\n`."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(f"{name}\n{plain_text(texts[name])}\n".encode())
    return digest.hexdigest()


def cached(folder: Path | str, *, on: date | None = None) -> Pathway:
    """As `load_pathway`, kept until a file in the folder changes."""
    root = Path(folder).resolve()
    stamps = tuple(_stamp(root / name) for name in FILES)
    return _cached(root, stamps, on)


@lru_cache(maxsize=16)
def _cached(root: Path, stamps: tuple[tuple[int, int], ...], on: date | None) -> Pathway:
    return load_pathway(root, on=on)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size
