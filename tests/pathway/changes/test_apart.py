"""Of two long texts that differ little, what differs is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.pathway.changes.apart import AROUND, CUT, LONGEST, apart

WORDS = [f"ord{number}" for number in range(80)]


def long(*changed: tuple[int, str]) -> str:
    words = list(WORDS)
    for place, text in changed:
        words[place] = text
    return " ".join(words)


def test_short_texts_are_whole() -> None:
    assert apart("alltid", "aldrig") == ("alltid", "aldrig")


@pytest.mark.parametrize("place", [0, 40, 79])
def test_what_differs_in_a_long_text_stands_with_a_few_words_around_it(place: int) -> None:
    before, after = apart(long(), long((place, "nytt ord")))
    assert f"ord{place}" in before.split()
    assert "nytt ord" in after
    assert len(before.split()) <= 2 * AROUND + 3
    assert before.startswith(CUT) == (place > AROUND)
    assert after.endswith(CUT) == (place < len(WORDS) - 1 - AROUND)


def test_a_text_that_got_longer_shows_what_was_added() -> None:
    before, after = apart(long(), f"{long()} eller mer")
    assert before.startswith(CUT)
    assert after.endswith("ord79 eller mer")


@given(st.lists(st.sampled_from("ab"), min_size=1), st.lists(st.sampled_from("ab"), min_size=1))
def test_texts_that_differ_are_told_apart(one: list[str], two: list[str]) -> None:
    pad = ["x" * LONGEST]
    before, after = (" ".join([*pad, *words, *pad]) for words in (one, two))
    assert (before == after) == (len(set(apart(before, after))) == 1)
