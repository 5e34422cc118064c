"""Buttons in the form of a thing that change its rows and conditions, without saving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from samre.governance.rules.map_parts import Field, Kind
from samre.pathway.nodes import Or
from samre.pathway.reading.expressions import Scope
from samre.pathway.reading.partly import read_condition

from .map_mistakes import meant, mended
from .map_things import Values, empty_row, fields_of
from .whole_numbers import whole_number

ADD, AWAY, UP, DOWN = "ny:", "bort:", "upp:", "ner:"
BUILD, CHOOSE, PUT = "bygg:", "valj:", "lagg:"
READ, SWAP = "las:", "byt:"
# The names of the picker's own fields.
FACT, HOW, VALUE, VALUES, LAW_VALUE, GLUE, SEARCH = (
    "bygg_uppgift", "bygg_hur", "bygg_varde", "bygg_val", "bygg_lagvarde", "bygg_ihop", "bygg_sok",
)  # fmt: skip
MOST_SEARCHED = 200
UNKNOWN, KNOWN, YES, NO = "okänd", "känd", "ja", "nej"


@dataclass(frozen=True, slots=True)
class Pick:
    """A condition being built by choice: at which field, about what, what was wrong with the choice and what is looked for among
    the choices. `written`: the field whose condition is written by hand."""

    at: str = ""
    fact: str = ""
    how: str = ""
    problem: str = ""
    search: str = ""
    written: str = ""


def pressed(kind: Kind, values: Values, post: QueryDict, doing: str, scope: Scope) -> Pick:
    """Does what a button says to the values. Gives the condition that is being built, where one is."""
    for sign in (ADD, AWAY, UP, DOWN):
        if doing.startswith(sign):
            _rows(kind, values, sign, doing.removeprefix(sign))
    if doing.startswith(BUILD):
        return Pick(doing.removeprefix(BUILD))
    if doing.startswith(CHOOSE):
        at, search = doing.removeprefix(CHOOSE), post.get(SEARCH, "").strip()[:MOST_SEARCHED]
        return Pick(at, post.get(FACT, ""), post.get(HOW, ""), search=search)
    if doing.startswith(PUT):
        return _put(values, post, doing.removeprefix(PUT), scope)
    if doing.startswith(READ):
        return Pick(written=doing.removeprefix(READ))
    if doing.startswith(SWAP):
        return _swapped(values, doing.removeprefix(SWAP), scope)
    return Pick()


def _swapped(values: Values, at: str, scope: Scope) -> Pick:
    """Puts the word that was meant in the place of the first one that can't be read and has one."""
    text = str(find(values, at) or "")
    wrong = next((one for one in read_condition(text, scope).mistakes if meant(one)), None)
    if wrong is not None:
        place(values, at, mended(text, wrong))
    return Pick(written=at)


def _rows(kind: Kind, values: Values, sign: str, place: str) -> None:
    key, _, number = place.partition(".")
    item = next((one for one in fields_of(kind) if one.key == key), None)
    if item is None or item.shape not in ("rader", "par"):
        return
    rows: list[Values] = values[key]
    at = whole_number(number)
    if sign == ADD:
        rows.append(empty_row(item))
    elif at is None or at >= len(rows):
        return
    elif sign == AWAY:
        del rows[at]
    else:
        to = at - 1 if sign == UP else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]


def _put(values: Values, post: QueryDict, at: str, scope: Scope) -> Pick:
    """Puts the chosen part into the condition. Gives the choice back where something of it is missing."""
    fact, how = post.get(FACT, ""), post.get(HOW, "")
    part = atom(scope, post, fact, how)
    if not part:
        return Pick(at, fact, how, "Välj också vad svaret ska vara.")
    old = str(find(values, at) or "")
    place(values, at, joined(old, part, post.get(GLUE, "och"), scope))
    return Pick()


def atom(scope: Scope, post: QueryDict, fact: str, how: str) -> str:
    """What was chosen as a part of a condition; empty where something is missing or can't be."""
    if how in (UNKNOWN, KNOWN):
        return ("" if how == UNKNOWN else "inte ") + f"är_okänd({fact})" if fact in scope.facts else ""
    if how in (YES, NO):
        is_truth = fact in scope.conditions or (fact in scope.facts and scope.facts[fact].kind == "bool")
        return ("" if how == YES else "inte ") + fact if is_truth else ""
    known = scope.facts.get(fact)
    if known is None:
        return ""
    if known.kind == "int":
        value = post.get(LAW_VALUE, "") or post.get(VALUE, "").strip()
        return f"{fact} {how} {value}" if how and value else ""
    chosen = [one.id for one in known.choices if one.id in post.getlist(VALUES)]
    if known.kind != "enum" or how not in ("=", "!=") or not chosen:
        return ""
    if len(chosen) == 1:
        return f"{fact} {how} {chosen[0]}"
    return f"{'' if how == '=' else 'inte '}{fact} i {{{', '.join(chosen)}}}"


def joined(old: str, part: str, glue: str, scope: Scope) -> str:
    """The condition with one more part; what held together before still does."""
    if not old:
        return part
    if glue == "eller":
        return f"{old} eller {part}"
    return f"({old}) och {part}" if isinstance(read_condition(old, scope).node, Or) else f"{old} och {part}"


def find(values: Values, name: str) -> Any:
    """The value of a field by its name in the form: `öppen_när`, `kräver.2.villkor`."""
    here: Any = values
    for key in name.split("."):
        number = whole_number(key)
        if isinstance(here, list):
            here = here[number] if number is not None and number < len(here) else None
        else:
            here = here.get(key) if isinstance(here, dict) else None
    return here


def place(values: Values, name: str, text: str) -> None:
    """Puts a text into a field that is there."""
    *way, last = name.split(".")
    holder = find(values, ".".join(way)) if way else values
    if isinstance(holder, dict) and last in holder:
        holder[last] = text


def conditions_in(fields: tuple[Field, ...], values: Values, before: str = "") -> dict[str, str]:
    """The conditions of a form: field name → text."""
    found: dict[str, str] = {}
    for item in fields:
        name, value = f"{before}{item.key}", values.get(item.key)
        if item.shape == "villkor":
            found[name] = str(value or "")
        elif item.shape == "rader":
            for number, row in enumerate(value or ()):
                found |= conditions_in(item.parts, row, f"{name}.{number}.")
        elif item.shape == "del":
            found |= conditions_in(item.parts, value or {}, f"{name}.")
    return found
