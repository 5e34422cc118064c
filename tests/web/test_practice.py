"""The practice cases without a browser: the list, the story, and the answer beside the map's."""

from __future__ import annotations

import pytest
from django.test import Client

from samre.casework.documents.fact_words import in_words
from samre.pathway.model import Evaluation
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.web import definition
from samre.web.pages.practice import cases_of, group_of, groups, lasting, listed_groups
from samre.web.pages.practice_case import UNDECIDED, judge, practice_case

PATHWAY = definition.pathway()
CASES = cases_of(PATHWAY)


def answer_of(case: object) -> Evaluation:
    """The map's answer to a case."""
    facts = read_facts(PATHWAY, case.facts, on=case.on)  # type: ignore[attr-defined]
    return evaluate(PATHWAY, facts, on=case.on)  # type: ignore[attr-defined]


def verdicts(case: object) -> dict[str, str]:
    """How every step would be judged as an answer to a case."""
    facts = read_facts(PATHWAY, case.facts, on=case.on)  # type: ignore[attr-defined]
    evaluation = evaluate(PATHWAY, facts, on=case.on)  # type: ignore[attr-defined]
    return {step: judge(evaluation, step, facts.presumed) for step in PATHWAY.steps}


def choose(client: Client, case: str, step: str) -> str:
    """The page after a choice."""
    answer = client.post(f"/ovningsfall/{case}", {"steg": step})
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_case_is_listed_once_with_its_name(client: Client) -> None:
    page = client.get("/ovningsfall").content.decode()
    assert CASES
    for case in CASES:
        assert page.count(f'practice-item__name" href="/ovningsfall/{case.id}"') == 1


def test_a_group_shows_its_own_cases_only(client: Client) -> None:
    every = listed_groups(PATHWAY)
    assert len(every) > 1
    page = client.get("/ovningsfall", {"grupp": every[0].group.id}).content.decode()
    assert all(f'href="/ovningsfall/{line.id}"' in page for line in every[0].cases)
    assert not any(f'href="/ovningsfall/{line.id}"' in page for line in every[1].cases)


def test_an_unknown_group_shows_all(client: Client) -> None:
    page = client.get("/ovningsfall", {"grupp": "finns-inte"}).content.decode()
    assert page.count("practice-item__name") == len(CASES)


def test_every_step_of_the_map_belongs_to_exactly_one_group() -> None:
    named = [step for group in groups() for step in group.steps]
    assert sorted(named) == sorted(PATHWAY.steps)


def test_every_phase_a_group_counts_in_is_on_the_map() -> None:
    assert {phase for group in groups() for phase in group.phases} <= set(PATHWAY.phases)


def test_a_case_without_a_next_step_is_among_those_where_too_little_is_known() -> None:
    undecided = [case for case in CASES if answer_of(case).primary is None]
    assert all(group_of(PATHWAY, answer_of(case)).undecided for case in undecided)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_story_is_read_without_the_answer(client: Client, case: object) -> None:
    page = client.get(f"/ovningsfall/{case.id}").content.decode()  # type: ignore[attr-defined]
    assert 'name="steg"' in page
    assert "Kartans svar" not in page
    assert case.why[:30] not in page  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_maps_own_answer_is_right(client: Client, case: object) -> None:
    right = answer_of(case).primary or UNDECIDED
    page = choose(client, case.id, right)  # type: ignore[attr-defined]
    assert 'data-verdict="ratt"' in page
    assert "Då hade ditt svar varit rätt" not in page


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_other_answer_is_told_apart_from_the_right_one(case: object) -> None:
    evaluation = answer_of(case)
    for step in PATHWAY.steps:
        assert (judge(evaluation, step) == "right") is (step == evaluation.primary)


def test_an_open_step_that_does_not_come_first_is_also_a_right_way(client: Client) -> None:
    case = next(case for case in CASES if len(answer_of(case).open) > 1 and answer_of(case).primary)
    also = answer_of(case).open[1]
    page = choose(client, case.id, also)
    assert "Också en rätt väg" in page
    assert PATHWAY.steps[also].short in page


def test_a_closed_step_is_told_what_would_have_made_it_right(client: Client) -> None:
    page = choose(client, "V04", "S12")
    assert "Då hade ditt svar varit rätt" in page
    assert (
        "Om svaret på frågan ”Hur många av de viktiga kontrollerna saknar svar i intyget?” hade varit" in page
    )
    assert "i stället för 5 viktiga svar, hade steg 12 Pröva förmågan varit nästa steg." in page


@pytest.mark.parametrize("case", CASES[::6], ids=lambda case: case.id)
def test_what_could_have_been_is_at_most_one_thing_and_nothing_rare(case: object) -> None:
    usual = {
        fact.question: in_words(fact, fact.presumed)
        for fact in PATHWAY.facts.values()
        if fact.presumed is not None
    }
    unchanging = {PATHWAY.facts[name].question for name in lasting(PATHWAY) if name in PATHWAY.facts}
    for step in PATHWAY.steps:
        page = practice_case(PATHWAY, case.id, step)  # type: ignore[attr-defined]
        assert page and page.answer
        told = (*page.answer.differences, *page.answer.opens)
        assert len(told) <= 1
        assert not {change.question for way in told for change in way} & unchanging
        changed = [change for way in told for change in way if change.question in usual]
        assert [change for change in changed if change.after != usual[change.question]] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_right_step_is_among_the_few_that_lie_near_to_hand(case: object) -> None:
    page = practice_case(PATHWAY, case.id, None)  # type: ignore[attr-defined]
    assert page
    near = [step.id for step in page.near]
    right = answer_of(case).primary
    assert 4 <= len(near) <= 6
    assert right is None or right in near
    rest = [step.id for phase in page.phases for step in phase.steps]
    assert sorted(near + rest) == sorted(PATHWAY.steps)


def test_ten_cases_to_begin_with_stand_first_in_the_order_of_the_file() -> None:
    first = listed_groups(PATHWAY)[0]
    assert len(first.cases) == 10
    assert tuple(line.id for line in first.cases) == groups()[0].cases


def test_a_step_that_only_a_presumption_keeps_closed_is_told_what_is_presumed(client: Client) -> None:
    case = next(case for case in CASES if "presumed" in verdicts(case).values())
    step = next(step for step, verdict in verdicts(case).items() if verdict == "presumed")
    page = choose(client, case.id, step)
    assert "som det ser ut nu" in page
    assert "Det här utgår kartan från" in page


def test_saying_that_too_little_is_known_is_answered_when_enough_is(client: Client) -> None:
    assert "Det går att säga redan nu" in choose(client, "V04", UNDECIDED)


def test_both_places_are_marked_on_the_map(client: Client) -> None:
    right, wrong = choose(client, "V04", "S06"), choose(client, "V04", "S14")
    assert right.count('stroke-dasharray="9 4"') == 0
    assert wrong.count('stroke-dasharray="9 4"') == 1


@pytest.mark.parametrize("sent", ["", "S99", "<script>"])
def test_an_answer_that_is_no_step_is_asked_for_again(client: Client, sent: str) -> None:
    page = choose(client, "V04", sent)
    assert "Välj ett steg först" in page
    assert "Kartans svar" not in page
    assert "<script>" not in page.replace("<script src", "")


def test_a_case_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/ovningsfall/V999").status_code == 404


def test_the_next_case_leads_through_all_of_them_and_back() -> None:
    seen, here = [], CASES[0].id
    for _ in CASES:
        seen.append(here)
        page = practice_case(PATHWAY, here, None)
        assert page
        here = page.next_id
    assert sorted(seen) == sorted(case.id for case in CASES)
    assert here == CASES[0].id


def test_what_is_presumed_is_kept_apart_from_what_is_known(client: Client) -> None:
    page = practice_case(PATHWAY, "V01", None)
    assert page
    known = {fact.label for group in page.lines for fact in group.facts} | {fact.label for fact in page.quiet}
    assert page.presumed
    assert not known & {fact.label for fact in page.presumed}
    assert "SGI" in {fact.label for fact in page.unknown}


def test_a_source_is_shown_beside_its_fact(client: Client) -> None:
    assert "läkarintyg 2026-10-28" in client.get("/ovningsfall/V01").content.decode()


def test_htmx_gets_the_case_without_the_page_around_it(client: Client) -> None:
    answer = client.post("/ovningsfall/V04", {"steg": "S06"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in answer
    assert 'id="fall"' in answer
