"""Insatser in a case, on the page: found by what the person can do, ordered exactly as shown, followed and ended."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_caseworker
from tests.casework.placement_factories import (
    TOLD,
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
    report_content,
)
from tests.web.case_pages import CaseTest, text

from samre.accounts.roles import Role
from samre.casework.actions.asf_work import save_report, send_report
from samre.casework.models import Delivery, Intervention, Placement, PlacementReport
from samre.casework.rules.stairs import monday
from samre.certificate.wording import in_words
from samre.sealing.ids import new_id


class TestOrdering(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.unit = make_enterprise()
        self.row = make_intervention(self.by, self.unit)
        self.hard = make_intervention(self.by, self.unit, name="Lagret", hours_from=20, hours_to=30)
        self.id = new_id()

    def fields(self, **more: Any) -> dict[str, Any]:
        start = timezone.localdate() + timedelta(days=3)
        return {
            "revision": str(Placement.objects.get().revision),
            "benamning": "fornamn",
            "mal": "Klarar hen att komma?",
            "ramar": "Paus varje timme.",
            "kontakt": "Ring oss, 010-000 10 10.",
            "forsakring": "Kommunen försäkrar.",
            "start": start.isoformat(),
            "slut": (start + timedelta(weeks=8)).isoformat(),
            "dagar": ["0", "2"],
            "vecka_1": "1",
            "timmar_1": "4",
            "rapport_var": "4",
            "gor": "granska",
            **more,
        }

    def choose(self) -> None:
        data = {"gor": "ramar", "timmar": "6", "niva": "forrehab", "revision": "0"}
        self.post("placement-choose", data, placering=self.id)
        data = {"gor": "valj", "insats": str(self.row.pk), "revision": "1"}
        answer = self.post("placement-choose", data, placering=self.id)
        assert answer["Location"].endswith("/bestall?klart=vald")

    def test_hours_above_what_the_person_manages_are_told_before_it_is_sent_and_weeks_have_their_day(
        self,
    ) -> None:
        self.choose()
        make_consent(self.case, self.by, to=[self.unit], categories=TOLD, purpose="insats")
        start = monday(timezone.localdate() + timedelta(days=7))
        stair = {"vecka_2": "3", "timmar_2": "12", "start": (start + timedelta(days=2)).isoformat()}
        self.post("placement-order", self.fields(**stair), placering=self.id)
        told = "Personen klarar 6 timmar i veckan nu, och här står upp till 12."
        assert told in self.read("placement-check", placering=self.id)
        page = unescape(self.read("placement-order", placering=self.id)).replace("\xa0", " ")
        assert told in page
        assert f"Vecka 1 är insatsens första vecka, från måndag {in_words(start)}." in page
        assert f"från {in_words(start + timedelta(weeks=2))}" in page

    def test_hours_within_what_the_person_manages_are_no_matter(self) -> None:
        self.choose()
        self.post("placement-order", self.fields(vecka_2="3", timmar_2="6"), placering=self.id)
        for name in ("placement-check", "placement-order"):
            assert "Personen klarar 6 timmar i veckan nu" not in self.read(name, placering=self.id)

    def test_what_fits_comes_first_with_its_reasons(self) -> None:
        data = {"gor": "ramar", "timmar": "6", "miljo": ["lugn"], "revision": "0"}
        assert self.post("placement-choose", data, placering=self.id).status_code == 302
        page = self.read("placement-choose", placering=self.id)
        assert page.index("Snickeriet") < page.index("Passar inte helt") < page.index("Lagret")
        assert "Kräver minst 20 timmar i veckan. Personen klarar 6." in page

    def test_without_consent_the_page_says_what_is_missing_and_nothing_goes(self) -> None:
        self.choose()
        self.post("placement-order", self.fields(), placering=self.id)
        page = self.read("placement-check", placering=self.id)
        assert "samtycke saknas" in page
        seen = re.search(r'name="sett" value="([0-9a-f]{64})"', page)
        assert seen is not None
        answer = self.post("placement-check", {"grund": "samtycke", "sett": seen[1]}, placering=self.id)
        assert answer.status_code == 403
        assert not Delivery.objects.exists()

    def test_what_is_looked_through_is_what_is_sent(self) -> None:
        make_consent(self.case, self.by, to=[self.unit], categories=TOLD, purpose="insats")
        self.choose()
        self.post("placement-order", self.fields(), placering=self.id)
        page = self.read("placement-check", placering=self.id)
        assert "Paus varje timme." in page
        assert "Uppgifterna lämnas med förbehåll" in page
        assert "Provsson" not in page.split('class="paper"')[1]
        seen = re.search(r'name="sett" value="([0-9a-f]{64})"', page)
        assert seen is not None
        answer = self.post("placement-check", {"grund": "samtycke", "sett": seen[1]}, placering=self.id)
        assert answer["Location"].endswith("?klart=skickad")
        delivery = Delivery.objects.get()
        assert delivery.sha256 == seen[1]
        assert bytes(delivery.packet or b"").startswith(b"%PDF")
        assert "Inget har kommit från handledaren än" in self.read("placement", placering=self.id)
        file = self.client.get(self.address("placement-file", placering=self.id))
        assert file["Content-Type"] == "application/pdf"

    def test_a_proposal_fills_the_stair_and_keeps_what_was_typed(self) -> None:
        self.choose()
        answer = self.post("placement-order", self.fields(gor="forslag:vanlig"), placering=self.id)
        page = text(answer)
        assert 'name="vecka_2" inputmode="numeric" autocomplete="off" value="3"' in page
        assert "Paus varje timme." in page
        assert Placement.objects.get().order == {}

    def test_a_diagnosis_is_told_at_its_field_and_stays_typed(self) -> None:
        self.choose()
        answer = self.post("placement-order", self.fields(ramar="Depression"), placering=self.id)
        page = text(answer)
        assert answer.status_code == 422
        assert "fel-ramar" in page
        assert "Depression" in page

    def test_gaps_send_one_back_to_the_form(self) -> None:
        self.choose()
        self.post("placement-order", self.fields(mal="", dagar=[]), placering=self.id)
        answer = self.client.get(self.address("placement-check", placering=self.id))
        assert answer.status_code == 422
        assert "Skriv något under »Vad prövningen ska svara på«." in text(answer)

    def test_a_stranger_and_another_kommun_are_kept_out(self) -> None:
        self.choose()
        kollega = make_assignment(role=Role.CASEWORKER, unit=self.assignment.unit)
        for assignment, status in ((kollega, 403), (make_caseworker()[0], 404)):
            client = Client()
            log_in(client, assignment)
            for page in ("placement-order", "placement-check", "placement-choose", "placement"):
                answer = client.get(self.address(page, placering=self.id))
                assert answer.status_code == status, page

    def test_another_case_s_placement_is_not_found_here(self) -> None:
        assert self.client.get(self.address("placement", placering=new_id())).status_code == 404


class TestWhatComesBack(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        unit = make_enterprise()
        _, supervisor = make_supervisor(unit)
        self.placement, delivery = make_placement(self.case, self.by, unit)
        draft = save_report(delivery=delivery, content=report_content(self.placement), seen=0, by=supervisor)
        send_report(delivery=delivery, seen=draft.revision, by=supervisor)
        self.report = PlacementReport.objects.get()

    def test_the_report_is_read_as_underlag_with_the_facts_it_became(self) -> None:
        page = self.read("placement-report", placering=self.placement.pk, rapport=self.report.pk)
        assert "Prövad arbetsförmåga: <strong>Delvis" in page
        assert "Kom i tid sju dagar av åtta." in page
        assert "Det är underlag, inte beslut." in page
        assert "Delvis" in self.read("case-facts")
        assert "Uppföljning av arbetsförmåga kom från insatsen" in self.read("timeline")

    def test_it_can_be_taken_as_pdf(self) -> None:
        address = self.address("placement-report-file", placering=self.placement.pk, rapport=self.report.pk)
        assert self.client.get(address).content.startswith(b"%PDF")

    def test_it_is_ended_with_a_reason(self) -> None:
        data = {"gor": "avsluta", "skal": ""}
        answer = self.post("placement", data, placering=self.placement.pk)
        assert answer.status_code == 422
        data = {"gor": "avsluta", "skal": "halsa", "ord": "Blev sämre."}
        assert self.post("placement", data, placering=self.placement.pk).status_code == 302
        page = self.read("placement", placering=self.placement.pk)
        assert "Avbruten i förtid" in page
        assert "Blev sämre." in page

    def test_a_protected_person_s_place_is_told_by_its_kind_only(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.save()
        assert self.placement.intervention is not None
        for page in ("placements", "cooperation"):
            shown = self.read(page)
            assert self.placement.intervention.supplier not in shown
            assert "Snickeriet" not in shown
        shown = self.read("placement", placering=self.placement.pk)
        assert self.placement.intervention.supplier not in shown
        assert "Skyddade uppgifter" in shown


class TestTheCatalogue(CaseTest):
    def log_in_as(self, role: str) -> None:
        log_in(self.client, make_assignment(role=role, unit=self.assignment.unit))

    def fields(self, **more: Any) -> dict[str, Any]:
        return {
            "namn": "Trädgården",
            "slag": "ame",
            "leverantor": "Arbetsmarknadsenheten",
            "kontakt": "010-000 10 00",
            "nivaer": ["sysselsattning"],
            "timmar_fran": "2",
            "timmar_till": "10",
            "veckor_fran": "4",
            "veckor_till": "12",
            "platser": "3",
            "betalar": "kommun",
            **more,
        }

    def test_a_process_lead_adds_and_everybody_with_cases_reads(self) -> None:
        self.log_in_as(Role.PROCESS_LEAD)
        assert self.client.post(reverse("web:intervention-new"), self.fields()).status_code == 302
        log_in(self.client, self.assignment)
        page = self.client.get("/insatser").content.decode()
        assert "Trädgården" in page
        assert "Stämmer fortfarande" not in page

    def test_a_caseworker_may_not_change_it(self) -> None:
        row = make_intervention(self.by)
        address = reverse("web:intervention", args=[row.pk])
        assert self.client.post(address, {"gor": "avsluta"}).status_code == 403
        row.refresh_from_db()
        assert row.ended_on is None

    def test_old_is_warned_about_until_somebody_says_that_it_still_holds(self) -> None:
        row = make_intervention(self.by, verified_on=timezone.localdate() - timedelta(days=91))
        self.log_in_as(Role.MANAGER)
        assert "för länge sedan" in self.client.get("/insatser").content.decode()
        self.client.post(reverse("web:intervention", args=[row.pk]), {"gor": "stammer"})
        assert "för länge sedan" not in self.client.get("/insatser").content.decode()

    def test_ended_stands_greyed_and_is_not_found_for_anybody(self) -> None:
        row = make_intervention(self.by)
        self.log_in_as(Role.MANAGER)
        self.client.post(reverse("web:intervention", args=[row.pk]), {"gor": "avsluta"})
        page = self.client.get("/insatser").content.decode()
        assert page.index("Ges inte längre") < page.index("Snickeriet")

    def test_gaps_are_told_and_what_was_typed_stays(self) -> None:
        self.log_in_as(Role.MANAGER)
        answer = self.client.post(
            reverse("web:intervention-new"), self.fields(nivaer=[], timmar_till="1", platser="många")
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        for words in (
            "Välj minst en nivå",
            "inte vara lägre än det lägsta",
            "heltal från 0",
            'value="Trädgården"',
        ):
            assert words in page

    def test_another_kommun_s_row_is_not_found(self) -> None:
        row = make_intervention(make_caseworker()[1])
        self.log_in_as(Role.MANAGER)
        assert self.client.get(reverse("web:intervention", args=[row.pk])).status_code == 404
        assert Intervention.objects.count() == 1
