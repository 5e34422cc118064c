"""What is watched leads to where it is done: a question to ask again, an order that is not sent."""

from __future__ import annotations

from django.utils import timezone
from tests.casework.placement_factories import make_draft, make_enterprise, make_intervention
from tests.web.case_pages import CaseTest

from samre.casework.actions.tasks import put_task


class TestWatchLinks(CaseTest):
    def put(self, kind: str, about: str) -> None:
        put_task(case=self.case, kind=kind, about_what=about, due_on=timezone.localdate(), by=self.by)

    def test_an_answer_that_is_too_old_leads_to_its_question(self) -> None:
        self.put("uppgift_inaktuell", "timmar")
        page = self.read("watch")
        assert "Svaret är för gammalt, fråga igen: " in page
        address = f"{self.address('case-facts')}?fraga=timmar"
        assert f'href="{address}#fraga"' in page
        assert 'id="fraga"' in self.read("case-facts", "?fraga=timmar")

    def test_a_question_the_map_has_no_more_has_no_link(self) -> None:
        self.put("uppgift_inaktuell", "finns_inte_langre")
        assert "?fraga=" not in self.read("watch")

    def test_a_place_that_is_free_leads_to_the_order(self) -> None:
        draft = make_draft(self.case, self.by, make_intervention(self.by, make_enterprise()))
        self.put("insats_plats", str(draft.pk))
        page = self.read("watch")
        assert "Det har blivit en plats ledig" in page
        assert f'href="{self.address("placement-order", placering=draft.pk)}"' in page
