"""Three-valued logic written out: whether a condition holds, which facts decide it, which can still decide it.

This is the reference to read; the generated evaluators are held equal to it by tests.
Kleene's tables, T = True, F = False, U = None (unknown):

    och   T F U      eller T F U      inte
    T     T F U      T     T T T      T → F
    F     F F F      F     T F U      F → T
    U     U F U      U     T U U      U → U

A comparison with a fact nobody knows is U; `är_okänd` is never U.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .model import Step
from .nodes import (
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
    Or,
    Truth,
)

Values = Mapping[str, FactValue]

# What is ordered is always ints: the parser refuses anything else, which mypy can't see.
_COMPARE: Mapping[str, Callable[[FactValue, FactValue], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,  # type: ignore[operator]
    "<=": lambda left, right: left <= right,  # type: ignore[operator]
    ">": lambda left, right: left > right,  # type: ignore[operator]
    ">=": lambda left, right: left >= right,  # type: ignore[operator]
}


def truth(node: Node, values: Values) -> Truth:
    """Whether `node` holds for the known facts in `values`: True, False, or None when that is not known."""
    match node:
        case Constant(value):
            return value
        case IsUnknown(fact):
            return fact not in values
        case IsTrue(fact):
            return values[fact] is True if fact in values else None
        case Compare(fact, op, value):
            return _COMPARE[op](values[fact], value) if fact in values else None
        case Between(fact, low, high):
            return low <= values[fact] <= high if fact in values else None  # type: ignore[operator]
        case In(fact, choices):
            return values[fact] in choices if fact in values else None
        case Not(item):
            return negation(truth(item, values))
        case And(items):
            return conjunction(truth(item, values) for item in items)
        case Or(items):
            return disjunction(truth(item, values) for item in items)
        case Named(_, item):
            return truth(item, values)


def says(node: Node) -> dict[str, FactValue]:
    """What somebody says of single facts when she says that `node` holds: `sgi = noll och rehab_behov` → both.

    Only what has to be so; nothing of what lies behind `eller`, an order (<) or a choice among several.
    """
    match node:
        case IsTrue(fact):
            return {fact: True}
        case Compare(fact, "=", value):
            return {fact: value}
        case Not(IsTrue(fact)):
            return {fact: False}
        case And(items):
            return {fact: value for item in items for fact, value in says(item).items()}
        case Named(_, item):
            return says(item)
        case _:
            return {}


def negation(item: Truth) -> Truth:
    """`inte`."""
    return None if item is None else not item


def conjunction(items: Iterable[Truth]) -> Truth:
    """`och`: false if any is false, else unknown if any is unknown."""
    seen: Truth = True
    for item in items:
        if item is False:
            return False
        if item is None:
            seen = None
    return seen


def disjunction(items: Iterable[Truth]) -> Truth:
    """`eller`: true if any is true, else unknown if any is unknown."""
    seen: Truth = False
    for item in items:
        if item is True:
            return True
        if item is None:
            seen = None
    return seen


def deciding(node: Node, values: Values) -> tuple[str, ...]:
    """The facts that make `node` true or false, in reading order; nothing when it is unknown.

    A true `och` needs all its parts and a false one its first false part; `eller` the other way round.
    """
    match node:
        case Constant():
            return ()
        case Not(item) | Named(_, item):
            return deciding(item, values)
        case And(items) | Or(items):
            verdict = truth(node, values)
            if verdict is None:
                return ()
            if verdict is isinstance(node, And):
                return once(fact for item in items for fact in deciding(item, values))
            return deciding(next(item for item in items if truth(item, values) is verdict), values)
        case _:
            return () if truth(node, values) is None else (node.fact,)


def open_questions(node: Node, values: Values) -> tuple[str, ...]:
    """The unknown facts that can still decide `node`, in reading order; nothing when it is settled.

    Here `är_okänd(f)` is itself unsettled while f is unknown: learning f changes it.
    """
    return _unsettled(node, values)[1]


def _unsettled(node: Node, values: Values) -> tuple[Truth, tuple[str, ...]]:
    match node:
        case IsUnknown(fact):
            return (False, ()) if fact in values else (None, (fact,))
        case Not(item):
            verdict, facts = _unsettled(item, values)
            return negation(verdict), facts
        case Named(_, item):
            return _unsettled(item, values)
        case And(items) | Or(items):
            parts = [_unsettled(item, values) for item in items]
            verdict = (conjunction if isinstance(node, And) else disjunction)(part[0] for part in parts)
            return (
                (verdict, ())
                if verdict is not None
                else (None, once(fact for part in parts for fact in part[1]))
            )
        case Constant(value):
            return value, ()
        case _:
            verdict = truth(node, values)
            return (verdict, ()) if verdict is not None else (None, (node.fact,))


def openness(step: Step) -> Node:
    """When the step is open, as one condition: relevant, every requirement, and not done."""
    parts: list[Node] = [step.relevant, *(need.condition for need in step.requires)]
    if step.done is not None:
        parts.append(Not(step.done))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in first-met order."""
    return tuple(dict.fromkeys(names))
