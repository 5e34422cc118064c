"""The certificate read back in plain Swedish: own headings, codes as words, the doctor's texts as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .aspects import FULL, Reading, as_date, boolean
from .definition import Checks, load_checks
from .facts import load_texts
from .model import Certificate, Code, Part, Period, Quantity, Value
from .wording import in_words

Label = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the certificate says. `label` may be empty; `part` is the question id, if it has one."""

    label: str
    text: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the lines under it. Sections without lines are left out."""

    heading: str
    lines: tuple[Line, ...]


def read_back(certificate: Certificate, *, checks: Checks | None = None) -> tuple[Section, ...]:
    """The certificate's answers by heading, in the order a caseworker reads them, each shown once.

    Answers to questions the form does not have come last, under their own heading, with their question id.
    """
    words = load_texts()
    reading = (checks or load_checks()).read(certificate)
    seen: set[int] = set()
    sections = [
        Section(row["rubrik"], tuple(_lines(row["saker"], reading, words, seen))) for row in words["avsnitt"]
    ]
    sections = _with_issuer(sections, certificate, words)
    rest = Section(words["okänd_rubrik"], tuple(_rest(certificate, words, seen)))
    return tuple(section for section in (*sections, rest) if section.lines)


def _lines(
    aspects: Mapping[str, Label], reading: Reading, words: Mapping[str, Any], seen: set[int]
) -> Iterator[Line]:
    for aspect, label in aspects.items():
        parts = [part for part in reading.parts(aspect) if id(part) not in seen]
        seen.update(id(part) for part in parts)
        if aspect == "period":
            yield from _periods(reading, words["mall"])
            yield from _plain(
                (part for part in parts if not reading.grades or isinstance(part.value, str)), "", words
            )
        elif aspect == "D":
            yield from _diagnoses(parts, words)
        elif aspect in ("grund", "underlag"):
            yield from _dated(parts, label, words)
        else:
            yield from _plain(parts, label, words)


def _plain(parts: Iterable[Part], label: Label, words: Mapping[str, Any]) -> Iterator[Line]:
    for part in parts:
        answer = boolean(part.value)
        if answer is not None and not isinstance(label, str):
            yield Line("", label["ja" if answer else "nej"], part.id)
        elif text := _words(part.value, words):
            if not label and isinstance(part.value, Code):
                text = text[:1].upper() + text[1:]
            yield Line(label if isinstance(label, str) else "", text, part.id)


def _words(value: Value, words: Mapping[str, Any]) -> str:
    """A value in Swedish: codes by our own words, yes and no, dates and quantities as written."""
    if isinstance(value, Code):
        return str(words["koder"].get(value.code) or value.display.strip() or value.code)
    if isinstance(value, Period):
        return _span(value, words["mall"])
    if isinstance(value, Quantity):
        return f"{value.value.normalize():f} {value.unit}".strip() if value.value is not None else ""
    answer = boolean(value)
    if answer is not None and not value.strip().isdigit():
        return str(words["ja_nej"]["ja" if answer else "nej"])
    if len(value.strip()) <= len("2026-11-21") and (day := as_date(value)) is not None:
        return in_words(day)
    lines = (" ".join(line.split()) for line in value.splitlines())
    return "\n".join(line for line in lines if line)


def _diagnoses(parts: Iterable[Part], words: Mapping[str, Any]) -> Iterator[Line]:
    """Each diagnosis on a line with its code in brackets: a text is followed by its code in every form."""
    waiting: Part | None = None
    for part in sorted(parts, key=lambda part: _number(part.id)):
        if isinstance(part.value, Code):
            text = str(waiting.value).strip() if waiting else part.value.display.strip()
            code = part.value.code
            shown = words["mall"]["diagnos"].format(text=text, kod=code) if text else code
            yield Line("", shown, waiting.id if waiting else part.id)
            waiting = None
        elif isinstance(part.value, str) and part.value.strip():
            if waiting:
                yield Line("", str(waiting.value).strip(), waiting.id)
            waiting = part
    if waiting:
        yield Line("", str(waiting.value).strip(), waiting.id)


def _number(id_: str) -> tuple[int, ...]:
    return tuple(int(piece) for piece in id_.split(".") if piece.isdigit())


def _periods(reading: Reading, mall: Mapping[str, str]) -> Iterator[Line]:
    for grade in reading.grades:
        key = "okänd_grad" if grade.percent is None else "hel" if grade.percent == FULL else "grad"
        part = next(iter(reading.ids("period")), "")
        yield Line("", mall[key].format(procent=grade.percent, tid=_span(grade.period, mall)), part)


def _span(period: Period, mall: Mapping[str, str]) -> str:
    start, end = (in_words(day) if day else "" for day in (period.start, period.end))
    key = "tid" if start and end else "utan_slut" if start else "utan_start" if end else "utan_tid"
    return mall[key].format(start=start, slut=end)


def _dated(parts: Iterable[Part], label: Label, words: Mapping[str, Any]) -> Iterator[Line]:
    """Kind and day on one line: in the forms a coded kind is followed by its date and then by its text."""
    kind, part_id = "", ""
    day: date | None = None
    for part in parts:
        if isinstance(part.value, Code):
            yield from _dated_line(kind, day, part_id, words)
            name = _words(part.value, words)
            kind, day, part_id = name[:1].upper() + name[1:], None, part.id
        elif (found := as_date(part.value)) is not None:
            day, part_id = found, part_id or part.id
        elif boolean(part.value) is None and str(part.value).strip():
            kind, part_id = f"{kind}: {_words(part.value, words)}".removeprefix(": "), part_id or part.id
        elif boolean(part.value) is not None:
            yield from _plain([part], label, words)
    yield from _dated_line(kind, day, part_id, words)


def _dated_line(kind: str, day: date | None, part_id: str, words: Mapping[str, Any]) -> Iterator[Line]:
    shown = in_words(day) if day else ""
    if kind or day:
        text = words["mall"]["grund"].format(typ=kind, datum=shown) if kind and day else kind or shown
        yield Line("", text, part_id)


def _with_issuer(
    sections: list[Section], certificate: Certificate, words: Mapping[str, Any]
) -> list[Section]:
    """The header's own lines: who wrote it, when, and how to reach them, under the heading on contact."""
    mall, issuer = words["mall"], certificate.issuer
    who = ", ".join(
        name for name in (issuer.name.strip(), issuer.unit.strip(), issuer.provider.strip()) if name
    )
    lines = []
    if certificate.signed_at and who:
        lines.append(Line("", mall["skrivet"].format(datum=in_words(certificate.signed_at.date()), vem=who)))
    if issuer.phone.strip():
        lines.append(Line("", mall["telefon"].format(nummer=issuer.phone.strip())))
    if issuer.email.strip():
        lines.append(Line("", mall["epost"].format(adress=issuer.email.strip())))
    contact = next(row["rubrik"] for row in words["avsnitt"] if "kontakt" in row["saker"])
    return [
        Section(section.heading, (*lines, *section.lines)) if section.heading == contact else section
        for section in sections
    ]


def _rest(certificate: Certificate, words: Mapping[str, Any], seen: set[int]) -> Iterator[Line]:
    for answer in certificate.answers:
        for part in answer.parts:
            if id(part) not in seen and (text := _words(part.value, words)):
                yield Line(part.id, text, part.id)
