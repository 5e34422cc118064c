"""What would have had to be different: the fewest changed answers that make another step the primary one.

A step that is closed stays closed until one of the facts that decide it changes, and a step in front of it stays in front
until one of the facts that open it does. So only those facts are tried, level by level, and the first level that gives
anything gives the fewest changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ..logic import openness
from ..model import Evaluation, Fact, Pathway, Step
from ..nodes import Between, Compare, FactValue, IsUnknown, Node, walk
from .evaluate import evaluate
from .facts import FactError, Facts, read_facts

MOST_CHANGES = 3
MOST_TRIES = 150
MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that would be another: None stands for unknown."""

    fact: str
    before: FactValue | None
    after: FactValue | None


@dataclass(frozen=True, slots=True)
class _State:
    given: Mapping[str, object]
    changes: tuple[Change, ...]
    facts: Facts
    evaluation: Evaluation


def ways_to(
    pathway: Pathway,
    given: Mapping[str, object],
    step: str,
    *,
    on: date,
    most: int = MOST_CHANGES,
    tries: int = MOST_TRIES,
    first: bool = True,
) -> tuple[tuple[Change, ...], ...]:
    """The smallest sets of changes to `given` (as for `read_facts`) that make `step` primary, or with `first=False` open;
    at most three of them, each about other facts than the rest.

    Empty when it already is, or when none was found with `most` changes and `tries` people evaluated. Changed people
    break no constraint that `given` keeps.
    """
    start = _judge(pathway, given, (), on)
    if start is None or _is_there(start.evaluation, step, first):
        return ()
    level, seen = [start], set[frozenset[tuple[str, FactValue | None]]]()
    found: dict[frozenset[str], tuple[Change, ...]] = {}
    for _ in range(most):
        reached = []
        for changed in (new for state in level for new in _changed(pathway, state, step, on)):
            key = frozenset((change.fact, change.after) for change in changed.changes)
            if key in seen:
                continue
            seen.add(key)
            reached.append(changed)
            if _is_there(changed.evaluation, step, first):
                found.setdefault(frozenset(change.fact for change in changed.changes), changed.changes)
            if len(found) == MOST_WAYS or len(seen) >= tries:
                return tuple(found.values())
        if found:
            break
        level = reached
    return tuple(found.values())


def _is_there(evaluation: Evaluation, step: str, first: bool) -> bool:
    return evaluation.primary == step if first else step in evaluation.open


def _judge(
    pathway: Pathway, given: Mapping[str, object], changes: tuple[Change, ...], on: date
) -> _State | None:
    try:
        facts = read_facts(pathway, given, on=on)
    except FactError:
        return None
    if changes and facts.conflicts:
        return None
    return _State(given, changes, facts, evaluate(pathway, facts, on=on))


def _changed(pathway: Pathway, state: _State, step: str, on: date) -> Iterator[_State]:
    done = {change.fact for change in state.changes}
    blocked = _in_the_way(state.evaluation, step)
    result = state.evaluation.steps[blocked]
    levers = dict.fromkeys([*(item.fact for item in result.because), *result.missing])
    for name in _given_facts(pathway, levers):
        if name in done:
            continue
        before = state.facts.values.get(name)
        for after in _answers(pathway, pathway.facts[name], pathway.steps[blocked]):
            if after == before:
                continue
            given = _with(pathway, state, name, after)
            changed = _judge(pathway, given, (*state.changes, Change(name, before, after)), on)
            if changed is not None:
                yield changed


def _in_the_way(evaluation: Evaluation, step: str) -> str:
    """The step whose facts have to change: the wanted one while it is not open, else the first in front of it."""
    return step if evaluation.steps[step].status != "öppen" else evaluation.candidates[0]


def _given_facts(pathway: Pathway, names: Iterable[str]) -> Iterator[str]:
    """Facts as a person can answer them: reaching an age is told by the age."""
    for name in dict.fromkeys(names):
        derivation = pathway.facts[name].derivation
        if derivation is not None and derivation.kind == "uppnått" and derivation.fallback:
            yield derivation.fallback
        elif pathway.facts[name].kind != "date":
            yield name


def _answers(pathway: Pathway, fact: Fact, step: Step) -> list[FactValue | None]:
    """Answers worth trying: every choice, the numbers where the step's conditions turn, and unknown where it is asked for."""
    conditions = [openness(step), *([step.done] if step.done is not None else [])]
    nodes = [node for condition in conditions for node in walk(condition)]
    answers: list[FactValue | None] = []
    if fact.kind == "bool":
        answers = [True, False]
    elif fact.kind == "enum":
        answers = [choice.id for choice in fact.choices]
    elif fact.kind == "int":
        low, high = fact.minimum or 0, fact.maximum or 0
        turns = {*_turns(nodes, fact.id), *_ages(pathway, nodes, fact.id)}
        answers = [number for number in sorted(turns) if low <= number <= high]
    if any(isinstance(node, IsUnknown) and node.fact == fact.id for node in nodes):
        answers.append(None)
    return answers


def _turns(nodes: Iterable[Node], fact: str) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, Compare) and node.fact == fact and isinstance(node.value, int):
            yield from (node.value - 1, node.value, node.value + 1)
        elif isinstance(node, Between) and node.fact == fact:
            yield from (node.low - 1, node.low, node.high, node.high + 1)


def _ages(pathway: Pathway, nodes: Iterable[Node], fact: str) -> Iterator[int]:
    """The ages of the tables that a condition reads through `fact`."""
    for name in {getattr(node, "fact", "") for node in nodes}:
        derivation = pathway.facts[name].derivation if name in pathway.facts else None
        if derivation is not None and derivation.fallback == fact and derivation.table:
            ages = pathway.values[derivation.table].table.values()
            yield from (min(ages) - 1, max(ages))


def _with(pathway: Pathway, state: _State, name: str, value: FactValue | None) -> dict[str, object]:
    """The person with another answer; a date that the old one was worked out from gives way, but the age it gave stays."""
    given = dict(state.given)
    derivation = pathway.facts[name].derivation
    source = derivation.source if derivation is not None else None
    if source is not None and source in given:
        del given[source]
        for other in pathway.facts.values():
            kept = other.derivation is not None and other.derivation.source == source
            if (
                kept
                and other.derivation
                and other.derivation.kind == "ålder"
                and other.id in state.facts.values
            ):
                given[other.id] = state.facts.values[other.id]
    given[name] = value
    return given
