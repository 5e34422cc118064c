"""Gallring, documents and registerutdrag in a browser: every page sound and narrow, and the removal with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker
from tests.web.test_archive import Preserved
from tests.web.test_disposal import Namnd

from samre.casework.actions.disposal import begin_hold
from samre.casework.actions.records import register_record
from samre.casework.actions.subject_requests import receive_request
from samre.casework.models import Case
from samre.web.views import disposal as views

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """A page as somebody with an assignment sees it."""

    def show(assignment: Any, path: str, **more: Any) -> Any:
        page = open_page("/halsa", **more)
        cookie = log_in(Client(), assignment).cookies["samre_session"].value
        page.context.add_cookies([{"name": "samre_session", "value": cookie, "url": page.url}])
        page.goto(page.url.replace("/halsa", path))
        return page

    return show


@pytest.mark.parametrize("javascript", [True, False])
def test_a_list_is_carried_out_step_by_step(
    visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, javascript: bool
) -> None:
    monkeypatch.setattr(views, "STEP_SECONDS", 0)
    place = Namnd(cases=3)
    run = place.approved()
    page = visit(place.manager, f"/gallring/{run.pk}", javascript=javascript)
    page.click("button:has-text('Genomför gallringen')")
    if not javascript:
        assert page.locator("#lage").inner_text() == "1 av 3 är prövade"
        for _ in range(2):
            page.click("button:has-text('Fortsätt')")
    page.wait_for_url("**klart=klar")
    assert "3 ärenden är borttagna" in page.locator("#forlopp").inner_text()
    assert Case.objects.count() == 0


def test_the_pages_of_gallring_are_sound(
    visit: Callable[..., Any], assert_sound: Callable[[Any], None]
) -> None:
    place = Preserved()
    by = make_caseworker(unit=place.worker.unit)[1]
    begin_hold(case=make_case(by), reason="Tvist", by=by)
    assert_sound(visit(place.manager, "/gallring"))
    run = place.plan()
    assert_sound(visit(place.lead, f"/gallring/{run.pk}"))
    place.as_lead.post(f"/gallring/{run.pk}/godkann", {"lista": run.list_sha256})
    assert_sound(visit(place.manager, f"/gallring/{run.pk}"))
    assert_sound(visit(place.manager, place.here))


def test_documents_and_extract_are_sound_full_and_with_faults(
    visit: Callable[..., Any], assert_sound: Callable[[Any], None]
) -> None:
    worker, by = make_caseworker()
    case = make_case(by, name="Alva Provsson", facts={"barn_i_hushallet": 2})
    register_record(
        case=case,
        direction="in",
        kind="beslut",
        party="Försäkringskassan",
        subject="Beslut om rehabiliteringspenning från och med november",
        content=b"%PDF-",
        media_type="application/pdf",
        by=by,
    )
    receive_request(case=case, received_on=min(timezone.localdate(), date(2026, 11, 20)), by=by)
    here = f"/arenden/{case.pk}/handlingar"
    for path in (here, f"{here}/utdrag", f"{here}/gallring", "/diarium", "/registerutdrag"):
        page = visit(worker, path)
        assert page.locator(".disposal-rows, .disposal-now").count() > 0, path
        assert_sound(page)
    page = visit(worker, here)
    page.click("button:has-text('Registrera')")
    assert page.evaluate("document.activeElement.id") == "riktning"
    assert_sound(page)
    page = visit(worker, f"{here}/utdrag")
    page.click("button:has-text('Visa här')")
    assert page.locator("h1").inner_text() == "Uppgifter om dig"
    assert_sound(page)
