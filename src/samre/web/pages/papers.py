"""What the pages of letters show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from samre.accounts.actors import Actor
from samre.casework.documents.paper import Paper
from samre.casework.documents.paper_parts import Edits, Part, Still
from samre.casework.documents.paper_text import paper_text
from samre.casework.models import Case, PaperDraft
from samre.casework.queries.paper_drafts import Written, written
from samre.casework.queries.papers import FormRow, PapersPage, form_name
from samre.casework.rules.paper_words import form_words
from samre.casework.rules.settings import pathway_of

from .notes import fresh_id


@dataclass(frozen=True, slots=True)
class Choice:
    """A form to choose. `url`: the page it is made on, empty when it is written here; then `fresh` is the id of the letter that
    is begun, so that the same click twice is one."""

    row: FormRow
    url: str
    fresh: UUID


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """Letters and forms of a case, to choose from."""

    listed: PapersPage
    recommended: tuple[Choice, ...]
    others: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A letter being written. `seen`: the revision in front of the writer; `parts`: those that can be changed."""

    draft: PaperDraft
    whole: Written
    name: str
    edits: Edits
    seen: int
    parts: tuple[Part, ...]
    text: str
    tells_to: bool

    @property
    def paper(self) -> Paper:
        return self.whole.paper

    @property
    def asks_to_us(self) -> bool:
        """The letter asks for what no consent lets the receiver tell the kommun."""
        return bool(form_words(self.draft.form).get("svarar_med")) and not self.whole.known.answers

    @property
    def changed(self) -> int:
        """How many parts somebody has changed."""
        return len(self.edits)


def choice_page(listed: PapersPage, case: Case) -> ChoicePage:
    """The forms with where each is made."""
    return ChoicePage(
        listed,
        tuple(Choice(row, _url(row, case), fresh_id()) for row in listed.recommended),
        tuple(Choice(row, _url(row, case), fresh_id()) for row in listed.others),
    )


def letter_page(
    draft: PaperDraft, actor: Actor, *, edits: Mapping[str, Any] | None = None, seen: int | None = None
) -> LetterPage:
    """The page of a draft, or of `edits` that are not kept yet."""
    whole = written(draft, actor, edits=edits)
    return LetterPage(
        draft=draft,
        whole=whole,
        name=form_name(pathway_of(draft.case.pathway), draft.form),
        edits=draft.edits if edits is None else edits,
        seen=draft.revision if seen is None else seen,
        parts=tuple(part for part in whole.parts if not isinstance(part, Still)),
        text=paper_text(whole.paper),
        tells_to=whole.needs_receiver,
    )


def _url(row: FormRow, case: Case) -> str:
    return reverse(f"web:{row.page}", args=[case.pk]) if row.page else ""
