"""Conditions as text: what is read, what is told of mistakes, and that text and nodes are two sides of one thing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samre.pathway.expressions import Scope, names_in, parse, to_text
from samre.pathway.mistakes import DefinitionError, Place
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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("samtyke", ["kolumn 12: Uppgiften »samtyke« finns inte. Menade du »samtycke«?"]),
        ("sgi = nol", ["kolumn 18: »nol« är inget val för sgi. Menade du »noll«?"]),
        ("sgi = okänd", ["kolumn 18: »okänd« är inget val för sgi. Skriv »är_okänd(sgi)«."]),
        ("sgi", ["kolumn 12: »sgi« är ett val och kan inte stå ensam. Skriv »sgi = noll«."]),
        ("sgi > noll", ["kolumn 18: »sgi« är ett val; val kan inte jämföras med »>«. Skriv »sgi = noll«."]),
        ("sgi i {noll, noll}", ["kolumn 19: Samma val står två gånger."]),
        ("sgi i 1..2", ["kolumn 12: »sgi« är ett val och har inga spann. Skriv »sgi = noll«."]),
        ("alder", ["kolumn 12: »alder« är ett heltal och kan inte stå ensam. Skriv till exempel »alder >= 0«."]),
        ("alder = ung", ["kolumn 20: »alder« är ett heltal och jämförs med ett tal, inte »ung«. Skriv ett heltal eller »värde.namn«."]),
        ("alder > pension", ["kolumn 20: »alder« är ett heltal och jämförs med ett tal, inte »pension«. Menade du »värde.pension«?"]),
        ("alder > värde.pensoin", ["kolumn 20: Värdet »pensoin« finns inte i varden.yaml. Menade du »pension«?"]),
        ("alder > värde.riktalder", ["kolumn 20: »värde.riktalder« kan inte användas här: det är en tabell, inte ett tal."]),
        ("alder >= 121", ["kolumn 21: 121 ligger utanför alder. alder går från 0 till 120."]),
        ("alder >= 0", ["kolumn 21: »alder >= 0« är alltid sant. alder går från 0 till 120."]),
        ("alder > 120", ["kolumn 20: »alder > 120« är aldrig sant. alder går från 0 till 120."]),
        ("alder i 29..19", ["kolumn 20: Spannet 29..19 är tomt. Menade du 19..29?"]),
        ("alder i {19}", ["kolumn 12: »alder« är ett heltal och har inga val. Skriv till exempel »alder >= 0«."]),
        ("30 <= alder", ["kolumn 12: Här väntades en uppgift, men det står »30«. Skriv uppgiften först, till exempel »alder >= 30«."]),
        ("samtycke = ja", ["kolumn 12: »samtycke« är ja eller nej och kan inte jämföras. Skriv bara »samtycke« eller »inte samtycke«."]),
        ("duger = sant", ["kolumn 12: »duger« är ett villkor, inte en uppgift. Ett villkor står ensamt: skriv bara namnet."]),
        ("är_okänd(duger)", ["kolumn 21: »duger« är ett villkor, inte en uppgift. »är_okänd« tar en uppgift."]),
        ("ar_okand(sgi)", ["kolumn 12: »ar_okand« finns inte i villkor. Skriv »är_okänd«."]),
        ("finns(sgi)", ["kolumn 12: Funktionen »finns« finns inte. Den enda funktionen är »är_okänd«."]),
        ("samtycke and not duger", ["kolumn 21: »and« finns inte i villkor. Skriv »och«.", "kolumn 25: »not« finns inte i villkor. Skriv »inte«."]),
        ("sgi == noll && duger", ["kolumn 16: »==« finns inte i villkor. Skriv »=«.", "kolumn 24: »&&« finns inte i villkor. Skriv »och«."]),
        ("sgi = 'noll'", ["kolumn 18: Tecknet »'« kan inte stå i ett villkor. Val skrivs utan citattecken."]),
        ("alder + 1 > 3", ["kolumn 18: Tecknet »+« kan inte stå i ett villkor. Räkning finns inte i villkor; lägg en uppgift eller ett värde."]),
        ("(samtycke", ["kolumn 12: Parentesen stängs aldrig. Sätt »)« där den slutar."]),
        ("samtycke)", ["kolumn 20: Villkoret går inte att läsa vidare vid »)«. Det finns en högerparentes för mycket."]),
        ("samtycke duger", ["kolumn 21: Villkoret går inte att läsa vidare vid »duger«. Fattas »och« eller »eller« här?"]),
        ("samtycke och", ["kolumn 24: Här väntades en uppgift, men det står slutet av villkoret. Ett villkor börjar med en uppgift, »inte« eller en parentes."]),
        ("  ", ["kolumn 12: Villkoret är tomt. Skriv »sant« om det alltid gäller."]),
        ("sgu = noll och alde > 3 och sgi = nol", [
            "kolumn 12: Uppgiften »sgu« finns inte. Menade du »sgi«?",
            "kolumn 27: Uppgiften »alde« finns inte. Menade du »alder«?",
            "kolumn 46: »nol« är inget val för sgi. Menade du »noll«?",
        ]),
    ],
)  # fmt: skip
def test_a_mistake_says_where_what_and_what_to_do(text: str, told: list[str]) -> None:
    assert mistakes(text) == [f"steg.yaml, rad 7, {line}" for line in told]


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
def test_any_text_is_read_or_refused_with_a_mistake(text: str) -> None:
    try:
        node = read(text)
    except DefinitionError as error:
        assert all(mistake.message and mistake.file == "steg.yaml" for mistake in error.mistakes)
    else:
        assert read(to_text(node)) == node
