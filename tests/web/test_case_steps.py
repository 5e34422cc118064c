"""Steps: chosen, waited for, reminded, answered, finished with what follows, moved, dropped; two browsers at once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.casework.factories import make_case
from tests.web.case_pages import CaseTest, ahead, days_ago, text

from samre.casework.actions.steps import choose_step, finish_step, wait_for
from samre.casework.models import CaseEvent, FactEntry, OpenStep

WAIT = {"part": "REG", "namn": "Vårdcentralen Almby", "sedan": "Ring koordinatorn."}


class TestChoosing(CaseTest):
    def test_the_recommended_step_is_preselected_and_needs_no_reason(self) -> None:
        # Without an answer the map can't tell; a certificate that is lacking makes one step the next.
        page = self.read("case-steps")
        assert "Öppna ett steg till" in page
        assert "Skäl" in page

    def test_the_title_says_first_that_something_is_wrong(self) -> None:
        step = self.step()
        tried = (
            ("case-steps", {}, {"steg": ""}),
            ("case-step", {"steg": step.pk}, {"gor": "vanta", "sett": step.mark}),
            ("case-person", {}, {"gor": "andra", "namn": ""}),
            ("certificates", {}, {}),
        )
        for page, more, data in tried:
            answer = self.client.post(self.address(page, **more), data)
            assert "<title>Fel: " in text(answer), page
            assert "<title>Fel: " not in self.read(page, **more)

    def test_another_step_without_a_reason_is_told_at_the_field_and_nothing_is_lost(self) -> None:
        answer = self.post("case-steps", {"steg": "S12", "skal": "", "part": "Lagret", "datum": "5 dec 2026"})
        assert answer.status_code == 422
        page = text(answer)
        assert "Skriv varför ni väljer det här." in page
        assert 'value="Lagret"' in page
        assert 'value="5 dec 2026"' in page
        assert '<option value="S12" selected' in page

    def test_a_step_is_opened_beside_the_other(self) -> None:
        answer = self.post("case-steps", {"steg": "S12", "skal": "Personen vill.", "datum": ahead(10)})
        assert answer.status_code == 302
        assert self.case.steps.filter(state__in=("pagar", "vantar")).count() == 2
        assert self.case.steps.get(step="S12").due == timezone.localdate() + timedelta(days=10)

    def test_a_step_takes_the_place_of_another_with_the_reason(self) -> None:
        old = self.step()
        data = {"steg": "S12", "ersatter": old.pk, "skal": ""}
        assert "Skriv varför det öppna steget avbryts." in text(self.post("case-steps", data))
        assert self.post("case-steps", {**data, "skal": "Personen vill arbeta."}).status_code == 302
        old.refresh_from_db()
        assert (old.state, old.outcome) == ("avbrutet", "Personen vill arbeta.")
        assert self.step().step == "S12"

    def test_a_step_out_of_the_question_says_why_before_it_is_chosen(self) -> None:
        page = self.read("case-steps")
        groups = [
            page.index(f'<optgroup label="{name}"') for name in ("Möjliga nu", "Pågår redan", "Inte aktuella")
        ]
        assert groups == sorted(groups)
        assert "Varför är ett steg inte aktuellt?" in page
        data = {"steg": "S27", "skal": "Personen vill."}
        answer = self.post("case-steps", data)
        assert answer.status_code == 422
        assert "är inte aktuellt enligt kartan." in text(answer)
        assert 'name="medveten" value="S27"' in text(answer)
        assert self.post("case-steps", {**data, "skal": "", "medveten": "S27"}).status_code == 422
        assert self.post("case-steps", {**data, "medveten": "S27"}).status_code == 302

    def test_the_same_step_twice_is_refused(self) -> None:
        for status in (302, 422):
            assert self.post("case-steps", {"steg": "S12", "skal": "Vill."}).status_code == status
        page = text(self.post("case-steps", {"steg": "S12", "skal": "Vill."}))
        assert "redan öppet i ärendet" in page

    def test_a_day_that_has_been_or_is_no_day_is_refused(self) -> None:
        for day in (ahead(-1), "snart", "2026-02-30"):
            answer = self.post("case-steps", {"steg": "S12", "skal": "Vill.", "datum": day})
            assert answer.status_code == 422
        assert self.case.steps.count() == 1

    def test_what_can_be_done_now_begins_with_one_press(self) -> None:
        answer = self.post(
            "case-steps",
            {"steg": "S06", "skal": "Kartan kan inte säga nästa steg än.", "fran": "arende"},
            htmx=True,
        )
        assert answer.status_code == 200
        assert "Steget är öppnat." in text(answer)


class TestWaiting(CaseTest):
    opened_days_ago = 20

    def test_waiting_has_whom_until_when_and_what_then(self) -> None:
        assert self.on_step("vanta", {**WAIT, "till": ahead(14)}).status_code == 302
        step = self.step()
        assert (step.state, step.waiting_for, step.party) == ("vantar", "REG", "Vårdcentralen Almby")
        assert step.waiting_until == timezone.localdate() + timedelta(days=14)
        assert "Vårdcentralen Almby ska svara senast 5 december 2026" in self.read()

    def test_waiting_past_the_day_of_the_step_itself_is_told(self) -> None:
        OpenStep.objects.filter(case=self.case).update(due=timezone.localdate() + timedelta(days=10))
        self.on_step("vanta", {**WAIT, "till": ahead(9)})
        assert "men steget ska vara klart" not in self.read()
        self.on_step("vanta", {**WAIT, "till": ahead(14)})
        assert "Ni väntar till 5 december 2026, men steget ska vara klart 1 december 2026." in self.read()

    def test_the_timeline_has_the_party_s_own_name(self) -> None:
        self.on_step("vanta", {"part": "FK", "sedan": "Ring.", "till": ahead(14)})
        self.on_step("vanta", {**WAIT, "till": ahead(14)})
        page = self.read("timeline")
        assert "väntar på Vårdcentralen Almby" in page
        assert "väntar på Försäkringskassan" in page

    def test_what_is_done_then_follows_whom_is_waited_for(self) -> None:
        choose_step(case=self.case, step="S24", reason="Personen har SGI.", by=self.by)
        step = self.case.steps.get(step="S24")
        proposed = step.waiting_then
        self.on_step("vanta", {**WAIT, "till": ahead(14), "sedan": proposed}, step=step.pk)
        step.refresh_from_db()
        assert step.waiting_then == "Ring den ni väntar på och fråga när svaret kommer."

    def test_another_party_does_not_get_the_first_ones_name(self) -> None:
        self.on_step("vanta", {**WAIT, "till": ahead(14)})
        self.on_step("vanta", {"part": "FK", "sedan": "Ring.", "till": ahead(14)})
        assert self.step().party == ""
        assert "Försäkringskassan ska svara" in self.read()

    def test_every_gap_is_told_at_its_field(self) -> None:
        for gap in ("part", "till", "sedan"):
            answer = self.on_step("vanta", {**WAIT, "till": ahead(14), gap: ""})
            assert answer.status_code == 422, gap
            page = text(answer)
            assert 'aria-invalid="true"' in page
            assert "Vårdcentralen Almby" in page
        assert self.step().state == "pagar"

    def test_what_is_too_long_to_keep_is_told_and_given_back(self) -> None:
        for name, most in (("namn", 120), ("sedan", 300)):
            answer = self.on_step("vanta", {**WAIT, "till": ahead(14), name: "x" * (most + 1)})
            assert answer.status_code == 422
            assert f"högst {most} tecken" in text(answer)
            assert "x" * (most + 1) in text(answer)
        answer = self.on_step("klart", {"utfall_text": "x" * 301, "nasta": "S12", "skal": "Vill."})
        assert "högst 300 tecken" in text(answer)
        assert self.step().state == "pagar"

    def test_a_reminder_keeps_when_the_waiting_began(self) -> None:
        with days_ago(9):
            wait_for(
                step=self.step(),
                party="REG",
                until=timezone.localdate() + timedelta(days=12),
                then="Ring.",
                by=self.by,
            )
        began = self.step().waiting_since
        assert self.on_step("paminn", {"till": ahead(20)}).status_code == 302
        step = self.step()
        assert step.waiting_since == began
        assert step.waiting_until == timezone.localdate() + timedelta(days=20)
        assert CaseEvent.objects.filter(case=self.case, kind="step.remind").count() == 1
        assert self.on_step("paminn", {"till": ahead(-1)}).status_code == 422

    def test_the_answer_comes_and_it_is_our_turn(self) -> None:
        self.on_step("vanta", {**WAIT, "till": ahead(14)})
        assert "Vad svarade Vårdcentralen Almby?" in self.read("case-step", steg=self.step().pk)
        for gap in ({}, {"svarade": "besked", "kom": ahead(1)}, {"svarade": "besked", "kom": ahead(-9)}):
            assert self.on_step("svar", gap).status_code == 422
        assert self.on_step("svar", {"svarade": "komplettering", "kom": ahead(0)}).status_code == 302
        assert self.step().state == "pagar"
        assert "Du har nästa steg" in self.read()
        assert "begär komplettering" in self.read("timeline")

    def test_an_answer_noted_by_mistake_is_taken_back_with_the_same_dates(self) -> None:
        with days_ago(9):
            wait_for(
                step=self.step(),
                party="REG",
                until=timezone.localdate() + timedelta(days=30),
                then="Ring.",
                by=self.by,
            )
        before = OpenStep.objects.values().get(case=self.case)
        assert "Ångra, svaret har inte kommit" not in self.read()
        self.on_step("svar", {"svarade": "besked"})
        assert "Ångra, svaret har inte kommit" in self.read()
        _, _, browser = self.colleague()
        theirs = {"gor": "angra", "sett": self.step().mark}
        assert browser.post(self.address("case-step", steg=self.step().pk), theirs).status_code == 422
        assert self.on_step("angra", {}).status_code == 302
        assert OpenStep.objects.values().get(case=self.case) == before
        assert self.on_step("angra", {}).status_code == 422

    def test_no_answer_is_told_as_such(self) -> None:
        self.on_step("vanta", {**WAIT, "till": ahead(14)})
        self.on_step("uteblev", {})
        assert CaseEvent.objects.filter(case=self.case, kind="step.unanswered").count() == 1


class TestWhoDoesIt(CaseTest):
    facts = {"fodd": "1986-05-04"}

    def test_a_step_the_person_applies_for_is_hers_with_help_and_then_ours_to_help_with(self) -> None:
        choose_step(case=self.case, step="S24", reason="Personen har SGI.", by=self.by)
        OpenStep.objects.filter(case=self.case, step="S02").update(
            due=timezone.localdate() + timedelta(days=300)
        )
        page = self.read()
        assert "Personen ska söka, med er hjälp, senast" in page
        assert "Personen ska svara" not in page
        step = self.case.steps.get(step="S24")
        self.on_step("svar", {"svarade": "handling"}, step=step.pk)
        finish_step(step=self.case.steps.get(step="S02"), outcome="Klart.", followed_by="", by=self.by)
        assert "Du har nästa steg: hjälp personen med Sjukpenning" in self.read()


class TestEnding(CaseTest):
    def test_the_outcome_is_chosen_and_the_step_it_leads_to_follows(self) -> None:
        step = self.step()
        assert self.on_step("klart", {"utfall": "1", "nasta": "vag"}).status_code == 302
        step.refresh_from_db()
        assert (step.state, step.outcome) == ("klart", "Andra behöver kontaktas")
        following = self.step()
        assert following.step == "S04"
        assert following.reason == "Andra behöver kontaktas"

    def test_without_an_outcome_nothing_ends(self) -> None:
        answer = self.on_step("klart", {"utfall": "", "nasta": "S12", "skal": "Vill pröva."})
        assert answer.status_code == 422
        page = text(answer)
        assert "Välj eller skriv vad steget ledde till." in page
        assert 'id="fel-klart-utfall" tabindex="-1" autofocus' in page
        assert "Vill pröva." in page
        assert self.step().step == "S02"

    def test_ones_own_words_will_do(self) -> None:
        self.on_step(
            "klart", {"utfall": "", "utfall_text": "Allt är klarlagt.", "nasta": "S12", "skal": "Vill pröva."}
        )
        assert self.case.steps.get(step="S02").outcome == "Allt är klarlagt."
        assert self.step().step == "S12"

    def test_the_last_step_never_ends_without_another(self) -> None:
        answer = self.on_step("klart", {"utfall_text": "Klart.", "nasta": ""})
        assert answer.status_code == 422
        assert "Ett öppet ärende har alltid ett nästa steg" in text(answer)
        assert self.step().step == "S02"

    def test_another_step_than_the_outcome_leads_to_takes_a_reason(self) -> None:
        answer = self.on_step("klart", {"utfall": "1", "nasta": "S12"})
        assert answer.status_code == 422
        assert "Skriv varför" in text(answer)

    def test_what_the_map_needs_to_hear_is_written_down_with_it(self) -> None:
        self.on_step("klart", {"utfall": "1", "nasta": "vag"})
        step = self.step()
        page = self.read("case-step", steg=step.pk)
        assert 'name="svar.samtycke"' in page
        self.on_step(
            "klart",
            {"utfall_text": "Samtycke finns.", "svar.samtycke": "ja", "nasta": "S12", "skal": "Vill."},
        )
        entry = FactEntry.objects.get(case=self.case, fact="samtycke")
        assert (entry.value, entry.source) == (True, "bedomning")

    def open_sgi(self) -> OpenStep:
        choose_step(case=self.case, step="S03", reason="Förmånerna kontrolleras.", by=self.by)
        return self.case.steps.get(step="S03")

    def test_the_outcome_says_what_it_says_and_is_not_asked_again(self) -> None:
        self.case = make_case(self.by, name="Bo Provsson")
        step = self.open_sgi()
        page = self.read("case-step", steg=step.pk)
        assert "sparar SGI: " in page
        assert 'data-svarar="0"' in page
        answer = self.on_step("klart", {"utfall": "5", "kalla": "myndighet:FK", "nasta": "vag"}, step=step.pk)
        assert answer.status_code == 302
        entry = FactEntry.objects.get(case=self.case, fact="sgi")
        assert (entry.value, entry.source, entry.source_name) == ("noll", "myndighet", "Försäkringskassan")

    def test_what_is_already_said_is_not_said_again(self) -> None:
        step = self.open_sgi()
        self.on_step("klart", {"utfall": "5", "nasta": ""}, step=step.pk)
        assert FactEntry.objects.filter(case=self.case, fact="sgi").count() == 1

    def test_an_answer_that_contradicts_the_outcome_is_refused(self) -> None:
        self.case = make_case(self.by, name="Bo Provsson")
        step = self.open_sgi()
        answer = self.on_step("klart", {"utfall": "5", "svar.sgi": "finns", "nasta": "vag"}, step=step.pk)
        assert answer.status_code == 422
        assert "men du svarade något annat" in text(answer)
        assert not FactEntry.objects.filter(case=self.case, fact="sgi").exists()

    def test_an_answer_that_is_none_is_told(self) -> None:
        self.on_step("klart", {"utfall": "1", "nasta": "vag"})
        answer = self.on_step("klart", {"utfall_text": "Klart.", "svar.samtycke": "hittepå", "nasta": "S12"})
        assert answer.status_code == 422
        assert "Samtycke" in text(answer)[text(answer).index('role="alert"') :]

    def test_when_the_end_is_refused_what_was_said_is_not_kept_either(self) -> None:
        self.on_step("klart", {"utfall": "1", "nasta": "vag"})
        answer = self.on_step("klart", {"utfall_text": "", "svar.samtycke": "ja", "nasta": "S12"})
        assert answer.status_code == 422
        assert not FactEntry.objects.filter(case=self.case, fact="samtycke").exists()

    def test_a_dropped_step_says_why_and_stays_in_the_list(self) -> None:
        assert self.on_step("avbryt", {"utfall_text": "", "nasta": "S12", "skal": "x"}).status_code == 422
        self.on_step("avbryt", {"utfall_text": "Personen har flyttat.", "nasta": "S12", "skal": "Ny väg."})
        page = self.read("case-steps")
        assert "Personen har flyttat." in page
        assert "Avbrutet" in page


class TestMoving(CaseTest):
    def test_a_date_is_moved_with_a_reason(self) -> None:
        assert self.on_step("flytta", {"datum": ahead(40), "skal": ""}).status_code == 422
        assert self.on_step("flytta", {"datum": "", "skal": "Semester."}).status_code == 422
        assert self.on_step("flytta", {"datum": ahead(40), "skal": "Semester."}).status_code == 302
        assert self.step().due == timezone.localdate() + timedelta(days=40)

    def test_a_last_day_of_the_law_can_not_be_moved(self) -> None:
        OpenStep.objects.filter(case=self.case).update(due_is_law=True)
        page = self.read("case-step", steg=self.step().pk)
        assert "står i lag och kan inte flyttas" in page
        assert 'id="flytta-datum"' not in page
        answer = self.on_step("flytta", {"datum": ahead(40), "skal": "Semester."})
        assert answer.status_code == 422
        assert "Dagen står i lag och kan inte flyttas." in text(answer)


class TestTwoBrowsers(CaseTest):
    def test_what_another_changed_meanwhile_is_told_and_nothing_is_overwritten(self) -> None:
        _, _, browser = self.colleague()
        step, seen = self.step(), self.step().mark
        theirs = {"gor": "flytta", "sett": seen, "datum": ahead(50), "skal": "Semester."}
        assert browser.post(self.address("case-step", steg=step.pk), theirs).status_code == 302
        mine = {"gor": "vanta", "sett": seen, **WAIT, "till": ahead(14)}
        answer = self.post("case-step", mine, steg=step.pk)
        assert answer.status_code == 409
        page = text(answer)
        assert "Någon annan har ändrat steget medan du skrev" in page
        assert "Ring koordinatorn." in page
        assert self.step().state == "pagar"
        assert self.step().due == timezone.localdate() + timedelta(days=50)

    def test_a_step_another_ended_is_told_with_who(self) -> None:
        _, colleague, browser = self.colleague()
        step, seen = self.step(), self.step().mark
        browser.post(
            self.address("case-step", steg=step.pk),
            {"gor": "klart", "sett": seen, "utfall": "1", "nasta": "vag"},
        )
        answer = self.post("case-step", {"gor": "klart", "sett": seen, "utfall": "0"}, steg=step.pk)
        assert answer.status_code == 422
        assert f"redan avslutat av {colleague.name}" in text(answer)

    def test_a_step_of_another_case_is_not_there(self) -> None:
        other = make_case(self.by, name="Bo Provsson")
        answer = self.client.get(self.address("case-step", steg=other.steps.get().pk))
        assert answer.status_code == 404

    def test_what_nobody_knows_how_to_do_is_refused(self) -> None:
        assert self.on_step("trolla", {}).status_code == 422
