"""How groups' answers are compared: with the map's and with each other's, as plain numbers."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.governance.rules.practice import (
    NOWHERE,
    UNDECIDED,
    MapAnswer,
    Placed,
    box_results,
    disagreement_of,
    meets_map,
    result_of,
    run_result,
)

STEPS = ["S05", "S08", "S14", UNDECIDED, NOWHERE]
answers = st.builds(
    MapAnswer,
    primary=st.sampled_from(["", "S05", "S08", "S14"]),
    open=st.lists(st.sampled_from(STEPS[:3]), unique=True).map(tuple),
    candidates=st.lists(st.sampled_from(STEPS[:3]), unique=True).map(tuple),
)
placings = st.lists(
    st.builds(
        Placed,
        group=st.sampled_from(["Haren", "Laxen", "Lon", "Räven"]),
        step=st.sampled_from(STEPS),
        first=st.sampled_from(["", *STEPS]),
        confidence=st.sampled_from(["", "saker", "ganska", "tvekar"]),
        disagreed=st.booleans(),
        seconds=st.none() | st.integers(0, 4000),
    ),
    max_size=9,
)


@pytest.mark.parametrize(
    ("step", "answer", "meets"),
    [
        ("S05", MapAnswer("S05", ("S05", "S08")), "same"),
        ("S08", MapAnswer("S05", ("S05", "S08")), "open"),
        ("S14", MapAnswer("S05", ("S05",)), "other"),
        (UNDECIDED, MapAnswer("S05", ("S05",)), "other"),
        (UNDECIDED, MapAnswer("", ("S08",), ("S14", "S08")), "same"),
        ("S14", MapAnswer("", ("S08",), ("S14", "S08")), "may"),
        (NOWHERE, MapAnswer("", (), ()), "other"),
    ],
)
def test_an_answer_stands_to_the_maps_in_one_of_four_ways(step: str, answer: MapAnswer, meets: str) -> None:
    assert meets_map(step, answer) == meets


@pytest.mark.parametrize(
    ("steps", "index"),
    [
        ([], None),
        (["S05"], None),
        (["S05", "S05", "S05"], 0),
        (["S05", "S08", "S14"], 1),
        (["S05", "S08"], 1),
        (["S05", "S05", "S08"], 2 / 3),
    ],
)
def test_disagreement_goes_from_nobody_differs_to_everybody_does(
    steps: list[str], index: float | None
) -> None:
    assert disagreement_of(steps) == (None if index is None else pytest.approx(index))


@given(st.lists(st.sampled_from(STEPS), min_size=2, max_size=9))
def test_disagreement_is_the_share_of_pairs_of_groups_that_differ(steps: list[str]) -> None:
    pairs = list(combinations(steps, 2))
    assert disagreement_of(steps) == pytest.approx(sum(a != b for a, b in pairs) / len(pairs))


@given(st.lists(st.sampled_from(STEPS), max_size=9), st.randoms())
def test_disagreement_does_not_depend_on_the_order_of_the_groups(steps: list[str], chance: object) -> None:
    shuffled = sorted(steps, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert disagreement_of(steps) == disagreement_of(shuffled)


@given(placings, answers)
def test_every_answer_is_counted_once_and_no_share_is_more_than_all(
    some: list[Placed], answer: MapAnswer
) -> None:
    found = result_of(some, answer)
    assert sum(one.count for one in found.chosen) == found.placed == len(some)
    assert [one.count for one in found.chosen] == sorted((one.count for one in found.chosen), reverse=True)
    assert found.same == sum(meets_map(one.step, answer) == "same" for one in some)
    for share in (found.with_map, found.together, found.disagreement):
        assert share is None or 0 <= share <= 1
    assert (found.with_map is None) == (found.together is None) == (not some)


@given(placings, answers)
def test_the_time_is_the_middle_one_of_those_that_were_taken(some: list[Placed], answer: MapAnswer) -> None:
    times = sorted(one.seconds for one in some if one.seconds is not None)
    found = result_of(some, answer).median_seconds
    assert (found is None) == (not times)
    if found is not None:
        assert sum(time <= found for time in times) >= len(times) / 2
        assert sum(time >= found for time in times) >= len(times) / 2


@given(st.lists(st.tuples(placings, answers), max_size=4))
def test_the_whole_run_weighs_every_answer_alike(cases: list[tuple[list[Placed], MapAnswer]]) -> None:
    results = [result_of(some, answer) for some, answer in cases]
    every = [one for some, _ in cases for one in some]
    whole = run_result(results, every)
    assert whole.placed == len(every)
    if every:
        assert whole.with_map == pytest.approx(sum(one.same for one in results) / len(every))
        assert whole.hesitation == pytest.approx(
            sum(one.confidence == "tvekar" for one in every) / len(every)
        )
    else:
        assert whole.with_map is None


@given(st.lists(st.tuples(placings, answers), max_size=4))
def test_a_box_is_chosen_as_often_as_it_is_chosen(cases: list[tuple[list[Placed], MapAnswer]]) -> None:
    some = {str(number): placed for number, (placed, _) in enumerate(cases)}
    right = {str(number): answer for number, (_, answer) in enumerate(cases)}
    found = {one.step: one for one in box_results(some, right)}
    assert not {UNDECIDED, NOWHERE, ""} & set(found)
    for step, one in found.items():
        assert one.by_groups == sum(placed.step == step for group in some.values() for placed in group)
        assert one.by_map == sum(len(some[key]) for key, answer in right.items() if answer.primary == step)
        assert one.both <= min(one.by_groups, one.by_map)


def test_the_box_that_was_missed_most_comes_first() -> None:
    some = {"a": [Placed("Haren", "S05"), Placed("Laxen", "S08"), Placed("Lon", "S08")]}
    assert [one.step for one in box_results(some, {"a": MapAnswer("S05")})] == ["S05", "S08"]


def test_who_changed_her_mind_is_counted_and_who_hesitated() -> None:
    some = [
        Placed("Haren", "S05", first="S08", confidence="tvekar", disagreed=True, seconds=60),
        Placed("Laxen", "S05", first="S05", confidence="saker", seconds=20),
        Placed("Lon", "S05"),
    ]
    found = result_of(some, MapAnswer("S05", ("S05",)))
    assert (found.moved, found.hesitant, found.disagreed, found.median_seconds) == (1, 1, 1, 40)
