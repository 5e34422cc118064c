"""The handledare's pages: her own unit's people, today in one tap, the week, the report; over means gone (R5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_unit
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import (
    make_enterprise,
    make_placement,
    make_supervisor,
    report_content,
)

from samre.audit.models import Event
from samre.casework.actions.asf_work import save_report
from samre.casework.actions.placements import end_placement
from samre.casework.models import Attendance, Delivery, PlacementReport, WeeklyNote, WorkReport

WEEK = {"gor": "vecka", "hur": "battre", "stegring": "oka", "ring": "ja", "text": "Lugnt rum hjälpte."}


class Places(TestCase):
    """A handledare, logged in, with one person at the place."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kim Granlund")
        self.unit = make_enterprise()
        assignment, self.supervisor = make_supervisor(self.unit)
        self.placement, self.delivery = make_placement(self.case, self.by, self.unit)
        log_in(self.client, assignment)
        self.today = timezone.localdate()
        self.here = reverse("web:place", args=[self.delivery.pk])

    def tap(self, status: str = "kom", minutes: int = 120, **more: Any) -> HttpResponse:
        data = {
            "gor": "dag",
            "dag": self.today.isoformat(),
            "status": status,
            "minuter": str(minutes),
            **more,
        }
        return self.client.post(self.here, data)  # type: ignore[return-value]

    def read(self, address: str = "") -> str:
        answer = self.client.get(address or self.here)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())


class TestWhenThePersonDoesNotCome(Places):
    def test_the_kommun_is_called_with_one_tap_and_the_persons_number_is_not_told_unless_the_order_does(
        self,
    ) -> None:
        page = self.read()
        assert "Om personen inte kommer, ringer handledaren kommunen samma dag." in page
        assert 'href="tel:0100001010"' in page
        assert "Ring personen" not in page

    def test_with_the_persons_own_number_she_is_called_first(self) -> None:
        other = make_case(self.by, name="Alva Provsson")
        _, delivery = make_placement(other, self.by, self.unit, telefon="070-174 06 05")
        page = self.read(reverse("web:place", args=[delivery.pk]))
        assert "ringer handledaren personen samma dag" in page
        assert page.index('href="tel:0701740605"') < page.index('href="tel:0100001010"')

    def test_a_number_told_before_she_was_protected_is_not_shown_any_more(self) -> None:
        other = make_case(self.by, name="Alva Provsson")
        _, delivery = make_placement(other, self.by, self.unit, telefon="070-174 06 05")
        Delivery.objects.filter(pk=delivery.pk).update(is_protected=True)
        page = self.read(reverse("web:place", args=[delivery.pk]))
        assert "174 06 05" not in page
        assert 'href="tel:0100001010"' in page


class TestToday(Places):
    def test_she_lands_on_her_places_and_sees_the_first_name_only(self) -> None:
        page = self.read("/platser")
        assert "Kim" in page
        for secret in ("Granlund", self.case.number, str(self.case.pk), str(self.placement.pk)):
            assert secret not in page
        assert "<title>Platser – SAMRE</title>" in page

    def test_one_tap_is_one_row_and_two_are_too(self) -> None:
        for _ in range(2):
            answer = self.tap(till="lista")
            assert answer["Location"] == f"/platser?klart=dag#plats-{self.delivery.pk}"
        assert Attendance.objects.count() == 1
        assert "Kom, 2 timmar" in self.read("/platser")

    def test_a_correction_stands_beside_what_was_first_noted(self) -> None:
        self.tap()
        self.tap(status="sjuk")
        page = self.read()
        assert "Först stod det: Kom, 2 timmar" in page
        assert "Sjuk" in page

    def test_what_is_no_time_is_told_and_nothing_is_kept(self) -> None:
        answer = self.tap(minutes=17)
        assert answer.status_code == 422
        assert "hela eller halva timmar" in answer.content.decode()
        assert not Attendance.objects.exists()

    def test_the_reading_is_logged_without_her_name(self) -> None:
        self.read()
        event = Event.objects.filter(action="place.read").get()
        assert event.object_id == str(self.delivery.pk)
        assert event.chain == str(self.unit.authority_id)


class TestTheWeek(Places):
    def test_it_is_sent_as_it_is_written(self) -> None:
        answer = self.client.post(self.here, {**WEEK, "vecka": self.today.isoformat()})
        assert answer.status_code == 302
        assert WeeklyNote.objects.get().text == WEEK["text"]
        row = PlacementReport.objects.get()
        assert (row.owner_id, row.text) == (self.case.owner_id, WEEK["text"])
        assert "Lugnt rum hjälpte." in self.read()

    def test_a_diagnosis_is_refused_and_what_was_typed_stays(self) -> None:
        typed = {**WEEK, "text": "Hen har adhd.", "vecka": self.today.isoformat()}
        answer = self.client.post(self.here, typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Skriv inte diagnos" in page
        assert "Hen har adhd." in page
        assert 'value="battre" checked' in page
        assert not PlacementReport.objects.exists()


class TestTheReport(Places):
    def fields(self, **more: str) -> dict[str, str]:
        assert self.placement.starts_on is not None
        areas = ("tid", "uthallighet", "koncentration", "tempo", "samarbete")
        return {
            "revision": "0",
            "forsta": self.placement.starts_on.isoformat(),
            "sista": self.today.isoformat(),
            "slut": "nej",
            **{f"niva_{code}": "3" for code in areas},
            **{f"exempel_{code}": "Såg det varje dag." for code in areas},
            "svar_hjalpte": "Paus",
            "svar_egen_bild": "Jag orkar",
            "svar_nasta": "Fler timmar",
            "karta_formaga": "delvis",
            "karta_timmar": "10",
            **more,
        }

    def post(self, **more: str) -> HttpResponse:
        return self.client.post(self.here + "/rapport", {**self.fields(**more)})  # type: ignore[return-value]

    def test_a_draft_is_kept_looked_through_signed_and_seen_by_the_caseworker(self) -> None:
        assert self.post(gor="spara")["Location"].endswith("?klart=spara")
        assert "Såg det varje dag." in self.read(self.here + "/rapport")
        assert self.post(gor="granska", revision="1")["Location"].endswith("?visa=granska")
        review = self.read(self.here + "/rapport?visa=granska")
        assert "3. Klarar med lite stöd" in review
        assert not PlacementReport.objects.exists()
        answer = self.client.post(self.here + "/rapport", {"gor": "skicka", "revision": "1"})
        assert answer.status_code == 302
        row = PlacementReport.objects.get()
        assert row.facts == {"formaga": "delvis", "timmar": 10}
        assert "Skickad" in self.read()

    def test_gaps_are_told_and_nothing_typed_is_lost(self) -> None:
        self.post(gor="granska", svar_nasta="", exempel_tid="")
        page = self.client.get(self.here + "/rapport?visa=granska").content.decode()
        assert "Ge ett exempel på vad du har sett under ”" in page
        assert "Svara på ”Vad kan vara ett möjligt nästa steg?”" in page
        assert "Paus" in page

    def test_a_diagnosis_is_refused_at_its_field(self) -> None:
        answer = self.post(gor="spara", exempel_tempo="Långsam på grund av F32.")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "fel-exempel_tempo" in page
        assert "Långsam på grund av F32." in page
        assert not WorkReport.objects.exists()


class TestWhoMaySee(Places):
    def test_ended_is_gone_at_the_next_request(self) -> None:
        end_placement(placement=self.placement, reason="klar", by=self.by)
        told = self.client.get(self.here)
        assert told.status_code == 404
        assert "Insatsen har slutat" in told.content.decode()
        tried = self.tap()
        assert tried.status_code == 404
        assert "Det du skickade är inte sparat" in tried.content.decode()
        assert self.client.get(self.here + "/rapport").status_code == 404
        assert "Kim" not in self.read("/platser")
        assert Event.objects.filter(action="place.read", outcome="denied").exists()

    def test_after_the_last_day_for_the_report_it_is_gone_by_itself(self) -> None:
        assert self.placement.ends_on is not None
        with time_machine.travel(self.placement.ends_on + timedelta(days=14), tick=False):
            client, assignment = Client(), make_supervisor(self.unit)[0]
            log_in(client, assignment)
            assert client.get(self.here).status_code == 200
        with time_machine.travel(self.placement.ends_on + timedelta(days=15), tick=False):
            client, assignment = Client(), make_supervisor(self.unit)[0]
            log_in(client, assignment)
            assert client.get(self.here).status_code == 404
            assert "Kim" not in client.get("/platser").content.decode()

    def test_some_days_after_the_final_report_it_is_gone(self) -> None:
        content = report_content(self.placement, is_final=True)
        save_report(delivery=self.delivery, content=content, seen=0, by=self.supervisor)
        self.client.post(self.here + "/rapport", {"gor": "skicka", "revision": "1"})
        assert "Slutrapporten är skickad" in self.read()
        with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
            client, assignment = Client(), make_supervisor(self.unit)[0]
            log_in(client, assignment)
            assert client.get(self.here).status_code == 404

    def test_a_handledare_elsewhere_finds_nothing(self) -> None:
        for unit in (make_enterprise(), make_unit(authority=self.unit.authority, name="Syster")):
            client, assignment = Client(), make_supervisor(unit)[0]
            log_in(client, assignment)
            answer = client.get(self.here)
            assert answer.status_code == 404
            assert "avslutat" not in answer.content.decode()
            assert "Kim" not in client.get("/platser").content.decode()

    def test_a_handledare_opens_no_page_of_the_case(self) -> None:
        for page in ("placements", "placement-new"):
            assert self.client.get(reverse(f"web:{page}", args=[self.case.pk])).status_code == 403
        assert self.client.get("/insatser").status_code == 403

    def test_a_caseworker_has_no_places(self) -> None:
        client = Client()
        log_in(client, make_caseworker()[0])
        assert client.get("/platser").status_code == 403
