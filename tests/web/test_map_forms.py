"""The forms of the map for who doesn't write code: no ids, conditions read first, and what is wrong said in the form's words."""

from __future__ import annotations

import re

import pytest
from tests.governance.factories import Federation, make_draft, make_federation, small_texts, texts_of_draft
from tests.web.test_map_drafts import address, as_, form_of, post, step, text_of

from samre.governance.models import Draft
from samre.governance.queries.change_words import pieces
from samre.governance.queries.map_names import aloud, shortened
from samre.governance.queries.map_things import find_thing
from samre.governance.rules.map_parts import kinds
from samre.pathway.proof.limit_words import other_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def draft(federation: Federation) -> Draft:
    return make_draft(federation)


def words_of(page: str) -> str:
    """What is read on the page: no markup, no addresses, no values of fields, nothing that is written by hand."""
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<textarea.*?</textarea>|<code>.*?</code>", " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.parametrize(
    "slug", ["steg", "uppgifter", "villkor", "samband", "varden", "aktorer", "mal", "linjer"]
)
def test_no_list_and_no_form_shows_an_id(federation: Federation, draft: Draft, slug: str) -> None:
    client = as_(federation.lead)
    listed = text_of(client.get(address(draft, "delar", slug)))
    ids = [part.split('"')[0] for part in listed.split(f"/delar/{slug}/")[1:]]
    pages = [listed] + [
        text_of(client.get(address(draft, "delar", slug, id_))) for id_ in ids if id_ not in ("ny", "ordning")
    ]
    for page in pages:
        assert not re.findall(r"\bS\d\d\b|\b[a-z]+_[a-z_]+\b", words_of(page))


def test_a_condition_is_listed_and_chosen_by_what_it_says(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    client.post(
        address(draft, "delar", "villkor", "ny"),
        {"gor": "spara", "id": "över trettio", "villkor": "alder > 30"},
    )
    assert "Ålder är mer än 30 år" in words_of(text_of(client.get(address(draft, "delar", "villkor"))))
    opened = client.post(
        address(draft, "delar", "steg", "S27"), form_of(draft, "steg", "S27", gor="bygg:klar_när")
    )
    conditions = text_of(opened).partition('<optgroup label="Villkor som redan finns">')[2]
    assert '<option value="over_trettio">Ålder är mer än 30 år</option>' in conditions


def test_the_choices_of_a_condition_are_searched(federation: Federation, draft: Draft) -> None:
    form = form_of(draft, "steg", "S27", gor="valj:klar_när", bygg_sok="ålder")
    page = text_of(as_(federation.lead).post(address(draft, "delar", "steg", "S27"), form))
    options = page.partition('id="bygg_uppgift"')[2].partition("</select>")[0]
    assert 'value="alder"' in options
    assert 'value="sgi"' not in options


def test_the_word_that_was_meant_is_put_in_by_a_button(federation: Federation, draft: Draft) -> None:
    client, where = as_(federation.lead), address(draft, "delar", "steg", "S27")
    wrong = form_of(draft, "steg", "S27", öppen_när="alderr >= 65 och sgii = noll")
    page = text_of(client.post(where, wrong))
    assert "Ingen fråga och inget villkor heter »alderr«." in page
    assert 'value="byt:öppen_när"' in page
    page = text_of(client.post(where, wrong | {"gor": "byt:öppen_när"}))
    assert "alder &gt;= 65 och sgii = noll</textarea>" in page
    page = text_of(
        client.post(where, wrong | {"gor": "byt:öppen_när", "öppen_när": "alder >= 65 och sgii = noll"})
    )
    assert "alder &gt;= 65 och sgi = noll</textarea>" in page
    assert draft.revision == 1


def test_what_is_wrong_is_listed_by_the_name_of_its_field(federation: Federation, draft: Draft) -> None:
    changes = {"frist.dagar": "femtiosex", "vägar.0.text": "", "vägar.0.villkor": "sgii"}
    answer = post(as_(federation.lead), draft, "steg", "S05", **changes)
    page = text_of(answer)
    assert answer.status_code == 422
    assert '<a href="#frist-dagar">Frist, dagar</a>: Skriv ett helt tal med siffror, till exempel 56.' in page
    assert '<a href="#vagar-0-text">Väg 1, när man går dit</a>: Fyll i »När man går dit«.' in page
    assert (
        '<a href="#vagar-0-villkor">Väg 1, villkor</a>: Ingen fråga och inget villkor heter »sgii«.' in page
    )
    assert 'value="spara_anda"' not in page


@pytest.mark.parametrize("doing", ["spara", "spara_anda"])
def test_a_number_that_is_none_is_never_saved(federation: Federation, draft: Draft, doing: str) -> None:
    answer = post(as_(federation.lead), draft, "steg", "S08", **{"frist.dagar": "snart"}, gor=doing)
    assert answer.status_code == 422
    assert step(draft)["frist"]["dagar"] == "28"


def test_words_that_say_another_time_than_the_days_are_pointed_at(
    federation: Federation, draft: Draft
) -> None:
    page = text_of(post(as_(federation.lead), draft, "steg", "S05", **{"frist.dagar": "56"}))
    assert "Sparat." in page
    assert '<a href="#frist-text">Frist, fristen i ord</a>: Här står Två veckor, men Dagar är 56.' in page
    page = text_of(post(as_(federation.lead), draft, "steg", "S05", **{"frist.text": "Åtta veckor"}))
    assert "men Dagar är" not in page


@pytest.mark.parametrize(
    ("text", "days", "said"),
    [
        ("Fråga efter 30 dagar.", 56, "30 dagar"),
        ("Fråga efter 30 dagar.", 30, ""),
        ("En vecka", 7, ""),
        ("Två veckor, annars efter en månad.", 14, ""),
        ("Tre månader", 90, ""),
        ("Tre månader", 60, "Tre månader"),
        ("Så snart det går.", 5, ""),
    ],
)
def test_a_time_in_words_agrees_with_its_days_or_not(text: str, days: int, said: str) -> None:
    assert other_time(text, days) == said


def test_an_answer_keeps_its_id_whatever_is_sent_and_a_new_one_gets_one(
    federation: Federation, draft: Draft
) -> None:
    changes = {
        "val": ["0", "1", "2"],
        "val.0.nyckel": "omdopt",
        "val.0.text": "SGI är noll",
        "val.2.nyckel": "",
        "val.2.text": "Vilande SGI",
    }
    client = as_(federation.lead)
    page = text_of(client.get(address(draft, "delar", "uppgifter", "sgi")))
    assert '<input type="hidden" name="val.0.nyckel" value="noll">' in page
    post(client, draft, "uppgifter", "sgi", **(changes | {"val.0.nyckel": "noll"}))
    draft.refresh_from_db()
    found = find_thing(texts_of_draft(draft), kinds()["uppgifter"], "sgi")
    assert found["val"] == {"noll": "SGI är noll", "finns": "Ja, SGI finns", "vilande_sgi": "Vilande SGI"}


def test_how_common_each_answer_is_is_a_number_beside_it(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = text_of(client.get(address(draft, "delar", "uppgifter", "sgi")))
    assert '<label for="fordelning-noll">Nej, SGI är noll</label>' in page
    form = form_of(draft, "uppgifter", "sgi")
    del form["fördelning"]
    shares = {"fördelning.noll": "75", "fördelning.finns": "25"}
    client.post(address(draft, "delar", "uppgifter", "sgi"), form | shares)
    draft.refresh_from_db()
    found = find_thing(texts_of_draft(draft), kinds()["uppgifter"], "sgi")
    assert {name: int(share) for name, share in found["fördelning"].items()} == {"noll": 75, "finns": 25}


def test_a_way_that_is_taken_away_takes_its_line_on_the_drawing_along(
    federation: Federation, draft: Draft
) -> None:
    before = texts_of_draft(draft)
    assert "- S05 > S14 > M1" in before["ritning.yaml"]
    client, where = as_(federation.lead), address(draft, "delar", "steg", "S05")
    form = form_of(draft, "steg", "S05")
    at = next(number for number, way in enumerate(step(draft, "S05")["vägar"]) if way["till"] == "S14")
    form["vägar"] = [number for number in form["vägar"] if number != str(at)]
    page = text_of(client.post(where, form, follow=True))
    assert "Väg till 14" in page
    draft.refresh_from_db()
    assert "- S14 > M1" in texts_of_draft(draft)["ritning.yaml"]
    assert "S05 > S14" not in texts_of_draft(draft)["ritning.yaml"]


def test_a_long_text_tells_only_what_is_new_in_it() -> None:
    before = "Personen söker själv och skickar med planen och beskrivningen av vad som är prövat under våren"
    found = pieces(before, f"{before} och hösten")
    assert found == (("", "Personen söker själv och … är prövat under våren"), ("nytt", " och hösten")) or [
        kind for kind, _ in found
    ] == ["", "nytt"]
    assert len(found[0][1]) < len(before)
    assert pieces("kort", "kortare") == ()
    assert pieces(before, "Något helt annat som inte har med det andra att göra alls, faktiskt, nej.") == ()


def test_a_name_is_cut_between_words() -> None:
    assert shortened("Ålder är mer än 30 år", 12) == "Ålder är …"


def test_a_save_is_told_in_short_by_what_is_new_or_gone(federation: Federation, draft: Draft) -> None:
    as_(federation.lead).post(address(draft, "delar", "steg", "S14"), {"gor": "ta_bort"})
    draft.refresh_from_db()
    said = draft.revisions.get(number=draft.revision).what
    assert said.startswith("Steg 14 Samordning hos FK: borttaget. Och ")
    post(as_(federation.lead), draft, "steg", "S08", råd="Ring först.")
    draft.refresh_from_db()
    assert draft.revisions.get(number=draft.revision).what.startswith("Steg 8 Planering: råd ")


def test_a_name_does_not_say_that_something_is_known_beside_what_it_is() -> None:
    texts = small_texts()
    texts["fakta.yaml"] = texts["fakta.yaml"].replace(
        "\nvillkor:",
        "\nvillkor:\n  aldre: inte är_okänd(alder) och alder > 30\n  utan: inte är_okänd(alder)",
        1,
    )
    assert aloud(texts, "aldre") == "Ålder är mer än 30 år"
    assert aloud(texts, "utan") == "Ålder är känt"


def test_a_number_is_written_with_blanks_as_the_lists_write_it(federation: Federation, draft: Draft) -> None:
    post(as_(federation.lead), draft, "steg", "S08", **{"frist.dagar": "1 0"})
    assert step(draft)["frist"]["dagar"] == "10"
