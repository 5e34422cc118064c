"""The checks tell good texts from typical defects, tried on Socialstyrelsen's decision support where it is at hand."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.certificate.factories import ON, certificate

from samre.certificate.checks import Finding, check
from samre.certificate.definition import MET, MISSING, UNCLEAR
from samre.certificate.model import Code, Period

TESTDATA = Path(os.environ.get("SAMRE_TESTDATA", Path(__file__).resolve().parents[3] / "shared" / "testdata"))
FMB = TESTDATA / "fmb"
NO_LIMITATION = "normalfallet inga"
UNIT_DAYS = {"d": 1, "wk": 7, "mo": 30}

pytestmark = pytest.mark.skipif(
    not FMB.is_dir(), reason="Beslutsstödets tabeller finns inte här: proven utelämnas."
)


def diagnoses() -> list[dict[str, str]]:
    with (FMB / "fmb_dfa.csv").open(encoding="utf-8", newline="") as table:
        rows = [
            row
            for row in csv.DictReader(table)
            if row["F_beskrivning"].strip() and row["A_beskrivning"].strip()
        ]
    return [row for row in rows if NO_LIMITATION not in row["A_beskrivning"]]


def judged(row: Mapping[str, str], **texts: str) -> Mapping[str, Finding]:
    filled = {"6.1": row["diagnosrubrik"], "6.2": Code(row["icd10"].split()[0])}
    filled |= {"35.1": texts.get("F", row["F_beskrivning"]), "17.1": texts.get("A", row["A_beskrivning"])}
    return {finding.id: finding for finding in check(certificate(filled), on=ON)}


def share(expected: str, id_: str, **texts: str) -> float:
    """How large a share of the diagnoses get status `expected` in check `id_`, texts given or from the table."""
    rows = diagnoses()
    given = {key: (lambda row, text=text: row.get(text, text)) for key, text in texts.items()}
    hits = sum(
        judged(row, **{key: text(row) for key, text in given.items()})[id_].status == expected for row in rows
    )
    return hits / len(rows)


def test_described_function_and_activity_pass() -> None:
    assert share(MET, "K3") == 1.0
    assert share(MET, "K5") >= 0.98
    assert share(MET, "K6") >= 0.98


def test_general_descriptions_without_findings_are_unclear_not_gaps() -> None:
    assert share(UNCLEAR, "K4") >= 0.9
    assert share(MISSING, "K4") <= 0.05


def test_the_diagnosis_repeated_as_function_is_seen() -> None:
    assert share(MISSING, "K3", F="diagnosrubrik") == share(MISSING, "K6", F="diagnosrubrik") == 1.0


def test_the_same_text_twice_is_seen() -> None:
    assert share(MISSING, "K6", A="F_beskrivning") == share(MISSING, "K6", F="A_beskrivning") == 1.0


def test_function_without_findings_is_seen() -> None:
    assert share(MISSING, "K4", F="Patienten upplever trötthet och smärta.") == 1.0
    assert share(MISSING, "K4", F="Trötthet, smärta och nedsatt ork.") == 1.0


@pytest.mark.parametrize(
    "text", ["Kan inte arbeta.", "Nedsatt arbetsförmåga på grund av sjukdomen.", "Smärta, trötthet"]
)
def test_activity_without_activity_is_seen(text: str) -> None:
    assert share(MISSING, "K5", A=text) == 1.0


def test_a_longer_span_than_the_table_says_prompts_a_question() -> None:
    with (FMB / "fmb_typfall.csv").open(encoding="utf-8", newline="") as table:
        rows = [
            row for row in csv.DictReader(table) if row["enhet"] in UNIT_DAYS and row["max_tid"].isdigit()
        ]
    longest: dict[str, int] = {}
    for row in rows:
        for code in row["icd10"].split():
            longest[code] = max(longest.get(code, 0), int(row["max_tid"]) * UNIT_DAYS[row["enhet"]])
    for code, days in longest.items():
        end = date.fromordinal(ON.toordinal() + days)
        over = certificate({"6.2": Code(code), "32.2": Period(ON, end)})
        within = certificate({"6.2": Code(code), "32.2": Period(ON, date.fromordinal(end.toordinal() - 1))})
        assert check(over, on=ON, typical_lengths=longest)[7].outcome == "längre_än_vanligt"
        assert days == 0 or check(within, on=ON, typical_lengths=longest)[7].outcome != "längre_än_vanligt"
