"""A letter that the kommun sends is a disclosure; a finished letter is also text and Word; files of the protected need a reason."""

from __future__ import annotations

import hashlib
from html import unescape
from io import BytesIO
from typing import Any

from docx import Document
from pypdf import PdfReader
from tests.web.test_papers import Letters

from samre.audit.models import Event
from samre.casework.documents.snapshots import canonical
from samre.casework.models import ConsentEvent, Disclosure, Note, PaperDraft, Person, Record
from samre.casework.models.base import stamp

ALL = ("kontakt", "bistand", "sjukskrivning", "planering")


class Sent(Letters):
    def send(self) -> Any:
        _, region = self.consent(*ALL)
        self.save(
            till="Vårdcentralen Provet",
            **{"hur.visad": ["", f"ja-{region.pk}", "nej"], "hur.med": f"ja-{region.pk}"},
        )
        answer = self.finish()
        assert answer.status_code == 302, unescape(answer.content.decode())
        return region


class TestOnConsent(Sent):
    def test_it_stands_in_the_register_of_disclosures_with_ground_consent_and_assessor(self) -> None:
        region = self.send()
        row = Disclosure.objects.get()
        assert (row.state, row.ground, row.receiver_id) == ("skickad", "samtycke", region.pk)
        assert row.consent_id is not None
        assert (row.assessed_by, row.receiver_name) == (self.by.name, "Vårdcentralen Provet")
        assert {one["category"] for one in row.items} == set(ALL)
        assert "Region Prov" in unescape(self.read("disclosures"))

    def test_what_it_holds_is_what_was_read_and_its_sum_is_right(self) -> None:
        self.send()
        row, record = Disclosure.objects.get(), Record.objects.get(kind="begaran")
        assert row.sha256 == hashlib.sha256(canonical(row.snapshot)).hexdigest()
        assert bytes(row.packet or b"") == bytes(record.content or b"")
        draft = PaperDraft.objects.get(pk=self.draft.pk)
        assert draft.kept["title"] == row.snapshot["title"]
        assert "Kan personen" not in row.snapshot["sections"][0]["rows"][0]["texts"][0]
        assert record.sha256 in row.snapshot["sections"][0]["rows"][0]["source"]

    def test_the_journal_says_to_whom_and_why(self) -> None:
        self.send()
        note = Note.objects.order_by("at").last()
        assert note is not None
        assert "Vårdcentralen Provet" in note.text
        assert "OSL 10:1" in note.text

    def test_its_page_follows_the_answer_and_gives_the_letter_itself(self) -> None:
        self.send()
        assert "Se grunden och följ svaret" in self.read("paper", brev=self.draft.pk)
        page = unescape(self.read("disclosure", utlamnande=self.draft.pk))
        assert "Begäran om komplettering av läkarintyg" in page
        text = self.client.get(self.address("disclosure-file", utlamnande=self.draft.pk, form="txt"))
        assert "BEGÄRAN OM KOMPLETTERING" in text.content.decode()

    def test_withdrawn_before_it_goes_nothing_is_let_out(self) -> None:
        consent, region = self.consent(*ALL)
        self.save(**{"hur.visad": ["", f"ja-{region.pk}", "nej"], "hur.med": f"ja-{region.pk}"})
        ConsentEvent.objects.create(**stamp(self.by), consent=consent, kind=ConsentEvent.Kind.WITHDRAWN)
        assert self.finish().status_code == 422
        assert not Disclosure.objects.exists()

    def test_a_letter_the_person_brings_lets_nothing_out(self) -> None:
        self.save(till="Vårdcentralen")
        self.finish()
        assert not Disclosure.objects.exists()


class TestOnAProvision(Letters):
    form = "B16"

    def test_asking_about_benefits_is_let_out_on_its_own_ground(self) -> None:
        self.save(**{"uppgifter.visad": ["", "sgi", "pension"], "uppgifter.med": "pension"})
        assert self.finish().status_code == 302
        row = Disclosure.objects.get()
        assert (row.ground, row.receiver_kind, row.consent_id) == ("forman", "fk", None)
        assert row.snapshot["ground"]["provisions"] == ["OSL 10:2", "SoL 15:10"]
        assert row.answer_by is not None

    def test_that_ground_is_for_letters_only(self) -> None:
        from samre.casework.rules.disclosures import find_ground

        assert find_ground("forman", "fk") is None


class TestTranscripts(Letters):
    def fetch(self, form: str) -> Any:
        return self.client.get(self.address("paper-file", brev=self.draft.pk, form=form))

    def test_what_has_gone_is_text_and_word_made_of_what_was_kept(self) -> None:
        self.finish()
        Person.objects.update(name="Någon Annan")
        record = Record.objects.get(kind="begaran")
        text = self.fetch("txt").content.decode()
        word = "\n".join(one.text for one in Document(BytesIO(self.fetch("docx").content)).paragraphs)
        pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(bytes(record.content or b""))).pages)
        for told in (text, pdf):
            assert "Alva" in told
            assert "Någon Annan" not in told
        assert "Frågor som behöver svar" in word
        assert f"Avskrift av handling {record.number}" in text

    def test_the_pdf_is_fetched_from_the_register(self) -> None:
        self.finish()
        assert self.fetch("pdf").status_code == 404


class TestProtectedAfterwards(Sent):
    def setUp(self) -> None:
        super().setUp()
        self.send()
        Person.objects.update(protection="markering")

    def files(self) -> list[str]:
        record = Record.objects.get(kind="begaran")
        return [
            self.address("record-file", handling=record.pk),
            self.address("paper-file", brev=self.draft.pk, form="docx"),
            self.address("paper-file", brev=self.draft.pk, form="txt"),
            *(
                self.address("disclosure-file", utlamnande=self.draft.pk, form=form)
                for form in ("pdf", "json", "txt")
            ),
        ]

    def test_a_file_made_before_asks_why_and_says_why_it_asks(self) -> None:
        for address in self.files():
            answer = self.client.get(address)
            assert "Content-Disposition" not in answer, address
            assert "En fil som gjordes tidigare har kvar namnet" in unescape(answer.content.decode())
            assert self.client.post(address, {"visa_skal": ""}).status_code == 422

    def test_a_named_handler_with_a_reason_gets_it_and_the_log_knows(self) -> None:
        for address in self.files():
            assert "filename=" in self.client.post(address, {"visa_skal": "handling"})["Content-Disposition"]
        assert Event.objects.filter(action="person.show", outcome="ok").count() == len(self.files())

    def test_the_page_of_what_was_let_out_hides_her_name(self) -> None:
        page = unescape(self.read("disclosure", utlamnande=self.draft.pk))
        for secret in ("Alva", "Provsson", "19121212-1212", "Vårdcentralen Provet"):
            assert secret not in page, secret
