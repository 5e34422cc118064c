"""Where a person is on the map: status, reasons, what is missing, and that learning more only narrows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from samre.pathway.logic import deciding, open_questions, openness, truth
from samre.pathway.model import Because, Evaluation, LawRef, Pathway
from samre.pathway.nodes import FactValue, IsUnknown, Not, walk
from samre.pathway.person.evaluate import evaluate, reference
from samre.pathway.person.facts import Facts, read_facts
from samre.pathway.reading.load import load_pathway

from .strategies import answers, nodes, pathways, people
from .strategies import facts as some_facts

ON = date(2026, 11, 21)
SMALL = load_pathway(Path(__file__).parent / "small_map")


def tell(**raw: object) -> Evaluation:
    return evaluate(SMALL, read_facts(SMALL, raw, on=ON), on=ON)


def test_the_first_open_step_is_primary_and_has_a_responsible_actor_and_a_day() -> None:
    told = tell(fodd="1959-04-02", pension_sokt="nej", intyg="saknas")
    assert (told.primary, told.candidates, told.open) == ("S27", ("S27",), ("S27", "S05", "S08"))
    assert (told.responsible, told.due) == ("IND", date(2026, 11, 28))
    assert told.missing == ()


def test_a_step_that_can_still_open_leaves_a_list_of_candidates() -> None:
    told = tell(alder=34, pension_sokt="nej", intyg="giltigt", intyg_brister=1)
    assert (told.primary, told.responsible, told.due) == (None, None, None)
    assert told.candidates == ("S14", "S08")
    assert told.missing == ("sgi",)


def test_a_step_is_open_with_the_facts_that_make_it_so() -> None:
    step = tell(alder=34, sgi="noll", intyg="giltigt", intyg_brister=1).steps["S14"]
    assert step.status == "öppen"
    assert step.because == (Because("intyg", "giltigt"), Because("sgi", "noll"), Because("intyg_brister", 1))
    assert (step.missing, step.unmet, step.law) == ((), None, (LawRef("SFB", "30:8–11"),))


def test_a_requirement_that_fails_is_named_with_its_paragraph() -> None:
    step = tell(sgi="finns", intyg="giltigt", intyg_brister=1).steps["S14"]
    assert (step.status, step.unmet, step.law) == ("inte aktuell", "sgi_noll", (LawRef("SFB", "30:8"),))
    assert step.because == (Because("sgi", "finns"),)


def test_a_false_requirement_is_named_before_an_unknown_one() -> None:
    step = tell(intyg="giltigt", intyg_brister=9).steps["S14"]
    assert (step.status, step.unmet) == ("inte aktuell", "intyget_duger")
    assert step.because == (Because("intyg_brister", 9),)


def test_an_unknown_requirement_is_named_and_what_already_speaks_for_the_step_is_told() -> None:
    step = tell(intyg="giltigt").steps["S14"]
    assert (step.status, step.unmet) == ("kan bli öppen", "sgi_noll")
    assert step.because == (Because("intyg", "giltigt"),)
    assert step.missing == ("intyg_brister", "sgi")


def test_a_step_that_is_not_called_for_names_no_requirement() -> None:
    step = tell(intyg="saknas").steps["S14"]
    assert (step.status, step.unmet, step.because) == ("inte aktuell", None, (Because("intyg", "saknas"),))


def test_a_step_is_done_by_what_was_done() -> None:
    step = tell(fodd="1959-04-02", pension_sokt="ja").steps["S27"]
    assert (step.status, step.because) == ("klar", (Because("pension_sokt", True),))


def test_a_closed_step_whose_end_nobody_knows_says_what_would_show_it() -> None:
    step = tell(alder=40).steps["S27"]
    assert (step.status, step.missing) == ("inte aktuell", ("pension_sokt",))


def test_a_reason_carries_its_source() -> None:
    facts = read_facts(SMALL, {"intyg": "saknas"}, on=ON, sources={"intyg": "journal"})
    assert evaluate(SMALL, facts, on=ON).steps["S14"].because == (Because("intyg", "saknas", "journal"),)


def test_a_step_open_because_nobody_knows_has_that_fact_to_find_out() -> None:
    step = tell(intyg="giltigt").steps["S05"]
    assert (step.status, step.because) == ("öppen", (Because("intyg_brister", None),))
    assert step.missing == ("intyg_brister",)


def test_a_requirement_nobody_has_met_never_gives_a_primary_step() -> None:
    closed = Not(SMALL.steps["S08"].relevant)
    pathway = replace(SMALL, steps={**SMALL.steps, "S08": replace(SMALL.steps["S08"], relevant=closed)})
    told = evaluate(
        pathway,
        Facts({"uppnatt_riktalder": False, "alder": 30, "intyg": "giltigt", "intyg_brister": 9}),
        on=ON,
    )
    assert (told.primary, told.candidates, told.open, told.missing) == (None, (), (), ())


def test_a_presumption_decides_the_primary_step_but_closes_nothing() -> None:
    presumed = replace(SMALL.facts["sgi"], presumed="finns")
    pathway = replace(SMALL, facts={**SMALL.facts, "sgi": presumed})
    raw = {"alder": 34, "intyg": "giltigt", "intyg_brister": 1}
    told = evaluate(pathway, read_facts(pathway, raw, on=ON), on=ON)
    assert (told.primary, told.missing) == ("S08", ())
    assert (told.steps["S14"].status, told.steps["S14"].missing) == ("kan bli öppen", ("sgi",))
    assert told.presumed == ("sgi",)
    known = evaluate(pathway, read_facts(pathway, {**raw, "sgi": "finns"}, on=ON), on=ON)
    assert known.steps["S14"].status == "inte aktuell"
    unknown = evaluate(pathway, read_facts(pathway, {**raw, "sgi": "vet inte"}, on=ON), on=ON)
    assert (unknown.primary, unknown.candidates) == (None, ("S14", "S08"))


def test_a_step_that_is_open_by_a_presumption_says_which() -> None:
    presumed = replace(SMALL.facts["sgi"], presumed="noll")
    pathway = replace(SMALL, facts={**SMALL.facts, "sgi": presumed})
    raw = {"alder": 34, "intyg": "giltigt", "intyg_brister": 1}
    told = evaluate(pathway, read_facts(pathway, raw, on=ON), on=ON)
    assert (told.primary, told.presumed) == ("S14", ("sgi",))
    known = evaluate(pathway, read_facts(pathway, {**raw, "sgi": "noll"}, on=ON), on=ON)
    assert (known.primary, known.presumed) == ("S14", ())


@given(st.data(), pathways())
def test_the_generated_explanation_is_the_reference_word_for_word(
    data: st.DataObject, pathway: Pathway
) -> None:
    values = data.draw(people(pathway))
    sources = dict.fromkeys(data.draw(st.sets(st.sampled_from(list(pathway.facts)))), "sagt på mötet")
    presumed = data.draw(st.frozensets(st.sampled_from(list(values)))) if values else frozenset[str]()
    facts = Facts(values, sources=sources, presumed=presumed)
    assert evaluate(pathway, facts, on=ON) == reference(pathway, facts, on=ON)


@st.composite
def learning(draw: st.DrawFn, pathway: Pathway) -> tuple[dict[str, FactValue], dict[str, FactValue]]:
    """A person before and after learning more; what some condition asks ignorance of is not among what is learnt."""
    asked = {
        part.fact
        for step in pathway.steps.values()
        for node in (openness(step), *([step.done] if step.done else []))
        for part in walk(node)
        if isinstance(part, IsUnknown)
    }
    before = draw(people(pathway))
    after = dict(before)
    for id_, fact in pathway.facts.items():
        if id_ not in before and id_ not in asked and draw(st.booleans()):
            after[id_] = draw(answers(fact))
    return before, after


@given(st.data(), pathways(unknowns=False) | pathways())
def test_learning_more_only_narrows_the_candidates(data: st.DataObject, pathway: Pathway) -> None:
    before, after = data.draw(learning(pathway))
    first, then = (evaluate(pathway, Facts(values), on=ON) for values in (before, after))
    assert set(then.candidates) <= set(first.candidates)
    assert first.primary in (None, then.primary)
    assert set(first.open) <= set(then.open)


@given(st.data(), pathways(unknowns=False) | pathways())
def test_learning_more_only_settles_a_status(data: st.DataObject, pathway: Pathway) -> None:
    before, after = data.draw(learning(pathway))
    first, then = (evaluate(pathway, Facts(values), on=ON).steps for values in (before, after))
    for id_, step in first.items():
        later = then[id_].status
        if step.status in ("klar", "öppen"):
            assert later == step.status
        if step.status == "inte aktuell":
            assert later in ("inte aktuell", "klar")


@given(st.data(), pathways())
def test_learning_what_is_not_missing_changes_no_step_and_no_primary(
    data: st.DataObject, pathway: Pathway
) -> None:
    values = data.draw(people(pathway))
    told = evaluate(pathway, Facts(values), on=ON)
    fact = data.draw(st.sampled_from(list(pathway.facts.values())))
    assume(fact.id not in values)
    after = evaluate(pathway, Facts({**values, fact.id: data.draw(answers(fact))}), on=ON)
    for id_, step in told.steps.items():
        if fact.id not in step.missing:
            assert after.steps[id_].status == step.status
    if fact.id not in told.missing:
        assert (after.primary, after.candidates) == (told.primary, told.candidates)


@given(st.data(), some_facts())
def test_the_deciding_facts_alone_decide(data: st.DataObject, known: dict) -> None:  # type: ignore[type-arg]
    node = data.draw(nodes(list(known.values())))
    values = {id_: data.draw(answers(fact)) for id_, fact in known.items() if data.draw(st.booleans())}
    verdict = truth(node, values)
    assume(verdict is not None)
    decided = {id_: values[id_] for id_ in deciding(node, values) if id_ in values}
    others = {id_: value for id_, value in values.items() if id_ not in decided}
    asked = {part.fact for part in walk(node) if isinstance(part, IsUnknown)}
    assert (
        truth(node, {**decided, **{id_: value for id_, value in others.items() if id_ in asked}}) is verdict
    )


@given(st.data(), some_facts())
def test_a_condition_is_settled_exactly_when_nothing_can_decide_it(data: st.DataObject, known: dict) -> None:  # type: ignore[type-arg]
    node = data.draw(nodes(list(known.values()), unknowns=False))
    values = {id_: data.draw(answers(fact)) for id_, fact in known.items() if data.draw(st.booleans())}
    assert (truth(node, values) is None) == bool(open_questions(node, values))
