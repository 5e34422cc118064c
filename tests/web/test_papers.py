"""Letters of a case: chosen, changed, read through, finished once; and what may not go."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf
from django.test import Client
from docx import Document
from pypdf import PdfReader
from tests.accounts.factories import log_in, make_assignment
from tests.casework.actions.test_certificates import TOLVAN
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.factories import make_case
from tests.casework.paper_factories import add_thin_certificate, make_draft
from tests.web.case_pages import HTMX, CaseTest

from samre.accounts.roles import AuthorityKind, Role
from samre.audit.models import Event
from samre.casework.documents.forms.own import FILLERS
from samre.casework.models import CaseEvent, ConsentEvent, OpenStep, PaperDraft, Person, Record
from samre.casework.models.base import stamp
from samre.casework.queries.letterheads import form_names
from samre.web.paper_files import paper_pdf

SEEN = re.compile(r'name="sett" value="([0-9a-f]{64})"')


class Letters(CaseTest):
    facts = {"bistand": "beviljat", "sgi": "noll"}
    more = {"number": TOLVAN}
    form = "B2"

    def setUp(self) -> None:
        super().setUp()
        add_thin_certificate(self.case, self.by)
        self.draft = make_draft(self.case, self.by, self.form)

    def save(self, *, gor: str = "spara", revision: int | None = None, **fields: Any) -> Any:
        seen = self.draft.revision if revision is None else revision
        return self.post("paper", {"revision": seen, "gor": gor, **fields}, brev=self.draft.pk)

    def letter(self) -> str:
        return unescape(self.read("paper", brev=self.draft.pk))

    def last(self) -> str:
        return unescape(self.read("paper-finish", brev=self.draft.pk))

    def finish(self, *, sett: str | None = None) -> Any:
        found = SEEN.search(self.read("paper-finish", brev=self.draft.pk))
        assert found
        return self.post("paper-finish", {"sett": found[1] if sett is None else sett}, brev=self.draft.pk)

    def consent(self, *categories: str, kind: str = AuthorityKind.REGION) -> Any:
        receiver = make_receiver(kind, name="Region Prov")
        return make_consent(
            self.case, self.by, to=[receiver.authority], categories=categories, purpose="bedomning"
        ), receiver.authority


class TestChoosing(Letters):
    def test_the_forms_of_the_step_come_first_and_all_others_after(self) -> None:
        OpenStep.objects.filter(case=self.case).update(step="S06")
        page = unescape(self.read("papers"))
        assert page.index("Till steget") < page.index("Alla andra")
        assert page.index("Begäran om komplettering av läkarintyg") < page.index("Alla andra")
        assert page.index("Alla andra") < page.index("Fråga till arbetsgivaren")

    def test_a_letter_has_one_name_wherever_it_is_listed_opened_or_set_up(self) -> None:
        listed = unescape(self.read("papers"))
        leader = log_in(Client(), make_assignment(role=Role.PROCESS_LEAD, unit=self.case.unit))
        set_up = unescape(leader.get("/brevmallar").content.decode())
        for form, name in form_names().items():
            assert name in listed
            assert name in set_up
            if form in FILLERS:
                opened = unescape(self.read("paper", brev=make_draft(self.case, self.by, form).pk))
                assert re.search(rf"<h1[^>]*>\s*{name}\s*</h1>", opened), (form, name)

    def test_the_same_click_twice_is_one_letter(self) -> None:
        fresh = re.search(r'value="B1"><input type="hidden" name="id" value="([^"]+)"', self.read("papers"))
        assert fresh
        first = self.post("papers", {"blankett": "B1", "id": fresh[1]})
        again = self.post("papers", {"blankett": "B1", "id": fresh[1]})
        assert first.headers["Location"] == again.headers["Location"]
        assert PaperDraft.objects.filter(form="B1").count() == 1

    def test_a_form_that_does_not_exist_is_refused(self) -> None:
        answer = self.post("papers", {"blankett": "B99"})
        assert answer.status_code == 422
        assert "Välj vilket brev det ska vara." in answer.content.decode()

    def test_without_a_certificate_there_is_none_to_complete(self) -> None:
        self.case = make_case(self.by)
        answer = self.post("papers", {"blankett": "B2"})
        assert answer.status_code == 422
        assert "inget läkarintyg att komplettera" in answer.content.decode()


class TestFromTheCertificate(Letters):
    def test_its_page_begins_the_letter_that_asks_what_it_lacks(self) -> None:
        row = self.case.certificates.get()
        page = self.read("certificate", intyg=row.pk)
        assert "Skriv till vården om det som saknas" in unescape(page)
        for _ in range(2):
            self.post("papers", {"blankett": "B2", "intyg": str(row.pk)})
        assert PaperDraft.objects.get(about=row.pk).form == "B2"

    def test_a_certificate_of_another_case_begins_nothing(self) -> None:
        other = make_case(self.by)
        self.case, row = other, self.case.certificates.get()
        assert self.post("papers", {"blankett": "B2", "intyg": str(row.pk)}).status_code == 422


class TestWriting(Letters):
    def test_a_changed_text_is_kept_and_the_rest_follows_the_case(self) -> None:
        assert self.save(lämna="Lägg svaret i lådan.").status_code == 302
        page = self.letter()
        assert "Lägg svaret i lådan." in page
        assert "Tack för läkarintyget" in page
        assert set(PaperDraft.objects.get(pk=self.draft.pk).edits) == {"lämna"}

    def test_a_question_left_out_is_not_asked(self) -> None:
        self.save(**{"frågor.visad": ["", "K5"], "frågor.egna": "När är ni lediga?"})
        sheet = self.letter().split('class="sheet"')[1]
        assert "Vad klarar personen inte att göra" not in sheet
        assert "När är ni lediga?" in sheet

    def test_the_first_text_can_be_taken_back(self) -> None:
        self.save(lämna="Annat.")
        self.draft.refresh_from_db()
        self.save(gor="", lämna="Annat.", ater="lämna")
        assert PaperDraft.objects.get(pk=self.draft.pk).edits == {}

    def test_two_who_write_at_once_are_told_and_nothing_is_lost(self) -> None:
        self.save(lämna="Först.")
        answer = self.save(lämna="Sedan.", revision=1)
        assert answer.status_code == 409
        page = unescape(answer.content.decode())
        assert "Någon har ändrat brevet" in page
        assert "Sedan." in page
        assert PaperDraft.objects.get(pk=self.draft.pk).edits["lämna"]["text"] == "Först."

    def test_a_person_number_is_told_at_its_field_and_what_was_typed_stays(self) -> None:
        answer = self.save(lämna="Ring om 19121212-1212.")
        page = unescape(answer.content.decode())
        assert answer.status_code == 422
        assert 'id="fel-lämna"' in page
        assert "Ring om 19121212-1212." in page
        assert PaperDraft.objects.get(pk=self.draft.pk).edits == {}

    def test_a_day_that_is_none_is_told_at_its_field(self) -> None:
        answer = self.save(svar_senast="snart")
        assert answer.status_code == 422
        assert 'id="fel-svar_senast"' in answer.content.decode()

    def test_htmx_sees_the_letter_as_it_would_be_and_nothing_is_kept(self) -> None:
        answer = self.client.post(
            self.address("paper", brev=self.draft.pk), {"lämna": "Bara en titt."}, headers=HTMX
        )
        page = answer.content.decode()
        assert page.lstrip().startswith('<div id="brevet">')
        assert "Bara en titt." in page
        assert PaperDraft.objects.get(pk=self.draft.pk).edits == {}

    def test_what_was_written_over_is_flagged_when_the_case_changes(self) -> None:
        self.save(inledning="Vi skriver själva.", **{"inledning.start": "Som det var när sidan visades."})
        assert "Uppgifterna i ärendet har ändrats sedan du skrev" in self.letter()

    def test_a_draft_can_be_thrown_away(self) -> None:
        answer = self.save(gor="kasta")
        assert answer.headers["Location"].endswith("/samverkan/brev?klart=kastat")
        assert self.client.get(self.address("paper", brev=self.draft.pk)).status_code == 404
        assert "Utkast</h2>" not in self.read("papers")


class TestFinishing(Letters):
    def test_it_becomes_a_record_with_its_hash_told_in_the_timeline_and_served_as_it_was(self) -> None:
        answer = self.finish()
        record = Record.objects.get(kind="begaran")
        assert answer.headers["Location"].endswith(f"{self.draft.pk}?klart=klart")
        content = bytes(record.content or b"")
        assert hashlib.sha256(content).hexdigest() == record.sha256
        assert record.direction == "ut"
        assert "Begäran om komplettering av läkarintyg" in unescape(self.read("timeline"))
        served = self.client.get(self.address("record-file", handling=record.pk))
        assert served.content == content
        assert record.sha256 in self.read("paper", brev=self.draft.pk)
        assert record.sha256[:12] in self.read("papers")

    def test_what_is_stored_says_what_was_read(self) -> None:
        self.save(lämna="Lägg svaret i lådan.")
        self.finish()
        record = Record.objects.get(kind="begaran")
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(bytes(record.content or b""))).pages)
        assert "Lägg svaret i lådan." in text
        assert "Underlag, inte beslut." in text

    def test_a_letter_that_has_gone_is_so_on_the_map_and_the_case_waits_for_the_answer(self) -> None:
        self.finish()
        entry = self.case.facts.get(fact="brev_till_varden")
        assert (entry.value, entry.source) == ("vantar", "bedomning")
        self.case.refresh_from_db()
        assert self.case.recommended != "S06"

    def test_finished_twice_is_one_record(self) -> None:
        seen = SEEN.search(self.read("paper-finish", brev=self.draft.pk))
        assert seen
        for _ in range(2):
            self.post("paper-finish", {"sett": seen[1]}, brev=self.draft.pk)
        assert Record.objects.filter(kind="begaran").count() == 1
        assert CaseEvent.objects.filter(kind="paper.keep").count() == 1

    def test_a_letter_that_changed_since_it_was_read_is_not_finished(self) -> None:
        answer = self.finish(sett="0" * 64)
        assert answer.status_code == 409
        assert "Läs igenom det igen" in answer.content.decode()
        assert not Record.objects.filter(kind="begaran").exists()

    def test_what_has_gone_is_never_changed_or_thrown_away(self) -> None:
        self.finish()
        self.save(lämna="Efteråt.")
        self.save(gor="kasta")
        assert PaperDraft.objects.get(pk=self.draft.pk).edits == {}

    def test_a_letter_without_a_receiver_stays(self) -> None:
        self.save(till="")
        answer = self.finish()
        assert answer.status_code == 422
        assert "Skriv vem brevet går till." in answer.content.decode()

    def test_a_letter_without_questions_stays(self) -> None:
        ids = re.findall(r'name="frågor\.med" value="([^"]+)"', self.letter())
        self.save(**{"frågor.visad": ["", *ids]})
        assert self.finish().status_code == 422

    def test_the_log_has_neither_text_nor_names(self) -> None:
        self.finish()
        event = Event.objects.get(action="paper.finish", outcome="ok")
        assert event.case_id == str(self.case.pk)
        assert "Provsson" not in str(event.detail)


class TestConsent(Letters):
    def test_without_consent_only_the_person_can_bring_it(self) -> None:
        page = self.letter()
        assert "Det finns inget samtycke som täcker brevet." in page
        assert "Vi skickar brevet." not in page
        assert "Personen lämnar brevet själv." in page

    def test_with_consent_for_all_that_is_told_we_can_send_it_and_the_log_says_why(self) -> None:
        _, region = self.consent("kontakt", "bistand", "sjukskrivning", "planering")
        self.save(**{"hur.visad": ["", f"ja-{region.pk}", "nej"], "hur.med": f"ja-{region.pk}"})
        assert "med stöd av samtycket till Region Prov" in self.last()
        assert self.finish().status_code == 302
        event = Event.objects.get(action="paper.finish", outcome="ok")
        assert json.loads(str(event.detail))["on_consent"] is True

    def test_consent_for_a_part_of_it_is_not_enough(self) -> None:
        self.consent("bistand", "sjukskrivning", "planering")
        assert "Vi skickar brevet." not in self.letter()

    def test_a_consent_that_is_withdrawn_bites_at_once(self) -> None:
        consent, region = self.consent("kontakt", "bistand", "sjukskrivning", "planering")
        way = {"hur.visad": ["", f"ja-{region.pk}", "nej"], "hur.med": f"ja-{region.pk}"}
        self.save(**way)
        ConsentEvent.objects.create(**stamp(self.by), consent=consent, kind=ConsentEvent.Kind.WITHDRAWN)
        answer = self.finish()
        assert answer.status_code == 422
        assert "Välj hur brevet kommer fram." in answer.content.decode()
        assert not Record.objects.filter(kind="begaran").exists()


class TestEmployer(Letters):
    form = "B18"

    def test_words_of_illness_stop_the_letter(self) -> None:
        self.save(inledning="Er anställda har en depression.", **{"inledning.start": ""})
        answer = self.finish()
        assert answer.status_code == 422
        assert "Ta bort: depression" in unescape(answer.content.decode())

    def test_its_own_text_goes(self) -> None:
        assert self.finish().status_code == 302


class TestProtected(Letters):
    def setUp(self) -> None:
        super().setUp()
        Person.objects.update(protection="markering")

    def test_the_letter_has_lines_for_name_and_number_and_its_page_says_so(self) -> None:
        page = self.letter()
        assert "Namn och nummer skrivs för hand" in page
        for secret in ("Alva", "Provsson", "19121212-1212"):
            assert secret not in page, secret

    def test_lists_hide_who_got_it(self) -> None:
        self.save(till="Hemliga vårdcentralen")
        self.finish()
        for page in ("papers", "cooperation"):
            assert "Hemliga" not in unescape(self.read(page)), page
        assert "Skyddade uppgifter" in unescape(self.read("papers"))


class TestWhoMay(Letters):
    def test_another_kommun_finds_nothing(self) -> None:
        other = log_in(Client(), make_assignment())
        for page, more in (("papers", {}), ("paper", {"brev": self.draft.pk})):
            assert other.get(self.address(page, **more)).status_code == 404

    def test_a_letter_of_another_case_is_not_here(self) -> None:
        elsewhere = make_draft(make_case(self.by), self.by, "B1")
        assert self.client.get(self.address("paper", brev=elsewhere.pk)).status_code == 404

    def test_a_colleague_without_a_part_is_refused(self) -> None:
        other = log_in(Client(), make_assignment(unit=self.assignment.unit))
        assert other.get(self.address("paper", brev=self.draft.pk)).status_code == 403


class TestFiles(Letters):
    def file(self, form: str) -> Any:
        return self.client.get(self.address("paper-file", brev=self.draft.pk, form=form))

    def test_the_draft_as_text_word_and_pdf(self) -> None:
        assert "BEGÄRAN OM KOMPLETTERING" in self.file("txt").content.decode()
        document = Document(BytesIO(self.file("docx").content))
        assert document.core_properties.title == "Begäran om komplettering av läkarintyg"
        text = "\n".join(one.text for one in document.paragraphs)
        assert "Tack för läkarintyget" in text
        assert "innehall" not in text.lower()
        assert "Underlag, inte beslut." in document.sections[0].footer.paragraphs[0].text
        assert self.file("pdf").content.startswith(b"%PDF-")
        assert self.file("exe").status_code == 404

    def test_the_name_of_a_file_says_nothing_of_anybody(self) -> None:
        assert self.file("pdf")["Content-Disposition"] == 'attachment; filename="utkast-b2.pdf"'


class TestPaper(Letters):
    def test_every_form_is_tagged_titled_and_in_swedish(self) -> None:
        from samre.casework.documents.forms.own import FILLERS
        from samre.casework.queries.paper_drafts import written

        for form in FILLERS:
            paper = written(make_draft(self.case, self.by, form), self.by).paper
            with pikepdf.open(BytesIO(paper_pdf(paper))) as pdf:
                assert bool(pdf.Root.MarkInfo.Marked), form
                assert str(pdf.Root.Lang) == "sv", form
                with pdf.open_metadata() as metadata:
                    assert str(metadata["pdfuaid:part"]) == "1", form
                    assert metadata["dc:title"] == paper.title, form
                assert len(pdf.pages) <= 3, form

    def test_the_same_paper_gives_the_same_bytes(self) -> None:
        from samre.casework.queries.paper_drafts import written

        paper = written(self.draft, self.by).paper
        assert paper_pdf(paper) == paper_pdf(paper)
