"""What the forms of consultations and meetings send: moments, meetings as planned, rows of an agreed plan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from samre.casework.actions.meetings import MeetingWords
from samre.casework.models import Meeting

from .problems import read_date

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]?([0-5][0-9])")
# A form about somebody without a name has names that begin so: what is in it is kept nowhere when it comes too late
# (accounts/kept_forms.py), since nobody has yet looked whether it points the person out (R23).
ANONYMOUS = "anonym-"
MEETING = (
    "syfte",
    "dag",
    "tid",
    "minuter",
    "kanal",
    "plats",
    "tolk",
    "protokoll",
    "svara_senast",
    "ja",
)
REASON = "skal-"
MEASURE = ("part", "vem", "vad", "senast", "steg", "bevaka")


def read_moment(values: Mapping[str, str], wrong: dict[str, str]) -> datetime | None:
    """Day and time of day (`dag`, `tid`) where the office is; what is wrong goes to `wrong`."""
    day = read_date(values["dag"], "dag", wrong, missing="Skriv vilken dag.")
    clock = _CLOCK.fullmatch(values["tid"])
    if clock is None:
        wrong["tid"] = "Skriv klockslaget, till exempel 10.00."
    if day is None or clock is None:
        return None
    return timezone.make_aware(datetime.combine(day, time(int(clock[1]), int(clock[2]))))


def read_meeting(values: Mapping[str, str], wrong: dict[str, str]) -> MeetingWords:
    """A meeting as it is planned; what can't be read goes to `wrong`."""
    return MeetingWords(
        purpose=values["syfte"],
        starts_at=read_moment(values, wrong),
        minutes=number(values["minuter"]),
        channel=values["kanal"],
        place=values["plats"],
        interpreter=values["tolk"],
        keeper=values["protokoll"],
        answer_by=read_date(
            values["svara_senast"], "svara_senast", wrong, missing="Skriv när deltagarna ska ha svarat."
        ),
        agreed_on=read_date(values["ja"], "ja", wrong),
    )


def number(text: str) -> int:
    """A whole number out of a field; 0 when it is none, which no list of choices has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def reasons_given(request: HttpRequest) -> dict[str, str]:
    """Field → why its words go although no consent covers them (`skal-FIELD`)."""
    return {
        name.removeprefix(REASON): str(text) for name, text in request.POST.items() if name.startswith(REASON)
    }


def ids(texts: Sequence[str]) -> list[UUID]:
    """The ids a form sent; what is no id is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def sent_id(request: HttpRequest, name: str) -> UUID | None:
    """One id in a form; None where there is none, or something else."""
    return next(iter(ids([request.POST.get(name, "")])), None)


def as_typed(meeting: Meeting) -> dict[str, str]:
    """A meeting as its form has it."""
    start = timezone.localtime(meeting.starts_at)
    return {
        "syfte": meeting.purpose,
        "dag": start.date().isoformat(),
        "tid": f"{start:%H.%M}",
        "minuter": str(meeting.minutes),
        "kanal": meeting.channel,
        "plats": meeting.place,
        "tolk": meeting.interpreter,
        "protokoll": meeting.keeper,
        "svara_senast": meeting.answer_by.isoformat(),
        "ja": meeting.agreed_on.isoformat() if meeting.agreed_on else "",
    }
