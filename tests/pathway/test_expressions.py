"""Conditions as text: what is read, what is told of mistakes, and that text and nodes are two sides of one thing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samre.pathway.model import Choice, Fact
from samre.pathway.nodes import (
    And,
    Between,
    Compare,
    Constant,
    In,
    IsTrue,
    IsUnknown,
    Named,
    Node,
    Not,
    Or,
    walk,
)
from samre.pathway.reading.expressions import Scope, names_in, parse, to_text
from samre.pathway.reading.mistakes import DefinitionError, Place

from .strategies import facts, nodes

CHOICES = (Choice("noll", "Noll"), Choice("finns", "Finns"))
FACTS = {
    "alder": Fact("alder", "int", "?", "Ålder", minimum=0, maximum=120),
    "dagar": Fact("dagar", "int", "?", "Dagar", minimum=-30, maximum=30),
    "fodd": Fact("fodd", "date", "?", "Född"),
    "samtycke": Fact("samtycke", "bool", "?", "Samtycke"),
    "sgi": Fact("sgi", "enum", "?", "SGI", choices=CHOICES),
}
DUGER = Named("duger", IsTrue("samtycke"))
VALUES: dict[str, int | str] = {"pension": 63, "riktalder": "det är en tabell, inte ett tal"}
SCOPE = Scope(FACTS, {"duger": DUGER.item}, VALUES)
WHERE = Place("steg.yaml", 7, 12)


def read(text: str) -> Node:
    return parse(text, scope=SCOPE, where=WHERE)


def mistakes(text: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        read(text)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("sant", Constant(True)),
        ("samtycke", IsTrue("samtycke")),
        ("inte samtycke", Not(IsTrue("samtycke"))),
        ("alder>=30", Compare("alder", ">=", 30)),
        ("dagar > -14", Compare("dagar", ">", -14)),
        ("alder i 19..29", Between("alder", 19, 29)),
        ("alder >= värde.pension", Compare("alder", ">=", 63)),
        ("alder i 30..värde.pension", Between("alder", 30, 63)),
        ("sgi i {noll, finns}", In("sgi", ("finns", "noll"))),
        ("är_okänd(sgi)", IsUnknown("sgi")),
        ("a\u0308r_oka\u0308nd(fodd)", IsUnknown("fodd")),
        ("duger", DUGER),
        (
            "samtycke och sgi = noll eller duger",
            Or((And((IsTrue("samtycke"), Compare("sgi", "=", "noll"))), DUGER)),
        ),
        (
            "samtycke och (sgi = noll eller duger)",
            And((IsTrue("samtycke"), Or((Compare("sgi", "=", "noll"), DUGER)))),
        ),
        ("inte\n  samtycke\n  och duger", And((Not(IsTrue("samtycke")), DUGER))),
    ],
)
def test_a_condition_is_read_as_it_says(text: str, node: Node) -> None:
    assert read(text) == node


def golden() -> list[tuple[str, list[str]]]:
    """The conditions of spec/mistakes.txt with what is told of each, placed as if they began at `WHERE`."""
    found: list[tuple[str, list[str]]] = []
    for line in (
        (Path(__file__).parent / "spec" / "mistakes.txt").read_text(encoding="utf-8").splitlines()[2:]
    ):
        if line.startswith("    "):
            column, told = line.strip().split(": ", 1)
            found[-1][1].append(f"steg.yaml, rad 7, kolumn {int(column) + 11}: {told}")
        elif line:
            found.append((line, []))
    return found


@pytest.mark.parametrize(("text", "told"), golden())
def test_a_mistake_says_where_what_and_what_to_do(text: str, told: list[str]) -> None:
    assert mistakes(text) == told


def test_an_empty_condition_is_told_to_say_always() -> None:
    assert mistakes("  ") == [
        "steg.yaml, rad 7, kolumn 12: Villkoret är tomt. Skriv »sant« om det alltid gäller."
    ]


def test_a_date_is_compared_through_a_derived_fact() -> None:
    assert mistakes("fodd > 1960") == [
        "steg.yaml, rad 7, kolumn 12: »fodd« är ett datum och kan inte jämföras. "
        "Gör en härledd uppgift av fodd (härleds: {hur: ålder, från: fodd})."
    ]


def test_a_text_over_several_lines_is_placed_by_line_alone() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse("samtyke", scope=SCOPE, where=Place("steg.yaml", 7))
    assert str(caught.value).splitlines() == [
        "1 fel i definitionen:",
        "  steg.yaml, rad 7: Uppgiften »samtyke« finns inte. Menade du »samtycke«?",
    ]


def test_a_thousand_parentheses_are_refused_without_harm() -> None:
    told = mistakes("(" * 1000 + "samtycke" + ")" * 1000)
    assert told == ["steg.yaml, rad 7, kolumn 112: Villkoret är för djupt. Dela upp det under »villkor:«."]


def test_the_names_of_a_condition_are_found_even_in_broken_text() -> None:
    assert names_in("inte (sgi = noll och ) alder i 19..29") == ("sgi", "noll", "alder")


def tells_people_apart(node: Node, known: Mapping[str, Fact]) -> bool:
    """Comparisons that are the same for everybody are mistakes in text; nodes may hold them."""
    for part in walk(node):
        if isinstance(part, Compare) and known[part.fact].kind == "int":
            low, high = known[part.fact].minimum, known[part.fact].maximum
            if (part.op in ("<", ">=") and part.value == low) or (
                part.op in (">", "<=") and part.value == high
            ):
                return False
    return True


@given(st.data())
def test_text_and_nodes_are_two_sides_of_one_thing(data: st.DataObject) -> None:
    known = data.draw(facts())
    named = Named("villkor0", data.draw(nodes(list(known.values()), depth=2)))
    node = data.draw(nodes(list(known.values()), [named]))
    assume(tells_people_apart(node, known))
    assert parse(to_text(node), scope=Scope(known, {"villkor0": named.item}), where=WHERE) == node


@given(st.text(alphabet="ao(){}=<>!.,-0129 ichernlstdgäå\n_\"'", max_size=60))
def test_any_text_is_read_as_a_condition_or_refused_with_a_mistake(text: str) -> None:
    told = []
    try:
        node = read(text)
    except DefinitionError as error:
        told = [mistake for mistake in error.mistakes if mistake.message and mistake.file == "steg.yaml"]
    assert told or read(to_text(node)) == node
