"""The certificates of a case: in a list, on one line of time, and one by one beside the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from samre.accounts.protected import colleague_name
from samre.certificate.model import Certificate
from samre.certificate.periods import Case as SickLeave
from samre.certificate.periods import sick_leave_cases, spells
from samre.certificate.read import from_json
from samre.certificate.summary import read_back

from ..documents.letter_questions import is_repeated
from ..models import Case, CertificateFile
from ..rules.settings import days

TYPED = "typed"


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate in the list. `gaps`: how many of the answers that count were missing when it came."""

    id: UUID
    form: str
    signed: date | None
    first: date | None
    last: date | None
    extent: int | None
    gaps: int
    received: date
    by: str
    is_typed: bool
    has_ended: bool
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """Days at one degree (per cent, None = not told), or a gap between certificates."""

    first: date
    last: date
    degree: int | None = None
    is_gap: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """All certificates of a case on one line of time. `days`: how many days in the latest unbroken case of sick leave, from
    `since`; `alike`: the longest run of certificates in a row that say the same in it. `is_repeated`: the newest only says what
    those before it said."""

    first: date
    last: date
    today: date
    bars: tuple[Bar, ...]
    days: int
    since: date
    until: date
    alike: int
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a certificate says under a heading that the one before it did not. Empty = nothing was said."""

    heading: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A certificate beside the one before it, signed on the day `with_signed`. `same`: headings that say the same."""

    with_id: UUID
    with_signed: date | None
    changes: tuple[Change, ...]
    same: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedCertificate:
    """One certificate as it was read, those that came before it, and what has changed since the last of them."""

    line: CertificateLine
    certificate: Certificate
    previous: tuple[Certificate, ...]
    comparison: Comparison | None
    file_name: str
    has_original: bool


@dataclass(frozen=True, slots=True)
class CaseCertificates:
    """The list, newest first, and the line of time (None without any days)."""

    lines: tuple[CertificateLine, ...]
    periods: PeriodLine | None


def case_certificates(case: Case, *, on: date) -> CaseCertificates:
    """Every certificate of a case. One query."""
    rows = _rows(case)
    lines = tuple(_line(row, on=on) for row in reversed(rows))
    return CaseCertificates(lines, period_line(rows, on=on))


def find_certificate(case: Case, id_: UUID, *, on: date) -> OpenedCertificate | None:
    """One of them with what came before; None where the case has none with that id. One query."""
    rows = _rows(case)
    place = next((number for number, row in enumerate(rows) if row.pk == id_), None)
    if place is None:
        return None
    row, earlier = rows[place], rows[:place]
    certificate = from_json(row.read)
    return OpenedCertificate(
        line=_line(row, on=on),
        certificate=certificate,
        previous=tuple(from_json(one.read) for one in earlier),
        comparison=_comparison(earlier[-1], certificate) if earlier else None,
        file_name=row.file_name,
        has_original=row.original is not None,
    )


def find_original(case: Case, id_: UUID) -> bytes | None:
    """The file as it came; None where there is none."""
    row = CertificateFile.objects.filter(case=case, pk=id_).first()
    return bytes(row.original) if row is not None and row.original is not None else None


def period_line(rows: Sequence[CertificateFile], *, on: date) -> PeriodLine | None:
    """The days that the certificates cover, by degree, with the gaps between; the one signed last counts."""
    found = [
        replace(spell, certificate=str(row.pk), patient="", signed=str(row.signed_on or row.received_on))
        for row in rows
        for spell in spells(from_json(row.read))
    ]
    cases = sick_leave_cases(found)
    if not cases:
        return None
    *previous, newest = (from_json(row.read) for row in rows)
    bars = sorted([*_bars(cases), *_breaks(cases)], key=lambda bar: bar.first)
    latest = cases[-1]
    first = max(bars[0].first, min(on, latest.end) - timedelta(days=days("intyg_tidslinje_dagar")))
    last = max(latest.end, on)
    return PeriodLine(
        first=first,
        last=last,
        today=on,
        bars=tuple(replace(bar, first=max(bar.first, first)) for bar in bars if bar.last >= first),
        days=latest.days,
        since=latest.start,
        until=latest.end,
        alike=latest.unchanged,
        is_repeated=is_repeated(newest, previous, on=on),
    )


def _bars(cases: Sequence[SickLeave]) -> list[Bar]:
    spans = [Bar(span.start, span.end, span.degree) for case in cases for span in case.degrees]
    return spans + [Bar(gap.start, gap.end, is_gap=True) for case in cases for gap in case.gaps]


def _breaks(cases: Sequence[SickLeave]) -> list[Bar]:
    """The time between one case of sick leave and the next."""
    day = timedelta(days=1)
    return [
        Bar(one.end + day, other.start - day, is_gap=True)
        for one, other in pairwise(cases)
        if other.start > one.end + day
    ]


def _rows(case: Case) -> list[CertificateFile]:
    """In the order they were written, by the doctor's own day. The file itself is not fetched."""
    rows = CertificateFile.objects.filter(case=case).select_related("by").defer("likeness")
    return sorted(rows, key=lambda row: (row.signed_on or row.received_on, row.at, row.pk))


def _line(row: CertificateFile, *, on: date) -> CertificateLine:
    warned = row.ends_on is not None and row.ends_on - timedelta(days=days("intyg_varning_dagar")) <= on
    ended = row.ends_on is not None and row.ends_on < on
    return CertificateLine(
        id=row.pk,
        form=row.form or "Läkarintyg",
        signed=row.signed_on,
        first=row.starts_on,
        last=row.ends_on,
        extent=row.extent,
        gaps=row.gaps,
        received=row.received_on,
        by=colleague_name(row.by_name, is_protected=row.by is not None and row.by.is_protected),
        is_typed=row.read.get("kind") == TYPED,
        has_ended=ended,
        ends_soon=warned and not ended,
    )


def _comparison(row: CertificateFile, certificate: Certificate) -> Comparison:
    before, after = _said(from_json(row.read)), _said(certificate)
    headings = list(dict.fromkeys([*before, *after]))
    changes = [
        Change(heading, *_changed(before.get(heading, ()), after.get(heading, ())))
        for heading in headings
        if _plain(before.get(heading, ())) != _plain(after.get(heading, ()))
    ]
    changed = {change.heading for change in changes}
    return Comparison(
        row.pk,
        row.signed_on,
        tuple(changes),
        tuple(heading for heading in headings if heading not in changed),
    )


def _changed(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences that stand in one of them only; all of both where one has nothing of its own."""
    was, now = set(_plain(before)), set(_plain(after))
    gone = tuple(line for line, plain in zip(before, _plain(before), strict=True) if plain not in now)
    new = tuple(line for line, plain in zip(after, _plain(after), strict=True) if plain not in was)
    return (gone, new) if gone and new else (before, after)


def _said(certificate: Certificate) -> dict[str, tuple[str, ...]]:
    """What the doctor answered, by heading. Who signed and when stands in the head of the page."""
    return {
        section.heading: lines
        for section in read_back(certificate)
        if (
            lines := tuple(
                f"{line.label}: {line.text}" if line.label else line.text
                for line in section.lines
                if line.part
            )
        )
    }


def _plain(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(line.casefold().split()) for line in lines)
