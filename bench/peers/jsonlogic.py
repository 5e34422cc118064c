"""The map as one JsonLogic rule for datalogic-py, the fastest of the peers that route one person right.

`python -m bench.peers.jsonlogic POPULATION.npz DEFINITION ROUNDS` times itself and prints JSON: the primary step of everybody
(its number, 255 when it is not settled) and microseconds per person, round by round. JsonLogic has no unknown, so a condition
becomes two: surely true and surely false, where a fact that is left out gets a value that makes neither hold.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from samre.pathway.logic import openness
from samre.pathway.model import Pathway
from samre.pathway.nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or
from samre.pathway.people.columns import load_columns
from samre.pathway.reading.load import load_pathway

UNSETTLED = 255
FAR = 10**6
Rule = Any
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def var(fact: str, otherwise: object = None) -> Rule:
    """A fact, or `otherwise` when it is unknown."""
    return {"var": fact if otherwise is None else [fact, otherwise]}


def rails(node: Node) -> tuple[Rule, Rule]:
    """Where a condition is surely true, and where it is surely false."""
    match node:
        case Constant(value):
            return value, not value
        case IsTrue(fact):
            return {"===": [var(fact), True]}, {"===": [var(fact), False]}
        case IsUnknown(fact):
            return {"===": [var(fact), None]}, {"!==": [var(fact), None]}
        case Compare(fact, op, value) if op in ("=", "!="):
            same, other = {"===": [var(fact), value]}, {"!==": [var(fact, value), value]}
            return (same, other) if op == "=" else (other, same)
        case Compare(fact, op, value):
            far = FAR if op in ("<", "<=") else -FAR
            return {op: [var(fact, far), value]}, {OPPOSITE[op]: [var(fact, -far), value]}
        case Between(fact, low, high):
            return {"<=": [low, var(fact, FAR), high]}, {"!": [{"<=": [low, var(fact, low), high]}]}
        case In(fact, values):
            known = list(values)
            return {"in": [var(fact), known]}, {"!": [{"in": [var(fact, known[0]), known]}]}
        case Not(item):
            true, false = rails(item)
            return false, true
        case Named(_, item):
            return rails(item)
        case And(items):
            parts = [rails(item) for item in items]
            return {"and": [one for one, _ in parts]}, {"or": [other for _, other in parts]}
        case Or(items):
            parts = [rails(item) for item in items]
            return {"or": [one for one, _ in parts]}, {"and": [other for _, other in parts]}


def rule_of(pathway: Pathway) -> Rule:
    """The number of the first step that is not ruled out, if it is open."""
    branches: list[Rule] = []
    for number, step in enumerate(pathway.priority):
        true, false = rails(openness(pathway.steps[step]))
        branches += [true, number, {"!": [false]}, UNSETTLED]
    return {"if": [*branches, UNSETTLED]}


def main() -> None:
    """Answers and times."""
    from datalogic_py import Engine

    population, definition, rounds = sys.argv[1:]
    pathway, columns = load_pathway(Path(definition)), load_columns(Path(population))
    people = [columns.person(row) for row in range(columns.size)]
    engine = Engine()
    rule, session = engine.compile(rule_of(pathway)), engine.session()
    primary = [session.evaluate(rule, values) for values in people]
    found = []
    for _ in range(int(rounds)):
        start = time.perf_counter()
        for values in people:
            session.evaluate(rule, values)
        found.append((time.perf_counter() - start) / len(people) * 1e6)
    sys.stdout.write(json.dumps({"primary": primary, "microseconds": found}) + "\n")


if __name__ == "__main__":
    main()
