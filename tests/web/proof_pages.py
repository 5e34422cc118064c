"""The page of the proof for tests: a draft with a fault in it, what a reader sees of it, and who sees it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from tests.accounts.factories import log_in
from tests.conftest import TODAY
from tests.governance.factories import (
    Federation,
    make_draft,
    save,
    texts_of_draft,
)
from tests.governance.planted import Planted

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.governance.models import Draft
from samre.web.pages.map_proof import ProofPage, proof_page

ON = TODAY.date()


def as_(actor: Actor) -> Client:
    assert actor.assignment_id
    return log_in(Client(), Assignment.objects.get(pk=actor.assignment_id))


def text_of(answer: Any) -> str:
    """What a reader sees: no tags, no addresses, and the spaces of a sentence."""
    whole = re.sub(r"<(svg|style|script).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", whole)).split())


def address(draft: Draft) -> str:
    return f"/kartan/forslag/{draft.pk}/bevis"


def planted(federation: Federation, fault: Planted) -> Draft:
    """A draft with the fault in it, saved."""
    draft = make_draft(federation)
    save(draft, federation, fault.in_(texts_of_draft(draft)))
    return draft


def page_of(federation: Federation, draft: Draft) -> ProofPage:
    return proof_page(federation.lead, draft, on=ON)
