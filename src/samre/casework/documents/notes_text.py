"""Notes as plain text and as JSON, with everything that belongs to them: corrections, objections, author, times, source.

A note leaves the system by these functions only, and they take whole families: nothing leaves without the person's
objections (R44), and no correction without what it corrects (R42). Neither name nor number of the person is in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from samre.certificate.wording import in_words

from .notes import NoteFamily, NoteView, ObjectionView

ABOUT_OTHERS = (
    "Innehåller uppgifter om någon annan än personen. Lämnas inte ut med stöd av personens samtycke."
)
BROKEN = "Kontrollsumman stämmer inte. Anteckningen kan ha ändrats utanför SAMRE."
LINE = "-" * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What an export says of itself: the case's number, whose it is, who took it out and when."""

    case_number: str
    authority: str
    taken_by: str
    taken_at: datetime


def when(at: datetime) -> str:
    """`21 november 2026 kl. 14.30`, in Swedish time."""
    local = timezone.localtime(at)
    return f"{in_words(local.date())} kl. {local:%H.%M}"


def family_text(family: NoteFamily, *, case_number: str = "") -> str:
    """A note to paste into another case system: who, when, source, text, corrections, objections."""
    parts = [_note_text(note, family, case_number) for note in family.notes]
    return "\n\n".join(parts) + "\n"


def _note_text(note: NoteView, family: NoteFamily, case_number: str) -> str:
    corrects = note is not family.original
    first = f"Anteckning {note.number}" + (
        f" (rättar anteckning {family.original.number})" if corrects else ""
    )
    lines = [
        f"{first}: {note.heading}",
        f"Slag: {note.kind_name}",
        f"Hände: {when(note.event_at)}",
        f"Källa: {note.source}",
    ]
    if note.reason:
        lines.append(f"Varför den rättas: {note.reason}")
    if note.about_others:
        lines.append(ABOUT_OTHERS)
    lines += ["", note.text, "", _signature(note, case_number)]
    if not corrects and family.corrections:
        lines.append(f"Rättas av anteckning {', '.join(str(one.number) for one in family.corrections)}.")
    if not note.is_whole:
        lines.append(BROKEN)
    lines += [line for objection in note.objections for line in ("", _objection_text(objection))]
    return "\n".join(lines)


def _signature(note: NoteView, case_number: str) -> str:
    where = f" SAMRE-ärende {case_number}." if case_number else ""
    return f"Signerad {when(note.signed_at)} av {note.author}, {note.title}, {note.authority}.{where}"


def _objection_text(objection: ObjectionView) -> str:
    return (
        f"Personens invändning {in_words(objection.said_on)}: {objection.text}\n"
        f"(Antecknad av {objection.author} {when(objection.at)})"
    )


def notes_text(families: Iterable[NoteFamily], heading: Heading) -> str:
    """Several notes as one text file."""
    families = tuple(families)
    lines = [
        f"Anteckningar i ärende {heading.case_number}, {heading.authority}",
        f"Uttaget {when(heading.taken_at)} av {heading.taken_by}",
        f"Antal anteckningar: {sum(len(family.notes) for family in families)}",
    ]
    return (
        "\n".join(lines)
        + "".join(f"\n\n{LINE}\n\n{family_text(family).rstrip()}" for family in families)
        + "\n"
    )


def notes_json(families: Iterable[NoteFamily], heading: Heading) -> dict[str, Any]:
    """The same as data, with Swedish keys as in the definitions."""
    return {
        "ärende": heading.case_number,
        "myndighet": heading.authority,
        "uttaget": heading.taken_at.isoformat(timespec="seconds"),
        "uttaget_av": heading.taken_by,
        "anteckningar": [
            {
                **_note_json(family.original),
                "rättelser": [{**_note_json(one), "varför": one.reason} for one in family.corrections],
            }
            for family in families
        ],
    }


def _note_json(note: NoteView) -> dict[str, Any]:
    return {
        "id": str(note.id),
        "nummer": note.number,
        "slag": note.kind,
        "slag_i_ord": note.kind_name,
        "rubrik": note.heading,
        "text": note.text,
        "hände": note.event_at.isoformat(),
        "källa": note.source,
        "om_andra": note.about_others,
        "signerad": note.signed_at.isoformat(),
        "av": {"namn": note.author, "titel": note.title, "myndighet": note.authority},
        "kontrollsumma": note.digest,
        "kontrollsumman_stämmer": note.is_whole,
        "invändningar": [
            {
                "text": row.text,
                "sagt": row.said_on.isoformat(),
                "antecknat": row.at.isoformat(),
                "antecknat_av": row.author,
            }
            for row in note.objections
        ],
        "kopierad_till": [
            {"system": row.system, "när": row.at.isoformat(), "av": row.author} for row in note.copies
        ],
    }
