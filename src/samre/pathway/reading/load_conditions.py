"""Reads conditions: one at its place, and the named ones in the order they need each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..nodes import Constant, Node
from .expressions import Scope, names_in, parse
from .mistakes import Collector, DefinitionError
from .reader import Scalar, check_id


def condition(found: Scalar | None, scope: Scope, sink: Collector) -> Node:
    """The parsed condition; `falskt` stands in for a missing or mistaken one (the mistake is noted)."""
    if found is None:
        return Constant(False)
    try:
        return parse(found.text, scope=scope, where=found.where)
    except DefinitionError as error:
        sink.mistakes.extend(mistake for mistake in error.mistakes if mistake not in sink.mistakes)
        return Constant(False)


def read_conditions(
    written: Mapping[str, tuple[Scalar, Scalar]], scope: Scope, sink: Collector
) -> dict[str, Node]:
    """The named conditions, parsed in the order they need each other."""
    for name, (label, _) in written.items():
        check_id(label, sink)
        if name in scope.facts:
            sink.add(
                label.where,
                f"»{name}« är redan namnet på en uppgift.",
                found=name,
                hint="Ge villkoret ett annat namn.",
            )
    uses = {
        name: [other for other in names_in(text.text) if other in written]
        for name, (_, text) in written.items()
    }
    found = rings(uses)
    for ring in found:
        label, way = written[ring[0]][0], " → ".join([*ring, ring[0]])
        sink.add(label.where, f"Villkoren går runt: {way}.", found=ring[0], hint="Ta bort ett av leden.")
    parsed: dict[str, Node] = {name: Constant(False) for ring in found for name in ring}
    for name in _in_order(uses):
        if name not in parsed:
            parsed[name] = condition(written[name][1], Scope(scope.facts, parsed, scope.values), sink)
    return {name: parsed[name] for name in written}


def _in_order(uses: Mapping[str, Iterable[str]]) -> list[str]:
    """Every name after the names it uses (rings are entered once)."""
    order: dict[str, None] = {}
    entered: set[str] = set()

    def visit(name: str) -> None:
        if name in entered:
            return
        entered.add(name)
        for other in uses[name]:
            visit(other)
        order[name] = None

    for name in uses:
        visit(name)
    return list(order)


def rings(uses: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Each ring of names that use each other, once, as found."""
    rings: list[list[str]] = []
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            ring = path[path.index(name) :]
            if not any(set(ring) == set(known) for known in rings):
                rings.append(ring)
            return
        if name in done:
            return
        for other in uses[name]:
            visit(other, [*path, name])
        done.add(name)

    for name in uses:
        visit(name, [])
    return rings
