"""A condition as it is read aloud."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.changes.spoken import clause, inwards, spoken
from samre.pathway.logic import truth
from samre.pathway.nodes import And, Named, Node, Not, Or, walk
from samre.pathway.reading.expressions import Place, Scope, parse
from samre.pathway.reading.load import load_pathway

from ..strategies import answers, facts, nodes

SMALL = load_pathway(Path(__file__).parents[1] / "small_map")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("pension_sokt", "Pension sökt: ja"),
        ("inte pension_sokt", "Pension sökt: nej"),
        ("alder >= 67", "Ålder är minst 67 år"),
        ("inte alder >= 67", "Ålder är mindre än 67 år"),
        ("alder i 19..29", "Ålder är 19–29 år"),
        ("inte alder i 19..29", "Ålder är mindre än 19 eller mer än 29 år"),
        ("är_okänd(alder)", "Ålder är inte känt"),
        ("sgi = noll", "SGI är »Nej, SGI är noll«"),
        ("sgi != noll", "SGI är något annat än »Nej, SGI är noll«"),
        ("intyg i {saknas, utgatt}", "Läkarintyg är »Det finns inget« eller »Det har gått ut«"),
        ("inte intyg i {saknas, utgatt}", "Läkarintyg är varken »Det finns inget« eller »Det har gått ut«"),
        ("sant", "alltid"),
        ("inte sant", "aldrig"),
    ],
)
def test_an_atom_is_a_sentence(written: str, read: str) -> None:
    assert spoken(_node(written), SMALL.facts) == read


def test_a_no_before_a_group_is_said_of_each_part() -> None:
    read = spoken(_node("inte (pension_sokt och alder >= 67)"), SMALL.facts)
    assert read == "Pension sökt: nej eller Ålder är mindre än 67 år"


def test_groups_within_groups_stand_in_parentheses_and_named_conditions_keep_their_name() -> None:
    inner = Named("gammal", _node("alder >= 67"))
    read = clause(And((inner, Or((_node("pension_sokt"), _node("alder < 30"))))), SMALL.facts)
    assert str(read) == "Ålder är minst 67 år och (Pension sökt: ja eller Ålder är mindre än 30 år)"
    assert read.parts[0].name == "gammal"


@given(st.data())
def test_a_condition_turned_inwards_says_the_same_of_everybody(data: st.DataObject) -> None:
    known = data.draw(facts())
    node = data.draw(nodes(list(known.values())))
    person = {id_: data.draw(answers(fact)) for id_, fact in known.items() if data.draw(st.booleans())}
    turned = inwards(node)
    assert truth(turned, person) is truth(node, person)
    assert truth(inwards(node, holds=False), person) is truth(Not(node), person)
    assert not [
        part for part in walk(turned) if isinstance(part, Not) and isinstance(part.item, And | Or | Not)
    ]


def _node(text: str) -> Node:
    return parse(text, scope=Scope(SMALL.facts, SMALL.conditions), where=Place("test", 1))
