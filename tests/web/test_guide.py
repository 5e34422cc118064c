"""The guide without a browser: what it reads, keeps, forgets, and says when something is wrong."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from samre.web import definition

EXAMPLES = ("gott", "tunt", "diagnosen_upprepad", "utgatt", "langvarigt", "af")


def hidden(page: str) -> dict[str, str]:
    """What the page's form carries."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {
        html.unescape(name): html.unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"
    }


def post(client: Client, **fields: Any) -> str:
    """The page after one step."""
    answer = client.post("/guide", fields)
    assert answer.status_code == 200
    return answer.content.decode()


def example(name: str) -> bytes:
    """The bytes of an example file."""
    return (definition.EXAMPLES / definition.example_texts()["exempel"][name]["fil"]).read_bytes()


def upload(client: Client, data: bytes, name: str = "intyg.xml", **fields: Any) -> str:
    """The page after a file has been dropped."""
    return post(client, fil=SimpleUploadedFile(name, data), gor="las", **fields)


def test_an_empty_guide_asks_the_first_question(client: Client) -> None:
    page = client.get("/guide").content.decode()
    assert "Nästa fråga" in page
    assert "Släpp ett läkarintyg här" in page


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_read_back_without_technical_faults(client: Client, name: str) -> None:
    page = post(client, gor=f"exempel:{name}")
    assert "Intyget på vanlig svenska" in page
    assert "tekniskt fel" not in page
    assert "tekniska fel" not in page


def test_the_thin_certificate_does_not_carry_the_next_step_and_says_what_to_ask(client: Client) -> None:
    page = post(client, gor="exempel:tunt")
    assert "Räcker inte för nästa steg" in page
    assert "Vad har ni själva sett, mätt eller testat" in page


def test_an_uploaded_file_is_the_same_as_the_example(client: Client) -> None:
    page = upload(client, example("gott"))
    assert "FK 7804, 28 oktober 2026" in page


def test_the_persons_identity_is_dropped_when_the_file_has_been_read(client: Client) -> None:
    page = upload(client, example("gott"))
    assert "198409209296" not in page
    assert "19840920" not in page
    assert hidden(page)["svar.fodd"] == "1984-09"


def test_an_answer_is_carried_by_the_form_and_nothing_else(client: Client) -> None:
    page = post(client, **{"ny.sgi": "noll"})
    assert hidden(page)["svar.sgi"] == "noll"
    assert "svar.sgi" not in hidden(client.get("/guide").content.decode())


def test_the_state_survives_any_number_of_round_trips(client: Client) -> None:
    page = upload(client, example("gott"), **{"ny.sgi": "noll", "ny.alder": ""})
    once = hidden(page)
    assert hidden(post(client, **once)) == once


def test_vet_inte_is_kept_as_an_answer(client: Client) -> None:
    page = post(client, **{"ny.sgi": "vet inte"})
    assert hidden(page)["svar.sgi"] == "vet inte"
    assert "known__value--unknown" in page


def test_an_answer_can_be_taken_back(client: Client) -> None:
    page = post(client, **{"svar.sgi": "noll", "svar.bistand": "beviljat", "gor": "glom:sgi"})
    assert hidden(page) == {"svar.bistand": "beviljat"}


def test_an_impossible_answer_is_said_at_the_question_and_nothing_else_is_lost(client: Client) -> None:
    page = post(client, **{"svar.sgi": "noll", "ny.alder": "340"})
    assert hidden(page) == {"svar.sgi": "noll"}
    assert "Rätta svaret" in page
    assert 'value="340"' in page
    assert "»Ålder« är 340" in page


def test_a_contradiction_names_both_answers(client: Client) -> None:
    page = post(client, **{"svar.fodd": "1950", "ny.alder": "34"})
    assert "Rätta svaret" in page
    assert hidden(page) == {"svar.fodd": "1950"}


@pytest.mark.parametrize(
    "data", [b"hej", b"", b"\x00\x01", b"%PDF-1.7", b"<a><b></a>", b"{", b"[]", b'{"slag": "samre-guide"']
)
def test_a_file_that_cannot_be_read_says_what_to_do_and_keeps_the_answers(
    client: Client, data: bytes
) -> None:
    page = upload(client, data, **{"svar.sgi": "noll"})
    assert "Det gick inte att läsa intyget" in page
    assert hidden(page) == {"svar.sgi": "noll"}


def test_reading_without_a_file_asks_for_one(client: Client) -> None:
    assert "Välj en fil först" in post(client, gor="las")


def test_a_file_over_the_cap_is_refused_in_a_sentence(client: Client, settings: Any) -> None:
    settings.UPLOAD_CAP_BYTES = 1000
    page = upload(client, b"<" * 2000, **{"svar.sgi": "noll"})
    assert "Filen är större än" in page
    assert hidden(page) == {"svar.sgi": "noll"}


def test_a_damaged_certificate_in_the_form_is_dropped_with_a_word(client: Client) -> None:
    page = post(client, **{"intyg": '{"format": 1}', "svar.sgi": "noll"})
    assert "Läs in filen igen" in page
    assert hidden(page) == {"svar.sgi": "noll"}


def test_an_unknown_fact_in_the_form_is_left_out(client: Client) -> None:
    assert hidden(post(client, **{"svar.finns_inte": "ja", "svar.sgi": "noll"})) == {"svar.sgi": "noll"}


def test_no_certificate_yet_is_an_answer(client: Client) -> None:
    assert hidden(post(client, gor="inget_intyg")) == {"svar.intyg": "saknas"}


def test_a_certificate_can_be_typed_in_and_changed(client: Client) -> None:
    page = post(client, gor="skriv:FK 7804")
    assert "Funktionsnedsättning" in page
    typed = {
        "blankett": "FK 7804",
        "skriv.6.1": "Depression",
        "skriv.35.1": "Nedsatt koncentration vid undersökningen.",
        "skriv.32.1": "HALFTEN",
        "skriv.32.2.start": "2026-11-01",
        "skriv.32.2.end": "2026-12-31",
    }
    page = post(client, **typed, gor="skriv_klart")
    assert "Ändra det inskrivna" in page
    again = post(client, **hidden(page), gor="skriv_andra")
    assert "Nedsatt koncentration vid undersökningen." in again
    assert 'value="2026-12-31"' in again


def test_what_is_being_typed_is_kept_while_a_question_is_answered(client: Client) -> None:
    page = post(client, **{"blankett": "FK 7804", "skriv.6.1": "Depression", "ny.sgi": "noll"})
    assert 'value="Depression"' in page
    assert hidden(page)["svar.sgi"] == "noll"


def test_the_guide_is_saved_to_a_file_and_opened_again(client: Client) -> None:
    page = upload(client, example("gott"), **{"ny.sgi": "noll"})
    saved = client.post("/guide/spara", hidden(page))
    assert "attachment" in saved["Content-Disposition"]
    assert json.loads(saved.content)["slag"] == "samre-guide"
    assert hidden(upload(client, saved.content, name="samre-guide.json")) == hidden(page)


def test_htmx_gets_exactly_what_the_whole_page_contains(client: Client) -> None:
    fields = {"svar.sgi": "noll", "ny.bistand": "beviljat"}
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    whole = token.sub("", client.post("/guide", fields).content.decode())
    part = token.sub("", client.post("/guide", fields, headers={"HX-Request": "true"}).content.decode())
    assert "<html" not in part
    assert part.strip() in whole


def test_a_page_with_health_in_it_is_never_stored_by_the_browser(client: Client) -> None:
    assert "no-store" in client.post("/guide", {"gor": "exempel:gott"})["Cache-Control"]


def test_free_text_is_escaped(client: Client) -> None:
    page = post(
        client, **{"blankett": "FK 7804", "skriv.6.1": "<script>alert(1)</script>", "gor": "skriv_klart"}
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_every_output_says_that_it_is_no_decision_and_which_map_it_rests_on(client: Client) -> None:
    page = post(client, gor="exempel:gott")
    assert "Underlag, inte beslut" in page
    assert definition.pathway().hash[:8] in page


def test_the_place_is_told_as_text_for_the_kommuns_own_system(client: Client) -> None:
    page = html.unescape(
        post(client, **{"svar.fodd": "1950-03-01", "svar.avslag": "inget", "svar.sokt_pension": "nej"})
    )
    text = page[page.index('id="laget-text"') :].split("</textarea>")[0]
    assert "Läget på SAMRE-kartan 21 november 2026" in text
    assert "Underlag, inte beslut." in text


def test_every_certificate_of_the_testdata_is_read_or_refused_in_words(
    client: Client, testdata: Path
) -> None:
    files = [
        path for path in sorted((testdata / "certificates").rglob("*")) if path.suffix in (".xml", ".json")
    ]
    assert files
    for path in files:
        page = upload(client, path.read_bytes(), name=path.name)
        assert "Intyget på vanlig svenska" in page or "Det gick inte att läsa intyget" in page, path.name
        if "Intyget på vanlig svenska" in page:
            assert client.post("/guide/brev", hidden(page)).status_code == 200, path.name


def test_a_wrong_check_digit_is_said_apart_from_the_form(client: Client) -> None:
    page = upload(client, example("gott").replace(b"198409209296", b"198409209297"))
    assert "Kontrollera att intyget gäller rätt person" in page
    assert "tekniskt fel" not in page
    assert "198409209297" not in page


def test_a_typed_certificate_is_not_held_to_the_rules_of_files(client: Client) -> None:
    page = post(client, **{"blankett": "FK 7804", "skriv.6.1": "Depression", "gor": "skriv_klart"})
    assert "tekniskt fel" not in page
    assert "tekniska fel" not in page
    assert "Räcker inte för nästa steg" in page


def test_an_answer_that_contradicts_the_certificate_is_kept_and_told(client: Client) -> None:
    page = post(client, **hidden(post(client, gor="exempel:gott")), **{"ny.grad": "50"})
    assert "Stäm av:" in page
    assert "säger Tre fjärdedelar, 75 %" in page
    assert hidden(page)["svar.grad"] == "50"


def test_an_answer_that_agrees_with_the_certificate_needs_no_word(client: Client) -> None:
    page = post(client, **hidden(post(client, gor="exempel:gott")), **{"ny.grad": "75"})
    assert "Stäm av:" not in page


WRITTEN_DAYS = {
    "840512": "1984-05-12",
    "84-05-12": "1984-05-12",
    "12/5 1984": "1984-05-12",
    "12 maj 1984": "1984-05-12",
    "maj 1984": "1984-05",
    "1984": "1984",
    "19840512": "1984-05-12",
}


@pytest.mark.parametrize(("written", "day"), WRITTEN_DAYS.items())
def test_a_date_is_read_as_people_write_it(client: Client, written: str, day: str) -> None:
    assert hidden(post(client, **{"ny.fodd": written})) == {"svar.fodd": day}


@pytest.mark.parametrize("written", ["31/2 1984", "12 maj", "i våras", "200512", "1984-13"])
def test_a_text_that_is_no_date_says_what_to_write_and_is_not_lost(client: Client, written: str) -> None:
    page = post(client, **{"ny.fodd": written, "svar.sgi": "noll"})
    assert f'value="{written}"' in page
    assert "Skriv" in page
    assert hidden(page) == {"svar.sgi": "noll"}


@pytest.mark.parametrize("written", ["19840920-9296", "840920 9296", "198409209296", "1984-09-20-9296"])
def test_a_personnummer_as_an_answer_is_refused_and_never_shown(client: Client, written: str) -> None:
    page = post(client, **{"ny.fodd": written, "ny.timmar": written})
    assert hidden(page) == {}
    assert "9296" not in page
    assert "De fyra sista siffrorna ska inte vara med" in page
    assert "Det ser ut som ett personnummer" in page


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [("grad", "50 %", "50"), ("timmar", "10-15", "10"), ("timmar", "10,5", "10"), ("timmar", "12 h", "12")],
)
def test_a_number_is_read_as_people_write_it(client: Client, fact: str, written: str, value: str) -> None:
    assert hidden(post(client, **{f"ny.{fact}": written})) == {f"svar.{fact}": value}


def test_a_span_is_read_as_its_lowest_number_and_says_so(client: Client) -> None:
    assert "Vi räknar med det lägsta: 10." in post(client, **{"ny.timmar": "10–15"})


def test_what_cannot_be_read_leaves_the_old_answer_and_stands_alone(client: Client) -> None:
    page = post(client, **{"svar.timmar": "10", "ny.timmar": "tio"})
    assert hidden(page) == {"svar.timmar": "10"}
    assert "Rätta svaret" in page
    assert "Nästa fråga" not in page


def test_an_empty_answer_says_what_to_do(client: Client) -> None:
    assert "Skriv ett svar först, eller välj Vet inte." in post(client, **{"ny.fodd": "", "svara": "fodd"})


def test_the_right_field_counts_when_a_question_stands_in_two_places(client: Client) -> None:
    assert hidden(post(client, **{"ny.timmar": ["10", ""]})) == {"svar.timmar": "10"}


def test_grades_and_lss_are_chosen_not_written(client: Client) -> None:
    page = post(client, **{"svar.grad": "75", "svar.lss_krets": "1"})
    assert 'name="ny.grad" value="50"' in page
    assert 'name="ny.lss_krets" value="0"' in page


def test_the_laws_last_day_comes_first_and_is_the_laws(client: Client) -> None:
    page = post(
        client,
        **{"svar.fodd": "1984", "svar.avslag": "fk", "svar.avslag_datum": "2026-09-28", "per": "2026-11-21"},
    )
    assert "Sista dag enligt lag</dt><dd>28 november 2026" in page
    assert "place__near" in page


def test_a_right_that_time_has_taken_stays_on_the_page(client: Client) -> None:
    page = post(client, **{"svar.avslag": "fk", "svar.avslag_datum": "2026-08-01", "per": "2026-11-21"})
    assert "Tiden gick ut den 1 oktober 2026. Vägen är en ny ansökan." in page


def test_who_applies_is_told_apart_from_who_decides(client: Client) -> None:
    page = post(client, **{"svar.fodd": "1955-03-01"})
    assert "<dt>Gör nu</dt><dd>Personen, med din hjälp" in page
    assert "<dt>Beslutar</dt><dd>Pensionsmyndigheten" in page


def test_what_can_be_done_now_is_said_though_much_is_unknown(client: Client) -> None:
    unknown = ("fodd", "alder", "uppnatt_riktalder", "sgi", "intyg", "sjukpenning_arende")
    page = post(client, **{f"svar.{name}": "vet inte" for name in unknown})
    assert "Det här kan ni göra nu" in page
    assert page.index("Det här kan ni göra nu") < page.index("Kan komma före, när mer är känt")
    assert "Går inte att säga än" not in page


def test_a_refusal_is_asked_about_first_until_it_is_answered(client: Client) -> None:
    row = "Har det kommit ett avslag?"
    page = client.get("/guide").content.decode()
    assert page.index(row) < page.index("Nästa fråga")
    assert row not in post(client, **{"ny.avslag": "inget"})
    assert "Vilken dag kom avslaget?" in post(client, **{"ny.avslag": "fk"})


def test_a_certificate_whose_time_is_over_gets_no_kind_word(client: Client) -> None:
    page = post(client, gor="exempel:utgatt")
    assert "Gäller inte längre. Be om ett nytt." in page
    assert ">Duger<" not in page
    assert "Det går att komma vidare" not in page


def test_a_wrong_check_digit_outranks_the_verdict(client: Client) -> None:
    page = upload(client, example("gott").replace(b"198409209296", b"198409209297"))
    assert "Kontrollera vem intyget gäller" in page
    assert ">Duger<" not in page


def test_a_certificate_that_ended_long_ago_is_told_in_years(client: Client) -> None:
    page = post(client, **{"svar.dag_intyget_slutar": "2016-11-23", "per": "2026-11-21"})
    assert "Gick ut för 10 år sedan" in page
    assert "-36" not in page


def test_somebody_very_old_is_asked_about(client: Client) -> None:
    assert "Stämmer födelseåret?" in post(client, **{"svar.fodd": "1913-05-12"})
    assert "Stämmer födelseåret?" not in post(client, **{"svar.fodd": "1950"})


def test_a_year_of_birth_gives_the_age_as_a_span(client: Client) -> None:
    assert "41–42 år" in post(client, **{"svar.fodd": "1984", "per": "2026-11-21"})


def test_the_text_begins_with_what_is_known_and_where_from(client: Client) -> None:
    page = html.unescape(post(client, **hidden(post(client, gor="exempel:tunt")), **{"ny.sgi": "noll"}))
    text = page[page.index('id="laget-text"') :].split("</textarea>")[0]
    assert text.index("Det vi vet:") < text.index("Saknas i intyget:") < text.index("Ta reda på:")
    assert "(ditt svar)" in text
    assert text.count("Vi utgår från") == 1


def test_a_personnummer_in_a_saved_file_or_a_changed_form_is_left_out(client: Client) -> None:
    saved = {
        "slag": "samre-guide",
        "per": None,
        "svar": {"fodd": "19840920-9296", "sgi": "noll"},
        "intyg": None,
    }
    opened = upload(client, json.dumps(saved).encode(), name="samre-guide.json")
    changed = post(client, **{"svar.fodd": "19840920-9296", "svar.sgi": "noll"})
    for page in (opened, changed):
        assert "9296" not in page
        assert hidden(page) == {"svar.sgi": "noll"}
