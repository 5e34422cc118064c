"""The pages of the timeline, decision bases, handing over, closing and opening again."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_basis, make_draft, make_note

from samre.accounts.actors import actor_for
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.cases import add_colleague
from samre.casework.actions.core import tell
from samre.casework.models import Case, CaseAssignment, DecisionBasis, Handover, Person
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db
SOON, LATER = "2026-11-21", "2026-12-05"


class Desk:
    def __init__(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = Case.objects.select_related("person").get(pk=make_case(self.by).pk)
        self.client = log_in(Client(), self.assignment)
        self.at = f"/arenden/{self.case.pk}"

    def get(self, path: str) -> str:
        answer = self.client.get(self.at + path if not path.startswith("/arenden") else path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(self.at + path, fields)


@pytest.fixture
def desk() -> Desk:
    return Desk()


class TestTimeline:
    def test_it_tells_what_goes_on_and_what_has_happened_with_words_beside_every_sign(
        self, desk: Desk
    ) -> None:
        note = make_note(desk.case, desk.by, rubrik="Möte om praktik")
        page = desk.get("/tidslinje")
        assert "Pågår nu" in page and "Har hänt" in page
        assert "Anteckning 1: Möte om praktik" in page and str(note.pk) in page
        assert page.count('<svg class="sign"') == page.count('class="line__text"')

    def test_one_kind_can_be_chosen_and_nothing_else_can_be_asked_for(self, desk: Desk) -> None:
        make_note(desk.case, desk.by, rubrik="Möte om praktik")
        assert "Möte om praktik" not in desk.get("/tidslinje?visa=steg")
        for query in ("visa=diagnos", "q=praktik", "visa=steg&text=praktik", "sok=x"):
            assert desk.client.get(f"{desk.at}/tidslinje?{query}").status_code == 400, query

    def test_a_page_number_that_is_none_gives_the_first_page(self, desk: Desk) -> None:
        for text in ("x", "-1", "²", "0", "99999999999999999999"):
            assert "Ärendet öppnades" in desk.get(f"/tidslinje?sida={text}")

    def test_queries_do_not_grow_with_the_case(self, desk: Desk) -> None:
        counts = []
        for more in (3, 40):
            for _ in range(more):
                tell(desk.case, by=desk.by, kind="step.open", subject=new_id(), step="S02")
            with CaptureQueriesContext(connection) as queries:
                desk.get("/tidslinje")
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_a_protected_person_stays_protected(self, desk: Desk) -> None:
        Person.objects.filter(pk=desk.case.person_id).update(protection="markering")
        for page in ("/tidslinje", "/anteckningar", "/overlamna", "/avsluta", "/anteckningar/underlag"):
            text = desk.get(page)
            assert desk.case.person.name not in text, page
            assert "Skyddade uppgifter" in text, page

    def test_neither_name_nor_health_is_in_the_title(self, desk: Desk) -> None:
        note = make_note(desk.case, desk.by, rubrik="Depression")
        for path in ("/tidslinje", f"/anteckningar/{note.pk}", "/anteckningar", "/overlamna", "/avsluta"):
            page = desk.get(path)
            title = page[page.index("<title>") : page.index("</title>")]
            assert desk.case.number in title
            assert desk.case.person.name not in title and "Depression" not in title


class TestDecisionBases:
    def test_the_whole_way_on_the_pages(self, desk: Desk) -> None:
        address = str(desk.client.get(f"{desk.at}/anteckningar/underlag/nytt")["Location"])
        way = address.removeprefix(desk.at)
        assert (
            desk.post(way, gor="spara", rubrik="Bistånd i januari", text="Allt av betydelse.").status_code
            == 302
        )
        refused = desk.post(way, gor="stang")
        assert refused.status_code == 403 and "innan det stängs" in refused.content.decode()
        missing = desk.post(way, gor="kommunicera", dag="", hur="", svara_senast="", revision="1")
        assert missing.status_code == 422 and 'id="fel-dag"' in missing.content.decode()
        unseen = desk.post(way, gor="kommunicera", dag=SOON, hur="brev", svara_senast=LATER)
        assert unseen.status_code == 409 and 'name="revision" value="1"' in unseen.content.decode()
        desk.post(way, gor="kommunicera", dag=SOON, hur="brev", svara_senast=LATER, revision="1")
        page = desk.get(address)
        assert "Personen fick del av underlaget 21 november 2026. Sätt: brev." in page
        assert "Stäng underlaget" not in page
        desk.post(way, gor="svar", dag=SOON, svar="Jag har inget att tillägga.")
        desk.post(way, gor="stang", revision="3")
        page = desk.get(address)
        assert "Jag har inget att tillägga." in page and "stängt" in page
        assert 'name="rubrik"' not in page

    def test_every_output_says_what_it_is_and_how_it_was_shown(self, desk: Desk) -> None:
        basis = make_basis(desk.case, desk.by, title="Kanarierubrik", text="Kanarietext")
        way = f"/anteckningar/underlag/{basis.pk}"
        desk.post(way, gor="undanta", undantag="omedelbart", revision="1")
        for form in ("txt", "json", "pdf"):
            answer = desk.client.get(f"{desk.at}{way}/fil.{form}")
            text = words_of(answer.content) if form == "pdf" else answer.content.decode()
            for words in ("Underlag, inte beslut", "Kanarierubrik", "Kanarietext", "FL 25"):
                assert words in text, f"{words} saknas i {form}"
        assert desk.get(way).count("Underlag, inte beslut.") >= 2
        assert desk.client.get(f"{desk.at}{way}/fil.exe").status_code == 404

    def test_two_writers_are_shown_both_texts(self, desk: Desk) -> None:
        basis = make_basis(desk.case, desk.by)
        way = f"/anteckningar/underlag/{basis.pk}"
        desk.post(way, gor="spara", rubrik="R", text="Ena texten", revision="1")
        answer = desk.post(way, gor="spara", rubrik="R", text="Andra texten", revision="1")
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Ena texten" in page and "Andra texten" in page
        assert DecisionBasis.objects.get().text == "Ena texten"

    def test_what_is_typed_after_it_was_shown_is_given_back(self, desk: Desk) -> None:
        basis = make_basis(desk.case, desk.by)
        way = f"/anteckningar/underlag/{basis.pk}"
        desk.post(way, gor="kommunicera", dag=SOON, hur="brev", svara_senast=LATER, revision="1")
        answer = desk.post(way, gor="spara", rubrik="R", text="Sent tillägg", revision="1")
        assert answer.status_code == 403
        assert "Sent tillägg" in answer.content.decode()

    def test_the_script_saves_the_text_too(self, desk: Desk) -> None:
        basis = make_basis(desk.case, desk.by)
        form = {"gor": "spara", "rubrik": "R", "text": "Nytt", "revision": "1"}
        answer = desk.client.post(
            f"{desk.at}/anteckningar/underlag/{basis.pk}", form, headers={"X-Autosave": "1"}
        )
        assert answer.json()["revision"] == 2


class TestHandover:
    def test_the_case_goes_to_a_colleague_with_words_on_the_way(self, desk: Desk) -> None:
        other = make_assignment(unit=desk.assignment.unit)
        page = desk.get("/overlamna")
        assert other.user.name in page and "kan läsa ärendet till och med 21 december 2026" in page
        empty = desk.post("/overlamna", gor="lamna_over", till="", text="")
        assert empty.status_code == 422
        assert 'id="fel-till"' in empty.content.decode() and 'id="fel-text"' in empty.content.decode()
        no_words = desk.post("/overlamna", gor="lamna_over", till=str(other.user_id), text="")
        assert f'value="{other.user_id}" selected' in no_words.content.decode()
        done = desk.post("/overlamna", gor="lamna_over", till=str(other.user_id), text="Ring på måndag.")
        receipt = desk.get(done["Location"])
        assert "Ring på måndag." in receipt and other.user.name in receipt
        desk.case.refresh_from_db()
        assert desk.case.handler_id == other.user_id

    def test_an_open_draft_is_warned_of(self, desk: Desk) -> None:
        make_draft(desk.case, desk.by)
        assert "De följer inte med" in desk.get("/overlamna")

    def test_words_on_the_way_are_not_lost_when_the_colleague_can_not_have_it(self, desk: Desk) -> None:
        stranger = make_assignment()
        answer = desk.post("/overlamna", gor="lamna_over", till=str(stranger.user_id), text="Lång text")
        assert answer.status_code == 422 and "Lång text" in answer.content.decode()
        assert stranger.user.name not in desk.get("/overlamna")
        assert not Handover.objects.exists()

    def test_the_manager_distributes_within_and_outside_the_unit(self, desk: Desk) -> None:
        boss = make_assignment(role=Role.MANAGER, unit=desk.assignment.unit)
        other = make_assignment(authority=desk.assignment.unit.authority)
        client = log_in(Client(), boss)
        assert "Fördela ärendet" in client.get(f"{desk.at}/overlamna").content.decode()
        client.post(f"{desk.at}/overlamna", {"gor": "lamna_over", "till": str(other.user_id), "text": "Din."})
        desk.case.refresh_from_db()
        assert (desk.case.handler_id, desk.case.unit_id) == (other.user_id, other.unit_id)

    def test_a_colleague_is_added_and_taken_away_at_once(self, desk: Desk) -> None:
        other = make_assignment(unit=desk.assignment.unit)
        colleague = log_in(Client(), other)
        assert colleague.get(f"{desk.at}/tidslinje").status_code == 403
        desk.post("/overlamna", gor="kollega", kollega=str(other.user_id))
        assert colleague.get(f"{desk.at}/tidslinje").status_code == 200
        part = CaseAssignment.objects.get(user=other.user)
        desk.post("/overlamna", gor="avslutat", **{"del": str(part.pk)})
        assert colleague.get(f"{desk.at}/tidslinje").status_code == 403
        assert Event.objects.filter(action="case.remove_colleague").count() == 1

    def test_the_responsible_is_never_taken_away(self, desk: Desk) -> None:
        part = CaseAssignment.objects.get(user_id=desk.by.user_id)
        answer = desk.post("/overlamna", gor="avslutat", **{"del": str(part.pk)})
        assert "Lämna över ärendet i stället" in answer.content.decode()

    def test_who_only_reads_is_told_so_and_gets_no_form(self, desk: Desk) -> None:
        other = make_assignment(unit=desk.assignment.unit)
        desk.post("/overlamna", gor="lamna_over", till=str(other.user_id), text="Ring på måndag.")
        for page, what in (("/overlamna", "lämna över det"), ("/avsluta", "avsluta det")):
            read = desk.get(page)
            assert f"Du kan läsa ärendet men inte {what}" in read
            assert 'name="gor" value=' not in read and 'name="utfall"' not in read
        late = desk.post("/avsluta", **TestClosing.WHOLE).content.decode()
        assert TestClosing.WHOLE["skal"] in late

    def test_the_list_of_colleagues_takes_the_same_queries_for_3_and_for_30(self, desk: Desk) -> None:
        counts = []
        for more in (3, 27):
            for _ in range(more):
                make_assignment(unit=desk.assignment.unit)
            with CaptureQueriesContext(connection) as queries:
                desk.get("/overlamna")
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestClosing:
    WHOLE = {
        "utfall": "M1",
        "fore": "bistand",
        "efter": "lon",
        "skal": "Har fått arbete.",
        "datum": SOON,
        "uppfoljning": "ja",
    }

    def test_a_case_is_closed_with_a_receipt_and_opened_again(self, desk: Desk) -> None:
        page = desk.get("/avsluta")
        assert "Personen arbetar, med eller utan stöd till arbetsgivaren." in page
        done = desk.post("/avsluta", **self.WHOLE)
        receipt = desk.get(done["Location"])
        assert "Har fått arbete." in receipt and "Lön" in receipt and "21 maj 2027" in receipt
        assert "redan avslutat" in desk.get("/avsluta")
        empty = desk.post("/oppna-igen", skal="")
        assert empty.status_code == 422 and 'id="fel-skal"' in empty.content.decode()
        desk.post("/oppna-igen", skal="Arbetet tog slut.")
        desk.case.refresh_from_db()
        assert desk.case.is_open
        assert "Arbetet tog slut." in desk.get("/avsluta/kvitto")

    def test_a_closed_case_is_followed_up_on_its_page(self, desk: Desk) -> None:
        desk.post("/avsluta", **self.WHOLE)
        assert f"{desk.at}/uppfoljning" in desk.get(
            "/avsluta/kvitto"
        ) and f"{desk.at}/uppfoljning" in desk.get("")
        empty = desk.post("/uppfoljning", forsorjning="", dag="2099-01-01", text="Ett kort ord.")
        page = empty.content.decode()
        assert empty.status_code == 422 and "Ett kort ord." in page
        assert 'id="fel-forsorjning"' in page and 'id="fel-dag"' in page
        done = desk.post(
            "/uppfoljning", forsorjning="lon", dag=timezone.localdate().isoformat(), text="Trivs."
        )
        receipt = desk.get(done["Location"])
        assert "Uppföljningen är sparad." in receipt
        assert "Uppföljt" in receipt and "Trivs." in receipt and "/uppfoljning" not in receipt
        assert "Uppföljning efter avslut: lön" in desk.get("/tidslinje")
        assert "ingen uppföljning som väntar" in desk.get("/uppfoljning")

    @pytest.mark.parametrize("left_out", ["utfall", "fore", "efter", "skal", "datum"])
    def test_what_is_missing_is_told_at_its_field(self, desk: Desk, left_out: str) -> None:
        answer = desk.post("/avsluta", **(self.WHOLE | {left_out: ""}))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'id="fel-{left_out}"' in page
        assert left_out == "skal" or "Har fått arbete." in page

    def test_what_is_left_is_listed_with_links_and_stops_the_closing(self, desk: Desk) -> None:
        draft, basis = (
            make_draft(desk.case, desk.by),
            make_basis(desk.case, desk.by, title="Fortsatt bistånd"),
        )
        page = desk.get("/avsluta")
        assert f"/utkast/{draft.pk}" in page and f"/underlag/{basis.pk}" in page
        answer = desk.post("/avsluta", **self.WHOLE)
        assert answer.status_code == 422 and "Har fått arbete." in answer.content.decode()
        desk.case.refresh_from_db()
        assert desk.case.is_open

    def test_a_colleague_s_draft_takes_a_word_to_her(self, desk: Desk) -> None:
        other = make_assignment(unit=desk.assignment.unit)
        add_colleague(case=desk.case, user=other.user, by=desk.by)
        make_draft(desk.case, actor_for(other), rubrik="hemlig rubrik")
        page = desk.get("/avsluta")
        assert other.user.name in page and "hemlig rubrik" not in page
        assert 'id="fel-kollegor"' in desk.post("/avsluta", **self.WHOLE).content.decode()
        assert desk.post("/avsluta", **self.WHOLE, kollegor="ja").status_code == 302


def words_of(pdf: bytes) -> str:
    """The words of a tagged PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", " ")
