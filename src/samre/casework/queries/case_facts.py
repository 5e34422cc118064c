"""What is known in a case, with sources, history, and as it looked on any past day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from samre.accounts.protected import colleague_name
from samre.pathway.model import Evaluation, Fact, Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import Facts

from ..facts import CaseFacts, end_of, read_statements
from ..models import Case, FactEntry, SourceKind
from ..rules.outside import fact_named
from ..rules.settings import case_rules, pathway_of
from ..rules.weighing import Statement

# As much as the database keeps of a source.
SOURCE_LONGEST = 160
_COLUMNS = (
    "case_id",
    "fact",
    "value",
    "source",
    "source_name",
    "valid_from",
    "valid_to",
    "at",
    "by_name",
    "by__is_protected",
    "withdraws_id",
)


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as it is shown. `source` in words; `taken_back` says when and by whom it was withdrawn, else empty.

    `stands`: it is what counts on the day (alone, or against another source).
    """

    id: UUID
    fact: str
    value: FactValue | None
    kind: str
    source: str
    valid_from: date
    valid_to: date | None
    at: datetime
    by_name: str
    stands: bool
    taken_back_at: datetime | None
    taken_back_by: str


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """A case on a day `on`, by what was known at the end of the day `known`.

    `facts` is what the map read, with sources in words. `history`: every entry of each fact made by then, newest first.
    `newest`: the newest entry of each fact (also one that takes back), which a form sends along to show what its writer saw.
    """

    on: date
    known_on: date
    pathway: Pathway
    known: CaseFacts
    facts: Facts
    evaluation: Evaluation
    history: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)
    newest: Mapping[str, UUID] = field(default_factory=dict)

    def fact(self, name: str) -> Fact | None:
        """A fact of the map or of the case file."""
        return fact_named(self.pathway, name)

    def standing(self, name: str) -> tuple[Said, ...]:
        """The statements that stand for a fact today; more than one where several sources have spoken."""
        return tuple(item for item in self.history.get(name, ()) if item.stands)


def case_standing(case: Case, *, on: date, known: date | None = None) -> CaseStanding:
    """What is known in a case and what the map says of it, on `on`, as known at the end of `known`. One query.

    A protected person's places and people are told by their kind only.
    """
    pathway = pathway_of(case.pathway)
    hidden = case.person.is_protected
    rows = list(
        FactEntry.objects.filter(case=case, at__lt=end_of(known or on))
        .order_by("at", "id")
        .select_related("by")
        .only(*_COLUMNS)
    )
    taken_back = {row.withdraws_id: row for row in rows if row.withdraws_id is not None}
    statements = [_statement(row) for row in rows if row.withdraws_id is None and row.pk not in taken_back]
    read = read_statements(pathway, statements, on=on)
    facts = _in_words(read, hidden=hidden)
    standing = {item.id for weighed in read.weighed.values() for item in weighed.standing}
    history: dict[str, list[Said]] = {}
    for row in reversed(rows):
        if row.withdraws_id is None:
            said = _said(row, taken_back.get(row.pk), stands=row.pk in standing, hidden=hidden)
            history.setdefault(row.fact, []).append(said)
    return CaseStanding(
        on=on,
        known_on=known or on,
        pathway=pathway,
        known=read,
        facts=facts,
        evaluation=evaluate(pathway, facts, on=on),
        history={name: tuple(items) for name, items in history.items()},
        newest={row.fact: row.pk for row in rows},
    )


def source_in_words(kind: str, name: str, *, hidden: bool = False) -> str:
    """`Personens egen uppgift`, `Försäkringskassan`. Hidden: the kind of source only, which tells no place."""
    words = str(case_rules()["källor"].get(kind, kind))
    if hidden or not name:
        return words
    return name if kind == SourceKind.AUTHORITY else f"{words}: {name}"


def choice_in_words(chosen: FactEntry, why: str) -> str:
    """Whom we believe of several sources and why, as the source of our own assessment. ValueError where no reason is
    chosen."""
    rules = case_rules()
    if why not in rules["val_mellan_källor"]:
        raise ValueError("Välj varför du litar på den källan.")
    source = source_in_words(chosen.source, chosen.source_name, hidden=chosen.case.person.is_protected)
    text = str(rules["val_i_ord"].format(källa=source, skäl=rules["val_mellan_källor"][why]))
    return text[:SOURCE_LONGEST]


def _statement(row: FactEntry) -> Statement:
    return Statement(
        id=row.pk,
        fact=row.fact,
        value=row.value,
        source=row.source,
        source_name=row.source_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        at=row.at,
        by_name=row.by_name,
    )


def _writer(row: FactEntry) -> str:
    return colleague_name(row.by_name, is_protected=row.by is not None and row.by.is_protected)


def _said(row: FactEntry, taken_back: FactEntry | None, *, stands: bool, hidden: bool) -> Said:
    return Said(
        id=row.pk,
        fact=row.fact,
        value=row.value,
        kind=row.source,
        source=source_in_words(row.source, row.source_name, hidden=hidden),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        at=row.at,
        by_name=_writer(row),
        stands=stands,
        taken_back_at=taken_back.at if taken_back else None,
        taken_back_by=_writer(taken_back) if taken_back else "",
    )


def _in_words(read: CaseFacts, *, hidden: bool) -> Facts:
    """The same facts, with the sources as a reader would name them."""
    words = {
        name: source_in_words(item.source.source, item.source.source_name, hidden=hidden)
        for name, item in read.weighed.items()
        if name in read.facts.sources and item.source is not None
    }
    return replace(read.facts, sources={**read.facts.sources, **words})


def entry_of(case: Case, id_: str) -> FactEntry | None:
    """One entry of the case; None where there is none with that id."""
    try:
        return FactEntry.objects.select_related("case__person").filter(case=case, pk=UUID(id_)).first()
    except ValueError:
        return None
