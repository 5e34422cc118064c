"""The whole way of a wrong box: said by a handläggare, mended, proved, tried in a room, decided, and printed for the wall."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.journey_styrgrupp import Party, Phone, Reader

from samre.carriers.kept_people import KeptPeople, Wanted
from samre.casework.models import Case
from samre.reporting import made_up

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Förnya intyget i god tid"
WRONG = "Två veckor räcker inte. Ingen får en läkartid så snart."
BETTER = "Påminn tre veckor innan intyget går ut."
ANSWER = "Bra. Vi ändrar till tre veckor."
SINCE = "när tre veckor är kvar på intyget"
LIMIT = f"Inom en vecka, {SINCE}"
IN_THE_BOX = "Förnya i god tid"
HOLE = re.compile("Någon som ni vet lite om har ingen öppen ruta")
WHY = "Vi såg inte att intyget tar slut."
SAID_OF_THE_BOX = "Säg hur långt före intyget tar slut."


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is published here, also by the process that sets the A4."""
    settings.VAR = tmp_path
    monkeypatch.setenv("SAMRE_VAR", str(tmp_path))


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fewer made-up people than a million: how fast they are is measured elsewhere."""
    made = KeptPeople(Wanted(60_000, 7, 0.95))
    monkeypatch.setattr(made_up, "_people", lambda: made)
    yield
    made.close()


@pytest.fixture
def party(open_page: Callable[..., Any], assert_sound: Callable[[Any], None]) -> Party:
    return Party(open_page, assert_sound)


def reports_a_wrong_box(party: Party, case: Case) -> Reader:
    """From the step of a case: what is wrong, and what it should say."""
    hanna = party.enter(Reader, party.handler, f"/arenden/{case.pk}")
    hanna.page.get_by_text("Krav, underlag och vägar vidare").first.click()
    hanna.follow(re.compile("Den här rutan stämmer inte"))
    hanna.sees("Steg 43 Förnya intyget")
    hanna.look("01-sager-till")
    hanna.write("Vad är det som inte stämmer?", WRONG)
    hanna.write("Vad borde det stå i stället?", BETTER)
    hanna.press("Säg till")
    hanna.told("Tack.", "Det har nummer 1")
    return hanna


def takes_it_into_a_draft(party: Party) -> Reader:
    """The process leader sees it where she comes in, answers, and begins a draft from it."""
    elin = party.enter(Reader, party.lead, "/kartan")
    elin.look("02-kartarbete")
    elin.follow(re.compile("stämmer väntar på svar"))
    elin.follow("Steg 43 Förnya intyget")
    elin.sees(WRONG, BETTER, "Hanna Lindros")
    elin.page.get_by_label("Ja, ändra").check()
    elin.write("Vad det nya utkastet heter", TITLE)
    elin.write("Svar till den som sa till", ANSWER)
    elin.look("03-svarar")
    elin.press("Svara")
    elin.told("Svaret är sparat")
    elin.follow(TITLE)
    elin.sees(WRONG, BETTER)
    elin.look("04-utkastet")
    return elin


def mends_the_step(elin: Reader) -> None:
    """The limit in the step, the words of its box on the A4, and the number of days the map warns before."""
    elin.follow(re.compile("^Ändra i utkastet"))
    elin.write("Fristen i ord", LIMIT)
    elin.save()
    elin.sees(SINCE)
    elin.look("05-steget")
    elin.find("Rutornas texter", "förnya intyget")
    elin.write("Namn i rutan", IN_THE_BOX)
    elin.save()
    elin.sees("Orden på A4", IN_THE_BOX)
    elin.find("Värden ur lagen", "intygets slut larmar")
    elin.page.locator("summary", has_text="Period 1").click()
    elin.page.get_by_label("Värde", exact=True).fill("21")
    elin.look("06-vardet")
    elin.save()


def makes_a_hole(elin: Reader) -> None:
    """What seems reasonable, and leaves some without a step: follow-up is only for those who have a plan."""
    elin.find("Steg", "uppföljning")
    elin.condition("Steget är öppet när", "plan_finns")
    elin.save()
    elin.sees("Beviset har")


def reads_the_story_and_is_refused(elin: Reader) -> None:
    """The proof tells of somebody made up who gets no step; nothing can be decided on until that is mended."""
    elin.tab("Bevis")
    elin.sees("En karta med fel kan inte beslutas eller publiceras.")
    story = elin.page.get_by_role("article", name=HOLE)
    expect(story).to_contain_text("Alma är påhittad.")
    expect(story).to_contain_text("Ingen har nästa steg medan ni tar reda på mer.")
    elin.look("07-beviset-faller")
    elin.tab("Granska")
    elin.press("Lägg för beslut")
    expect(elin.page.get_by_role("alert")).to_contain_text("En karta med fel kan inte beslutas")
    elin.look("08-laggs-inte")


def mends_the_hole(elin: Reader) -> None:
    """From the story to the box that lets her fall; and a worked case, where the new answer is the right one."""
    elin.tab("Bevis")
    elin.page.get_by_role("article", name=HOLE).get_by_role("link", name=re.compile("^Rätta")).click()
    elin.condition("Steget är öppet när", "sant")
    elin.save()
    elin.sees("Beviset har 1 fel")
    elin.tab("Bevis")
    elin.follow("Till övningsfallet")
    elin.page.get_by_text("Det nya svaret är rätt").first.click()
    elin.write("Varför är det rätt?", "Intyget går ut om mindre än tre veckor. Förnya det först.")
    elin.look("09-ovningsfallet")
    elin.press("Spara det nya svaret")
    elin.told("Övningsfallet har det nya svaret.")
    elin.tab("Bevis")
    elin.sees("Kartan håller.")
    elin.look("10-beviset-haller")


def prepares_a_session(elin: Reader) -> str:
    """Two worked cases, and the code on the screen of the room."""
    elin.tab("Provkörning")
    elin.follow("Förbered en provkörning av utkastet")
    elin.write("Vad heter provkörningen?", "Tre veckor före")
    elin.write("Vad vill ni få veta?", "Ser grupperna att intyget ska förnyas?")
    elin.press("Fortsätt till fallen")
    elin.follow("Välj övningsfall")
    elin.write("Sök bland fallen", "intyg")
    elin.press("Sök")
    for name in ("Yrsa, 42", "Monika, ålder okänd"):
        elin.page.get_by_role("checkbox", name=re.compile(name)).check()
    elin.look("11-valjer-fall")
    elin.press("Lägg till de valda")
    elin.look("12-forberedd")
    elin.press("Öppna med kod")
    elin.sees("Vi väntar på första gruppen.")
    elin.look("13-koden")
    return re.sub(r"\s|Koden är", "", elin.page.locator(".screen__code").inner_text())


def place_the_cases(party: Party, code: str) -> None:
    """Two groups on two phones, without accounts: they agree on one case and not on the other."""
    haren = party.enter(Phone, None, "/", width=390)
    laxen = party.enter(Phone, None, "/", width=390)
    for phone, group in ((haren, "Haren"), (laxen, "Laxen")):
        phone.join(code, group)
        phone.look(f"14-{group}")
        phone.follow(re.compile("Börja med första fallet"))
    laxen.says("43", SAID_OF_THE_BOX)
    laxen.sees("Det ni sa om rutan är sparat.")
    haren.look("15-fallet")
    for case, (first, second) in enumerate((("Förnya intyget", "Uppföljning"), ("Brev till vården",) * 2)):
        haren.place(first, sure="Säkra")
        laxen.place(second, sure="Vi tvekar", why="" if case else WHY)
    haren.sees("Ni har placerat alla fall.")
    laxen.sees(SAID_OF_THE_BOX)
    laxen.look("16-klara")


def ends_the_session(elin: Reader) -> None:
    """What came out of it, and a protocol to the steering group."""
    expect(elin.page.get_by_text("Laxen")).to_be_visible(timeout=15000)
    elin.follow("Till provkörningen")
    elin.press("Avsluta provkörningen")
    elin.follow("Läs resultatet")
    elin.sees("Grupperna är oense", WHY, SAID_OF_THE_BOX)
    elin.look("17-resultatet")
    elin.follow("Skriv protokollet")
    elin.write("Vad kom fram, och vad föreslår ni?", "Rutan är lätt att hitta när tre veckor står i fristen.")
    elin.press("Gör protokollet färdigt")
    elin.told("Styrgruppen läser det under Provkörningar.")
    elin.look("18-protokollet")


def reads_the_impact(elin: Reader) -> None:
    """Every kommun's cases as numbers with the small ones hidden, made-up people, worked cases."""
    elin.menu("Kartarbete")
    elin.follow(TITLE)
    elin.tab("Påverkan")
    elin.sees("Öppna ärenden hos alla som följer kartan", "Antal under 5 visas inte")
    elin.misses("Alva Provsson")
    expect(elin.page.get_by_role("heading", name="60 000 påhittade personer")).to_be_visible(timeout=30_000)
    elin.sees("får ett annat nästa steg,", "Dagar kvar på intyget")
    elin.look("19-paverkan")


def lays_it_before_the_steering_group(party: Party, elin: Reader) -> None:
    """The law expert reads each paragraph; the draft is laid, and a meeting called."""
    lotta = party.enter(Reader, party.jurist, "/kartan")
    lotta.look("20-lagkunnig")
    lotta.follow(re.compile(TITLE))
    for mark in lotta.page.get_by_label("Läst och stämmer").all():
        mark.check()
    lotta.look("21-lagen")
    lotta.press("Spara bedömningen")
    elin.tab("Granska")
    elin.write("Första dag", timezone.localdate().isoformat())
    elin.press("Lägg för beslut")
    elin.told("Förslaget ligger nu för beslut i styrgruppen.")
    elin.look("22-ligger")
    elin.menu("Kartarbete")
    elin.follow("Beslut")
    elin.follow("Kalla till sammanträde")
    elin.write("Vilken dag?", timezone.localdate().isoformat())
    elin.write("Plats eller länk", "Kansliet")
    elin.look("23-kallar")
    elin.press("Gör kallelsen")
    assert TITLE in elin.reads_paper("Kallelsen (PDF)")


def reads_of_its_own_cases(party: Party) -> None:
    """The head of the unit is told before the decision, and sees which of the unit's cases it concerns; the kommun's process
    leader sees how many."""
    maja = party.enter(Reader, party.head, "/arenden")
    expect(maja.news()).to_contain_text(TITLE)
    maja.news().get_by_role("link", name=re.compile(TITLE)).click()
    maja.sees("Öppna ärenden på Försörjningsstöd Norr", "Alva Provsson")
    maja.look("24-chefen")
    omar = party.enter(Reader, party.own_lead, "/kartan")
    omar.follow(TITLE)
    omar.tab("Påverkan")
    omar.sees("Öppna ärenden hos er")
    omar.misses("Alva Provsson")


def decides(party: Party) -> Reader:
    """Somebody else than who wrote it: the changes, the trial, the impact without small numbers, and the yes."""
    gun = party.enter(Reader, party.board, "/kartan")
    gun.follow(re.compile("väntar på styrgruppens beslut"))
    gun.follow(TITLE)
    gun.sees(IN_THE_BOX, SINCE)
    gun.look("25-beslutar")
    gun.tab("Provkörning")
    assert "Rutan är lätt att hitta" in gun.reads_paper(re.compile("Protokollet"))
    gun.tab("Påverkan")
    gun.sees("Öppna ärenden hos alla som följer kartan", "visas inte")
    gun.misses("Alva Provsson")
    gun.look("26-styrgruppens-paverkan")
    gun.tab("Granska")
    gun.follow("Till beslutet")
    gun.page.get_by_role("radio", name="Godkänns").check()
    gun.write("Skäl", "Alla parter är med på det.")
    gun.page.get_by_label("Vid vilket sammanträde?").select_option(index=1)
    gun.press("Spara beslutet")
    gun.told("Beslutet är sparat.")
    return gun


def publishes(elin: Reader) -> None:
    elin.menu("Kartarbete")
    elin.follow(re.compile("inte publicerat"))
    elin.follow(TITLE)
    elin.follow("Publicera")
    elin.look("27-publicerar")
    elin.write("Vad är nytt?", "Intyget ska förnyas när tre veckor är kvar.")
    elin.press("Publicera version 2")
    elin.told("Versionen är publicerad.")
    elin.look("28-version-2")


def moves_what_lies_ahead(party: Party) -> None:
    """The kommun's process leader, with one press."""
    omar = party.enter(Reader, party.own_lead, "/kartan")
    omar.follow("5 ärenden följer en äldre karta")
    omar.look("29-flytta")
    omar.press(re.compile("^Flytta 4 ärenden"))
    omar.told("4 ärenden följer nu den nya kartan.")


def is_told_and_says_yes(hanna: Reader, case: Case) -> None:
    """The handläggare is told of the version, of her answer, and of the case where something behind it has changed."""
    hanna.go("/arenden")
    expect(hanna.news()).to_contain_text("Version 2 av kartan gäller från")
    expect(hanna.news()).to_contain_text("1 ärende följer en äldre karta")
    hanna.look("30-nytt")
    hanna.follow("1 ärende följer en äldre karta")
    hanna.follow(re.compile("Alva Provsson"))
    hanna.sees("Ett steg som pågår eller är klart i ärendet har ändrats", SINCE)
    hanna.look("31-arendet")
    hanna.press("Flytta till nya kartan")
    hanna.told("Ärendet följer nu den nya kartan.")
    hanna.go("/arenden")
    hanna.news().get_by_role("link", name=re.compile("införd")).click()
    hanna.sees(ANSWER, "Infört i version 2 av kartan.")
    hanna.look("32-svaret")


def prints_the_a4_again(hanna: Reader) -> None:
    """The notice leads to the new A4; anybody's A4 is the same."""
    hanna.go("/arenden")
    hanna.follow(re.compile("A4 på väggen ska skrivas ut igen"))
    hanna.sees("Intyget ska förnyas när tre veckor är kvar.")
    hanna.look("33-nytt")
    assert IN_THE_BOX in hanna.reads_paper("Skriv ut A4 (PDF)")
    assert IN_THE_BOX in hanna.paper("/karta.pdf")
    hanna.press("Jag har läst det som är nytt")
    hanna.go("/arenden")
    expect(hanna.news()).to_have_count(0)


def signs_the_minutes(elin: Reader, gun: Reader) -> None:
    """What the meeting decided stands in the minutes and in the log, and does not change."""
    elin.menu("Kartarbete")
    elin.follow("Beslut")
    elin.follow(re.compile("^Sammanträde 1"))
    elin.follow("Skriv protokoll")
    elin.write("Närvarande", "Gun Falkmo, Förbundet\nBo Ek, Regionen")
    elin.write("Vad som sades", "Alla var överens.")
    elin.press("Spara protokollet")
    gun.menu("Kartarbete")
    gun.follow(re.compile("protokoll ska justeras"))
    gun.follow(re.compile("^Sammanträde 1"))
    gun.look("34-justerar")
    gun.press("Justera protokollet")
    minutes = gun.reads_paper("Protokollet (PDF)")
    for text in (TITLE, "Gun Falkmo", "Alla parter är med på det."):
        assert text in minutes, text
    gun.follow("Styrgruppens beslut")
    gun.sees("Beslutslogg", TITLE, "Godkänns", "Version 2")
    gun.look("35-beslutsloggen")


def test_from_a_wrong_box_to_the_a4_on_the_wall(party: Party) -> None:
    case = party.open_case("Alva Provsson", step="S43")
    for number in range(4):
        party.open_case(f"Provia Exempelsson {number}")
    for number in range(3):
        party.open_case(f"Testa Låtsasson {number}", by=party.neighbour)
    hanna = reports_a_wrong_box(party, case)
    elin = takes_it_into_a_draft(party)
    mends_the_step(elin)
    makes_a_hole(elin)
    reads_the_story_and_is_refused(elin)
    mends_the_hole(elin)
    place_the_cases(party, prepares_a_session(elin))
    ends_the_session(elin)
    reads_the_impact(elin)
    lays_it_before_the_steering_group(party, elin)
    reads_of_its_own_cases(party)
    gun = decides(party)
    publishes(elin)
    moves_what_lies_ahead(party)
    is_told_and_says_yes(hanna, case)
    prints_the_a4_again(hanna)
    signs_the_minutes(elin, gun)
