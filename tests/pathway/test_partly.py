"""A map with mistakes is read as far as it goes: what conditions may name, one condition, and where in a file a place is."""

from __future__ import annotations

import pytest
from tests.governance.factories import small_texts

from samre.pathway.reading.partly import EMPTY, path_at, read_condition, scope_in

TEXT = """\
steg:
  S05:
    namn: Ett namn
    kräver:
      - {id: a, text: Ord, villkor: alder > 3}
      - {id: b, text: Ord}
  S06:
    namn: Ett till
"""


@pytest.mark.parametrize(
    ("line", "column", "path"),
    [
        (3, 11, ("steg", "S05", "namn")),
        (3, None, ("steg", "S05", "namn")),
        (5, 35, ("steg", "S05", "kräver", 0, "villkor")),
        (6, 10, ("steg", "S05", "kräver", 1, "id")),
        (7, 3, ("steg", "S06")),
        (8, None, ("steg", "S06", "namn")),
    ],
)
def test_a_place_in_a_file_is_found_as_the_way_to_it(
    line: int, column: int | None, path: tuple[object, ...]
) -> None:
    assert path_at(TEXT, line, column) == path


def test_a_text_that_is_no_yaml_has_no_ways() -> None:
    assert path_at("steg: [", 1, 1) == ()


def test_a_map_with_a_mistake_still_knows_its_facts() -> None:
    texts = small_texts()
    texts = {**texts, "fakta.yaml": texts["fakta.yaml"].replace("intyg = giltigt och", "intyg = giltig och")}
    scope = scope_in(texts)
    assert "alder" in scope.facts
    assert "nara_pension" in scope.conditions
    assert scope_in({**texts, "fakta.yaml": "uppgifter: ["}) == EMPTY


def test_a_condition_by_itself_tells_the_column_in_its_own_text() -> None:
    scope = scope_in(small_texts())
    assert read_condition("alder > 60", scope).node is not None
    (mistake,) = read_condition("alder > 60 och sgi = nol", scope).mistakes
    assert (mistake.column, mistake.found) == (22, "nol")
