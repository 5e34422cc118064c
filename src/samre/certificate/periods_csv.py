"""Sick-leave periods from a CSV file: columns by header, every bad row reported, the others still read."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from .aspects import FULL, as_date
from .definition import DEFINITIONS, form_key
from .model import Unreadable
from .periods import Case, Spell, ends_within, sick_leave_cases

_BRACKETS = re.compile(r"\[[^\[\]\n]*\](?:[ ,;|]*\[[^\[\]\n]*\])*")
_INSIDE = str.maketrans({",": "\x1e", ";": "\x1e", "\t": "\x1e", "|": "\x1e"})
_ONE = re.compile(r"\[([^\[\]]*)\]")
_SEPARATOR_LINE = re.compile(r"\Asep=.[ \t]*\r?\n", re.I)
_DELIMITERS = ",;\t|"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_WITH_CENTURY = 12


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that could not be used. `row` is the line in the file, the header being 1; `patient` if known."""

    row: int
    message: str
    patient: str = ""


@dataclass(frozen=True, slots=True)
class PeriodsFile:
    """What a CSV file held: the spells that could be read and the rows that could not, in file order."""

    spells: tuple[Spell, ...]
    problems: tuple[RowProblem, ...]


class _BadRow(ValueError):
    """A row with a fault; `str()` is the Swedish sentence."""


@lru_cache(maxsize=4)
def load_periods_rules(path: Path | None = None) -> Mapping[str, Any]:
    """periods.yaml as it stands: gap rule, column names, Swedish sentences."""
    source = path or DEFINITIONS / "periods.yaml"
    loaded: Mapping[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return loaded


def read_periods_csv(content: str | bytes) -> PeriodsFile:
    """Reads certificates from CSV in UTF-8, UTF-16 or Windows-1252, parted by comma, semicolon, tab or bar.

    Periods stand in one column as `[start;end;degree]`, repeated where there are several, or in columns for
    start, end and degree (or remaining capacity), numbered when repeated (start2, slut2 …). Empty lines are
    skipped and revoked certificates left out. One person's id may be written in several ways. Raises Unreadable, in
    Swedish, when the header has no person or no period.
    """
    rules = load_periods_rules()
    text = _SEPARATOR_LINE.sub("", _decode(content).replace("\0", ""))
    rows = _rows(text, rules)
    header = next(rows, None)
    if header is None:
        raise Unreadable(rules["meddelanden"]["tom"])
    return _collect(rows, _columns(header[1], rules), rules)


def _decode(content: str | bytes) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str, rules: Mapping[str, Any]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every line that is not empty, the header first."""
    protected = _BRACKETS.sub(lambda found: found[0].translate(_INSIDE), text)
    header = next((line for line in protected.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(protected, newline=""), delimiter=max(_DELIMITERS, key=header.count))
    limit: int = rules["högst_rader"]
    try:
        for cells in reader:
            if reader.line_num > limit:
                raise Unreadable(rules["meddelanden"]["för_många"].format(antal=limit))
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Unreadable(rules["meddelanden"]["oläslig"].format(orsak=error)) from error


def _plain(header: str) -> str:
    """A header without accents, case and signs: "FÖRMÅGA" is formaga."""
    bare = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", bare.lower())


def _columns(header: Sequence[str], rules: Mapping[str, Any]) -> dict[str, int]:
    """Where each known column is; numbered repeats get their number in the name ("start2")."""
    places = {name: place for place, name in reversed(list(enumerate(map(_plain, header)))) if name}
    columns: dict[str, int] = {}
    for column, names in rules["kolumner"].items():
        for number in ("", *map(str, range(2, 10))):
            found = next((places[name + number] for name in names if name + number in places), None)
            if found is not None:
                columns[column + number] = found
    missing = [] if "patient" in columns else ["person"]
    if "perioder" not in columns and not {"start", "slut"} <= columns.keys():
        missing.append("period")
    if missing:
        raise Unreadable(rules["meddelanden"]["rubriker"].format(saknas=" och ".join(missing)))
    return columns


def _collect(
    rows: Iterable[tuple[int, list[str]]], columns: Mapping[str, int], rules: Mapping[str, Any]
) -> PeriodsFile:
    spells: list[Spell] = []
    problems: list[RowProblem] = []
    revoked: set[str] = set()
    held: Counter[str] = Counter()
    for number, cells in rows:
        row = {name: cells[place] for name, place in columns.items() if place < len(cells)}
        patient = row.get("patient", "")
        if row.get("händelse", "").upper() in rules["makulerat"]:
            revoked.add(row.get("id", ""))
            continue
        try:
            _check_type(row.get("typ", ""), rules)
            read = _spells(row, number, rules["meddelanden"])
            held[patient] += len(read)
            if held[patient] > rules["högst_per_person"]:
                raise _BadRow(rules["meddelanden"]["för_många_intyg"].format(antal=rules["högst_per_person"]))
            spells.extend(read)
        except _BadRow as fault:
            problems.append(RowProblem(number, str(fault), patient))
    kept = [spell for spell in spells if spell.certificate not in revoked]
    name = _one_name_each([*(spell.patient for spell in kept), *(fault.patient for fault in problems)])
    return PeriodsFile(
        tuple(replace(spell, patient=name[spell.patient]) for spell in kept),
        tuple(replace(fault, patient=name[fault.patient]) for fault in problems),
    )


def _one_name_each(written: Iterable[str]) -> Mapping[str, str]:
    """Each person id as written → as that person's id was written first: with or without hyphen and century.

    Ten digits are the person with those last digits if the file has one only; two centuries are two persons.
    """
    names = {name: re.sub(r"[\s-]", "", name).upper() for name in dict.fromkeys(written)}
    whole: dict[str, set[str]] = {}
    for bare in names.values():
        if len(bare) == _WITH_CENTURY and bare.isdecimal():
            whole.setdefault(bare[2:], set()).add(bare)
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, bare in names.items():
        same = whole.get(bare, ())
        found[name] = first.setdefault(next(iter(same)) if len(same) == 1 else bare, name)
    return found


def _check_type(name: str, rules: Mapping[str, Any]) -> None:
    if name and form_key(name) not in rules["sjukskrivningsintyg"]:
        raise _BadRow(rules["meddelanden"]["typ"].format(värde=name[:30]))


def _spells(row: Mapping[str, str], number: int, words: Mapping[str, str]) -> list[Spell]:
    if not row.get("patient"):
        raise _BadRow(words["person"])
    periods = list(_periods(row, words))
    if not periods:
        raise _BadRow(words["period"])
    return [
        Spell(
            start=start,
            end=end,
            degree=degree,
            certificate=row.get("id") or f"rad {number}",
            patient=row["patient"],
            unit=row.get("enhet", ""),
            provider=row.get("vårdgivare", ""),
            diagnosis=row.get("diagnos", ""),
            signed=row.get("signerad", ""),
        )
        for start, end, degree in periods
    ]


def _periods(row: Mapping[str, str], words: Mapping[str, str]) -> Iterator[tuple[date, date, int | None]]:
    for inside in _ONE.findall(row.get("perioder", "")):
        start, end, degree, *_ = [*re.split(r"[\x1e]", inside), "", "", ""]
        yield _period(start, end, _degree(degree, words), words)
    for number in ("", *map(str, range(2, 10))):
        start, end = row.get(f"start{number}", ""), row.get(f"slut{number}", "")
        if start or end:
            yield _period(start, end, _row_degree(row, number, words), words)


def _row_degree(row: Mapping[str, str], number: str, words: Mapping[str, str]) -> int | None:
    left = row.get(f"arbetsförmåga{number}", "")
    if left:
        remaining = _degree(left, words)
        return None if remaining is None else FULL - remaining
    plain = row.get("perioder", "") if not number and "[" not in row.get("perioder", "") else ""
    return _degree(row.get(f"grad{number}", "") or plain, words)


def _period(
    start: str, end: str, degree: int | None, words: Mapping[str, str]
) -> tuple[date, date, int | None]:
    first, last = _day(start, words), _day(end, words)
    if first > last:
        raise _BadRow(words["ordning"].format(start=first, slut=last))
    if degree == 0:
        raise _BadRow(words["noll"])
    return first, last, degree


def _day(value: str, words: Mapping[str, str]) -> date:
    day = as_date(value)
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _BadRow(words["datum"].format(värde=value.strip()[:30]))
    return day


def _degree(value: str, words: Mapping[str, str]) -> int | None:
    bare = value.replace("%", "").replace("procent", "").strip().replace(",", ".")
    if not bare:
        return None
    try:
        degree = float(bare)
    except ValueError:
        degree = -1.0
    if not 0 <= degree <= FULL:
        raise _BadRow(words["grad"].format(värde=value.strip()[:30]))
    return round(degree)


def periods_json(
    content: str | bytes,
    *,
    max_gap_days: int | None = None,
    join_providers: bool | None = None,
    on: date | None = None,
    days: int = 14,
) -> list[dict[str, Any]]:
    """What `samre certificate periods FILE.csv --json` prints: one entry per patient, by patient id.

    Keys: `patient`, `cases[{start, end, days, span_days, certificates, certificate_ids, degrees[{start, end,
    degree}], overlaps[], gaps[], unchanged, …}]`, `problems[{row, message}]`. Rows without a patient come
    last in an entry whose patient is null. With `on`, each case says if it goes on that day, at which degree,
    and whether it ends within `days` days. The gap and provider rules are periods.yaml's unless given.
    """
    rules = load_periods_rules()
    read = read_periods_csv(content)
    cases = sick_leave_cases(
        read.spells,
        max_gap_days=rules["högst_glapp_dagar"] if max_gap_days is None else max_gap_days,
        join_providers=rules["slår_ihop_vårdgivare"] if join_providers is None else join_providers,
    )
    soon = frozenset() if on is None else frozenset(ends_within(cases, days=days, on=on))
    by_patient = {patient: list(own) for patient, own in groupby(cases, key=lambda case: case.patient)}
    faults: dict[str, list[RowProblem]] = {}
    for problem in read.problems:
        faults.setdefault(problem.patient, []).append(problem)
    patients = sorted({*by_patient, *faults}, key=lambda patient: (not patient, patient))
    return [
        {
            "patient": patient or None,
            "cases": [_case_json(case, on, case in soon) for case in by_patient.get(patient, ())],
            "problems": [{"row": fault.row, "message": fault.message} for fault in faults.get(patient, ())],
        }
        for patient in patients
    ]


def _case_json(case: Case, on: date | None, soon: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "start": case.start.isoformat(),
        "end": case.end.isoformat(),
        "days": case.days,
        "span_days": case.span_days,
        "certificates": len(case.certificates),
        "certificate_ids": list(case.certificates),
        "degrees": [{**_span(span.start, span.end), "degree": span.degree} for span in case.degrees],
        "overlaps": [
            {
                **_span(overlap.start, overlap.end),
                "certificates": list(overlap.certificates),
                "degrees": list(overlap.degrees),
                "counts": overlap.counts,
            }
            for overlap in case.overlaps
        ],
        "gaps": [{**_span(gap.start, gap.end), "days": gap.days} for gap in case.gaps],
        "unchanged": case.unchanged,
        "unchanged_since": case.unchanged_since.isoformat(),
        "units": list(case.units),
        "providers": list(case.providers),
        "diagnoses": list(case.diagnoses),
    }
    if on is not None:
        shown |= {"active": case.covers(on), "degree_now": case.degree_on(on), "ends_soon": soon}
    return shown


def _span(start: date, end: date) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}
