"""The map as Polars lazy expressions: null is unknown, and/or/not are Kleene by themselves, choices are small integers."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import numpy as np
import polars as pl

from samre.pathway.logic import openness
from samre.pathway.model import Pathway
from samre.pathway.nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or
from samre.pathway.people.columns import UNKNOWN_CODE, UNKNOWN_INT, Columns

UNSETTLED = 255
LATER = 254


def expression(node: Node, codes: dict[str, dict[str, int]]) -> pl.Expr:
    """A condition as a Polars expression: true, false or null."""
    match node:
        case Constant(value):
            return pl.lit(value)
        case IsTrue(fact):
            return pl.col(fact)
        case IsUnknown(fact):
            return pl.col(fact).is_null()
        case Compare(fact, op, value):
            return compared(pl.col(fact), op, codes[fact][value] if isinstance(value, str) else value)
        case Between(fact, low, high):
            return pl.col(fact).is_between(low, high)
        case In(fact, values):
            return reduce(or_, (pl.col(fact) == codes[fact][value] for value in values))
        case Not(item):
            return ~expression(item, codes)
        case Named(_, item):
            return expression(item, codes)
        case And(items):
            return reduce(and_, (expression(item, codes) for item in items))
        case Or(items):
            return reduce(or_, (expression(item, codes) for item in items))


def compared(column: pl.Expr, op: str, value: int) -> pl.Expr:
    """One comparison; null stays null."""
    match op:
        case "=":
            return column == value
        case "!=":
            return column != value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
    return column >= value


class PolarsMap:
    """One query that gives every step's state and the primary step."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        codes = {
            fact.id: {choice.id: n for n, choice in enumerate(fact.choices)}
            for fact in pathway.facts.values()
        }
        self.steps = [
            expression(openness(pathway.steps[step]), codes).alias(step) for step in pathway.priority
        ]

    def frame(self, columns: Columns) -> pl.DataFrame:
        """Everybody's facts as columns with nulls."""
        series = []
        for name, column in columns.values.items():
            kind = self.pathway.facts[name].kind
            unknown = UNKNOWN_INT if kind == "int" else UNKNOWN_CODE
            values = pl.Series(name, column)
            known = pl.Series(column != unknown)
            masked = pl.select(pl.when(known).then(values)).to_series().rename(name)
            series.append(masked.cast(pl.Boolean) if kind == "bool" else masked)
        return pl.DataFrame(series)

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A column for each step (true, false, null) and `primary`: the first that is not false, if it is true."""
        first = pl.min_horizontal(
            pl.when(pl.col(step))
            .then(pl.lit(2 * n + 1, pl.UInt8))
            .when(pl.col(step).is_null())
            .then(pl.lit(2 * n, pl.UInt8))
            .otherwise(pl.lit(LATER, pl.UInt8))
            for n, step in enumerate(self.pathway.priority)
        )
        primary = pl.when(first % 2 == 1).then(first // 2).otherwise(pl.lit(UNSETTLED, pl.UInt8))
        return frame.lazy().select(self.steps).with_columns(primary=primary).collect()


def codes_of(frame: pl.DataFrame, step: str) -> np.ndarray:
    """A step's column as int8: 1 true, 0 false, −1 unknown."""
    return frame[step].cast(pl.Int8).fill_null(-1).to_numpy()
