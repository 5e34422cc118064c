"""From a draft to the A4 on the wall in a browser: read against the law, decided by another, published, told, printed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import actor, log_in
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft

from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.governance.models import Decision, Draft, DraftRevision, DraftState, MapVersion, Sitting
from samre.governance.public_writing import write_public_files
from samre.pathway.writing.edit import Put, edited

from .conftest import axe, overflow

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("PICTURES_FOLDER", "")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(assignment_id, "/kartan/beslut", width=390)`: a browser of her own where somebody is logged in."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/halsa", **more)
        client = log_in(Client(), Assignment.objects.get(pk=assignment))
        cookie = client.cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", path))
        return page

    return show


def look(page: Any, name: str) -> None:
    """axe, and no sideways scroll down to 320 px. Keeps what it looks like, where somebody has asked for it (PICTURES_FOLDER)."""
    assert axe(page) == []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, (name, width)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def shorter_limit(federation: Federation) -> Draft:
    """A draft that says 20 days where the map says 30, on the strength of SFB 30:9."""
    draft = make_draft(federation, by=federation.second_lead)
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace(
        "dagar: 30, text: Bevaka svar", "dagar: 20, text: Bevaka svar"
    )
    save(draft, federation, texts, by=federation.second_lead)
    return draft


def lay(page: Any) -> None:
    """Tries too early, reads the law, and lays the draft for decision."""
    page.get_by_role("button", name="Lägg för beslut").click()
    expect(page.get_by_role("alert")).to_contain_text("1 lagrum är inte läst.")
    look(page, "granska-fattas")
    page.get_by_role("link", name="1 lagrum är inte läst.").first.click()
    page.get_by_label("Ska rättas").check()
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.get_by_role("link", name="Skriv vad som ska rättas.")).to_be_visible()
    page.get_by_label("Läst och stämmer").check()
    page.get_by_role("button", name="Spara bedömningen").click()
    look(page, "granska-last")
    page.get_by_role("button", name="Lägg för beslut").click()
    expect(page.get_by_text("Förslaget ligger nu för beslut i styrgruppen.")).to_be_visible()
    look(page, "granska-ligger")


def call_meeting(page: Any) -> None:
    """The steering group is called, with the draft on its agenda already ticked."""
    page.get_by_role("link", name="Kalla till sammanträde").click()
    expect(page.get_by_role("checkbox", name="Beslut om förslaget")).to_be_checked()
    page.get_by_label("Vilken dag?").fill(timezone.localdate().isoformat())
    page.get_by_label("Plats eller länk").fill("Kansliet")
    page.get_by_label("Egna punkter").fill("Öppnande\nÖvriga frågor")
    look(page, "kalla")
    page.get_by_role("button", name="Gör kallelsen").click()
    expect(page.get_by_role("link", name="Kallelsen (PDF)")).to_be_visible()
    look(page, "kallat")


def decide(page: Any) -> None:
    """The decision, first without a reason."""
    page.get_by_role("radio", name="Godkänns").check()
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_role("link", name="Skriv skälen för beslutet.")).to_be_visible()
    expect(page.get_by_role("radio", name="Godkänns")).to_be_checked()
    look(page, "beslut-fel")
    page.get_by_label("Skäl").fill("Alla parter är med på det.")
    page.get_by_label("Vid vilket sammanträde?").select_option(index=1)
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()


@pytest.mark.both_databases
def test_from_a_draft_to_the_a4_on_the_wall(visit: Callable[..., Any], federation: Federation) -> None:
    draft = shorter_limit(federation)
    lead = visit(federation.lead.assignment_id, f"/kartan/forslag/{draft.pk}/granska")
    lay(lead)
    lead.goto(lead.url.partition("/kartan")[0] + "/kartan/beslut")
    call_meeting(lead)
    board = visit(federation.board.assignment_id, "/kartan/beslut")
    look(board, "beslut")
    board.get_by_role("link", name=draft.title, exact=True).first.click()
    look(board, "beslutet")
    decide(board)
    assert Decision.objects.get().sitting == Sitting.objects.get()

    lead.goto(lead.url.partition("/kartan")[0] + f"/kartan/forslag/{draft.pk}/granska")
    lead.get_by_role("link", name="Publicera").click()
    assert "20 dagar" in lead.get_by_label("Vad är nytt?").input_value()
    look(lead, "publicera")
    lead.get_by_role("button", name="Publicera version 2").click()
    expect(lead.get_by_role("heading", level=1, name="Version 2")).to_be_visible()
    look(lead, "version")

    reader = visit(federation.caseworker.assignment_id, "/arenden", width=390)
    reader.get_by_role("link", name="A4 på väggen ska skrivas ut igen").click()
    look(reader, "nytt")
    address = reader.get_by_role("link", name="Skriv ut version 2 på A4 (PDF)").get_attribute("href")
    fetched = reader.request.get(reader.url.partition("/kartan")[0] + address)
    assert fetched.body().startswith(b"%PDF")
    reader.get_by_role("button", name="Jag har läst det som är nytt").click()
    expect(reader.get_by_text("A4 på väggen ska skrivas ut igen")).to_have_count(0)


def test_minutes_are_written_and_signed(visit: Callable[..., Any], federation: Federation) -> None:
    lead = visit(federation.lead.assignment_id, "/kartan/beslut")
    lead.get_by_role("link", name="Kalla till sammanträde").click()
    lead.get_by_label("Vilken dag?").fill(timezone.localdate().isoformat())
    lead.get_by_label("Egna punkter").fill("Läget")
    lead.get_by_role("button", name="Gör kallelsen").click()
    lead.get_by_role("link", name="Skriv protokoll").click()
    lead.get_by_label("Närvarande").fill("Gun Falk, Förbundet\nBo Ek, Regionen")
    lead.get_by_label("Vad som sades").fill("Alla var överens.")
    look(lead, "protokoll-skrivs")
    lead.get_by_role("button", name="Spara protokollet").click()
    board = visit(federation.board.assignment_id, "/kartan/beslut", width=390)
    board.get_by_role("link", name="Sammanträde 1").click()
    look(board, "protokoll-justeras")
    board.get_by_role("button", name="Justera protokollet").click()
    expect(board.get_by_text("Protokollet är justerat och ändras inte mer.")).to_be_visible()
    look(board, "protokoll-justerat")
    assert Sitting.objects.get().papers.filter(kind="protokoll").exists()


@pytest.mark.both_databases
def test_two_browsers_who_wrote_on_it_is_turned_away_and_the_other_decides(
    visit: Callable[..., Any], federation: Federation
) -> None:
    """Four eyes: the same draft is open with both."""
    draft = shorter_limit(federation)
    wrote = actor(role=Role.BOARD, unit=Assignment.objects.get(pk=federation.board.assignment_id).unit)
    Draft.objects.filter(pk=draft.pk).update(by_id=wrote.user_id)
    lay(visit(federation.lead.assignment_id, f"/kartan/forslag/{draft.pk}/granska"))
    address = f"/kartan/forslag/{draft.pk}/beslut"
    first, second = visit(wrote.assignment_id, address), visit(federation.board.assignment_id, address)
    expect(first.get_by_text("Du har själv skrivit på förslaget.")).to_be_visible()
    expect(first.get_by_role("button", name="Spara beslutet")).to_have_count(0)
    second.get_by_role("radio", name="Återremitteras").check()
    second.get_by_label("Skäl").fill("Fråga vården först.")
    second.get_by_role("button", name="Spara beslutet").click()
    expect(second.get_by_text("Fråga vården först.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.state == DraftState.WRITTEN
    # As it began, as it was saved, and as it was laid.
    assert DraftRevision.objects.filter(draft=draft).count() == 3
    assert MapVersion.objects.count() == 1


def test_a_day_on_which_the_map_says_something_else_is_set_and_read_before_it_is_laid(
    visit: Callable[..., Any], federation: Federation
) -> None:
    """The map goes by another age from the new year, in a step that rests on the law."""
    draft = make_draft(federation, by=federation.second_lead)
    by_age = Put("steg.yaml", ("steg", "S14", "öppen_när"), "alder < värde.pensionsfraga")
    save(draft, federation, edited(texts_of_draft(draft), [by_age]), by=federation.second_lead)
    address = f"/kartan/forslag/{draft.pk}/granska"
    expert = actor(role=Role.LAW_EXPERT, unit=Assignment.objects.get(pk=federation.lead.assignment_id).unit)
    reader = visit(expert.assignment_id, address)
    read_all(reader)
    lead = visit(federation.lead.assignment_id, address)
    lead.get_by_label("Första dag").fill("2027-01-04")
    lead.get_by_label("Nästa översyn").fill("2027-12-20")
    lead.get_by_role("button", name="Lägg för beslut").click()
    expect(lead.get_by_role("alert")).to_contain_text("1 lagrum är inte läst.")
    look(lead, "forsta-dagen-fel")
    lead.get_by_role("button", name="Sätt första dagen").click()
    expect(lead.get_by_text("Första dagen är satt.")).to_be_visible()
    expect(lead.get_by_label("Första dag")).to_have_value("2027-01-04")
    expect(lead.get_by_label("Nästa översyn")).to_have_value("2027-12-20")
    look(lead, "forsta-dagen-satt")
    reader.goto(lead.url.partition("/kartan")[0] + address)
    expect(reader.get_by_text("64 år").first).to_be_visible()
    read_all(reader)
    lead.goto(lead.url.partition("?")[0])
    lead.get_by_role("button", name="Lägg för beslut").click()
    expect(lead.get_by_text("Förslaget ligger nu för beslut i styrgruppen.")).to_be_visible()
    look(lead, "forsta-dagen-lagt")
    lead.goto(lead.url.partition("/granska")[0])
    expect(lead.get_by_text("Lades för beslut, för att gälla från den 4 januari 2027.")).to_be_visible()
    look(lead, "utkastets-historia")


def read_all(page: Any) -> None:
    """Every paragraph is read and right."""
    for mark in page.get_by_label("Läst och stämmer").all():
        mark.check()
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.get_by_text("Bedömningen är sparad.")).to_be_visible()


def test_the_versions_are_there_for_anybody(open_page: Callable[..., Any], federation: Federation) -> None:
    write_public_files()
    page = open_page("/karta/versioner")
    expect(page.get_by_role("heading", level=1, name="Kartans versioner")).to_be_visible()
    look(page, "publika-versioner")
