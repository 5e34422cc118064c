"""Consent that another authority tells the kommun, and to the kommun's own other units."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from tests.accounts.factories import make_authority, make_unit
from tests.casework.actions.test_consents import ConsentTest
from tests.casework.consent_factories import make_receiver

from samre.accounts.acts import Refused
from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind
from samre.casework.actions.consents import withdraw_consent
from samre.casework.models import Consent
from samre.casework.rules.consent_choices import Scope, scopes_to_us
from samre.casework.rules.consent_lists import consent_rules
from samre.casework.rules.consents import Cover, find_cover


class ToUsTest(ConsentTest):
    """Another authority may tell the kommun: a consent of its own, that lets nothing out of the case."""

    def setUp(self) -> None:
        super().setUp()
        self.care = make_receiver(AuthorityKind.REGION, name="Region Prov")

    def to_us(self, *what: str, **other: Any) -> Consent:
        told = {
            "scopes": scopes_to_us(self.case, what or ("formaga",)),
            "discloser": self.care.authority_id,
            "discloser_unit": self.care.pk,
        }
        return self.give(**(told | other))

    def told(self, category: str = "formaga", *, by: Unit | None = None) -> Cover | None:
        return find_cover(
            self.case,
            receiver=self.case.owner_id,
            unit=self.case.unit_id,
            category=category,
            purpose="samordning",
            at=timezone.now(),
            discloser=(by or self.care).authority_id,
        )

    def test_it_says_who_may_tell_and_that_the_kommun_is_told(self) -> None:
        consent = self.to_us()
        assert (consent.discloser_id, consent.telling_unit) == (self.care.authority_id, self.care)
        assert consent.discloser_unit == self.care.name
        assert self.told() is not None
        assert self.told("vard") is None
        assert self.told(by=self.fk) is None
        page = bytes(consent.shown).decode()
        assert f"Region Prov, {self.care.name} lämnar uppgifter om mig till kommunen" in page
        assert "bestämmer själv vad som lämnas" in page

    def test_it_lets_nothing_out_of_the_case_and_tells_the_map_nothing(self) -> None:
        self.to_us("kontakt")
        assert self.cover("kontakt", to=self.care) is None
        assert self.map_says() is None

    def test_taking_it_back_leaves_the_map_with_what_the_kommun_may_tell(self) -> None:
        self.give()
        withdraw_consent(consent=self.to_us(), channel="mote", by=self.by)
        assert self.told() is None
        assert self.map_says() is True

    def test_what_one_may_tell_replaces_nothing_that_another_may(self) -> None:
        first = self.to_us()
        other = make_receiver(AuthorityKind.REGION, name="Region Annan")
        self.to_us(discloser=other.authority_id, discloser_unit=other.pk)
        self.give("formaga")
        assert (kept := self.told()) is not None
        assert kept.consent_id == first.pk

    def test_who_tells_is_a_named_authority_of_the_list_and_only_the_case_s_unit_is_told(self) -> None:
        forbund = make_authority(kind=AuthorityKind.FORBUND)
        firm = make_authority(kind=AuthorityKind.ASF)
        for wrong in (
            {"discloser": forbund.pk, "discloser_unit": None},
            {"discloser": firm.pk, "discloser_unit": None},
            {"discloser": self.case.owner_id, "discloser_unit": None},
            {"discloser_unit": self.fk.pk},
        ):
            with self.subTest(wrong), pytest.raises(Refused) as refused:
                self.to_us(**wrong)
            assert set(refused.value.problems) == {"lamnare"}
        for scopes in ((), (Scope(self.fk.authority_id, self.fk.pk, "kontakt"),)):
            with self.subTest(scopes), pytest.raises(Refused) as refused:
                self.to_us(scopes=scopes)
            assert set(refused.value.problems) == {"far"}

    def test_it_is_renewed_as_what_it_is(self) -> None:
        first = self.to_us()
        with pytest.raises(Refused):
            self.prepare(renews=first.pk)
        assert self.to_us(renews=first.pk).renews == first

    def test_it_is_prepared_in_every_language(self) -> None:
        for code in consent_rules()["språk"]:
            with self.subTest(code):
                page = bytes(self.to_us(language=code).shown).decode()
                assert "Region Prov" in page
                assert "{" not in page


class OwnUnitTest(ConsentTest):
    """Secrecy can hold between the kommun's own units (OSL 8:2): a consent names one of them, never the whole kommun."""

    def test_another_unit_of_the_kommun_can_be_told_and_only_that_one(self) -> None:
        work, other = make_unit(authority=self.case.owner), make_unit(authority=self.case.owner)
        consent = self.give("formaga", to=work)
        assert self.cover("formaga", to=work) is not None
        assert self.cover("formaga", to=other) is None
        assert self.cover("formaga", to=self.case.unit) is None
        assert f"{self.case.owner.name}, {work.name} får veta" in bytes(consent.shown).decode()

    def test_the_whole_kommun_and_the_case_s_own_unit_are_no_receivers(self) -> None:
        for unit in (None, self.case.unit_id):
            with self.subTest(unit), pytest.raises(Refused) as refused:
                self.prepare(scopes=(Scope(self.case.owner_id, unit, "kontakt"),))
            assert "mottagare" in refused.value.problems

    def test_another_namnd_is_an_authority_of_its_own(self) -> None:
        board = make_receiver(AuthorityKind.KOMMUN, name="Utbildningsnämnden")
        self.give("formaga", to=board)
        assert self.cover("formaga", to=board) is not None
