"""A box on the drawing moves within its lane and phase, and the rest of the file stays as it was written."""

from __future__ import annotations

import pytest
from tests.governance.factories import small_texts

from samre.pathway.picture.sketch import FILE, sketch_of
from samre.pathway.reading.load import load_texts
from samre.pathway.writing.grid import Grid, GridError, Spot, grid_of, pushed, put, read_rows, with_grid

PATHWAY = load_texts(small_texts())
LANE = range(1)


@pytest.fixture
def grid() -> Grid:
    return grid_of(sketch_of(small_texts()[FILE], PATHWAY), PATHWAY)


def test_a_box_moves_down_past_its_neighbour_into_the_pile_and_on(grid: Grid) -> None:
    piled = pushed(grid, "S05", "ner", LANE)
    assert piled.rows["start"] == (("S08+S05", ".", "."),)
    below = pushed(piled, "S05", "ner", LANE)
    assert below.rows["start"] == (("S08", ".", "."), ("S05", ".", "."))


def test_a_box_changes_place_in_its_pile(grid: Grid) -> None:
    piled = put(grid, "S05", Spot("start", 1, 0))
    assert pushed(piled, "S05", "upp", LANE).rows["start"] == (("S05+S08", ".", "."),)


def test_a_box_does_not_leave_its_lane_or_its_phase(grid: Grid) -> None:
    with pytest.raises(GridError, match="bana"):
        pushed(grid, "S05", "höger", LANE)
    with pytest.raises(GridError, match="annan fas"):
        put(grid, "S05", Spot("provning", 0, 0))


def test_a_box_alone_in_the_outermost_row_stays(grid: Grid) -> None:
    with pytest.raises(GridError, match="ytterst"):
        pushed(grid, "S05", "upp", LANE)


def test_the_file_keeps_its_words_and_is_read_again(grid: Grid) -> None:
    texts = with_grid(small_texts(), put(grid, "S08", Spot("start", 0, 0)))
    again = grid_of(sketch_of(texts[FILE], PATHWAY), PATHWAY)
    assert again.rows["start"] == (("S05+S08", ".", "."),)
    assert "- S05 > S14 > M1" in texts[FILE]
    assert "- .    S14  S27" in texts[FILE]
    assert with_grid(small_texts(), grid) == small_texts()


def test_a_grid_out_of_a_form_has_the_same_boxes_or_is_refused(grid: Grid) -> None:
    lines = {phase: [" ".join(cells) for cells in rows] for phase, rows in grid.rows.items()}
    assert read_rows(grid, lines) == grid
    for bad in ({**lines, "start": ["S05 . ."]}, {**lines, "start": ["S05 .", "S08 . ."]}):
        with pytest.raises(GridError, match="någon annan"):
            read_rows(grid, bad)
