"""No diagnosis and nobody else's name in what goes to a social enterprise or comes back; what is plain Swedish passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.casework.rules.interventions import intervention_rules
from samre.casework.rules.placements import find_diagnosis, guard, telephone_in, told_name, untold_names

PLAIN = (
    "Behöver paus varje timme och kan inte bära tungt.",
    "Orkade tre timmar, sedan behövdes vila resten av dagen.",
    "Kom 20 minuter sent två gånger. Ringde båda gångerna.",
    "Add inte fler uppgifter än en i taget.".replace("Add", "Ge"),
    "Arbetar i rum B2 på plan 3 med Snickeriet.",
    "Kolla att hörselkåporna fungerar.",
)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_about_work_pass(text: str) -> None:
    assert guard({"text": text}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Har ADHD.",
        "en depression",
        "F32.1 enligt läkaren",
        "Äter antidepressiva",
        "M54",
        "fibromyalgi sedan länge",
    ],
)
def test_a_diagnosis_its_code_and_its_treatment_are_found(text: str) -> None:
    assert find_diagnosis(text)
    assert "text" in guard({"text": text})


@given(
    st.sampled_from(sorted(word.removesuffix("*") for word in intervention_rules()["diagnosord"])),
    st.sampled_from(PLAIN),
    st.booleans(),
)
def test_every_listed_word_is_found_wherever_it_stands(word: str, text: str, first: bool) -> None:
    found = find_diagnosis(f"{word} {text}" if first else f"{text} Också {word.upper()}.")
    assert found.casefold().startswith(word)


def test_a_number_and_another_person_s_name_are_refused_and_a_telephone_of_ours_is_not() -> None:
    assert "mal" in guard({"mal": "Nummer 19800112-9876? Nej: 811228-9874."})
    assert "mal" in guard({"mal": "Brodern Per hämtar."})
    assert guard({"kontakt": "Sara Lind, 010-000 10 10"}, may_reach=("kontakt",)) == {}


@given(st.sampled_from(["fornamn", "namn", "referens", ""]), st.booleans())
def test_a_protected_person_has_no_name_and_others_only_what_was_chosen(
    identity: str, protected: bool
) -> None:
    told = told_name("Kim Alva Granlund", identity, is_protected=protected)
    expected = {"fornamn": "Kim", "namn": "Kim Alva Granlund"}.get(identity, "")
    assert told == ("" if protected else expected)
    assert not set(told.split()) & set(untold_names("Kim Alva Granlund", identity))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Sara Lind, 010-000 10 10, sara@almby.example", "0100001010"),
        ("Ring +46 (0)8-123 456 78 i arbetstid.", "+46812345678"),
        ("Ring oss. Vi svarar inom 24 timmar.", ""),
        ("Sara Lind, sara@almby.example", ""),
    ],
)
def test_the_number_to_call_is_found_as_it_is_written(text: str, number: str) -> None:
    assert telephone_in(text) == number
