"""The pages of notes: nothing typed is lost, what belongs together is shown together, drafts are their writer's own."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pikepdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_draft, make_note, note_fields

from samre.accounts.actors import actor_for
from samre.accounts.models import User
from samre.audit.models import Event
from samre.casework.actions.cases import add_colleague, hand_over
from samre.casework.actions.notes import add_objection
from samre.casework.models import Case, CopyMark, Note, NoteDraft, Objection
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db


class Desk:
    """A caseworker at her case, logged in."""

    def __init__(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = Case.objects.select_related("person").get(pk=make_case(self.by).pk)
        self.client = log_in(Client(), self.assignment)
        self.notes = f"/arenden/{self.case.pk}/anteckningar"

    def colleague(self) -> tuple[Client, Any]:
        other = make_assignment(unit=self.assignment.unit)
        add_colleague(case=self.case, user=other.user, by=self.by)
        return log_in(Client(), other), actor_for(other)

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def begin(self) -> str:
        return str(self.client.get(f"{self.notes}/ny")["Location"])


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_note_is_written_saved_and_signed(desk: Desk) -> None:
    address = desk.begin()
    saved = desk.client.post(address, note_fields(slag="") | {"gor": "spara", "revision": "0"})
    assert saved["Location"].endswith("?klart=sparat")
    assert "Utkastet är sparat" in desk.get(saved["Location"])
    signed = desk.client.post(address, note_fields() | {"gor": "signera", "revision": "1"})
    note = Note.objects.get()
    assert signed["Location"] == f"{desk.notes}/{note.pk}?klart=signerad"
    page = desk.get(signed["Location"])
    assert "Samtal om praktik" in page and "Personen i telefon" in page and desk.by.name in page
    assert "Samtal om praktik" in desk.get(desk.notes)


def test_opening_an_empty_form_writes_nothing(desk: Desk) -> None:
    desk.get(desk.begin())
    assert not NoteDraft.objects.exists()


def test_a_form_sent_twice_is_one_note(desk: Desk) -> None:
    address, form = desk.begin(), note_fields() | {"gor": "signera", "revision": "0"}
    first, again = desk.client.post(address, form), desk.client.post(address, form)
    assert Note.objects.count() == 1
    assert first["Location"].split("?")[0] == again["Location"].split("?")[0]
    assert "redan signerad" in desk.get(again["Location"])


def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    address = desk.begin()
    form = note_fields(slag="", kalla="", dag="i förrgår", text="Lång text")
    answer = desk.client.post(address, form | {"gor": "signera", "revision": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("slag", "kalla", "dag"):
        assert f'id="fel-{name}"' in page and f'href="#{name}"' in page
    assert "Lång text" in page and "i förrgår" in page and "<title>\nFel" not in page
    assert "Fel: " in page[page.index("<title>") : page.index("</title>")]
    assert NoteDraft.objects.get().fields["text"] == "Lång text"


def test_the_day_and_the_time_can_be_written_as_people_write_them(desk: Desk) -> None:
    form = note_fields(dag="20 nov 2026", tid="kl 9.05") | {"gor": "signera", "revision": "0"}
    desk.client.post(desk.begin(), form)
    assert timezone.localtime(Note.objects.get().event_at).isoformat() == "2026-11-20T09:05:00+01:00"


class TestTwoBrowsers:
    def test_the_second_is_shown_both_texts_and_nothing_is_overwritten(self, desk: Desk) -> None:
        address = desk.begin()
        desk.client.post(address, note_fields(text="Ena texten") | {"gor": "spara", "revision": "0"})
        answer = desk.client.post(
            address, note_fields(text="Andra texten") | {"gor": "spara", "revision": "0"}
        )
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Ena texten" in page and "Andra texten" in page and "Båda texterna" in page
        assert NoteDraft.objects.get().fields["text"] == "Ena texten"
        assert "data-autosave" not in page

    @pytest.mark.parametrize(
        ("choice", "kept"), [("spara", "Andra"), ("bada", "Andra\n\nEna")], ids=["mine", "both"]
    )
    def test_the_writer_chooses(self, desk: Desk, choice: str, kept: str) -> None:
        address = desk.begin()
        desk.client.post(address, note_fields(text="Ena") | {"gor": "spara", "revision": "0"})
        desk.client.post(address, note_fields(text="Andra") | {"gor": "spara", "revision": "0"})
        desk.client.post(address, note_fields(text="Andra") | {"gor": choice, "revision": "1"})
        assert NoteDraft.objects.get().fields["text"] == kept

    def test_a_text_typed_after_signing_elsewhere_is_kept_for_a_note_of_its_own(self, desk: Desk) -> None:
        address = desk.begin()
        desk.client.post(address, note_fields(text="Ena") | {"gor": "signera", "revision": "0"})
        answer = desk.client.post(
            address, note_fields(text="Mer att säga") | {"gor": "spara", "revision": "1"}
        )
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "redan signerat" in page and "Mer att säga" in page and "Ena" in page
        onward = page.split('action="')
        target = next(part.split('"')[0] for part in onward if "/utkast/" in part.split('"')[0])
        assert target != address
        desk.client.post(target, note_fields(text="Mer att säga") | {"gor": "spara", "revision": "0"})
        assert NoteDraft.objects.get().fields["text"] == "Mer att säga"
        assert Note.objects.get().text == "Ena"

    def test_the_script_is_told_of_it_and_of_what_is_saved(self, desk: Desk) -> None:
        address, head = desk.begin(), {"X-Autosave": "1"}
        form = note_fields(text="Ena") | {"revision": "0"}
        with time_machine.travel("2026-11-21T11:12:00Z", tick=False):
            first = desk.client.post(address, form, headers=head)
        assert first.json() == {"sparat": "12.12", "revision": 1}
        other = desk.client.post(address, form | {"text": "Andra"}, headers=head)
        assert other.status_code == 409 and other.json()["krock"] is True


def test_what_was_typed_when_the_session_ran_out_comes_back_and_is_saved(desk: Desk) -> None:
    address = desk.begin()
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        late = desk.client.post(
            address,
            note_fields(text="Sent skrivet") | {"gor": "spara", "revision": "0"},
            headers={"HX-Request": "true"},
        )
        assert late.status_code == 401
        assert not NoteDraft.objects.exists()
        log_in(desk.client, desk.assignment)
        kept = parse_qs(urlsplit(late["HX-Redirect"]).query)["till"][0]
        page = desk.get(kept)
        assert "Sent skrivet" in page and f'action="{address}"' in page
        desk.client.post(address, note_fields(text="Sent skrivet") | {"gor": "spara", "revision": "0"})
    assert NoteDraft.objects.get().fields["text"] == "Sent skrivet"


def test_only_its_writer_sees_a_draft(desk: Desk) -> None:
    draft = make_draft(desk.case, desk.by, text="hemligt utkast", rubrik="hemlig rubrik")
    client, _ = desk.colleague()
    assert client.get(f"{desk.notes}/utkast/{draft.pk}").status_code == 404
    assert client.post(f"{desk.notes}/utkast/{draft.pk}", note_fields() | {"gor": "kasta"}).status_code == 404
    page = client.get(desk.notes).content.decode()
    assert "hemlig" not in page
    assert f"{desk.by.name} har 1 utkast" in page
    assert "hemlig rubrik" in desk.get(desk.notes)
    assert "hemlig" not in client.get("/arenden/utkast").content.decode()
    assert desk.case.number in desk.get("/arenden/utkast")
    assert "hemlig" not in desk.get("/arenden/utkast")


def test_a_draft_is_thrown_away_by_its_writer(desk: Desk) -> None:
    draft = make_draft(desk.case, desk.by)
    answer = desk.client.post(f"{desk.notes}/utkast/{draft.pk}", {"gor": "kasta", "revision": "1"})
    assert "borttaget" in desk.get(answer["Location"])
    assert not NoteDraft.objects.exists()


def test_she_who_handed_over_reads_her_draft_but_can_not_sign_it_and_keeps_her_text(desk: Desk) -> None:
    draft = make_draft(desk.case, desk.by, text="Min text")
    _, colleague = desk.colleague()
    hand_over(case=desk.case, to=User.objects.get(pk=colleague.user_id), note="Din.", by=desk.by)
    address = f"{desk.notes}/utkast/{draft.pk}"
    assert "Min text" in desk.get(address)
    answer = desk.client.post(
        address, note_fields(text="Min text, mer") | {"gor": "signera", "revision": "1"}
    )
    assert answer.status_code == 403
    assert "Min text, mer" in answer.content.decode() and "inte skriva" in answer.content.decode()


def test_another_case_s_note_and_draft_do_not_exist_here(desk: Desk) -> None:
    elsewhere = make_case(desk.by)
    note, draft = make_note(elsewhere, desk.by), make_draft(elsewhere, desk.by)
    for path in (f"/{note.pk}", f"/{note.pk}/fil.txt", f"/utkast/{draft.pk}", f"/{new_id()}"):
        expected = 404
        assert desk.client.get(desk.notes + path).status_code == expected, path


class TestWhatBelongsTogether:
    OBJECTION, ORIGINAL, CORRECTION = "kanarieinvändning", "kanarieoriginal", "kanarierättelse"

    @pytest.fixture
    def family(self, desk: Desk) -> Note:
        note = make_note(desk.case, desk.by, text=self.ORIGINAL)
        make_note(desk.case, desk.by, corrects=note, skal="Fel person.", text=self.CORRECTION)
        add_objection(note=note, text=self.OBJECTION, by=desk.by)
        return note

    @pytest.mark.parametrize("which", ["original", "correction"])
    def test_every_way_out_has_the_objection_the_original_and_the_correction(
        self, desk: Desk, family: Note, which: str
    ) -> None:
        id_ = family.pk if which == "original" else Note.objects.get(corrects=family).pk
        ways = [desk.notes, f"{desk.notes}/{id_}"]
        ways += [f"{desk.notes}/{id_}/fil.{form}" for form in ("txt", "json", "pdf")]
        ways += [f"{desk.notes}/alla.{form}" for form in ("txt", "json", "pdf")]
        for way in ways:
            answer = desk.client.get(way)
            assert answer.status_code == 200, way
            text = words_of(answer.content) if way.endswith("pdf") else answer.content.decode()
            for canary in (self.OBJECTION, self.ORIGINAL, self.CORRECTION, "Fel person."):
                assert canary in text, f"{canary} saknas i {way}"

    def test_the_text_to_copy_has_all_of_it(self, desk: Desk, family: Note) -> None:
        page = desk.get(f"{desk.notes}/{family.pk}")
        copied = page[page.index('id="kopia"') : page.index("</textarea>", page.index('id="kopia"'))]
        for canary in (
            self.OBJECTION,
            self.ORIGINAL,
            self.CORRECTION,
            desk.by.name,
            desk.by.title,
            "Källa: ",
        ):
            assert canary in copied
        assert desk.case.number in copied

    def test_json_is_whole_and_can_be_read_back(self, desk: Desk, family: Note) -> None:
        content = json.loads(desk.client.get(f"{desk.notes}/alla.json").content)
        note = content["anteckningar"][0]
        assert note["invändningar"][0]["text"] == self.OBJECTION
        assert note["rättelser"][0]["varför"] == "Fel person."
        assert note["kontrollsumman_stämmer"] is True
        assert note["av"] == {
            "namn": desk.by.name,
            "titel": desk.by.title,
            "myndighet": desk.by.authority_name,
        }

    def test_the_pdf_is_tagged_and_titled_in_swedish(self, desk: Desk, family: Note) -> None:
        with pikepdf.open(io.BytesIO(desk.client.get(f"{desk.notes}/{family.pk}/fil.pdf").content)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == "sv"
            with pdf.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
                assert desk.case.number in metadata["dc:title"]

    def test_no_file_says_who_the_person_is(self, desk: Desk, family: Note) -> None:
        for form in ("txt", "json"):
            text = desk.client.get(f"{desk.notes}/alla.{form}").content.decode()
            assert desk.case.person.name not in text

    def test_export_asks_for_a_fresh_proof_and_is_logged(self, desk: Desk, family: Note) -> None:
        log_in(desk.client, desk.assignment, fresh=False)
        answer = desk.client.get(f"{desk.notes}/alla.txt")
        assert answer.status_code == 302 and "/logga-in/bekrafta" in answer["Location"]
        log_in(desk.client, desk.assignment)
        desk.client.get(f"{desk.notes}/alla.txt")
        assert (
            Event.objects.filter(action="note.export", case_id=str(desk.case.pk), outcome="ok").count() == 1
        )


def words_of(pdf: bytes) -> str:
    """The words of a PDF, hyphens and line breaks aside."""
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", " ")


def test_the_person_s_objection_is_written_down_on_the_page(desk: Desk) -> None:
    note = make_note(desk.case, desk.by)
    address = f"{desk.notes}/{note.pk}"
    empty = desk.client.post(address, {"gor": "invandning", "invandning": " ", "sagt_dag": "2026-11-20"})
    assert empty.status_code == 422 and 'id="fel-invandning"' in empty.content.decode()
    done = desk.client.post(address, {"gor": "invandning", "invandning": "Nej.", "sagt_dag": "20 nov 2026"})
    assert "Nej." in desk.get(done["Location"])
    assert Objection.objects.get().said_on.isoformat() == "2026-11-20"


def test_a_note_and_its_corrections_are_marked_as_copied(desk: Desk) -> None:
    note = make_note(desk.case, desk.by)
    make_note(desk.case, desk.by, corrects=note, skal="Fel.")
    desk.client.post(f"{desk.notes}/{note.pk}", {"gor": "kopierad", "system": "viva"})
    assert CopyMark.objects.filter(system="viva").count() == 2
    page = desk.get(desk.notes)
    assert page.count("Finns i Viva") == 2
    assert 'value="viva"' not in desk.get(f"{desk.notes}/{note.pk}")


def test_a_correction_is_begun_beside_the_original(desk: Desk) -> None:
    note = make_note(desk.case, desk.by, text="Det som var fel")
    address = str(desk.client.get(f"{desk.notes}/ny?rattar={note.pk}")["Location"])
    page = desk.get(address)
    assert "Det som var fel" in page and "Varför rättas den?" in page
    form = note_fields(text="Rätt", skal="Fel.") | {"gor": "signera", "revision": "0", "rattar": str(note.pk)}
    done = desk.client.post(address.split("?")[0], form)
    assert Note.objects.get(number=2).corrects_id == note.pk
    assert "Rättelsen är signerad." in desk.get(done["Location"])


def test_a_note_about_somebody_else_is_marked_wherever_it_goes(desk: Desk) -> None:
    note = make_note(desk.case, desk.by, andra="ja")
    assert "Uppgifter om någon annan" in desk.get(desk.notes)
    assert "någon annan än personen" in desk.client.get(f"{desk.notes}/{note.pk}/fil.txt").content.decode()


def test_the_list_takes_the_same_queries_for_3_and_for_19_notes(desk: Desk) -> None:
    counts = []
    for more in (3, 16):
        for _ in range(more):
            note = make_note(desk.case, desk.by)
            make_note(desk.case, desk.by, corrects=note, skal="Fel.")
            add_objection(note=note, text="Nej.", by=desk.by)
        with CaptureQueriesContext(connection) as queries:
            desk.get(desk.notes)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_partner_sees_nothing_and_another_kommun_finds_nothing(desk: Desk) -> None:
    note = make_note(desk.case, desk.by)
    stranger = log_in(Client(), make_caseworker()[0])
    for path in ("", f"/{note.pk}", f"/{note.pk}/fil.txt", "/alla.json", f"/utkast/{new_id()}", "/underlag"):
        assert stranger.get(desk.notes + path).status_code == 404, path


def test_an_objection_to_a_note_that_is_not_on_the_page_is_refused_and_not_put_on_another(desk: Desk) -> None:
    here, other = make_note(desk.case, desk.by), make_note(desk.case, desk.by)
    elsewhere = make_note(make_case(desk.by), desk.by)
    for against in (str(other.pk), str(elsewhere.pk), "skräp"):
        sent = {"gor": "invandning", "invandning": "Nej.", "sagt_dag": "2026-11-20", "mot": against}
        answer = desk.client.post(f"{desk.notes}/{here.pk}", sent)
        assert answer.status_code == 422 and "står här" in answer.content.decode()
    assert not Objection.objects.exists()


def test_the_list_of_drafts_takes_nothing_to_choose_by(desk: Desk) -> None:
    assert desk.client.get("/arenden/utkast?namn=Alva").status_code == 400
    assert desk.client.get("/arenden/utkast").status_code == 200
