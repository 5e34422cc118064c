"""From an order that lacks a consent to the consent, and back to the order."""

from __future__ import annotations

from tests.casework.placement_factories import make_draft, make_enterprise, make_intervention
from tests.web.case_pages import CaseTest

from samre.sealing.ids import new_id


class TestTheWayBack(CaseTest):
    def test_the_form_carries_on_what_waited_for_it(self) -> None:
        draft = make_draft(self.case, self.by, make_intervention(self.by, make_enterprise()))
        page = self.read("consent-new", f"?insats={draft.pk}")
        assert f'action="{self.address("consent-new")}?insats={draft.pk}"' in page

    def test_the_saved_page_leads_back_to_the_order(self) -> None:
        draft = make_draft(self.case, self.by, make_intervention(self.by, make_enterprise()))
        page = self.read("consents", f"?klart=sparat&insats={draft.pk}")
        assert f'<a href="{self.address("placement-check", placering=draft.pk)}">Tillbaka till' in page

    def test_nowhere_is_led_back_to_by_what_is_no_id(self) -> None:
        assert "Tillbaka till" not in self.read("consents", "?klart=sparat&insats=//evil.example")
        assert "Tillbaka till" not in self.read("consents", "?klart=sparat")

    def test_every_place_that_asks_for_a_consent_has_a_way_back(self) -> None:
        for name in ("insats", "utlamnande", "konsultation", "plan", "mote", "brev", "svar_pa"):
            assert "Tillbaka till" in self.read("consents", f"?klart=sparat&{name}={new_id()}"), name
