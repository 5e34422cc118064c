"""A way that was taken away comes back with the line that was drawn for it."""

from __future__ import annotations

import pytest

from samre.definitions import current
from samre.pathway.picture.sketch import sketch_of
from samre.pathway.reading.load import FILES, load_texts
from samre.pathway.writing.edit import Drop, EditError, edited
from samre.pathway.writing.steps import ways_of, with_ways_again, without_drawn_ways

WHOLE = {name: (current() / name).read_text(encoding="utf-8") for name in (*FILES, "ritning.yaml")}
SKETCH = "ritning.yaml"


def without(texts: dict[str, str], step: str, target: str) -> dict[str, str]:
    """The way taken away as the form does it: out of its step, and its line out of the drawing."""
    at = ways_of(texts, step).index(target)
    return without_drawn_ways(edited(texts, [Drop("steg.yaml", ("steg", step, "vägar", at))]), step, [target])


def drawn(texts: dict[str, str]) -> set[tuple[str, str]]:
    return set(sketch_of(texts[SKETCH], load_texts(texts)).lines)


@pytest.mark.parametrize(("step", "target"), [("S08", "S14"), ("S03", "S24"), ("S05", "S08"), ("S13", "S14")])
def test_the_drawing_is_as_it_was_to_the_letter(step: str, target: str) -> None:
    less = without(WHOLE, step, target)
    assert (step, target) in drawn(WHOLE) - drawn(less)
    assert with_ways_again(less, WHOLE, step, target)[SKETCH] == WHOLE[SKETCH]


def test_where_the_drawing_was_changed_too_the_line_comes_back_as_one_of_its_own() -> None:
    less = without(without(WHOLE, "S08", "S14"), "S08", "S11")
    again = with_ways_again(less, WHOLE, "S08", "S14")
    assert drawn(again) - drawn(less) == {("S08", "S14")}
    assert drawn(with_ways_again(again, WHOLE, "S08", "S11")) == drawn(WHOLE)


def test_a_way_that_had_no_line_gets_none() -> None:
    step, target = next(
        (step, target)
        for step in load_texts(WHOLE).steps
        for target in ways_of(WHOLE, step)
        if (step, target) not in drawn(WHOLE)
    )
    assert with_ways_again(without(WHOLE, step, target), WHOLE, step, target)[SKETCH] == WHOLE[SKETCH]


def test_a_line_that_is_there_is_not_drawn_twice() -> None:
    at = ways_of(WHOLE, "S08").index("S14")
    less = edited(WHOLE, [Drop("steg.yaml", ("steg", "S08", "vägar", at))])
    assert with_ways_again(less, WHOLE, "S08", "S14")[SKETCH] == WHOLE[SKETCH]


def test_what_was_never_a_way_is_refused() -> None:
    with pytest.raises(EditError):
        with_ways_again(WHOLE, WHOLE, "S01", "M5")
