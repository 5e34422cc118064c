"""What differs between two versions of the map, in words."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samre.pathway.changes.diff import diff
from samre.pathway.changes.parts import PARTS
from samre.pathway.model import DatedValue, Fact, Law, Named, Pathway, Programme, Step
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.pathway.reading.load import FILES, load_texts

from ..strategies import pathways, people

FOLDER = Path(__file__).parents[1] / "small_map"
TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}
OLD = load_texts(TEXTS)


def test_a_version_does_not_differ_from_itself() -> None:
    assert diff(OLD, load_texts(TEXTS)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "steg.yaml",
            "dagar: 28, text: Fyra veckor",
            "dagar: 21, text: Tre veckor",
            ["Steget S08 Planering: frist ändrad från ”28 dagar, förslag: Fyra veckor” till ”21 dagar, förslag: Tre veckor”."],
        ),
        (
            "steg.yaml",
            "ansvarig: IND",
            "ansvarig: KOM",
            ["Steget S27 Pension: ansvarig ändrad från ”Personen själv” till ”Kommunen, ekonomiskt bistånd”."],
        ),
        (
            "steg.yaml",
            "villkor: sgi = noll, lag",
            "villkor: sgi = finns, lag",
            [
                "Steget S14 Samordning hos FK: krav sgi_noll ändrat "
                "från ”Personen har ingen SGI: SGI är »Nej, SGI är noll« (SFB 30:8)” "
                "till ”Personen har ingen SGI: SGI är »Ja, SGI finns« (SFB 30:8)”."
            ],
        ),
        (
            "steg.yaml",
            "      - {till: S08, text: Annars}\n",
            "",
            ["Steget S05 Granska intyget, väg till S08. Borttaget: Annars"],
        ),
        (
            "fakta.yaml",
            "intyg = giltigt och intyg_brister < 3",
            "intyg = giltigt och intyg_brister < 5",
            [
                "Villkoret intyget_duger: innehåll ändrat från ”Läkarintyg är »Det gäller« och Brister i intyget är mindre än 3” "
                "till ”Läkarintyg är »Det gäller« och Brister i intyget är mindre än 5”."
            ],
        ),
        (
            "karta.yaml",
            "  - S27\n  - S14\n  - S05\n",
            "  - S14\n  - S05\n  - S27\n",
            ["Steget S27 Pension: plats i turordningen ändrad från ”först” till ”efter S05 Granska intyget”."],
        ),
        (
            "karta.yaml",
            "prioritet:\n",
            "nytt_ärende: S05\nprioritet:\n",
            [
                "Steget S05 Granska intyget: steg som ett nytt ärende börjar i ändrat från ”S08 Planering” "
                "till ”S05 Granska intyget”."
            ],
        ),
        (
            "blanketter.yaml",
            "B1:",
            "B2: {namn: Ny blankett}\n  B1:",
            ["Blanketten B2 Ny blankett: ny."],
        ),
    ],
)  # fmt: skip
def test_a_difference_is_a_sentence(file: str, old: str, new: str, told: list[str]) -> None:
    assert old in TEXTS[file]
    changed = load_texts(TEXTS | {file: TEXTS[file].replace(old, new, 1)})
    assert [str(change) for change in diff(OLD, changed)] == told


def test_a_named_condition_is_told_once_however_many_use_it() -> None:
    changed = load_texts(
        TEXTS | {"fakta.yaml": TEXTS["fakta.yaml"].replace("intyg_brister < 3", "intyg_brister < 4")}
    )
    assert [(change.thing, change.id) for change in diff(OLD, changed)] == [("villkoret", "intyget_duger")]


def test_a_step_that_is_new_and_one_that_is_gone_are_told_as_wholes() -> None:
    steps = dict(OLD.steps)
    steps["S99"] = replace(steps.pop("S05"), id="S99")
    changed = replace(OLD, steps=steps, priority=("S27", "S14", "S99", "S08"))
    assert [
        (change.act, change.id, change.part) for change in diff(OLD, changed) if change.thing == "steget"
    ] == [
        ("ny", "S99", ""),
        ("borta", "S05", ""),
    ]


@pytest.mark.parametrize(
    ("word", "kind", "apart"),
    [
        ("steget", Step, {"id"}),
        ("uppgiften", Fact, {"id"}),
        ("lagen", Law, {"id"}),
        ("värdet", DatedValue, {"id"}),
        ("programmet", Programme, {"id"}),
        ("aktören", Named, {"id"}),
    ],
)
def test_no_field_of_a_thing_goes_unread(word: str, kind: type, apart: set[str]) -> None:
    """A field that is added to the model and not to the comparison would change in silence."""
    things = next(item for item in PARTS if item.word == word)
    read: set[str] = set()
    for part in things.parts:
        seen = _Seen()
        part.read(seen)
        read |= object.__getattribute__(seen, "names") or {
            field.name for field in fields(kind) if field.name == "spans"
        }
    assert read == {field.name for field in fields(kind)} - apart


def test_no_register_of_the_map_goes_uncompared() -> None:
    read: set[str] = set()
    for kind in PARTS:
        seen = _Seen()
        kind.of(seen)  # type: ignore[arg-type]
        read |= object.__getattribute__(seen, "names")
    whole = {"id", "name", "valid_from", "hash", "priority", "start"}
    assert read | whole == {field.name for field in fields(Pathway)}


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_whoever_moves_has_a_change_that_says_so(data: st.DataObject) -> None:
    """`moves` may be said too often, never too seldom."""
    old, new = data.draw(pathways()), data.draw(pathways())
    changed = data.draw(st.sets(st.sampled_from([field.name for field in fields(Step)])))
    steps = {
        id_: replace(step, **{name: getattr(new.steps[id_], name) for name in changed if id_ in new.steps})
        for id_, step in old.steps.items()
    }
    facts = old.facts | {id_: fact for id_, fact in new.facts.items() if id_ not in old.facts}
    old = replace(old, facts=facts)
    order = data.draw(st.permutations(old.priority)) if data.draw(st.booleans()) else old.priority
    new = replace(old, steps=steps, priority=tuple(order))
    person = read_facts(old, data.draw(people(old)), on=old.valid_from)
    before, after = (evaluate(each, person, on=old.valid_from).primary for each in (old, new))
    moves = any(change.moves for change in diff(old, new))
    assert moves or before == after


class _Seen:
    """Stands in for a thing and remembers which of its fields were asked for."""

    def __init__(self) -> None:
        object.__setattr__(self, "names", set())

    def __getattribute__(self, name: str) -> object:
        object.__getattribute__(self, "names").add(name)
        return ()
