"""Letters in the demo: the kommun's letterhead, and a letter begun in some cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from samre.accounts.models import Authority
from samre.definitions import read_yaml
from samre.sealing.ids import new_id

from ..actions.paper_drafts import change_paper, start_paper
from ..models import Case, CertificateFile, Letterhead
from ..rules.paper_words import form_words
from .content import Content
from .samverkan import handler_of


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    return dict(read_yaml("demo_brev.yaml"))


def fill(*, authority: Authority, cases: Sequence[Case], content: Content, rng: Random, on: date) -> int:
    """A letterhead, and as many drafts as the file says; none of a protected person's. The number of drafts."""
    words = _texts()
    Letterhead.objects.get_or_create(
        owner=authority,
        defaults={
            "address": words["adress"].format(kort=authority.short),
            "closing": words["avslutning"],
        },
    )
    stories = list(words["brev"])
    made = 0
    for case in cases:
        if made == len(stories):
            break
        if not case.person.is_protected and _may_have(case, stories[made]["blankett"]):
            _write(case, stories[made])
            made += 1
    return made


def _may_have(case: Case, form: str) -> bool:
    """A letter that asks about a certificate is begun where there is one."""
    return not form_words(form).get("om_intyg") or CertificateFile.objects.filter(case=case).exists()


def _write(case: Case, story: dict[str, Any]) -> None:
    by = handler_of(case)
    draft = start_paper(case=case, draft_id=new_id(), form=story["blankett"], by=by)
    if story.get("ändringar"):
        change_paper(draft=draft, edits=story["ändringar"], seen=draft.revision, by=by)
