"""The people of the whole-way journeys, each in a browser context of her own, and the certificates that come on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment, make_authority, make_unit, make_user
from tests.casework.placement_factories import make_intervention

from samre.accounts.actors import actor_for
from samre.accounts.models import Assignment, Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.web.definition import EXAMPLES

NUMBER, NAME = "198409209296", "Prova Vägander"
FAMILY_NAME = NAME.split()[-1]
# The examples' dates are told from this day; the one about a long illness comes last in the journeys, and is the newest.
WRITTEN_ON = {"fk7800-langvarigt": date(2026, 10, 20)}
USUALLY = date(2026, 11, 22)
AREAS: tuple[str, ...] = ("tid", "uthallighet", "koncentration", "instruktion", "sjalvstandighet")
AREAS += ("tempo", "kvalitet", "samarbete", "fysiskt", "motgang")
REPORTED = {
    "Vilka anpassningar hjälpte?": "Paus varje timme.",
    "Hur ser personen själv på det?": "Jag orkar mer än jag trodde.",
    "Vad kan vara ett möjligt nästa steg?": "Fler timmar, långsamt.",
}
ISO_DAY = re.compile(r"20\d\d-\d\d-\d\d")
PICTURES = os.environ.get("SAMRE_PICTURES", "")
One = TypeVar("One", bound="Actor")


def in_days(days: int) -> str:
    """A day as it is typed into a field."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def certificate_file(name: str) -> dict[str, Any]:
    """One of the example certificates, about our person and as old today as it was when it was written."""
    late = timezone.localdate() - WRITTEN_ON.get(name, USUALLY)

    def moved(day: re.Match[str]) -> str:
        return (date.fromisoformat(day.group()) + late).isoformat()

    text = (EXAMPLES / f"{name}.xml").read_text(encoding="utf-8")
    text = re.sub(r"(1\.2\.752\.129\.2\.1\.3\.1</t:root><t:extension>)\d+", rf"\g<1>{NUMBER}", text)
    return {
        "name": "intyg.xml",
        "mimeType": "application/xml",
        "buffer": ISO_DAY.sub(moved, text).encode(),
    }


class Actor:
    """Somebody at a page of her own. What she does waits for the page it leads to; nothing sleeps."""

    def __init__(self, page: Any, check: Callable[[Any], None]) -> None:
        self.page, self.check = page, check
        parts = urlsplit(page.url)
        self.site = f"{parts.scheme}://{parts.netloc}"

    def go(self, path: str) -> None:
        """An address as somebody types it."""
        self.page.goto(self.site + path)

    def press(self, name: str | re.Pattern[str]) -> None:
        """A button that sends a form: the next page has come when it is done."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """A link of the page."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()

    def sees(self, *texts: str) -> None:
        """The page says each of the texts."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def misses(self, *texts: str) -> None:
        """The page says none of the texts, folded away or not."""
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def refused(self, path: str) -> str:
        """An address that gives nothing; what the page says instead."""
        answer = self.page.goto(self.site + path)
        assert answer.status in {403, 404}, (path, answer.status)
        return str(self.page.inner_text("main"))

    def sound(self) -> None:
        """The page as it stands: axe 0 and no sideways scroll, at every width."""
        size = self.page.viewport_size
        self.check(self.page)
        self.page.set_viewport_size(size)

    def picture(self, name: str) -> None:
        """Keeps what the page looks like, when somebody wants to see it (SAMRE_PICTURES=folder)."""
        if PICTURES:
            self.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


class Partner(Actor):
    """A handläggare at another authority, with an inbox."""

    def open_inbox(self) -> None:
        self.go("/inkorg")

    def open_newest(self, subject: str) -> None:
        """The newest delivery whose row has the words in it: what it is, or what it is about."""
        self.open_inbox()
        row = self.page.locator("main li.inbox__row", has_text=re.compile(subject, re.IGNORECASE)).first
        with self.page.expect_navigation():
            row.get_by_role("link").first.click()

    def answer(self, way: str, *choices: str, text: str = "", **fields: str) -> None:
        """An answer of few choices plus text. A choice that stands under several questions: "Question > Choice"."""
        self.follow(way)
        for one in choices:
            question, _, choice = one.rpartition(" > ")
            place = self.page.get_by_role("group", name=question, exact=True) if question else self.page
            place.get_by_label(choice, exact=True).check()
        for field, value in fields.items():
            self.page.locator(f"#f-{field}").fill(value)
        if text:
            self.page.locator("#f-text").fill(text)
        self.press("Skicka svaret")
        self.sees("Svaret är skickat")


class Guest(Actor):
    """Somebody without an account, who has got a link one way and a code another."""

    def open_link(self, link: str, code: str) -> None:
        self.go(urlsplit(link).path)
        self.page.get_by_label("Koden").fill(code)
        self.press("Öppna")

    def answer(self, way: str, *choices: str, name: str, title: str, text: str = "") -> None:
        self.press(re.compile(way))
        for choice in choices:
            self.page.get_by_label(choice, exact=True).check()
        if text:
            self.page.locator("#f-text").fill(text)
        self.page.get_by_label("Ditt namn").fill(name)
        self.page.get_by_label("Uppdrag").fill(title)
        self.press("Skicka svaret")
        self.sees("svaret är skickat")


class Supervisor(Actor):
    """The handledare at a social enterprise, on her phone."""

    def open_place(self, whom: str) -> None:
        self.go("/platser")
        self.follow(whom)

    def tick_today(self) -> None:
        """Attendance in one tap."""
        with self.page.expect_navigation():
            self.page.locator("#i-dag ~ form button[name=status][value=kom]").click()
        self.sees("Närvaron är sparad.")

    def write_week(self, *choices: str, text: str) -> None:
        """The two minutes of the week."""
        for choice in choices:
            self.page.locator("#vecka ~ form").get_by_label(choice, exact=True).check()
        self.page.get_by_label("Vad fungerade, och vad gjorde det svårare?").fill(text)
        self.press("Skicka till kommunen")
        self.sees("Veckan är sparad och skickad till kommunen.")

    def report(self, *, ability: str, hours: str) -> None:
        """The report of work ability: a level and an example in each of the ten areas, signed and sent."""
        self.follow(re.compile("Skriv rapporten"))
        for area in AREAS:
            self.page.locator(f"input[name=niva_{area}][value='3']").check()
            self.page.fill(f"textarea[name=exempel_{area}]", "Såg det varje dag.")
        for question, text in REPORTED.items():
            self.page.get_by_label(question).fill(text)
        self.page.get_by_label(ability).check()
        self.page.get_by_label("Timmar i veckan som har fungerat").fill(hours)
        self.press("Spara och granska")
        self.press("Skriv under och skicka")
        self.sees("Rapporten är underskriven och skickad till kommunen.")


class World:
    """A kommun and the four it works with: everybody who has a part in the journeys, and the doors they come in by."""

    def __init__(self, open_page: Callable[..., Any], check: Callable[[Any], None]) -> None:
        cache.clear()
        self.open_page, self.check = open_page, check
        kommun = make_authority(name="Almby kommun")
        self.office = make_unit(authority=kommun, name="Försörjningsstöd Norr")
        Unit.objects.filter(pk=self.office.pk).update(phone="010-000 10 10", email="norr@almby.example")
        self.office.refresh_from_db()
        self.handler = make_assignment(
            unit=self.office, user=make_user(name="Hanna Lind"), title="Socialsekreterare"
        )
        self.fk = self._partner(AuthorityKind.FK, "Försäkringskassan", "Samordning Almby", "Anders Moberg")
        self.af = self._partner(AuthorityKind.AF, "Arbetsförmedlingen", "Kontor Almby", "Kim Berg")
        region = make_authority(kind=AuthorityKind.REGION, name="Region Mellanå")
        self.care = make_unit(authority=region, name="Rehabkoordinering Eken")
        asf = make_unit(
            authority=make_authority(kind=AuthorityKind.ASF, name="Verkstan Lönn"), name="Snickeriet"
        )
        self.supervisor = make_assignment(role=Role.ASF, unit=asf, user=make_user(name="Rolf Hed"))
        make_intervention(actor_for(self.handler), asf)

    def _partner(self, kind: str, name: str, unit: str, who: str) -> Assignment:
        place = make_unit(authority=make_authority(kind=kind, name=name), name=unit)
        return make_assignment(role=Role.PARTNER, unit=place, user=make_user(name=who))

    def enter(self, kind: type[One], assignment: Assignment | None, path: str = "", **more: Any) -> One:
        """Somebody comes in by her own door, logged in where she has an account."""
        actor = kind(self.open_page("/karta", **more), self.check)
        if assignment:
            self.log_in(actor, assignment)
        if path:
            actor.go(path)
        return actor

    def log_in(self, actor: Actor, assignment: Assignment) -> None:
        """She shows who she is, once more where it is long since: what leaves the house asks for that (R57)."""
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        actor.page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": actor.site}])
