"""One practice case: what is known, the steps to choose among, and the map's answer beside the one chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from samre.casework.documents.fact_words import UNKNOWN_TEXT, in_words
from samre.pathway.model import Evaluation, Named, Pathway
from samre.pathway.person.cases import Case
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import Facts, read_facts
from samre.pathway.person.otherwise import Change, ways_to

from .karta import PhaseText, StepText, all_steps, current_drawing, phases_of
from .place import Lack, StepCard, lacks, step_card
from .practice import ListedGroup, cases_of, lasting, listed_groups
from .practice_map import both_places
from .told_facts import Told, ToldGroup, told_case, told_fact

UNDECIDED = "oklart"
UNKNOWN = "okänt"
NEAR = 5  # steps to choose among before all are shown
RARE = 0.1  # share of people; what fewer have is not given as what could have been

Verdict = Literal[
    "nothing",
    "right",
    "right_undecided",
    "also",
    "candidate",
    "may",
    "presumed",
    "done",
    "closed",
    "decided",
    "undecided",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that would have had to be another for the chosen step to be right."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The map's answer beside the chosen one.

    `mine` is None when nothing or "can't be told" was chosen, `right` when it can't be told. `differences` would have
    made the chosen step the map's answer, `opens` only open; `presumed` keeps it closed until somebody asks; `ahead` are
    the open steps that come before it.
    """

    verdict: Verdict
    mine: StepCard | None
    right: StepCard | None
    candidates: tuple[StepCard, ...]
    missing: tuple[Lack, ...]
    also_open: tuple[StepCard, ...]
    differences: tuple[tuple[Difference, ...], ...]
    opens: tuple[tuple[Difference, ...], ...]
    presumed: tuple[Told, ...]
    ahead: tuple[StepCard, ...]
    goal: Named | None
    picture: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """All the page shows; what is known as in `ToldCase`. `near` are the steps that lie near to hand, the right one among them,
    and `phases` all the others."""

    case: Case
    group: ListedGroup
    number: int
    count: int
    lines: tuple[ToldGroup, ...]
    quiet: tuple[Told, ...]
    presumed: tuple[Told, ...]
    unknown: tuple[Told, ...]
    unasked: tuple[Told, ...]
    near: tuple[StepText, ...]
    phases: tuple[PhaseText, ...]
    chosen: str
    answer: Answer | None
    next_id: str


def practice_case(pathway: Pathway, id_: str, chosen: str | None) -> CasePage | None:
    """The page of a case; None when there is no such case. `chosen` is what was sent: None before anything was."""
    case = next((case for case in cases_of(pathway) if case.id == id_), None)
    if case is None:
        return None
    group, number, next_id = _place_in_order(listed_groups(pathway), case.id)
    facts = read_facts(pathway, case.facts, on=case.on, sources=case.sources)
    near = near_steps(pathway, evaluate(pathway, facts, on=case.on), facts.presumed)
    told = told_case(pathway, facts)
    return CasePage(
        case=case,
        group=group,
        number=number,
        count=len(cases_of(pathway)),
        lines=told.lines,
        quiet=told.quiet,
        presumed=told.presumed,
        unknown=told.unknown,
        unasked=told.unasked,
        near=near,
        phases=tuple(_without(phase, near) for phase in phases_of(current_drawing(pathway))),
        chosen=chosen or "",
        answer=None if chosen is None else _answer(pathway, case, facts, chosen),
        next_id=next_id,
    )


def near_steps(
    pathway: Pathway, evaluation: Evaluation, presumed: frozenset[str] = frozenset()
) -> tuple[StepText, ...]:
    """A handful of steps that lie near to hand, in the order of the map: the right one or the candidates, what else is or
    can become open, and then where the ways from there lead."""
    sure = (evaluation.primary,) if evaluation.primary else evaluation.candidates[: NEAR - 1]
    can_open = (
        id_
        for id_ in pathway.priority
        if evaluation.steps[id_].status == "kan bli öppen"
        and not presumed.issuperset(evaluation.steps[id_].missing)
    )
    onward = (way.target for id_ in sure for way in pathway.steps[id_].ways if way.target in pathway.steps)
    phases = {pathway.steps[id_].phase for id_ in sure}
    beside = (step.id for step in pathway.steps.values() if step.phase in phases)
    order = dict.fromkeys([*sure, *evaluation.open, *can_open, *onward, *beside, *pathway.steps])
    kept = set(islice(order, NEAR))
    steps = all_steps(pathway, current_drawing(pathway))
    return tuple(sorted((step for step in steps if step.id in kept), key=lambda step: int(step.number)))


def _without(phase: PhaseText, near: tuple[StepText, ...]) -> PhaseText:
    shown = {step.id for step in near}
    return replace(phase, steps=tuple(step for step in phase.steps if step.id not in shown))


def _place_in_order(groups: tuple[ListedGroup, ...], id_: str) -> tuple[ListedGroup, int, str]:
    """The group of the case, its number among all from 1, and the id of the case after it; the last goes to the first."""
    order = [line.id for group in groups for line in group.cases]
    group = next(group for group in groups if any(line.id == id_ for line in group.cases))
    number = order.index(id_) + 1
    return group, number, order[number % len(order)]


def _answer(pathway: Pathway, case: Case, facts: Facts, chosen: str) -> Answer:
    evaluation = evaluate(pathway, facts, on=case.on)
    mine = chosen if chosen in pathway.steps else None
    verdict = judge(evaluation, mine or (UNDECIDED if chosen == UNDECIDED else ""), facts.presumed)
    right = evaluation.primary

    def card(id_: str) -> StepCard:
        return _card(pathway, id_, evaluation, facts)

    differs = mine is not None and mine != right
    ahead = _ahead(pathway, evaluation, mine) if differs and mine else ()
    changes = _differences(pathway, case, mine, first=True) if differs and mine else ()
    opens = _differences(pathway, case, mine, first=False) if differs and mine and not changes else ()
    return Answer(
        verdict=verdict,
        mine=card(mine) if mine else None,
        right=card(right) if right else None,
        candidates=() if right else tuple(card(id_) for id_ in evaluation.candidates),
        missing=lacks(pathway, evaluation.missing),
        also_open=tuple(card(id_) for id_ in evaluation.open if id_ not in (mine, *evaluation.candidates)),
        differences=changes,
        opens=opens,
        presumed=_presumed(pathway, facts, evaluation, mine) if mine else (),
        ahead=tuple(card(id_) for id_ in ahead),
        goal=pathway.goals.get(case.expected.goal or ""),
        picture=both_places(pathway, evaluation, mine if differs else None),
    )


def judge(evaluation: Evaluation, mine: str, presumed: frozenset[str] = frozenset()) -> Verdict:
    """How an answer (a step's id, "oklart", or nothing) stands to the map's.

    A step that only facts in `presumed` can open is told apart from one where something really is unknown.
    """
    if not mine:
        return "nothing"
    if mine == UNDECIDED:
        return "decided" if evaluation.primary else "right_undecided"
    if mine == evaluation.primary:
        return "right"
    if mine in evaluation.candidates:
        return "candidate"
    if evaluation.steps[mine].status == "öppen":
        return "also" if evaluation.primary else "undecided"
    result = evaluation.steps[mine]
    if result.status == "kan bli öppen":
        return "presumed" if presumed.issuperset(result.missing) else "may"
    return "done" if result.status == "klar" else "closed"


def _card(pathway: Pathway, id_: str, evaluation: Evaluation, facts: Facts) -> StepCard:
    card = step_card(pathway, pathway.steps[id_], evaluation.steps[id_], facts, evaluation.on)
    said = (replace(item, value=UNKNOWN) if item.value == UNKNOWN_TEXT else item for item in card.because)
    return replace(card, because=tuple(said))


def _presumed(pathway: Pathway, facts: Facts, evaluation: Evaluation, mine: str) -> tuple[Told, ...]:
    """What the map goes from that could still open the step."""
    names = [name for name in evaluation.steps[mine].missing if name in facts.presumed]
    return tuple(told_fact(facts, pathway.facts[name]) for name in names)


def _ahead(pathway: Pathway, evaluation: Evaluation, mine: str) -> tuple[str, ...]:
    """The open steps that come before the chosen one."""
    before = pathway.priority[: pathway.priority.index(mine)]
    return tuple(id_ for id_ in before if id_ in evaluation.open)


def _differences(
    pathway: Pathway, case: Case, mine: str, *, first: bool
) -> tuple[tuple[Difference, ...], ...]:
    """The first plausible set of other answers, or none: a rare circumstance or another age explains nothing."""
    found = ways_to(pathway, case.facts, mine, on=case.on, first=first)
    plausible = (way for way in found if all(_is_plausible(pathway, change) for change in way))
    return tuple(tuple(_difference(pathway, change) for change in way) for way in islice(plausible, 1))


def _is_plausible(pathway: Pathway, change: Change) -> bool:
    """Whether a person much like this one could well have had the other answer."""
    fact = pathway.facts[change.fact]
    if change.after is None or fact.id in lasting(pathway):
        return False
    if fact.presumed is not None:
        return change.after == fact.presumed
    if not fact.weights or fact.kind == "int":
        return True
    key = str(change.after) if not isinstance(change.after, bool) else "sant" if change.after else "falskt"
    return fact.weights.get(key, 0) >= RARE * sum(fact.weights.values())


def _difference(pathway: Pathway, change: Change) -> Difference:
    fact = pathway.facts[change.fact]
    before, after = (
        UNKNOWN if value is None else in_words(fact, value) for value in (change.before, change.after)
    )
    return Difference(fact.question, before, after)
