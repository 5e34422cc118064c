"""What the things of a map are called by those who use it: a number and a name, a condition by what it says. Never an id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from samre.pathway.changes.spoken import spoken
from samre.pathway.nodes import And, IsUnknown, Named, Node, Not, Or, facts_of
from samre.pathway.picture.drawing import number_of
from samre.pathway.reading.partly import scope_in

from ..rules.map_parts import CONDITION, LINE, STEP, Kind

BOX = "rutor"
# A name in a list, a heading or a picker; the whole is on the thing's own page.
LONGEST_NAME = 140
_SCOPE = ("karta.yaml", "lagar.yaml", "varden.yaml", "fakta.yaml")
_SOFT = "|"
Texts = Mapping[str, str]


def name_of(kind: Kind, id_: str, value: Any) -> str:
    """What a thing is called in a list; its id where nothing names it."""
    if kind.slug == LINE:
        return " → ".join(number_of(name.strip()) for name in str(value).split(">"))
    if kind.single is not None and kind.is_list:
        return str(value)
    heads = [str(value.get(key) or "") for key in kind.heads] if isinstance(value, Mapping) else []
    return next((text.replace(_SOFT, "") for text in heads if text), id_.replace("_", " "))


def number_in(kind: Kind, id_: str) -> str:
    """What stands before the name: the number of a step or of a box, the short name of a law; else nothing."""
    if kind.slug in (STEP, BOX):
        return number_of(id_)
    return id_ if kind.shows_id else ""


def called(kind: Kind, id_: str, name: str) -> str:
    """A thing in a sentence: `14 Samordning hos FK`, `SFB Socialförsäkringsbalken`."""
    number = number_in(kind, id_)
    return f"{number} {name}" if number and name not in (id_, number) else name


def aloud(texts: Texts, id_: str) -> str:
    """A named condition as it is read aloud, whole; its id in words where it can't be read."""
    return _aloud(tuple((name, texts.get(name, "")) for name in _SCOPE)).get(id_, id_.replace("_", " "))


def shortened(name: str, most: int = LONGEST_NAME) -> str:
    """A name that fits where names stand, cut between words."""
    if len(name) <= most:
        return name
    return f"{name[:most].rpartition(' ')[0].rstrip(' ,(')} …"


def is_condition(kind: Kind) -> bool:
    """Whether a thing of the kind is known by what it says."""
    return kind.slug == CONDITION


def value_on(value: Any, day: date) -> str:
    """A value's number on a day, as a list tells it: `58 800 kr`; how many rows a table has."""
    if not isinstance(value, Mapping):
        return ""
    unit = str(value.get("enhet") or "")
    for span in value.get("perioder") or ():
        begins, ends = _day(span.get("från")), _day(span.get("till"))
        if begins and begins <= day and (ends is None or day <= ends):
            return f"{_spaced(span.get('värde'))} {unit}".strip()
    table = value.get("tabell")
    if isinstance(table, Mapping):
        return f"slås upp i {len(table)} rader"
    return "gäller inte i dag" if value.get("perioder") else ""


def _spaced(number: Any) -> str:
    text = str(number)
    return f"{int(text):,}".replace(",", "\u00a0") if text.isdigit() else text


def _day(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _aloud(files: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    scope = scope_in(dict(files))
    return {id_: _sentence(spoken(_plainly(node), scope.facts)) for id_, node in scope.conditions.items()}


def _plainly(node: Node) -> Node:
    """The condition without what its other parts say already: that something is known, beside what it is."""
    match node:
        case Named(name, item):
            return Named(name, _plainly(item))
        case Or(items):
            return Or(tuple(map(_plainly, items)))
        case And(items):
            said = {fact for one in items if not _says_known(one) for fact in facts_of(one)}
            kept = [_plainly(one) for one in items if not (_says_known(one) and set(facts_of(one)) <= said)]
            return kept[0] if len(kept) == 1 else And(tuple(kept))
    return node


def _says_known(node: Node) -> bool:
    return isinstance(node, Not) and isinstance(node.item, IsUnknown)


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"
