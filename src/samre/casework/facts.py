"""The only seam between the case file and the map: what is known in a case, as the map reads it, on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from samre.pathway.model import Pathway
from samre.pathway.person.facts import FactError, Facts, read_facts

from .models import Case, FactEntry
from .rules.settings import case_rules, pathway_now
from .rules.weighing import Statement, Weighed, weigh

_COLUMNS = (
    "id",
    "case_id",
    "fact",
    "value",
    "source",
    "source_name",
    "valid_from",
    "valid_to",
    "at",
    "by_name",
    "withdraws_id",
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known in a case on a day.

    `facts` is what the map reads. `weighed` has every fact somebody has spoken of, with its sources; `conflicts` and
    `expired` are those of them that count as unknown because sources differ or answers are too old. `problems`: facts that
    can't be true together with the rest (fact id → Swedish sentence); the map does not get them. `others`: facts of the
    case that the map does not ask for.
    """

    facts: Facts
    weighed: Mapping[str, Weighed]
    problems: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Weighed] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        return tuple(name for name, item in self.weighed.items() if item.in_conflict)

    @property
    def expired(self) -> tuple[str, ...]:
        return tuple(name for name, item in self.weighed.items() if item.expired is not None)


def facts_for(
    case: Case, *, on: date, known: date | None = None, pathway: Pathway | None = None
) -> CaseFacts:
    """What was true on the day `on` by what was known at the end of the day `known` (default: `on`). Two queries at most."""
    return facts_for_many([case.id], on=on, known=known, pathway=pathway)[case.id]


def facts_for_many(
    cases: Iterable[UUID], *, on: date, known: date | None = None, pathway: Pathway | None = None
) -> dict[UUID, CaseFacts]:
    """As `facts_for`, for many cases in one query. A case nobody has said anything about gets no facts."""
    chart = pathway or pathway_now()
    statements = statements_of(cases, until=end_of(known or on))
    return {case: read_statements(chart, items, on=on) for case, items in statements.items()}


def statements_of(cases: Iterable[UUID], *, until: datetime | None = None) -> dict[UUID, list[Statement]]:
    """The statements of each case that were entered before `until`, without those taken back by then."""
    ids = list(cases)
    rows = FactEntry.objects.filter(case_id__in=ids)
    if until is not None:
        rows = rows.filter(at__lt=until)
    found: dict[UUID, list[Statement]] = {case: [] for case in ids}
    taken_back = set()
    read = []
    for row in rows.values_list(*_COLUMNS):
        taken_back.add(row[-1])
        if row[-1] is None:
            read.append(row)
    for id_, case, fact, value, source, source_name, valid_from, valid_to, at, by_name, _ in read:
        if id_ not in taken_back:
            found[case].append(
                Statement(
                    id=id_,
                    fact=fact,
                    value=value,
                    source=source,
                    source_name=source_name,
                    valid_from=valid_from,
                    valid_to=valid_to,
                    at=at,
                    by_name=by_name,
                )
            )
    return found


def read_statements(pathway: Pathway, statements: Iterable[Statement], *, on: date) -> CaseFacts:
    """Statements → what the map reads on a day. Pure but for the names of facts outside the map."""
    weighed = weigh(statements, on=on)
    outside = case_rules()["uppgifter_utanför_kartan"]
    raw: dict[str, object] = {name: item.value for name, item in weighed.items() if name in pathway.facts}
    sources = {
        name: item.source.source_name or item.source.source
        for name, item in weighed.items()
        if name in pathway.facts and item.source is not None and not item.in_conflict
    }
    facts, problems = _usable(pathway, raw, sources, on)
    return CaseFacts(
        facts, weighed, problems, {name: item for name, item in weighed.items() if name in outside}
    )


def _usable(
    pathway: Pathway, raw: Mapping[str, object], sources: Mapping[str, str], on: date
) -> tuple[Facts, dict[str, str]]:
    """The facts that can be used together, and what is wrong with the rest, which count as asked and unknown."""
    problems: dict[str, str] = {}
    given = dict(raw)
    while True:
        kept = {name: text for name, text in sources.items() if name not in problems}
        try:
            return read_facts(pathway, given, on=on, sources=kept), problems
        except FactError as error:
            found = {
                name: text
                for name, text in zip(error.names, error.problems, strict=True)
                if given.get(name) is not None
            }
            if not found:
                raise
            problems |= found
            given |= dict.fromkeys(found)


def end_of(day: date) -> datetime:
    """The first moment after a day, where the office is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
