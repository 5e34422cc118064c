"""The people of the journey of the map: who uses it, who writes it, who decides, and a room of phones without accounts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdf
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import log_in, make_assignment, make_authority, make_unit, make_user
from tests.browser.conftest import WIDTHS, axe, overflow
from tests.browser.journey import PICTURES, Actor, One
from tests.casework.factories import make_case

from samre.accounts.actors import actor_for
from samre.accounts.models import Assignment, Authority
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.casework.actions.steps import choose_step
from samre.casework.models import Case
from samre.definitions import current
from samre.governance.actions.versions import adopt_map, follow_map


class Reader(Actor):
    """Somebody who looks at every page she comes to: axe 0, no sideways scroll, and a picture where they are asked for."""

    def look(self, name: str) -> None:
        size = self.page.viewport_size
        self.misses("Något gick fel hos oss")
        assert axe(self.page) == [], name
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            assert overflow(self.page) == 0, (name, width)
            if PICTURES:
                self.page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
        self.page.set_viewport_size(size)

    def write(self, label: str | re.Pattern[str], text: str) -> None:
        self.page.get_by_label(label).last.fill(text)

    def save(self) -> None:
        """The form of a thing on the map; the sentence that it is saved has to come."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Spara", exact=True).last.click()
        self.told("Sparat.")

    def condition(self, label: str, text: str) -> None:
        """A condition written by hand."""
        self.page.get_by_text(re.compile(f"^Skriv villkoret själv: {label}$", re.IGNORECASE)).click()
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)

    def tab(self, name: str) -> None:
        """A page of the draft."""
        tabs = self.page.get_by_role("navigation", name="Utkastet")
        with self.page.expect_navigation():
            tabs.get_by_role("link", name=name, exact=True).click()

    def find(self, kind: str, words: str) -> None:
        """A thing of the draft, found by words that stand in it."""
        self.tab("Ändra")
        self.write("Sök i hela kartan", words)
        self.press("Sök")
        found = self.page.get_by_role("region", name=kind, exact=True)
        with self.page.expect_navigation():
            found.get_by_role("link", name=re.compile(words, re.IGNORECASE)).first.click()

    def menu(self, name: str) -> None:
        """A part of the program, in the head of every page."""
        with self.page.expect_navigation():
            self.page.get_by_role("banner").get_by_role("link", name=name, exact=True).first.click()

    def news(self) -> Any:
        """What she is told of the map where she comes in."""
        return self.page.get_by_role("complementary", name="Nytt om kartan")

    def told(self, *texts: str) -> None:
        """What has just been done is told."""
        for text in texts:
            expect(self.page.get_by_role("status").first).to_contain_text(text)

    def reads_paper(self, name: str | re.Pattern[str]) -> str:
        """The text of a PDF behind a link of the page."""
        link = self.page.locator("main").get_by_role("link", name=name).first
        return self.paper(str(link.get_attribute("href")))

    def paper(self, path: str) -> str:
        """The text of a PDF at an address, words in one line. Who asks first for a new one waits until it is set."""
        body = self.page.request.get(self.site + path, timeout=180_000).body()
        assert body.startswith(b"%PDF"), path
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


class Phone(Reader):
    """A group in the room, on a phone, without an account."""

    def join(self, code: str, group: str) -> None:
        self.go("/prova")
        self.page.get_by_label("Koden").fill(code)
        self.press("Gå in")
        self.page.get_by_role("radio", name=re.compile(group)).check()
        self.press("Börja")

    def place(self, box: str, *, sure: str, why: str = "") -> None:
        """The case that is shown, placed at a box."""
        self.write("Sök ruta", box)
        self.page.locator("[data-step]:visible", has_text=box).locator("input").first.check()
        self.page.get_by_role("radio", name=sure, exact=True).check()
        if why:
            self.write("Varför, och vad var oklart?", why)
        self.press("Placera fallet")

    def says(self, box: str, text: str) -> None:
        """A comment on a box, from the case that is shown."""
        read = self.page.get_by_role("button", name=re.compile(f"Läs rutan {box}"), include_hidden=True)
        self.page.locator("[data-lane]").filter(has=read).locator("summary").click()
        read.click()
        self.write("Vad är bra, oklart eller fel i rutan?", text)
        self.press("Spara om rutan")


class Party:
    """A förbund whose map two kommuner follow: everybody with a part in the journey, and the doors they come in by."""

    def __init__(self, open_page: Callable[..., Any], check: Callable[[Any], None]) -> None:
        cache.clear()
        self.open_page, self.check = open_page, check
        forbund = make_unit(
            authority=make_authority(kind=AuthorityKind.FORBUND, name="Samordningsförbundet Tre Åar"),
            name="Kansliet",
        )
        self.kommun = make_authority(name="Almby kommun")
        office = make_unit(authority=self.kommun, name="Försörjningsstöd Norr")
        other = make_unit(authority=make_authority(name="Björkfors kommun"), name="Försörjningsstöd")
        self.lead = self._one(Role.PROCESS_LEAD, forbund, "Elin Sandås", "Processledare")
        self.jurist = self._one(Role.LAW_EXPERT, forbund, "Lotta Juhlin", "Förbundsjurist")
        self.board = self._one(Role.BOARD, forbund, "Gun Falkmo", "Ordförande")
        self.handler = self._one(Role.CASEWORKER, office, "Hanna Lindros", "Socialsekreterare")
        self.head = self._one(Role.MANAGER, office, "Maja Ekvall", "Enhetschef")
        self.own_lead = self._one(Role.PROCESS_LEAD, office, "Omar Nyquist", "Processledare")
        self.neighbour = self._one(Role.CASEWORKER, other, "Kerstin Ahlbeck", "Socialsekreterare")
        lead, today = actor_for(self.lead), timezone.localdate()
        adopt_map(keeper=forbund.authority_id, folder=current(), next_review=in_a_year(), by=lead)
        for unit in (office, other):
            follow_map(keeper=forbund.authority_id, follower=unit.authority_id, since=today, by=lead)

    def _one(self, role: str, unit: Any, name: str, title: str) -> Assignment:
        return make_assignment(role=role, unit=unit, user=make_user(name=name), title=title)

    def open_case(self, name: str, *, by: Assignment | None = None, step: str = "", **facts: object) -> Case:
        """A case that is under way when the journey begins, at a step where one is chosen."""
        actor = actor_for(by or self.handler)
        kommun = Authority.objects.get(pk=actor.authority_id)
        with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
            case = make_case(actor, name=name, facts={"sgi": "noll", **facts})
            if step:
                choose_step(case=case, step=step, reason="Behövs.", by=actor)
        return case

    def enter(self, kind: type[One], assignment: Assignment | None, path: str, **more: Any) -> One:
        """Somebody comes in by her own door, in a browser of her own, logged in where she has an account."""
        actor = kind(self.open_page("/halsa", **more), self.check)
        if assignment:
            cookie = log_in(Client(), assignment).cookies["samre_session"].value
            actor.page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": actor.site}])
        actor.go(path)
        return actor


def in_a_year() -> date:
    return timezone.localdate() + timedelta(days=365)
