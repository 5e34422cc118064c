"""What the sweep needs in addresses below /kartan: what another förbund has, which nobody swept belongs to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from tests.accounts.factories import actor, make_authority, make_unit

from samre.accounts.actors import Actor
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.actions.agreements import put_party, write_agreement
from samre.governance.actions.deviations import report_deviation
from samre.governance.actions.drafts import begin_draft
from samre.governance.actions.practice import open_run, prepare_run
from samre.governance.actions.practice_cases import write_case
from samre.governance.actions.requests import ask_for_change
from samre.governance.actions.sittings import call_sitting
from samre.governance.actions.versions import adopt_map
from samre.governance.models import Draft

SMALL = Path(__file__).parents[1] / "governance" / "small_map"


def kept_map_ids() -> dict[str, Any]:
    """What stands in addresses below /kartan: name → value."""
    unit = make_unit(authority=make_authority(kind=AuthorityKind.FORBUND))
    lead = actor(role=Role.PROCESS_LEAD, unit=unit)
    review = timezone.localdate() + timedelta(days=300)
    version = adopt_map(keeper=lead.authority_id, folder=SMALL, next_review=review, by=lead)
    sitting = call_sitting(
        keeper=lead.authority_id, on=review, place="Deras lokal", agenda=[{"title": "Deras punkt"}], by=lead
    )
    draft = begin_draft(keeper=lead.authority_id, title="Deras utkast", why="Deras skäl", by=lead)
    asked = ask_for_change(thing="steget", thing_id="S08", wrong="Deras ruta stämmer inte.", by=lead)
    own = {"forslag": draft.pk, "andring": asked.pk, "version": version.pk, "sammantrade": sitting.pk}
    return {**own, **practice_ids(lead, draft), **agreement_ids(lead)}


def practice_ids(lead: Actor, draft: Draft) -> dict[str, Any]:
    """A practice run that goes on in a room nobody swept is in: whoever has its code may answer, and its pages are public."""
    run = prepare_run(
        keeper=lead.authority_id, title="Deras provkörning", purpose="", draft=draft.pk, by=lead
    )
    case = write_case(run=run.pk, name="Deras fall, 44", story="Deras berättelse.", facts={}, by=lead)
    opened = open_run(run=run.pk, by=lead)
    return {"provkorning": run.pk, "fall": case.pk, "kod": opened.code, "nummer": 1}


def agreement_ids(lead: Actor) -> dict[str, Any]:
    """An agreement that is being written, one of its parties, and a deviation."""
    first = timezone.localdate()
    agreement = write_agreement(
        title="Deras överenskommelse", valid_from=first, valid_to=None, review_on=first + timedelta(days=300), by=lead,
    )  # fmt: skip
    party = put_party(
        agreement=agreement.pk, revision=1, name="Deras försäkringskassa", actors=["FK"], by=lead
    )
    told = report_deviation(step="S14", party="FK", kind="inget_svar", text="Deras avvikelse.", by=lead)
    return {"overenskommelse": agreement.pk, "part": party.pk, "avvikelse": told.pk}
