"""The way that is left without consent: the question without a name, and the person's own applications."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.browser.journey import FAMILY_NAME, NAME, Partner, World
from tests.browser.journey_norr import Norr

from samre.casework.models import Consultation, Delivery


def ask_without_a_name(world: World, norr: Norr) -> None:
    """The question is put without saying whom it is about; what points her out is stopped; the answers lead on."""
    world.log_in(norr, world.handler)
    norr.at("/samverkan/samtycke")
    norr.follow("Till ärendekonsultation utan namn")
    asked = {world.fk.unit: "Vad krävs för samordning?", world.af.unit: "När kan ni vara med?"}
    question = "Är samordning rätt väg för någon utan SGI?"
    norr.ask_consultants(question, f"{NAME} har prövat arbetsträning.", asked)
    norr.sees("inte sparad")
    assert Consultation.objects.order_by("-at")[0].background == ""
    norr.page.get_by_label("Bakgrund, högst tio rader").fill("Har prövat arbetsträning i två månader.")
    norr.press("Spara och läs igenom")
    gone = Delivery.objects.count()
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
    assert Delivery.objects.count() == gone + len(asked)


def she_applies_herself(world: World, norr: Norr) -> None:
    """The kommun tries her ability, gives her the underlag, and learns from her what FK says: the map goes on."""
    world.log_in(norr, world.handler)
    norr.answer("AME", formaga="liten", timmar="6")
    norr.answer_the_map()
    norr.finish_step("Försäkringskassans samordning är rätt väg")
    norr.stands_at("Personen har nästa steg, med din hjälp: Sök samordning")
    norr.give_to_the_person("Underlag till din ansökan.", "uppgift:formaga", "uppgift:sgi")
    norr.has_heard("besked")
    norr.answer(fk_samordning="beviljad")
    norr.finish_step("Försäkringskassan beviljar samordning")
    norr.stands_at("FK och AF möts")
    norr.has_heard("besked")
    norr.add_certificate("fk7800-langvarigt")
    norr.answer("Personen", nedsattning="stadigvarande", rehab_uttomd="ja", rehab_behov="nej")
    norr.believes("Personen")
    norr.answer_the_map()
    norr.finish_step("", words="Rehabiliteringen är prövad så långt det går.")
    norr.stands_at("Personen har nästa steg, med din hjälp: Sjukersättning")
    norr.has_heard("besked")
    norr.answer(sjukersattning="beviljad")
    norr.close_case("M3", "Försäkringskassan har beviljat sjukersättning.")
