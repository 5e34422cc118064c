"""The map as generated Python: one person routed in a few microseconds.

Conditions are written as rails, plain Python over the facts that is surely or possibly true (`rails`).
`route` asks the steps in order of priority and stops at the first that is surely open. Inside a step it asks the parts
whose facts it has already read first and reads a fact only when a part needs it. The source is made from nodes alone:
names and values enter through `repr`, nothing of the definition's text is ever run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ..logic import openness
from ..model import Pathway, Step
from ..nodes import FactValue, Node, facts_of
from .rails import Rails, and_parts, rails

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
    left = and_parts(openness(step), slots)
    unsure = [surely for surely, possibly in left if surely != possibly]
    while left:
        parts = [_cheapest(left, here)] if len(indent) < DEEPEST else list(left)
        new = [
            fact for fact in dict.fromkeys(fact for part in parts for fact in left[part]) if fact not in here
        ]
        here.update(new)
        read.update(new if indent == "    " else ())
        lines += [
            *_reads(new, slots, indent),
            f"{indent}if {' and '.join(possibly for _, possibly in parts)}:",
        ]
        indent += "    "
        left = {part: facts for part, facts in left.items() if part not in parts}
    if unsure:
        lines.append(f"{indent}if {' and '.join(unsure)}:")
    found = f"(-1, candidates | {bit}) if candidates else ({number}, {bit})"
    lines.append(f"{indent}{'    ' if unsure else ''}return {found}")
    return [*lines, f"{indent}candidates |= {bit}"] if unsure else lines


def _cheapest(parts: Mapping[Rails, tuple[str, ...]], read: set[str]) -> Rails:
    """The part that needs the fewest facts not yet read, then the fewest facts."""
    return min(parts, key=lambda part: (len(set(parts[part]) - read), len(parts[part])))


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
