"""The frozen copy of a letter that the kommun sends about somebody: shaped as other disclosures, with the letter whole."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from samre.accounts.protected import ColleagueNames

from ..models import Disclosure
from ..rules.consent_lists import purpose_names
from ..rules.disclosures import disclosure_rules, ground_of
from .paper import Paper
from .paper_text import paper_text
from .snapshots import VERSION, Snapshot

KIND = "brev"


def letter_snapshot(
    disclosure: Disclosure,
    paper: Paper,
    *,
    provisions: tuple[str, ...],
    valid_to: str,
    number: str,
    pdf_sha256: str,
) -> Snapshot:
    """The letter as it goes, and why it may. `provisions`: of the ground. `number` and `pdf_sha256`: of the document it became."""
    words, ground = disclosure_rules()["brev"], ground_of(disclosure.ground)
    assert disclosure.assessed_at is not None
    return {
        "version": VERSION,
        "kind": KIND,
        "title": paper.title,
        "purpose": {"code": disclosure.purpose, "name": purpose_names()[disclosure.purpose]},
        "receiver": {"kind": disclosure.receiver_kind, "name": disclosure.receiver_name},
        "sender": {
            "name": disclosure_rules()["avsändare"].format(
                myndighet=paper.sender[0], enhet=disclosure.case.unit.name
            ),
            "authority": paper.sender[0],
            "unit": disclosure.case.unit.name,
            "phone": disclosure.case.unit.phone,
            "mail": disclosure.case.unit.email,
        },
        "asked": disclosure.asked,
        "on_request": False,
        "reference": disclosure.reference,
        "ground": {
            "code": ground.code,
            "name": ground.name,
            "provisions": list(provisions),
            "valid_to": valid_to,
        },
        "assessed": {
            "by": ColleagueNames(disclosure.owner_id).of(disclosure.assessed_by),
            "title": disclosure.assessed_title,
            "on": str(timezone.localdate(disclosure.assessed_at)),
        },
        "answer_by": str(disclosure.answer_by or ""),
        "proviso": "",
        "sections": [
            {
                "category": "",
                "heading": words["avsnitt"],
                "rows": [_row(paper, words["handling"].format(nummer=number, summa=pdf_sha256))],
            }
        ],
        "foot": paper.foot,
        "pathway": paper.pathway,
    }


def _row(paper: Paper, source: str) -> dict[str, Any]:
    return {
        "label": paper.title,
        "texts": [paper_text(paper)],
        "source": source,
        "said_on": "",
        "holds_to": "",
        "objections": [],
    }


def letter_text(snapshot: Snapshot) -> str:
    """The letter out of its frozen copy; empty where the copy is of something else."""
    if snapshot.get("kind") != KIND:
        return ""
    return str(snapshot["sections"][0]["rows"][0]["texts"][0])
