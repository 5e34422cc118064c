"""What the guard says of a row, and what is left when what it found is struck out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samre.casework.rules.consent_lists import category_names
from samre.casework.rules.guard import Alarm, Own, judge_texts, struck

OWN = Own(name="Alva Provsson", number="195010172483", ways=("010-000 12 36", "alva@example.se"))
OTHERS = ("Greta Godman",)
ALL = frozenset(category_names())
PEOPLE = (
    "Greta",
    "Godmans",
    "Alva",
    "19501017-2483",
    "121212-1212",
    "010-000 12 36",
    "070-123 45 67",
    "dottern Lina",
)


def judge(text: str, covered: frozenset[str] = ALL) -> tuple[Alarm, ...]:
    return judge_texts("anteckning:1", [text], own=OWN, others=OTHERS, covered=covered)


def test_the_person_is_no_secret_where_her_contact_goes_and_is_one_where_it_does_not() -> None:
    for text in (
        "Alva ringde.",
        "Numret är 19501017-2483.",
        "Ring 010-000 12 36.",
        "Skriv till alva@example.se.",
    ):
        assert judge(text) == ()
        (alarm,) = judge(text, ALL - {"kontakt"})
        assert alarm.is_hard
        assert "personen" in alarm.sentence


def test_somebody_else_is_never_let_out_whatever_the_ground_covers() -> None:
    for text in ("Greta ringde.", "Ring 070-123 45 67.", "Numret är 121212-1212.", "Dottern Lina ringde."):
        assert judge(text)[0].is_hard


def test_words_of_what_the_ground_covers_are_no_matter_and_others_are_told() -> None:
    text = "Skulderna och sjukhuset."
    assert [alarm.is_hard for alarm in judge(text, frozenset({"bistand", "vard"}))] == []
    told = {word for alarm in judge(text, frozenset({"kontakt"})) for word in alarm.words}
    assert told == {"Skulderna", "sjukhuset"}


def test_what_belongs_nowhere_is_told_whatever_the_ground_covers() -> None:
    (alarm,) = judge("Det har förekommit våld.")
    assert not alarm.is_hard


def test_a_code_of_a_disease_is_told() -> None:
    assert judge("Diagnos F33.1 i intyget.", ALL - {"diagnos"})


@given(st.lists(st.sampled_from([*PEOPLE, "Skulderna", "sjukhuset", "praktik", "och", "."]), max_size=12))
def test_struck_out_nothing_is_left_to_find_and_nothing_else_is_touched(words: list[str]) -> None:
    text = " ".join(words)
    covered = frozenset({"planering"})
    (left,) = struck([text], judge(text, covered))
    assert judge(left, covered) == ()
    assert left.split().count("praktik") == words.count("praktik")
