"""The forms a map is changed in cover the map, and what refers to a thing is found before it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.governance.factories import small_texts

from samre.definitions import current
from samre.governance.queries.map_things import choices, find_thing, references, things
from samre.governance.rules.map_parts import Field, Kind, comparisons, kinds
from samre.governance.rules.map_writing import next_id
from samre.governance.rules.packing import texts_in
from samre.pathway.reading.load_facts import KINDS

# How a fact is worked out of others is written in the files.
WITHOUT_FIELD = {"härleds"}
NAMED_BY_FIELDS = {"steg_och_mal", "datum", "svar"}


def keys_of(kind: Kind, texts: Mapping[str, str]) -> set[str]:
    rows = (find_thing(texts, kind, one.id) for one in things(texts, kind))
    return {key for row in rows if isinstance(row, Mapping) for key in row}


def fields_in(fields: tuple[Field, ...]) -> Iterator[Field]:
    for item in fields:
        yield item
        yield from fields_in(item.parts)


@pytest.mark.parametrize("slug", list(kinds()))
def test_everything_that_is_written_on_the_map_has_a_field(slug: str) -> None:
    kind = kinds()[slug]
    written = keys_of(kind, texts_in(current()))
    assert written <= {item.key for item in kind.fields} | WITHOUT_FIELD


@pytest.mark.parametrize("slug", list(kinds()))
def test_every_field_has_words_and_points_at_something_there_is(slug: str) -> None:
    kind = kinds()[slug]
    for item in fields_in(kind.fields if kind.single is None else (kind.single,)):
        assert item.label
        assert item.of in {"", *kinds(), *NAMED_BY_FIELDS}
        assert item.shape != "en" or item.of or item.options, item.key


def test_every_type_of_fact_can_be_compared_in_words() -> None:
    assert set(comparisons()) == {*KINDS, "villkor"}


def where(slug: str, id_: str, texts: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(one.slug or one.name, one.id) for one in references(texts or small_texts(), slug, id_)]


def test_what_refers_to_a_fact_is_found_in_conditions_derivations_and_worked_cases() -> None:
    found = where("uppgifter", "alder")
    assert ("steg", "S27") in found
    assert ("villkor", "nara_pension") in found
    assert ("uppgifter", "uppnatt_riktalder") in found
    assert ("samband", "0") in found
    assert ("steg", "S05") not in found


def test_what_refers_to_other_things_is_found_where_it_is_written() -> None:
    assert ("steg", "S05") in where("steg", "S08")
    assert ("villkor", "nara_pension") in where("varden", "pensionsfraga")
    assert ("steg", "S14") in where("villkor", "intyget_duger")
    assert ("steg", "S14") in where("kontakter", "fk_samordning")
    assert ("steg", "S27") in where("lagar", "SFB")
    assert ("steg", "S05") in where("blanketter", "B1")
    assert ("ritningen", "") in where("mal", "M3")
    assert ("steg", "S14") in where("faser", "provning")


def test_a_map_that_cannot_be_read_can_still_be_looked_in() -> None:
    texts = {
        **small_texts(),
        "lagar.yaml": "lagar: [",
        "fakta.yaml": small_texts()["fakta.yaml"].replace("63", "x"),
    }
    assert things(texts, kinds()["lagar"]) == ()
    assert ("uppgifter", "uppnatt_riktalder") in where("uppgifter", "fodd", texts)


def test_what_a_field_can_point_at_is_told_by_name() -> None:
    assert ("KOM", "Kommunen, ekonomiskt bistånd") in choices(small_texts(), "aktorer")
    assert {id_ for id_, _ in choices(small_texts(), "datum")} == {"fodd", "intyg_till"}
    assert {"S14", "M3"} <= {id_ for id_, _ in choices(small_texts(), "steg_och_mal")}


@pytest.mark.parametrize(
    ("slug", "taken", "name", "expected"),
    [
        ("steg", ("S05", "S27"), "Vad som helst", "S28"),
        ("mal", ("M1", "M8"), "Arbete", "M9"),
        ("uppgifter", (), "Är personen sjuk i dag?", "ar_personen_sjuk"),
        ("uppgifter", ("ar_personen_sjuk",), "Är personen sjuk i morgon?", "ar_personen_sjuk_2"),
        ("uppgifter", (), "2 barn", "barn"),
        ("uppgifter", (), "???", "ny"),
        ("samband", ("0", "1"), "x", "2"),
    ],
)
def test_a_new_thing_gets_an_id_that_is_free(
    slug: str, taken: tuple[str, ...], name: str, expected: str
) -> None:
    assert next_id(kinds()[slug], taken, name) == expected


def test_things_are_called_by_what_people_read() -> None:
    named: dict[str, Any] = {one.id: one.name for one in things(small_texts(), kinds()["steg"])}
    assert named["S14"] == "Samordning hos FK"
    assert [one.id for one in things(small_texts(), kinds()["steg"])] == ["S27", "S14", "S05", "S08"]
