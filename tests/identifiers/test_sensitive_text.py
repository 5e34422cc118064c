"""The guard finds what points somebody out however it is written, and leaves ordinary sentences of a case alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.identifiers.sensitive_text import Found, Kind, find_identifiers, find_words

NAMES = ("Anna Lindqvist", "Bo Ek")
POINTS_OUT = (
    ("191212121212", Kind.PERSON_NUMBER),
    ("19121212-1212", Kind.PERSON_NUMBER),
    ("121212 - 1212", Kind.PERSON_NUMBER),
    ("12 12 12 1212", Kind.PERSON_NUMBER),
    ("121212\u20131212", Kind.PERSON_NUMBER),
    ("121212\u200b-1212", Kind.PERSON_NUMBER),
    ("１２１２１２-１２１２", Kind.PERSON_NUMBER),
    ("١٢١٢١٢-١٢١٢", Kind.PERSON_NUMBER),
    ("१२१२१२-१२१२", Kind.PERSON_NUMBER),
    ("1\u03362\u03361\u0336212-1212", Kind.PERSON_NUMBER),
    ("1 2 1 2 1 2 1 2 1 2", Kind.PERSON_NUMBER),
    ("1 9 1 2 1 2 1 2 - 1 2 1 2", Kind.PERSON_NUMBER),
    ("1912 12 12 1212", Kind.PERSON_NUMBER),
    ("12.12.12.1212", Kind.PERSON_NUMBER),
    ("121212/1212", Kind.PERSON_NUMBER),
    ("121212 (1212", Kind.PERSON_NUMBER),
    ("121212--1212", Kind.PERSON_NUMBER),
    ("121212_1212", Kind.PERSON_NUMBER),
    ("121212\t1212", Kind.PERSON_NUMBER),
    ("19121212\n1212", Kind.PERSON_NUMBER),
    ("1912\n1212-1212", Kind.PERSON_NUMBER),
    ("Lindqvi\u0301st", Kind.NAME),
    ("701063-2391", Kind.COORDINATION_NUMBER),
    ("070-123 45 67", Kind.PHONE),
    ("0701234567", Kind.PHONE),
    ("08-123 456 78", Kind.PHONE),
    ("(08) 12 34 56 78", Kind.PHONE),
    ("+46 70 123 45 67", Kind.PHONE),
    ("0046701234567", Kind.PHONE),
    ("0499-123 45", Kind.PHONE),
    ("anna.lindqvist@almby.se", Kind.EMAIL),
    ("anna (at) almby.se", Kind.EMAIL),
    ("Storgatan 12 B", Kind.ADDRESS),
    ("Norra vägen 3", Kind.ADDRESS),
    ("2026-0118", Kind.CASE_NUMBER),
    ("Lindqvist", Kind.NAME),
    ("lindqvists", Kind.NAME),
    ("ANNA", Kind.NAME),
    ("Bo", Kind.NAME),
)
TOLD_BY_A_WORD = (
    ("Ring tel 123 45 67 i morgon.", "123 45 67", Kind.PHONE),
    ("Numret 070-123 45 67 2026-11-22.", "070-123 45 67", Kind.PHONE),
    ("070-123 45 67 19121212-1212", "070-123 45 67", Kind.PHONE),
    ("Hon är född 1984-05-12.", "1984-05-12", Kind.BIRTHDAY),
    ("Hon är f. 840512.", "840512", Kind.BIRTHDAY),
    ("Hon är född den 12/5 1984.", "12/5 1984", Kind.BIRTHDAY),
    ("Se dnr SN 2026/12 hos oss.", "SN 2026/12", Kind.CASE_NUMBER),
    ("Dottern Lina bor kvar.", "Lina", Kind.NAME),
    ("hennes bror Per hjälper till", "Per", Kind.NAME),
    ("en son heter Ali", "Ali", Kind.NAME),
    ("hälsa anna lindqvist", "anna", Kind.NAME),
)
ORDINARY = (
    "Arbetar 08.30–16.00 den 2026-11-21, 4 timmar per vecka.",
    "Träffar 2026-11-21, 2026-12-05 och 2026-12-19, klockan 1430.",
    "Sjukskriven 2025-11-24\n2026-01-15\n2026-02-20",
    "Började 1998-05-12, 1999-06-01 och 2003-02-01.",
    "Läsåret 2025-2026 och perioden 2026-01-01–2026-12-31.",
    "Beslutet kom 01-02-2026 och 08-09-2026.",
    "Diagnos F33.1 och M54.5, 50 % i 3 månader.",
    "Lön 12 500 kr och bankgiro 5050-1055.",
    "Hon vill bo kvar och gå på kurs på Komvux.",
    "Maken arbetar. Dottern går i skolan.",
    "Enligt SoL 15:4 och OSL 10:2, SFS 2009:400.",
    "",
)


@pytest.mark.parametrize(("text", "kind"), POINTS_OUT)
def test_what_points_somebody_out_is_found_in_a_sentence_with_its_place(text: str, kind: Kind) -> None:
    before = "Det gäller "
    found = find_identifiers(f"{before}{text}, tror jag.", names=NAMES)
    assert found == (Found(kind, len(before), len(before) + len(text), text),)


@pytest.mark.parametrize(("sentence", "text", "kind"), TOLD_BY_A_WORD)
def test_a_word_before_it_tells_what_it_is(sentence: str, text: str, kind: Kind) -> None:
    found = [(one.kind, one.text) for one in find_identifiers(sentence, names=NAMES)]
    assert (kind, text) in found


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_of_a_case_pass(text: str) -> None:
    assert find_identifiers(text, names=NAMES) == ()


def test_names_are_found_only_when_they_are_asked_for() -> None:
    assert find_identifiers("Lindqvist") == ()


def test_two_ways_of_seeing_the_same_place_are_told_once() -> None:
    found = find_identifiers(
        "Storgatan 12, anna.lindqvist@almby.se", names=("Anna Storgatan", "Anna Lindqvist")
    )
    assert [one.kind for one in found] == [Kind.ADDRESS, Kind.EMAIL]


@given(st.text(max_size=60), st.sampled_from([text for text, _ in POINTS_OUT]), st.text(max_size=60))
def test_nothing_around_it_hides_it_and_every_place_is_right(before: str, text: str, after: str) -> None:
    whole = f"{before} – {text} – {after}"
    found = find_identifiers(whole, names=NAMES)
    assert found
    assert all(whole[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_words_of_a_category_are_found_whole_or_by_their_beginning() -> None:
    words = {"diagnos": ("depression*", "ångest"), "familj": ("barn",)}
    found = find_words("Depressionen och ÅNGEST, men ångestfri. Ett barn, inte barndom.", words)
    assert [(one.kind, one.text) for one in found] == [
        ("diagnos", "Depressionen"),
        ("diagnos", "ÅNGEST"),
        ("familj", "barn"),
    ]


def test_no_words_find_nothing() -> None:
    assert find_words("Vad som helst", {"diagnos": ()}) == ()


@pytest.mark.parametrize("word", ["å", "9", "a.", "a-", "12.12.", "("])
def test_a_word_without_end_is_read_through_and_hides_nothing(word: str) -> None:
    """Looked through once for each of its signs it would take hours, in which nobody else is answered."""
    found = find_identifiers(f"{word * 200_000} anna.lindqvist@almby.se", names=())
    assert [one.text for one in found if one.kind == Kind.EMAIL] == ["anna.lindqvist@almby.se"]
