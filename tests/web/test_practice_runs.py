"""The pages of a practice run: prepared, shown on the screen, followed, read and told, by those who belong to the map."""

from __future__ import annotations

import re
from datetime import date

from django.test import Client, TestCase
from tests.accounts.factories import log_in
from tests.governance.factories import Federation, make_draft, make_federation, texts_of_draft
from tests.governance.practice_factories import answer, group_in, make_open_run, make_run

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, User
from samre.casework.documents.paper_text import paper_text
from samre.governance.actions.practice import close_run, open_run
from samre.governance.actions.practice_groups import comment_box
from samre.governance.models import PracticeCase, PracticeProtocol, PracticeRun, PracticeState
from samre.governance.queries.practice import cases_in
from samre.pathway.person.cases import cases_of
from samre.pathway.reading.load import load_texts
from samre.web.practice_papers import protocol_paper

NUMBER = "19121212-1212"


def client_for(actor: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=str(actor.assignment_id)))


class RunTest(TestCase):
    federation: Federation

    def setUp(self) -> None:
        self.federation = make_federation()
        self.lead = client_for(self.federation.lead)
        self.board = client_for(self.federation.board)

    def address(self, run: PracticeRun, rest: str = "") -> str:
        return f"/kartan/provkorning/{run.pk}{rest}"


class TestPreparing(RunTest):
    def test_a_run_is_prepared_on_a_draft_and_goes_on_to_its_cases(self) -> None:
        draft = make_draft(self.federation)
        page = self.lead.get(f"/kartan/provkorning/ny?forslag={draft.pk}")
        self.assertContains(page, f'value="f:{draft.pk}" checked')
        sent = {"rubrik": "Höstens provkörning", "syfte": "", "karta": f"f:{draft.pk}"}
        made = self.lead.post("/kartan/provkorning/ny", sent)
        run = PracticeRun.objects.get()
        self.assertRedirects(made, self.address(run))
        assert (run.draft_id, run.state) == (draft.pk, PracticeState.PREPARED)
        assert "Höstens provkörning" in self.lead.get("/kartan/provkorning").content.decode()
        assert (
            "Höstens provkörning" in self.lead.get(f"/kartan/forslag/{draft.pk}/provkorning").content.decode()
        )

    def test_what_is_missing_is_told_on_top_and_at_its_field_and_nothing_typed_is_lost(self) -> None:
        page = self.lead.post("/kartan/provkorning/ny", {"rubrik": "", "syfte": f"Om {NUMBER}", "karta": ""})
        assert page.status_code == 422
        text = page.content.decode()
        for field in ("rubrik", "syfte", "karta"):
            assert f'href="#{field}"' in text
            assert f'id="fel-{field}"' in text
        assert f"Om {NUMBER}" in text

    def test_worked_cases_are_chosen_by_what_the_map_answers(self) -> None:
        run = make_run(self.federation)
        page = self.lead.get(self.address(run, "/ovningsfall"))
        self.assertContains(page, "Sten")
        self.assertNotContains(page, "Alma")  # is there already
        sought = self.lead.post(self.address(run, "/ovningsfall"), {"sok": "finns inte", "gor": "sok"})
        self.assertContains(sought, "Inget fall passar")
        self.lead.post(self.address(run, "/ovningsfall"), {"fall": "L02", "gor": "lagg_till"})
        assert [case.file for case in cases_in(run)] == ["L01", "", "L02"]
        none = self.lead.post(self.address(run, "/ovningsfall"), {"gor": "lagg_till"})
        assert none.status_code == 422

    def test_a_case_of_ones_own_is_written_with_what_is_known_and_can_be_changed(self) -> None:
        run = make_run(self.federation)
        page = self.lead.get(self.address(run, "/fall"))
        self.assertNotContains(page, "uppgift.fodd")  # nobody's day of birth is asked for
        told = {
            "namn": "Vilgot, 51", "berättelse": "Vilgot har ett intyg.",
            "uppgift.alder": "51", "uppgift.intyg": "giltigt", "uppgift.sgi": "vet inte",
        }  # fmt: skip
        self.assertRedirects(self.lead.post(self.address(run, "/fall"), told), self.address(run))
        case = PracticeCase.objects.get(name="Vilgot, 51")
        assert case.facts == {"alder": "51", "intyg": "giltigt", "sgi": None}
        again = self.lead.get(self.address(run, f"/fall/{case.pk}")).content.decode()
        assert re.search(r'name="uppgift.alder"[^>]*value="51"', again)
        assert '<option value="vet inte" selected>' in again

    def test_a_case_with_something_wrong_keeps_what_was_typed(self) -> None:
        run = make_run(self.federation)
        told = {"namn": "Vilgot, 51", "berättelse": f"Vilgot {NUMBER}", "uppgift.alder": "gammal"}
        page = self.lead.post(self.address(run, "/fall"), told)
        assert page.status_code == 422
        self.assertContains(page, "gammal", status_code=422)
        self.assertContains(page, 'href="#uppgift.alder"', status_code=422)
        page = self.lead.post(self.address(run, "/fall"), {**told, "uppgift.alder": "51"})
        self.assertContains(page, 'href="#berättelse"', status_code=422)

    def test_a_worked_case_can_be_the_beginning_of_ones_own(self) -> None:
        run = make_run(self.federation)
        page = self.lead.get(self.address(run, "/fall?fran=L01"))
        self.assertContains(page, "Alma, 34")
        told = {"fran": "L01", "namn": "Alma, 35", "berättelse": "Skriven på nytt.", "uppgift.alder": "35"}
        self.lead.post(self.address(run, "/fall"), told)
        made = PracticeCase.objects.get(name="Alma, 35")
        assert (made.on, made.file) == (date(2026, 11, 21), "")

    def test_the_day_and_the_address_can_be_told_before_there_is_a_code(self) -> None:
        run = make_run(self.federation)
        page = self.lead.get(f"{self.address(run)}?nar=tisdag+1+december&plats=Kansliet").content.decode()
        for words in ("När: tisdag 1 december", "Plats: Kansliet", "testserver/prova när ni är i rummet"):
            assert words in page, words

    def test_cases_are_moved_and_taken_out(self) -> None:
        run = make_run(self.federation)
        first, second = cases_in(run)
        self.lead.post(self.address(run), {"gor": "ner", "fall": str(first.pk)})
        assert [case.pk for case in cases_in(run)] == [second.pk, first.pk]
        self.lead.post(self.address(run), {"gor": "ta_bort", "fall": str(second.pk)})
        assert [case.pk for case in cases_in(run)] == [first.pk]
        for wrong in ("", "x", str(second.pk)):
            assert self.lead.post(self.address(run), {"gor": "upp", "fall": wrong}).status_code == 422
        assert self.lead.post(self.address(run), {"gor": "nonsens"}).status_code == 422


class TestGoingOn(RunTest):
    def test_the_code_stands_on_the_screen_and_the_progress_is_a_part_of_its_own(self) -> None:
        run = make_run(self.federation)
        self.assertRedirects(self.lead.post(self.address(run), {"gor": "oppna"}), self.address(run, "/skarm"))
        run.refresh_from_db()
        shown = f"{run.code[:3]} {run.code[3:]}"
        self.assertContains(self.lead.get(self.address(run, "/skarm")), shown)
        answer(run, group_in(run), "S08")
        part = self.lead.get(self.address(run), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert "1 av 2" in part
        whole = self.lead.get(self.address(run)).content.decode()
        assert "Haren" in whole
        assert 'hx-trigger="every 4s"' in whole

    def test_the_sheets_are_a_pdf_for_each_size(self) -> None:
        run = make_run(self.federation)
        for size in ("a4", "a5"):
            made = self.lead.get(self.address(run, f"/papper/{size}.pdf"))
            assert made["Content-Type"] == "application/pdf"
            assert made.content.startswith(b"%PDF")
        assert self.lead.get(self.address(run, "/papper/a3.pdf")).status_code == 404

    def test_answers_on_paper_are_typed_in_and_a_mistake_loses_nothing(self) -> None:
        run = make_open_run(self.federation)
        first = cases_in(run)[0].pk
        sent = {"grupp": "", f"steg.{first}": "S08", f"kommentar.{first}": "Otydligt namn"}
        page = self.lead.post(self.address(run, "/papper"), sent)
        self.assertContains(page, "Otydligt namn", status_code=422)
        self.assertContains(page, 'id="fel-grupp"', status_code=422)
        about = {**sent, "grupp": "Lon", f"kommentar.{first}": f"Som {NUMBER}"}
        page = self.lead.post(self.address(run, "/papper"), about)
        self.assertContains(page, f'href="#kommentar.{first}"', status_code=422)
        self.assertContains(page, 'id="fel-kommentar-1"', status_code=422)
        unticked = {"grupp": "Lon", f"kommentar.{first}": "Inget kryss"}
        page = self.lead.post(self.address(run, "/papper"), unticked)
        self.assertContains(page, 'id="fel-steg-1"', status_code=422)
        self.lead.post(self.address(run, "/papper"), {**sent, "grupp": "Lon"})
        self.assertContains(self.lead.get(self.address(run)), "papper")
        self.assertContains(self.lead.get(self.address(run, "/papper?grupp=Lon")), "Otydligt namn")

    def test_a_group_that_only_tried_is_not_counted(self) -> None:
        run = make_open_run(self.federation)
        answer(run, group_in(run), "S08")
        group = run.groups.get()
        self.lead.post(self.address(run), {"gor": "rakna_inte", "grupp": str(group.pk)})
        self.assertContains(self.lead.get(self.address(run)), "räknas inte")
        self.assertNotContains(self.lead.get(self.address(run, "/skarm")), "Haren")
        for wrong in ("", "x", str(run.pk)):
            assert self.lead.post(self.address(run), {"gor": "rakna", "grupp": wrong}).status_code == 422

    def test_the_screen_says_nothing_of_who_leads(self) -> None:
        run = make_open_run(self.federation)
        assert self.federation.lead.name not in self.lead.get(self.address(run, "/skarm")).content.decode()

    def test_it_is_closed_and_can_be_opened_again(self) -> None:
        run = make_open_run(self.federation)
        self.lead.post(self.address(run), {"gor": "avsluta"})
        run.refresh_from_db()
        assert (run.state, run.code) == (PracticeState.CLOSED, "")
        self.assertContains(self.lead.get(self.address(run)), "Läs resultatet")
        self.lead.post(self.address(run), {"gor": "oppna"})
        run.refresh_from_db()
        assert run.state == PracticeState.OPEN


class TestTheResult(RunTest):
    def closed(self) -> PracticeRun:
        run = make_open_run(self.federation)
        answer(run, group_in(run, "Haren"), "S08", "S05", confidence="saker")
        answer(run, group_in(run, "Laxen"), "oklart", "S08", confidence="tvekar")
        comment_box(key=group_in(run, "Lon"), thing_id="S08", text="Vem kallar till mötet?")
        close_run(run=run.pk, by=self.federation.lead)
        return run

    def test_choices_stand_beside_the_maps_and_each_others(self) -> None:
        text = self.board.get(self.address(self.closed(), "/resultat")).content.decode()
        for words in (
            "Grupperna är oense",
            "Det går inte att säga än",
            "Vem kallar till mötet?",
            "2 av 4",
            "Båda grupperna svarade olika",
            "i 2 av 2 fall",
        ):
            assert words in text, words
        assert 'id="ruta-S08"' in text

    def test_the_protocol_is_written_once_and_given_with_its_sum(self) -> None:
        run = self.closed()
        self.lead.post(
            self.address(run, "/protokoll"), {"gor": "spara", "text": "Steg 8 behöver ett nytt namn."}
        )
        assert not PracticeProtocol.objects.exists()
        wrong = self.lead.post(
            self.address(run, "/protokoll"), {"gor": "fardig", "text": f"{NUMBER} var med"}
        )
        self.assertContains(wrong, 'href="#text"', status_code=422)
        self.lead.post(
            self.address(run, "/protokoll"), {"gor": "fardig", "text": "Steg 8 behöver ett nytt namn."}
        )
        again = self.lead.post(
            self.address(run, "/protokoll"), {"gor": "fardig", "text": "Steg 8 behöver ett nytt namn."}
        )
        self.assertContains(again, "Protokoll 1 är redan färdigt", status_code=422)
        kept = PracticeProtocol.objects.get()
        given = self.board.get(self.address(run, "/protokoll/1.pdf"))
        assert given.content == bytes(kept.document)
        assert self.board.get(self.address(run, "/protokoll/2.pdf")).status_code == 404
        self.assertContains(self.board.get("/kartan/provkorning"), self.address(run, "/protokoll/1.pdf"))
        self.assertContains(
            self.lead.get(self.address(run, "/protokoll")), kept.hash[:4].upper(), msg_prefix=kept.hash
        )
        assert self.lead.post(self.address(run), {"gor": "oppna"}).status_code == 403

    def test_a_case_is_put_among_the_drafts_worked_cases(self) -> None:
        run = self.closed()
        case = cases_in(run)[1]
        assert run.draft is not None
        page = self.lead.get(self.address(run, "/resultat"))
        self.assertContains(page, "Gör till övningsfall", count=1)  # the other is one already
        sent = {"fall": str(case.pk), "forslag": str(run.draft.pk), "steg": "S05", "varför": "Intyg först."}
        wrong = self.lead.post(self.address(run, "/resultat"), {**sent, "varför": f"Som {NUMBER}"})
        self.assertContains(wrong, "Som 1912", status_code=422)
        self.assertContains(wrong, 'href="#varför-2"', status_code=422)
        self.assertContains(wrong, 'id="fel-varför-2"', status_code=422)
        self.lead.post(self.address(run, "/resultat"), sent)
        run.draft.refresh_from_db()
        texts = texts_of_draft(run.draft)
        assert "Bo, 44" in [one.name for one in cases_of(texts, load_texts(texts))]
        for bad in ({"fall": "x"}, {"forslag": "x"}):
            assert self.lead.post(self.address(run, "/resultat"), {**sent, **bad}).status_code == 422


class TestWhoMaySee(RunTest):
    PAGES = ("", "/skarm", "/ovningsfall", "/fall", "/papper", "/papper/a4.pdf", "/resultat", "/protokoll")

    def test_nobody_outside_the_map_sees_a_run(self) -> None:
        run = make_open_run(self.federation)
        outsider = client_for(self.federation.outsider)
        for rest in self.PAGES:
            assert outsider.get(self.address(run, rest)).status_code == 404, rest
        assert "Provkörning i oktober" not in outsider.get("/kartan/provkorning").content.decode()

    def test_the_board_reads_and_changes_nothing(self) -> None:
        run = make_run(self.federation)
        self.assertNotContains(self.board.get(self.address(run)), "Öppna med kod")
        assert self.board.post(self.address(run), {"gor": "oppna"}).status_code == 403
        for rest in ("/ovningsfall", "/fall", "/papper", "/protokoll"):
            assert self.board.get(self.address(run, rest)).status_code == 403, rest
        open_run(run=run.pk, by=self.federation.lead)
        assert self.board.post(self.address(run), {"gor": "avsluta"}).status_code == 403

    def test_a_caseworker_is_turned_away(self) -> None:
        assert client_for(self.federation.caseworker).get("/kartan/provkorning").status_code == 403

    def test_a_leader_with_protected_data_is_named_to_nobody_but_herself(self) -> None:
        run = make_open_run(self.federation)
        close_run(run=run.pk, by=self.federation.lead)
        self.lead.post(self.address(run, "/protokoll"), {"gor": "fardig", "text": ""})
        name = self.federation.lead.name
        User.objects.filter(pk=str(self.federation.lead.user_id)).update(is_protected=True)
        others = client_for(self.federation.second_lead)
        for rest in ("", f"/{run.pk}", f"/{run.pk}/resultat", f"/{run.pk}/protokoll"):
            assert name not in others.get(f"/kartan/provkorning{rest}").content.decode(), rest
        assert name in self.lead.get("/kartan/provkorning").content.decode()
        run.refresh_from_db()
        assert name not in paper_text(protocol_paper(run, on=date(2026, 11, 22)))
