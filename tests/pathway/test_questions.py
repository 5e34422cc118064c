"""The next question: asked once, never for nothing, and close to the fewest that could ever do."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.people.columns import columns_of
from samre.pathway.people.generate import generate
from samre.pathway.person.evaluate import reference
from samre.pathway.person.facts import Facts, read_facts
from samre.pathway.questions.asking import interviews
from samre.pathway.questions.lookahead import Lookahead, Topic
from samre.pathway.questions.next_question import measure, next_questions, planner_for
from samre.pathway.questions.planner import Planner
from samre.pathway.reading.load import load_pathway

from .strategies import answers, pathways, people

ON = date(2026, 11, 21)
VERSION = Path(__file__).parents[2] / "src" / "samre" / "definitions" / "2026-11"


@pytest.fixture(scope="module")
def pathway() -> Pathway:
    return load_pathway(VERSION)


def whole_person(data: st.DataObject, pathway: Pathway) -> dict[str, FactValue]:
    return {name: data.draw(answers(fact)) for name, fact in pathway.facts.items()}


def interview(pathway: Pathway, person: dict[str, FactValue]) -> tuple[dict[str, FactValue], set[str]]:
    """Ask one question at a time, as long as there are questions that settle the primary step."""
    values: dict[str, FactValue] = {}
    asked: set[str] = set()
    for _ in range(len(pathway.facts) + 1):
        items = next_questions(pathway, values, asked, limit=1).items
        if not items or items[0].settles != "nästa steg":
            break
        fact = items[0].fact
        assert fact not in asked
        asked.add(fact)
        if fact in person:
            values[fact] = person[fact]
    return values, asked


@settings(max_examples=40, deadline=None)
@given(st.data(), pathways())
def test_when_the_questions_end_no_answer_can_change_the_candidates(
    data: st.DataObject, pathway: Pathway
) -> None:
    person = data.draw(people(pathway))
    values, asked = interview(pathway, person)
    rest = {name: value for name, value in whole_person(data, pathway).items() if name not in asked}
    now = reference(pathway, Facts(values), on=ON)
    later = reference(pathway, Facts({**values, **rest}), on=ON)
    assert later.candidates == now.candidates


@settings(max_examples=40, deadline=None)
@given(st.data(), pathways())
def test_as_long_as_there_is_a_question_somebody_exists_for_whom_it_matters(
    data: st.DataObject, pathway: Pathway
) -> None:
    asked = {name for name in pathway.facts if data.draw(st.booleans())}
    for question in next_questions(pathway, {}, asked).items:
        assert question.fact not in asked
        assert question.decides
        assert set(question.decides) <= set(pathway.steps)


@settings(max_examples=60, deadline=None)
@given(st.data(), pathways(unknowns=False, most_facts=5))
def test_the_bound_is_the_smallest_set_of_facts_that_settles_the_step(
    data: st.DataObject, pathway: Pathway
) -> None:
    person = whole_person(data, pathway)
    planner = Planner(pathway, objective="count")
    (one,) = interviews(planner, columns_of(pathway, [person]))
    smallest = next(
        size
        for size in range(len(person) + 1)
        for names in combinations(person, size)
        if reference(pathway, Facts({name: person[name] for name in names}), on=ON).primary is not None
    )
    assert planner.cover(frozenset(one.needs().wanted[0])).bit_count() == smallest


def least_expected(pathway: Pathway, values: dict[str, FactValue]) -> float:
    """The fewest questions expected until the step is settled, all answers being equally likely: every order tried."""
    if reference(pathway, Facts(values), on=ON).primary is not None:
        return 0.0
    return 1 + min(
        sum(least_expected(pathway, {**values, name: value}) for value in known) / len(known)
        for name, fact in pathway.facts.items()
        if name not in values
        for known in [every_value(fact)]
    )


def every_value(fact: Fact) -> list[FactValue]:
    if fact.kind == "enum":
        return [choice.id for choice in fact.choices]
    if fact.kind == "int":
        return list(range(fact.minimum or 0, (fact.maximum or 0) + 1))
    return [False, True]


@settings(max_examples=30, deadline=None)
@given(pathways(unknowns=False, most_facts=3))
def test_where_little_is_left_the_next_question_is_the_best_there_is(pathway: Pathway) -> None:
    planner = Planner(pathway, objective="count")
    state = planner.state({}, set())
    topics = []
    for number, name in enumerate(planner.facts):
        cells = [planner.cells.cell(name, value) for value in every_value(pathway.facts[name])]
        chances = tuple(((cell,), cells.count(cell) / len(cells)) for cell in sorted(set(cells)))
        topics.append(Topic(planner.bits[name], 1.0, (number,), chances))
    trees = [rule.tree for rule in planner.rules]
    effort, bit = Lookahead(trees, topics, list(state.cells), list(state.asks), {}).best()
    assert effort == pytest.approx(least_expected(pathway, {}))
    assert bool(bit) == (effort > 0)


@settings(max_examples=15, deadline=None)
@given(pathways(most_facts=5))
def test_no_way_of_asking_beats_the_bound(pathway: Pathway) -> None:
    measured = measure(pathway, generate(pathway, 20, seed=1, known=1.0))
    for way in ("form", "random", "first_undefined", "ours", "ours_by_effort"):
        assert measured.questions[way] >= measured.questions["bound"] - 1e-9


def test_on_the_map_of_the_trade_ours_asks_less_than_a_form_and_near_the_bound(pathway: Pathway) -> None:
    measured = measure(pathway, generate(pathway, 40, seed=5, known=1.0))
    assert measured.ratio_to_form <= 0.65
    assert measured.ratio_to_bound <= 1.08


def test_a_date_is_asked_once_and_brings_everything_that_follows_from_it(pathway: Pathway) -> None:
    asked = [question.fact for question in next_questions(pathway, {}, set()).items]
    assert "fodd" in asked
    assert not {"alder", "uppnatt_riktalder"} & set(asked)
    known = read_facts(pathway, {"fodd": "1984-05-12"}, on=ON)
    after = [question.fact for question in next_questions(pathway, known.values, known.asked).items]
    assert not {"fodd", "alder", "uppnatt_riktalder"} & set(after)


def test_who_does_not_know_the_date_may_be_asked_for_what_it_would_have_given(pathway: Pathway) -> None:
    asked = [question.fact for question in next_questions(pathway, {}, {"fodd"}).items]
    assert "fodd" not in asked
    assert "alder" in asked


def test_the_list_says_how_many_are_left_and_comes_best_first(pathway: Pathway) -> None:
    whole, first = next_questions(pathway, {}, set()), next_questions(pathway, {}, set(), limit=1)
    assert first.items == whole.items[:1]
    assert whole.about_left > 5
    aims = [question.settles for question in whole.items]
    assert aims == sorted(aims, key=["nästa steg", "fler vägar"].index)
    assert len({question.fact for question in whole.items}) == len(whole.items)


def test_when_the_step_is_settled_none_are_left_and_the_rest_is_about_more_ways(pathway: Pathway) -> None:
    known = read_facts(pathway, {"avslag": "inget", "fodd": "1950-01-01", "sokt_pension": "nej"}, on=ON)
    assert reference(pathway, known, on=ON).primary == "S27"
    after = next_questions(pathway, known.values, known.asked)
    assert after.about_left == 0
    assert {question.settles for question in after.items} == {"fler vägar"}


def test_the_same_state_gives_the_same_questions(pathway: Pathway) -> None:
    values = {"alder": 40, "uppnatt_riktalder": False, "sgi": "noll"}
    assert next_questions(pathway, values, {"fodd"}) == next_questions(
        load_pathway(VERSION), values, {"fodd"}
    )


def test_what_is_remembered_between_questions_is_bounded_and_changes_no_question(
    pathway: Pathway, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = next_questions(pathway, {}, set())
    monkeypatch.setattr("samre.pathway.questions.planner.MEMO", 20)
    monkeypatch.setattr("samre.pathway.questions.next_question._planners", {})
    assert next_questions(pathway, {}, set()) == ours
    planner = planner_for(pathway)
    for memo in (planner._settled, planner._covers, planner._costs, planner._exact):
        assert len(memo) <= 20
    assert planner._costs
