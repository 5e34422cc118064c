"""The things of a map as they are written in its files: found, listed, and what refers to them. Works on maps with mistakes too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from samre.pathway.person.cases import CASES
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.reading.expressions import names_in
from samre.pathway.reading.yaml_files import written_data
from samre.pathway.writing.steps import CHART, START

from ..rules.map_parts import CONDITION, FACT, STEP, Field, Kind, kinds
from .map_names import aloud, called, is_condition, name_of, number_in, shortened

GOAL, LAW, VALUE = "mal", "lagar", "varden"
# What a field may point at beside one kind of thing.
STEPS_AND_GOALS, DATES = "steg_och_mal", "datum"
_DERIVED = "härleds"
_SMALL = 8000
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing in a list: its id, what it is called, all its words for the search, and what stands before its name."""

    id: str
    name: str
    words: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Somewhere a thing is used. `slug` and `id` where it is edited; empty for the drawing and worked cases."""

    slug: str
    id: str
    name: str
    where: str


def things(texts: Texts, kind: Kind) -> tuple[Thing, ...]:
    """The things of a kind, in the order they are written; the steps in their order of urgency."""
    found = {id_: _thing(texts, kind, id_, value) for id_, value in _each(texts, kind)}
    if kind.slug != STEP:
        return tuple(found.values())
    first = [id_ for id_ in urgency(texts) if id_ in found]
    return tuple(found[id_] for id_ in dict.fromkeys([*first, *found]))


def find_thing(texts: Texts, kind: Kind, id_: str) -> Any:
    """A thing as it is written: a mapping, or a text. None where there is none."""
    return dict(_each(texts, kind)).get(id_)


def urgency(texts: Texts) -> tuple[str, ...]:
    """The steps in order of urgency, as it is written."""
    order = _data(texts.get(CHART, "")).get("prioritet")
    return tuple(map(str, order)) if isinstance(order, list) else ()


def start_of(texts: Texts) -> str:
    """The step a new case begins in, as it is written; empty where it is not said."""
    return str(_data(texts.get(CHART, "")).get(START) or "")


def choices(texts: Texts, of: str) -> tuple[tuple[str, str], ...]:
    """What a field that points at something can be: id and name."""
    known = kinds()
    if of == STEPS_AND_GOALS:
        return (*choices(texts, STEP), *choices(texts, GOAL))
    if of == DATES:
        dates = [(id_, item) for id_, item in _each(texts, known[FACT]) if item.get("typ") == "datum"]
        return tuple((id_, name_of(known[FACT], id_, item)) for id_, item in dates)
    return tuple((one.id, called(known[of], one.id, one.name)) for one in things(texts, known[of]))


def references(texts: Texts, slug: str, id_: str) -> tuple[Reference, ...]:
    """Everything on the map, in the drawing and in the worked cases that uses a thing."""
    found = [
        Reference(kind.slug, other, _called(texts, kind, other, value), label)
        for kind in kinds().values()
        for other, value in _each(texts, kind)
        if (kind.slug, other) != (slug, id_)
        for label in dict.fromkeys(_uses(kind, value, slug, id_))
    ]
    return (*found, *_beside(texts, slug, id_))


def called_in(texts: Texts, kind: Kind, id_: str) -> str:
    """A thing by its kind and name: `steget 14 Samordning hos FK`."""
    return _called(texts, kind, id_, find_thing(texts, kind, id_))


def _called(texts: Texts, kind: Kind, id_: str, value: Any) -> str:
    name = shortened(aloud(texts, id_)) if is_condition(kind) else name_of(kind, id_, value)
    return f"{kind.said} {called(kind, id_, name)}"


def _thing(texts: Texts, kind: Kind, id_: str, value: Any) -> Thing:
    if not is_condition(kind):
        return Thing(id_, name_of(kind, id_, value), _words(id_, value), number_in(kind, id_))
    said = aloud(texts, id_)
    return Thing(id_, said, f"{_words(id_, value)} {said.casefold()}")


def _uses(kind: Kind, value: Any, slug: str, id_: str) -> Iterator[str]:
    if kind.single is not None:
        if _points(kind.single, value, slug, id_):
            yield kind.single.label
        return
    if not isinstance(value, Mapping):
        return
    for item in kind.fields:
        if _points(item, value.get(item.key), slug, id_):
            yield item.label
    derived = value.get(_DERIVED)
    if isinstance(derived, Mapping) and _derives(derived, slug, id_):
        yield "Hur den räknas ut"


def _points(item: Field, value: Any, slug: str, id_: str) -> bool:
    """Whether a field with this value uses the thing."""
    if value in (None, ""):
        return False
    if item.parts:
        rows = value if isinstance(value, list) else [value]
        return any(
            _points(part, row.get(part.key), slug, id_)
            for row in rows
            if isinstance(row, Mapping)
            for part in item.parts
        )
    if item.shape == "villkor":
        wanted = f"värde.{id_}" if slug == VALUE else id_ if slug in (FACT, CONDITION) else ""
        return bool(wanted) and wanted in names_in(str(value))
    if not _can_be(item.of, slug):
        return False
    texts = [str(one) for one in (value if isinstance(value, list) else [value])]
    return id_ in ([text.split(" ")[0] for text in texts] if slug == LAW else texts)


def _can_be(of: str, slug: str) -> bool:
    return of == slug or (of == STEPS_AND_GOALS and slug in (STEP, GOAL)) or (of == DATES and slug == FACT)


def _derives(derived: Mapping[str, Any], slug: str, id_: str) -> bool:
    if slug == VALUE:
        return derived.get("tabell") == id_
    if slug == CONDITION:
        return id_ in names_in(str(derived.get("villkor", "")))
    return slug == FACT and id_ in (
        derived.get("från"),
        derived.get("annars"),
        *names_in(str(derived.get("villkor", ""))),
    )


def _beside(texts: Texts, slug: str, id_: str) -> Iterator[Reference]:
    """Where a new case begins, the drawing and the worked cases."""
    if slug == STEP and id_ == start_of(texts):
        yield Reference("", "", "ett nytt ärende börjar här", "välj ett annat steg under Ändra turordningen")
    if slug in (GOAL, "aktorer", "faser") and id_ in _all_words(_data(texts.get(SKETCH, ""))):
        yield Reference("", "", "ritningen", "")
    if slug not in (STEP, FACT, GOAL, "aktorer"):
        return
    for name in sorted(texts):
        if not name.startswith(CASES):
            continue
        case = _data(texts[name])
        facts, expected = case.get("facts") or {}, case.get("expected") or {}
        if (slug == FACT and id_ in facts) or (slug != FACT and id_ in _all_words(expected)):
            yield Reference("", "", f"övningsfallet {case.get('id', '')} {case.get('name', '')}".strip(), "")


def _each(texts: Texts, kind: Kind) -> list[tuple[str, Any]]:
    here: Any = _data(texts.get(kind.file, ""))
    for key in kind.under:
        here = here.get(key) if isinstance(here, Mapping) else None
    if isinstance(here, list):
        return [(str(number), item) for number, item in enumerate(here)]
    return [(str(id_), item) for id_, item in here.items()] if isinstance(here, Mapping) else []


def _data(text: str) -> Mapping[str, Any]:
    """A file as it is written, kept: many small ones, and few of the large, which take a megabyte each."""
    return _kept_small(text) if len(text) < _SMALL else _kept_large(text)


@lru_cache(maxsize=200)
def _kept_small(text: str) -> Mapping[str, Any]:
    return _parsed(text)


@lru_cache(maxsize=12)
def _kept_large(text: str) -> Mapping[str, Any]:
    return _parsed(text)


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        found = written_data(text)
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _words(id_: str, value: Any) -> str:
    return " ".join([id_, *_leaves(value)]).casefold()


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif value is not None:
        yield str(value)


def _all_words(value: Any) -> set[str]:
    return {word for text in _leaves(value) for word in text.replace("+", " ").split()}
