"""A local layer: own limits, contacts, forms and words over a shared map, and what happens when that map is renewed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.changes.diff import diff
from samre.pathway.changes.layers import (
    SLOTS,
    LayerError,
    Local,
    check_local,
    fits,
    layered,
    shared_value,
)
from samre.pathway.reading.load import load_pathway
from samre.pathway.wording import days_words

SHARED = load_pathway(Path(__file__).parents[1] / "small_map")
SHORTER = Local("steg", "S08", "frist dagar", 21, 28, "Vi träffas varje vecka.")


def test_an_own_value_stands_in_place_of_the_shared_one_and_nothing_else_changes() -> None:
    own = layered(SHARED, [SHORTER])
    assert own.steps["S08"].limit.days == 21
    assert [(change.id, change.part) for change in diff(SHARED, own)] == [("S08", "frist")]
    assert own.hash != SHARED.hash


def test_the_shared_words_of_a_limit_do_not_stand_beside_days_they_do_not_mean() -> None:
    limit = layered(SHARED, [SHORTER]).steps["S08"].limit
    assert limit.text == f"Inom {days_words(21)}."
    assert SHARED.steps["S08"].limit.text != limit.text
    said = Local("steg", "S08", "frist text", "Vi bokar inom tre veckor.", SHARED.steps["S08"].limit.text)
    for order in ([SHORTER, said], [said, SHORTER]):
        assert layered(SHARED, order).steps["S08"].limit.text == said.value
    same = replace(SHORTER, value=28)
    assert layered(SHARED, [same]).steps["S08"].limit.text == SHARED.steps["S08"].limit.text


def test_a_map_without_own_values_is_the_shared_map_itself() -> None:
    assert layered(SHARED, []) is SHARED


def test_the_shared_map_can_be_renewed_without_the_layer_being_lost() -> None:
    renewed = replace(
        SHARED, steps=SHARED.steps | {"S08": replace(SHARED.steps["S08"], name="Planering tillsammans")}
    )
    own = layered(renewed, [SHORTER])
    assert (own.steps["S08"].name, own.steps["S08"].limit.days) == ("Planering tillsammans", 21)
    assert fits(renewed, SHORTER)


def test_an_own_value_holds_though_the_shared_one_has_changed() -> None:
    step = SHARED.steps["S08"]
    renewed = replace(SHARED, steps=SHARED.steps | {"S08": replace(step, limit=replace(step.limit, days=14))})
    assert layered(renewed, [SHORTER]).steps["S08"].limit.days == 21


def test_an_own_value_of_a_thing_that_is_gone_is_left_out() -> None:
    gone = replace(SHARED, steps={id_: step for id_, step in SHARED.steps.items() if id_ != "S08"})
    assert not fits(gone, SHORTER)
    assert layered(gone, [SHORTER]) is gone


def test_an_own_limit_is_left_out_when_the_shared_one_becomes_the_laws_without_another_number() -> None:
    step, longer = SHARED.steps["S08"], replace(SHORTER, value=40)
    law = replace(
        SHARED, steps=SHARED.steps | {"S08": replace(step, limit=replace(step.limit, statutory=True))}
    )
    assert layered(SHARED, [longer]).steps["S08"].limit.days == 40
    assert not fits(law, longer)
    assert layered(law, [longer]) is law


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (Local("steg", "S14", "frist dagar", 60, 30), "Den kan bara bli kortare"),
        (Local("steg", "S08", "frist dagar", 0, 28), "minst en dag"),
        (Local("steg", "S08", "frist dagar", "tre", 28), "fel sort"),
        (Local("steg", "S99", "råd", "Ring", ""), "finns inte i den gemensamma kartan"),
        (Local("steg", "S08", "villkor", "sant", "sant"), "ägs av den gemensamma kartan"),
        (Local("steg", "S14", "kontakt", "ingen", "fk_samordning"), "Kontakten ingen finns inte"),
        (Local("steg", "S05", "blanketter", ("B9",), ("B1",)), "Blanketten B9 finns inte"),
    ],
)  # fmt: skip
def test_what_a_layer_may_not_hold_is_refused_in_words(item: Local, says: str) -> None:
    with pytest.raises(LayerError, match=says):
        check_local(SHARED, item)


@given(st.data())
def test_a_layer_never_moves_anybody(data: st.DataObject) -> None:
    thing = data.draw(st.sampled_from(sorted(SLOTS)))
    register = {"steg": SHARED.steps, "kontakt": SHARED.contacts, "blankett": SHARED.forms}[thing]
    id_, part = data.draw(st.sampled_from(sorted(register))), data.draw(st.sampled_from(sorted(SLOTS[thing])))
    over = shared_value(SHARED, thing, id_, part)
    value = data.draw({int: st.integers(-1, 99), str: st.text(), tuple: st.just(())}[SLOTS[thing][part].kind])
    own = layered(SHARED, [Local(thing, id_, part, value, over)])
    assert not [change for change in diff(SHARED, own) if change.moves]
    assert all(own.steps[name].relevant is step.relevant for name, step in SHARED.steps.items())


def test_one_day_is_not_several() -> None:
    assert [days_words(number) for number in (0, 1, 21)] == ["0 dagar", "1 dag", "21 dagar"]
