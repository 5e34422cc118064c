"""What of the law has to be looked at, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samre.governance.queries.law_watch import law_watch
from samre.pathway.model import DatedValue, Law, Programme
from samre.pathway.reading.load import load_pathway

from .factories import SMALL

ON = date(2026, 11, 21)
BARE = replace(load_pathway(SMALL), laws={}, values={}, programmes={})


def states(pathway, *, on: date = ON) -> dict[str, tuple[str, date | None]]:  # type: ignore[no-untyped-def]
    return {item.id: (item.state, item.due) for item in law_watch(pathway, on=on, ahead=60)}


def test_a_law_is_read_again_on_its_day_and_at_least_once_a_year() -> None:
    read = date(2026, 1, 15)
    laws = {
        "A": Law("A", "A", checked=read, next_check=date(2026, 11, 20)),
        "B": Law("B", "B", checked=read, next_check=date(2026, 12, 31)),
        "C": Law("C", "C", checked=read, next_check=date(2030, 1, 1)),
        "D": Law("D", "D", next_check=date(2030, 1, 1)),
    }
    assert states(replace(BARE, laws=laws)) == {
        "A": ("försenad", date(2026, 11, 20)),
        "B": ("snart", date(2026, 12, 31)),
        "C": ("snart", date(2027, 1, 15)),
        "D": ("försenad", None),
    }


def test_a_number_that_ends_with_nothing_after_it_is_due_on_its_last_day_and_what_is_prepared_is_told() -> (
    None
):
    spans = ((date(2026, 1, 1), date(2026, 12, 31), 230),)
    ending = DatedValue("x", "X", "kr", spans=spans, checked=date(2026, 11, 1))
    prepared = replace(ending, id="y", spans=(*spans, (date(2027, 1, 1), None, 240)))
    watched = {
        item.id: item
        for item in law_watch(replace(BARE, values={"x": ending, "y": prepared}), on=ON, ahead=60)
    }
    assert (watched["x"].state, watched["x"].due, watched["x"].coming) == ("snart", date(2026, 12, 31), ())
    assert (watched["y"].state, watched["y"].coming) == ("läst", ((date(2027, 1, 1), "240 kr"),))


def test_a_programme_is_due_on_its_last_day_and_what_is_late_stands_first() -> None:
    programmes = {
        "gammalt": Programme("gammalt", "Gammalt", "KOM", valid_to=date(2026, 1, 14)),
        "kommande": Programme("kommande", "Kommande", "KOM", valid_from=date(2027, 2, 1)),
    }
    rows = law_watch(replace(BARE, programmes=programmes), on=ON, ahead=60)
    assert [(item.id, item.state) for item in rows] == [("gammalt", "försenad"), ("kommande", "läst")]
    assert rows[1].coming == ((date(2027, 2, 1), "börjar gälla"),)
