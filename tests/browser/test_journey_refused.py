"""The whole way when the person says no: nothing leaves the kommun, and there is still a road."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.accounts.factories import make_assignment
from tests.browser.journey import NAME, Partner, Supervisor, World
from tests.browser.journey_norr import Norr

from samre.casework.models import Consultation, Delivery
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
FAMILY_NAME = NAME.split()[-1]


@pytest.fixture
def world(open_page: Callable[..., Any], assert_sound: Callable[[Any], None]) -> World:
    return World(open_page, assert_sound)


def say_no(world: World, norr: Norr) -> None:
    """She is asked, with a text to read, and says no: it is written down, and the map goes another way."""
    norr.open_case("fk7804-gott")
    norr.answer_the_map()
    norr.open_step("Samtycke")
    norr.prepare_consent("samordning", {world.fk.unit: ("kontakt", "sjukskrivning")})
    norr.press("Ta bort texten")
    norr.sees("Inget samtycke gäller nu", "Det hindrar inget i ert eget ärende")
    norr.sound()
    norr.finish_step("Personen säger nej och frågan dras utan namn", step="Samtycke")
    norr.knows("Nej till samtycke är dokumenterat", "Ja")


def nothing_leaves(world: World, norr: Norr) -> None:
    """Every door says why it is shut and what to do; the addresses behind it give nothing to anybody."""
    norr.begin_disclosure(world.fk.unit, "samordning", "Vi ber er pröva rätten till samordning.")
    norr.sees("Samtycke saknas")
    norr.choose("uppgift:sgi")
    norr.press("Pröva och förhandsgranska")
    norr.sees("saknas. Hämta in det", "Hämta in samtycke")
    norr.sound()
    norr.picture("refused-check")
    norr.page.locator("summary", has_text="Lämna inte ut något").click()
    norr.press("Avbryt utlämnandet")
    norr.prepare_placement("Klarar hen att komma tre dagar i veckan?")
    norr.sees("samtycke saknas", "Samtycket räcker inte")
    norr.press("Skicka beställningen")
    norr.sees("saknas")
    assert not Delivery.objects.exists()
    anders = world.enter(Partner, world.fk, "/inkorg")
    anders.sees("Ingen väntar på svar från er just nu.")
    for path in (norr.case, f"{norr.case}/samverkan/lamna-ut", f"/inkorg/{new_id()}"):
        assert FAMILY_NAME not in anders.refused(path)
    rolf = world.enter(Supervisor, world.supervisor, "/platser", width=390)
    rolf.sees("Ingen har en plats hos er just nu.")
    for path in (norr.case, f"{norr.case}/samverkan", f"/platser/{new_id()}"):
        assert FAMILY_NAME not in rolf.refused(path)
    other = world.enter(Norr, make_assignment(), "/arenden")
    assert FAMILY_NAME not in other.refused(f"{norr.case}/samverkan")


def ask_without_a_name(world: World, norr: Norr) -> None:
    """The question is put without saying whom it is about; what points her out is stopped; the answers lead on."""
    norr.at("/samverkan/samtycke")
    norr.follow("Till ärendekonsultation utan namn")
    asked = {world.fk.unit: "Vad krävs för samordning?", world.af.unit: "När kan ni vara med?"}
    question = "Är samordning rätt väg för någon utan SGI?"
    norr.ask_consultants(question, f"{NAME} har prövat arbetsträning.", asked)
    norr.sees("inte sparad")
    assert Consultation.objects.get().background == ""
    norr.page.get_by_label("Bakgrund, högst tio rader").fill("Har prövat arbetsträning i två månader.")
    norr.press("Spara och läs igenom")
    norr.press("Skicka frågan")
    for assignment, text in ((world.fk, "Hen kan söka själv."), (world.af, "Vi kommer när FK har sagt ja.")):
        consultant = world.enter(Partner, assignment)
        consultant.open_newest("konsultation")
        consultant.sees(question)
        consultant.misses("Prova", FAMILY_NAME, "840920", "Hanna")
        consultant.answer("Vi har ett förslag", text=text)
    norr.go(urlsplit(norr.page.url).path)
    norr.sees("Alla har svarat", "Hen kan söka själv.")
    norr.agree("IND", "Söker samordning själv hos Försäkringskassan")
    norr.page.get_by_label("Vad ledde det till?").fill("Personen söker själv, och visar sitt eget underlag.")
    norr.press("Signera och avsluta")
    norr.sees("Resultatet står i anteckning")
    norr.picture("refused-talk")


def test_refused(world: World) -> None:
    norr = world.enter(Norr, world.handler)
    say_no(world, norr)
    nothing_leaves(world, norr)
    ask_without_a_name(world, norr)
    norr.at()
    norr.picture("refused-case")
    norr.at("/samverkan")
    norr.picture("refused-hub")
