"""From a draft to a version through the pages: the law read, laid for decision, decided by others, published, told, printed."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import actor, log_in
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.governance.maps import pathway_in
from samre.governance.models import Decision, Draft, MapVersion
from samre.pathway.picture.drawing import draw
from samre.web.definition import as_published
from samre.web.karta_svg import render_svg

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def as_(who: Actor) -> Client:
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def with_shorter_limit(federation: Federation) -> Draft:
    """A draft that says 20 days where the map says 30, on the strength of SFB 30:9."""
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace(
        "dagar: 30, text: Bevaka svar", "dagar: 20, text: Bevaka svar"
    )
    save(draft, federation, texts)
    draft.refresh_from_db()
    return draft


def page_of(draft: Draft, name: str = "granska") -> str:
    return f"/kartan/forslag/{draft.pk}/{name}"


def days(begins: int = 10, again: int = 300) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "gor": "lagg",
        "revision": "2",
        "gäller_från": (today + timedelta(days=begins)).isoformat(),
        "nästa_översyn": (today + timedelta(days=again)).isoformat(),
    }


def keys_in(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="bedömning-([0-9a-f]+)"', page)))


def mark_all(client: Client, draft: Draft, verdict: str = "stammer", note: str = "") -> Any:
    keys = keys_in(text_of(client.get(page_of(draft))))
    fields = {f"bedömning-{key}": verdict for key in keys} | {f"anmärkning-{key}": note for key in keys}
    return client.post(page_of(draft), {"gor": "lagrum", **fields})


def approve(draft: Draft, federation: Federation, outcome: str = "bifall") -> Any:
    draft.refresh_from_db()
    fields = {
        "revision": str(draft.revision),
        "beslut": outcome,
        "skäl": "Alla parter är med på det.",
        "sammanträde": "",
    }
    return as_(federation.board).post(page_of(draft, "beslut"), fields)


def publish(draft: Draft, federation: Federation) -> MapVersion:
    lead = as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    assert lead.post(page_of(draft), days()).status_code == 302
    assert approve(draft, federation).status_code == 302
    answer = lead.post(
        page_of(draft, "publicera"), {"nyhet": "Bevaka svaret efter 20 dagar.", "revision": "3"}
    )
    assert answer.status_code == 302
    return MapVersion.objects.get(number=2)


def test_what_is_missing_is_said_with_where_it_is_done(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    page = text_of(lead.get(page_of(draft)))
    assert 'href="#lagrum">1 lagrum är inte läst.' in page
    answer = lead.post(page_of(draft), days())
    assert answer.status_code == 422
    assert "1 lagrum är inte läst." in text_of(answer)
    empty = make_draft(federation)
    assert f'href="/kartan/forslag/{empty.pk}/delar">Förslaget ändrar ingenting än.' in text_of(
        lead.get(page_of(empty))
    )


def test_the_law_is_read_where_the_change_touches_it(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    page = text_of(lead.get(page_of(draft)))
    assert "Socialförsäkringsbalken (2010:110) 30:9" in page
    assert "20 dagar, lag: Bevaka svar" in page
    assert "30 dagar, lag: Bevaka svar" in page
    assert mark_all(as_(federation.second_lead), draft).status_code == 302
    assert "Läst och stämmer" in text_of(lead.get(page_of(draft)))


def test_what_is_to_be_mended_needs_words_and_keeps_what_was_typed(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.second_lead)
    answer = mark_all(lead, draft, "ratta")
    assert answer.status_code == 422
    assert "Skriv vad som ska rättas." in text_of(answer)
    assert re.search(r'value="ratta" checked', text_of(answer))


def test_a_paragraph_whose_words_have_changed_is_not_marked_unread(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.second_lead)
    key = keys_in(text_of(lead.get(page_of(draft))))[0]
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace("dagar: 20, text: Bevaka", "dagar: 25, text: Bevaka")
    save(draft, federation, texts)
    answer = lead.post(page_of(draft), {"gor": "lagrum", f"bedömning-{key}": "stammer"})
    assert answer.status_code == 409


def test_days_that_cannot_be_are_said_at_the_field(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    answer = lead.post(page_of(draft), days(begins=-3))
    assert answer.status_code == 422
    assert 'id="fel-gäller_från"' in text_of(answer)


def test_the_first_day_is_set_before_it_is_laid_and_all_is_then_told_of_that_day(
    federation: Federation, time_machine: Any
) -> None:
    time_machine.move_to("2026-12-20T09:00:00+01:00", tick=True)
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    fields = {"gor": "dag", "revision": "2", "gäller_från": "2027-01-04", "nästa_översyn": ""}
    told = text_of(lead.post(page_of(draft), fields, follow=True))
    assert "Första dagen är satt." in told
    assert "Så som kartan står den 4 januari 2027, då den börjar gälla." in told
    assert "Ålder är minst 64 år" in told
    assert "provforbundet-v2" not in told
    assert 'value="2027-01-04"' in told
    assert "Första dagen sattes till den 4 januari 2027." in text_of(lead.get(f"/kartan/forslag/{draft.pk}"))
    assert lead.post(page_of(draft), {**fields, "revision": "3", "gäller_från": ""}).status_code == 422
    assert lead.post(page_of(draft), fields).status_code == 409


def test_four_eyes_who_wrote_on_it_does_not_decide(federation: Federation) -> None:
    draft = with_shorter_limit(federation)
    wrote = actor(role=Role.BOARD, unit=Assignment.objects.get(pk=federation.board.assignment_id).unit)
    Draft.objects.filter(pk=draft.pk).update(by_id=wrote.user_id)
    lead = as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    assert "Du har själv skrivit på förslaget" in text_of(as_(wrote).get(page_of(draft, "beslut")))
    fields = {"revision": "3", "beslut": "bifall", "skäl": "Ja."}
    assert as_(wrote).post(page_of(draft, "beslut"), fields).status_code == 403
    assert lead.post(page_of(draft, "beslut"), fields).status_code == 403
    assert not Decision.objects.exists()


def test_who_does_not_decide_reads_what_lies_for_decision_and_who_does(federation: Federation) -> None:
    draft = with_shorter_limit(federation)
    mark_all(as_(federation.second_lead), draft)
    unit = Assignment.objects.get(pk=federation.lead.assignment_id).unit
    expert = as_(actor(role=Role.LAW_EXPERT, unit=unit))
    as_(federation.lead).post(page_of(draft), days())
    group = "Styrgruppen hos Prövförbundet beslutar."
    for client, why in (
        (as_(federation.lead), "Du har själv skrivit på förslaget. Den som har skrivit beslutar aldrig."),
        (as_(federation.second_lead), "Som processledare läser du förslaget men beslutar inte."),
        (expert, "Som lagkunnig läser du förslaget men beslutar inte."),
    ):
        answer = client.get(page_of(draft, "beslut"))
        page = text_of(answer)
        assert answer.status_code == 200
        assert f"{group} {why}" in page
        assert f'href="{page_of(draft)}">Granska förslaget' in page
        assert "Styrgruppen har inte beslutat något om förslaget än." in page
        assert "Spara beslutet" not in page
        assert client.post(page_of(draft, "beslut"), {"beslut": "bifall", "skäl": "Ja."}).status_code == 403
    board = text_of(as_(federation.board).get(page_of(draft, "beslut")))
    assert group not in board
    assert "Spara beslutet" in board


def test_the_decision_so_far_stands_where_it_is_decided(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    assert "Inte bestämt" in text_of(lead.get(page_of(draft, "beslut")))
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    approve(draft, federation, "aterremiss")
    page = text_of(lead.get(page_of(draft, "beslut")))
    assert "Återremitteras" in page
    assert "Alla parter är med på det." in page
    assert "Förslaget ligger inte för beslut. Läget är ”skrivs”." in page
    outsider = as_(federation.outsider).get(page_of(draft, "beslut"))
    assert outsider.status_code == 404


def test_a_draft_is_sent_back_with_reasons_and_goes_on(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    assert approve(draft, federation, "aterremiss").status_code == 302
    page = text_of(lead.get(page_of(draft)))
    assert "Återremitteras" in page
    assert "Alla parter är med på det." in page
    draft.refresh_from_db()
    assert draft.is_open


def test_a_decision_needs_an_outcome_and_a_reason(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    answer = as_(federation.board).post(
        page_of(draft, "beslut"), {"revision": "3", "beslut": "", "skäl": "För att."}
    )
    assert answer.status_code == 422
    assert "Välj vad styrgruppen beslutar." in text_of(answer)
    assert "För att." in text_of(answer)


def test_the_news_is_proposed_from_what_differs_and_can_be_changed(federation: Federation) -> None:
    draft, lead = with_shorter_limit(federation), as_(federation.lead)
    mark_all(as_(federation.second_lead), draft)
    lead.post(page_of(draft), days())
    approve(draft, federation)
    page = text_of(lead.get(page_of(draft, "publicera")))
    assert "– 14 Samordning hos FK: tiden är 20 dagar i stället för 30 dagar." in page
    assert draft.why not in page.partition('name="nyhet"')[2].partition("</textarea>")[0]
    answer = lead.post(page_of(draft, "publicera"), {"nyhet": "", "revision": "3"})
    assert answer.status_code == 422
    assert "Skriv vad som är nytt" in text_of(answer)


def test_a_version_says_what_it_rests_on(federation: Federation) -> None:
    version = publish(with_shorter_limit(federation), federation)
    page = text_of(as_(federation.caseworker).get(f"/kartan/versioner/{version.pk}"))
    for told in (
        "Bevaka svaret efter 20 dagar.",
        "Alla parter är med på det.",
        federation.board.name,
        "SFB 30:9: läst och stämmer",
        version.content,
    ):
        assert told in page
    assert "/kartan/forslag/" not in page


def test_everybody_who_follows_is_told_until_she_has_read(federation: Federation) -> None:
    publish(with_shorter_limit(federation), federation)
    client = as_(federation.caseworker)
    assert "A4 på väggen ska skrivas ut igen" in text_of(client.get("/arenden"))
    page = text_of(client.get("/kartan/nytt"))
    assert "Bevaka svaret efter 20 dagar." in page
    assert client.post("/kartan/nytt").status_code == 302
    assert "A4 på väggen ska skrivas ut igen" not in text_of(client.get("/arenden"))


def test_who_read_it_before_it_began_is_told_again_on_the_day(
    federation: Federation, time_machine: Any
) -> None:
    version = publish(with_shorter_limit(federation), federation)
    client = as_(federation.caseworker)
    client.post("/kartan/nytt")
    time_machine.move_to(f"{version.valid_from.isoformat()}T09:00:00+01:00", tick=True)
    assert "A4 på väggen ska skrivas ut igen" in text_of(as_(federation.caseworker).get("/arenden"))


def test_the_a4_of_a_version_is_that_version(federation: Federation) -> None:
    version = publish(with_shorter_limit(federation), federation)
    answer = as_(federation.caseworker).get(f"/kartan/versioner/{version.pk}/karta.pdf")
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.docinfo["/Title"]).endswith("version 2")
    drawing = as_published(draw(pathway_in(version)), version.number, version.content)
    page = text_of(as_(federation.caseworker).get(f"/kartan/versioner/{version.pk}"))
    assert f"Kontrollsumma {version.content[:12]}" in render_svg(drawing, pathway_in(version))
    assert f"<dt>Kontrollsumma</dt><dd>{version.content[:12]}</dd>" in page


def test_others_see_none_of_it(federation: Federation) -> None:
    version = publish(with_shorter_limit(federation), federation)
    outsider = as_(federation.outsider)
    assert outsider.get(f"/kartan/versioner/{version.pk}").status_code == 404
    assert outsider.get(f"/kartan/versioner/{version.pk}/karta.pdf").status_code == 404
    assert "Bevaka svaret" not in text_of(outsider.get("/kartan/nytt"))
    assert as_(federation.caseworker).get("/kartan/beslut").status_code == 403
