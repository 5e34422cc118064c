"""Whatever lets something out on a consent takes the lock that a withdrawal takes, before it asks what the consent covers (R15).

What the lock does is tried in `tests/postgres/test_consent_races.py`; here that nobody passes by it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.test import TestCase
from django.utils import timezone
from tests.casework import consultation_factories as talks
from tests.casework import placement_factories as places
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, make_inbox, send
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import AuthorityKind
from samre.casework.actions.answer_links import make_link
from samre.casework.actions.meeting_seats import seats_of
from samre.casework.actions.minutes import last_minutes, share_minutes, write_minutes
from samre.casework.documents.forms import b11_calling
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.models import Disclosure, Meeting
from samre.casework.rules import consents


@contextmanager
def watched() -> Iterator[list[str]]:
    """In which order the lock is taken and the consents are asked."""
    order: list[str] = []
    with patch.object(consents, "standing_scopes", _noting(order, "asks", consents.standing_scopes)):
        lock = consents.lock_consents
        noted = _noting(order, "locks", lock)
        places_of = [one for one in [*sys.modules.values()] if getattr(one, "lock_consents", None) is lock]
        for module in places_of:
            module.lock_consents = noted  # type: ignore[attr-defined]
        try:
            yield order
        finally:
            for module in places_of:
                module.lock_consents = lock  # type: ignore[attr-defined]


def _noting(order: list[str], what: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*args: Any, **more: Any) -> Any:
        order.append(what)
        return real(*args, **more)

    return noted


class TestTheLock(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Alva Provsson", facts={"sgi": "noll"})

    def check(self, let_out: Callable[[], object]) -> None:
        with watched() as order:
            let_out()
        assert "asks" in order, "utan fråga om samtycke prövas ingenting här"
        assert order[0] == "locks"

    def ready(self, road: str = "inkorg", kind: str = AuthorityKind.FK) -> Disclosure:
        unit = make_inbox(kind)
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = make_draft(self.case, self.by, to=unit, road=road)
        return assess(choose(draft, self.by, "uppgift:sgi"), self.by)

    def test_a_disclosure(self) -> None:
        ready = self.ready()
        self.check(lambda: send(ready, self.by))

    def test_a_link(self) -> None:
        sent = send(self.ready("lank", AuthorityKind.REGION), self.by)
        self.check(
            lambda: make_link(
                disclosure=sent, sent_to="Lena", link_road="mejl", code_road="telefon", by=self.by
            )
        )

    def test_an_order(self) -> None:
        unit = places.make_enterprise()
        make_consent(self.case, self.by, to=[unit], categories=places.TOLD, purpose="insats")
        draft = places.make_draft(self.case, self.by, places.make_intervention(self.by, unit))
        with patch.object(places, "find_ground"):
            self.check(lambda: places.send(draft, self.by))

    def test_a_question_with_a_name(self) -> None:
        units = talks.askable("fk")
        make_consent(
            self.case, self.by, to=units, categories=("kontakt", "sjukskrivning"), purpose="konsultation"
        )
        begun = talks.write(talks.make_consultation(self.case, self.by, units, mode="med_namn"), self.by)
        self.check(lambda: talks.send(begun, self.by))

    def called(self) -> Meeting:
        meeting = talks.make_meeting(self.case, self.by, talks.askable("fk"), kind="avstamning")
        talks.call(meeting, self.by)
        meeting.refresh_from_db()
        return meeting

    def test_a_calling(self) -> None:
        meeting = talks.make_meeting(self.case, self.by, talks.askable("fk"))
        self.check(lambda: talks.call(meeting, self.by))

    def test_minutes(self) -> None:
        meeting = self.called()
        write_minutes(meeting=meeting, text="Alla var överens.", came=[], seen=0, by=self.by)
        last = last_minutes(meeting)
        assert last is not None
        sheet = b11_calling.paper(
            meeting, seats_of(meeting), sender=sender_for(self.case, self.by), on=timezone.localdate()
        )
        self.check(
            lambda: share_minutes(
                meeting=meeting, version=last.version, paper=sheet, content=talks.PDF, by=self.by
            )
        )
