"""Disclosures for tests: begun, chosen, assessed and sent, each through its action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment, make_authority, make_unit
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_note

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.casework.actions.disclosure_sending import Wait, send_disclosure
from samre.casework.actions.disclosures import assess_disclosure, choose_items, start_disclosure
from samre.casework.models import Case, Disclosure, Note, Placement, PlacementState
from samre.casework.models.base import stamp
from samre.casework.rules.disclosure_head import Head
from samre.sealing.ids import new_id

PACKET = b"%PDF-1.7 prov"
NUMBER = "195010172483"
EVERYTHING = (
    "kontakt",
    "sjukskrivning",
    "diagnos",
    "formaga",
    "vard",
    "arbete",
    "forsakring",
    "planering",
    "praktiskt",
)


def make_inbox(kind: str = AuthorityKind.FK) -> Unit:
    """A unit of another authority where somebody opens the inbox."""
    unit = make_unit(authority=make_authority(kind=kind))
    make_assignment(role=Role.ASF if kind == AuthorityKind.ASF else Role.PARTNER, unit=unit)
    return unit


def head(kind: str = "fk", **other: Any) -> Head:
    """The head of a disclosure with everything that is asked for."""
    given: dict[str, Any] = {
        "receiver_kind": kind,
        "purpose": "samordning",
        "road": "inkorg",
        "answer_by": timezone.localdate() + timedelta(days=21),
    }
    return Head(**(given | other))


def make_place(case: Case, by: Actor, unit: Unit) -> Placement:
    """That an insats is ordered from a unit, as the row that says so, once."""
    on = timezone.localdate()
    place, _ = Placement.objects.get_or_create(
        case=case,
        receiver_unit=unit,
        defaults=stamp(by)
        | {
            "state": PlacementState.ORDERED,
            "receiver": unit.authority,
            "reference": unit.pk.hex[-8:],
            "starts_on": on,
            "ends_on": on + timedelta(days=84),
        },
    )
    return place


def make_draft(case: Case, by: Actor, *, to: Unit | None = None, **other: Any) -> Disclosure:
    """A disclosure that has been begun, to an inbox of Försäkringskassan's unless told otherwise."""
    step = other.pop("step", None)
    unit = to or make_inbox()
    kind = unit.authority.kind if unit.authority_id != case.owner_id else "kommun"
    if kind == AuthorityKind.ASF:
        make_place(case, by, unit)
    return start_disclosure(
        case=case,
        disclosure_id=new_id(),
        receiver=unit.authority,
        unit=unit,
        head=head(kind, **other),
        step=step,
        by=by,
    )


def choose(disclosure: Disclosure, by: Actor, *fields: str | tuple[str, str]) -> Disclosure:
    """The fields chosen: an id, or an id with what it is about."""
    items = [
        {"field": one, "category": ""} if isinstance(one, str) else {"field": one[0], "category": one[1]}
        for one in fields
    ]
    return choose_items(disclosure=disclosure, items=items, seen=disclosure.revision, by=by)


def assess(
    disclosure: Disclosure,
    by: Actor,
    *,
    ground: str = "samtycke",
    settled: Mapping[str, Mapping[str, Any]] | None = None,
    **other: Any,
) -> Disclosure:
    """Assessed on a ground."""
    return assess_disclosure(
        disclosure=disclosure, ground=ground, settled=settled, seen=disclosure.revision, by=by, **other
    )


def send(disclosure: Disclosure, by: Actor, *, wait: Wait | None = None) -> Disclosure:
    """What was assessed, sent."""
    return send_disclosure(disclosure=disclosure, seen=disclosure.sha256, packet=PACKET, wait=wait, by=by)


def make_sent(
    case: Case,
    by: Actor,
    *,
    to: Unit | None = None,
    fields: Iterable[str] = ("person:namn", "uppgift:sgi"),
    **other: Any,
) -> Disclosure:
    """A whole disclosure by consent, sent."""
    unit = to or make_inbox()
    make_consent(case, by, to=[unit], categories=EVERYTHING)
    draft = choose(make_draft(case, by, to=unit, **other), by, *fields)
    return send(assess(draft, by), by)


class DisclosureTest(TestCase):
    """A case with a consent to everything, towards one unit of Försäkringskassan."""

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(
            self.by,
            name="Alva Provsson",
            number=NUMBER,
            facts={"sgi": "noll", "timmar": 10, "barn_i_hushallet": 2},
        )
        self.unit = make_inbox()
        self.consent = make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)

    def draft(self, *fields: Any, **other: Any) -> Disclosure:
        given = fields or ("person:namn", "uppgift:sgi")
        return choose(make_draft(self.case, self.by, to=self.unit, **other), self.by, *given)

    def problems(self, call: Any, *args: Any, **more: Any) -> dict[str, str]:
        with pytest.raises(Refused) as refused:
            call(*args, **more)
        return refused.value.problems

    def note(self, **fields: str) -> Note:
        return make_note(self.case, self.by, **fields)
