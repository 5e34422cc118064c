"""A fault of every kind is found on the page of the proof and told of somebody for whom it really is so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.governance.factories import (
    Federation,
    make_federation,
    small_texts,
)
from tests.governance.planted import FAULTS, MISTAKES, WARNINGS, Planted
from tests.pathway.strategies import pathways
from tests.web.proof_pages import ON, address, as_, page_of, planted, text_of

from samre.definitions import current
from samre.governance.rules.packing import texts_in
from samre.governance.rules.proof_words import kind_of, proof_words
from samre.governance.rules.proving import prove
from samre.pathway.logic import openness, truth
from samre.pathway.model import Pathway
from samre.pathway.nodes import FactValue, Node
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.pathway.proof.exactness import Grid
from samre.pathway.proof.report import Obligation
from samre.pathway.proof.verify import verify
from samre.web.pages.map_proof import ProofPage, Told
from samre.web.pages.proof_stories import Shown, shown

Person = Mapping[str, FactValue]


def told(page: ProofPage, found: str) -> Told:
    warnings = [one.told for one in (*page.new, *page.reasoned, *page.old)]
    return next(one for one in (*page.faults, *warnings) if one.shown.id == found)


def primary(pathway: Pathway, person: Person) -> str | None:
    return evaluate(pathway, read_facts(pathway, dict(person), on=ON), on=ON).primary


def opened(pathway: Pathway, person: Person) -> list[object]:
    return [truth(openness(step), person) for step in pathway.steps.values()]


def outcomes(pathway: Pathway, node: Node) -> set[bool]:
    return Grid(node, pathway).outcomes()


def targets(pathway: Pathway) -> set[str]:
    return {way.target for step in pathway.steps.values() for way in step.ways}


def way(pathway: Pathway) -> Node:
    condition = pathway.steps["S05"].ways[2].condition
    assert condition is not None
    return condition


# Of each fault: what is so on the draft's map, of the person in the story, if it is really there.
REALLY: Mapping[str, Callable[[Pathway, Person], bool]] = {
    "alla.kända": lambda m, p: all(one is False for one in opened(m, p)),
    "alla": lambda m, p: True not in opened(m, p),
    "öppet.S14": lambda m, p: (
        truth(m.steps["S14"].relevant, p) is True
        and not all(truth(need.condition, p) for need in m.steps["S14"].requires)
    ),
    "klart.S27": lambda m, p: (
        primary(m, p) == "S27" and outcomes(m, m.steps["S27"].done or way(m)) == {False}
    ),
    "egna_krav.S14": lambda m, p: p["sgi"] == m.facts["sgi"].presumed and primary(m, p) == "S14",
    "lagfrist.S14.1": lambda m, p: (
        primary(m, p) == "S14" and truth(m.steps["S14"].law_limits[0].when, p) is False
    ),
    "frist.S14": lambda m, p: primary(m, p) == "S14" and m.steps["S14"].limit.days == 0,
    "bevakad.S27": lambda m, p: primary(m, p) == "S27" and not m.steps["S27"].escalation,
    "lämnas.S27": lambda m, p: all(
        truth(openness(m.steps["S27"]), {**p, "alder": age}) for age in range(int(p["alder"]), 121)
    ),
    "fråga.sgi": lambda m, p: not m.facts["sgi"].who,
    "först.S14": lambda m, p: truth(openness(m.steps["S14"]), p) is True and primary(m, p) == "S27",
    "först.S05": lambda m, p: (
        [truth(openness(m.steps[one]), p) for one in ("S05", "S08")] == [True, True]
        and m.priority.index("S08") < m.priority.index("S05")
    ),
    "kretsar": lambda m, p: not m.steps["S05"].must_know and "S05" in {w.target for w in m.steps["S08"].ways},
    "nås.S27": lambda m, p: primary(m, p) == "S27" and "S27" not in targets(m),
    "framme.S14": lambda m, p: primary(m, p) == "S14" and {w.target for w in m.steps["S14"].ways} == {"S08"},
    "väg.S05.3.sant": lambda m, p: primary(m, p) == "S05" and outcomes(m, way(m)) == {False},
    "väg.S05.3.falskt": lambda m, p: primary(m, p) == "S05" and outcomes(m, way(m)) == {True},
    "krav.S14.under_tolv": lambda m, p: all(truth(one.condition, p) for one in m.steps["S14"].requires),
    "exakt.S14 öppen_när": lambda m, p: (
        truth(m.steps["S14"].relevant, p) is None
        and all(truth(m.steps["S14"].relevant, {**p, "sgi": value}) for value in ("noll", "finns"))
    ),
    "används.hund": lambda m, p: "hund" in m.facts,
}
# Nobody can be told about: what is wrong is so of everybody.
OF_NOBODY = {
    "lämnas.S08", "målet.M1", "villkor.nara_pension.sant", "villkor.nara_pension.falskt", "samband", "värde.gammal",
    "delar.S27 öppen_när", "samband.2", "lagtext.SFB", "lagkontroll.SFB", "källa.riktalder", "program.provplats",
    "fristord.S05",
}  # fmt: skip


@pytest.fixture
def federation(db: None) -> Federation:
    return make_federation()


@pytest.mark.parametrize("fault", [*FAULTS, *WARNINGS], ids=lambda one: one.found)
def test_a_fault_of_every_kind_is_found_on_the_page_with_somebody_for_whom_it_is_so(
    federation: Federation, fault: Planted
) -> None:
    draft = planted(federation, fault)
    seen = text_of(as_(federation.lead).get(address(draft)))
    page = page_of(federation, draft)
    one, pathway = told(page, fault.found).shown, page.proved.pathway
    assert pathway is not None
    assert one.heading in seen
    assert one.mend in seen
    if fault.found in OF_NOBODY:
        assert one.story is None
        assert one.plain in seen
        return
    assert one.story is not None
    assert one.story.happens in seen
    for label, value in one.story.known:
        assert f"{label}: {value}" in seen
    assert REALLY[fault.found](pathway, one.story.facts), one.story


def test_every_kind_of_obligation_has_a_planted_fault() -> None:
    """But what the program itself would have to get wrong."""
    tried = {kind_of(one.found) for one in (*FAULTS, *WARNINGS, *MISTAKES)}
    assert set(proof_words()["krav"]) - tried == {"uppräkning"}


def test_nobody_is_looked_for_without_end_and_what_does_not_hold_is_said_all_the_same(db: None) -> None:
    proved = prove(next(one for one in FAULTS if one.found == "nås.S27").in_(small_texts()), on=ON)
    assert proved.pathway is not None
    one = shown(proved.pathway, proved.failed[0], name="Alma", on=ON, may_look=False)
    assert (one.story, one.heading) == (None, "Ingen väg leder till 27 Pension")
    assert one.mend


@pytest.mark.parametrize("fault", MISTAKES, ids=lambda one: one.found)
def test_what_can_not_be_read_is_not_proved_and_says_where_to_mend_it(
    federation: Federation, fault: Planted
) -> None:
    draft = planted(federation, fault)
    answer = as_(federation.lead).get(address(draft))
    seen = text_of(answer)
    assert "Kartan går inte att läsa, så ingenting är bevisat." in seen
    assert "Bevisat:" not in seen
    assert f"/kartan/forslag/{draft.pk}/delar/" in answer.content.decode()


def test_the_map_of_the_trade_has_no_fault_and_its_stories_name_no_fact_by_its_id(db: None) -> None:
    proved = prove(texts_in(current()), on=ON)
    assert proved.pathway is not None
    assert not proved.errors, proved.failed
    for item in proved.warnings:
        assert not raw_ids(proved.pathway, shown(proved.pathway, item, name="Alma", on=ON)), item


def readable(pathway: Pathway) -> Pathway:
    """The same map with labels that are no ids."""
    facts = {
        id_: replace(fact, label=f"Etikett {number}", question=f"Fråga {number}?")
        for number, (id_, fact) in enumerate(pathway.facts.items())
    }
    return replace(pathway, facts=facts)


def raw_ids(pathway: Pathway, one: Shown) -> set[str]:
    """The ids of facts and choices that stand as words in what is told."""
    story = one.story
    texts = [one.heading, one.plain, one.mend, one.condition]
    texts += (
        [story.opening, story.happens, story.answer, *(part for row in story.known for part in row)]
        if story
        else []
    )
    ids = {*pathway.facts} | {choice.id for fact in pathway.facts.values() for choice in fact.choices}
    said = {word for text in texts for word in re.findall(r"\w+", text)}
    # An id that is also a word people use (intyg) may of course stand there.
    return {id_ for id_ in ids if id_ in said and (re.search(r"[_0-9]", id_) is not None)}


def unproved(pathway: Pathway) -> list[Obligation]:
    return [item for item in verify(pathway, on=ON).obligations if item.verdict != "proved"]


@settings(max_examples=20, deadline=None)
@given(pathways(most_facts=4))
def test_no_story_of_any_map_names_a_fact_by_its_id(pathway: Pathway) -> None:
    holed = readable(replace(pathway, priority=pathway.priority[:-1]))
    for item in unproved(holed):
        one = shown(holed, item, name="Alma", on=ON)
        assert not raw_ids(holed, one), one
        assert "{" not in one.heading + one.plain + one.mend


@settings(max_examples=20, deadline=None)
@given(pathways(most_facts=4))
def test_the_one_in_the_story_of_a_hole_really_has_no_open_step(pathway: Pathway) -> None:
    holed = readable(replace(pathway, priority=pathway.priority[:-1]))
    for item in unproved(holed):
        if item.id == "alla":
            story = shown(holed, item, name="Alma", on=ON).story
            assert story is not None
            assert True not in [truth(openness(holed.steps[id_]), story.facts) for id_ in holed.priority]
