"""An order begins with what the plan says and what the person manages, and says so where it goes beyond."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.casework.placement_factories import make_draft, make_enterprise, make_intervention
from tests.casework.plan_factories import make_plan
from tests.web.case_pages import CaseTest

from samre.casework.actions.placements import change_placement, start_placement
from samre.casework.models import Placement
from samre.sealing.ids import new_id


class TestBegunByThePlan(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.row = make_intervention(self.by, make_enterprise(), hours_to=12)

    def draft(self, **frames: Any) -> Placement:
        started = start_placement(
            case=self.case, placement_id=new_id(), frames={"hours": 6} | frames, by=self.by
        )
        return change_placement(placement=started, seen=1, intervention=self.row, by=self.by)

    def test_the_frames_of_the_plan_are_proposed_and_said_to_be(self) -> None:
        make_plan(self.case, self.by, medical_frames="Paus varje timme.", medical_surroundings="Lugn plats.")
        page = self.read("placement-order", placering=self.draft().pk)
        assert "Paus varje timme." in page
        assert "Lugn plats." in page
        assert "hämtade ur planen" in page
        assert 'name="timmar_1" inputmode="numeric" autocomplete="off" value="6"' in page

    def test_without_a_plan_nothing_is_said_to_come_from_one(self) -> None:
        assert "hämtade ur planen" not in self.read("placement-order", placering=self.draft().pk)

    def test_a_stair_beyond_what_she_manages_says_so_and_stays_within_the_insats(self) -> None:
        draft = self.draft()
        day = timezone.localdate() + timedelta(days=3)
        fields = {
            "revision": str(draft.revision),
            "start": day.isoformat(),
            "slut": (day + timedelta(weeks=20)).isoformat(),
            "vecka_1": "1",
            "timmar_1": "6",
            "gor": "forslag:vanlig",
        }
        page = text(self.post("placement-order", fields, placering=draft.pk))
        assert "Personen klarar 6 timmar i veckan nu, och här står upp till 12." in page
        fields["gor"] = "forslag:stilla"
        assert "Personen klarar 6" not in text(self.post("placement-order", fields, placering=draft.pk))

    def test_a_first_day_that_has_passed_is_asked_about(self) -> None:
        day = timezone.localdate() - timedelta(days=6)
        draft = make_draft(self.case, self.by, self.row, starts_on=day, begun_seen="")
        page = self.client.get(self.address("placement-check", placering=draft.pk))
        assert page.status_code == 422
        assert "Första dagen har redan varit" in text(page)
        assert 'name="start_sett"' in text(page)
        change_placement(
            placement=draft,
            seen=draft.revision,
            order=draft.order | {"begun_seen": day.isoformat()},
            starts_on=day,
            ends_on=draft.ends_on,
            by=self.by,
        )
        assert "Granska innan du skickar" in self.read("placement-check", placering=draft.pk)

    def test_the_number_to_the_person_goes_with_the_order(self) -> None:
        draft = make_draft(self.case, self.by, self.row, telefon="070-174 06 05")
        page = self.read("placement-check", placering=draft.pk)
        assert "070-174 06 05" in page
        assert "ringer handledaren personen samma dag" in page
        other = make_draft(self.case, self.by, self.row)
        assert "ringer handledaren kommunen samma dag" in self.read("placement-check", placering=other.pk)

    def test_the_number_of_a_protected_person_is_neither_kept_nor_sent(self) -> None:
        before = make_draft(self.case, self.by, self.row, telefon="070-174 06 05")
        self.case.person.protection = "markering"
        self.case.person.save()
        assert "070-174 06 05" not in self.read("placement-check", placering=before.pk)
        kept = make_draft(self.case, self.by, self.row, telefon="070-174 06 05")
        assert "telefon" not in kept.order


def text(answer: Any) -> str:
    return str(answer.content.decode())
