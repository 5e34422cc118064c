"""The answer forms: what they let be said, and that no party says more on the map than the map lets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.accounts.acts import Refused
from samre.casework.rules.answer_forms import (
    CHOOSE,
    TEXT,
    AnswerForm,
    Question,
    answer_form,
    answer_forms,
    facts_of,
    in_words,
    inbox_rules,
    read_answer,
)
from samre.casework.rules.consent_lists import closed_lists
from samre.casework.rules.reminder_ladder import ladder, reminder_kinds
from samre.casework.rules.settings import case_rules, pathway_now
from samre.pathway.person.facts import read_value

RECEIVERS = {code: str(row["part"]) for code, row in closed_lists()["mottagarslag"].items()}
FORMS = [
    pytest.param(form, party, id=f"{kind} {receiver} {form.kind}")
    for kind in inbox_rules()["slag"]
    for receiver, party in RECEIVERS.items()
    for form in answer_forms(kind, receiver)
]
# That Försäkringskassan itself says it is what the fact asks.
ITSELF = {("sgi_besked", "FK")}


def fk(kind: str) -> AnswerForm:
    found = answer_form("utlamnande", "fk", kind)
    assert found is not None
    return found


@pytest.mark.parametrize(("form", "party"), FORMS)
def test_every_fact_is_the_maps_own_with_a_value_it_can_have_from_one_who_can_answer_it(
    form: AnswerForm, party: str
) -> None:
    facts = pathway_now().facts
    said = [
        pair for question in form.questions for choice in question.choices for pair in choice.facts.items()
    ]
    said += [(question.fact, question.least) for question in form.questions if question.fact]
    for name, value in said:
        read_value(facts[name], value, on=date(2026, 11, 22))
        assert party in facts[name].who or (name, party) in ITSELF, (name, party)


@pytest.mark.parametrize(("form", "party"), FORMS)
def test_every_answer_has_a_name_and_says_what_it_does_to_the_waiting(form: AnswerForm, party: str) -> None:
    assert form.name
    assert form.verb
    assert form.keeps_waiting or form.waiting in case_rules()["svar_på_väntan"]
    assert all(
        question.kind in ("val", "flera", "text", "dag", "tid", "heltal") for question in form.questions
    )
    assert all(question.choices for question in form.questions if question.kind in ("val", "flera"))


def test_every_task_of_the_ladders_has_its_words_and_the_rungs_go_upwards() -> None:
    assert reminder_kinds() <= set(case_rules()["bevaka"])
    for receiver in RECEIVERS:
        days = [rung.days for rung in ladder(receiver)]
        assert days == sorted(set(days))
        assert days[0] < 0 < days[-1]
        assert ladder(receiver)[-1].task


def test_choices_become_facts_and_words() -> None:
    form = fk("resultat")
    choices = read_answer(form, {"samordning": ["beviljad"], "sgi": ["noll"]}, "")
    assert facts_of(form, choices) == {"fk_samordning": "beviljad", "sgi": "noll", "sgi_besked": True}
    assert ("Samordning av rehabiliteringsinsatser", "Samordning beviljad") in in_words(form, choices)


def test_an_answer_with_nothing_in_it_is_none() -> None:
    with pytest.raises(Refused) as refused:
        read_answer(fk("resultat"), {}, "")
    assert CHOOSE in refused.value.problems
    assert read_answer(fk("resultat"), {}, "Ring oss.") == {}
    assert read_answer(fk("mottaget"), {}, "") == {}


def test_some_choices_need_words_or_another_answer() -> None:
    with pytest.raises(Refused) as refused:
        read_answer(fk("komplettering"), {"saknas": ["annat"]}, "")
    assert TEXT in refused.value.problems
    meeting = {"dag": ["2026-12-01"], "tid": ["13.30"], "hur": ["plats"]}
    with pytest.raises(Refused) as refused:
        read_answer(fk("mote"), meeting, "")
    assert "plats" in refused.value.problems
    assert read_answer(fk("mote"), {**meeting, "plats": ["Rum 4"]}, "")["tid"] == "13:30"


def test_a_number_has_to_be_one_the_map_can_have() -> None:
    form = answer_form("utlamnande", "region", "resultat")
    assert form is not None
    assert facts_of(form, read_answer(form, {"timmar": ["10"]}, "")) == {"timmar": 10}
    for wrong in ("41", "-1", "tio", "1.5"):
        with pytest.raises(Refused) as refused:
            read_answer(form, {"timmar": [wrong]}, "")
        assert "timmar" in refused.value.problems


def test_nobody_answers_for_another() -> None:
    assert answer_form("insats", "asf", "resultat") is None
    region = answer_form("utlamnande", "region", "resultat")
    assert region is not None
    assert not {"samordning", "sgi"} & {question.id for question in region.questions}


@given(st.data())
def test_whatever_is_sent_gives_what_the_form_can_say_or_a_sentence_at_a_field(data: Any) -> None:
    form = data.draw(st.sampled_from([param.values[0] for param in FORMS]))
    assert isinstance(form, AnswerForm)
    sent = {question.id: data.draw(values(question)) for question in form.questions}
    text = data.draw(st.text(max_size=20))
    choices, problems = outcome(form, sent, text)
    fields = {question.id for question in form.questions} | {TEXT, CHOOSE}
    assert set(problems) <= fields
    assert all(said.endswith(".") for said in problems.values())
    again = {name: value if isinstance(value, list) else [str(value)] for name, value in choices.items()}
    assert problems or outcome(form, again, text) == (choices, {})
    assert set(facts_of(form, choices)) <= set(pathway_now().facts)


def outcome(form: AnswerForm, sent: Any, text: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    """What was read, or what was wrong."""
    try:
        return read_answer(form, sent, text), {}
    except Refused as refused:
        return {}, refused.problems


def values(question: Question) -> st.SearchStrategy[list[str]]:
    codes = [choice.id for choice in question.choices]
    fitting = {"dag": "2026-12-01", "tid": "13:30", "heltal": str(question.least)}.get(question.kind, "Prov")
    one = st.sampled_from([*codes, fitting, ""]) | st.text(max_size=12)
    return st.lists(one, max_size=3)
