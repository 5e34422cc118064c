"""What differs is told in one short sentence for each thing, with the words themselves in a fold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samre.definitions import current
from samre.governance.queries.brief_changes import Brief, briefly
from samre.governance.rules.news import proposed_news
from samre.pathway.changes.diff import diff
from samre.pathway.model import Pathway
from samre.pathway.reading.load import cached

OLD = cached(current())


def told(new: Pathway) -> tuple[Brief, ...]:
    return briefly(diff(OLD, new), OLD, new)


def test_another_number_of_days_is_said_as_days() -> None:
    step = OLD.steps["S14"]
    new = replace(step, limit=replace(step.limit, days=56, text="Fråga efter 56 dagar."))
    (found,) = told(replace(OLD, steps={**OLD.steps, "S14": new}))
    assert str(found) == "14 Sök samordning: tiden är 56 dagar i stället för 30 dagar."
    assert len(found.whole) == 1


def test_a_long_condition_is_said_to_be_changed_and_its_words_are_folded() -> None:
    step, other = OLD.steps["S14"], OLD.steps["S15"]
    new = replace(step, relevant=other.relevant, advice="Ring först och fråga vem som har ärendet just nu.")
    (found,) = told(replace(OLD, steps={**OLD.steps, "S14": new}))
    assert str(found) == "14 Sök samordning: ändrat: villkor för att vara öppet, råd."
    assert [one.part for one in found.whole] == ["villkor för att vara öppet", "råd"]
    assert found.moves


def test_a_box_that_is_gone_is_said_in_a_word() -> None:
    new = replace(OLD, steps={id_: step for id_, step in OLD.steps.items() if id_ != "S11"})
    assert "11 SIP: borttaget." in map(str, told(new))


def test_the_news_tells_the_first_and_counts_the_rest() -> None:
    news = proposed_news([f"Sak {number}." for number in range(8)], begins=date(2026, 12, 7))
    assert news.startswith("Gäller från den 7 december 2026.\n– Sak 0.")
    assert news.endswith("– Och 2 ändringar till.")
