"""What a note's form may hold: its fields, how long they may be, and what is wrong with them in Swedish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ..models.notes import NoteKind
from .settings import case_rules

# The fields of a draft, as they are named in the form. `skal` only where the note corrects another.
FIELDS = ("slag", "rubrik", "text", "dag", "tid", "kalla", "andra", "skal")
LONGEST = {
    "rubrik": 120,
    "kalla": 160,
    "text": 50_000,
    "skal": 2_000,
    "slag": 16,
    "dag": 10,
    "tid": 5,
    "andra": 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWords:
    """What is to be signed, read out of a draft's fields."""

    kind: str
    heading: str
    text: str
    event_at: datetime
    source: str
    about_others: bool
    reason: str


def clean_fields(fields: Mapping[str, object]) -> dict[str, str]:
    """A draft's fields as they are kept: known names only, line ends made one kind, nothing shortened in silence."""
    return {
        name: str(fields.get(name) or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        for name in FIELDS
    }


def is_empty(fields: Mapping[str, str]) -> bool:
    """Whether nothing worth keeping has been written: a day and a time are proposed by the form itself."""
    return not any(fields.get(name, "").strip() for name in ("rubrik", "text", "kalla", "skal"))


def too_long(fields: Mapping[str, str]) -> dict[str, str]:
    """Field → sentence for what does not fit."""
    return {
        name: f"Det är {len(fields[name]) - most} tecken för mycket. Det får vara högst {most}."
        for name, most in LONGEST.items()
        if len(fields.get(name, "")) > most
    }


def read_words(fields: Mapping[str, str], *, is_correction: bool) -> tuple[NoteWords | None, dict[str, str]]:
    """The words to sign, or field → sentence for everything that is missing or wrong (R43)."""
    asked = case_rules()["anteckningar"]["saknas"]
    problems = too_long(fields)
    for name in ("rubrik", "text", "kalla", *(("skal",) if is_correction else ())):
        if not fields.get(name, "").strip():
            problems.setdefault(name, str(asked[name]))
    if fields.get("slag", "") not in NoteKind.values:
        problems["slag"] = str(asked["slag"])
    event_at = _event(fields, problems, asked)
    if problems or event_at is None:
        return None, problems
    return (
        NoteWords(
            kind=fields["slag"],
            heading=" ".join(fields["rubrik"].split()),
            text=fields["text"].strip(),
            event_at=event_at,
            source=" ".join(fields["kalla"].split()),
            about_others=fields.get("andra", "") == "ja",
            reason=fields.get("skal", "").strip() if is_correction else "",
        ),
        {},
    )


def _event(fields: Mapping[str, str], problems: dict[str, str], asked: Mapping[str, str]) -> datetime | None:
    """When it happened, in the kommun's own time; what is wrong goes to `problems`."""
    day, time = fields.get("dag", "").strip(), fields.get("tid", "").strip().replace(".", ":")
    read = {}
    for name, text, form in (("dag", day, "%Y-%m-%d"), ("tid", time, "%H:%M")):
        try:
            read[name] = datetime.strptime(text, form)
        except ValueError:
            problems[name] = str(asked[name])
    if len(read) < 2:
        return None
    local = datetime.combine(read["dag"].date(), read["tid"].time(), tzinfo=timezone.get_current_timezone())
    if local > timezone.now():
        problems["dag" if local.date() > timezone.localdate() else "tid"] = str(asked["framtid"])
        return None
    if local.year < 1900:
        problems["dag"] = str(asked["dag"])
        return None
    return local
