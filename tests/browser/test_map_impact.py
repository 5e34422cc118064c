"""What a draft would do is read in a browser before the decision; then cases move to the new version, at a press or by a yes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.accounts.factories import actor, log_in
from tests.casework.factories import make_case
from tests.governance.factories import (
    REVIEW,
    Federation,
    approve,
    make_draft,
    make_federation,
    publish_read,
    save,
    texts_of_draft,
)

from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.carriers.kept_people import KeptPeople, Wanted
from samre.casework.models import Case
from samre.definitions import current
from samre.governance.actions.drafts import submit_draft
from samre.governance.models import Draft
from samre.pathway.writing.steps import with_field
from samre.reporting import made_up

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SAMRE_PICTURES")


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = KeptPeople(Wanted(60_000, 7, 0.95))
    impatient = {**made_up.impact_rules(), "vänta_sekunder": 0.1}
    monkeypatch.setattr(made_up, "_people", lambda: made)
    monkeypatch.setattr(made_up, "impact_rules", lambda: impatient)
    yield
    made.close()


@pytest.fixture
def federation() -> Federation:
    return make_federation(name="Förbundet Tre Åar", folder=current())


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """`visit(actor, "/kartan/flytta", width=390)`: a page where somebody is logged in."""

    def show(who: Any, path: str, **more: Any) -> Any:
        page = open_page("/karta", **more)
        session = log_in(Client(), Assignment.objects.get(pk=who.assignment_id)).cookies["samre_session"]
        page.context.add_cookies([{"name": "samre_session", "value": session.value, "url": page.url}])
        page.goto(page.url.replace("/karta", path))
        return page

    return show


def picture(page: Any, name: str) -> None:
    for width in (1280, 390, 320) if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(PICTURES or "") / f"{name}-{width}.png", full_page=True)


def cases(federation: Federation, number: int, **facts: object) -> list[Case]:
    kommun = Authority.objects.get(pk=federation.caseworker.authority_id)
    names = (
        "Alva Provsson",
        "Berit Testberg",
        "Carl Påhittad",
        "Disa Låtsas",
        "Erik Exempel",
        "Frida Fiktiv",
    )
    with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
        return [
            make_case(federation.caseworker, name=names[n], facts={"sgi": "noll", **facts})
            for n in range(number)
        ]


def changed(federation: Federation, *fields: tuple[str, str, Any]) -> Draft:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    for step, key, value in fields:
        texts = with_field(texts, step, key, value)
    save(draft, federation, texts)
    return draft


def publish(federation: Federation, draft: Draft) -> None:
    draft.refresh_from_db()
    submit_draft(
        draft=draft.pk,
        revision=draft.revision,
        valid_from=timezone.localdate(),
        next_review=REVIEW,
        by=federation.lead,
    )
    publish_read(draft=approve(draft, federation).pk, by=federation.lead)


def head_of(federation: Federation) -> Any:
    assert federation.caseworker.unit_id
    return actor(role=Role.MANAGER, unit=Unit.objects.get(pk=federation.caseworker.unit_id))


def test_the_impact_is_read_by_the_steering_group_and_by_the_head_of_a_unit(
    federation: Federation, visit: Callable[..., Any], assert_sound: Callable[[object], None], people: None
) -> None:
    first = cases(federation, 6)[0].steps.get().step
    draft = changed(
        federation,
        ("S24", "öppen_när", "sgi = noll och alder >= 40"),
        (first, "frist", {"dagar": 5, "text": "Fem dagar"}),
    )
    page = visit(federation.board, f"/kartan/forslag/{draft.pk}/paverkan")
    expect(page.get_by_role("heading", name="Öppna ärenden hos alla som följer kartan")).to_be_visible()
    expect(page.get_by_role("heading", name="60 000 påhittade personer")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("får ett annat nästa steg,")).to_be_visible()
    expect(page.get_by_role("heading", name="Asta, påhittad")).to_be_visible()
    page.get_by_text("Visa i en ruta").click()
    picture(page, "paverkan-styrgrupp")
    assert_sound(page)
    page = visit(head_of(federation), f"/kartan/forslag/{draft.pk}/paverkan")
    expect(page.get_by_role("link", name="Alva Provsson")).to_be_visible()
    picture(page, "paverkan-chef")
    assert_sound(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_head_of_a_unit_moves_what_lies_ahead_and_a_handler_says_yes_or_why_not(
    federation: Federation,
    visit: Callable[..., Any],
    assert_sound: Callable[[object], None],
    *,
    javascript: bool,
) -> None:
    def look(page: Any, name: str) -> None:
        if javascript:
            picture(page, name)
            assert_sound(page)

    cases(federation, 2)
    older, oldest = cases(federation, 2, fodd="1955-03-01")
    step = older.steps.get().step
    publish(federation, changed(federation, (step, "frist", {"dagar": 5, "text": "Fem dagar"})))

    page = visit(federation.second_lead, "/kartan/flytta", javascript=javascript)
    expect(page.get_by_role("button", name="Flytta 2 ärenden")).to_be_visible()
    look(page, "flytta-processledare")

    page = visit(head_of(federation), "/kartan/flytta", javascript=javascript)
    look(page, "flytta-chef")
    with page.expect_navigation():
        page.get_by_role("button", name="Flytta 2 ärenden").click()
    expect(page.get_by_role("status")).to_have_text("2 ärenden följer nu den nya kartan.")

    page = visit(federation.caseworker, "/arenden", javascript=javascript)
    page.get_by_role("link", name="2 ärenden följer en äldre karta").click()
    page.locator(f'a[href="/arenden/{older.pk}/karta"]').click()
    expect(page.get_by_role("region", name="Det här ändras för personen")).to_contain_text("Fem dagar")
    with page.expect_navigation():
        page.get_by_role("button", name="Stanna kvar").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj varför ärendet stannar")
    look(page, "arende-karta")
    page.get_by_label("Varför stannar ärendet på den karta det följer?").select_option("besked")
    with page.expect_navigation():
        page.get_by_role("button", name="Stanna kvar").click()
    expect(page.get_by_text("Ärendet följer en äldre version av kartan.")).to_be_visible()

    page.goto(page.url.partition("/arenden")[0] + f"/arenden/{oldest.pk}")
    look(page, "arende-aldre")
    page.get_by_role("link", name="Läs vad som ändras för personen och välj").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Flytta till nya kartan").click()
    expect(page.get_by_role("status").first).to_contain_text("Ärendet följer nu den nya kartan.")
    expect(page.get_by_text("Kartan har en ny version.")).to_have_count(0)
    page.goto(page.url.partition("/arenden")[0] + "/kartan/flytta")
    page.get_by_text("1 ärende stannar på en äldre karta").click()
    look(page, "flytta-handlaggare")
