"""Papers of the case that are kept: rendered once, registered with their hash, told in the timeline, never changed."""

from __future__ import annotations

from uuid import UUID

from samre.accounts.actors import Actor

from ..documents.paper import Paper
from ..models import Case, Record
from ..rules.paper_words import common_words, form_words
from .core import tell
from .records import add_record

PDF = "application/pdf"


def keep_paper(
    *,
    case: Case,
    paper: Paper,
    content: bytes,
    party: str,
    direction: str = Record.Direction.OUT,
    about: UUID | None = None,
    by: Actor,
) -> Record:
    """Registers a paper (`content` is its PDF) and tells the timeline. For actions: it runs in the transaction of the one
    that calls it, which says the rest to the log. `about`: what the paper came from."""
    kind = form_words(paper.form).get("handling") or common_words()["handling"]
    record = add_record(
        case=case,
        direction=direction,
        kind=kind,
        party=party,
        subject=paper.title,
        content=content,
        media_type=PDF,
        subject_id=about,
        is_told=False,
        by=by,
    )
    tell(case, by=by, kind="paper.keep", subject=record.pk, paper=paper.form, direction=str(direction))
    return record
