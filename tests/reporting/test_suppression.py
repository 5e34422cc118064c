"""Small numbers are hidden, and can't be worked out from those that are not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samre.reporting.suppression import suppressed, told_total

counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40))


def test_a_small_number_is_hidden_together_with_the_next_smallest() -> None:
    assert suppressed({"a": 2, "b": 9, "c": 30, "d": 0}, least=5) == {"a": None, "b": None, "c": 30, "d": 0}
    assert suppressed({"a": 4, "b": 3, "c": 30}, least=5) == {"a": None, "b": None, "c": 30}
    assert suppressed({"a": 1, "b": 1, "c": 30, "d": 40}, least=5) == {
        "a": None,
        "b": None,
        "c": None,
        "d": 40,
    }
    assert suppressed({"a": 5, "b": 9}, least=5) == {"a": 5, "b": 9}


def test_a_total_about_a_few_is_hidden_too() -> None:
    assert told_total({"a": 2, "b": 1}, least=5) is None
    assert told_total({"a": 0}, least=5) == 0
    assert told_total({"a": 2, "b": 9}, least=5) == 11


@given(counts, st.integers(2, 10))
def test_nothing_small_is_told_and_nothing_hidden_can_be_subtracted(
    given_counts: dict[str, int], least: int
) -> None:
    told = suppressed(given_counts, least=least)
    assert all(count is None or count == 0 or count >= least for count in told.values())
    hidden = [cell for cell, count in told.items() if count is None]
    there = [cell for cell, count in given_counts.items() if count]
    if hidden and told_total(given_counts, least=least) is not None and len(there) > 1:
        assert len(hidden) >= 2
        assert sum(given_counts[cell] for cell in hidden) >= least
    assert all(count is None or count == given_counts[cell] for cell, count in told.items())
