"""The case page: where on the map, who has the next step, what to find out; and that reading it writes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.web.case_pages import CaseTest, ahead, days_ago, part, text

from samre.accounts.actors import actor_for
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.cases import close_case, hand_over
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.representatives import add_representative
from samre.casework.actions.steps import choose_step, wait_for
from samre.casework.actions.tasks import add_task
from samre.casework.models import Case, CaseEvent, FactEntry, LastSeen, OpenStep

# The session, who is acting, the case, the ground, the log and its chain: what every page behind @on_case costs.
MOST_QUERIES = 24


class TestWhoIsNext(CaseTest):
    def test_it_says_whose_case_it_is_and_who_has_the_next_step(self) -> None:
        page = self.read()
        assert "Alva Provsson" in page
        assert "Du har nästa steg" in page
        assert f"<title>Ärende {self.case.number}" in page

    def test_a_new_case_tells_once_which_step_it_was_opened_with_and_why(self) -> None:
        page = self.read()
        assert "Ärendet är öppnat. Första steget är Grundutredning" in page
        assert "för att" in page[page.index("Första steget") : page.index("Välj ett annat")]
        assert "Ärendet är öppnat." not in self.read()

    def test_nobodys_name_is_in_the_title_or_the_address(self) -> None:
        page = self.read()
        assert "Alva" not in page[page.index("<title>") : page.index("</title>")]
        assert "Alva" not in self.address()

    def test_a_colleague_reads_the_name_of_the_one_who_has_it(self) -> None:
        _, _, browser = self.colleague()
        page = browser.get(self.address()).content.decode()
        assert f"{self.by.name} har nästa steg" in page

    def test_the_phase_and_the_place_on_the_small_map_are_there(self) -> None:
        page = self.read()
        assert "Fas 1 av 8" in page
        assert "Här är ni" in page
        assert page.count("<svg") >= 2

    def test_a_day_that_has_passed_is_told(self) -> None:
        with time_machine.travel(timezone.now() + timedelta(days=200)):
            log_in(self.client, self.assignment)
            page = self.read()
        assert "Dagen har passerat" in page
        assert "Du skulle ha tagit nästa steg " in page
        assert re.search(r"Det är \d+ dagar sedan\. Öppnat för 200 dagar sedan\.", page)
        assert "Står still" in page

    def test_a_closed_case_tells_how_it_ended_and_asks_nothing(self) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Anställd på lagret.",
            by=self.by,
        )
        page = self.read()
        assert "Avslutat 21 november 2026." in page
        assert "Anställd på lagret." in page
        assert "Ta reda på" not in page
        assert "Öppna igen" in page


class TestEmergency(CaseTest):
    def test_the_handler_sees_who_reads_by_emergency_access_and_until_when(self) -> None:
        reader = actor_for(make_assignment(unit=self.assignment.unit))
        access = open_in_emergency(
            case=self.case, reason="akut", explanation="Personen ringer och mår dåligt.", by=reader
        )
        until = timezone.localtime(access.until)
        assert f"{reader.name} läser ärendet med nödåtkomst till kl. {until:%H.%M}" in self.read()

    def test_one_can_jump_to_the_next_step_from_every_page(self) -> None:
        for page in ("case", "case-facts", "case-steps"):
            assert "Hoppa till nästa steg" in self.read(page)
        assert 'id="nasta" tabindex="-1"' in self.read()


class TestOlderCase(CaseTest):
    opened_days_ago = 20

    def test_the_one_we_wait_for_is_in_the_sentence_with_days_and_what_to_do(self) -> None:
        with days_ago(9):
            wait_for(
                step=self.step(),
                party="REG",
                until=timezone.localdate() + timedelta(days=30),
                then="Ring koordinatorn.",
                name="Vårdcentralen Almby",
                by=self.by,
            )
        page = self.read()
        assert "Vårdcentralen Almby ska svara senast 12 december 2026." in page
        assert "Väntat 9 dagar." in page
        assert "Ring koordinatorn." in page
        for action in ("Svaret kom", "Påminn", "Kontakta rehabiliteringskoordinator"):
            assert action in page

    def test_an_answer_out_of_date_is_to_be_asked_anew(self) -> None:
        with days_ago(20):
            enter_facts(
                case=self.case,
                values={"samtycke": True},
                source="personen",
                valid_to=timezone.localdate() + timedelta(days=5),
                by=self.by,
            )
        assert "Fråga på nytt" in self.read()


class TestWhatToLookAt(CaseTest):
    def test_the_recommended_step_comes_with_facts_sources_and_law(self) -> None:
        enter_facts(case=self.case, values={"intyg": "saknas"}, source="personen", by=self.by)
        self.answer("manader_sedan_arbete", "60")
        page = self.read()
        assert "Kartan" in page
        assert "Personens egen uppgift" in page
        assert "SoL" in page or "SFB" in page

    def test_a_recommended_step_with_a_last_day_is_told_at_the_top_and_begins_with_one_press(self) -> None:
        values = {"avslag": "fk", "avslag_datum": ahead(-50)}
        enter_facts(case=self.case, values=values, source="personen", by=self.by)
        page = self.read()
        top = page[page.index("<h1") : page.index("Börja med det här steget")]
        assert "Kartan rekommenderar Avslag" in top
        assert "sista dag 2 december 2026" in top
        assert "Avslag från Försäkringskassan" in top
        assert self.post("case-steps", {"steg": "S29", "fran": "arende"}).status_code == 302
        assert self.case.steps.get(step="S29").due_is_law

    def test_the_best_question_is_asked_with_who_can_answer(self) -> None:
        page = self.read()
        assert "Ta reda på" in page
        assert "Kan svara:" in page
        assert "Vem säger det?" in page

    def test_sources_that_differ_stand_side_by_side_until_somebody_chooses(self) -> None:
        enter_facts(
            case=self.case,
            values={"sgi": "finns"},
            source="myndighet",
            source_name="Försäkringskassan",
            by=self.by,
        )
        page = self.read()
        assert "Källorna säger olika: SGI" in page
        assert "räknas som okänd tills du väljer" in page
        believed = FactEntry.objects.get(case=self.case, fact="sgi", source="myndighet")
        choice = {"uppgift": "sgi", "sedd": self.newest("sgi"), "fran": "arende", "valt": believed.pk}
        answer = self.post("case-facts", choice)
        assert answer.status_code == 422
        assert "Välj varför du litar på den källan." in text(answer)
        assert self.post("case-facts", {**choice, "varfor": "bestämmer"}).status_code == 302
        page = self.read()
        assert "Källorna säger olika" not in page
        assert "Försäkringskassan, vald för att: det är den som avgör frågan" in self.read("case-facts")
        newest = FactEntry.objects.filter(case=self.case, fact="sgi").latest("at")
        assert (newest.source, newest.value) == ("bedomning", "finns")
        assert FactEntry.objects.filter(case=self.case, fact="sgi").count() == 3

    def test_children_in_the_household_raise_a_banner(self) -> None:
        assert "Hur många barn under 18 år" in self.read()
        self.answer("barn_i_hushallet", "2")
        page = self.read()
        assert "2 barn i hushållet." in page
        assert "Barnets bästa" in page

    def test_no_children_raise_no_banner(self) -> None:
        self.answer("barn_i_hushallet", "0")
        page = self.read()
        assert "Barnets bästa" not in page
        assert "Hur många barn" not in page

    def test_who_speaks_for_the_person_and_what_is_watched_are_there(self) -> None:
        add_representative(
            case=self.case,
            kind="god_man",
            scope="Bevaka rätt",
            name="Greta Ombudsson",
            valid_from=timezone.localdate(),
            by=self.by,
        )
        add_task(case=self.case, text="Ring skolan", due_on=timezone.localdate(), by=self.by)
        page = self.read()
        assert "Greta Ombudsson" in page
        assert "Ring skolan" in page

    def test_what_others_did_since_last_time_is_on_top_until_it_is_seen(self) -> None:
        self.read()
        _, colleague, _ = self.colleague()
        enter_facts(case=self.case, values={"barn_i_hushallet": 1}, source="personen", by=colleague)
        assert "1 ny händelse sedan" in self.read()
        assert "1 ny händelse sedan" in self.read()
        self.post("case-seen", {})
        assert "ny händelse" not in self.read()

    def test_the_news_are_named_without_being_opened(self) -> None:
        self.read()
        _, colleague, _ = self.colleague()
        enter_facts(case=self.case, values={"barn_i_hushallet": 1}, source="personen", by=colleague)
        page = self.read()
        box = page[page.index("1 ny händelse sedan") :]
        assert "Uppgift: Barn i hushållet" in box[: box.index("</summary>")]

    def test_the_words_of_a_hand_over_stand_first_until_the_new_handler_has_read_them(self) -> None:
        manager = make_assignment(unit=self.assignment.unit, role=Role.MANAGER)
        taker = make_assignment(unit=self.assignment.unit)
        browser = log_in(Client(), taker)
        hand_over(case=self.case, to=taker.user, note="Ring modern på fredag.", by=actor_for(manager))
        for _ in range(2):
            page = browser.get(self.address()).content.decode()
            assert page.index("Ring modern på fredag.") < page.index('id="nasta"')
            assert f"{self.by.name} lämnade över ärendet till dig" in page
            assert f"flyttat av {manager.user.name}" in page
        assert "Ring modern" not in self.read()
        page = browser.post(self.address("case-seen"), follow=True).content.decode()
        assert "Ring modern" not in page

    def test_what_one_did_oneself_is_no_news(self) -> None:
        self.read()
        self.answer("barn_i_hushallet", "1")
        assert "ny händelse" not in self.read()


class TestWhereNothingCanBeWritten(CaseTest):
    def test_who_may_only_read_gets_no_forms(self) -> None:
        other, _, _ = self.colleague()
        for value in ("noll", "finns"):
            enter_facts(
                case=self.case, values={"sgi": value}, source="myndighet", source_name=value, by=self.by
            )
        hand_over(case=self.case, to=other.user, note="Tar över.", by=self.by)
        address = self.address("case-step", steg=self.step().pk)
        for page in ("case", "case-facts", "case-steps"):
            self.no_form(self.read(page, "?fraga=samtycke" if page == "case-facts" else ""))
        self.no_form(self.client.get(address).content.decode())

    def test_in_a_closed_case_nothing_is_asked(self) -> None:
        close_case(
            case=self.case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Lön.",
            by=self.by,
        )
        self.no_form(self.read())
        page = self.read("case-facts", "?fraga=samtycke")
        assert "Öppna det igen för att svara." in page
        assert 'name="svar"' not in page

    def no_form(self, page: str) -> None:
        for field in ('name="svar"', 'name="valt"', 'name="gor"', 'name="steg"', 'name="ta_tillbaka"'):
            assert field not in page, field


class TestReading(CaseTest):
    def test_a_page_that_is_read_writes_nothing_but_the_log_and_when_it_was_seen(self) -> None:
        def rows() -> list[object]:
            case = Case.objects.values().get(pk=self.case.pk)
            return [
                case,
                CaseEvent.objects.count(),
                FactEntry.objects.count(),
                list(OpenStep.objects.values()),
            ]

        before, events = rows(), Event.objects.count()
        for page in ("case", "case-facts", "case-steps", "case-person"):
            self.read(page)
        self.read("case-step", steg=self.step().pk)
        assert rows() == before
        assert Event.objects.count() == events + 5
        assert LastSeen.objects.filter(case=self.case).count() == 1

    def test_every_read_is_logged_with_its_ground(self) -> None:
        self.read()
        event = Event.objects.latest("number")
        assert (event.action, event.case_id, event.outcome) == ("case.read", str(self.case.pk), "ok")
        assert "ansvarig handläggare" in event.why

    def test_somebody_elses_case_is_not_there_and_a_colleagues_says_why_not(self) -> None:
        stranger = log_in(Client(), make_assignment())
        assert stranger.get(self.address()).status_code == 404
        neighbour = log_in(Client(), make_assignment(unit=self.assignment.unit))
        assert neighbour.get(self.address()).status_code == 403

    def test_nothing_of_it_is_kept_by_the_browser(self) -> None:
        assert "no-store" in self.client.get(self.address())["Cache-Control"]

    def test_what_htmx_swaps_is_what_a_new_page_shows(self) -> None:
        data = {"uppgift": "barn_i_hushallet", "svar": "2", "kalla": "personen", "sedd": "", "fran": "arende"}
        swapped = text(self.post("case-facts", data, htmx=True))
        loaded = self.read(query="?klart=svar")
        assert "<html" not in swapped
        assert part(swapped) == part(loaded)

    def test_a_step_taken_back_by_htmx_is_what_a_new_page_shows(self) -> None:
        wait_for(
            step=self.step(),
            party="FK",
            until=timezone.localdate() + timedelta(days=9),
            then="Ring.",
            by=self.by,
        )
        data = {"gor": "svar", "svarade": "besked", "sett": self.step().mark}
        swapped = text(self.post("case-step", data, htmx=True, steg=self.step().pk))
        assert part(swapped) == part(self.read(query="?klart=svar_kom"))

    def test_without_htmx_one_is_sent_to_the_page(self) -> None:
        answer = self.answer("barn_i_hushallet", "2")
        assert answer.status_code == 302
        assert answer["Location"].startswith(self.address())
        assert "Svaret är sparat." in self.client.get(answer["Location"]).content.decode()


class TestCost(CaseTest):
    codes = ("S12", "S11", "S10", "S09", "S08")

    def fill(self, times: int) -> None:
        for number in range(times):
            enter_facts(
                case=self.case, values={"barn_i_hushallet": number % 5}, source="personen", by=self.by
            )
            add_task(case=self.case, text=f"Nummer {number}", due_on=timezone.localdate(), by=self.by)
        for code in self.codes[: times // 3]:
            choose_step(case=self.case, step=code, reason="För provet.", by=self.by)
        self.codes = self.codes[times // 3 :]

    def queries(self, address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert self.client.get(address).status_code == 200
        return len(found)

    def test_the_number_of_queries_does_not_grow_with_the_case(self) -> None:
        pages = [self.address(page) for page in ("case", "case-facts", "case-steps", "case-person")]
        pages.append(self.address("case-facts") + f"?dag={ahead(0)}")
        self.fill(3)
        for page in pages:
            self.client.get(page)
        few = [self.queries(page) for page in pages]
        self.fill(12)
        many = [self.queries(page) for page in pages]
        assert few == many
        assert max(many) <= MOST_QUERIES, many
