"""A case whose läkarintyg lacks answers: what the letters to care are about."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.casework.actions.test_certificates import TOLVAN, a_file, lasting

from samre.accounts.actors import Actor
from samre.casework.actions.certificates import add_certificate
from samre.casework.actions.paper_drafts import start_paper
from samre.casework.models import Case, CertificateFile, PaperDraft
from samre.sealing.ids import new_id

# What the doctor left out: what is hard, how it will be, and what the person can do.
LEFT_OUT = {"17.1": None, "39.1": None, "44.1": None, "40.1": None}


def add_thin_certificate(case: Case, by: Actor, *, patient: str = TOLVAN) -> CertificateFile:
    """A FK 7804 that covers today and lacks answers that the next step needs."""
    today = timezone.localdate()
    first, last = today - timedelta(days=10), today + timedelta(days=50)
    return add_certificate(
        case=case, data=a_file(lasting(first, last, **LEFT_OUT), patient=patient), name="intyg.json", by=by
    )


def make_draft(case: Case, by: Actor, form: str = "B2") -> PaperDraft:
    """A letter that has just been begun."""
    return start_paper(case=case, draft_id=new_id(), form=form, by=by)
