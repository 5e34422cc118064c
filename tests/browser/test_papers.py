"""Letters in a browser: a thin certificate's questions written, seen, changed, finished and fetched; also without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.actions.test_certificates import TOLVAN
from tests.casework.factories import make_case
from tests.casework.paper_factories import add_thin_certificate

from samre.accounts.actors import actor_for
from samre.accounts.models import Unit
from samre.accounts.roles import Role
from samre.casework.models import OpenStep, PaperDraft, Person, Record

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SAMRE_PICTURES", "")


class Desk:
    """A case whose newest certificate lacks answers, at the step that asks for them."""

    def __init__(self) -> None:
        self.unit = make_unit(name="Försörjningsstöd Norr")
        Unit.objects.filter(pk=self.unit.pk).update(phone="010-000 10 10", email="norr@almby.example")
        self.assignment = make_assignment(unit=Unit.objects.get(pk=self.unit.pk))
        self.by = actor_for(self.assignment)
        facts: dict[str, object] = {"bistand": "beviljat", "sgi": "noll"}
        self.case = make_case(self.by, name="Tolvan Tolvansson", number=TOLVAN, facts=facts)
        add_thin_certificate(self.case, self.by)
        OpenStep.objects.filter(case=self.case).update(step="S06")

    @property
    def letters(self) -> str:
        return f"/arenden/{self.case.pk}/samverkan/brev"


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def sign_in(address: str) -> Callable[..., Any]:
    """Lets a page's browser in as somebody, without going through the login."""

    def go(page: Any, assignment: Any, path: str) -> Any:
        session = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": session, "url": address}])
        page.goto(address + path)
        return page

    return go


def picture(page: Any, name: str) -> None:
    """What it looks like, wide and narrow, for whoever wants to see."""
    if not PICTURES:
        return
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"brev-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def begin(page: Any, name: str = "Begäran om komplettering av läkarintyg") -> None:
    page.click(f"button:has-text('Skriv'):has-text('{name}')")
    page.wait_for_selector("#brevform")


def test_a_letter_about_a_thin_certificate_is_written_finished_and_fetched(
    desk: Desk, open_page: Any, sign_in: Any, assert_sound: Any
) -> None:
    page = sign_in(open_page("/halsa"), desk.assignment, desk.letters)
    picture(page, "valj")
    assert_sound(page)
    begin(page)
    picture(page, "skriv")
    assert_sound(page)
    page.fill("#f-lämna", "Lämna svaret i receptionen.")
    page.wait_for_selector("#brevet:has-text('Lämna svaret i receptionen.')")
    page.uncheck("[name='frågor.med'] >> nth=0")
    page.click("button:has-text('Spara och läs igenom')")
    page.wait_for_selector("h1:has-text('Läs igenom')")
    picture(page, "las-igenom")
    assert_sound(page)
    page.click("button:has-text('Gör klar')")
    page.wait_for_selector("text=Brevet är klart.")
    picture(page, "klart")
    assert_sound(page)
    record = Record.objects.get(kind="begaran")
    fetched = page.request.get(page.locator("a:has-text('Hämta brevet')").evaluate("link => link.href"))
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.body() == bytes(record.content or b"")
    page.click("a:has-text('Tidslinjen')")
    page.wait_for_selector("text=Begäran om komplettering av läkarintyg")


def test_everything_can_be_done_without_javascript(desk: Desk, open_page: Any, sign_in: Any) -> None:
    page = sign_in(open_page("/halsa", javascript=False, width=320), desk.assignment, desk.letters)
    begin(page, "Brev till vården")
    page.fill("#f-tack", "Tack på förhand.")
    page.click("button:has-text('Spara utkastet')")
    assert "Tack på förhand." in page.locator(".sheet").inner_text()
    page.click("button:has-text('Spara och läs igenom')")
    page.click("button:has-text('Gör klar')")
    assert PaperDraft.objects.get().record is not None


def test_what_is_wrong_is_told_at_the_field_and_nothing_typed_is_lost(
    desk: Desk, open_page: Any, sign_in: Any, assert_sound: Any
) -> None:
    page = sign_in(open_page("/halsa"), desk.assignment, desk.letters)
    begin(page)
    page.fill("#f-lämna", "Ring om 19121212-1212.")
    page.click("button:has-text('Spara utkastet')")
    page.wait_for_selector("#fel-lämna")
    assert page.input_value("#f-lämna") == "Ring om 19121212-1212."
    picture(page, "fel")
    assert_sound(page)


@pytest.mark.parametrize(
    "form", ["Underlag inför sjukersättning", "Begäran om uppgift", "Fråga till arbetsgivaren"]
)
def test_forms_of_every_make_are_sound(
    form: str, desk: Desk, open_page: Any, sign_in: Any, assert_sound: Any
) -> None:
    page = sign_in(open_page("/halsa"), desk.assignment, desk.letters)
    begin(page, form)
    picture(page, form.split()[-1])
    assert_sound(page)


def test_the_kommuns_own_letterhead(desk: Desk, open_page: Any, sign_in: Any, assert_sound: Any) -> None:
    lead = make_assignment(role=Role.PROCESS_LEAD, unit=desk.assignment.unit)
    page = sign_in(open_page("/halsa"), lead, "/brevmallar")
    page.fill("#adress", "Storgatan 1\n123 45 Almby")
    page.click("button:has-text('Spara brevhuvudet')")
    page.wait_for_selector("text=Brevhuvudet är sparat.")
    picture(page, "brevhuvud")
    assert_sound(page)
    page.click("a:has-text('Begäran om komplettering')")
    picture(page, "egen-blankett")
    assert_sound(page)


def test_a_report_on_paper_is_sound_also_with_its_mistakes(
    desk: Desk, open_page: Any, sign_in: Any, assert_sound: Any
) -> None:
    where = desk.letters.replace("/brev", "/insats/pa-papper")
    page = sign_in(open_page("/halsa", width=390), desk.assignment, where)
    picture(page, "pappersrapport")
    assert_sound(page)
    page.fill("#svar_samre", "Buller i lokalen.")
    page.click("button:has-text('Registrera rapporten')")
    page.wait_for_selector("#fel-part")
    assert page.input_value("#svar_samre") == "Buller i lokalen."
    assert_sound(page)


def test_the_page_that_asks_why_a_file_is_needed_is_sound(
    desk: Desk, open_page: Any, sign_in: Any, assert_sound: Any
) -> None:
    page = sign_in(open_page("/halsa"), desk.assignment, desk.letters)
    begin(page, "Brev till vården")
    page.click("button:has-text('Spara och läs igenom')")
    page.click("button:has-text('Gör klar')")
    Person.objects.update(protection="markering")
    record = Record.objects.get(kind="brev")
    page.goto(page.url.partition("/samverkan")[0] + f"/handlingar/{record.pk}/fil")
    page.wait_for_selector("text=Varför behöver du filen?")
    picture(page, "skyddad-fil")
    assert_sound(page)
