"""A social enterprise is told of nobody who has no place there, and of her no longer than the place lasts (R5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework import placement_factories as places
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, head, make_draft, make_sent, send
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied, Refused
from samre.casework.actions.disclosures import start_disclosure
from samre.casework.actions.placements import end_placement
from samre.casework.jobs import tick
from samre.casework.models import Delivery, Disclosure, Placement, PlacementState
from samre.casework.post import read_delivery
from samre.sealing.ids import new_id


class PlaceTest(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kim Granlund")
        self.unit = places.make_enterprise()
        self.assignment, self.supervisor = places.make_supervisor(self.unit)

    def end(self, placement: Placement) -> None:
        end_placement(placement=placement, reason="klar", by=self.by)


class TestTheDoor(PlaceTest):
    def test_an_order_is_in_no_inbox_neither_while_it_goes_on_nor_after(self) -> None:
        _, delivery = places.make_placement(self.case, self.by, self.unit)
        client = log_in(Client(), self.assignment)
        assert client.get(f"/inkorg/{delivery.pk}").status_code == 404
        assert str(delivery.pk) not in client.get("/inkorg").content.decode()
        assert client.get(reverse("web:place", args=[delivery.pk])).status_code == 200
        with time_machine.travel(timezone.now() + timedelta(days=120), tick=True):
            late = log_in(Client(), self.assignment)
            assert late.get(f"/inkorg/{delivery.pk}").status_code == 404
            assert late.get(reverse("web:place", args=[delivery.pk])).status_code == 404
            with pytest.raises(Denied):
                read_delivery(delivery=delivery, by=self.supervisor)


class TestWhatElseIsTold(PlaceTest):
    def test_nothing_is_let_out_where_she_has_no_place(self) -> None:
        with pytest.raises(Refused, match="ingen beställd insats"):
            start_disclosure(
                case=self.case,
                disclosure_id=new_id(),
                receiver=self.unit.authority,
                unit=self.unit,
                head=head("asf"),
                by=self.by,
            )

    def test_nor_sent_when_the_place_is_over_meanwhile(self) -> None:
        placement, _ = places.make_placement(self.case, self.by, self.unit)
        make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)
        ready = assess(choose(make_draft(self.case, self.by, to=self.unit), self.by, "person:namn"), self.by)
        self.end(placement)
        with pytest.raises(Refused, match="ingen beställd insats"):
            send(ready, self.by)
        assert not Delivery.objects.filter(source_ref=ready.pk).exists()

    def told(self) -> tuple[Placement, Disclosure]:
        placement, _ = places.make_placement(self.case, self.by, self.unit)
        return placement, make_sent(self.case, self.by, to=self.unit, fields=["person:namn"])

    def is_open(self, sent: Disclosure) -> bool:
        delivery = Delivery.objects.get(source_ref=sent.pk)
        answered = log_in(Client(), self.assignment).get(f"/inkorg/{delivery.pk}").status_code == 200
        assert answered == (delivery.closed_at is None)
        return answered

    def test_it_closes_with_the_place(self) -> None:
        placement, sent = self.told()
        assert self.is_open(sent)
        self.end(placement)
        assert not self.is_open(sent)

    def test_it_stays_while_she_has_another_place_there(self) -> None:
        placement, sent = self.told()
        places.make_placement(self.case, self.by, self.unit)
        self.end(placement)
        assert self.is_open(sent)
        self.end(Placement.objects.get(state=PlacementState.ORDERED))
        assert not self.is_open(sent)

    def test_the_nightly_round_closes_it_when_the_time_is_out(self) -> None:
        placement, sent = self.told()
        assert placement.ends_on is not None
        with time_machine.travel(timezone.now() + timedelta(days=200), tick=True):
            tick(timezone.now(), self.case.owner)
            assert not self.is_open(sent)
