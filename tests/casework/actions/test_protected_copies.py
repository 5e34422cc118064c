"""She who gets protected data is shown as such in the copies that others had got before."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from tests.casework.consultation_factories import askable
from tests.casework.consultation_factories import make_sent as make_talk
from tests.casework.disclosure_factories import make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import make_enterprise, make_placement, make_supervisor

from samre.accounts.acts import Refused
from samre.audit.models import Event
from samre.casework.actions.cases import close_case
from samre.casework.actions.disclosure_sending import take_back_disclosure
from samre.casework.actions.persons import change_person
from samre.casework.models import Delivery, Disclosure
from samre.casework.queries.asf_places import unit_places
from samre.casework.taken_back import _AGAIN

NUMBER = "195010172483"


class TestProtectedCopies(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Alva Provsson", number=NUMBER, facts={"fodd": "1986-05-04"})

    def protect(self, protection: str = "markering", **more: Any) -> None:
        change_person(
            case=self.case,
            revision=self.case.person.revision,
            protection=protection,
            by=self.by,
            **({"name": "Alva Provsson", "contact": {}, "language": "", "interpreter": ""} | more),
        )
        self.case.person.refresh_from_db()

    def sent(self) -> tuple[Disclosure, Delivery]:
        disclosure = make_sent(self.case, self.by, fields=("uppgift:fodd",))
        return disclosure, Delivery.objects.get(source_ref=disclosure.pk)

    def is_protected(self, delivery: Delivery) -> bool:
        delivery.refresh_from_db()
        return delivery.is_protected

    def test_what_lies_open_is_marked_once_and_stands_in_the_receivers_own_log(self) -> None:
        _, delivery = self.sent()
        assert not self.is_protected(delivery)
        self.protect()
        self.protect("folkbokforing")
        assert self.is_protected(delivery)
        event = Event.objects.get(action="delivery.protect", chain=str(delivery.owner_id))
        assert (event.object_id, event.case_id) == (str(delivery.pk), "")
        assert event.why == "personen har skyddade uppgifter"

    def test_also_what_was_sent_of_another_case_of_hers(self) -> None:
        disclosure, delivery = self.sent()
        Disclosure.objects.filter(pk=disclosure.pk).update(read_at=timezone.now(), state="mottagen")
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Har fått arbete.",
            others_told=True,
            by=self.by,
        )
        self.case = make_case(self.by, name="Alva Provsson", number=NUMBER)
        self.protect()
        assert self.is_protected(delivery)

    def test_a_handledare_no_longer_reads_the_name_that_was_told(self) -> None:
        unit = make_enterprise()
        placement, delivery = make_placement(self.case, self.by, unit)
        _, supervisor = make_supervisor(unit)
        assert "Alva" in self.told(supervisor)
        self.protect()
        assert self.is_protected(delivery)
        assert self.told(supervisor) == placement.reference

    def told(self, supervisor: Any) -> str:
        (place,) = unit_places(supervisor, on=timezone.localdate())
        return place.whom

    def test_what_was_asked_without_a_name_still_says_nothing_of_whom(self) -> None:
        talk = make_talk(self.case, self.by, askable("fk"))
        self.protect()
        (question,) = talk.questions.all()
        assert not self.is_protected(Delivery.objects.get(source_ref=question.pk))

    def test_what_is_closed_is_left(self) -> None:
        disclosure, delivery = self.sent()
        take_back_disclosure(disclosure=disclosure, reason="Fel mottagare", by=self.by)
        self.protect()
        assert not self.is_protected(delivery)

    def test_it_stays_when_the_protection_is_lifted_and_the_database_itself_takes_it_back_for_nobody(
        self,
    ) -> None:
        _, delivery = self.sent()
        self.protect()
        self.protect("ingen", lifting="upphort")
        assert self.is_protected(delivery)
        with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(is_protected=False)

    def test_a_change_that_is_refused_marks_nothing(self) -> None:
        _, delivery = self.sent()
        with pytest.raises(Refused):
            self.protect(name="Alva")
        assert not self.is_protected(delivery)

    def test_it_is_done_again_after_a_backup_from_before_is_read_back(self) -> None:
        self.sent()
        self.protect()
        event = Event.objects.get(action="delivery.protect")
        assert _AGAIN[event.action](event) == 0
        other = Delivery.objects.get(
            source_ref=make_sent(
                make_case(self.by, facts={"fodd": "1986-05-04"}), self.by, fields=("uppgift:fodd",)
            ).pk
        )
        event.object_id = str(other.pk)
        assert _AGAIN[event.action](event) == 1
        assert self.is_protected(other)
