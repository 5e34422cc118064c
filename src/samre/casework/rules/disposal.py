"""When a person's file is to be removed, preserved or must wait. Judged by the table of `gallring.yaml`; knows no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml

REMOVE, PRESERVE, WAIT = "gallra", "bevara", "vänta"
NOT_YET = "inte_än"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A person's file (personakt) as the rules see it: all her cases in one nämnd.

    `last_note_on`: the last note in any of them. `day_of_birth`: the day of the month, None where it isn't known.
    """

    is_open: bool
    last_note_on: date
    day_of_birth: int | None
    is_held: bool = False
    in_sample_kommun: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`verdict`: gallra, bevara, vänta or inte_än. `rule` names the row of the table, `due_on` the day the duty arises,
    `finish_by` the last day of the law."""

    verdict: str
    rule: str
    due_on: date
    finish_by: date


@lru_cache(maxsize=1)
def disposal_rules() -> Mapping[str, Any]:
    """gallring.yaml as it stands."""
    return dict(read_yaml("gallring.yaml"))


def judge(file: File, *, on: date, rules: Mapping[str, Any] | None = None) -> Judgement:
    """What is to be done with a file on a day. Source: the table, which names its paragraphs."""
    table = rules or disposal_rules()
    due = years_later(file.last_note_on, table["gallring"]["år_efter_sista_anteckning"])
    finish = finish_by(due)
    for row in table["undantag"]:
        if _CONDITIONS[row["villkor"]](file, row):
            if row["utfall"] == PRESERVE and on <= due:
                break
            return Judgement(row["utfall"], row["id"], due, finish)
    if on <= due:
        return Judgement(NOT_YET, "tid", due, finish)
    return Judgement(REMOVE, "tid", due, finish)


def finish_by(due: date) -> date:
    """The last day to be done with what fell due on a day: the end of the year after (`klart` in the table)."""
    return date(due.year + 1, 12, 31)


def years_later(day: date, years: int) -> date:
    """The same day of a later year; for 29 February the last day of February where there is none (lag 1930:173 1 §)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _born_on(file: File, row: Mapping[str, Any]) -> bool:
    # A day that isn't known may be one of them: what is preserved by mistake can be removed later, never the other way.
    return file.day_of_birth is None or file.day_of_birth in row["dagar"]


_CONDITIONS: Mapping[str, Callable[[File, Mapping[str, Any]], bool]] = {
    "öppet": lambda file, _: file.is_open,
    "spärr": lambda file, _: file.is_held,
    "urvalskommun": lambda file, _: file.in_sample_kommun,
    "född_dag": _born_on,
}
