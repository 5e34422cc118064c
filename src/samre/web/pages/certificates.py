"""Läkarintyg in a case: the list with its line of time, and one certificate beside the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from samre.casework.documents.fact_words import sentence_list
from samre.casework.queries.case_frame import CaseFrame
from samre.casework.queries.certificates import (
    Bar,
    CaseCertificates,
    CertificateLine,
    OpenedCertificate,
    PeriodLine,
)
from samre.pathway.model import Pathway

from ..forms.problems import Problems
from ..forms.typing import TypedForm, choices
from .certificate import CertificatePage, read_certificate

WIDTH, HEIGHT = 1000, 60
FULL = 100


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar of the picture, in its own units: higher the more the capacity is reduced."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The line of time as a picture, and what it says for those who do not see it. `months`: where each month begins."""

    bars: tuple[DrawnBar, ...]
    months: tuple[float, ...]
    today: float
    text: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class CertificatesView:
    """The page of all certificates in a case. `form`: a certificate being typed in; `forms`: those that can be."""

    frame: CaseFrame
    lines: tuple[CertificateLine, ...]
    periods: PeriodLine | None
    picture: Picture | None
    forms: tuple[tuple[str, str, str], ...]
    received: str
    notice: str = ""
    form: TypedForm | None = None
    problems: Problems = field(default_factory=Problems)

    @property
    def asks_same_person(self) -> bool:
        """Whether the writer has to say that the file is about this person."""
        return "ratt_person" in self.problems.fields


@dataclass(frozen=True, slots=True)
class CertificateView:
    """The page of one certificate. `alike` in words when nothing has changed since the one before."""

    frame: CaseFrame
    opened: OpenedCertificate
    cert: CertificatePage
    notice: str = ""

    @property
    def same(self) -> str:
        """The headings that say the same as before: "Diagnos, funktionsnedsättning och prognos"."""
        comparison = self.opened.comparison
        return sentence_list(list(comparison.same)) if comparison else ""


def certificates_view(
    frame: CaseFrame,
    found: CaseCertificates,
    *,
    on: date,
    received: str = "",
    notice: str = "",
    form: TypedForm | None = None,
    problems: Problems | None = None,
) -> CertificatesView:
    """The list, with the picture where there is anything to draw."""
    return CertificatesView(
        frame=frame,
        lines=found.lines,
        periods=found.periods,
        picture=draw(found.periods) if found.periods else None,
        forms=choices(),
        received=received or on.isoformat(),
        notice=notice,
        form=form,
        problems=problems or Problems(),
    )


def certificate_view(
    frame: CaseFrame, opened: OpenedCertificate, pathway: Pathway, *, on: date, notice: str = ""
) -> CertificateView:
    """One certificate, checked today beside those before it."""
    cert = read_certificate(pathway, opened.certificate, identity="", on=on, previous=opened.previous)
    return CertificateView(frame, opened, cert, notice)


def draw(line: PeriodLine) -> Picture:
    """Positions only; the ink is in the template."""
    days = (line.last - line.first).days + 1

    def x(day: date) -> float:
        return round((day - line.first).days / days * WIDTH, 1)

    bars = tuple(_bar(bar, x(bar.first), x(bar.last + timedelta(days=1))) for bar in line.bars)
    months = tuple(x(day) for day in _firsts(line.first, line.last))
    return Picture(bars, months, round(x(line.today) + WIDTH / days / 2, 1), _in_words(line))


def _bar(bar: Bar, start: float, end: float) -> DrawnBar:
    share = 1.0 if bar.degree is None or bar.is_gap else max(bar.degree, 15) / FULL
    height = round(HEIGHT * share, 1)
    kind = "gap" if bar.is_gap else "unknown" if bar.degree is None else "degree"
    return DrawnBar(start, round(HEIGHT - height, 1), round(max(end - start, 2), 1), height, kind)


def _firsts(first: date, last: date) -> Sequence[date]:
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _in_words(line: PeriodLine) -> str:
    gaps = sum(bar.is_gap for bar in line.bars)
    covered = next((bar for bar in line.bars if not bar.is_gap and bar.first <= line.today <= bar.last), None)
    if covered is None:
        now = "Inget intyg gäller i dag"
    elif covered.degree is None:
        now = "Ett intyg gäller i dag"
    else:
        now = f"I dag gäller {covered.degree} procent"
    return f"{now}. {gaps or 'Inga'} uppehåll mellan intygen. Samma uppgifter står i tabellen."
