"""An agreement in an old tab: what was read there is not signed and not decided once another text has been laid."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.governance.agreement_factories import Insurer, make_insurer, make_whole
from tests.governance.factories import make_federation

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.governance.actions.agreement_signing import lay_for_signing, reopen_agreement
from samre.governance.models import Agreement, AgreementParty

pytestmark = pytest.mark.django_db


def as_(actor: Actor) -> Client:
    assert actor.assignment_id
    return log_in(Client(), Assignment.objects.get(pk=actor.assignment_id))


def read_in(client: Client, address: str) -> set[str]:
    """The revisions that the forms of the page are written from."""
    return set(re.findall(r'name="revision" value="(\d+)"', client.get(address).content.decode()))


def signature(party: AgreementParty, revision: str) -> dict[str, str]:
    day = timezone.localdate().isoformat()
    about = {"gor": "underskrift", "part": str(party.pk), "revision": revision}
    return about | {"undertecknare": "Gun Falk", "titel": "Chef", "dag": day, "sätt": "papper"}


def test_an_old_tab_neither_signs_nor_decides_the_text_that_was_laid_anew() -> None:
    federation = make_federation()
    insurer: Insurer = make_insurer()
    agreement: Agreement = make_whole(federation, insurer)
    lead, board = as_(federation.lead), as_(federation.board)
    address = f"/kartan/overenskommelse/{agreement.pk}"
    laid = lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    (old,) = read_in(lead, address)
    reopen_agreement(agreement=agreement.pk, by=federation.lead)
    lay_for_signing(agreement=agreement.pk, revision=laid.revision, by=federation.lead)
    parties = list(agreement.parties.all())
    assert lead.post(address, signature(parties[0], old)).status_code == 409
    (new,) = read_in(lead, address)
    assert [lead.post(address, signature(party, new)).status_code for party in parties] == [302] * len(
        parties
    )
    assert read_in(board, address) == {new}
    assert board.post(address, {"gor": "besluta", "revision": old}).status_code == 409
    assert board.post(address, {"gor": "besluta", "revision": new}).status_code == 302
