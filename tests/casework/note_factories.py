"""Notes and decision bases for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.casework.actions.decision_bases import start_basis
from samre.casework.actions.drafts import save_draft
from samre.casework.actions.notes import sign_draft
from samre.casework.models import Case, DecisionBasis, Note, NoteDraft
from samre.sealing.ids import new_id


def note_fields(**given: str) -> dict[str, str]:
    """A whole note's fields, as the form sends them."""
    earlier = timezone.localtime() - timedelta(hours=2)
    return {
        "slag": "egen_uppgift",
        "rubrik": "Samtal om praktik",
        "text": "Personen vill pröva praktik på kafé.",
        "dag": earlier.date().isoformat(),
        "tid": f"{earlier:%H:%M}",
        "kalla": "Personen i telefon",
        "andra": "",
        "skal": "",
    } | given


def make_draft(case: Case, by: Actor, *, corrects: Note | None = None, **fields: str) -> NoteDraft:
    """A draft with everything in it, unless told otherwise."""
    return save_draft(
        case=case, draft_id=new_id(), fields=note_fields(**fields), seen=0, corrects=corrects, by=by
    )


def make_note(case: Case, by: Actor, *, corrects: Note | None = None, **fields: str) -> Note:
    """A signed note."""
    draft = make_draft(case, by, corrects=corrects, **fields)
    return sign_draft(draft=draft, seen=draft.revision, by=by)


def make_basis(case: Case, by: Actor, **given: Any) -> DecisionBasis:
    """A decision basis that has just been begun."""
    words = {"title": "Fortsatt bistånd", "text": "Personen har lämnat läkarintyg till och med december."}
    return start_basis(case=case, basis_id=new_id(), by=by, **(words | given))
