"""Small words for templates: dates and numbers as Swedish sentences want them."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

from django import template

from samre.casework.documents.fact_words import written_day
from samre.casework.queries.inbox import mark_of
from samre.casework.rules.inbox import reference_of, written_reference
from samre.certificate.wording import MONTHS, in_words

from ..forms.problems import Problems

register = template.Library()
# A number and its month, short or long, stand on one line wherever the column ends.
DAY_AND_MONTH = re.compile(rf"(?<=[0-9]) (?=(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\b)")


@register.filter
def svdate(value: date | datetime | str | None) -> str:
    """`21 november 2026`, of a month `november 2026`; a text that is no date is given back, None becomes empty."""
    if isinstance(value, str):
        return written_day(value)
    if value is None:
        return ""
    return in_words(value)


@register.filter
def whole_days(text: str) -> str:
    """The text with no break between a day and its month: for tables and lists, where columns are narrow."""
    return DAY_AND_MONTH.sub("\N{NO-BREAK SPACE}", str(text))


@register.filter
def in_halves(reference: str) -> str:
    """`YDCTUUD6` as it is read out, `YDCT UUD6`: the same on both sides."""
    return written_reference(reference)


@register.filter
def mark(sha256: str) -> str:
    """The part of a check sum that both sides can read to each other."""
    return mark_of(sha256)


@register.filter
def reference(sent: UUID) -> str:
    """What the receiver's inbox calls what was sent from this row: the same there and here."""
    return written_reference(reference_of(sent))


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """`mapping[key]`, or an empty string."""
    return mapping.get(key, "")


@register.filter
def revision(problems: Problems | None, now: int | str) -> int | str:
    """What a form that is shown again was written from: the revision its writer saw, until she has been shown what stands `now`.

    A field that was wrong does not let what somebody else saved meanwhile be written over.
    """
    return (problems.seen or 0) if problems and not problems.is_stale else now


@register.filter
def counted(number: int, words: str) -> str:
    """`1 steg är klart`, `3 steg är klara`: number and the right one of `ett|flera`."""
    one, many = words.split("|")
    return f"{number} {one if number == 1 else many}"
