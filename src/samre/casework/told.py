"""What is told of many cases at once, as columns for `pathway.people`: the bulk side of `facts.py`, and held equal to it.

The database gathers: for each fact and value, in which cases it is told. That is some hundred rows whatever the number of cases.
Only where a case has been told different values of one fact are its statements read one by one and weighed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Aggregate, Case, CharField, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from numpy.typing import NDArray

from samre.pathway.model import Fact, Pathway
from samre.pathway.people.columns import Columns, bounded, choice_lists, empty_column
from samre.pathway.people.completion import Told, Who
from samre.pathway.person.derive import looking_ahead
from samre.pathway.person.facts import read_value

from .models import FactEntry, SourceKind

Row = tuple[Any, ...]
People = NDArray[np.intp]
_SPOKEN, _HOLDS, _TAKEN_BACK = range(3)
_IMPOSSIBLE = object()
# A list of ids is told in one statement, and SQLite takes some thousand values in one.
CHUNK = 900


@dataclass(frozen=True, slots=True)
class Gathered:
    """`told` of the cases in the order they were given. `doubtful`: something told of them can't be true."""

    told: Told
    doubtful: Who


class _Listed(Aggregate):
    """All the ids of a group in one text, with commas between."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s)"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template="%(function)s(%(expressions)s::text, ',')"
        )


def raw_rows(rows: QuerySet[Any, Any]) -> list[Row]:
    """The rows as the driver gives them: Django's conversion of ids and days costs more than all the rest."""
    query, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def gather(
    pathway: Pathway,
    entries: QuerySet[FactEntry],
    cases: Sequence[Any],
    *,
    on: date,
    chosen: Sequence[UUID] | None = None,
) -> Gathered:
    """Columns of what `entries` tell of `cases` (ids as the database has them) on the day `on`.

    `chosen`: only entries of these cases need be read. It is asked for once: two lists of the same column are tried against
    each other by PostgreSQL's planner, which then reads the whole table.

    Of each source the newest counts, an own assessment settles what was said before it, and where sources differ nothing
    is known: as `rules.weighing`.
    """
    place = {str(case): number for number, case in enumerate(cases)}
    values = {name: _Values(pathway, fact, on) for name, fact in pathway.facts.items()}
    unlike: dict[str, set[int]] = {}
    wanted = entries if chosen is None else entries.filter(case_id__in=chosen)
    for name, groups in _by_fact(wanted, values, on).items():
        spread = [(text, kind, _people(listed, place)) for text, kind, listed in groups]
        unlike[name] = _unlike(spread, len(cases))
        for text, kind, people in spread:
            values[name].take(text if kind == _HOLDS else None, people, but=unlike[name])
    for name, text, number in _weighed(entries, unlike, cases, place, on):
        values[name].take(text, np.array([number], np.intp))
    doubtful = np.zeros(len(cases), np.bool_)
    for known in values.values():
        for people in known.impossible:
            doubtful[people] = True
    return Gathered(_told(pathway, values, len(cases)), doubtful)


def _kind(on: date) -> Case:
    """What an entry is on a day: taken back (or taking back), holding, or only a sign that somebody has asked."""
    holds = _holding(on)
    return Case(
        When(withdraws__isnull=False, then=Value(_TAKEN_BACK)),
        When(holds, then=Value(_HOLDS)),
        default=Value(_SPOKEN),
        output_field=IntegerField(),
    )


def _holding(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _by_fact(
    entries: QuerySet[FactEntry], values: Mapping[str, _Values], on: date
) -> dict[str, list[tuple[str | None, int, str]]]:
    """Value (as the database has it), kind and ids of cases, by fact of the map."""
    presumed = [name for name, known in values.items() if known.fact.presumed is not None]
    needed = entries.filter(_holding(on) | Q(fact__in=presumed) | Q(withdraws__isnull=False))
    grouped = needed.order_by().annotate(kind=_kind(on)).values("fact", "value", "kind")
    found: dict[str, list[tuple[str | None, int, str]]] = {}
    for name, text, kind, listed in raw_rows(
        grouped.annotate(cases=_Listed("case_id")).values_list("fact", "value", "kind", "cases")
    ):
        if name in values:
            found.setdefault(name, []).append((None if text == "null" else text, kind, listed))
    return found


def _people(listed: str, place: Mapping[str, int]) -> People:
    """Where the cases of a list stand, each once; a case that is not asked for is left out."""
    found = {place.get(id_, -1) for id_ in listed.split(",")}
    found.discard(-1)
    return np.fromiter(found, np.intp, len(found))


def _unlike(spread: Iterable[tuple[str | None, int, People]], size: int) -> set[int]:
    """Those who have been told different values of a fact, or have had one taken back."""
    told = np.zeros(size, np.int16)
    for _, kind, people in spread:
        if kind != _SPOKEN:
            told[people] += 1 if kind == _HOLDS else 2
    return set(np.flatnonzero(told > 1).tolist())


def _weighed(
    entries: QuerySet[FactEntry],
    unlike: Mapping[str, set[int]],
    cases: Sequence[Any],
    place: Mapping[str, int],
    on: date,
) -> Iterator[tuple[str, str | None, int]]:
    """Fact, value and place of those whose statements have to be weighed; None where nothing is known."""
    facts = [name for name, people in unlike.items() if people]
    involved = sorted(set().union(*unlike.values())) if facts else []
    for first in range(0, len(involved), CHUNK):
        ids = [cases[number] for number in involved[first : first + CHUNK]]
        rows = entries.filter(case_id__in=ids, fact__in=facts).annotate(
            kind=_kind(on), entered=Cast("at", CharField())
        )
        found: dict[tuple[str, int], list[Row]] = {}
        for case, name, *row in raw_rows(
            rows.values_list("case_id", "fact", "value", "source", "kind", "entered", "id", "withdraws_id")
        ):
            number = place[str(case)]
            if number in unlike[name]:
                found.setdefault((name, number), []).append(tuple(row))
        for (name, number), told in found.items():
            yield name, _weigh(told), number


def _weigh(rows: Iterable[Row]) -> str | None:
    """As `rules.weighing`, for one fact of one case. Rows: value, source, kind, when, id, and which one it takes back."""
    taken_back = {row[5] for row in rows if row[5] is not None}
    spoken: set[str] = set()
    found: set[str] = set()
    for value, source, kind, _, id_, _ in sorted(rows, key=lambda row: (row[3], row[4]), reverse=True):
        if kind != _HOLDS or id_ in taken_back:
            continue
        if source not in spoken:
            spoken.add(source)
            found |= {value} - {None, "null"}
        if source == SourceKind.ASSESSMENT:
            break
    return found.pop() if len(found) == 1 else None


class _Values:
    """The values of one fact as they come: whose, and as which number (or which text, of a date)."""

    def __init__(self, pathway: Pathway, fact: Fact, on: date) -> None:
        self.fact, self.on = fact, on
        self.ahead = fact.id in looking_ahead(pathway)
        self.choices = {choice.id: number for number, choice in enumerate(fact.choices)}
        self.known: list[tuple[Any, People]] = []
        self.impossible: list[People] = []
        self.asked: list[People] = []
        self._read: dict[str, Any] = {}

    def take(self, text: str | None, people: People, *, but: Iterable[int] = ()) -> None:
        """A value for some people, `but` those whose statements are weighed; None = asked, and nothing is known."""
        self.asked.append(people)
        if text is None:
            return
        if but:
            people = people[~np.isin(people, list(but))]
        if text not in self._read:
            self._read[text] = self._code(json.loads(text))
        code = self._read[text]
        if code is _IMPOSSIBLE:
            self.impossible.append(people)
        else:
            self.known.append((code, people))

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
        if known.fact.presumed is not None:
            asked[name] = np.zeros(size, np.bool_)
            for people in known.asked:
                asked[name][people] = True
        if known.fact.kind == "date":
            texts: list[str | None] = [None] * size
            for text, people in known.known:
                for number in people.tolist():
                    texts[number] = text
            dates[name] = texts
        else:
            columns[name] = empty_column(known.fact, size)
            for code, people in known.known:
                columns[name][people] = code
    plain = (fact for fact in pathway.facts.values() if fact.kind != "date")
    return Told(Columns(size, columns, choice_lists(plain)), dates, asked)
