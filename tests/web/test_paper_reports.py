"""A report on paper from somebody without an account becomes a document, a note and facts; and nothing typed is lost."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.web.case_pages import CaseTest

from samre.casework.models import FactEntry, Note, Record

TODAY = "2026-11-20"


class TestOnPaper(CaseTest):
    facts = {"bistand": "beviljat"}

    def send(self, **other: Any) -> Any:
        fields = {
            "part": "AME",
            "fran": "",
            "skriven_av": "Pia Holm, handledare",
            "kom": TODAY,
            "forsta": "2026-10-01",
            "sista": "2026-11-15",
            "karta_timmar": "10",
            "svar_hjalpte": "Paus varje timme.",
        }
        return self.post("paper-report", {**fields, **other})

    def test_it_is_a_document_a_note_and_facts_with_the_sender_as_source(self) -> None:
        answer = self.send(niva_tid="3", exempel_tid="Kom i tid fyra dagar av fem.")
        assert answer.status_code == 302, unescape(answer.content.decode())
        record, note = Record.objects.get(), Note.objects.order_by("at").last()
        assert (record.direction, str(record.registered_on)) == ("in", TODAY)
        assert note is not None
        assert "Komma i tid: 3. Klarar med lite stöd. Kom i tid fyra dagar av fem" in note.text
        assert "Uthållighet" not in note.text
        fact = FactEntry.objects.get(fact="timmar")
        assert (fact.value, fact.source_name) == (10, record.party)

    def test_the_scan_is_kept_as_it_came(self) -> None:
        self.send(fil=SimpleUploadedFile("rapport.pdf", b"%PDF-1.7 rapport"))
        assert bytes(Record.objects.get().content or b"") == b"%PDF-1.7 rapport"

    def test_everything_that_is_missing_is_told_at_once_and_what_was_typed_stays(self) -> None:
        answer = self.send(part="", skriven_av="", kom="", sista="", svar_samre="Buller i lokalen.")
        page = unescape(answer.content.decode())
        assert answer.status_code == 422
        for told in (
            "Välj vem rapporten",
            "Skriv vem som har",
            "Skriv vilken dag rapporten",
            "Skriv periodens",
        ):
            assert told in page, told
        assert "Buller i lokalen." in page
        assert not Record.objects.exists()

    def test_an_empty_report_without_a_file_is_refused(self) -> None:
        answer = self.send(karta_timmar="", svar_hjalpte="")
        assert "Skriv minst ett exempel" in unescape(answer.content.decode())

    def test_a_diagnosis_is_refused(self) -> None:
        answer = self.send(svar_samre="Hens depression blev värre.")
        assert answer.status_code == 422
        assert not Record.objects.exists()

    def test_a_step_of_the_scale_that_is_none_is_refused(self) -> None:
        assert self.send(niva_tid="9").status_code == 422

    def test_a_day_to_come_is_refused(self) -> None:
        assert self.send(kom=str(timezone.localdate().replace(year=2030))).status_code == 422
