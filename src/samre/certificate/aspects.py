"""A certificate seen by what its answers are about (diagnosis, function …), whatever form it is on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest

from .language import Lexicon, Sentence
from .model import Certificate, Code, Part, Period, Quantity

FULL = 100
_TRUE, _FALSE = frozenset({"true", "1", "ja"}), frozenset({"false", "0", "nej"})


@dataclass(frozen=True)
class Form:
    """How a form is laid out: which question ids answer which aspect, and which checks it has no room for."""

    name: str
    label: str
    parts: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, tuple[str, ...]]
    absent: Mapping[str, str]
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grade:
    """A degree of reduced capacity in percent for a span of days. None where the certificate does not say."""

    percent: int | None
    period: Period


def boolean(value: object) -> bool | None:
    """True or False for a yes/no answer, None for anything else."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def as_date(value: object) -> date | None:
    """The day an answer gives, ISO form or eight digits, with or without a time after it; else None."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip()[:10]
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _compact_date(text)


def _is_date(text: str) -> bool:
    return len(text) <= len("2026-11-21") and as_date(text) is not None


def _percent(quantity: Quantity) -> int | None:
    value = quantity.value
    return round(value) if value is not None and value.is_finite() and 0 <= value <= FULL else None


def _compact_date(text: str) -> date | None:
    try:
        return (
            date(int(text[:4]), int(text[4:6]), int(text[6:8]))
            if text[:8].isdigit() and len(text) >= 8
            else None
        )
    except ValueError:
        return None


class Reading:
    """One certificate with its form and word lists. Texts are scanned once and kept while the checks run.

    At most `max_characters` are scanned in all, so that no file can keep the checks busy.
    """

    def __init__(
        self,
        certificate: Certificate,
        *,
        form: Form,
        lexicon: Lexicon,
        degrees: Mapping[str, int],
        max_characters: int,
    ) -> None:
        self.certificate = certificate
        self.form = form
        self._lexicon = lexicon
        self._degrees = degrees
        self._characters_left = max_characters
        self._scanned: dict[tuple[str, ...], tuple[Sentence, ...]] = {}
        self._parts: dict[str, tuple[Part, ...]] = {}
        self._all = tuple(part for answer in certificate.answers for part in answer.parts)
        self._places: dict[object, list[int]] = {}
        for place, part in enumerate(self._all):
            self._places.setdefault(part.id, []).append(place)
            self._places.setdefault(("roll", part.role), []).append(place)

    def parts(self, aspect: str) -> tuple[Part, ...]:
        """The delsvar that answer `aspect`, in file order: by id in a known form, by role in any other."""
        if aspect not in self._parts:
            keys = (
                *self.form.parts.get(aspect, ()),
                *(("roll", role) for role in self.form.roles.get(aspect, ())),
            )
            found = sorted({place for key in keys for place in self._places.get(key, ())})
            self._parts[aspect] = tuple(self._all[place] for place in found)
        return self._parts[aspect]

    def ids(self, *aspects: str) -> tuple[str, ...]:
        """The question ids where the aspects are answered, or could have been."""
        found = [part.id for aspect in aspects for part in self.parts(aspect)]
        asked = [part for aspect in aspects for part in self.form.parts.get(aspect, ())]
        return tuple(dict.fromkeys(found or asked))

    def holding(self, text: str) -> tuple[str, ...]:
        """The question ids whose free text holds `text`."""
        return tuple(part.id for part in self._all if isinstance(part.value, str) and text in part.value)

    def texts(self, *aspects: str) -> tuple[str, ...]:
        """The free texts of the aspects, stripped; blanks, dates and yes/no answers are not texts."""
        found = []
        for part in (part for aspect in aspects for part in self.parts(aspect)):
            text = part.value.strip() if isinstance(part.value, str) else ""
            if text and boolean(text) is None and not text.isdigit() and not _is_date(text):
                found.append(text)
        return tuple(found)

    def text(self, *aspects: str) -> str:
        """`texts` on one line each."""
        return "\n".join(self.texts(*aspects))

    def sentences(self, *aspects: str) -> tuple[Sentence, ...]:
        """The sentences of the aspects with their hits in the word lists."""
        if aspects not in self._scanned:
            if len(aspects) == 1:
                text = self.text(*aspects)[: self._characters_left]
                self._characters_left -= len(text)
                self._scanned[aspects] = self._lexicon.scan(text)
            else:
                self._scanned[aspects] = tuple(s for aspect in aspects for s in self.sentences(aspect))
        return self._scanned[aspects]

    def codes(self, aspect: str) -> tuple[Code, ...]:
        """The coded values of `aspect`."""
        return tuple(part.value for part in self.parts(aspect) if isinstance(part.value, Code))

    def says(self, aspect: str) -> bool | None:
        """The first yes/no answer of `aspect`, None if there is none."""
        answers = (boolean(part.value) for part in self.parts(aspect))
        return next((answer for answer in answers if answer is not None), None)

    @cached_property
    def spreads_infection(self) -> bool:
        """Is this about rules of conduct for a contagious person rather than reduced capacity?"""
        return self.says("smitta") is True

    @cached_property
    def grades(self) -> tuple[Grade, ...]:
        """Every degree with its span of days, by start day. Spans without any day are left out."""
        asked = set(self.form.parts.get("period", ()))
        roles = set(self.form.roles.get("period", ()))
        found = [
            grade
            for answer in self.certificate.answers
            for grade in self._grades_of(
                part for part in answer.parts if part.id in asked or part.role in roles
            )
        ]
        return tuple(
            sorted(found, key=lambda grade: (grade.period.start or date.min, grade.period.end or date.max))
        )

    def _grades_of(self, parts: Iterable[Part]) -> Iterable[Grade]:
        percents: list[int | None] = []
        periods: list[Period] = []
        for part in parts:
            if isinstance(part.value, Code):
                percents.append(self._degrees.get(part.value.code))
            elif isinstance(part.value, Quantity):
                percents.append(_percent(part.value))
            elif isinstance(part.value, Period) and (part.value.start or part.value.end):
                periods.append(part.value)
        for percent, period in zip_longest(percents[: len(periods)], periods):
            yield Grade(percent, period)

    @cached_property
    def ends(self) -> date | None:
        """The last day of the certificate's periods, None without any."""
        return max((grade.period.end for grade in self.grades if grade.period.end), default=None)

    @cached_property
    def starts(self) -> date | None:
        """The first day of the certificate's periods, None without any."""
        return min((grade.period.start for grade in self.grades if grade.period.start), default=None)

    @cached_property
    def diagnosis_texts(self) -> tuple[str, ...]:
        """Diagnoses in words: free texts, else the display names of the codes."""
        return self.texts("D") or tuple(code.display for code in self.codes("D") if code.display.strip())

    @cached_property
    def diagnosis_codes(self) -> tuple[str, ...]:
        """Diagnosis codes in capitals without dots, in file order."""
        codes = (code.code.strip().upper().replace(".", "") for code in self.codes("D"))
        return tuple(code for code in codes if code)
