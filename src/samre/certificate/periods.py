"""Sick-leave cases: certificates laid end to end, with gaps, overlaps, degrees over time, and what ends."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from .definition import Checks, load_checks
from .model import Certificate
from .rules_frame import likeness, written

DEFAULT_GAP_DAYS = 5  # the shipped periods.yaml says the same, a test holds them equal
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days (both ends included) that one certificate covers at one degree.

    `degree` is per cent of reduced capacity, None where unknown. `content` is equal for certificates that say
    the same. A certificate with several degrees gives several spells with the same `certificate` id.
    """

    start: date
    end: date
    degree: int | None = None
    certificate: str = ""
    patient: str = ""
    unit: str = ""
    provider: str = ""
    diagnosis: str = ""
    signed: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class DegreeSpan:
    """A run of days with one degree. The spans of a case cover exactly the days that have a certificate."""

    start: date
    end: date
    degree: int | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Days that several certificates cover: all stated `degrees`, and the one that `counts`."""

    start: date
    end: date
    certificates: tuple[str, ...]
    degrees: tuple[int, ...]
    counts: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days inside a case that no certificate covers."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Case:
    """One sick-leave case.

    `days` counts the days that a certificate covers, each once, gaps left out; `span_days` counts from the
    first day to the last. `certificates` are certificate ids, not rows. `unchanged` is the longest run of
    certificates in a row that say the same.
    """

    patient: str
    start: date
    end: date
    days: int
    span_days: int
    certificates: tuple[str, ...]
    degrees: tuple[DegreeSpan, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    unchanged: int
    unchanged_since: date
    units: tuple[str, ...]
    providers: tuple[str, ...]
    diagnoses: tuple[str, ...]

    def degree_on(self, day: date) -> int | None:
        """The degree that counts on `day`, None if unknown or no certificate covers it."""
        return next((span.degree for span in self.degrees if span.start <= day <= span.end), None)

    def covers(self, day: date) -> bool:
        """True if a certificate covers `day`."""
        return any(span.start <= day <= span.end for span in self.degrees)


def sick_leave_cases(
    spells: Iterable[Spell], *, max_gap_days: int = DEFAULT_GAP_DAYS, join_providers: bool = True
) -> tuple[Case, ...]:
    """The cases of `spells`, by patient and start. The order of `spells` does not matter.

    A new case begins when more than `max_gap_days` whole days pass without a certificate. Where certificates
    overlap, the one signed last counts; if signed at the same time the one that starts last, then the higher
    degree. With `join_providers=False` certificates from different care providers never share a case; where
    the provider is unknown its unit stands for it. Cost: n log n, and the number of overlaps.
    """
    cases: list[Case] = []
    keyed = sorted(set(spells), key=lambda spell: (_owner(spell, join_providers), _order(spell)))
    for _, own in groupby(keyed, key=lambda spell: _owner(spell, join_providers)):
        cases.extend(_case(run) for run in _runs(own, max_gap_days))
    return tuple(
        sorted(cases, key=lambda case: (case.patient, case.start, case.end, case.providers, case.units))
    )


def _owner(spell: Spell, join_providers: bool) -> tuple[str, str]:
    return (spell.patient, "" if join_providers else spell.provider or spell.unit)


def _order(spell: Spell) -> tuple[date, date, str, str, int, str, str, str, str]:
    return (
        spell.start,
        spell.end,
        spell.signed,
        spell.certificate,
        -1 if spell.degree is None else spell.degree,
        spell.provider,
        spell.unit,
        spell.diagnosis,
        spell.content,
    )


def _runs(spells: Iterable[Spell], max_gap_days: int) -> Iterator[list[Spell]]:
    run: list[Spell] = []
    end = date.min
    for spell in spells:
        if run and (spell.start - end).days - 1 > max_gap_days:
            yield run
            run = []
        end = spell.end if not run else max(end, spell.end)
        run.append(spell)
    if run:
        yield run


def _case(run: Sequence[Spell]) -> Case:
    slices = tuple(_slices(run))
    degrees = _degree_spans(slices)
    start, end = degrees[0].start, degrees[-1].end
    order = sorted(run, key=lambda spell: (spell.start, spell.signed, spell.end, spell.certificate))
    unchanged, since = _unchanged(order)
    return Case(
        patient=run[0].patient,
        start=start,
        end=end,
        days=sum((span.end - span.start).days + 1 for span in degrees),
        span_days=(end - start).days + 1,
        certificates=tuple(dict.fromkeys(_name(spell) for spell in order)),
        degrees=degrees,
        overlaps=_overlaps(slices),
        gaps=tuple(
            Gap(one.end + _DAY, other.start - _DAY)
            for one, other in pairwise(degrees)
            if other.start > one.end + _DAY
        ),
        unchanged=unchanged,
        unchanged_since=since,
        units=_distinct(spell.unit for spell in order),
        providers=_distinct(spell.provider for spell in order),
        diagnoses=_distinct(spell.diagnosis for spell in order),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in dict.fromkeys(values) if value)


def _name(spell: Spell) -> str:
    return spell.certificate or f"{spell.start}–{spell.end}"


@dataclass(frozen=True, slots=True)
class _Slice:
    """Days where the same spells hold; `counts` is the one that decides the degree."""

    start: date
    end: date
    counts: Spell
    active: tuple[Spell, ...]


def _slices(run: Sequence[Spell]) -> Iterator[_Slice]:
    """Sweeps over the days: between two edges the same spells hold."""
    rank = {spell: place for place, spell in enumerate(_by_weight(run))}
    starts = sorted(run, key=lambda spell: spell.start)
    edges = sorted({spell.start for spell in run} | {spell.end + _DAY for spell in run})
    active: list[tuple[date, int, Spell]] = []
    at = 0
    for edge, following in pairwise(edges):
        while at < len(starts) and starts[at].start <= edge:
            heapq.heappush(active, (starts[at].end, rank[starts[at]], starts[at]))
            at += 1
        while active and active[0][0] < edge:
            heapq.heappop(active)
        if active:
            holders = tuple(spell for _, _, spell in sorted(active, key=lambda item: item[1]))
            yield _Slice(edge, following - _DAY, holders[0], holders)


def _by_weight(run: Sequence[Spell]) -> list[Spell]:
    """Which spell counts where several hold: signed last, then begun last, then the higher degree."""
    ordered = sorted(run, key=_order)
    ordered.sort(key=lambda spell: (spell.signed, spell.start, spell.degree or 0), reverse=True)
    return ordered


def _degree_spans(slices: Sequence[_Slice]) -> tuple[DegreeSpan, ...]:
    spans: list[DegreeSpan] = []
    for part in slices:
        last = spans[-1] if spans else None
        if last and last.degree == part.counts.degree and last.end + _DAY == part.start:
            spans[-1] = DegreeSpan(last.start, part.end, last.degree)
        else:
            spans.append(DegreeSpan(part.start, part.end, part.counts.degree))
    return tuple(spans)


def _overlaps(slices: Sequence[_Slice]) -> tuple[Overlap, ...]:
    found: list[Overlap] = []
    for part in slices:
        names = tuple(sorted({_name(spell) for spell in part.active}))
        if len(names) < 2:
            continue
        degrees = tuple(
            sorted({spell.degree for spell in part.active if spell.degree is not None}, reverse=True)
        )
        overlap = Overlap(part.start, part.end, names, degrees, part.counts.degree)
        last = found[-1] if found else None
        if last and last.end + _DAY == part.start and _same(last, overlap):
            overlap = Overlap(last.start, part.end, names, degrees, part.counts.degree)
            found.pop()
        found.append(overlap)
    return tuple(found)


def _same(one: Overlap, other: Overlap) -> bool:
    return (one.certificates, one.degrees, one.counts) == (other.certificates, other.degrees, other.counts)


def _unchanged(order: Sequence[Spell]) -> tuple[int, date]:
    """The longest run of certificates in a row that say the same, and the day it began."""
    contents: dict[str, list[tuple[str, int | None]]] = {}
    starts: dict[str, date] = {}
    for spell in order:
        contents.setdefault(_name(spell), []).append((spell.content or spell.diagnosis, spell.degree))
        starts.setdefault(_name(spell), spell.start)
    best, best_since, length = 0, order[0].start, 0
    since, previous = order[0].start, None
    for name, content in contents.items():
        length, since = (length + 1, since) if content == previous else (1, starts[name])
        previous = content
        if length > best:
            best, best_since = length, since
    return best, best_since


def ends_within(cases: Iterable[Case], *, days: int, on: date) -> tuple[Case, ...]:
    """The cases whose last day is `on` or at most `days` days later, soonest first."""
    soon = [case for case in cases if on <= case.end <= on + timedelta(days=days)]
    return tuple(sorted(soon, key=lambda case: (case.end, case.patient)))


def spells(certificate: Certificate, *, checks: Checks | None = None) -> tuple[Spell, ...]:
    """The spells of one certificate.

    Periods without both ends, without a real end (9999-12-31) or ending before they start are left out.
    """
    reading = (checks or load_checks()).read(certificate)
    signed = written(certificate)
    diagnosis = next(iter(reading.diagnosis_codes or reading.diagnosis_texts), "")
    content = "\n".join(str(part) for part in likeness(reading))
    return tuple(
        Spell(
            start=grade.period.start,
            end=grade.period.end,
            degree=grade.percent,
            certificate=certificate.id,
            patient=certificate.patient.value if certificate.patient else "",
            unit=certificate.issuer.unit_id or certificate.issuer.unit,
            provider=certificate.issuer.provider,
            diagnosis=diagnosis,
            signed=certificate.signed_at.isoformat() if certificate.signed_at and signed else "",
            content=content,
        )
        for grade in reading.grades
        if grade.period.start and grade.period.end and grade.period.start <= grade.period.end < date.max
    )
