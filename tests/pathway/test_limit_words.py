"""The words of a time limit against its days: the proof warns where they say another time, and of the map of the trade nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from samre.definitions import current
from samre.pathway.proof.gaps import check_gaps
from samre.pathway.proof.limit_words import other_time
from samre.pathway.reading.load import load_pathway


@pytest.mark.parametrize(
    ("text", "days", "said"),
    [
        ("Handlingsplan senast dag 30, förnyas inom sex månader", 30, ""),
        ("Handlingsplan senast dag 30", 45, "dag 30"),
        ("Fyra veckor", 28, ""),
        ("Fråga på måndag 30 mars.", 56, ""),
    ],
)
def test_a_day_by_its_number_is_a_time_too(text: str, days: int, said: str) -> None:
    assert other_time(text, days) == said


def test_no_limit_of_the_map_of_the_trade_says_another_time_than_its_days() -> None:
    pathway = load_pathway(current())
    found = [one for one in check_gaps(pathway, on=date(2026, 11, 22)) if one.id.startswith("fristord.")]
    assert len(found) == len(pathway.steps)
    assert [one.id for one in found if one.verdict != "proved"] == []
