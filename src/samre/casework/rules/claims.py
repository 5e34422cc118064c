"""What a läkarintyg says of each day, so that it can be asked about any day: pure but for the names of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from samre.certificate.aspects import Reading
from samre.certificate.checks import check
from samre.certificate.definition import load_checks
from samre.certificate.facts import facts_from
from samre.certificate.model import Certificate
from samre.certificate.rules_frame import written
from samre.definitions import read_yaml
from samre.pathway.model import Pathway
from samre.pathway.nodes import FactValue

_DAY = timedelta(days=1)
# A doctor writes a handful of periods; each more costs a reading of the whole certificate.
MOST_SPANS = 100


class TooManyPeriods(ValueError):
    """The certificate has more periods than anybody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One fact for a run of days (both ends included; `ends` None = until something newer is known).

    `after`: it speaks of the days when the certificate has ended, and gives way to every certificate that covers them.
    """

    fact: str
    value: FactValue
    source: str
    starts: date
    ends: date | None
    after: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The days a certificate speaks of, both ends included."""

    first: date
    last: date


def days_of(certificate: Certificate) -> Days | None:
    """From its first day to its last; of an opinion without period, the days it counts as fresh. None where it can't be told."""
    rules = load_checks()
    reading = rules.read(certificate)
    if reading.grades:
        first, last = reading.starts, reading.ends
        return Days(first, last) if first and last and first <= last < date.max else None
    signed = written(certificate)
    if signed is None or "utan_period" not in reading.form.traits:
        return None
    return Days(signed, signed + timedelta(days=int(rules.limits["utan_period_gäller_dagar"])))


def claims_of(
    certificate: Certificate, *, pathway: Pathway, received: date, previous: Sequence[Certificate] = ()
) -> tuple[Claim, ...]:
    """Every fact of the map the certificate gives, for each day it gives it. Before its first day it says nothing.

    Without days of its own it only speaks of the day it was `received`, and as long as such an answer holds. Raises
    TooManyPeriods.
    """
    covers = days_of(certificate)
    if covers is None:
        said = _said(certificate, pathway, on=received, previous=previous)
        return tuple(
            Claim(
                fact=fact, value=value, source=source, starts=received, ends=_holds(pathway, fact, received)
            )
            for fact, (value, source) in said.items()
        )
    spans = [(*span, False) for span in _spans(load_checks().read(certificate), covers)]
    following = (covers.last + _DAY, None, True)
    found: list[Claim] = []
    for starts, ends, after in (*spans, following):
        said = _said(certificate, pathway, on=starts, previous=previous)
        if not after:
            said |= _reviewed(pathway)
        found += [
            Claim(fact=fact, value=value, source=source, starts=starts, ends=ends, after=after)
            for fact, (value, source) in said.items()
        ]
    return tuple(_joined(found))


def outside(claim: Claim, taken: Iterable[tuple[date, date | None]]) -> Iterator[Claim]:
    """The parts of a claim that lie outside the `taken` runs of days."""
    starts: date | None = claim.starts
    last = claim.ends or date.max
    for first, end in sorted((first, end or date.max) for first, end in taken):
        if starts is None or first > last:
            break
        if first > starts:
            yield replace(claim, starts=starts, ends=first - _DAY)
        if end >= starts:
            starts = end + _DAY if end < date.max else None
    if starts is not None and starts <= last:
        yield replace(claim, starts=starts)


def _spans(reading: Reading, covers: Days) -> Iterator[tuple[date, date]]:
    """Runs of days for which the certificate says the same: parted where a degree begins or ends."""
    edges = {covers.first, covers.last + _DAY}
    for grade in reading.grades:
        begins = grade.period.start
        follows = grade.period.end + _DAY if grade.period.end else None
        edges |= {day for day in (begins, follows) if day and covers.first < day <= covers.last}
    if len(edges) > MOST_SPANS:
        raise TooManyPeriods
    for first, next_ in pairwise(sorted(edges)):
        yield first, next_ - _DAY


def _said(
    certificate: Certificate, pathway: Pathway, *, on: date, previous: Sequence[Certificate]
) -> dict[str, tuple[FactValue, str]]:
    names = _words()["uppgifter_ur_intyg"]
    found = facts_from(certificate, check(certificate, on=on, previous=previous), on=on)
    return {
        names.get(name, name): (
            item.value.isoformat() if isinstance(item.value, date) else item.value,
            item.source,
        )
        for name, item in found.items()
        if names.get(name, name) in pathway.facts
    }


def _reviewed(pathway: Pathway) -> dict[str, tuple[FactValue, str]]:
    """That the certificate has been held against the checklist: the 18 checks did."""
    row = _words()["granskat"]
    return {row["uppgift"]: (row["svar"] == "ja", row["källa"])} if row["uppgift"] in pathway.facts else {}


def _joined(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Claims that say the same of days next to each other, as one. Those for the days after stay by themselves."""
    last: dict[str, Claim] = {}
    for claim in claims:
        before = last.get(claim.fact)
        if (
            before is not None
            and (before.value, before.source, before.after) == (claim.value, claim.source, claim.after)
            and before.ends == claim.starts - _DAY
        ):
            last[claim.fact] = replace(before, ends=claim.ends)
            continue
        if before is not None:
            yield before
        last[claim.fact] = claim
    yield from last.values()


def _holds(pathway: Pathway, fact: str, start: date) -> date | None:
    days = pathway.facts[fact].valid_days
    return start + timedelta(days=days) if days is not None else None


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return dict(read_yaml("inskrivning.yaml"))
