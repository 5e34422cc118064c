"""The answer of `samre certificate periods` as plain Swedish for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .text import bullets


def describe(patients: Sequence[Mapping[str, Any]]) -> str:
    """Every person's sick-leave cases, and the rows that could not be used."""
    return "\n".join(line for patient in patients for line in _patient(patient)) or "Filen har inga intyg."


def _patient(patient: Mapping[str, Any]) -> Iterator[str]:
    yield patient["patient"] or "Utan person"
    for case in patient["cases"]:
        yield f"  {case['start']} – {case['end']}: {case['days']} dagar, {case['certificates']} intyg"
        yield bullets(list(_case(case)), indent=4)
    for problem in patient["problems"]:
        yield f"  Rad {problem['row']} räknas inte: {problem['message']}"


def _case(case: Mapping[str, Any]) -> Iterator[str]:
    for span in case["degrees"]:
        degree = "okänd grad" if span["degree"] is None else f"{span['degree']} %"
        yield f"{span['start']} – {span['end']}: {degree}"
    for gap in case["gaps"]:
        yield f"glapp {gap['start']} – {gap['end']} ({gap['days']} dagar)"
    for overlap in case["overlaps"]:
        yield f"överlapp {overlap['start']} – {overlap['end']}: {', '.join(overlap['certificates'])}"
    if case["unchanged"] > 1:
        yield f"{case['unchanged']} intyg i rad säger samma sak, sedan {case['unchanged_since']}"
    if case.get("ends_soon"):
        yield "tar snart slut"
