"""The whole way when the person says no: nothing leaves the kommun, and there is still a road."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.accounts.factories import make_assignment
from tests.browser.journey import FAMILY_NAME, Partner, Supervisor, World
from tests.browser.journey_alone import ask_without_a_name, she_applies_herself
from tests.browser.journey_norr import Norr

from samre.casework.models import Delivery
from samre.sealing.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(open_page: Callable[..., Any], assert_sound: Callable[[Any], None]) -> World:
    return World(open_page, assert_sound)


def say_no(world: World, norr: Norr) -> None:
    """She is asked, with a text to read, and says no: it is written down, and the map goes another way."""
    norr.open_case("fk7804-gott")
    norr.answer_the_map()
    norr.finish_step("Andra behöver kontaktas")
    norr.stands_at("Du har nästa steg: Samtycke")
    norr.prepare_consent("samordning", {world.fk.unit: ("kontakt", "sjukskrivning")})
    norr.press("Ta bort texten")
    norr.sees("Inget samtycke gäller nu", "Det hindrar inget i ert eget ärende")
    norr.sound()
    norr.finish_step("Personen säger nej och frågan dras utan namn")
    norr.knows("Nej till samtycke är dokumenterat", "Ja")


def nothing_leaves(world: World, norr: Norr) -> None:
    """Every door says why it is shut and what to do; the addresses behind it give nothing to anybody."""
    norr.begin_disclosure(world.fk.unit, "samordning", "Vi ber er pröva rätten till samordning.")
    norr.sees("Samtycke saknas")
    norr.choose("uppgift:sgi")
    norr.press("Pröva och förhandsgranska")
    norr.sees("saknas. Hämta in det", "fråga utan att säga vem det gäller")
    norr.sound()
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


@pytest.mark.both_databases
def test_refused_she_comes_to_samordning_and_sjukersattning_by_herself(world: World) -> None:
    norr = world.enter(Norr, world.handler)
    say_no(world, norr)
    nothing_leaves(world, norr)
    ask_without_a_name(world, norr)
    she_applies_herself(world, norr)
    norr.sees("Ärendet är avslutat", "Långvarig ersättning")
