"""Random small maps and the people on them, for every test that holds one evaluator equal to another.

@given(data=st.data(), pathway=pathways())
def test_…(data, pathway):
    values = data.draw(people(pathway))
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from samre.pathway.model import (
    Choice,
    DatedValue,
    Fact,
    LawRef,
    Pathway,
    Requirement,
    Step,
    TimeLimit,
    Way,
)
from samre.pathway.model import (
    Named as Thing,
)
from samre.pathway.nodes import (
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

ACTORS = {id_: Thing(id_, id_, id_) for id_ in ("KOM", "FK", "AF")}


@st.composite
def facts(draw: st.DrawFn, *, most: int = 7) -> dict[str, Fact]:
    """One to `most` facts: bool b0…, enum e0…, int i0… with small domains (ints may be negative)."""
    found: dict[str, Fact] = {}
    for number in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(("bool", "enum", "int")))
        id_, cost = f"{kind[0]}{number}", draw(st.integers(1, 3))
        if kind == "bool":
            found[id_] = Fact(id_, "bool", f"{id_}?", id_, cost=cost)
        elif kind == "enum":
            choices = tuple(Choice(f"val{index}", f"Val {index}") for index in range(draw(st.integers(2, 4))))
            found[id_] = Fact(id_, "enum", f"{id_}?", id_, choices=choices, cost=cost)
        else:
            low = draw(st.integers(-3, 3))
            high = low + draw(st.integers(1, 6))
            found[id_] = Fact(id_, "int", f"{id_}?", id_, minimum=low, maximum=high, cost=cost)
    return found


@st.composite
def atoms(draw: st.DrawFn, among: Sequence[Fact], *, unknowns: bool = True) -> Node:
    """One comparison over a fact of `among`, typed and inside its bounds; `är_okänd` only with `unknowns`."""
    fact = draw(st.sampled_from(list(among)))
    if unknowns and draw(st.integers(0, 5)) == 0:
        return IsUnknown(fact.id)
    if fact.kind == "bool":
        return IsTrue(fact.id)
    if fact.kind == "enum":
        names = [choice.id for choice in fact.choices]
        if draw(st.booleans()):
            return Compare(fact.id, draw(st.sampled_from(("=", "!="))), draw(st.sampled_from(names)))
        return In(fact.id, tuple(sorted(draw(st.sets(st.sampled_from(names), min_size=1)))))
    assert fact.minimum is not None
    assert fact.maximum is not None
    numbers = st.integers(fact.minimum, fact.maximum)
    if draw(st.booleans()):
        low, high = sorted((draw(numbers), draw(numbers)))
        return Between(fact.id, low, high)
    return Compare(fact.id, draw(st.sampled_from(("=", "!=", "<", "<=", ">", ">="))), draw(numbers))


@st.composite
def sharp(draw: st.DrawFn, among: Sequence[Fact]) -> Node:
    """The idioms `inte är_okänd(f) och …f…` and `är_okänd(f) eller …f…`, never unknown."""
    atom = draw(atoms(among, unknowns=False))
    asked = IsUnknown(facts_of(atom)[0])
    item = draw(st.sampled_from((atom, Not(atom))))
    return draw(st.sampled_from((And((Not(asked), item)), And((item, Not(asked))), Or((asked, item)))))


@st.composite
def nodes(
    draw: st.DrawFn,
    among: Sequence[Fact],
    named: Sequence[Named] = (),
    *,
    unknowns: bool = True,
    depth: int = 3,
) -> Node:
    """A condition over the facts of `among`, using the conditions of `named`, nested at most `depth`."""
    shapes = ["atom"] * 3 + ["constant"] + ["named"] * bool(named) + ["sharp"] * unknowns
    shape = draw(st.sampled_from(shapes if depth == 0 else [*shapes, "not", "and", "or", "and", "or"]))
    if shape == "sharp":
        return draw(sharp(among))
    if shape == "atom":
        return draw(atoms(among, unknowns=unknowns))
    if shape == "constant":
        return Constant(draw(st.booleans()))
    if shape == "named":
        return draw(st.sampled_from(list(named)))
    below = nodes(among, named, unknowns=unknowns, depth=depth - 1)
    if shape == "not":
        return Not(draw(below))
    items = tuple(draw(st.lists(below, min_size=2, max_size=3)))
    return And(items) if shape == "and" else Or(items)


@st.composite
def _steps(draw: st.DrawFn, among: Sequence[Fact], named: Sequence[Named], unknowns: bool) -> dict[str, Step]:
    conditions = nodes(among, named, unknowns=unknowns)
    steps: dict[str, Step] = {}
    for number in range(1, draw(st.integers(1, 6)) + 1):
        needs = [
            Requirement(
                f"krav{index}", f"Krav {index}", draw(conditions), (LawRef("LAG", f"{number}:{index}"),)
            )
            for index in range(draw(st.integers(0, 2)))
        ]
        steps[f"S{number:02}"] = Step(
            id=f"S{number:02}",
            name=f"Steg {number}",
            short=f"S{number}",
            phase="fas",
            responsible=draw(st.sampled_from(sorted(ACTORS))),
            commitment="Gör sitt.",
            relevant=draw(conditions),
            limit=TimeLimit(draw(st.integers(0, 60)), "frist"),
            requires=tuple(needs),
            done=draw(st.none() | conditions),
            law=(LawRef("LAG", str(number)),),
            ways=(Way("M1", "vidare"),),
        )
    return steps


@st.composite
def pathways(draw: st.DrawFn, *, unknowns: bool = True, most_facts: int = 7) -> Pathway:
    """A whole small map, built in memory; its last step by priority is always open. `unknowns`: uses `är_okänd`."""
    known = draw(facts(most=most_facts))
    among, named = list(known.values()), list[Named]()
    for number in range(draw(st.integers(0, 3))):
        named.append(Named(f"villkor{number}", draw(nodes(among, named, unknowns=unknowns, depth=2))))
    steps = draw(_steps(among, named, unknowns))
    priority = (*draw(st.permutations(list(steps))), "S99")
    steps["S99"] = Step(
        "S99",
        "Alltid",
        "S99",
        "fas",
        "KOM",
        "Följer upp.",
        relevant=Constant(True),
        limit=TimeLimit(30, "frist"),
    )
    return Pathway(
        id="slumpad", name="Slumpad", valid_from=date(2026, 11, 1), hash="", actors=ACTORS,
        phases={"fas": Thing("fas", "Fas")}, goals={"M1": Thing("M1", "Mål")}, groups={}, contacts={}, forms={}, laws={},
        values=dict[str, DatedValue](), programmes={}, facts=known,
        conditions={condition.name: condition.item for condition in named}, constraints=(), steps=steps, priority=priority,
    )  # fmt: skip


def answers(fact: Fact) -> st.SearchStrategy[FactValue]:
    """Every possible known value of a fact."""
    if fact.kind == "bool":
        return st.booleans()
    if fact.kind == "enum":
        return st.sampled_from([choice.id for choice in fact.choices])
    if fact.kind == "date":
        return st.dates(date(1950, 1, 1), date(2026, 11, 1)).map(date.isoformat)
    return st.integers(
        fact.minimum if fact.minimum is not None else -50, fact.maximum if fact.maximum is not None else 150
    )


@st.composite
def people(draw: st.DrawFn, pathway: Pathway) -> dict[str, FactValue]:
    """Some facts of one person, each known or left out."""
    return {id_: draw(answers(fact)) for id_, fact in pathway.facts.items() if draw(st.booleans())}
