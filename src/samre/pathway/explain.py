"""Status, reasons and missing facts of every step as generated Python: what `evaluate` runs.

The generated function works in three sweeps, each thing once however many steps share it:

* every atom, named condition and part of a condition becomes a local `t…`: True, False or None;
* where `är_okänd` makes a difference, a second local `q…` says whether the part is settled for good;
* for every step, the branch its status takes picks the deciding facts, and bit masks gather the missing ones.

Which facts decide is written by polarity: a true `och` takes all its parts, a false one its first false part, and so on
(`logic.deciding` is the same thing to read). Bit n of a missing mask is the n-th fact by cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .logic import openness
from .model import Because, LawRef, Pathway, Step, StepResult
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
    walk,
)

REMEMBERED = 4096

Explained = tuple[dict[str, StepResult], tuple[bool | None, ...], tuple[int, ...]]


class _Remembered(dict[FactValue | None, Because]):
    """The reasons of one fact by value, each made once; at most `REMEMBERED` are kept."""

    def __init__(self, fact: str, source: str = "") -> None:
        super().__init__()
        self.fact, self.source = fact, source

    def __missing__(self, value: FactValue | None) -> Because:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[value] = Because(self.fact, value, self.source)
        return made


class _Masks(dict[int, tuple[str, ...]]):
    """The facts of a mask, cheapest first; at most `REMEMBERED` masks are kept."""

    def __init__(self, by_cost: tuple[str, ...]) -> None:
        super().__init__({0: ()})
        self.by_cost = by_cost

    def __missing__(self, mask: int) -> tuple[str, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[mask] = tuple(name for number, name in enumerate(self.by_cost) if mask >> number & 1)
        return found


@dataclass(slots=True)
class Explainer:
    """The generated explanation of one map. `source` is the generated text, to be read."""

    source: str
    run: Callable[..., Explained]
    reasons: dict[str, _Remembered]
    missing: _Masks

    def explain(self, values: Mapping[str, FactValue], sources: Mapping[str, str]) -> Explained:
        """Per step its result; by priority whether each is open, and the mask of facts that can change that."""
        reasons = self.reasons
        if sources:
            told = {fact: _Remembered(fact, source) for fact, source in sources.items() if fact in reasons}
            reasons = reasons | told
        return self.run(values.get, reasons.values(), self.missing)


def generate_explainer(pathway: Pathway) -> Explainer:
    """Generate and compile the explanation of a map."""
    by_cost = tuple(sorted(pathway.facts, key=lambda id_: pathway.facts[id_].cost))
    writer = _Writer(pathway, by_cost)
    source = writer.write()
    space: dict[str, object] = {"StepResult": StepResult, "once": _once, "LAWS": writer.laws}
    exec(compile(source, f"<skäl {pathway.id}>", "exec"), space)  # nosec B102 - made from nodes only
    reasons = {fact: _Remembered(fact) for fact in writer.used()}
    return Explainer(source, space["explain"], reasons, _Masks(by_cost))  # type: ignore[arg-type]


def _once(reasons: Iterable[Because]) -> tuple[Because, ...]:
    return tuple({reason.fact: reason for reason in reasons}.values())


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


class _Writer:
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
        needs = [(need.id, need.law, need.condition) for need in step.requires]
        lines = [
            f"    # {step.id!a}",
            f"    o{number} = {self.truth(whole)}",
            f"    w{number} = {self.missing(whole)}",
        ]
        done = step.done if step.done is not None else Constant(False)
        settled = not any(_asks_ignorance(node) for node in _parts(step))
        waits = f"w{number}" if step.done is None else f"(w{number} | {self.missing(done)})"
        known = "()" if settled else f"missing[{waits}]"
        result = f"s{number} = StepResult({step.id!r}, "

        def told(
            status: str, because: _Reasons, missing: str, unmet: str | None, law: tuple[LawRef, ...]
        ) -> str:
            return (
                f"{result}{status!r}, {because.as_tuple}, {missing}, {unmet!r}, {self.law(law or step.law)})"
            )

        parts = [step.relevant, *(condition for _, _, condition in needs)]
        if step.done is not None:
            lines.append(f"    if {self.truth(done)} is True:")
            lines.append(f"        {told('klar', self.reasons(done, True), known, None, ())}")
        opened = [*parts, *([Not(done)] if step.done is not None else [])]
        word = "elif" if step.done is not None else "if"
        lines.append(f"    {word} o{number} is True:")
        all_true = _together([self.reasons(part, True) for part in opened])
        lines.append(f"        {told('öppen', all_true, known, None, ())}")
        lines.append(f"    elif o{number} is None:")
        speaks = _together([self.if_true(part) for part in parts])
        lines += self.waiting(
            needs, lambda unmet, law: told("kan bli öppen", speaks, f"missing[{waits}]", unmet, law)
        )
        left = f"missing[{waits}]" if not settled or step.done is not None else "()"
        closed = [(self.truth(part), self.reasons(part, False)) for part in parts]
        for place, (name, why) in enumerate(closed):
            unmet, law = (None, ()) if place == 0 else needs[place - 1][:2]
            lines.append(f"    elif {name} is False:" if place < len(closed) - 1 else "    else:")
            lines.append(f"        {told('inte aktuell', why, left, unmet, law)}")
        return lines

    def if_true(self, part: Node) -> _Reasons:
        """The reasons of a part if it is true, else nothing."""
        why = self.reasons(part, True)
        return (
            _maybe(f"{why.as_tuple} if {self.truth(part)} is True else ()", why.facts) if why.facts else why
        )

    def waiting(
        self,
        needs: list[tuple[str, tuple[LawRef, ...], Node]],
        told: Callable[[str | None, tuple[LawRef, ...]], str],
    ) -> list[str]:
        """`kan bli öppen`: one branch per requirement that can be the first unknown one."""
        lines: list[str] = []
        for place, (id_, law, condition) in enumerate(needs):
            lines.append(f"        {'elif' if place else 'if'} {self.truth(condition)} is None:")
            lines.append(f"            {told(id_, law)}")
        if not needs:
            return [f"        {told(None, ())}"]
        return [*lines, "        else:", f"            {told(None, ())}"]

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
