"""Reads what can be read of a map with mistakes in it: what a condition may name, and one condition by itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from ..nodes import Node
from .expressions import Scope, parse
from .load_facts import read_book
from .load_trade import numbers_on, read_chart, read_laws, read_values
from .mistakes import Collector, DefinitionError, Mistake, Place
from .yaml_files import top_of

EMPTY = Scope({}, {}, {})


@dataclass(frozen=True, slots=True)
class ReadCondition:
    """One condition, read: its meaning, or None and what is wrong. Columns count from 1 in the text itself."""

    node: Node | None
    mistakes: tuple[Mistake, ...] = ()


def scope_in(texts: Mapping[str, str]) -> Scope:
    """The facts, named conditions and values of a map, without those that can't be read. Empty for an unreadable map."""
    sink = Collector()
    names = ("karta.yaml", "lagar.yaml", "varden.yaml", "fakta.yaml")
    karta, lagar, varden, fakta = (top_of(texts.get(name, ""), name, sink) for name in names)
    if not (karta and lagar and varden and fakta):
        return EMPTY
    chart = read_chart(karta)
    values, _ = read_values(varden, read_laws(lagar), chart.actors)
    return read_book(fakta, chart, values, numbers_on(values, chart.valid_from)).scope


def read_condition(text: str, scope: Scope) -> ReadCondition:
    """A condition as somebody writes it."""
    try:
        return ReadCondition(parse(text, scope=scope, where=Place("", 1, 1)))
    except DefinitionError as error:
        return ReadCondition(None, error.mistakes)


def path_at(text: str, line: int, column: int | None = None) -> tuple[str | int, ...]:
    """The keys and row numbers that lead to a place in a YAML text; as far as it can be told. Empty for an unreadable text."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return ()
    here = (line - 1, column - 1 if column is not None else sys.maxsize)
    path: list[str | int] = []
    while True:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = _last([(key.value, key, value) for key, value in node.value], here)
        elif isinstance(node, yaml.SequenceNode):
            found = _last([(number, item, item) for number, item in enumerate(node.value)], here)
        if found is None:
            return tuple(path)
        path.append(found[0])
        node = found[1]


def _last(
    children: list[tuple[Any, yaml.Node, yaml.Node]], here: tuple[int, int]
) -> tuple[Any, yaml.Node] | None:
    begun = [
        (key, value)
        for key, start, value in children
        if (start.start_mark.line, start.start_mark.column) <= here
    ]
    return begun[-1] if begun else None
