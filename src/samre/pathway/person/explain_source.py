"""Writes the source of a map's explanation: one function, `explain(get, reasons, missing)`.

The function works in three sweeps, each thing once however many steps share it:

* every atom, named condition and part of a condition becomes a local `t…`: True, False or None;
* where `är_okänd` makes a difference, a second local `q…` says whether the part is settled for good;
* for every step, the branch its status takes picks the deciding facts, and bit masks gather the missing ones.

Which facts decide is written by polarity: a true `och` takes all its parts, a false one its first false part, and so on
(`logic.deciding` is the same thing to read). Bit n of a missing mask is the n-th fact by cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..logic import openness
from ..model import LawRef, Pathway, Requirement, Status, Step
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
    Or,
    facts_of,
    walk,
)


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Code for a tuple of reasons: each element with the facts that may come of it (`r3`, or `*(… if … else …)`)."""

    elements: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that may be among the reasons; one that stands twice may come twice."""
        return tuple(fact for _, facts in self.elements for fact in facts)

    @property
    def as_tuple(self) -> str:
        """The whole tuple as an expression, repeats taken out where there can be any."""
        codes = [code for code, _ in self.elements]
        if len(set(self.facts)) < len(self.facts):
            return f"once(({', '.join(codes)},))"
        if len(codes) == 1 and codes[0].startswith("*"):
            return codes[0][1:]
        return f"({', '.join(codes)},)" if codes else "()"


def _maybe(code: str, facts: Iterable[str]) -> _Reasons:
    """One element that unpacks a tuple chosen when run."""
    return _Reasons(((f"*({code})", tuple(dict.fromkeys(facts))),))


class SourceWriter:
    """Writes the source of `explain`; `laws` collects the paragraph tuples it refers to by index."""

    def __init__(self, pathway: Pathway, by_cost: tuple[str, ...]) -> None:
        self.pathway = pathway
        self.slot = {fact: number for number, fact in enumerate(pathway.facts)}
        self.bit = {fact: 1 << number for number, fact in enumerate(by_cost)}
        self.laws: list[tuple[LawRef, ...]] = []
        self.truths: dict[Node, str] = {}
        self.settled: dict[Node, str] = {}
        self.sweep: list[str] = []

    def write(self) -> str:
        """The whole source."""
        results: list[str] = []
        for step in self.pathway.steps.values():
            results += self.step(step)
        slots = [(fact, self.slot[fact]) for fact in self.used()]
        reads = [f"    v{number} = get({fact!r})" for fact, number in slots]
        reads += [f"    m{number} = {self.bit[fact]} if v{number} is None else 0" for fact, number in slots]
        reads += [f"    {''.join(f'k{number}, ' for _, number in slots)} = reasons"] if slots else []
        reads += [f"    r{number} = k{number}[v{number}]" for _, number in slots]
        order = [list(self.pathway.steps).index(id_) for id_ in self.pathway.priority]
        steps = ", ".join(f"{id_!r}: s{number}" for number, id_ in enumerate(self.pathway.steps))
        opened = "".join(f"o{number}, " for number in order)
        masks = "".join(f"w{number}, " for number in order)
        end = f"    return {{{steps}}}, ({opened}), ({masks})"
        return "\n".join(["def explain(get, reasons, missing):", *reads, *self.sweep, *results, end, ""])

    def used(self) -> tuple[str, ...]:
        """The facts some step reads, in the definition's order."""
        conditions = [node for step in self.pathway.steps.values() for node in _parts(step)]
        read = {fact for node in conditions for fact in facts_of(node)}
        return tuple(fact for fact in self.pathway.facts if fact in read)

    # -- truth ---------------------------------------------------------------------------------------------------

    def truth(self, node: Node) -> str:
        """The local (or literal) that holds the truth of `node`."""
        match node:
            case Constant(value):
                return repr(value)
            case IsTrue(fact):
                return f"v{self.slot[fact]}"
            case Named(_, item):
                return self.truth(item)
        if node not in self.truths:
            code = self.kleene(node, self.truth) if isinstance(node, Not | And | Or) else self.atom(node)
            self.truths[node] = f"t{len(self.truths)}"
            self.sweep.append(f"    {self.truths[node]} = {code}")
        return self.truths[node]

    def settles(self, node: Node) -> str:
        """As `truth`, but None for as long as an unknown fact under `är_okänd` can still change the node."""
        if not _asks_ignorance(node):
            return self.truth(node)
        if isinstance(node, Named):
            return self.settles(node.item)
        if node not in self.settled:
            if isinstance(node, Not | And | Or):
                code = self.kleene(node, self.settles)
            else:
                code = f"None if v{self.slot[facts_of(node)[0]]} is None else False"
            self.settled[node] = f"q{len(self.settled)}"
            self.sweep.append(f"    {self.settled[node]} = {code}")
        return self.settled[node]

    def atom(self, node: Node) -> str:
        """A comparison, None when its fact is."""
        match node:
            case IsUnknown(fact):
                return f"v{self.slot[fact]} is None"
            case Compare(fact, op, value):
                test = f"v{self.slot[fact]} {'==' if op == '=' else op} {value!r}"
            case Between(fact, low, high):
                test = f"{low!r} <= v{self.slot[fact]} <= {high!r}"
            case In(fact, values):
                test = f"v{self.slot[fact]} in {values!r}"
            case _:
                raise AssertionError(node)
        return f"None if v{self.slot[fact]} is None else {test}"

    def kleene(self, node: Not | And | Or, truth: Callable[[Node], str]) -> str:
        """The logic table of one node over the locals of its parts."""
        if isinstance(node, Not):
            inner = truth(node.item)
            return f"None if {inner} is None else not {inner}"
        names = list(dict.fromkeys(truth(item) for item in node.items))
        stop = isinstance(node, Or)
        if_any = " or ".join(f"{name} is {stop}" for name in names)
        if_unknown = " or ".join(f"{name} is None" for name in names)
        return f"{stop} if {if_any} else None if {if_unknown} else {not stop}"

    # -- reasons -------------------------------------------------------------------------------------------------

    def reasons(self, node: Node, polarity: bool) -> _Reasons:
        """The deciding facts of a node already known to be `polarity`."""
        match node:
            case Constant():
                return _Reasons(())
            case Not(item):
                return self.reasons(item, not polarity)
            case Named(_, item):
                return self.reasons(item, polarity)
            case And(items) | Or(items):
                parts = [self.reasons(item, polarity) for item in items]
                if polarity is isinstance(node, And):
                    return _together(parts)
                return self.first_of(
                    [(self.truth(item), part) for item, part in zip(items, parts, strict=True)], polarity
                )
            case _:
                return _Reasons(((f"r{self.slot[node.fact]}", (node.fact,)),))

    def first_of(self, parts: list[tuple[str, _Reasons]], polarity: bool) -> _Reasons:
        """The reasons of the first part whose truth is `polarity`; the last needs no asking."""
        *early, (_, last) = parts
        code = last.as_tuple
        for name, part in reversed(early):
            code = f"{part.as_tuple} if {name} is {polarity} else {code}"
        return _maybe(code, (fact for _, part in parts for fact in part.facts))

    def missing(self, node: Node) -> str:
        """Code for the mask of the facts that can still decide `node`."""
        match node:
            case Constant():
                return "0"
            case Not(item) | Named(_, item):
                return self.missing(item)
            case And(items) | Or(items):
                masks = dict.fromkeys(self.missing(item) for item in items)
                return f"({' | '.join(masks)} if {self.settles(node)} is None else 0)"
            case _:
                return f"m{self.slot[node.fact]}"

    # -- steps ---------------------------------------------------------------------------------------------------

    def step(self, step: Step) -> list[str]:
        """The lines that make `s…` (result), `o…` (open?) and `w…` (what can change that) of one step."""
        number = list(self.pathway.steps).index(step.id)
        whole = openness(step)
        lines = [
            f"    # {step.id!a}",
            f"    o{number} = {self.truth(whole)}",
            f"    w{number} = {self.missing(whole)}",
        ]
        branches = [*self.settled_branches(step, number), *self.closed_branches(step, number)]
        for place, (condition, body) in enumerate(branches):
            last = place == len(branches) - 1
            lines.append("    else:" if last else f"    {'elif' if place else 'if'} {condition}:")
            lines += [f"        {line}" for line in body]
        return lines

    def settled_branches(self, step: Step, number: int) -> Iterator[tuple[str, list[str]]]:
        """`klar`, `öppen` and `kan bli öppen`, each with its condition and its lines."""
        waits = self.waits(step, number)
        missing = waits if any(_asks_ignorance(node) for node in _parts(step)) else "()"
        holds = [step.relevant, *(need.condition for need in step.requires)]
        if step.done is not None:
            because = self.reasons(step.done, True)
            yield f"{self.truth(step.done)} is True", [self.told(step, number, "klar", because, missing)]
        whole = holds if step.done is None else [*holds, Not(step.done)]
        because = _together([self.reasons(part, True) for part in whole])
        yield f"o{number} is True", [self.told(step, number, "öppen", because, missing)]
        because = _together([self.if_true(part) for part in holds])
        body: list[str] = []
        for need in step.requires:
            result = self.told(step, number, "kan bli öppen", because, waits, need)
            body += [f"{'elif' if body else 'if'} {self.truth(need.condition)} is None:", f"    {result}"]
        result = self.told(step, number, "kan bli öppen", because, waits)
        yield f"o{number} is None", [*body, "else:", f"    {result}"] if body else [result]

    def closed_branches(self, step: Step, number: int) -> Iterator[tuple[str, list[str]]]:
        """`inte aktuell`: one branch per part that can be the first false one."""
        settled = step.done is None and not any(_asks_ignorance(node) for node in _parts(step))
        missing = "()" if settled else self.waits(step, number)
        for condition, need in [(step.relevant, None), *((need.condition, need) for need in step.requires)]:
            because = self.reasons(condition, False)
            result = self.told(step, number, "inte aktuell", because, missing, need)
            yield f"{self.truth(condition)} is False", [result]

    def waits(self, step: Step, number: int) -> str:
        """Code for the facts that can still change the status."""
        done = "" if step.done is None else f" | {self.missing(step.done)}"
        return f"missing[w{number}{done}]"

    def told(
        self,
        step: Step,
        number: int,
        status: Status,
        because: _Reasons,
        missing: str,
        unmet: Requirement | None = None,
    ) -> str:
        """The line that makes the result; paragraphs are those of the unmet requirement, else of the step."""
        law = self.law((unmet.law if unmet is not None else ()) or step.law)
        name = None if unmet is None else unmet.id
        return (
            f"s{number} = StepResult({step.id!r}, {status!r}, {because.as_tuple}, {missing}, {name!r}, {law})"
        )

    def if_true(self, part: Node) -> _Reasons:
        """The reasons of a part if it is true, else nothing."""
        why = self.reasons(part, True)
        return (
            _maybe(f"{why.as_tuple} if {self.truth(part)} is True else ()", why.facts) if why.facts else why
        )

    def law(self, law: tuple[LawRef, ...]) -> str:
        """The expression of a tuple of paragraphs."""
        if not law:
            return "()"
        if law not in self.laws:
            self.laws.append(law)
        return f"LAWS[{self.laws.index(law)}]"


def _together(parts: Iterable[_Reasons]) -> _Reasons:
    """The elements of all parts, each certain reason once."""
    return _Reasons(tuple(dict.fromkeys(element for part in parts for element in part.elements)))


def _parts(step: Step) -> tuple[Node, ...]:
    return (openness(step),) if step.done is None else (openness(step), step.done)


def _asks_ignorance(node: Node) -> bool:
    return any(isinstance(part, IsUnknown) for part in walk(node))
