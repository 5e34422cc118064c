"""The socialsekreterare of the whole-way journeys: what she does at her case, as verbs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect
from tests.browser.journey import NAME, Actor, certificate_file, in_days

from samre.accounts.models import Unit

PLAN = {
    "behov": "En lugn plats och någon att ringa.",
    "egna_mal": "Jag vill ut bland folk.",
    "ramar_tid": "Två timmar i taget, tre dagar i veckan.",
    "samre": "Ring Hanna samma dag.",
}
# What the person, the kommun and the papers can tell, when the map asks.
KNOWN = {
    "forsakrad_i_sverige": "ja",
    "sgi": "noll",
    "sjukpenning_arende": "nej",
    "ae_upphorde_vid_30": "nej",
    "senaste_arbetsdag": "2023-05-31",
    "lss_krets": "0",
    "nedsattning": "tillfallig",
    "vag_oklar": "nej",
    "i_skola": "nej",
    "aterfall_i_program": "nej",
    "bada_huvudman": "nej",
    "myndigheter": "2",
    "etableringsratt": "nej",
    "akassa_ratt": "nej",
    "vardkontakt": "ja",
    "behandling": "pagar",
    "studerat_med_studiestod": "nej",
    "smitta": "nej",
    "vill_studera": "nej",
    "vard_forst": "nej",
}
TOLD = ("frivilligt", "bistand", "aterkalla", "svagare", "lag")


class Norr(Actor):
    """Hanna Lind at Försörjningsstöd Norr. `case` is the address of her case once it is opened."""

    case = ""

    def at(self, path: str = "") -> None:
        """A page of her case."""
        self.go(self.case + path)

    # --- the case and what is known -----------------------------------------------------------------

    def open_case(self, certificate: str) -> None:
        """From the application: the certificate is read, the person is checked, the case is opened."""
        self.go("/arenden/nytt")
        self.page.set_input_files("#fil", certificate_file(certificate))
        self.page.locator(".read").wait_for()
        self.page.fill("#namn", NAME)
        self.press("Gå vidare")
        self.page.check("#sakert")
        self.page.check("#skydd-ingen")
        self.press("Öppna ärendet")
        self.sees("Ärendet är öppnat. Första steget är")
        self.case = urlsplit(self.page.url).path

    def answer(self, source: str = "Personen", **facts: str) -> None:
        """What somebody has said, one question at a time."""
        for fact, value in facts.items():
            self.at(f"/uppgifter?fraga={fact}#fraga")
            form = self.page.locator("#fraga form")
            form.locator("select[name=kalla]").select_option(label=source)
            choice = form.locator(f"button[name=svar][value='{value}']")
            with self.page.expect_navigation():
                if choice.count():
                    choice.click()
                else:
                    form.locator("input[name=svar]").fill(value)
                    form.get_by_role("button", name="Svara").click()
            self.sees("Svaret är sparat.")

    def answer_the_map(self, known: dict[str, str] = KNOWN) -> list[str]:
        """Answers what the case asks, in place, as long as somebody knows; what was asked, in order."""
        self.at()
        asked: list[str] = []
        while self.page.locator("#ta-reda-pa").count():
            form = self.page.locator(".case-ask form", has=self.page.locator("#kalla-nu"))
            fact = form.locator("input[name=uppgift]").get_attribute("value") or ""
            if fact not in known:
                break
            asked.append(fact)
            choice = form.locator(f"button[name=svar][value='{known[fact]}']")
            if choice.count():
                choice.click()
            else:
                form.locator("input[name=svar]").fill(known[fact])
                form.get_by_role("button", name="Svara").click()
            expect(self.page.locator(f".case-ask input[name=uppgift][value={fact}]")).to_have_count(0)
        return asked

    def believes(self, source: str) -> None:
        """Where sources say different things she chooses one of them, and says why, until they agree."""
        self.at()
        conflict = self.page.locator(".case-conflict")
        while left := conflict.count():
            conflict.first.locator("select").select_option("nyare")
            side = conflict.first.locator(".case-conflict__side", has_text=source)
            side.get_by_role("button").click()
            expect(conflict).to_have_count(left - 1)

    def knows(self, fact: str, value: str) -> None:
        """The fact stands in the case, with this value."""
        self.at("/uppgifter")
        named = self.page.locator(".case-fact__label", has_text=re.compile(f"^{fact}$"))
        row = self.page.locator(".case-fact", has=named)
        expect(row.locator("strong").first).to_have_text(value)

    def recommended(self) -> str:
        """The step the map recommends now, with its reason where the case stands."""
        self.at("/steg")
        return str(self.page.locator("#valj p strong").first.inner_text())

    def add_certificate(self, name: str) -> None:
        self.at("/intyg")
        self.page.set_input_files("#fil", certificate_file(name))
        self.press("Lägg in intyget")
        self.sees("Intyget är inlagt.")

    # --- consent -------------------------------------------------------------------------------------

    def prepare_consent(self, purpose: str, to: dict[Unit, tuple[str, ...]]) -> None:
        """A text to read to the person: these units may be told these categories."""
        self.at("/samverkan/samtycke")
        self.follow("Nytt samtycke")
        for unit, categories in to.items():
            self.page.locator("summary", has_text=unit.authority.name).click()
            self.page.check(f"[name='till-{unit.authority_id}'][value='{unit.pk}']")
            for category in categories:
                self.page.check(f"[name='far-{unit.authority_id}'][value='{category}']")
        self.page.check(f"[name=andamal][value={purpose}]")
        self.page.check("[name=sprak][value=sv]")
        self.press("Gör texten")

    def take_consent(self, purpose: str, to: dict[Unit, tuple[str, ...]]) -> None:
        """The person says yes to the text, by word of mouth with a witness."""
        self.prepare_consent(purpose, to)
        for code in TOLD:
            self.page.check(f"[name=sagt][value={code}]")
        for name, value in (
            ("forstar", "ja"),
            ("lasning", "upplast"),
            ("tolkbehov", "nej"),
            ("hur", "muntligt"),
        ):
            self.page.check(f"[name={name}][value={value}]")
        self.page.fill("#vittne", "Vera Vittne, kollega")
        self.page.fill("#plats", "Kontoret i Almby")
        self.press("Spara samtycket")
        self.sees("Samtycket är sparat")

    def withdraw_everything(self) -> None:
        """The person takes every consent back, in the telephone: one action."""
        self.at("/samverkan/samtycke")
        self.follow(re.compile("Återkalla alla"))
        self.page.check("[name=kanal][value=telefon]")
        self.press("Återkalla alla")

    # --- letters and disclosures ---------------------------------------------------------------------

    def write_to_care(self) -> None:
        """The letter about what the certificate lacks, from the certificate's own page, read through and finished."""
        self.at("/intyg")
        self.page.locator(".cert-list__name").first.click()
        self.press("Skriv till vården om det som saknas")
        self.press("Spara och läs igenom")
        self.press("Gör klar")
        self.sees("Brevet är klart.")

    def begin_disclosure(self, unit: Unit, purpose: str, asked: str, *, road: str = "") -> None:
        """Step one: to whom, what for, and what they are asked to do."""
        self.at("/samverkan")
        self.follow("Lämna ut underlag")
        self.page.select_option("#mottagare", str(unit.pk))
        self.page.check(f"input[name=andamal][value={purpose}]")
        self.page.fill("#fraga", asked)
        self.page.fill("#svar_senast", in_days(21))
        if road:
            self.page.locator("summary", has_text="Skicka på ett bestämt sätt").click()
            self.page.check(f"input[name=vag][value={road}]")
        self.press("Välj uppgifter")

    def choose(self, *fields: str) -> None:
        """Step two, beside what the step needs, which is ticked already."""
        for field in fields:
            box = self.page.locator(f"input[type=checkbox][value='{field}']")
            group = self.page.locator("details.lamna-kategori", has=box)
            if group.get_attribute("open") is None:
                group.locator("summary").click()
            box.check()
        self.press("Kontrollera")

    def disclose(self, unit: Unit, purpose: str, asked: str, *fields: str, road: str = "") -> str:
        """All three steps; what was shown before it went."""
        self.begin_disclosure(unit, purpose, asked, road=road)
        self.choose(*fields)
        return self.send()

    def give_to_the_person(self, asked: str, *fields: str) -> None:
        """The same underlag on paper to the person herself, who shows it to whom she likes."""
        self.at("/samverkan/lamna-ut")
        self.follow("Lämna ut underlag")
        party = self.page.locator("optgroup[label=Personen] option").get_attribute("value")
        self.page.select_option("#mottagare", party)
        self.page.fill("#mottagarens_namn", NAME)
        self.page.check("input[name=andamal][value=samordning]")
        self.page.fill("#fraga", asked)
        self.press("Välj uppgifter")
        self.choose(*fields)
        self.page.check("input[name=grund][value=till_part]")
        self.page.fill("#skal", "Personen vill ha underlaget till sin egen ansökan.")
        self.send()

    def supplement(self, unit: Unit, asked: str, *fields: str) -> str:
        """More to somebody who has answered, from the receipt where the answer stands: only what is named."""
        self.at("/samverkan/lamna-ut")
        self.follow(re.compile(unit.name))
        self.follow(re.compile("Lämna ut mer till"))
        expect(self.page.locator("#mottagare")).to_have_value(str(unit.pk))
        self.page.check("input[name=andamal][value=samordning]")
        self.page.fill("#fraga", asked)
        self.press("Välj uppgifter")
        self.choose(*fields)
        return self.send()

    def send(self) -> str:
        """Step three: the secrecy is assessed, what the guard finds struck out, and it goes; what was shown before it went."""
        for strike in self.page.locator("input[type=radio][value=stryk]").all():
            strike.check()
        self.press("Pröva och förhandsgranska")
        shown = str(self.page.locator(".lamna-visning").inner_text())
        self.press(re.compile("Lämna ut till|Lås underlaget"))
        self.sees("Kvitto")
        return shown

    def take_back(self, why: str) -> None:
        """What has gone is taken back: the receiver can open it no longer."""
        self.page.locator("summary", has_text="Det skickades fel").click()
        self.page.fill("#skal", why)
        self.press("Ta tillbaka underlaget")

    def make_link(self, who: str) -> tuple[str, str]:
        """A link for her who has no account, and its code, each by its own way."""
        self.follow("Gör engångslänken nu")
        self.page.get_by_label("Vem ska svara?").fill(who)
        self.page.get_by_label("Så lämnas länken").select_option("mejl")
        self.page.get_by_label("Så lämnas koden").select_option("telefon")
        self.press("Gör en länk")
        link, code = (one.inner_text() for one in self.page.locator(".link-once__value").all())
        return link, code

    # --- steps -----------------------------------------------------------------------------------------

    def finish_step(self, outcome: str, *, words: str = "") -> None:
        """The step in the head of the case is done, with an outcome the map knows or with own words."""
        self.at()
        head = self.page.locator(".case-now")
        with self.page.expect_navigation():
            head.get_by_role("link", name=re.compile("^Klart")).click()
        if outcome:
            self.page.locator("#klart label.case-radio", has_text=outcome).locator("input").check()
        self.page.fill("#klart-text", words)
        self.press("Steget är klart")

    def has_heard(self, what: str) -> None:
        """Whoever the step in the head waits for has answered, outside SAMRE."""
        self.at()
        with self.page.expect_navigation():
            self.page.locator(".case-now").get_by_role("link", name=re.compile("^Svaret kom")).click()
        self.page.check(f"[name=svarade][value={what}]")
        self.press("Svaret kom")

    def stops_waiting(self) -> None:
        """What the step in the head waits for does not come."""
        self.at()
        with self.page.expect_navigation():
            self.page.locator(".case-now").get_by_role("link", name=re.compile("^Svaret kom")).click()
        self.press("Det kom inget, vi går vidare")

    def stands_at(self, sentence: str) -> None:
        """What the head of the case says: who has the next step, and which."""
        self.at()
        expect(self.page.locator(".case-now__who")).to_contain_text(sentence)

    # --- insats ----------------------------------------------------------------------------------------

    def prepare_placement(self, question: str, *, hours: str = "6") -> None:
        """An insats that fits, with medical frames, as far as what the company would get."""
        self.at("/samverkan/insats")
        self.follow("Hitta en insats")
        self.page.get_by_role("textbox", name="Timmar i veckan").fill(hours)
        self.press("Visa vad som passar")
        self.press("Välj Snickeriet")
        self.page.get_by_label("Vad prövningen ska svara på").fill(question)
        self.page.get_by_label("Medicinska ramar").fill(
            "Två timmar i taget, lugn miljö, paus när det behövs."
        )
        self.page.get_by_label("Första dag").fill(in_days(0))
        self.page.get_by_label("Sista dag").fill(in_days(77))
        self.page.locator("#timmar_1").fill(hours)
        self.press("Spara och granska")
        self.sees("Uppgifterna lämnas med förbehåll")

    def order_placement(self, question: str) -> None:
        """An insats that fits, ordered from today."""
        self.prepare_placement(question)
        self.press("Skicka beställningen")
        self.sees("Beställningen är skickad.")

    def end_placement(self, words: str) -> None:
        """The insats ends today; the company gets to nothing more."""
        self.page.locator("summary", has_text="Avsluta insatsen").click()
        self.page.locator("input[name=skal]").first.check()
        self.page.fill("#ord", words)
        self.press("Avsluta insatsen")

    # --- consultation and plan -------------------------------------------------------------------------

    def ask_consultants(
        self, question: str, background: str, to: dict[Unit, str], *, named: tuple[str, ...] = ()
    ) -> None:
        """A question to other authorities, read through; with the person's name where categories are named."""
        self.at("/samverkan/konsultation")
        self.follow("Ställ en fråga")
        for unit in to:
            self.page.check(f"[name=parter][value='{unit.pk}']")
        self.page.check(f"[name=satt][value={'med_namn' if named else 'utan_namn'}]")
        self.press("Fortsätt och skriv frågan")
        self.page.get_by_label("Frågan, i en mening").fill(question)
        self.page.get_by_label("Bakgrund, högst tio rader").fill(background)
        for unit, asked in to.items():
            self.page.get_by_label(f"Vad ska {unit.authority.short} svara på?").fill(asked)
        for category in named:
            self.page.check(f"[name=kategorier][value={category}]")
        self.press("Spara och läs igenom")

    def agree(self, who: str, what: str) -> None:
        """A row of the agreed plan: who does what by when."""
        self.page.get_by_text("Lägg till en rad").click()
        self.page.get_by_label("Vem?").select_option(who)
        self.page.get_by_label("Vad ska göras?").fill(what)
        self.press("Lägg till i planen")

    def settle_plan(self, goal: str) -> None:
        """A SAMRE-plan with the person: from the library, with nothing missing, fastställd."""
        self.at("/samverkan/plan")
        self.press("Börja en plan")
        for _ in range(2):
            with self.page.expect_navigation():
                self.page.locator(".plan-library__add").first.click()
        self.press("Lägg till en egen aktivitet")
        row = self.page.locator(".plan-row[id^=a-]").last
        row.get_by_label("Vad ska göras?").fill("Går till Snickeriet måndag, onsdag och fredag")
        row.get_by_label("Vem ansvarar?").select_option("IND")
        row.get_by_label("Klart senast").fill(in_days(60))
        self.page.get_by_label("Arbete", exact=True).check()
        for field, text in PLAN.items():
            self.page.fill(f"#{field}", text)
        self.page.fill("#mal_text", goal)
        self.page.get_by_label("Personen är överens", exact=True).check()
        self.page.fill("#deltog_dag", in_days(0))
        self.page.select_option("#deltog_hur", "mote")
        self.press("Fastställ planen")
        self.sees("Version 1, fastställd")

    def close_case(self, goal: str, reason: str) -> None:
        """The goal is reached and the case ends."""
        self.at()
        self.follow("Avsluta ärendet")
        self.page.check(f"[name=utfall][value={goal}]")
        self.page.select_option("#fore", "bistand")
        self.page.select_option("#efter", "sjukersattning")
        self.page.fill("#skal", reason)
        self.press("Avsluta ärendet")
