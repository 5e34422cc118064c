"""The current version of the map: it loads, is proved, its cases land, and its words are kept in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from samre.definitions import current, in_force, versions
from samre.pathway.model import Pathway
from samre.pathway.person.cases import Case, check_case, load_cases
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.pathway.proof.verify import verify
from samre.pathway.reading.load import load_pathway

MAP = load_pathway(current())
CASES = load_cases(current(), MAP)
TODAY = date(2026, 11, 21)
GLOSSARY = Path(__file__).resolve().parents[1] / "glossary.yaml"

FIRST_DRAFT = {
    "V01": "S03", "V02": "S24", "V03": "S25", "V04": "S06", "V05": "S23", "V06": "S26", "V07": "S22",
    "V08": "S30", "V09": "S11", "V10": "S07", "V11": "S04", "V12": "S10", "V13": "S09", "V14": "S12",
    "V15": "S14", "V16": "S19", "V17": "S20", "V18": "S27", "V19": "S18", "V20": "S16",
}  # fmt: skip
VOCABULARY = (
    "alder", "sgi", "sjukpenning_arende", "ae_upphorde_vid_30", "intyg", "intyg_brister", "nedsattning", "grad",
    "rehab_uttomd", "skolgang_ej_avslutad", "i_skola", "funktionsnedsattning", "lss_krets", "aterfall_i_program",
    "vard_forst", "bada_huvudman", "sip", "samtycke", "myndigheter", "resursteam", "vag_oklar", "formaga",
    "vill_studera", "timmar", "rehab_behov",
)  # fmt: skip
UNKNOWN_IS_AN_ANSWER = {"sgi", "formaga"}
"""Facts that a step of the map exists to find out: not knowing them leads to that step."""


def answer(facts: dict[str, object], pathway: Pathway = MAP) -> tuple[str | None, tuple[str, ...]]:
    found = evaluate(pathway, read_facts(pathway, facts, on=TODAY), on=TODAY)
    return found.primary, found.candidates


def test_the_current_version_is_the_newest_folder() -> None:
    assert current() == versions()[-1]
    assert (current() / "karta.yaml").is_file()


def test_the_map_is_proved() -> None:
    failed = [
        f"{item.place}: {item.text} {item.detail}"
        for item in verify(MAP, on=TODAY).obligations
        if item.verdict == "failed"
    ]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_worked_case_lands(case: Case) -> None:
    assert check_case(MAP, case) == ()


def test_the_first_draft_s_twenty_cases_go_where_they_went() -> None:
    found = {case.id: case.expected.primary for case in CASES if case.id in FIRST_DRAFT}
    assert found == FIRST_DRAFT


def draft_facts() -> list[tuple[str, dict[str, object]]]:
    """The twenty cases as the first draft would have given them: only its own vocabulary, age instead of birth date."""
    return [
        (
            case.id,
            {name: value for name, value in case.facts.items() if name in VOCABULARY} | {"alder": age(case)},
        )
        for case in CASES
        if case.id in FIRST_DRAFT
    ]


def age(case: Case) -> int:
    """The age in the case's name: "Alma, 34" is 34."""
    return int(case.name.rsplit(" ", 1)[1])


@pytest.mark.parametrize(
    ("case", "facts"), draft_facts(), ids=lambda item: item if isinstance(item, str) else ""
)
def test_a_case_in_the_first_draft_s_words_still_finds_its_step(case: str, facts: dict[str, object]) -> None:
    primary, candidates = answer(facts)
    assert FIRST_DRAFT[case] in candidates
    assert primary in (FIRST_DRAFT[case], None)


@pytest.mark.parametrize(
    ("case", "facts"), draft_facts(), ids=lambda item: item if isinstance(item, str) else ""
)
def test_forgetting_an_answer_never_hides_the_right_step(case: str, facts: dict[str, object]) -> None:
    for forgotten in facts.keys() - UNKNOWN_IS_AN_ANSWER:
        left = {name: value for name, value in facts.items() if name != forgotten}
        assert FIRST_DRAFT[case] in answer(left)[1], f"utan {forgotten}"


def test_samordning_has_its_four_conditions_in_order() -> None:
    assert [need.id for need in MAP.steps["S14"].requires] == [
        "sgi_noll", "forsakrad", "intyg_visar_nedsattning", "rehab_behov"
    ]  # fmt: skip


def test_a_person_s_safety_comes_first_and_rights_that_expire_before_everything_else() -> None:
    assert MAP.priority[0] == "S39"
    first = MAP.priority[1:9]
    assert all(MAP.steps[id_].expires for id_ in first), first
    assert {"S29", "S27", "S24", "S25"} <= set(first)


def test_the_last_step_is_always_open() -> None:
    assert MAP.priority[-1] == "S28"
    assert "S28" in evaluate(MAP, read_facts(MAP, {}, on=TODAY), on=TODAY).open


@pytest.mark.parametrize(
    ("born", "reached"),
    [
        ("1958-06-01", True),
        ("1959-11-21", True),
        ("1960-11-21", False),
        ("1960-01-01", False),
        ("1984-01-01", False),
    ],
)
def test_the_pension_age_follows_the_birth_year(born: str, reached: bool) -> None:
    assert read_facts(MAP, {"fodd": born}, on=TODAY).values["uppnatt_riktalder"] is reached


def test_sixty_six_years_alone_does_not_tell_whether_the_pension_age_is_reached() -> None:
    assert "uppnatt_riktalder" not in read_facts(MAP, {"alder": 66}, on=TODAY).values


def test_no_step_is_owned_by_the_samordningsforbund() -> None:
    text = "samordningsförbund"
    assert not [actor.id for actor in MAP.actors.values() if text in actor.name.lower()]


def test_every_fact_can_be_read_aloud() -> None:
    for fact in MAP.facts.values():
        assert fact.question.endswith("?"), fact.id
        assert len(fact.question) <= 160, fact.id
        assert fact.who, fact.id


def test_every_step_can_be_understood_alone() -> None:
    for step in MAP.steps.values():
        lists = {
            "måste_vetas": step.must_know,
            "underlag": step.evidence,
            "lag": step.law,
            "vägar": step.ways,
        }
        assert not [name for name, items in lists.items() if not items], step.id
        assert step.advice, step.id
        assert step.escalation, step.id
        assert step.contact or step.id in {"S04", "S05"}, step.id
        assert len(step.short) <= 28, step.id


def texts(folder: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("cases/*.yaml")]):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            yield path.name, number, line


def test_the_texts_have_their_swedish_letters() -> None:
    """Whole words that are never Swedish without their dots; ids are left out by looking only at text after a capital."""
    lost = re.compile(
        r"\b(?:Forsakringskassan|Arbetsformedlingen|lakare|lakarintyg|fragor|hogst|vantar pa|ar okand)\b"
    )
    found = [f"{name}:{number}" for name, number, line in texts(current()) if lost.search(line)]
    assert not found


def test_no_two_cases_share_an_id_or_a_person() -> None:
    for key in ("id", "name", "story"):
        repeated = [
            value for value, times in Counter(getattr(case, key) for case in CASES).items() if times > 1
        ]
        assert not repeated


def test_the_glossary_gives_each_word_one_english_word() -> None:
    words = yaml.safe_load(GLOSSARY.read_text("utf-8"))
    for swedish, entry in words.items():
        assert set(entry) == {"english", "means"}, swedish
        assert entry["english"].isascii(), swedish


def test_the_version_in_force_is_the_newest_that_has_begun_and_the_oldest_before_that() -> None:
    assert in_force(date(2026, 12, 1)) == current()
    assert in_force(date(1999, 1, 1)) == versions()[0]
