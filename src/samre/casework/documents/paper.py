"""What every paper of the case file is made of before it becomes a page, a PDF, a Word file or plain text: headings and blocks.

A form builder gives a `Paper`; the renderers (`documents/paper_text.py` for plain text; web for HTML, PDF and Word) know blocks and
nothing of forms. Texts are finished Swedish; nothing in a block is HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the paper; `level` 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `quiet`: less important, smaller."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list; `numbered` when the order means something."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value, in pairs. An empty value is a line to write on."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with column headings, and a caption that says what it shows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick: (text, ticked). `label` is the question; `several`: more than one may be ticked."""

    label: str
    options: tuple[tuple[str, bool], ...]
    several: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with room for an answer by hand; `given` when the answer is known. `lines`: how much room."""

    question: str
    given: str = ""
    lines: int = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """Lines to sign on: what is written under each."""

    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Text | Points | Fields | Table | Choices | Answer | Sign | NewPage


TO = "Till"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole paper.

    `form`: the form of `blanketter.yaml` ("B1"). `head`: (label, value) rows: handläggare, datum, ärende, mottagare. `sender`: the
    letterhead's lines. `identified`: whether the person's name and number may stand on it. `language`: BCP 47 of the text.
    `pathway`: the map's version; `foot` says "underlag, inte beslut" and that version. `logo`: a picture as a
    data: address. In `head` an empty value is a line to write on, and the row `TO` stands as the address of a letter.
    """

    form: str
    title: str
    sender: tuple[str, ...]
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    foot: str
    pathway: str
    written_on: date
    identified: bool = True
    language: str = "sv"
    purpose: str = ""
    logo: str = ""

    @property
    def receiver(self) -> tuple[str, ...]:
        """The lines of the address; empty when it goes to nobody."""
        return tuple(line for label, value in self.head if label == TO for line in value.splitlines())

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The head without the address."""
        return tuple(row for row in self.head if row[0] != TO)
