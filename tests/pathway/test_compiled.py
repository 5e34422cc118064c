"""The generated router says what the reference says, about any map and anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samre
from samre.pathway.model import Choice, Fact, Pathway, Requirement
from samre.pathway.nodes import And, Compare, FactValue, In, IsUnknown, Not
from samre.pathway.person.compiled import compile_pathway
from samre.pathway.person.evaluate import evaluate, reference
from samre.pathway.person.facts import Facts
from samre.pathway.person.rails import rails
from samre.pathway.reading.load import load_pathway

from .spec.tables import map_of
from .strategies import pathways, people

SMALL = load_pathway(Path(__file__).parent / "small_map")
VERSIONS = sorted(path.parent for path in (Path(samre.__path__[0]) / "definitions").glob("*/karta.yaml"))
SOURCE = """\
def route(values):
    get = values.get
    candidates = 0
    # 'S27'
    v3 = get('pension_sokt')
    if v3 is not True:
        v2 = get('uppnatt_riktalder')
        v1 = get('alder')
        if (v2 is not False or ((v1 is None or v1 >= 63) and (v1 is None or v1 >= 65))):
            if (v2 is True or ((v1 is not None and v1 >= 63) and (v1 is not None and v1 >= 65))) and v3 is False:
                return (-1, candidates | 1) if candidates else (0, 1)
            candidates |= 1
    # 'S14'
    v5 = get('intyg')
"""

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


def test_the_source_reads_as_the_map_does() -> None:
    router = compile_pathway(SMALL)
    assert router.source.startswith(SOURCE)
    assert router.steps == SMALL.priority
    assert router.names(0b1010) == ("S14", "S08")


def test_names_and_values_never_become_code() -> None:
    wicked = "x'); raise SystemExit('körd') #\n"
    choices = (Choice(wicked, wicked), Choice("snall", "Snäll"))
    pathway = map_of(And((Compare(wicked, "=", wicked), In(wicked, (wicked,)))))
    step = replace(
        pathway.steps["S01"], id=wicked, requires=(Requirement(wicked, wicked, Compare(wicked, "=", wicked)),)
    )
    facts = {wicked: Fact(wicked, "enum", "?", "?", choices=choices)}
    pathway = replace(pathway, id=wicked, facts=facts, steps={wicked: step}, priority=(wicked,))
    assert compile_pathway(pathway).route({wicked: wicked}) == (0, 1)
    told = evaluate(pathway, Facts({wicked: "snall"}), on=ON)
    assert (told.open, told.steps[wicked].status) == ((), "inte aktuell")


def test_a_step_with_very_many_requirements_still_compiles() -> None:
    pathway = map_of(And(tuple(Compare("alder", "!=", number) for number in range(100))))
    router = compile_pathway(pathway)
    assert [router.route(values) for values in ({"alder": 101}, {"alder": 7}, {})] == [
        (0, 1),
        (-1, 0),
        (-1, 1),
    ]


def test_known_and_true_is_asked_once() -> None:
    known_and_old = And((Not(IsUnknown("alder")), Compare("alder", ">=", 30)))
    sure = "(v3 is not None and v3 >= 30)"
    assert rails(known_and_old, {"alder": "v3"}) == (f"({sure})", f"({sure})")


@pytest.mark.parametrize("folder", VERSIONS, ids=[folder.name for folder in VERSIONS])
def test_on_the_real_map_three_evaluators_say_the_same_of_a_hundred_people(folder: Path) -> None:
    pathway, chance = load_pathway(folder), Random(20261121)
    router = compile_pathway(pathway)
    for number in range(100):
        known = chance.choice((0.3, 0.7, 0.95, 1.0))
        values = {
            fact.id: draw_answer(fact, chance) for fact in pathway.facts.values() if chance.random() < known
        }
        told = reference(pathway, Facts(values), on=ON)
        assert (number, evaluate(pathway, Facts(values), on=ON)) == (number, told)
        primary, candidates = router.route(values)
        assert (number, router.names(candidates)) == (number, told.candidates)
        assert (number, router.steps[primary] if primary >= 0 else None) == (number, told.primary)


def draw_answer(fact: Fact, chance: Random) -> FactValue:
    if fact.kind == "bool":
        return chance.random() < 0.5
    if fact.kind == "enum":
        return chance.choice(fact.choices).id
    return "1984" if fact.kind == "date" else chance.randint(fact.minimum or 0, fact.maximum or 100)
