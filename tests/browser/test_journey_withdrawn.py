"""The whole way when the person takes her consent back in the middle of it: what is shut, what stays, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.browser.journey import FAMILY_NAME, Guest, Partner, Supervisor, World
from tests.browser.journey_alone import ask_without_a_name, she_applies_herself
from tests.browser.journey_norr import Norr

from samre.casework.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
TO_FK = ("kontakt", "sjukskrivning", "formaga", "forsakring", "vard", "planering")
TO_CARE = ("kontakt", "sjukskrivning", "formaga", "vard", "planering")
TO_ASF = ("kontakt", "planering", "formaga", "praktiskt")


@pytest.fixture
def world(open_page: Callable[..., Any], assert_sound: Callable[[Any], None]) -> World:
    return World(open_page, assert_sound)


class Halfway:
    """The case in the middle: FK has read and waits to answer, a link is out, an insats goes on, a question is written."""

    def __init__(self, world: World) -> None:
        fk, af, care = world.fk.unit, world.af.unit, world.care
        self.norr = norr = world.enter(Norr, world.handler)
        norr.open_case("fk7804-gott")
        norr.answer_the_map()
        norr.take_consent("samordning", {fk: TO_FK})
        norr.take_consent("bedomning", {care: TO_CARE})
        norr.take_consent("insats", {world.supervisor.unit: TO_ASF})
        norr.take_consent("konsultation", {fk: TO_CARE, af: TO_CARE})
        norr.disclose(fk, "samordning", "Vi ber er pröva rätten till samordning.")
        self.sent = urlsplit(norr.page.url).path
        norr.disclose(care, "bedomning", "Vi ber er svara på vad personen klarar.", road="lank")
        self.link, self.code = norr.make_link("Lena Strand, rehabkoordinator")
        norr.order_placement("Klarar hen att komma tre dagar i veckan?")
        self.placement = urlsplit(norr.page.url).path
        asked = {fk: "Vad krävs för samordning?", af: "När kan ni vara med?"}
        norr.ask_consultants("Är samordning rätt väg nu?", "Har prövat.", asked, named=("formaga",))
        self.question = urlsplit(norr.page.url).path
        norr.begin_disclosure(fk, "samordning", "Här är mer underlag.")
        norr.choose()
        norr.press("Pröva och förhandsgranska")
        self.next_packet = urlsplit(norr.page.url).path
        self.anders = world.enter(Partner, world.fk)
        self.anders.open_newest("Underlag")
        self.copy = urlsplit(self.anders.page.url).path
        self.rolf = world.enter(Supervisor, world.supervisor, "/platser", width=390)
        self.rolf.open_place("Prova")
        self.place = urlsplit(self.rolf.page.url).path
        self.rolf.tick_today()


def nothing_new_leaves(world: World, way: Halfway) -> None:
    """What was about to go does not go, and says why; the link that nobody has opened is shut."""
    norr, gone = way.norr, Delivery.objects.count()
    norr.go(way.next_packet)
    norr.misses("Lämna ut till Försäkringskassan")
    norr.sees("återkallat")
    norr.go(way.question)
    norr.press("Spara och läs igenom")
    norr.sees("finns inget samtycke för ändamålet", "ställ frågan utan namn")
    lena = world.enter(Guest, None)
    lena.open_link(way.link, way.code)
    lena.sees("Länken gäller inte")
    lena.misses(FAMILY_NAME)
    lena.sound()
    assert Delivery.objects.count() == gone


def what_has_gone_stays_until_it_is_fetched_back(way: Halfway) -> None:
    """FK keeps its copy and may answer it; when the kommun takes it back FK is told so at its next request."""
    way.anders.go(way.copy)
    way.anders.sees("Vi ber er pröva rätten till samordning.")
    way.norr.go(way.sent)
    way.norr.take_back("Personen har tagit tillbaka sitt samtycke.")
    told = way.anders.refused(way.copy)
    assert "Avsändaren har avslutat det här" in told
    assert FAMILY_NAME not in told
    way.anders.open_inbox()
    way.anders.misses("Underlag")


def the_insats_ends(way: Halfway) -> None:
    """The kommun is told that the order rests on nothing, and ends it; the handledare's page is gone at once."""
    way.rolf.go(way.place)
    way.rolf.sees("Prova")
    way.norr.go(way.placement)
    way.norr.sees("Samtycket som beställningen vilar på gäller inte längre.")
    way.norr.end_placement("Personen vill inte längre.")
    told = way.rolf.refused(way.place)
    assert "Insatsen har slutat" in told
    assert "Prova" not in told
    way.rolf.go("/platser")
    way.rolf.sees("Ingen har en plats hos er just nu.")


def the_case_goes_on(norr: Norr) -> None:
    """Nobody is waited for any more, and the no is written down: the map leads on without the others."""
    norr.stops_waiting()
    norr.answer_the_map()
    norr.finish_step("", words="Läget är utrett.")
    norr.stands_at("Du har nästa steg: Samtycke")
    norr.finish_step("Personen säger nej och frågan dras utan namn")
    norr.stands_at("Du har nästa steg: Konsultation")


def test_withdrawn_in_the_middle_it_goes_on_to_samordning_and_sjukersattning(world: World) -> None:
    way = Halfway(world)
    norr = way.norr
    world.log_in(norr, world.handler)
    norr.withdraw_everything()
    norr.sees("Inget samtycke gäller nu")
    norr.at("/bevaka")
    norr.sees("Ett samtycke är återkallat eller begränsat.", "Samtycket bakom en pågående insats gäller inte")
    nothing_new_leaves(world, way)
    what_has_gone_stays_until_it_is_fetched_back(way)
    the_insats_ends(way)
    the_case_goes_on(norr)
    ask_without_a_name(world, norr)
    she_applies_herself(world, norr)
    norr.sees("Ärendet är avslutat", "Långvarig ersättning")
