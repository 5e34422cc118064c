"""The letter to vården: exactly what is missing, what is offered, and paper that is accessible."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from .test_guide import hidden, post

TICKED = {"brev": "1", "erbjud": ["ame"], "miljo": ["lugn"], "timmar_fran": "2", "timmar_till": "10"}


def letter(client: Client, example: str = "tunt", **fields: Any) -> str:
    """The letter's page for an example."""
    return client.post(
        "/guide/brev", {**hidden(post(client, gor=f"exempel:{example}")), **fields}
    ).content.decode()


def test_the_letter_asks_what_the_certificate_lacks(client: Client) -> None:
    page = letter(client)
    assert "Fråga om läkarintyg" in page
    assert "Vad klarar personen inte att göra" in page


def test_the_letter_does_not_ask_what_the_certificate_says(client: Client) -> None:
    assert "Vilken sjukdom eller skada är det" not in letter(client)


def test_without_a_certificate_the_letter_says_what_the_next_one_should_tell(client: Client) -> None:
    page = client.get("/guide/brev").content.decode()
    assert "Inför ett läkarintyg" in page
    assert "Vilken aktivitet är medicinskt lämplig att pröva" in page


def test_what_the_kommun_offers_stands_in_the_letter(client: Client) -> None:
    page = letter(client, **TICKED)
    assert "Arbetsträning hos kommunens arbetsmarknadsenhet" in page
    assert "Från 2 till 10 timmar i veckan" in page
    assert "En lugn miljö med få intryck" in page


def test_a_question_can_be_left_out_and_another_changed(client: Client) -> None:
    page = letter(client, brev="1", fraga=["K5"], **{"fraga.K5": "Vad är svårt hemma?"})
    sheet = page[page.index('class="sheet"') :]
    assert "Vad är svårt hemma?" in sheet
    assert "sett, mätt eller testat" not in sheet


@pytest.mark.parametrize("number", ["19121212-1212", "191212121212", "121212-1212"])
def test_a_personnummer_in_free_text_gets_a_word_of_warning(client: Client, number: str) -> None:
    assert "Det ser ut som ett personnummer i den egna frågan" in letter(
        client, brev="1", egen_fraga=f"Om {number}?"
    )


def test_ordinary_numbers_get_no_warning(client: Client) -> None:
    assert "Det ser ut som ett personnummer" not in letter(
        client, brev="1", telefon="08-123 45 67", egen_fraga="2026-11-21?"
    )


def test_the_letter_leads_back_to_the_guide_with_all_answers(client: Client) -> None:
    carried = hidden(letter(client, **{"svar.sgi": "noll"}))
    assert carried["svar.sgi"] == "noll"
    assert "intyg" in carried


def test_the_pdf_is_tagged_in_swedish_and_has_a_title(client: Client) -> None:
    answer = client.post(
        "/guide/brev.pdf", {**hidden(post(client, gor="exempel:tunt")), **TICKED, "fraga": ["K4", "K5"]}
    )
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("sv")
    assert reader.metadata is not None
    assert reader.metadata.title == "Fråga om läkarintyg"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_letter_itself_fits_on_one_page(client: Client) -> None:
    fields = {
        **hidden(post(client, gor="exempel:tunt")),
        **TICKED,
        "fraga": ["K4", "K5", "K8", "K9", "K10", "K11"],
    }
    assert len(PdfReader(BytesIO(client.post("/guide/brev.pdf", fields).content)).pages) == 1


def test_the_paper_says_that_it_is_no_decision(client: Client) -> None:
    answer = client.post("/guide/brev.pdf", {"brev": "1"})
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Underlag, inte beslut" in text
