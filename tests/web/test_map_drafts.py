"""A draft of the map over HTTP: its home, its things in forms, conditions read aloud, and two who write at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import log_in
from tests.governance.factories import (
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    texts_of_draft,
)

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.governance.models import Draft
from samre.governance.queries.drafts import draft_texts
from samre.governance.queries.map_things import find_thing
from samre.governance.rules.map_parts import kinds
from samre.web.forms.map_things import shown_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def draft(federation: Federation) -> Draft:
    return make_draft(federation)


def as_(actor: Actor) -> Client:
    assert actor.assignment_id
    return log_in(Client(), Assignment.objects.get(pk=actor.assignment_id))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def address(draft: Draft, *more: str) -> str:
    return "/".join([f"/kartan/forslag/{draft.pk}", *more])


def form_of(draft: Draft, slug: str, id_: str, **changes: Any) -> dict[str, Any]:
    """The form of a thing as a browser sends it, with some of its fields changed."""
    draft.refresh_from_db()
    kind = kinds()[slug]
    form: dict[str, Any] = {"revision": str(draft.revision), "gor": "spara"}
    for key, value in shown_values(kind, find_thing(draft_texts(draft), kind, id_)).items():
        flatten(form, key, value)
    return form | changes


def flatten(form: dict[str, Any], name: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            flatten(form, f"{name}.{key}", item)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        form[name] = [str(number) for number in range(len(value))]
        for number, row in enumerate(value):
            flatten(form, f"{name}.{number}", row)
    elif name in ("medverkar", "blanketter", "mål", "svarar"):
        form[name] = value
    else:
        form[name] = "\n".join(value) if isinstance(value, list) else value


@pytest.mark.parametrize("slug", list(kinds()))
def test_every_thing_of_every_kind_can_be_opened_and_saved_unchanged(
    federation: Federation, draft: Draft, slug: str
) -> None:
    client, kind = as_(federation.lead), kinds()[slug]
    assert kind.name in text_of(client.get(address(draft, "delar", slug)))
    first = text_of(client.get(address(draft, "delar", slug)))
    ids = [part.split('"')[0] for part in first.split(f"/delar/{slug}/")[1:]]
    for id_ in [one for one in dict.fromkeys(ids) if one not in ("ny", "ordning")]:
        where = address(draft, "delar", slug, id_)
        assert client.get(where).status_code == 200
        answer = client.post(where, form_of(draft, slug, id_))
        assert answer["Location"].endswith("?klart=inget"), (slug, id_)
    draft.refresh_from_db()
    assert draft.revision == 1


def post(client: Client, draft: Draft, slug: str, id_: str, **changes: Any) -> Any:
    return client.post(address(draft, "delar", slug, id_), form_of(draft, slug, id_, **changes), follow=True)


def step(draft: Draft, id_: str = "S08") -> Any:
    draft.refresh_from_db()
    return find_thing(texts_of_draft(draft), kinds()["steg"], id_)


def test_a_changed_time_limit_is_saved_told_and_shown_as_a_difference(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    page = text_of(post(client, draft, "steg", "S08", **{"frist.dagar": "21", "frist.text": "Tre veckor"}))
    assert "Sparat." in page
    assert "28 dagar, förslag: Bevaka planen" in page
    assert "21 dagar, förslag: Tre veckor" in page
    assert step(draft)["frist"] == {"dagar": "21", "text": "Tre veckor"}
    home = text_of(client.get(address(draft)))
    assert "Steg 8 Planering" in home
    assert "21 dagar, förslag: Tre veckor" in home
    assert "frist ändrad" in draft.revisions.get(number=2).what
    assert "Inga fel" in home


def test_what_was_not_changed_stays_as_it_was_written(federation: Federation, draft: Draft) -> None:
    before = texts_of_draft(draft)
    post(as_(federation.lead), draft, "steg", "S08", kort="Plan")
    draft.refresh_from_db()
    after = texts_of_draft(draft)
    assert {name for name in after if after[name] != before[name]} == {"steg.yaml"}
    assert "öppen_när: är_okänd(intyg) eller intyg i {saknas, utgatt} eller" in after["steg.yaml"]


def test_a_mistake_in_a_condition_is_marked_at_the_word_and_nothing_is_lost(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    answer = post(client, draft, "steg", "S27", öppen_när="alderr >= 65", kort="Ny pension")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "<mark>alderr</mark> &gt;= 65" in page
    assert "Menade du »alder«?" in page
    assert 'href="#oppen_nar"' in page
    assert 'value="Ny pension"' in page
    assert step(draft, "S27")["kort"] == "Pension"
    assert draft.revision == 1


def test_what_is_not_finished_can_be_saved_and_the_draft_says_where_to_mend_it(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    page = text_of(post(client, draft, "steg", "S27", öppen_när="alderr >= 65", gor="spara_anda"))
    assert "Sparat." in page
    home = text_of(client.get(address(draft)))
    assert "Kartan går inte att läsa än." in home
    assert address(draft, "delar", "steg", "S27") in home
    fine = text_of(post(client, draft, "steg", "S27", öppen_när="alder >= 64"))
    assert "Ålder är minst 64 år" in fine
    assert "Kartan går inte att läsa" not in text_of(client.get(address(draft)))


def test_a_value_the_files_cannot_hold_is_told_at_its_field(federation: Federation, draft: Draft) -> None:
    answer = post(as_(federation.lead), draft, "steg", "S08", **{"frist.dagar": "snart"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="fel-frist-dagar"' in page
    assert "snart" in page


def test_a_save_that_failed_after_one_that_went_well_tells_only_of_the_fault(
    federation: Federation, draft: Draft
) -> None:
    where = address(draft, "delar", "steg", "S08") + "?klart=sparat"
    answer = as_(federation.lead).post(where, form_of(draft, "steg", "S08", namn=""))
    assert answer.status_code == 422
    assert "Sparat." not in text_of(answer)


def test_what_must_be_filled_in_is_asked_for(federation: Federation, draft: Draft) -> None:
    answer = post(as_(federation.lead), draft, "steg", "S08", namn="")
    assert answer.status_code == 422
    assert "Fyll i »Namn«." in text_of(answer)


def test_two_who_change_different_fields_both_get_their_way(federation: Federation, draft: Draft) -> None:
    mine = form_of(draft, "steg", "S08", råd="Ring först.")
    post(as_(federation.second_lead), draft, "steg", "S08", **{"frist.dagar": "7"})
    page = text_of(as_(federation.lead).post(address(draft, "delar", "steg", "S08"), mine, follow=True))
    assert "Sparat." in page
    saved = step(draft)
    assert (saved["råd"], saved["frist"]["dagar"]) == ("Ring först.", "7")


def test_two_who_change_the_same_field_see_both_and_nothing_is_lost(
    federation: Federation, draft: Draft
) -> None:
    mine = form_of(draft, "steg", "S08", åtagande="Mitt åtagande.")
    post(as_(federation.second_lead), draft, "steg", "S08", åtagande="Hennes åtagande.")
    client = as_(federation.lead)
    answer = client.post(address(draft, "delar", "steg", "S08"), mine)
    page = text_of(answer)
    assert answer.status_code == 409
    assert federation.second_lead.name in page
    assert "Sparat nu: Hennes åtagande." in page
    assert "Mitt åtagande." in page
    assert step(draft)["åtagande"] == "Hennes åtagande."
    client.post(address(draft, "delar", "steg", "S08"), mine | {"revision": "2"})
    assert step(draft)["åtagande"] == "Mitt åtagande."


def test_a_condition_is_read_aloud_as_it_is_typed(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    said = client.post(
        address(draft, "las-upp"), {"falt": "klar_när", "klar_när": "sgi = noll och alder > 60"}
    )
    assert "SGI är »Nej, SGI är noll«" in text_of(said)
    assert "Ålder är mer än 60 år" in text_of(said)
    wrong = client.post(address(draft, "las-upp"), {"falt": "klar_när", "klar_när": "sgi = nol"})
    assert "sgi = <mark>nol</mark>" in text_of(wrong)


def test_a_condition_is_built_by_choice_without_writing_it(federation: Federation, draft: Draft) -> None:
    client, where = as_(federation.lead), address(draft, "delar", "steg", "S27")
    form = form_of(draft, "steg", "S27")
    opened = text_of(client.post(where, form | {"gor": "bygg:klar_när"}))
    assert "Vad handlar det om?" in opened
    chosen = text_of(client.post(where, form | {"gor": "valj:klar_när", "bygg_uppgift": "sgi"}))
    assert "SGI är något annat än</option>" in chosen
    assert "Nej, SGI är noll" in chosen
    picks = {
        "gor": "lagg:klar_när",
        "bygg_uppgift": "sgi",
        "bygg_hur": "=",
        "bygg_val": ["noll"],
        "bygg_ihop": "och",
    }
    put = text_of(client.post(where, form | picks))
    assert "pension_sokt och sgi = noll</textarea>" in put
    assert "ändrat men inte sparat" in put
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_part_put_to_either_or_holds_together_what_was(federation: Federation, draft: Draft) -> None:
    form = form_of(draft, "steg", "S27")
    picks = {
        "gor": "lagg:öppen_när",
        "bygg_uppgift": "alder",
        "bygg_hur": ">=",
        "bygg_lagvarde": "värde.pensionsfraga",
    }
    page = text_of(as_(federation.lead).post(address(draft, "delar", "steg", "S27"), form | picks))
    assert "(uppnatt_riktalder eller alder &gt;= 65) och alder &gt;= värde.pensionsfraga</textarea>" in page


def test_rows_are_added_moved_and_taken_away_before_they_are_saved(
    federation: Federation, draft: Draft
) -> None:
    client, where = as_(federation.lead), address(draft, "delar", "steg", "S14")
    form = form_of(draft, "steg", "S14")
    assert 'name="kräver.2.villkor"' in text_of(client.post(where, form | {"gor": "ny:kräver"}))
    moved = text_of(client.post(where, form | {"gor": "ner:kräver.0"}))
    assert moved.index('value="intyget_duger"') < moved.index('value="sgi_noll"')
    gone = text_of(client.post(where, form | {"gor": "bort:kräver.0"}))
    assert 'value="sgi_noll"' not in gone
    row = {
        "kräver": ["0", "1", "2"],
        "kräver.2.id": "",
        "kräver.2.text": "Intyg finns",
        "kräver.2.villkor": "intyg = giltigt",
    }
    client.post(where, form | row)
    assert [one["id"] for one in step(draft, "S14")["kräver"]] == ["sgi_noll", "intyget_duger", "intyg_finns"]


def test_a_new_step_gets_its_number_and_its_place(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    form = {
        "gor": "spara", "fore": "S05", "namn": "Samtal om vården", "kort": "Samtal", "fas": "start", "ansvarig": "KOM",
        "åtagande": "Socialsekreteraren ringer.", "frist.dagar": "7", "frist.text": "En vecka", "frist.slag": "förslag",
        "om_inget_svar": "Ring igen.", "öppen_när": "är_okänd(intyg)", "vägar": ["0"], "vägar.0.till": "S05",
        "vägar.0.text": "Intyget har kommit",
    }  # fmt: skip
    answer = client.post(address(draft, "delar", "steg", "ny"), form, follow=True)
    assert answer.redirect_chain[0][0].startswith(address(draft, "delar", "steg", "S28"))
    draft.refresh_from_db()
    assert "S14, S28, S05" in texts_of_draft(draft)["karta.yaml"]
    assert "Nytt" in text_of(client.get(address(draft)))


def test_a_new_condition_needs_a_name_and_a_new_question_gets_one(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    nameless = client.post(
        address(draft, "delar", "villkor", "ny"), {"gor": "spara", "villkor": "alder > 30"}
    )
    assert nameless.status_code == 422
    client.post(
        address(draft, "delar", "villkor", "ny"), {"gor": "spara", "id": "over_30", "villkor": "alder > 30"}
    )
    assert "Bara för »Ett tal«." in text_of(client.get(address(draft, "delar", "uppgifter", "ny")))
    fact = {
        "gor": "spara",
        "minst": "1",
        "typ": "ja_nej",
        "fråga": "Har personen hund?",
        "etikett": "Har hund",
        "svarar": ["KOM"],
    }
    answer = client.post(address(draft, "delar", "uppgifter", "ny"), fact)
    assert answer["Location"].startswith(address(draft, "delar", "uppgifter", "har_hund"))
    draft.refresh_from_db()
    assert "over_30: alder > 30" in texts_of_draft(draft)["fakta.yaml"]


def test_before_something_is_removed_its_uses_are_shown(federation: Federation, draft: Draft) -> None:
    client, where = as_(federation.lead), address(draft, "delar", "blanketter", "B1")
    page = text_of(client.get(where, {"ta_bort": "1"}))
    assert "Steget 5 Granska intyget" in page
    answer = client.post(where, {"gor": "ta_bort"}, follow=True)
    assert "Borttaget." in text_of(answer)
    assert "Blanketten »B1« finns inte." in text_of(client.get(address(draft)))


def test_a_removed_step_takes_the_ways_to_it_along(federation: Federation, draft: Draft) -> None:
    as_(federation.lead).post(address(draft, "delar", "steg", "S14"), {"gor": "ta_bort"})
    assert all(way["till"] != "S14" for way in step(draft, "S05")["vägar"])


def test_the_search_finds_words_in_every_kind_of_thing(federation: Federation, draft: Draft) -> None:
    page = text_of(as_(federation.lead).get(address(draft, "delar"), {"sok": "pension"}))
    assert address(draft, "delar", "steg", "S27") in page
    assert address(draft, "delar", "mal", "M3") in page
    assert address(draft, "delar", "steg", "S08") not in page


def test_the_board_reads_every_form_and_writes_in_none(federation: Federation, draft: Draft) -> None:
    client = as_(federation.board)
    page = text_of(client.get(address(draft, "delar", "steg", "S14")))
    assert "<textarea" not in page
    assert "SGI är »Nej, SGI är noll«" in page
    assert "Ta bort" not in text_of(client.get(address(draft, "delar", "steg", "S14"), {"ta_bort": "1"}))
    answer = client.post(address(draft, "delar", "steg", "S14"), form_of(draft, "steg", "S14", kort="Annat"))
    assert answer.status_code == 403
    assert step(draft, "S14")["kort"] == "Samordning hos FK"


def test_an_earlier_save_is_looked_at_and_gone_back_to(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    post(client, draft, "steg", "S08", kort="Plan")
    assert "Planering" in text_of(client.get(address(draft, "sparning", "2")))
    page = client.post(address(draft), {"gor": "tillbaka", "revision": "2", "sparning": "1"}, follow=True)
    assert "Den tidigare sparningen gäller igen" in text_of(page)
    assert step(draft)["kort"] == "Planering"
    late = client.post(address(draft), {"gor": "tillbaka", "revision": "2", "sparning": "1"})
    assert late.status_code == 409


def test_a_draft_that_is_dropped_can_still_be_read(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    page = text_of(client.post(address(draft), {"gor": "nedlagt"}, follow=True))
    assert "Utkastet är nedlagt" in page
    assert "<textarea" not in text_of(client.get(address(draft, "delar", "steg", "S08")))


def test_nobody_of_another_map_finds_the_draft(federation: Federation, draft: Draft) -> None:
    client = as_(federation.outsider)
    for more in (
        (),
        ("delar",),
        ("delar", "steg"),
        ("delar", "steg", "S08"),
        ("sparning", "1"),
        ("delar", "steg", "ny"),
    ):
        assert client.get(address(draft, *more)).status_code == 404
    assert client.post(address(draft, "las-upp"), {"falt": "x"}).status_code == 404


def test_ticks_that_were_not_touched_are_no_change_whatever_their_order(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    answer = post(client, draft, "steg", "S14", medverkar=["IND", "KOM"])
    assert "Inget var ändrat" in text_of(answer)
    post(client, draft, "steg", "S14", medverkar=["FK", "IND", "KOM"])
    assert step(draft, "S14")["medverkar"] == ["KOM", "IND", "FK"]


def test_a_line_on_the_drawing_that_is_no_way_is_told_at_the_field(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    answer = post(client, draft, "linjer", "0", villkor="5 > M3")
    assert answer.status_code == 422
    assert "Det finns ingen väg från 5 till M3" in text_of(answer)
    assert "Sparat." in text_of(post(client, draft, "linjer", "0", villkor="5 > 14"))
    added = client.post(address(draft, "delar", "linjer", "ny"), {"gor": "spara", "villkor": "S05 > S08"})
    assert added["Location"].startswith(address(draft, "delar", "linjer", "1"))


def test_the_first_of_a_kind_the_file_has_not_had_before_is_added(
    federation: Federation, draft: Draft
) -> None:
    client = as_(federation.lead)
    client.post(
        address(draft, "delar", "forkortningar", "ny"),
        {"gor": "spara", "id": "SGI", "villkor": "sjukpenninggrundande inkomst"},
    )
    draft.refresh_from_db()
    assert "SGI: sjukpenninggrundande inkomst" in texts_of_draft(draft)["ritning.yaml"]
    assert "Betyder" in text_of(client.get(address(draft, "delar", "forkortningar", "SGI")))


def test_a_version_published_meanwhile_is_taken_in_by_a_button(federation: Federation, draft: Draft) -> None:
    client = as_(federation.lead)
    post(client, draft, "steg", "S08", råd="Ring först.")
    early = make_draft(federation)
    post(client, early, "steg", "S08", **{"frist.dagar": "7"})
    early.refresh_from_db()
    lay_for_decision(early, federation)
    publish_read(draft=approve(early, federation).pk, by=federation.lead)
    assert "Version 2 har publicerats" in text_of(client.get(address(draft)))
    page = text_of(client.post(address(draft), {"gor": "inhamtat", "revision": "2"}, follow=True))
    assert "Den nya versionen är inhämtad" in page
    assert "Ring först." in page
    assert "Mot version 2" in page
    assert step(draft)["frist"]["dagar"] == "7"


def test_a_text_that_points_somebody_out_is_stopped_at_its_field(
    federation: Federation, draft: Draft
) -> None:
    words = {"råd": "Ring 070-123 45 67.", "vägar.0.text": "Mejla alva.provsson@example.com"}
    for doing in ("spara", "spara_anda"):
        answer = post(as_(federation.lead), draft, "steg", "S08", **words, gor=doing)
        page = text_of(answer)
        assert answer.status_code == 422
        assert 'id="fel-rad"' in page
        assert 'id="fel-vagar-0-text"' in page
        assert "Ring 070-123 45 67." in page
    draft.refresh_from_db()
    assert draft.revision == 1


@pytest.mark.parametrize("id_", ["på gång", "a/b", "1a", "x" * 61])
def test_an_id_that_cannot_stand_in_an_address_is_refused_whatever_one_presses(
    federation: Federation, draft: Draft, id_: str
) -> None:
    form = {"gor": "spara_anda", "id": id_, "namn": "En lag"}
    answer = as_(federation.lead).post(address(draft, "delar", "lagar", "ny"), form)
    assert answer.status_code == 422
    assert "Skriv lagens kortnamn med bokstäverna a–z" in text_of(answer)
