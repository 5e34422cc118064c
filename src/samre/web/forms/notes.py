"""The fields of a note's draft, as they are sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from samre.casework.models import Note
from samre.casework.rules.note_words import FIELDS, clean_fields

from .days import DayError, swedish_day
from .whole_numbers import whole_number

WHOLE_DAY = 10


def read_draft(posted: QueryDict) -> dict[str, str]:
    """What was typed, with the day written as 2026-11-21 and the time as 14.30 where they can be read."""
    fields = clean_fields({name: posted.get(name, "") for name in FIELDS})
    fields["dag"], fields["tid"] = _day(fields["dag"].strip()), _time(fields["tid"].strip())
    return fields


def first_fields(now: datetime, corrects: Note | None = None) -> dict[str, str]:
    """What a new form proposes: now; of a correction all but the text of what it corrects."""
    local = timezone.localtime(corrects.event_at if corrects else now)
    proposed = {"dag": local.date().isoformat(), "tid": f"{local:%H.%M}"}
    if corrects is not None:
        proposed |= {
            "slag": corrects.kind,
            "rubrik": corrects.heading,
            "kalla": corrects.source,
            "andra": "ja" if corrects.about_others else "",
        }
    return clean_fields(proposed)


def seen_revision(posted: QueryDict) -> int:
    """The revision the writer had in front of her; 0 for what was never saved."""
    return whole_number(posted.get("revision", "")) or 0


def find_uuid(text: str) -> UUID | None:
    """An id out of a form or an address; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page_number(request: HttpRequest) -> int:
    """`?sida=2`; 1 for what is no number."""
    return max(1, whole_number(request.GET.get("sida", ""), digits=6) or 1)


def _day(text: str) -> str:
    try:
        iso = swedish_day(text, this_year=timezone.localdate().year, ahead=True)
    except DayError:
        return text
    return iso if len(iso) == WHOLE_DAY else text


def _time(text: str) -> str:
    digits = text.replace(".", ":").removeprefix("kl").strip(": ")
    hours, _, minutes = digits.partition(":")
    hour, minute = whole_number(hours, digits=2), whole_number(minutes[:2])
    return text if hour is None or minute is None or len(minutes) < 2 else f"{hour:02}.{minute:02}"
