"""The map as SQL for DuckDB: null is unknown, and/or/not are Kleene by themselves, choices are small integers."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np

from samre.pathway.logic import openness
from samre.pathway.model import Pathway
from samre.pathway.nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or
from samre.pathway.people.columns import UNKNOWN_CODE, UNKNOWN_INT, Columns

UNSETTLED = 255


def expression(node: Node, codes: dict[str, dict[str, int]]) -> str:
    """A condition as SQL: true, false or null."""
    match node:
        case Constant(value):
            return str(value)
        case IsTrue(fact):
            return fact
        case IsUnknown(fact):
            return f"({fact} IS NULL)"
        case Compare(fact, op, value):
            return f"({fact} {op} {codes[fact][value] if isinstance(value, str) else value})"
        case Between(fact, low, high):
            return f"({fact} BETWEEN {low} AND {high})"
        case In(fact, values):
            return f"({fact} IN ({', '.join(str(codes[fact][value]) for value in values)}))"
        case Not(item):
            return f"(NOT {expression(item, codes)})"
        case Named(_, item):
            return expression(item, codes)
        case And(items):
            return "(" + " AND ".join(expression(item, codes) for item in items) + ")"
        case Or(items):
            return "(" + " OR ".join(expression(item, codes) for item in items) + ")"


class DuckMap:
    """One query that gives every step's state and the primary step, kept as a table in memory."""

    def __init__(self, pathway: Pathway, *, threads: int) -> None:
        self.pathway = pathway
        codes = {
            fact.id: {choice.id: n for n, choice in enumerate(fact.choices)}
            for fact in pathway.facts.values()
        }
        steps = pathway.priority
        states = ", ".join(f"{expression(openness(pathway.steps[step]), codes)} AS {step}" for step in steps)
        first = " ".join(
            f"WHEN {step} THEN {n} WHEN {step} IS NULL THEN {UNSETTLED}" for n, step in enumerate(steps)
        )
        self.query = f"SELECT *, (CASE {first} ELSE {UNSETTLED} END)::UTINYINT AS next FROM (SELECT {states} FROM people)"
        self.connection = duckdb.connect(config={"threads": threads, "autoinstall_known_extensions": False})

    def load(self, columns: Columns) -> None:
        """Everybody's facts as a table with nulls."""
        kinds = self.pathway.facts
        shown = {
            "bool": f"NULLIF({{0}}, {UNKNOWN_CODE}) = 1",
            "enum": f"NULLIF({{0}}, {UNKNOWN_CODE})",
            "int": f"NULLIF({{0}}, {UNKNOWN_INT})",
        }
        fields = ", ".join(f"{shown[kinds[name].kind].format(name)} AS {name}" for name in columns.values)
        self.connection.register("raw", dict(columns.values))
        self.connection.execute(f"CREATE TABLE people AS SELECT {fields} FROM raw")
        self.connection.unregister("raw")

    def run(self) -> None:
        """Everybody's answer, as the table `answers`."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE answers AS {self.query}")

    def answers(self) -> tuple[np.ndarray, np.ndarray]:
        """The primary step's number, and each step's state: 1 true, 0 false, −1 unknown."""
        steps = ", ".join(f"COALESCE({step}::TINYINT, -1) AS {step}" for step in self.pathway.priority)
        found: dict[str, Any] = self.connection.execute(f"SELECT next, {steps} FROM answers").fetchnumpy()
        return np.asarray(found["next"]), np.array([found[step] for step in self.pathway.priority], np.int8)
