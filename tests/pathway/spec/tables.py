"""Reads a truth table drawn as text and holds every evaluator to it.

Left of `|` stand facts and their values, right of it conditions and their truth; cells are parted by two spaces or more.
`ja`, `nej` and `?` (nobody knows) are truths; a fact may also be a number or a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from samre.pathway.logic import truth
from samre.pathway.model import Choice, Fact, Named, Pathway, Step, TimeLimit
from samre.pathway.nodes import FactValue, Node, Truth
from samre.pathway.person.compiled import compile_pathway
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import Facts
from samre.pathway.reading.expressions import Scope, parse
from samre.pathway.reading.mistakes import Place

FACTS: Mapping[str, Fact] = {
    "a": Fact("a", "bool", "a?", "a"),
    "b": Fact("b", "bool", "b?", "b"),
    "c": Fact("c", "bool", "c?", "c"),
    "alder": Fact("alder", "int", "Ålder?", "Ålder", minimum=0, maximum=120),
    "sgi": Fact(
        "sgi",
        "enum",
        "SGI?",
        "SGI",
        choices=(Choice("noll", "Noll"), Choice("finns", "Finns"), Choice("skyddad", "Skyddad")),
    ),
}
SCOPE = Scope(FACTS)
_TRUTHS: Mapping[str, Truth] = {"ja": True, "nej": False, "?": None}


def rows(drawing: str) -> Iterator[tuple[dict[str, FactValue], str, Truth]]:
    """Every cell of a table: the known facts of its row, the condition of its column, its truth."""
    lines = [
        line.strip()
        for line in drawing.strip().splitlines()
        if line.strip() and not set(line.strip()) <= set("-+|")
    ]
    left, right = (cells(part) for part in lines[0].split("|"))
    for line in lines[1:]:
        known, told = (cells(part) for part in line.split("|"))
        assert (len(known), len(told)) == (len(left), len(right)), line
        values = {name: value(name, cell) for name, cell in zip(left, known, strict=True) if cell != "?"}
        for condition, cell in zip(right, told, strict=True):
            yield values, condition, _TRUTHS[cell]


def cells(part: str) -> list[str]:
    """The cells of one side of a line."""
    return [cell for cell in re.split(r"\s{2,}", part.strip()) if cell]


def value(name: str, cell: str) -> FactValue:
    """A cell left of `|` as the value of its fact."""
    kind = FACTS[name].kind
    return int(cell) if kind == "int" else cell == "ja" if kind == "bool" else cell


def verdicts(node: Node, values: Mapping[str, FactValue]) -> dict[str, Truth]:
    """What each evaluator says of `node`: the reference, the router, the explanation."""
    pathway = map_of(node)
    opened, possible, _ = compile_pathway(pathway).statuses(values)
    status = evaluate(pathway, Facts(values), on=date(2026, 11, 21)).steps["S01"].status
    told: Mapping[str, Truth] = {"öppen": True, "kan bli öppen": None, "inte aktuell": False}
    return {
        "referensen": truth(node, values),
        "den snabba": True if opened & 1 else None if possible & 1 else False,
        "förklaringen": told[status],
    }


def check(drawing: str) -> int:
    """Hold every evaluator to every cell; gives the number of cells."""
    count = 0
    for values, condition, wanted in rows(drawing):
        node = parse(condition, scope=SCOPE, where=Place("tabell", 1))
        expected = dict.fromkeys(("referensen", "den snabba", "förklaringen"), wanted)
        assert (values, condition, verdicts(node, values)) == (values, condition, expected)
        count += 1
    return count


def map_of(node: Node) -> Pathway:
    """A map of one step that is open when `node` holds."""
    step = Step("S01", "Steg", "Steg", "fas", "KOM", "Gör.", relevant=node, limit=TimeLimit(1, "en dag"))
    nothing: dict[str, Named] = {}
    return Pathway(
        id="tabell", name="Tabell", valid_from=date(2026, 11, 1), hash="", actors=nothing, phases=nothing, goals=nothing,
        groups=nothing, contacts=nothing, forms=nothing, laws={}, values={}, programmes={}, facts=FACTS, conditions={},
        constraints=(), steps={"S01": step}, priority=("S01",),
    )  # fmt: skip
