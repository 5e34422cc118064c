"""The generated router says what the reference says, about any map and anybody."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.compiled import compile_pathway
from samre.pathway.evaluate import reference
from samre.pathway.facts import Facts
from samre.pathway.model import Pathway

from .strategies import pathways, people

ON = date(2026, 11, 21)


@given(st.data(), pathways())
def test_the_router_finds_the_step_and_the_candidates_of_the_reference(
    data: st.DataObject, pathway: Pathway
) -> None:
    router, values = compile_pathway(pathway), data.draw(people(pathway))
    told = reference(pathway, Facts(values), on=ON)
    primary, candidates = router.route(values)
    assert (router.steps[primary] if primary >= 0 else None) == told.primary
    assert router.names(candidates) == told.candidates


@given(st.data(), pathways())
def test_the_router_gives_every_step_the_status_of_the_reference(
    data: st.DataObject, pathway: Pathway
) -> None:
    router, values = compile_pathway(pathway), data.draw(people(pathway))
    told = reference(pathway, Facts(values), on=ON)
    opened, possible, done = (set(router.names(mask)) for mask in router.statuses(values))
    for id_, step in told.steps.items():
        found = (
            "klar"
            if id_ in done
            else "öppen"
            if id_ in opened
            else "kan bli öppen"
            if id_ in possible
            else "inte aktuell"
        )
        assert (id_, found) == (id_, step.status)
