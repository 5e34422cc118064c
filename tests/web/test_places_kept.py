"""What a handledare types is kept while she types it, whatever it is, and judged when she sends it."""

from __future__ import annotations

from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import make_enterprise, make_placement, make_supervisor

from samre.casework.models import PlacementReport, WeekDraft
from samre.casework.rules.stairs import monday

BY_ITSELF = {"X-Autosave": "1"}


class TestKept(TestCase):
    def setUp(self) -> None:
        _, by = make_caseworker()
        unit = make_enterprise()
        _, delivery = make_placement(make_case(by), by, unit)
        self.client = log_in(self.client, make_supervisor(unit)[0])
        self.here = f"/platser/{delivery.pk}"
        self.week = {"vecka": monday(timezone.localdate()).isoformat(), "hur": "battre", "stegring": "oka"}

    def test_a_week_is_kept_as_it_is_typed_and_gone_when_it_has_been_sent(self) -> None:
        kept = self.client.post(
            self.here, {**self.week, "text": "Har depression", "revision": "0"}, headers=BY_ITSELF
        )
        assert kept.json()["revision"] == 1
        assert "Har depression" in self.client.get(self.here).content.decode()
        refused = self.client.post(
            self.here, {**self.week, "gor": "vecka", "ring": "nej", "text": "Har depression"}
        )
        assert "Skriv inte diagnos" in refused.content.decode()
        sent = self.client.post(self.here, {**self.week, "gor": "vecka", "ring": "nej", "text": "Orkar mer."})
        assert sent.status_code == 302
        assert WeekDraft.objects.get().fields == {}
        assert PlacementReport.objects.get().text == "Orkar mer."

    def test_two_who_type_at_once_lose_nothing(self) -> None:
        for text, seen, status in (("Ett.", "0", 200), ("Två.", "0", 409), ("Ett.", "0", 200)):
            given = {**self.week, "text": text, "revision": seen}
            assert self.client.post(self.here, given, headers=BY_ITSELF).status_code == status
        assert WeekDraft.objects.get().fields["text"] == "Ett."

    def test_a_report_is_kept_the_same_way(self) -> None:
        typed = {"exempel_tid": "Har depression", "revision": "0"}
        kept = self.client.post(f"{self.here}/rapport", typed, headers=BY_ITSELF)
        assert kept.json()["revision"] == 1
        assert "Har depression" in self.client.get(f"{self.here}/rapport").content.decode()
        saved = self.client.post(f"{self.here}/rapport", {**typed, "gor": "granska", "revision": "1"})
        assert "Skriv inte diagnos" in saved.content.decode()
