"""The whole way with consent: from the application to FK's samordning, and on to sjukersättning."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.browser.journey import Guest, Partner, Supervisor, World, in_days
from tests.browser.journey_norr import Norr

pytestmark = pytest.mark.django_db(transaction=True)
TO_CARE = ("kontakt", "sjukskrivning", "formaga", "vard", "planering")
TO_FK = ("kontakt", "sjukskrivning", "formaga", "forsakring", "vard", "arbete", "planering", "rapport")
TO_ASF = ("kontakt", "planering", "formaga", "praktiskt")
TO_TALK = ("kontakt", "formaga", "planering")


@pytest.fixture
def world(open_page: Callable[..., Any], assert_sound: Callable[[Any], None]) -> World:
    return World(open_page, assert_sound)


def apply_and_ask_care(world: World, norr: Norr) -> None:
    """A thin certificate, a letter, and an answer through a one-time link; then a certificate that holds."""
    norr.open_case("fk7804-tunt")
    norr.answer_the_map()
    norr.finish_step("", words="Läget är utrett. Intyget säger för lite.")
    norr.stands_at("Brev till vården")
    norr.take_consent("bedomning", {world.care: TO_CARE})
    norr.write_to_care()
    norr.disclose(world.care, "bedomning", "Vi ber er svara på vad personen klarar.", road="lank")
    link, code = norr.make_link("Lena Strand, rehabkoordinator")
    norr.stands_at("Rehabkoordinering Eken ska svara")
    lena = world.enter(Guest, None)
    lena.open_link(link, code)
    lena.sees("Prova Vägander")
    lena.sound()
    lena.answer(
        "Vi har ett besked", "Nej, aktivitet kan börja nu", name="Lena Strand", title="Rehabkoordinator"
    )
    norr.stands_at("Du har nästa steg: Brev till vården")
    norr.knows("Vården måste komma först", "Nej")
    norr.add_certificate("fk7804-gott")
    norr.answer_the_map()
    norr.finish_step("", words="Ett nytt intyg har kommit, och det räcker.")
    norr.stands_at("Pröva förmågan")


def try_what_she_can(world: World, norr: Norr) -> None:
    """An insats is ordered; the handledare ticks, notes and reports on her phone; the report is underlag."""
    world.log_in(norr, world.handler)
    norr.take_consent("insats", {world.supervisor.unit: TO_ASF})
    norr.order_placement("Klarar hen att komma tre dagar i veckan?")
    rolf = world.enter(Supervisor, world.supervisor, "/platser", width=390)
    rolf.open_place("Prova")
    rolf.misses("Vägander", "depression")
    rolf.sound()
    rolf.tick_today()
    rolf.write_week("Bättre än väntat", "Lagom", "Nej", text="Kom i tid varje dag.")
    rolf.report(ability="Liten: några timmar i anpassad miljö", hours="6")
    norr.knows("Prövad arbetsförmåga", "Liten: några timmar i anpassad miljö")
    norr.settle_plan("Jag arbetar deltid.")


def ask_the_others(world: World, norr: Norr) -> None:
    """FK and AF each give a proposal; there is an agreed plan, and a signed note ends it."""
    world.log_in(norr, world.handler)
    fk, af = world.fk.unit, world.af.unit
    norr.take_consent("konsultation", {fk: TO_TALK, af: TO_TALK})
    asked = {fk: "Vad krävs för samordning?", af: "När kan ni vara med?"}
    background = "Har prövat arbetsträning, sex timmar i veckan."
    norr.ask_consultants("Är samordning rätt väg nu?", background, asked, named=TO_TALK[1:])
    norr.press("Skicka frågan")
    norr.sees("0 av 2 har svarat")
    for assignment, text in ((world.fk, "Sök samordning nu."), (world.af, "Vi kommer till kartläggningen.")):
        consultant = world.enter(Partner, assignment)
        consultant.open_newest("konsultation")
        consultant.sees("Är samordning rätt väg nu?", "Prova Vägander")
        consultant.answer("Vi har ett förslag", text=text)
    norr.go(urlsplit(norr.page.url).path)
    norr.sees("Alla har svarat", "Sök samordning nu.", "Vi kommer till kartläggningen.")
    norr.agree("FK", "Prövar samordning")
    norr.page.get_by_label("Vad ledde det till?").fill("Vi ansöker om samordning.")
    norr.press("Signera och avsluta")
    norr.sees("Resultatet står i anteckning")


def to_samordning(world: World, norr: Norr) -> None:
    """Disclosed to FK in three steps; FK needs more, gets it, books a meeting, and says yes: the next step opens."""
    world.log_in(norr, world.handler)
    fk = world.fk.unit
    norr.stands_at("Personen har nästa steg, med din hjälp: Sök samordning")
    norr.has_heard("besked")
    norr.stands_at("Sök samordning")
    norr.take_consent("samordning", {fk: TO_FK})
    shown = norr.disclose(fk, "samordning", "Vi ber er pröva om personen har rätt till samordning.")
    norr.stands_at("Samordning Almby ska svara")
    anders = world.enter(Partner, world.fk)
    anders.open_newest("Underlag")
    anders.sees("Vi ber er pröva om personen har rätt till samordning.", "Prova Vägander")
    for text in ("75 procent", "SGI är noll", "Behov av arbetslivsinriktad rehabilitering"):
        anders.sees(text)
        assert text in shown
    anders.misses("depression")
    anders.sound()
    anders.answer("Vi behöver mer underlag", "Kommunens planering och mål", text="Skicka med planen.")
    norr.stands_at("hjälp personen med Sök samordning")
    norr.sees("behöver mer underlag", "Kommunens planering och mål", "Skicka med planen.")
    norr.sound()
    norr.at("/samverkan")
    norr.sees("Har svarat: behöver komplettering")
    norr.follow(re.compile(fk.name))
    norr.sees("Skicka med planen.")
    norr.supplement(fk, "Här är planen ni bad om.", "plan:1", "plan:2")
    anders.open_newest("Underlag")
    anders.sees("Här är planen ni bad om.", "Jag arbetar deltid.")
    anders.answer("Vi har bokat ett möte", "Digitalt möte", "Personen", dag=in_days(9), tid="13:30")
    anders.answer("Vi har ett besked", "Samordning beviljad")
    norr.knows("Försäkringskassans samordning", "Beviljad")
    norr.finish_step("Försäkringskassan beviljar samordning")
    norr.stands_at("FK och AF möts")


def to_sjukersattning(world: World, norr: Norr) -> None:
    """Later: a certificate about all that has been tried; FK gets what that application needs, and decides."""
    world.log_in(norr, world.handler)
    fk = world.fk.unit
    norr.has_heard("besked")
    norr.add_certificate("fk7800-langvarigt")
    norr.answer("Vården", nedsattning="stadigvarande", rehab_uttomd="ja", rehab_behov="nej")
    norr.believes("Vården")
    norr.answer_the_map()
    norr.finish_step("", words="Rehabiliteringen är prövad så långt det går.")
    norr.stands_at("Personen har nästa steg, med din hjälp: Sjukersättning")
    norr.has_heard("besked")
    norr.take_consent("provning", {fk: (*TO_FK, "diagnos")})
    norr.disclose(fk, "provning", "Vi ber er pröva ansökan om sjukersättning.")
    anders = world.enter(Partner, world.fk)
    anders.open_newest("Underlag")
    anders.sees("Vi ber er pröva ansökan om sjukersättning.", "Bipolär sjukdom")
    anders.answer("Vi har ett besked", "Sjukersättning > Beviljad")
    norr.knows("Sjukersättning", "Beviljad")
    norr.close_case("M3", "Försäkringskassan har beviljat sjukersättning.")


@pytest.mark.both_databases
def test_with_consent_to_samordning_and_to_sjukersattning(world: World) -> None:
    norr = world.enter(Norr, world.handler)
    apply_and_ask_care(world, norr)
    try_what_she_can(world, norr)
    ask_the_others(world, norr)
    norr.answer_the_map()
    norr.finish_step("", words="Förmågan är prövad.")
    to_samordning(world, norr)
    to_sjukersattning(world, norr)
    norr.sees("Ärendet är avslutat", "Långvarig ersättning")
