"""Intygsstatistik's acceptance tables, where they are at hand: certificates in, number and length of cases out."""

from __future__ import annotations

import calendar
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from samre.certificate.periods import Case, Spell, sick_leave_cases
from samre.certificate.periods_csv import read_periods_csv

TESTDATA = Path(os.environ.get("SAMRE_TESTDATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
TABLES = TESTDATA / "sjukfall" / "acceptance_statistik_dev.json"
MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
LENGTHS = {
    "Under 15 dagar": range(15),
    "15-30 dagar": range(15, 31),
    "31-60 dagar": range(31, 61),
    "61-90 dagar": range(61, 91),
    "91-180 dagar": range(91, 181),
    "181-365 dagar": range(181, 366),
    "Över 365 dagar": range(366, 100_000),
}
PROVIDERS = {"enhet1": "vg1", "enhet2": "vg1", "enhet3": "vg3"}
BY_LENGTH = ("Sjukfall i rapporten sjukskrivningslangd", "Sjukfall i oversikt sjukskrivningslangd")
BY_MONTH = "Sjukfall i rapporten sjukfall totalt"

pytestmark = pytest.mark.skipif(
    not TABLES.is_file(), reason="Sjukfallstabellerna finns inte här: proven utelämnas."
)


@dataclass(frozen=True)
class Expectation:
    """One line of a table for the whole country: what is counted, and the figures it gives."""

    scenario: str
    table: str
    line: dict[str, str]
    cases: tuple[Case, ...]


def spells_of(table: Sequence[Sequence[str]]) -> tuple[Spell, ...]:
    text = "\n".join(",".join(cell.replace(",", " ") for cell in row) for row in table[1:])
    read = read_periods_csv(text).spells
    return tuple(replace(spell, provider=PROVIDERS.get(spell.unit, spell.unit)) for spell in read)


def expectations() -> Iterator[Expectation]:
    for scenario in json.loads(TABLES.read_text(encoding="utf-8")):
        spells: tuple[Spell, ...] = ()
        for table in filter(None, (step["table"] for step in scenario["steps"])):
            title, header = table[0][0], table[1] if len(table) > 1 else []
            if title.startswith("Enbart foljande intyg") and {"start", "slut"} <= set(header):
                spells = spells_of(table)
            elif title in (BY_MONTH, *BY_LENGTH) and spells and "inloggad som" not in header:
                cases = sick_leave_cases(spells, join_providers=False)
                lines = (dict(zip(header, row, strict=False)) for row in table[2:])
                yield from (Expectation(scenario["id"], title, line, cases) for line in lines)


def month_counts(line: dict[str, str], cases: Sequence[Case]) -> tuple[str, str]:
    """Men and women with a certificate at least one day of the month; the last digit but one tells the sex."""
    year, month = int(line["år"]), MONTHS.index(line["månad"]) + 1
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    going = [case for case in cases if any(span.start <= last and span.end >= first for span in case.degrees)]
    men = sum(int(case.patient[-2]) % 2 for case in going)
    return str(men), str(len(going) - men)


def test_cases_per_month_are_as_many_as_the_tables_say() -> None:
    rows = [row for row in expectations() if row.table == BY_MONTH]
    assert rows
    for row in rows:
        assert month_counts(row.line, row.cases) == (row.line["män?"], row.line["kvinnor?"]), row.scenario


def test_cases_are_as_long_as_the_tables_say() -> None:
    rows = [row for row in expectations() if row.table in BY_LENGTH]
    assert rows
    for row in rows:
        lengths = LENGTHS[row.line.get("sjukskrivningslängd") or row.line["grupp"]]
        expected = row.line.get("totalt?") or row.line["antal?"]
        assert str(sum(case.days in lengths for case in row.cases)) == expected, row.scenario
