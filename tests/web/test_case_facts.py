"""Facts of a case: answered with a source, chosen between, taken back, clashing, and as they looked on a past day."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from tests.web.case_pages import CaseTest, ahead, days_ago, text

from samre.casework.actions.facts import enter_facts
from samre.casework.models import FactEntry


class TestAnswering(CaseTest):
    def last(self) -> FactEntry:
        return FactEntry.objects.filter(case=self.case).latest("at")

    def test_an_answer_is_kept_with_who_said_it_and_from_when(self) -> None:
        self.answer(
            "gravid_eller_litet_barn",
            "nej",
            source="myndighet:FK",
            kalla_namn="beslut 2026-11-01",
            galler_fran="2026-11-01",
        )
        entry = self.last()
        assert (entry.value, entry.source) == (False, "myndighet")
        assert entry.source_name == "Försäkringskassan, beslut 2026-11-01"
        assert entry.valid_from == date(2026, 11, 1)

    def test_not_known_is_an_answer(self) -> None:
        self.answer("gravid_eller_litet_barn", "", vet_inte="1")
        assert self.last().value is None
        assert "Vet inte" in self.read("case-facts")

    def test_what_cannot_be_read_is_told_at_the_field_with_what_was_typed(self) -> None:
        answer = self.post(
            "case-facts",
            {
                "uppgift": "barn_i_hushallet",
                "svar": "många",
                "kalla": "personen",
                "sedd": "",
                "fran": "arende",
                "galler_fran": "i förrgår",
            },
        )
        assert answer.status_code == 422
        page = text(answer)
        assert 'value="många"' in page
        assert 'value="i förrgår"' in page
        assert "Skriv ett helt tal" in page
        assert FactEntry.objects.filter(case=self.case, fact="barn_i_hushallet").count() == 0

    def test_an_authority_without_a_name_is_asked_for_it(self) -> None:
        answer = self.answer("barn_i_hushallet", "2", source="myndighet")
        assert answer.status_code == 422
        assert "Skriv vem som säger det." in text(answer)

    def test_a_source_of_ones_own_making_is_refused(self) -> None:
        for source in ("", "intyg", "myndighet:HITTEPÅ", "grannen"):
            assert self.answer("barn_i_hushallet", "2", source=source).status_code == 422
        assert FactEntry.objects.filter(case=self.case, fact="barn_i_hushallet").count() == 0

    def test_a_person_number_is_never_an_answer(self) -> None:
        page = text(self.answer("barn_i_hushallet", "191212121212"))
        assert "191212121212" not in page
        assert "personnummer" in page

    def test_a_fact_that_is_not_on_the_map_is_refused(self) -> None:
        assert self.answer("hittepå", "ja").status_code == 422

    def test_two_who_answer_at_once_are_told_and_nothing_typed_is_lost(self) -> None:
        seen = self.newest("barn_i_hushallet")
        _, colleague, _ = self.colleague()
        enter_facts(case=self.case, values={"barn_i_hushallet": 3}, source="personen", by=colleague)
        data = {
            "uppgift": "barn_i_hushallet",
            "svar": "2",
            "kalla": "personen",
            "sedd": seen,
            "fran": "uppgifter",
        }
        answer = self.post("case-facts", data)
        assert answer.status_code == 409
        page = text(answer)
        assert f"ändrades av {colleague.name}" in page
        assert "Nu står: <strong>3" in page
        assert "Du svarade: <strong>2</strong>" in page
        assert FactEntry.objects.filter(case=self.case, fact="barn_i_hushallet").count() == 1
        assert self.post("case-facts", {**data, "sedd": self.newest("barn_i_hushallet")}).status_code == 302

    def test_a_clash_on_the_case_page_is_shown_there(self) -> None:
        _, colleague, _ = self.colleague()
        seen = self.newest("sgi")
        enter_facts(
            case=self.case, values={"sgi": "finns"}, source="myndighet", source_name="FK", by=colleague
        )
        data = {"uppgift": "sgi", "svar": "noll", "kalla": "bedomning", "sedd": seen, "fran": "arende"}
        answer = self.post("case-facts", data, htmx=True)
        assert answer.status_code == 200
        page = text(answer)
        assert "Ingenting av det du skrev är sparat ännu." in page
        assert "Nu står: <strong>Ja, SGI finns eller Nej, SGI är noll</strong>" in page
        assert "Du svarade: <strong>Nej, SGI är noll</strong>" in page
        assert page.count('value="noll" aria-pressed="true"') == 1

    def test_who_may_only_read_is_told_so_at_the_form(self) -> None:
        from samre.casework.actions.cases import hand_over

        other, _, _ = self.colleague()
        hand_over(case=self.case, to=other.user, note="Tar över.", by=self.by)
        answer = self.answer("barn_i_hushallet", "2")
        assert answer.status_code == 403
        assert "Du kan läsa ärendet men inte skriva" in text(answer)


class TestAllFacts(CaseTest):
    opened_days_ago = 30

    def test_every_fact_has_value_source_and_history(self) -> None:
        self.answer("sgi", "finns", source="myndighet:FK")
        page = self.read("case-facts")
        assert "källorna säger olika" in page
        assert "Historik (2)" in page
        assert "Försäkringskassan" in page
        assert "saker som kartan utgår från" in page
        assert "som ingen har frågat om" in page

    def test_a_mistake_is_taken_back_and_stays_struck_through(self) -> None:
        self.answer("sgi", "finns", source="myndighet:FK")
        entry = FactEntry.objects.filter(case=self.case, fact="sgi").latest("at")
        answer = self.post("case-facts", {"ta_tillbaka": str(entry.pk)})
        assert answer.status_code == 302
        page = self.read("case-facts")
        assert "<s>Ja, SGI finns</s>" in page
        assert f"tillbakataget 21 november 2026 av {self.by.name}" in page
        assert "Källorna säger olika" not in page

    def test_what_is_taken_back_already_or_somebody_elses_is_refused(self) -> None:
        entry = FactEntry.objects.filter(case=self.case, fact="sgi").latest("at")
        self.post("case-facts", {"ta_tillbaka": str(entry.pk)})
        assert "redan tillbakatagen" in text(self.post("case-facts", {"ta_tillbaka": str(entry.pk)}))
        for wrong in ("", "x", str(self.case.pk)):
            answer = self.post("case-facts", {"ta_tillbaka": wrong})
            assert answer.status_code == 422
            assert "finns inte i ärendet" in text(answer)

    def test_one_question_opens_by_its_address(self) -> None:
        page = self.read("case-facts", "?fraga=gravid_eller_litet_barn")
        assert page.count('id="fraga"') == 1
        assert 'id="fraga"' not in self.read("case-facts", "?fraga=hittepå")


class TestPastDays(CaseTest):
    opened_days_ago = 30

    def setUp(self) -> None:
        super().setUp()
        with days_ago(10):
            enter_facts(case=self.case, values={"sgi": "finns"}, source="bedomning", by=self.by)

    def past(self, days: int) -> str:
        return self.read("case-facts", f"?dag={ahead(-days)}")

    def test_a_past_day_shows_what_was_known_then(self) -> None:
        assert "Nej, SGI är noll" in self.past(20)
        assert "Ja, SGI finns" not in self.past(20)
        assert "Ja, SGI finns" in self.past(5)

    def test_it_shows_what_the_map_said_and_which_steps_were_open(self) -> None:
        page = self.past(20)
        assert "Som det såg ut" in page
        assert "Kartan" in page
        assert "Grundutredning" in page
        assert "Öppna steg den dagen" in page

    def test_what_was_taken_back_later_stood_then(self) -> None:
        entry = FactEntry.objects.filter(case=self.case, fact="sgi").latest("at")
        self.post("case-facts", {"ta_tillbaka": str(entry.pk)})
        assert "<s>" not in self.past(5)
        assert "Ja, SGI finns" in self.past(5)
        assert "Nej, SGI är noll" in self.read("case-facts")

    def test_the_past_can_not_be_changed(self) -> None:
        page = self.past(5)
        assert "Ta tillbaka" not in page
        assert "?fraga=" not in page

    def test_a_day_outside_the_case_is_refused_with_what_to_choose(self) -> None:
        for day, words in (
            (ahead(1), "har inte varit än"),
            (ahead(-31), "öppnades"),
            ("igår", "läsa som en dag"),
        ):
            answer = self.client.get(self.address("case-facts") + f"?dag={day}")
            assert answer.status_code == 422
            assert words in text(answer)

    def test_today_is_a_day_too(self) -> None:
        assert timezone.localdate() == date(2026, 11, 21)
        assert "Som det såg ut 21 november 2026" in self.past(0)
