"""A decision basis as it is read and as it leaves: the material, how the person was shown it, what she answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from samre.certificate.wording import in_words

from .notes_text import Heading, when

FOOT = "Underlag, inte beslut."
NOT_YET = "Personen har inte fått del av underlaget ännu."


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisView:
    """`state` is where it is; `how`, `exception` and `law` are the words of arenden.yaml."""

    id: UUID
    title: str
    text: str
    state: str
    revision: int
    begun_at: datetime
    author: str
    communicated_on: date | None
    how: str
    answer_by: date | None
    answered_on: date | None
    answer: str
    exception: str
    law: str
    closed_at: datetime | None
    closed_by: str

    @property
    def communication(self) -> tuple[str, ...]:
        """Whether, when and how the person was shown the material, in sentences (R46)."""
        lines = []
        if self.communicated_on:
            lines.append(
                f"Personen fick del av underlaget {in_words(self.communicated_on)}. Sätt: {self.how.lower()}."
            )
            if self.answer_by:
                lines.append(f"Tid att svara: till och med {in_words(self.answer_by)}.")
            if self.answered_on:
                lines.append(f"Personen svarade {in_words(self.answered_on)}: {self.answer}")
            elif self.closed_at:
                lines.append("Personen svarade inte inom tiden.")
        if self.exception:
            lines.append(
                f"Personen har inte fått del av underlaget före beslut: {self.exception} ({self.law})."
            )
        return tuple(lines) or (NOT_YET,)


def basis_text(basis: BasisView, heading: Heading) -> str:
    """The basis to paste into another case system or keep as a file."""
    closed = (
        f"Stängt {when(basis.closed_at)} av {basis.closed_by}."
        if basis.closed_at
        else f"Läge: {basis.state}."
    )
    lines = [
        f"Beslutsunderlag: {basis.title}",
        FOOT,
        f"Ärende {heading.case_number}, {heading.authority}",
        f"Påbörjat {when(basis.begun_at)} av {basis.author}. {closed}",
        "",
        basis.text,
        "",
        *basis.communication,
    ]
    return "\n".join(lines) + "\n"


def basis_json(basis: BasisView, heading: Heading) -> dict[str, Any]:
    """The same as data."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "obs": FOOT,
        "ärende": heading.case_number,
        "myndighet": heading.authority,
        "uttaget": heading.taken_at.isoformat(timespec="seconds"),
        "uttaget_av": heading.taken_by,
        "underlag": {
            "id": str(basis.id),
            "rubrik": basis.title,
            "text": basis.text,
            "läge": basis.state,
            "påbörjat": basis.begun_at.isoformat(),
            "av": basis.author,
            "personen_fick_del": day(basis.communicated_on),
            "sätt": basis.how,
            "svara_senast": day(basis.answer_by),
            "svarade": day(basis.answered_on),
            "svar": basis.answer,
            "undantag": basis.exception,
            "lag": basis.law,
            "stängt": basis.closed_at.isoformat() if basis.closed_at else None,
            "stängt_av": basis.closed_by,
        },
    }
