"""The certificate read back: every answer once, codes in words, headings a caseworker understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tests.certificate.factories import certificate, opinion

from samre.certificate.model import Answer, Certificate, Code, Part, Period, Quantity, Value
from samre.certificate.summary import read_back


def read(subject: Certificate) -> Mapping[str, list[str]]:
    return {
        section.heading: [f"{line.label}: {line.text}".removeprefix(": ") for line in section.lines]
        for section in read_back(subject)
    }


def test_a_certificate_is_read_back_in_plain_words() -> None:
    shown = read(certificate())
    assert list(shown) == [
        "Sjukdom",
        "Vad som är nedsatt",
        "Vad personen har svårt med",
        "Vilket arbete det gäller",
        "Hur mycket och hur länge",
        "Prognos",
        "Behandling",
        "Åtgärder",
        "Vad intyget bygger på",
        "Kontakt",
    ]
    assert shown["Sjukdom"] == ["Recidiverande depression (F331)"]
    assert shown["Hur mycket och hur länge"] == [
        "Arbetsförmågan är nedsatt med 50 procent från 2 november 2026 till 31 december 2026."
    ]
    assert shown["Vad intyget bygger på"] == ["Undersökning, 2 november 2026"]
    assert shown["Vilket arbete det gäller"] == ["Bedömt mot: arbete som är vanligt på arbetsmarknaden"]
    assert shown["Kontakt"][1] == "Telefon 010-000 00 00"


def test_several_diagnoses_keep_their_own_codes() -> None:
    subject = opinion({"6.1": "Ett", "6.2": Code("A01"), "6.3": "Två", "6.4": Code("B02"), "6.5": "Tre"})
    assert read(subject)["Sjukdom"][:3] == ["Ett (A01)", "Två (B02)", "Tre"]


def test_yes_and_no_are_told_in_whole_sentences() -> None:
    shown = read(certificate({"26.1": "true", "27.1": "false"}))
    assert shown["Kontakt"][-1] == "Läkaren vill bli kontaktad."
    assert shown["Hur mycket och hur länge"][0] == "Intyget gäller inte regler vid smitta."


def test_a_full_reduction_is_told_in_words_and_not_in_per_cent() -> None:
    shown = read(certificate({"32.1": Code("HELT_NEDSATT")}))
    assert shown["Hur mycket och hur länge"] == [
        "Arbetsförmågan är helt nedsatt från 2 november 2026 till 31 december 2026."
    ]


def test_what_the_doctor_says_of_the_usual_time_comes_with_what_fmb_is() -> None:
    shown = read(certificate({"37.1": "Överskrider inte FMB"}))
    assert "försäkringsmedicinskt beslutsstöd): Överskrider inte FMB" in shown["Hur mycket och hur länge"][-1]


def test_a_period_without_an_end_says_so() -> None:
    shown = read(certificate({"32.1": None, "32.2": Period(date(2026, 11, 2), None)}))
    assert shown["Hur mycket och hur länge"] == [
        "Arbetsförmågan är nedsatt från 2 november 2026, utan slutdatum. Graden saknas."
    ]


def test_answers_outside_the_form_are_shown_last_with_their_question() -> None:
    shown = read(certificate({"9001.1": "Skostorlek 37"}))
    assert list(shown)[-1] == "Andra svar" and shown["Andra svar"] == ["9001.1: Skostorlek 37"]


def test_every_answer_is_shown_exactly_once() -> None:
    values: dict[str, Value] = {f"{n}.1": f"svaret på fråga {n}." for n in range(1, 46)}
    for form in (
        "LISJP",
        "AG7804",
        "LUSE",
        "LUAE_NA",
        "LUAE_FS",
        "AF00213",
        "AF00251",
        "AG1-14",
        "FK7263",
        "NYTT",
    ):
        subject = certificate(base=values, form=form)
        texts = [line.text for section in read_back(subject) for line in section.lines]
        for text in values.values():
            assert sum(str(text) in shown for shown in texts) == 1, (form, text)


def test_quantities_and_unknown_codes_are_shown_as_given() -> None:
    parts = (Part("2.3", Quantity(Decimal("22.0"), "h")), Part("2.2", Code("NYKOD", display="Ny kod")))
    shown = read(Certificate("typed", "AF00251", answers=(Answer("2", parts),)))
    assert shown["Vilket arbete det gäller"] == [
        "Omfattning i programmet: 22 h",
        "Omfattning i programmet: Ny kod",
    ]
