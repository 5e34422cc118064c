"""The map as BPMN, and what is read back of it: names, lanes and places, never conditions."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree

from samre.definitions import current
from samre.pathway.exchange.bpmn import DC, DI, MODEL, ROW, bpmn, places
from samre.pathway.exchange.bpmn_back import BpmnError, merged, read_bpmn
from samre.pathway.picture.sketch import complete, names_in, sketch_of
from samre.pathway.reading.load import FILES, load_texts

TEXTS = {name: (current() / name).read_text(encoding="utf-8") for name in (*FILES, "ritning.yaml")}
PATHWAY = load_texts(TEXTS)
SKETCH = complete(sketch_of(TEXTS["ritning.yaml"], PATHWAY), PATHWAY)
FILE = bpmn(PATHWAY, SKETCH)
ROOT = etree.fromstring(FILE)


def test_every_step_is_a_task_in_one_lane_and_every_goal_an_end() -> None:
    assert {item.get("id") for item in ROOT.iter(f"{{{MODEL}}}userTask")} == set(PATHWAY.steps)
    assert {item.get("id") for item in ROOT.iter(f"{{{MODEL}}}endEvent")} == set(PATHWAY.goals)
    refs = [ref.text for ref in ROOT.iter(f"{{{MODEL}}}flowNodeRef")]
    assert sorted(refs) == sorted({*PATHWAY.steps, *PATHWAY.goals, "start"})


def test_every_reference_leads_somewhere_and_ids_are_unique() -> None:
    ids = [item.get("id") for item in ROOT.iter() if item.get("id")]
    assert len(ids) == len(set(ids))
    refs = [
        value
        for item in ROOT.iter()
        for name, value in item.attrib.items()
        if name in ("sourceRef", "targetRef", "bpmnElement", "processRef")
    ]
    assert set(refs) <= set(ids)


def test_every_way_is_a_flow_with_its_words_and_its_condition_as_text() -> None:
    flows = {item.get("id"): item for item in ROOT.iter(f"{{{MODEL}}}sequenceFlow")}
    for step in PATHWAY.steps.values():
        for number, way in enumerate(step.ways, 1):
            flow = flows[f"{step.id}_{number}"]
            assert (flow.get("targetRef"), flow.get("name")) == (way.target, way.text)
            assert (flow.find(f"{{{MODEL}}}conditionExpression") is not None) == (way.condition is not None)


def test_no_two_boxes_stand_on_each_other() -> None:
    where = list(places(PATHWAY, SKETCH).values())
    for number, one in enumerate(where):
        for two in where[number + 1 :]:
            apart = one.x + one.width <= two.x or two.x + two.width <= one.x
            assert apart or one.y + one.height <= two.y or two.y + two.height <= one.y


def test_a_file_nobody_has_touched_changes_nothing() -> None:
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(FILE, PATHWAY))
    assert (result.texts, result.left_out) == (TEXTS, ())


def test_a_new_name_comes_back_and_a_new_condition_does_not() -> None:
    drawn = FILE.replace(PATHWAY.steps["S14"].name.encode(), b"Samordnad rehabilitering")
    drawn = re.sub(rb"(<conditionExpression[^>]*>)[^<]*", rb"\1falskt", drawn)
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(drawn, PATHWAY))
    changed = load_texts(result.texts)
    assert changed.steps["S14"].name == "Samordnad rehabilitering"
    assert {id_: step.ways for id_, step in changed.steps.items()} == {
        id_: step.ways for id_, step in PATHWAY.steps.items()
    }


def test_a_box_in_another_lane_gets_that_lane_s_actor_and_a_place_there() -> None:
    root = etree.fromstring(FILE)
    (moved,) = [ref for ref in root.iter(f"{{{MODEL}}}flowNodeRef") if ref.text == "S13"]
    lane = next(item for item in root.iter(f"{{{MODEL}}}lane") if item.get("id") == "bana_fk")
    lane.append(moved)
    stood = places(PATHWAY, SKETCH)
    shape = next(item for item in root.iter(f"{{{DI}}}BPMNShape") if item.get("bpmnElement") == "S13")
    shape.find(f"{{{DC}}}Bounds").set("x", str(stood["S14"].x))  # type: ignore[union-attr]
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(etree.tostring(root), PATHWAY))
    changed = load_texts(result.texts)
    assert changed.steps["S13"].responsible == "FK"
    again = sketch_of(result.texts["ritning.yaml"], changed)
    row = next(
        row for rows in again.grid.values() for row in rows if any("S13" in cell.split("+") for cell in row)
    )
    assert next(number for number, cell in enumerate(row) if "S13" in cell.split("+")) in again.columns_of(
        "FK"
    )


def actor_of(element: str) -> str:
    return PATHWAY.steps[element].responsible if element in PATHWAY.steps else ""


def phase_of(element: str) -> str:
    return PATHWAY.steps[element].phase if element in PATHWAY.steps else ""


def moved(far: Callable[[str], tuple[float, float]]) -> bytes:
    """The file with every shape moved as `far` says of its element."""
    root = etree.fromstring(FILE)
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        assert bounds is not None
        for name, by in zip("xy", far(shape.get("bpmnElement", "")), strict=True):
            bounds.set(name, str(float(bounds.get(name, "")) + by))
    return etree.tostring(root)


@pytest.mark.parametrize(
    "far",
    [
        lambda element: (735.5, -412.0),
        lambda element: (130.0 if actor_of(element) in ("FK", "AF") else 0.0, 0.0),
        lambda element: (0.0, 260.0 if phase_of(element) not in ("", "start") else 0.0),
    ],
    ids=[
        "the whole pool",
        "the lanes to the right of one made wider",
        "what stands below a phase made higher",
    ],
)
def test_what_is_moved_as_a_whole_is_no_move_of_any_box(far: Callable[[str], tuple[float, float]]) -> None:
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(moved(far), PATHWAY))
    assert (result.texts, result.left_out) == (TEXTS, ())


def test_a_box_moved_in_a_pool_that_is_moved_gets_its_new_place_and_no_other_does() -> None:
    drawn = moved(lambda element: (500.0, 90.0 - (ROW if element == "S10" else 0)))
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(drawn, PATHWAY))
    now = complete(sketch_of(result.texts["ritning.yaml"], PATHWAY), PATHWAY).grid
    planning = SKETCH.grid["planering"]
    assert [sorted(names_in(cell)) for cell in now["planering"][0]] == [
        sorted([*names_in(cell), *(["S10"] if "S09" in names_in(cell) else [])]) for cell in planning[0]
    ]
    assert {phase for phase in now if now[phase] != SKETCH.grid[phase]} == {"planering"}


@pytest.mark.parametrize("boxes", [("S08", "S09"), ("S08", "S09", "S10")])
def test_boxes_moved_alike_are_moved_and_the_others_of_their_phase_are_not(boxes: tuple[str, ...]) -> None:
    drawn = moved(lambda element: (0.0, float(ROW) if element in boxes else 0.0))
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(drawn, PATHWAY))
    first, second = complete(sketch_of(result.texts["ritning.yaml"], PATHWAY), PATHWAY).grid["planering"]
    assert not {name for cell in first for name in names_in(cell)} & set(boxes)
    assert {"S08", "S09", "S10", "S11"} == {name for cell in (*first, *second) for name in names_in(cell)}
    assert "S11" in {name for cell in second for name in names_in(cell)}


def test_a_lane_s_new_name_comes_back() -> None:
    drawn = FILE.replace('name="Vården och andra"'.encode(), b'name="Regionen och andra"')
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(drawn, PATHWAY))
    assert next(lane.name for lane in sketch_of(result.texts["ritning.yaml"], PATHWAY).lanes) == (
        "Regionen och andra"
    )
    assert result.left_out == ()


def test_what_editors_make_of_a_file_is_read() -> None:
    drawn = FILE.replace(b'<userTask id="S14"', b'<bpmn2:businessRuleTask id="S14"').replace(
        b"<definitions ", f'<definitions xmlns:bpmn2="{MODEL}" '.encode(), 1
    )
    start = drawn.index(b'<bpmn2:businessRuleTask id="S14"')
    drawn = drawn[:start] + drawn[start:].replace(b"</userTask>", b"</bpmn2:businessRuleTask>", 1)
    inner = b'<childLaneSet><lane id="Lane_1" name="Handl\xc3\xa4ggare"><flowNodeRef>S14</flowNodeRef></lane></childLaneSet>'
    drawn = drawn.replace(b"<flowNodeRef>S14</flowNodeRef>", b"<flowNodeRef>S14</flowNodeRef>" + inner, 1)
    as_utf16 = drawn.decode().replace("encoding='UTF-8'", "encoding='UTF-16'").encode("utf-16")
    for file in (drawn, as_utf16):
        result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(file, PATHWAY))
        assert (result.texts, result.left_out) == (TEXTS, ())


def test_what_the_map_does_not_have_is_told_and_left_out() -> None:
    drawn = FILE.replace(b'<userTask id="S14"', b'<userTask id="Activity_1"')
    result = merged(TEXTS, PATHWAY, SKETCH, read_bpmn(drawn, PATHWAY))
    assert result.texts == TEXTS
    assert "S14 saknas i filen och står kvar." in result.left_out
    assert any("finns inte på kartan" in text for text in result.left_out)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hej",
        b"<svg/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + FILE.split(b"\n", 1)[1],
        b"<a>" * 100_000,
        FILE.replace(b'width="150"', b'width="bred"', 1),
        FILE.replace(b'width="150"', b'width="nan"', 1),
        FILE.replace(b'width="150"', b'width="1e999"', 1),
    ],
)
def test_what_is_no_bpmn_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BpmnError, match="BPMN"):
        read_bpmn(data, PATHWAY)
