"""A condition as a table is the condition, also for those of whom little is known."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from samre.definitions import current
from samre.pathway.exchange.dmn import MODEL, dmn
from samre.pathway.exchange.fhir import cql, plan_definition
from samre.pathway.exchange.plain import plain_map
from samre.pathway.exchange.tables import meets, table_of
from samre.pathway.logic import openness, truth
from samre.pathway.nodes import And, In, IsUnknown, Not
from samre.pathway.reading.load import load_pathway

from ..strategies import answers, facts, nodes

PATHWAY = load_pathway(current())


@given(st.data())
def test_a_row_is_met_exactly_when_the_condition_is_surely_true_or_surely_false(data: st.DataObject) -> None:
    known = data.draw(facts(most=4))
    node = data.draw(nodes(list(known.values())))
    table = table_of(node, known)
    person = {id_: data.draw(answers(fact)) for id_, fact in known.items() if data.draw(st.booleans())}
    is_true = any(meets(row, person, known) for row in table.true)
    is_false = any(meets(row, person, known) for row in table.false)
    assert (is_true, is_false) == {True: (True, False), False: (False, True), None: (False, False)}[
        truth(node, person)
    ]


@settings(max_examples=40)
@given(st.data())
def test_the_tables_of_the_real_map_answer_as_the_map_does(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(list(PATHWAY.steps.values())))
    node = openness(step)
    table = table_of(node, PATHWAY.facts)
    asked = [PATHWAY.facts[name] for name in table.facts]
    person = {
        fact.id: data.draw(answers(fact))
        for fact in asked
        if fact.kind != "date" and data.draw(st.booleans())
    }
    assert any(meets(row, person, PATHWAY.facts) for row in table.true) is (truth(node, person) is True)
    assert any(meets(row, person, PATHWAY.facts) for row in table.false) is (truth(node, person) is False)


def test_every_step_has_a_table_somebody_can_read_and_no_cell_is_left_to_null() -> None:
    root = etree.fromstring(dmn(PATHWAY))
    decisions = list(root.iter(f"{{{MODEL}}}decision"))
    assert {item.get("id") for item in decisions} == set(PATHWAY.steps)
    tables = list(root.iter(f"{{{MODEL}}}decisionTable"))
    assert len(tables) == len(decisions)
    for table in tables:
        columns = len(table.findall(f"{{{MODEL}}}input"))
        for rule in table.iter(f"{{{MODEL}}}rule"):
            texts = [text.text for text in rule.iter(f"{{{MODEL}}}text")]
            assert len(texts) == columns + 1
            assert not any("null" in (text or "") for text in texts)
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(ids) == len(set(ids))


def test_a_plan_definition_has_every_step_in_the_order_of_urgency() -> None:
    plan = json.loads(json.dumps(plan_definition(PATHWAY)))
    assert [action["linkId"] for action in plan["action"]] == list(PATHWAY.priority)
    linked = {one["targetId"] for action in plan["action"] for one in action.get("relatedAction", ())}
    assert linked <= {action["linkId"] for action in plan["action"]}
    goals = {goal["id"] for goal in plan["goal"]}
    assert {id_ for action in plan["action"] for id_ in action.get("goalId", ())} <= goals


def test_what_the_map_presumes_is_said_where_it_has_to_be_filled_in() -> None:
    root = etree.fromstring(dmn(PATHWAY))
    told = {
        item.get("name"): item.findtext(f"{{{MODEL}}}description") or ""
        for item in root.iter(f"{{{MODEL}}}inputData")
    }
    presumed = {id_ for id_, fact in PATHWAY.facts.items() if fact.presumed is not None}
    assert presumed
    assert {id_ for id_, text in told.items() if "räknar kartan med" in text} == presumed
    assert "»Inget avslag«, så länge detta gäller" in told["avslag"]
    assert len(plan_definition(PATHWAY)["usage"].splitlines()) == len(presumed)


def test_the_person_is_the_patient_wherever_she_takes_part_and_nobody_else_is() -> None:
    kinds = {
        (part["role"]["text"], part["type"])
        for action in plan_definition(PATHWAY)["action"]
        for part in action["participant"]
    }
    assert {name for name, kind in kinds if kind == "patient"} == {PATHWAY.actors["IND"].name}
    assert (PATHWAY.actors["IND"].name, "organization") not in kinds


def test_unknown_is_null_in_cql_and_a_set_is_written_out() -> None:
    node = And((Not(IsUnknown("sgi")), In("intyg", ("giltigt", "utgatt"))))
    assert cql(node) == '(not ("sgi" is null) and ("intyg" = \'giltigt\' or "intyg" = \'utgatt\'))'


def test_the_whole_map_is_json_with_conditions_as_they_are_written() -> None:
    data = json.loads(json.dumps(plain_map(PATHWAY)))
    assert set(data["steps"]) == set(PATHWAY.steps)
    assert data["hash"] == PATHWAY.hash
    assert data["steps"]["S14"]["requires"][0]["condition"]
    assert data["steps"]["S14"]["law"][0] == str(PATHWAY.steps["S14"].law[0])
