"""A letter that is finished, as the very paper it was."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from ..documents.paper import Paper
from ..documents.paper_data import read_paper
from ..models import Case, PaperDraft
from ..rules.paper_words import common_words


def sent_letter(case: Case, draft: UUID) -> Paper | None:
    """The letter that a disclosure of the same id let out; None where there is none, and of a protected person: it names her."""
    found = PaperDraft.objects.filter(case=case, pk=draft).select_related("record").first()
    return kept_paper(found) if found is not None and not case.person.is_protected else None


def kept_paper(draft: PaperDraft) -> Paper | None:
    """The finished letter, saying that it is a transcript of the document in the register; None while it is a draft."""
    if draft.record is None or draft.kept is None:
        return None
    paper = read_paper(draft.kept)
    told = common_words()["avskrift"].format(nummer=draft.record.number, summa=draft.record.sha256[:12])
    return replace(paper, foot=f"{paper.foot} {told}")
