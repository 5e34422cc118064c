"""What is told of many cases at once, as columns for `pathway.people`: the bulk side of `facts.py`, and held equal to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from samre.pathway.model import Fact, Pathway
from samre.pathway.people.columns import Columns, bounded, choice_lists, empty_column
from samre.pathway.people.completion import Told, Who
from samre.pathway.person.derive import looking_ahead
from samre.pathway.person.facts import read_value

from .models import FactEntry, SourceKind

Row = tuple[Any, ...]
_COLUMNS = ("case_id", "fact", "value", "source", "holds", "at", "id", "withdraws_id")
_CASE, _FACT, _VALUE, _SOURCE, _HOLDS, _AT, _ID, _WITHDRAWS = range(len(_COLUMNS))
_IMPOSSIBLE = object()


@dataclass(frozen=True, slots=True)
class Gathered:
    """`told` of the cases in the order they were given. `doubtful`: something told of them can't be true."""

    told: Told
    doubtful: Who


def raw_rows(rows: QuerySet[Any, Any]) -> list[Row]:
    """The rows as the driver gives them: Django's conversion of ids and days costs more than all the rest."""
    query, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def statements(entries: QuerySet[FactEntry], pathway: Pathway, *, on: date) -> list[Row]:
    """What `gather` needs of `entries`: what holds on the day, and whatever tells that a presumed fact was asked for."""
    presumed = [fact.id for fact in pathway.facts.values() if fact.presumed is not None]
    holds = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    told = entries.filter(holds | Q(fact__in=presumed) | Q(withdraws__isnull=False))
    marked = told.annotate(
        holds=Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())
    )
    return raw_rows(marked.values_list(*_COLUMNS))


def gather(pathway: Pathway, cases: Sequence[object], rows: Iterable[Row], *, on: date) -> Gathered:
    """Columns of what is told in `cases` (ids as in `rows`), of the `rows` of `statements` in any order.

    Of each source the newest counts, an own assessment settles what was said before it, and where sources differ nothing
    is known: as `rules.weighing`.
    """
    values = {name: _Values(pathway, fact, on) for name, fact in pathway.facts.items()}
    doubtful = np.zeros(len(cases), np.bool_)
    for number, name, text in _weighed(cases, rows):
        known = values.get(name)
        if known is None:
            continue
        known.asked.append(number)
        code = known.read[text] if text in known.read else known.code(text)
        if code is _IMPOSSIBLE:
            doubtful[number] = True
        elif code is not None:
            known.people.append(number)
            known.codes.append(code)
    return Gathered(_told(pathway, values, len(cases)), doubtful)


def _weighed(cases: Sequence[object], rows: Iterable[Row]) -> Iterator[tuple[int, str, str | None]]:
    """Place in `cases`, fact, and the value that stands as the database has it; None where nothing is known."""
    first: dict[object, dict[str, Row]] = {case: {} for case in cases}
    more: dict[tuple[object, str], list[Row]] = {}
    taken_back = set()
    for row in rows:
        if row[_WITHDRAWS] is not None:
            taken_back.add(row[_WITHDRAWS])
            continue
        told = first.get(row[_CASE])
        if told is None:
            continue
        if told.setdefault(row[_FACT], row) is not row:
            more.setdefault((row[_CASE], row[_FACT]), [told[row[_FACT]]]).append(row)
    if taken_back:
        _take_back(first, more, taken_back)
    for number, (case, told) in enumerate(first.items()):
        for name, row in told.items():
            if more and (case, name) in more:
                yield number, name, _weigh(more[case, name])
            else:
                yield number, name, row[_VALUE] if row[_HOLDS] else None


def _take_back(
    first: Mapping[object, dict[str, Row]],
    more: dict[tuple[object, str], list[Row]],
    taken_back: set[object],
) -> None:
    """Leaves out the rows that a later one takes back."""
    for key in [*more]:
        left = [row for row in more.pop(key) if row[_ID] not in taken_back]
        first[key[0]].pop(key[1])
        if left:
            first[key[0]][key[1]] = left[0]
        if len(left) > 1:
            more[key] = left
    for told in first.values():
        for name in [name for name, row in told.items() if row[_ID] in taken_back]:
            del told[name]


def _weigh(rows: list[Row]) -> str | None:
    """As `rules.weighing`, for one fact of one case."""
    spoken: set[str] = set()
    found: set[str] = set()
    for row in sorted(rows, key=lambda row: (row[_AT], row[_ID]), reverse=True):
        if not row[_HOLDS]:
            continue
        if row[_SOURCE] not in spoken:
            spoken.add(row[_SOURCE])
            if row[_VALUE] is not None and row[_VALUE] != "null":
                found.add(row[_VALUE])
        if row[_SOURCE] == SourceKind.ASSESSMENT:
            break
    return found.pop() if len(found) == 1 else None


class _Values:
    """The values of one fact as they come: whose, and as which number (or which text, of a date)."""

    __slots__ = ("ahead", "asked", "choices", "codes", "fact", "on", "people", "read")

    def __init__(self, pathway: Pathway, fact: Fact, on: date) -> None:
        self.fact, self.on = fact, on
        self.ahead = fact.id in looking_ahead(pathway)
        self.choices = {choice.id: number for number, choice in enumerate(fact.choices)}
        self.people: list[int] = []
        self.codes: list[Any] = []
        self.asked: list[int] = []
        self.read: dict[str | None, Any] = {None: None, "null": None}

    def code(self, text: str | None) -> Any:
        """The number of a value that has not been met before; None for "vet inte"."""
        made = self.read[text] = self._code(json.loads(text or "null"))
        return made

    def _code(self, value: object) -> Any:
        try:
            known = read_value(self.fact, value, on=self.on, ahead=self.ahead)
        except ValueError:
            return _IMPOSSIBLE
        if isinstance(known, str):
            return known if self.fact.kind == "date" else self.choices[known]
        return bounded(known)


def _told(pathway: Pathway, values: Mapping[str, _Values], size: int) -> Told:
    columns, dates, asked = {}, {}, {}
    for name, known in values.items():
        fact = known.fact
        if fact.presumed is not None:
            asked[name] = np.zeros(size, np.bool_)
            asked[name][known.asked] = True
        if fact.kind == "date":
            texts: list[str | None] = [None] * size
            for number, text in zip(known.people, known.codes, strict=True):
                texts[number] = text
            dates[name] = texts
        else:
            columns[name] = empty_column(fact, size)
            columns[name][known.people] = known.codes
    plain = (fact for fact in pathway.facts.values() if fact.kind != "date")
    return Told(Columns(size, columns, choice_lists(plain)), dates, asked)
