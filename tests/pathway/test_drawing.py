"""The A4: nothing overlaps, no line crosses a box or a text, every text fits, and every way is either a line or a tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samre.pathway.model import Named, Pathway, Step, TimeLimit, Way
from samre.pathway.nodes import Constant
from samre.pathway.picture.drawing import Drawing, DrawingError, draw, number_of
from samre.pathway.picture.routing import Point, Rect
from samre.pathway.picture.sheet import GOALS, PAGE_HEIGHT, PAGE_WIDTH, SMALLEST
from samre.pathway.picture.sketch import BoxText, LanePlan, Sketch, load_sketch, plain_sketch
from samre.pathway.reading.load import load_pathway
from samre.pathway.reading.mistakes import DefinitionError

DEFINITIONS = Path(__file__).resolve().parents[2] / "src" / "samre" / "definitions"
VERSIONS = sorted(path.parent for path in DEFINITIONS.glob("*/ritning.yaml"))
PAGE = Rect(0, 0, PAGE_WIDTH, PAGE_HEIGHT)


@pytest.fixture(scope="module", params=VERSIONS, ids=lambda folder: folder.name)
def published(request: pytest.FixtureRequest) -> tuple[Pathway, Sketch, Drawing]:
    """A version of the map with its authored drawing."""
    pathway = load_pathway(request.param)
    sketch = load_sketch(request.param, pathway)
    return pathway, sketch, draw(pathway, sketch)


def made_up(ways: dict[str, list[str]], *, phases: dict[str, str] | None = None) -> Pathway:
    """A small map: S01 > S02 …, all KOM's and in one phase unless `phases` says otherwise; M1 is the goal."""
    names = {"a": Named("a", "Första"), "b": Named("b", "Andra")}
    steps = {
        id_: Step(
            id_,
            f"Steg {id_}",
            f"Steg {id_}",
            (phases or {}).get(id_, "a"),
            "KOM" if int(id_[1:]) % 2 else "FK",
            "Gör något.",
            Constant(True),
            TimeLimit(30, "Inom en månad"),
            ways=tuple(Way(target, "alltid") for target in targets),
        )
        for id_, targets in ways.items()
    }
    actors = {"KOM": Named("KOM", "Kommunen"), "FK": Named("FK", "Försäkringskassan", "FK")}
    return Pathway(
        "prov", "Provkartan", date(2026, 11, 1), "0" * 64, actors, names, {"M1": Named("M1", "Arbete")},
        {}, {}, {}, {}, {}, {}, {}, {}, (), steps, tuple(steps),
    )  # fmt: skip


def lines_of(drawing: Drawing) -> Iterator[tuple[str, str, Point, Point]]:
    """Every straight piece of every line, with its source and target."""
    for route in drawing.routes:
        for start, end in pairwise(route.points):
            yield route.source, route.target, start, end


def crossings(drawing: Drawing) -> list[str]:
    """Boxes that a line enters; a line may touch the edge of its own two boxes."""
    return [
        f"{source} > {target} går genom {box.id}"
        for source, target, start, end in lines_of(drawing)
        for box in drawing.boxes
        if box.rect.is_crossed_by(start, end)
    ]


def overlaps(drawing: Drawing) -> list[tuple[str, str]]:
    return [(a.id, b.id) for a, b in combinations(drawing.boxes, 2) if a.rect.overlaps(b.rect, gap=2.0)]


def shared_stretches(drawing: Drawing) -> list[str]:
    """Pairs of lines that run on each other (or closer than 2 points) without leaving or reaching the same box."""
    pieces = list(lines_of(drawing))
    return [
        f"{a[0]} > {a[1]} löper på {b[0]} > {b[1]}"
        for a, b in combinations(pieces, 2)
        if a[0] != b[0] and a[1] != b[1] and _run_together(a[2:], b[2:])
    ]


def _run_together(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    for axis in (0, 1):
        if one[0][axis] == one[1][axis] and other[0][axis] == other[1][axis]:
            spans = [sorted((line[0][1 - axis], line[1][1 - axis])) for line in (one, other)]
            common = min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0])
            return abs(one[0][axis] - other[0][axis]) < 2.0 and common > 1.0
    return False


# --- the published map --------------------------------------------------------------------------------------------------


def test_every_step_and_goal_stands_on_the_page_once(published: tuple[Pathway, Sketch, Drawing]) -> None:
    pathway, _, drawing = published
    assert sorted(box.id for box in drawing.boxes) == sorted([*pathway.steps, *pathway.goals])


def test_no_boxes_overlap(published: tuple[Pathway, Sketch, Drawing]) -> None:
    assert overlaps(published[2]) == []


def test_every_box_stands_inside_its_lane_and_its_phase(published: tuple[Pathway, Sketch, Drawing]) -> None:
    pathway, sketch, drawing = published
    bands = {band.id: band.rect for band in drawing.bands}
    lanes = {lane.id: lane.rect for lane in drawing.lanes}
    plans = {actor: lane.id for lane in sketch.lanes for actor in lane.actors}
    for box in drawing.steps:
        step, band = pathway.steps[box.id], bands[pathway.steps[box.id].phase]
        lane = lanes[plans.get(step.responsible, sketch.lanes[-1].id)]
        assert band.y <= box.rect.y, box.id
        assert box.rect.bottom <= band.bottom, box.id
        assert lane.x <= box.rect.x, box.id
        assert box.rect.right <= lane.right, box.id


def test_no_line_crosses_a_box(published: tuple[Pathway, Sketch, Drawing]) -> None:
    assert crossings(published[2]) == []


def test_no_line_crosses_the_legend_or_leaves_the_map(published: tuple[Pathway, Sketch, Drawing]) -> None:
    drawing = published[2]
    ground = Rect(drawing.header.x, drawing.bands[0].rect.y, drawing.header.w, drawing.bands[-1].rect.bottom)
    for _, _, start, end in lines_of(drawing):
        assert drawing.panel is None or not drawing.panel.is_crossed_by(start, end)
        assert ground.x < min(start[0], end[0])
        assert max(start[0], end[0]) < ground.right
        assert ground.y < min(start[1], end[1])


def test_lines_that_do_not_belong_together_never_run_on_each_other(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    assert shared_stretches(published[2]) == []


def test_every_line_leaves_and_reaches_the_edge_of_its_boxes(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    drawing = published[2]
    boxes = {box.id: box.rect for box in drawing.boxes}
    for route in drawing.routes:
        for name, (x, y) in ((route.source, route.points[0]), (route.target, route.points[-1])):
            rect = boxes[name]
            on_side = x in (rect.x, rect.right) and rect.y <= y <= rect.bottom
            on_top = y in (rect.y, rect.bottom) and rect.x <= x <= rect.right
            assert on_side or on_top, f"{route.source} > {route.target}"


def test_every_text_fits_its_box_and_none_covers_another(published: tuple[Pathway, Sketch, Drawing]) -> None:
    for box in published[2].boxes:
        for text in box.texts:
            assert text.face.size >= SMALLEST
            assert box.rect.x <= text.rect.x, (box.id, text.text)
            assert text.rect.right <= box.rect.right, (box.id, text.text)
            assert box.rect.y <= text.rect.y, (box.id, text.text)
            assert text.rect.bottom <= box.rect.bottom, (box.id, text.text)
            assert not text.rect.overlaps(box.badge), (box.id, text.text)
        for one, other in combinations(box.texts, 2):
            assert not one.rect.overlaps(other.rect, gap=-0.9), (box.id, one.text, other.text)


def test_everything_is_inside_the_page(published: tuple[Pathway, Sketch, Drawing]) -> None:
    drawing = published[2]
    for rect in (
        [box.rect for box in drawing.boxes]
        + [band.rect for band in drawing.bands]
        + [drawing.header, drawing.footer]
    ):
        assert rect.x >= 12 and rect.y >= 12, "närmare kanten än en skrivare når"
        assert rect.right <= PAGE.right - 12
        assert rect.bottom <= PAGE.bottom - 12


def test_every_way_on_is_a_line_a_tag_or_told_in_the_legend(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    pathway, sketch, drawing = published
    drawn = {(route.source, route.target) for route in drawing.routes}
    tags = {box.id: set(box.tags) for box in drawing.boxes}
    lost = [
        (step.id, way.target)
        for step in pathway.steps.values()
        for way in step.ways
        if (step.id, way.target) not in drawn
        and number_of(way.target) not in tags[step.id]
        and way.target not in sketch.everywhere
    ]
    assert lost == []


def test_every_line_is_a_way_of_the_map(published: tuple[Pathway, Sketch, Drawing]) -> None:
    pathway, _, drawing = published
    for route in drawing.routes:
        step = pathway.steps[route.source]
        assert route.target in [way.target for way in step.ways] + list(step.goals)


def test_every_goal_that_the_map_leads_to_is_reached_by_a_line_or_a_tag(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    pathway, _, drawing = published
    shown = {route.target for route in drawing.routes} | {tag for box in drawing.boxes for tag in box.tags}
    assert set(pathway.goals) <= shown


def test_a_goal_that_no_line_reaches_says_itself_which_steps_lead_to_it(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    pathway, _, drawing = published
    reached = {route.target for route in drawing.routes}
    for goal in drawing.goals:
        leading = {
            number_of(step.id)
            for step in pathway.steps.values()
            if any(way.target == goal.id for way in step.ways)
        }
        assert set(goal.tags) == (set() if goal.id in reached else leading), goal.id


def test_a_box_carries_the_name_that_lists_and_the_guide_use(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    pathway, _, drawing = published
    assert {box.id: box.name for box in drawing.steps} == {
        step.id: step.short or step.name for step in pathway.steps.values()
    }


def test_what_is_written_beside_a_line_stands_clear_of_everything(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    _, sketch, drawing = published
    panels = [panel for panel in (drawing.panel, drawing.glossary) if panel is not None]
    rects = [box.rect for box in drawing.boxes] + panels
    said = " ".join(note.text for note in drawing.notes)
    assert [words for words in sketch.notes.values() if words not in said] == []
    for note in drawing.notes:
        assert note.face.size >= SMALLEST
        assert not any(note.rect.overlaps(rect) for rect in rects), note.text
        assert not any(note.rect.is_crossed_by(start, end) for _, _, start, end in lines_of(drawing)), (
            note.text
        )


def test_the_abbreviations_have_a_room_of_their_own_that_no_line_crosses(
    published: tuple[Pathway, Sketch, Drawing],
) -> None:
    _, sketch, drawing = published
    assert drawing.abbreviations == sketch.abbreviations
    if sketch.abbreviations:
        room = drawing.glossary
        assert room is not None
        assert not any(room.is_crossed_by(start, end) for _, _, start, end in lines_of(drawing))
        assert not any(room.overlaps(box.rect) for box in drawing.boxes)


def test_the_same_map_is_drawn_the_same(published: tuple[Pathway, Sketch, Drawing]) -> None:
    pathway, sketch, drawing = published
    assert draw(pathway, sketch) == drawing


# --- any map ------------------------------------------------------------------------------------------------------------


@st.composite
def maps(sample: st.DrawFn) -> tuple[Pathway, Sketch]:
    """A random small map with a random choice of its ways drawn as lines."""
    count = sample(st.integers(2, 8))
    ids = [f"S{number:02}" for number in range(1, count + 1)]
    targets = st.lists(st.sampled_from([*ids, "M1"]), max_size=3, unique=True)
    ways = {id_: [target for target in sample(targets) if target != id_] for id_ in ids}
    phases = {id_: sample(st.sampled_from("ab")) for id_ in ids}
    pathway = made_up(ways, phases=phases)
    every = [(source, target) for source, many in ways.items() for target in many]
    lines = sample(st.lists(st.sampled_from(every), unique=True, max_size=8)) if every else []
    return pathway, replace(plain_sketch(pathway), lines=tuple(lines))


def drawn_or_none(pathway: Pathway, sketch: Sketch) -> Drawing | None:
    """The drawing, or None when a line found no way and the message says which file to mend."""
    try:
        return draw(pathway, sketch)
    except DrawingError as error:
        if "ritning.yaml" not in str(error):
            raise
        return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(maps())
def test_any_small_map_is_drawn_without_collisions_or_refused_with_a_reason(
    map_: tuple[Pathway, Sketch],
) -> None:
    pathway, sketch = map_
    drawing = drawn_or_none(pathway, sketch)
    if drawing is None:
        return
    assert overlaps(drawing) == []
    assert crossings(drawing) == []
    assert shared_stretches(drawing) == []
    assert {(route.source, route.target) for route in drawing.routes} == set(sketch.lines)


def test_a_map_without_a_sketch_has_a_lane_for_each_responsible_actor_and_only_tags() -> None:
    drawing = draw(made_up({"S01": ["S02"], "S02": ["M1"]}))
    assert [lane.heading.text for lane in drawing.lanes] == ["Kommunen", "FK"]
    assert drawing.routes == ()
    assert {box.id: box.tags for box in drawing.steps} == {"S01": ("2",), "S02": ("M1",)}


def test_a_step_that_nobody_placed_gets_the_first_free_cell_of_its_lane_and_phase() -> None:
    pathway = made_up({"S01": ["S02"], "S02": ["S03"], "S03": ["M1"]})
    lanes = (LanePlan("kom", "Kommunen", ("KOM",), 2), LanePlan("fk", "FK", ("FK",)))
    drawing = draw(pathway, replace(plain_sketch(pathway), lanes=lanes, grid={"a": (("S01", "S03", "S02"),)}))
    assert {box.lane for box in drawing.steps if box.actor == "KOM"} == {"kom"}


def test_a_word_too_long_for_its_box_is_refused_by_name() -> None:
    pathway = made_up({"S01": ["M1"]})
    sketch = replace(plain_sketch(pathway), lanes=(LanePlan("k", "Kommunen", ("KOM",), 6),), grid={})
    long = replace(sketch, texts={"S01": BoxText("Arbetsmarknadspolitiskaprogramsatsningar")})
    with pytest.raises(DrawingError, match=r"ryms inte i S01.*ritning\.yaml"):
        draw(pathway, long)


def test_a_map_too_tall_for_the_page_is_refused_with_how_much() -> None:
    pathway = made_up({f"S{number:02}": ["M1"] for number in range(1, 99, 2)})
    with pytest.raises(DrawingError, match=r"ryms inte på en A4: \d+ rader är \d+ mm"):
        draw(pathway)


def test_a_note_without_room_beside_its_line_is_refused_with_the_line_named() -> None:
    pathway = made_up({"S01": ["S02"], "S02": ["M1"]})
    plan = plain_sketch(pathway)
    long = replace(plan, lines=(("S01", "S02"),), notes={("S01", "S02"): "mycket att säga " * 40})
    with pytest.raises(DrawingError, match=r"vid linjen från S01 till S02.*ritning\.yaml"):
        draw(pathway, long)


# --- the file -----------------------------------------------------------------------------------------------------------


def written(
    folder: Path, *, grid: str = "a: [S01 S02]", lines: str = "[S01 > S02]", notes: str = "{}"
) -> Path:
    (folder / "ritning.yaml").write_text(
        "ritning:\n"
        "  banor:\n"
        "    kom: {namn: Kommunen, aktörer: [KOM]}\n"
        "    fk: {namn: FK, aktörer: [FK]}\n"
        f"  rutnät: {{{grid}}}\n"
        "  mål: [M1]\n"
        f"  linjer: {lines}\n"
        f"  vid linjen: {notes}\n",
        encoding="utf-8",
    )
    return folder


PAIR = made_up({"S01": ["S02"], "S02": ["M1"]})


def test_the_file_says_which_box_stands_where_and_which_ways_are_lines(tmp_path: Path) -> None:
    sketch = load_sketch(written(tmp_path), PAIR)
    assert sketch.grid == {"a": (("S01", "S02"),)}
    assert sketch.lines == (("S01", "S02"),)
    assert sketch.goals == (("M1",),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"grid": "a: [S01 S2]"}, "Rutan »S2« finns inte i kartan"),
        ({"grid": "a: [S01]"}, "Raden har 1 rutor men ritningen har 2 kolumner"),
        ({"grid": "b: [S01 S02]"}, "S01 hör till fasen »a«, inte »b«"),
        ({"grid": "a: [S02 S01]"}, "rutan står i en annan bana"),
        ({"grid": "a: [S01 S02, S01 .]"}, "S01 är redan utplacerat"),
        ({"lines": "[S02 > S01]"}, "Det finns ingen väg från S02 till S01"),
        ({"notes": "{S02 > S01: om det går}"}, "Linjen »S02 > S01« finns inte i kartan"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    with pytest.raises(DefinitionError, match=r"ritning\.yaml, rad \d+") as caught:
        load_sketch(written(tmp_path, **change), PAIR)
    assert words in str(caught.value)


def test_a_page_can_show_a_map_whose_drawing_lags_behind(tmp_path: Path) -> None:
    sketch = load_sketch(written(tmp_path, lines="[S02 > S01, S01 > S02]"), PAIR, strict=False)
    assert sketch.lines == (("S01", "S02"),)
    assert [box.band for box in draw(PAIR, sketch).boxes] == ["a", "a", GOALS]
