"""The map as generated Python: one person routed in a few microseconds.

Each condition becomes two plain Python conditions over the facts, its rails: *surely* true, and *possibly* true (not
surely false). `och` and `eller` keep their rails, `inte` swaps them, and an unknown fact is `None`:

    sgi = noll      surely: v == 'noll'                 possibly: v is None or v == 'noll'
    alder >= 30     surely: v is not None and v >= 30   possibly: v is None or v >= 30

`route` asks the steps in order of priority and stops at the first that is surely open. Inside a step it asks the parts
whose facts it has already read first and reads a fact only when a part needs it. The source is made from nodes alone:
names and values enter through `repr`, nothing of the definition's text is ever run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .logic import openness
from .model import Pathway, Step
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
    facts_of,
)

Values = Mapping[str, FactValue]
DEEPEST = 4 * 40  # Python takes no more than a hundred levels of indentation


@dataclass(frozen=True, slots=True)
class Router:
    """The generated functions of one map. Bit n of a mask is the n-th step by priority, `steps[n]`.

    `route(values)` → (index of the primary step or -1, mask of candidates); with a primary the mask is its one bit.
    `statuses(values)` → masks (surely open, possibly open, surely done) over all steps.
    `source` is the generated text, to be read.
    """

    steps: tuple[str, ...]
    source: str
    route: Callable[[Values], tuple[int, int]]
    statuses: Callable[[Values], tuple[int, int, int]]

    def names(self, mask: int) -> tuple[str, ...]:
        """The step ids of a mask, by priority."""
        return tuple(id_ for number, id_ in enumerate(self.steps) if mask >> number & 1)


def compile_pathway(pathway: Pathway) -> Router:
    """Generate and compile the router of a map (some milliseconds)."""
    slots = {fact: f"v{number}" for number, fact in enumerate(pathway.facts)}
    steps = [pathway.steps[id_] for id_ in pathway.priority]
    source = "\n".join([*_route_lines(steps, slots), "", "", *_status_lines(steps, slots), ""])
    space: dict[str, object] = {}
    exec(compile(source, f"<karta {pathway.id}>", "exec"), space)  # nosec B102 - made from nodes only
    return Router(pathway.priority, source, space["route"], space["statuses"])  # type: ignore[arg-type]


def rails(node: Node, slots: Mapping[str, str]) -> tuple[str, str]:
    """`node` as two Python conditions over the variables of `slots`: surely true, possibly true."""
    match node:
        case Constant(value):
            return repr(value), repr(value)
        case IsUnknown(fact):
            return (f"{slots[fact]} is None",) * 2
        case IsTrue(fact):
            return f"{slots[fact]} is True", f"{slots[fact]} is not False"
        case Compare(fact, "=", value):
            return f"{slots[fact]} == {value!r}", f"({slots[fact]} is None or {slots[fact]} == {value!r})"
        case Compare(fact, "!=", value):
            return (
                f"({slots[fact]} is not None and {slots[fact]} != {value!r})",
                f"{slots[fact]} != {value!r}",
            )
        case Compare(fact, op, value):
            return _numeric(slots[fact], f"{slots[fact]} {op} {value!r}")
        case Between(fact, low, high):
            return _numeric(slots[fact], f"{low!r} <= {slots[fact]} <= {high!r}")
        case In(fact, values):
            return f"{slots[fact]} in {values!r}", f"{slots[fact]} in {(None, *values)!r}"
        case Not(item):
            surely, possibly = rails(item, slots)
            return f"not {_group(possibly)}", f"not {_group(surely)}"
        case Named(_, item):
            return rails(item, slots)
        case And(items):
            return _joined(items, slots, " and ")
        case Or(items):
            return _joined(items, slots, " or ")


def _numeric(slot: str, test: str) -> tuple[str, str]:
    return f"({slot} is not None and {test})", f"({slot} is None or {test})"


def _joined(items: Iterable[Node], slots: Mapping[str, str], word: str) -> tuple[str, str]:
    pairs = [rails(item, slots) for item in items]
    return (
        f"({word.join(surely for surely, _ in pairs)})",
        f"({word.join(possibly for _, possibly in pairs)})",
    )


def _group(text: str) -> str:
    return text if text.startswith("(") and text.endswith(")") and text.count("(") == 1 else f"({text})"


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts that must all hold for `node`, `och` in `och` opened up."""
    match node:
        case And(items):
            for item in items:
                yield from conjuncts(item)
        case Named(_, item) if isinstance(item, And):
            yield from conjuncts(item)
        case _:
            yield node


def _reads(facts: Iterable[str], slots: Mapping[str, str], indent: str) -> list[str]:
    return [f"{indent}{slots[fact]} = get({fact!r})" for fact in facts]


def _route_lines(steps: list[Step], slots: Mapping[str, str]) -> list[str]:
    lines = ["def route(values):", "    get = values.get", "    candidates = 0"]
    read: set[str] = set()
    for number, step in enumerate(steps):
        lines += _step_lines(number, step, slots, read)
    return [*lines, "    return -1, candidates"]


def _step_lines(number: int, step: Step, slots: Mapping[str, str], read: set[str]) -> list[str]:
    """One `if` inside the other, a part of the step's condition each; facts read outside them are added to `read`."""
    indent, lines, bit, here = "    ", [f"    # {step.id!a}"], 1 << number, set(read)
    left, surely = list(conjuncts(openness(step))), []
    while left:
        part = _cheapest(left, here) if len(indent) < DEEPEST else And((*left, Constant(True)))
        left = [other for other in left if other is not part] if len(indent) < DEEPEST else []
        new = [fact for fact in facts_of(part) if fact not in here]
        here.update(new)
        read.update(new if indent == "    " else ())
        sure, possible = rails(part, slots)
        surely.append(sure)
        lines += [*_reads(new, slots, indent), f"{indent}if {possible}:"]
        indent += "    "
    lines += [f"{indent}if {' and '.join(surely)}:"]
    lines += [f"{indent}    return (-1, candidates | {bit}) if candidates else ({number}, {bit})"]
    return [*lines, f"{indent}candidates |= {bit}"]


def _cheapest(parts: list[Node], read: set[str]) -> Node:
    """The part that needs the fewest facts not yet read, then the fewest facts."""
    return min(parts, key=lambda part: (len(set(facts_of(part)) - read), len(facts_of(part))))


def _status_lines(steps: list[Step], slots: Mapping[str, str]) -> list[str]:
    lines = ["def statuses(values):", "    get = values.get", "    opened = possible = done = 0"]
    asked = dict.fromkeys(fact for step in steps for node in _conditions(step) for fact in facts_of(node))
    lines += _reads(asked, slots, "    ")
    for number, step in enumerate(steps):
        bit = 1 << number
        surely, possibly = rails(openness(step), slots)
        lines += [f"    # {step.id!a}", f"    if {possibly}:", f"        possible |= {bit}"]
        lines += [f"        if {surely}:", f"            opened |= {bit}"]
        if step.done is not None:
            lines += [f"    if {rails(step.done, slots)[0]}:", f"        done |= {bit}"]
    return [*lines, "    return opened, possible, done"]


def _conditions(step: Step) -> tuple[Node, ...]:
    return (openness(step),) if step.done is None else (openness(step), step.done)
