"""A condition as the rows of a decision table, exact also for what is not known: each row surely makes it true, or surely false.

»Not known« is a value of its own in the table. A DMN engine must never be given null: FEEL says of an unknown x that x = "a" is
false and x != "a" true, which is not what the map means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..changes.spoken import inwards
from ..model import Fact
from ..nodes import (
    And,
    Between,
    Compare,
    Constant,
    FactValue,
    In,
    IsTrue,
    IsUnknown,
    Named,
    Node,
    Not,
    Operator,
    Or,
    facts_of,
)

UNKNOWN = "okänt"
YES, NO, KNOWN = "ja", "nej", "känt"
MOST_ROWS = 400
FAR = 10**9

Cell = frozenset[str] | tuple[int, int]
Row = Mapping[str, Cell]


class TooManyRows(ValueError):
    """A condition that takes more rows than anybody can read."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that make a condition true, and rows that make it false; what no row meets is not known yet.

    A cell is the allowed answers of a bool or enum fact (`okänt` among them only where ignorance itself is asked for), or the
    lowest and highest number of an int fact that is known. A fact without a cell may be anything.
    """

    facts: tuple[str, ...]
    true: tuple[Row, ...]
    false: tuple[Row, ...]


def table_of(node: Node, facts: Mapping[str, Fact]) -> Table:
    """The table of a condition. Raises TooManyRows past MOST_ROWS."""
    return Table(facts_of(node), _rows(inwards(node), facts), _rows(inwards(node, holds=False), facts))


def meets(row: Row, values: Mapping[str, FactValue], facts: Mapping[str, Fact]) -> bool:
    """Whether somebody with these known facts meets a row: what a reader of the table does."""
    return all(_meets(cell, values.get(name), facts[name]) for name, cell in row.items())


def _meets(cell: Cell, value: FactValue | None, fact: Fact) -> bool:
    if isinstance(cell, tuple):
        return isinstance(value, int) and cell[0] <= value <= cell[1]
    if value is None:
        return UNKNOWN in cell
    if isinstance(value, bool):
        return (YES if value else NO) in cell
    return (KNOWN if fact.kind == "date" else value) in cell


def _rows(node: Node, facts: Mapping[str, Fact]) -> tuple[Row, ...]:
    """The condition, with every »inte« before an atom, as alternatives that each are a row; none within another."""
    kept: list[Row] = []
    for row in _alternatives(node, facts):
        if any(_within(row, other) for other in kept):
            continue
        kept = [other for other in kept if not _within(other, row)]
        kept.append(row)
        if len(kept) > MOST_ROWS:
            raise TooManyRows(f"fler än {MOST_ROWS} rader")
    return tuple(kept)


def _alternatives(node: Node, facts: Mapping[str, Fact]) -> Iterator[Row]:
    match node:
        case Named(_, item):
            yield from _alternatives(item, facts)
        case Or(items):
            for item in items:
                yield from _alternatives(item, facts)
        case And(items):
            rows: tuple[Row, ...] = ({},)
            for item in items:
                parts = _rows(item, facts)
                rows = tuple(
                    joined for row in rows for part in parts if (joined := _joined(row, part)) is not None
                )
                if len(rows) > 20 * MOST_ROWS:
                    raise TooManyRows(f"fler än {MOST_ROWS} rader")
            yield from rows
        case Constant(value):
            yield from ({},) if value else ()
        case _:
            for cell in _cells(node, facts):
                yield {facts_of(node)[0]: cell}


def _cells(node: Node, facts: Mapping[str, Fact]) -> tuple[Cell, ...]:
    """What an atom, or the opposite of one, asks of its fact: alternatives; none where nobody can be it."""
    match node:
        case IsTrue():
            return (frozenset({YES}),)
        case Not(IsTrue()):
            return (frozenset({NO}),)
        case IsUnknown():
            return (frozenset({UNKNOWN}),)
        case Not(IsUnknown(name)):
            fact = facts[name]
            return (_span(fact),) if fact.kind == "int" else (frozenset(_answers(fact)),)
        case In(_, values):
            return (frozenset(values),)
        case Not(In(name, values)):
            return _some(frozenset(_answers(facts[name])) - frozenset(values))
        case Compare(name, op, str() as value):
            return _some(frozenset({value}) if op == "=" else frozenset(_answers(facts[name])) - {value})
        case Compare(name, op, int() as number):
            return tuple(span for span in _spans(op, number, *_span(facts[name])) if span[0] <= span[1])
        case Between(name, low, high):
            bottom, top = _span(facts[name])
            return _ordered((max(low, bottom), min(high, top)))
        case Not(Between(name, low, high)):
            bottom, top = _span(facts[name])
            return (*_ordered((bottom, min(low - 1, top))), *_ordered((max(high + 1, bottom), top)))
    raise TypeError(type(node).__name__)


def _spans(op: Operator, number: int, low: int, high: int) -> tuple[tuple[int, int], ...]:
    match op:
        case "=":
            return ((number, number),) if low <= number <= high else ()
        case "!=":
            return (low, min(number - 1, high)), (max(number + 1, low), high)
        case "<":
            return ((low, min(number - 1, high)),)
        case "<=":
            return ((low, min(number, high)),)
        case ">":
            return ((max(number + 1, low), high),)
    return ((max(number, low), high),)


def _ordered(span: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return (span,) if span[0] <= span[1] else ()


def _some(answers: frozenset[str]) -> tuple[Cell, ...]:
    return (answers,) if answers else ()


def _span(fact: Fact) -> tuple[int, int]:
    """All numbers an int fact can be: known, whatever it is."""
    return -FAR if fact.minimum is None else fact.minimum, FAR if fact.maximum is None else fact.maximum


def _answers(fact: Fact) -> tuple[str, ...]:
    if fact.kind == "enum":
        return tuple(choice.id for choice in fact.choices)
    return (KNOWN,) if fact.kind == "date" else (YES, NO)


def _joined(one: Row, two: Row) -> Row | None:
    """Both rows at once; None where a fact would have to be two things."""
    row = dict(one)
    for name, cell in two.items():
        met = _both(row[name], cell) if name in row else cell
        if not met:
            return None
        row[name] = met
    return row


def _both(one: Cell, two: Cell) -> Cell | None:
    if isinstance(one, tuple) and isinstance(two, tuple):
        span = max(one[0], two[0]), min(one[1], two[1])
        return span if span[0] <= span[1] else None
    if isinstance(one, tuple) or isinstance(two, tuple):
        return None
    return one & two or None


def _within(one: Row, two: Row) -> bool:
    """Whether everybody who meets `one` meets `two`."""
    return all(name in one and _cell_within(one[name], cell) for name, cell in two.items())


def _cell_within(one: Cell, two: Cell) -> bool:
    if isinstance(one, tuple) and isinstance(two, tuple):
        return two[0] <= one[0] and one[1] <= two[1]
    if isinstance(one, tuple) or isinstance(two, tuple):
        return False
    return one <= two
