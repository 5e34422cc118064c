"""A condition as two plain Python conditions, its rails: *surely* true, and *possibly* true (not surely false).

`och` and `eller` keep their rails, `inte` swaps them, and an unknown fact is `None`:

    sgi = noll      surely: v == 'noll'                 possibly: v in (None, 'noll')
    alder >= 30     surely: v is not None and v >= 30   possibly: v is None or v >= 30

Names and values enter only through `repr`; facts are the local variables the caller gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..nodes import (
    And,
    Between,
    Compare,
    Constant,
    In,
    IsTrue,
    IsUnknown,
    Named,
    Node,
    Not,
    Operator,
    Or,
    facts_of,
    walk,
)

Rails = tuple[str, str]
_Asking = IsTrue | Compare | Between | In | IsUnknown


def rails(node: Node, slots: Mapping[str, str]) -> Rails:
    """`node` as two Python conditions over the variables of `slots`: surely true, possibly true."""
    match node:
        case Constant(value):
            return repr(value), repr(value)
        case Named(_, item) | Not(Not(item)):
            return rails(item, slots)
        case Not(Named(_, item)):
            return rails(Not(item), slots)
        case Not(And(_) | Or(_) | Constant(_) as item):
            surely, possibly = rails(item, slots)
            return f"not {possibly}", f"not {surely}"
        case And(_):
            return _joined(and_parts(node, slots), " and ")
        case Or(_):
            return _joined(_or_parts(node, slots), " or ")
        case Not(IsTrue(fact) | Compare(fact) | Between(fact) | In(fact) | IsUnknown(fact) as atom):
            return _negated(atom, slots[fact])
        case IsTrue(fact) | Compare(fact) | Between(fact) | In(fact) | IsUnknown(fact):
            return _atom(node, slots[fact])
    raise TypeError(f"okänd nod: {node!r}")


def _atom(node: _Asking, slot: str) -> Rails:
    match node:
        case IsUnknown():
            return (f"{slot} is None",) * 2
        case IsTrue():
            return f"{slot} is True", f"{slot} is not False"
        case Compare(_, "=", value):
            return f"{slot} == {value!r}", f"{slot} in {(None, value)!r}"
        case Compare(_, "!=", value):
            return f"{slot} not in {(None, value)!r}", f"{slot} != {value!r}"
        case Compare(_, op, value):
            return _numeric(slot, f"{slot} {op} {value!r}")
        case Between(_, low, high):
            return _numeric(slot, f"{low!r} <= {slot} <= {high!r}")
        case In(_, values):
            return f"{slot} in {values!r}", f"{slot} in {(None, *values)!r}"


_INVERSE: Mapping[str, Operator] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _negated(node: _Asking, slot: str) -> Rails:
    match node:
        case IsUnknown():
            return (f"{slot} is not None",) * 2
        case IsTrue():
            return f"{slot} is False", f"{slot} is not True"
        case Compare(fact, op, value):
            return _atom(Compare(fact, _INVERSE[op], value), slot)
        case Between(_, low, high):
            return _numeric(slot, f"not {low!r} <= {slot} <= {high!r}")
        case In(_, values):
            return f"{slot} not in {(None, *values)!r}", f"{slot} not in {values!r}"


def _numeric(slot: str, test: str) -> Rails:
    return f"({slot} is not None and {test})", f"({slot} is None or {test})"


def _joined(parts: Iterable[Rails], word: str) -> Rails:
    pairs = list(parts)
    return (
        f"({word.join(surely for surely, _ in pairs)})",
        f"({word.join(possibly for _, possibly in pairs)})",
    )


def and_parts(node: Node, slots: Mapping[str, str]) -> dict[Rails, tuple[str, ...]]:
    """The parts that must all hold for `node`, with their facts. `inte är_okänd(f) och f = x` is one part, never unknown."""
    items = list(dict.fromkeys(_opened(node, And)))
    known = {fact for item in items if (fact := _asked(item, Not)) is not None}
    sharp = {item: _only_fact(item) for item in items if _only_fact(item) in known}
    parts: dict[Rails, tuple[str, ...]] = {}
    for item in items:
        surely, possibly = rails(item, slots)
        if item in sharp:
            parts[surely, surely] = facts_of(item)
        elif _asked(item, Not) not in sharp.values() or _asked(item, Not) is None:
            parts[surely, possibly] = facts_of(item)
    return parts


def _or_parts(node: Node, slots: Mapping[str, str]) -> Iterator[Rails]:
    """The parts one of which must hold; `är_okänd(f) eller f = x` is one part, never unknown."""
    items = list(dict.fromkeys(_opened(node, Or)))
    unknown = {fact for item in items if (fact := _asked(item, IsUnknown)) is not None}
    sharp = {item: _only_fact(item) for item in items if _only_fact(item) in unknown}
    for item in items:
        surely, possibly = rails(item, slots)
        if item in sharp:
            yield possibly, possibly
        elif _asked(item, IsUnknown) not in sharp.values() or _asked(item, IsUnknown) is None:
            yield surely, possibly


def _opened(node: Node, kind: type[And] | type[Or]) -> Iterator[Node]:
    """The items of a node of `kind`, those of the same kind in it opened up too."""
    inner = node.item if isinstance(node, Named) else node
    if isinstance(inner, kind):
        for item in inner.items:
            yield from _opened(item, kind)
    else:
        yield node


def _asked(node: Node, kind: type[Not] | type[IsUnknown]) -> str | None:
    """The fact of `är_okänd(f)` (`kind` IsUnknown) or of `inte är_okänd(f)` (`kind` Not)."""
    inner = node.item if isinstance(node, Not) and kind is Not else node
    return inner.fact if isinstance(inner, IsUnknown) and isinstance(node, kind) else None


def _only_fact(node: Node) -> str | None:
    """The one fact a condition hangs on, so that it is unknown exactly when that fact is; None for others."""
    facts = facts_of(node)
    odd = any(isinstance(part, IsUnknown | Constant) for part in walk(node))
    return facts[0] if len(facts) == 1 and not odd else None
