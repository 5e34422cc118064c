from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.evaluate import evaluate, reference
from samre.pathway.facts import Facts
from samre.pathway.model import Pathway

from .strategies import pathways, people

ON = date(2026, 11, 21)


@given(st.data(), pathways())
def test_the_generated_explanation_is_the_reference_word_for_word(
    data: st.DataObject, pathway: Pathway
) -> None:
    values = data.draw(people(pathway))
    sources = {id_: "sagt på mötet" for id_ in data.draw(st.sets(st.sampled_from(list(pathway.facts))))}
    facts = Facts(values, sources=sources)
    assert evaluate(pathway, facts, on=ON) == reference(pathway, facts, on=ON)
