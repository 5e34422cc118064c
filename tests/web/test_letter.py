"""The letter to vården: exactly what is missing, what is offered, and paper that is accessible."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from .test_guide import hidden, post, upload

TICKED = {
    "brev": "1",
    "samtycke": "nej",
    "erbjud": ["ame"],
    "miljo": ["lugn"],
    "timmar_fran": "2",
    "timmar_till": "10",
}


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


def error_of(page: str, field: str) -> str:
    """What the page says is wrong with a field."""
    found = re.search(rf'id="fel-{field}">([^<]*)<', page)
    assert found is not None, field
    return found[1]


FIELDS = ("egen_fraga", "eget_erbjudande", "inledning", "till", "kommun", "handlaggare", "telefon", "epost")


@pytest.mark.parametrize("field", FIELDS)
def test_a_personnummer_gets_an_error_at_its_field_and_the_text_is_kept(client: Client, field: str) -> None:
    page = letter(client, **{**TICKED, field: "Om 19121212-1212?"})
    assert "Det ser ut som ett personnummer" in error_of(page, field)
    assert "Om 19121212-1212?" in page
    assert "Öppna som PDF" not in page


def test_a_personnummer_in_the_words_of_a_question_gets_an_error_there(client: Client) -> None:
    page = letter(client, **TICKED, fraga=["K5"], **{"fraga.K5": "Hur är det med 121212-1212?"})
    assert "Det ser ut som ett personnummer" in error_of(page, "t-K5")


def test_no_paper_is_made_with_a_personnummer_in_it(client: Client) -> None:
    answer = client.post("/guide/brev.pdf", {**TICKED, "egen_fraga": "Om 19121212-1212?"})
    assert answer.status_code == 422
    assert "text/html" in answer["Content-Type"]
    assert "Det ser ut som ett personnummer" in error_of(answer.content.decode(), "egen_fraga")


def test_no_saved_file_holds_a_personnummer_from_the_letter(client: Client) -> None:
    answer = client.post("/guide/spara", {**TICKED, "egen_fraga": "Om 19121212-1212?"})
    assert "1212-1212" not in answer.content.decode()
    assert "Om [personnummer borttaget]?" in answer.content.decode()


def test_ordinary_numbers_get_no_error(client: Client) -> None:
    page = letter(client, **TICKED, telefon="0701014566", egen_fraga="Sedan 2026-11-21?")
    assert "Det ser ut som ett personnummer" not in page
    assert "Öppna som PDF" in page


@pytest.mark.parametrize(("low", "high"), [("500", "2"), ("tio", ""), ("-3", ""), ("", "41"), ("1e3", "")])
def test_hours_outside_a_week_are_refused_and_stay_out_of_the_letter(
    client: Client, low: str, high: str
) -> None:
    page = letter(client, **{**TICKED, "timmar_fran": low, "timmar_till": high})
    errors = [error_of(page, "timmar_fran"), error_of(page, "timmar_till")]
    assert any("från 0 till 40" in text for text in errors)
    assert "Öppna som PDF" not in page


def test_hours_turned_around_are_refused(client: Client) -> None:
    page = letter(client, **{**TICKED, "timmar_fran": "20", "timmar_till": "10"})
    assert "minst lika stort" in error_of(page, "timmar_till")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [("2", "10", "Från 2 till 10 timmar"), ("", "10", "Upp till 10 timmar"), ("5", "5", "5 timmar i veckan")],
)
def test_hours_are_told_as_they_were_given(client: Client, low: str, high: str, words: str) -> None:
    assert words in letter(client, **{**TICKED, "timmar_fran": low, "timmar_till": high})


def test_a_day_to_answer_that_has_passed_is_refused(client: Client) -> None:
    page = letter(client, **TICKED, svar_senast="2020-01-01")
    assert "har passerat" in error_of(page, "svar_senast")


def test_consent_is_never_chosen_beforehand_and_the_paper_waits_for_a_choice(client: Client) -> None:
    page = letter(client, **{"svar.samtycke": "ja"})
    assert 'value="ja">' in page
    assert " checked" not in page[page.index('id="samtycke"') : page.index('id="svar_senast"')]
    assert "Öppna som PDF" not in page
    assert client.post("/guide/brev.pdf", {"svar.samtycke": "ja", "brev": "1"}).status_code == 422


@pytest.mark.parametrize("answer", ["nej", "vet inte", ""])
def test_without_a_yes_the_letter_cannot_say_that_consent_is_enclosed(client: Client, answer: str) -> None:
    page = letter(client, **{**TICKED, "samtycke": "ja", "svar.samtycke": answer})
    assert 'id="samtycke-ja"' not in page
    assert "Samtycket är bifogat" not in page
    assert "Välj hur brevet kommer till vården" in error_of(page, "samtycke")


def test_a_yes_in_the_guide_lets_the_letter_enclose_the_consent(client: Client) -> None:
    page = letter(client, **{**TICKED, "samtycke": "ja", "svar.samtycke": "ja"})
    assert "Samtycket är bifogat." in page


@pytest.mark.parametrize("decision", ["", "vet inte", "beviljad"])
def test_the_letter_says_nothing_of_sjukpenning_that_was_not_answered(client: Client, decision: str) -> None:
    page = letter(client, **{"svar.bistand": "beviljat", "svar.sjukpenning_beslut": decision})
    assert "har ekonomiskt bistånd från kommunen." in page
    assert "ingen sjukpenning" not in page


def test_the_letter_says_nothing_of_bistand_that_was_only_presumed(client: Client) -> None:
    assert "ekonomiskt bistånd" not in letter(client)


def test_the_letter_says_what_the_answers_say_of_sjukpenning(client: Client) -> None:
    page = letter(client, **{"svar.bistand": "beviljat", "svar.sjukpenning_beslut": "avslag"})
    assert "ekonomiskt bistånd från kommunen och ingen sjukpenning" in page


def test_what_was_written_in_the_letter_survives_the_way_by_the_guide(client: Client) -> None:
    written = {**TICKED, "erbjud": ["ame", "praktik"], "egen_fraga": "Hur går det?", "kommun": "Storkommun"}
    guide = post(client, **{**hidden(letter(client)), **written})
    again = client.post("/guide/brev", hidden(guide)).content.decode()
    assert "Hur går det?" in again
    assert 'value="Storkommun"' in again
    assert "Praktik på en arbetsplats" in again
    assert "Öppna som PDF" in again


def test_what_was_written_in_the_letter_survives_a_saved_file(client: Client) -> None:
    written = {**hidden(letter(client)), **TICKED, "egen_fraga": "Hur går det?"}
    saved = client.post("/guide/spara", written).content
    again = client.post("/guide/brev", hidden(upload(client, saved, "guide.json"))).content.decode()
    assert "Hur går det?" in again


def test_words_that_nobody_changed_follow_the_answers_when_they_change(client: Client) -> None:
    first = hidden(letter(client, **{"svar.bistand": "beviljat", "svar.sjukpenning_beslut": "avslag"}))
    guide = hidden(post(client, **{**first, **TICKED, "inledning": first["start.inledning"]}))
    again = client.post("/guide/brev", {**guide, "svar.sjukpenning_beslut": "beviljad"}).content.decode()
    assert "ingen sjukpenning" not in again


@pytest.mark.parametrize(
    "carried", ["[]", "{", '{"brev": 1, "till": [1]}', "[" * 90000, '{"brev":["1"],"x":["y"]}']
)
def test_damaged_letter_fields_are_left_out(client: Client, carried: str) -> None:
    assert client.post("/guide/brev", {"brevfalt": carried}).status_code == 200


def test_the_text_has_a_row_for_the_personnummer_to_fill_in(client: Client) -> None:
    assert "Personnummer: ___" in letter(client, **TICKED)


def test_the_doctor_is_asked_to_answer_where_there_is_room(client: Client) -> None:
    assert "Svara på sidan sist" in letter(client, **TICKED, fraga="K5", svarssida="1")
    assert "på sidan sist" not in letter(client, **TICKED, fraga="K5")


def test_the_fragment_brings_the_errors_to_their_fields(client: Client) -> None:
    answer = client.post("/guide/brev", {**TICKED, "timmar_fran": "500"}, headers={"HX-Request": "true"})
    assert 'id="fel-timmar_fran" hx-swap-oob="true">Skriv timmarna' in answer.content.decode()


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
    answer = client.post("/guide/brev.pdf", {"brev": "1", "samtycke": "nej"})
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert "Underlag, inte beslut" in text
