"""What the page that follows an agreement shows: per party and promise, and how many deviations there were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind
from samre.definitions import read_yaml
from samre.governance.models import Agreement
from samre.governance.queries.agreements import AgreementPage, kommuner_of
from samre.governance.queries.deviations import count_deviations
from samre.governance.rules.agreements import agreement_rules
from samre.governance.rules.proof_words import box_name
from samre.pathway.wording import days_words
from samre.reporting.agreements import (
    Followed,
    PartyFollowed,
    Quarter,
    find_quarter,
    is_a_kommun,
    own_follow_up,
    quarters,
    shared_follow_up,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """A promise: `counts` in the order of the columns, as (name, number or "visas inte", whether it is bad)."""

    step: str
    limit: str
    counts: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    """A party. `judged`: how many came in time, of how many; None where it can't be told. `bar` draws the outcomes, in their order.
    `quiet`: the steps of promises that had no occasion. `few`: those with too few to tell.
    `is_a_kommun`: counted in its own cases alone."""

    name: str
    total: str
    judged: tuple[int, int] | None
    rows: tuple[PromiseRow, ...]
    quiet: tuple[str, ...]
    few: tuple[str, ...]
    has_hidden: bool
    deviations: int
    is_a_kommun: bool
    bar: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPage:
    """How an agreement is kept in a quarter. `is_own`: the numbers are of the reader's own kommun, every one told. `begins`: the
    first day that is counted; `is_before`: it has not come. `kommuner`: whose cases the shared numbers are of."""

    row: Agreement
    quarter: Quarter
    quarters: tuple[Quarter, ...]
    is_now: bool
    begins: date
    is_before: bool
    is_own: bool
    kommuner: tuple[str, ...]
    least: int
    columns: tuple[tuple[str, str], ...]
    parties: tuple[PartyRow, ...]


def follow_page(actor: Actor, page: AgreementPage, *, quarter: str) -> FollowPage:
    """A kommun's own cases; for the förbund and the other parties counts over every kommun."""
    on, least = timezone.localdate(), int(read_yaml("styrgrupp.yaml")["små_tal"]["minst"])
    begins = page.row.valid_from
    chosen = find_quarter(quarter, on=on, since=begins)
    is_own = actor.authority_kind == AuthorityKind.KOMMUN
    found = (
        own_follow_up(page.terms, actor.authority_id, chosen, on=on)
        if is_own
        else shared_follow_up(page.terms, page.row.keeper_id, chosen, on=on, least=least)
    )
    if actor.authority_kind not in (AuthorityKind.KOMMUN, AuthorityKind.FORBUND):
        own = {party.name for party in page.parties if party.authority_id == actor.authority_id}
        found = tuple(one for one in found if one.party in own)
    deviations = _deviations(actor, max(chosen.first, begins), chosen.last)
    return FollowPage(
        row=page.row,
        quarter=chosen,
        quarters=quarters(on, since=begins),
        is_now=chosen.last >= on,
        begins=begins,
        is_before=begins > on,
        is_own=is_own,
        kommuner=kommuner_of(page.row.keeper_id),
        least=least,
        columns=tuple((one["namn"], one["hjälp"]) for one in agreement_rules()["utfall"].values()),
        parties=tuple(_party(one, page, deviations.get(one.party, 0)) for one in found),
    )


def _party(one: PartyFollowed, page: AgreementPage, deviations: int) -> PartyRow:
    names = agreement_rules()["utfall"]
    rows = tuple(
        PromiseRow(
            step=_step_name(page, row.step),
            limit=days_words(row.days) if row.days else "Ingen tid",
            counts=tuple(
                (names[outcome]["namn"], _told(count), outcome == "inget_svar" and bool(count))
                for outcome, count in row.counts.items()
            ),
        )
        for row in one.promises
        if _is_told(row)
    )
    return PartyRow(
        name=one.party,
        total=_told(one.total),
        judged=_judged(one),
        rows=rows,
        quiet=tuple(_step_name(page, row.step) for row in one.promises if not _has_any(row)),
        few=tuple(_step_name(page, row.step) for row in one.promises if _has_any(row) and not _is_told(row)),
        has_hidden=one.has_hidden,
        deviations=deviations,
        is_a_kommun=any(is_a_kommun(side) for side in page.terms.sides if side.name == one.party),
        bar=() if one.has_hidden or not one.total else _bar(one),
    )


def _is_told(row: Followed) -> bool:
    """Whether some number of a promise can be told."""
    return any(row.counts.values())


def _has_any(row: Followed) -> bool:
    """Whether anything is told, or hidden, of a promise."""
    return any(count != 0 for count in row.counts.values())


def _step_name(page: AgreementPage, step: str) -> str:
    steps = page.pathway.steps
    return box_name(page.pathway, step) if step in steps else step


def _bar(one: PartyFollowed) -> tuple[tuple[str, str], ...]:
    """Where each outcome begins and how wide it is, in hundredths of the whole, as a drawing writes numbers."""
    sums = [sum(row.counts[name] or 0 for row in one.promises) for name in agreement_rules()["utfall"]]
    whole = sum(sums) or 1
    return tuple(
        (f"{100 * sum(sums[:place]) / whole:.2f}", f"{100 * part / whole:.2f}")
        for place, part in enumerate(sums)
    )


def _told(count: int | None) -> str:
    """A number as it is shown. One that is hidden can be larger than the least: it hides another."""
    return "visas inte" if count is None else str(count)


def _judged(one: PartyFollowed) -> tuple[int, int] | None:
    """How many came in time, of how many that came or whose time has passed; None where a number is hidden or there is none."""
    if one.has_hidden:
        return None
    outcomes = ("i_tid", "sent", "inget_svar")
    sums = [sum(row.counts[name] or 0 for row in one.promises) for name in outcomes]
    return (sums[0], sum(sums)) if sum(sums) else None


def _deviations(actor: Actor, first: date, last: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in count_deviations(actor, since=first, until=last):
        found[one.party] = found.get(one.party, 0) + one.count
    return found
