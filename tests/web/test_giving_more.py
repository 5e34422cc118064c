"""More is given as it was asked for: the request goes along on every page, nothing is given twice, and both sides see what belongs
together."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.disclosure_factories import make_inbox, make_sent
from tests.web.case_pages import CaseTest, ahead, text

from samre.accounts.roles import Role
from samre.casework.actions.consents import withdraw_consent
from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.actions.facts import enter_facts
from samre.casework.models import Consent, Delivery, Disclosure, SourceKind
from samre.casework.rules.inbox import references_in, written_reference
from samre.sealing.ids import new_id

WORDS = "Skriv också hur ni tänker er hösten."


class TestGivingMore(CaseTest):
    facts = {"sgi": "noll", "plan_finns": True, "timmar": 10}

    def setUp(self) -> None:
        super().setUp()
        self.fk = make_inbox()
        self.first = make_sent(self.case, self.by, to=self.fk)
        self.id = new_id()

    def ask(self, **choices: object) -> None:
        register_answer(
            disclosure=self.first,
            kind="komplettering",
            choices=choices or {"saknas": ["planering"], "behovs_senast": "2026-12-10"},
            text=WORDS,
            came_on=timezone.localdate(),
            answered_by="Anders Ek",
            by=self.by,
        )

    def begin(self) -> str:
        """The form as it stands when one comes from "Lämna ut mer"."""
        to_form = self.client.get(self.address("disclosure-new"), {"efter": str(self.first.pk)})
        self.at = to_form.headers["Location"]
        self.id = Disclosure(pk=re.search(r"lamna-ut/([0-9a-f-]+)/", self.at)[1]).pk
        return text(self.client.get(self.at))

    def aim(self) -> HttpResponse:
        page = self.begin()
        asked = re.search(r'<textarea[^>]*name="fraga"[^>]*>\s*([^<]*)</textarea>', page)
        data = {
            "mottagare": str(self.fk.pk),
            "andamal": "samordning",
            "svar_senast": ahead(21),
            "begart": "ja",
        }
        return self.client.post(self.at, data | {"fraga": asked[1] if asked else ""})

    def page(self, name: str) -> str:
        return text(self.client.get(self.address(name, utlamnande=self.id)))

    def row(self, field: str) -> str:
        return re.search(rf'value="{field}"[^>]*>.*?</label>', self.page("disclosure-choose"), re.DOTALL)[0]

    def test_the_case_page_leads_straight_to_it(self) -> None:
        self.ask()
        assert f'href="{self.address("disclosure-new")}?efter={self.first.pk}"' in self.read()

    def test_the_form_is_filled_in_with_who_asked_and_by_what_reference(self) -> None:
        self.ask()
        page = self.begin()
        assert re.search(rf'<option value="{self.fk.pk}" selected', page)
        assert re.search(r'name="begart" value="ja" checked', page)
        assert re.search(r'name="andamal" value="samordning" checked', page)
        assert f"Komplettering av underlag {written_reference(self.first.reference)}" in page

    def test_without_a_request_only_the_receiver_is_filled_in(self) -> None:
        page = self.begin()
        assert re.search(rf'<option value="{self.fk.pk}" selected', page)
        assert not re.search(r'name="begart" value="ja" checked', page)
        assert "bad om mer" not in page

    def test_their_words_and_their_day_are_on_all_three_pages(self) -> None:
        self.ask()
        shown = [self.begin()]
        assert self.aim().status_code == 302
        shown.append(self.page("disclosure-choose"))
        self.client.post(
            self.address("disclosure-choose", utlamnande=self.id),
            {"revision": 2, "falt": ["uppgift:plan_finns"]},
        )
        shown.append(self.page("disclosure-check"))
        for page in shown:
            assert WORDS in page
            assert "Kommunens planering och mål" in page
            assert "10 december 2026" in page
            assert "2026-12-10" not in page

    def test_what_is_asked_for_is_ticked_and_what_was_given_is_marked_and_not(self) -> None:
        self.ask()
        assert self.aim().status_code == 302
        assert "checked" in self.row("uppgift:plan_finns")
        assert "De har bett om det" in self.row("uppgift:plan_finns")
        assert "checked" not in self.row("uppgift:sgi")
        assert "Lämnat" in self.row("uppgift:sgi")
        assert "ändrat sedan dess" not in self.row("uppgift:sgi")
        assert "checked" in self.row("person:namn"), "else nobody can tell whom it is about"

    def test_what_has_changed_since_it_was_given_goes_again(self) -> None:
        self.ask()
        enter_facts(
            case=self.case, values={"sgi": "finns"}, source=SourceKind.AUTHORITY, source_name="FK",
            valid_from=timezone.localdate(), by=self.by,
        )  # fmt: skip
        assert self.aim().status_code == 302
        assert "ändrat sedan dess" in self.row("uppgift:sgi")

    def test_what_no_consent_covers_is_not_ticked_though_they_asked(self) -> None:
        self.ask()
        for consent in Consent.objects.filter(case=self.case):
            withdraw_consent(consent=consent, channel="telefon", by=self.by)
        assert self.aim().status_code == 302
        assert "checked" not in self.row("uppgift:plan_finns")

    def test_both_sides_see_what_belongs_together(self) -> None:
        self.ask()
        second = make_sent(
            self.case, self.by, to=self.fk, fields=("uppgift:plan_finns",), on_request=True,
            asked=f"Komplettering av underlag {written_reference(self.first.reference)}.",
        )  # fmt: skip
        for one, other, word in (
            (self.first, second, "Kompletterat med"),
            (second, self.first, "Kompletterar"),
        ):
            page = text(self.client.get(self.address("disclosure", utlamnande=one.pk)))
            assert word in page
            assert self.address("disclosure", utlamnande=other.pk) in page
        reader = log_in(Client(), make_assignment(role=Role.PARTNER, unit=self.fk))
        mine = {one.source_ref: one.pk for one in Delivery.objects.filter(unit=self.fk)}
        page = text(reader.get(f"/inkorg/{mine[second.pk]}"))
        assert "Det här har ni bett om" in page
        assert f'href="/inkorg/{mine[self.first.pk]}"' in page
        assert "Kompletterar" not in text(reader.get(f"/inkorg/{mine[self.first.pk]}"))


def test_a_reference_is_found_in_two_halves_or_in_one_and_words_are_none() -> None:
    assert references_in("Komplettering av YDCT UUD6.") == {"YDCTUUD6"}
    assert references_in("YDCTUUD6") == {"YDCTUUD6"}
    assert references_in("KOMPLETTERING, 2026-0118 och ABC") == frozenset()
