"""An order of an insats names nobody of the person's family, and goes only when her exceptions have been seen."""

from __future__ import annotations

import pytest
from django.test import TestCase
from django.urls import reverse
from tests.accounts.factories import log_in
from tests.casework import placement_factories as places
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Refused
from samre.casework.models import Delivery, Placement


class TestAnOrder(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kim Granlund")
        self.unit = places.make_enterprise()
        self.offered = places.make_intervention(self.by, self.unit)

    def draft(self, **order: str) -> Placement:
        return places.make_draft(self.case, self.by, self.offered, **order)

    def test_the_family_is_not_named_in_any_field(self) -> None:
        for field in ("praktiskt", "kontakt"):
            for text in ("Hennes man Kjell Ek kör.", "Barnens far Per kör.", "Mannen Ali kör."):
                with self.subTest(text, field=field), pytest.raises(Refused) as refused:
                    self.draft(**{field: text})
                assert field in refused.value.problems

    def test_a_name_of_ours_may_stand_where_we_are_reached(self) -> None:
        self.draft(kontakt="Ring Rolf Hed, 010-000 10 10.")

    def excepted(self) -> Placement:
        make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=places.TOLD,
            purpose="insats",
            exceptions=[{"text": "Inget om min familj"}],
        )
        return self.draft()

    def test_what_is_excepted_has_to_be_seen_before_it_goes(self) -> None:
        draft = self.excepted()
        with pytest.raises(Refused) as refused:
            places.send(draft, self.by)
        assert "undantag_sett" in refused.value.problems
        assert not Delivery.objects.exists()
        assert places.send(draft, self.by, exceptions_seen=True).sent_at is not None

    def test_the_page_asks_for_the_tick_and_takes_it(self) -> None:
        draft, client = self.excepted(), log_in(self.client, self.assignment)
        address = reverse("web:placement-check", args=[self.case.pk, draft.pk])
        page = client.get(address)
        assert "Inget om min familj" in page.content.decode()
        given = {"grund": "samtycke", "sett": page.context["view"].sha256}
        refused = client.post(address, given)
        assert refused.status_code == 422
        assert 'id="fel-undantag"' in refused.content.decode()
        assert not Delivery.objects.exists()
        assert client.post(address, given | {"undantag_sett": "ja"}).status_code == 302
        assert Delivery.objects.count() == 1
