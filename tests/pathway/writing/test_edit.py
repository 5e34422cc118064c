"""One value written into a definition leaves everything else as it was."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from samre.definitions import current
from samre.pathway.picture.sketch import sketch_of
from samre.pathway.reading.load import FILES, load_texts
from samre.pathway.writing.edit import Drop, EditError, Put, edited
from samre.pathway.writing.steps import next_step_id, with_field, with_order, with_step, without_step

SMALL = Path(__file__).parents[1] / "small_map"
TEXTS = {name: (SMALL / name).read_text(encoding="utf-8") for name in FILES}
WHOLE = {name: (current() / name).read_text(encoding="utf-8") for name in (*FILES, "ritning.yaml")}


def test_a_changed_value_changes_one_line_of_the_real_map() -> None:
    after = edited(WHOLE, [Put("steg.yaml", ("steg", "S14", "frist", "dagar"), 21)])
    assert _changed(WHOLE, after) == {"steg.yaml": 1}
    assert load_texts(after).steps["S14"].limit.days == 21


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_file_is_written_as_it_was_read_but_for_the_value(name: str) -> None:
    top = next(iter(yaml.safe_load(WHOLE[name])))
    after = edited(WHOLE, [Put(name, ("ny_nyckel",), "värde", after=top)])
    added = [
        line for line in ndiff(WHOLE[name].split("\n"), after[name].split("\n")) if line.startswith("- ")
    ]
    assert len(added) <= (9 if name == "karta.yaml" else 0)


def test_a_new_key_of_a_step_stands_where_it_usually_does() -> None:
    after = with_field(TEXTS, "S08", "råd", "Ring först, och skriv sedan.")
    keys = list(yaml.safe_load(after["steg.yaml"])["steg"]["S08"])
    assert keys.index("råd") == keys.index("frist") + 1
    assert load_texts(after).steps["S08"].advice == "Ring först, och skriv sedan."


def test_an_empty_value_takes_the_key_away() -> None:
    assert load_texts(with_field(TEXTS, "S14", "kontakt", "")).steps["S14"].contact == ""
    assert with_field(TEXTS, "S14", "råd", "") == TEXTS


def test_rows_of_a_step_are_written_and_read_back() -> None:
    rows = [{"id": "ny", "text": "Ett krav, med komma", "villkor": "sgi i {noll, finns}"}]
    step = load_texts(with_field(TEXTS, "S08", "kräver", rows)).steps["S08"]
    assert [(need.id, need.text) for need in step.requires] == [("ny", "Ett krav, med komma")]


def test_a_new_step_gets_its_place_in_the_order_and_a_place_on_the_drawing() -> None:
    fields = {
        "namn": "Nytt steg", "kort": "Nytt", "fas": "start", "ansvarig": "KOM", "åtagande": "Kommunen gör det.",
        "frist": {"dagar": 7, "text": "En vecka"}, "öppen_när": "alder >= 70", "vägar": [{"till": "S08", "text": "Klart"}],
    }  # fmt: skip
    id_ = next_step_id(list(load_texts(WHOLE).steps))
    after = with_step(WHOLE, id_, fields, before="S14")
    pathway = load_texts(after)
    assert pathway.priority.index(id_) == pathway.priority.index("S14") - 1
    assert id_ in {
        name
        for rows in sketch_of(after["ritning.yaml"], pathway).grid.values()
        for row in rows
        for cell in row
        for name in cell.split("+")
    }


@pytest.mark.parametrize("step", ["S01", "S05", "S08", "S14", "S27", "S29", "S40", "S44"])
def test_any_step_can_be_taken_out_and_no_trace_of_it_is_left(step: str) -> None:
    after = without_step(WHOLE, step)
    steps = yaml.safe_load(after["steg.yaml"])["steg"]
    assert step not in steps
    assert not [id_ for id_, item in steps.items() for way in item.get("vägar") or () if way["till"] == step]
    assert step not in yaml.safe_load(after["karta.yaml"])["prioritet"]
    drawing = yaml.safe_load(after["ritning.yaml"])["ritning"]
    assert step not in yaml.safe_dump(drawing, allow_unicode=True).replace("+", " ").replace(",", " ").split()


def test_the_order_keeps_every_step() -> None:
    assert load_texts(with_order(TEXTS, ["S14", "S27", "S05", "S08"])).priority == (
        "S14",
        "S27",
        "S05",
        "S08",
    )
    with pytest.raises(EditError, match="exakt en gång"):
        with_order(TEXTS, ["S14", "S27", "S05"])


@pytest.mark.parametrize(
    "change",
    [
        Put("steg.yaml", ("steg", "S99", "namn"), "x"),
        Put("steg.yaml", ("steg", "S05", "vägar", 9), {"till": "S08", "text": "x"}),
        Drop("steg.yaml", ("steg", "S05", "råd")),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_in_words(change: Put | Drop) -> None:
    with pytest.raises(EditError, match=r"steg\.yaml.*finns inte"):
        edited(TEXTS, [change])


@settings(deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.split()))
def test_any_text_is_read_back_as_it_was_typed_but_for_its_white_space(text: str) -> None:
    texts = edited(TEXTS, [Put("steg.yaml", ("steg", "S08", "namn"), text)])
    assert load_texts(texts).steps["S08"].name.split() == text.split()


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, int]:
    return {
        name: sum(line.startswith("+ ") for line in ndiff(before[name].split("\n"), after[name].split("\n")))
        for name in before
        if before[name] != after[name]
    }
