"""What was begun by mistake is given up in a browser; and who reads a draft but does not decide reads the page of the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.accounts.factories import actor
from tests.governance.agreement_factories import make_agreement
from tests.governance.factories import Federation
from tests.governance.practice_factories import make_run

from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.governance.models import AgreementState, PracticeState

from .test_map_review import federation, look, own_folder, shorter_limit, visit

__all__ = ["federation", "own_folder", "visit"]
pytestmark = pytest.mark.django_db(transaction=True)
Visit = Callable[..., Any]


def test_a_practice_run_and_an_agreement_are_given_up_in_two_presses(
    visit: Visit, federation: Federation
) -> None:
    run, agreement = make_run(federation), make_agreement(federation)
    for row, address, name in (
        (run, "provkorning", "Lägg ner provkörningen"),
        (agreement, "overenskommelse", "Lägg ner överenskommelsen"),
    ):
        page = visit(federation.lead.assignment_id, f"/kartan/{address}/{row.pk}")
        expect(page.get_by_role("button", name="Lägg ner")).to_be_hidden()
        page.get_by_text(name).click()
        look(page, f"{address}-lagg-ner")
        page.get_by_role("button", name="Lägg ner").click()
        expect(page.get_by_text("är nedlagd.").first).to_be_visible()
        look(page, f"{address}-nedlagd")
        row.refresh_from_db()
    assert (run.state, agreement.state) == (PracticeState.DROPPED, AgreementState.DROPPED)


def test_who_does_not_decide_reads_who_does(visit: Visit, federation: Federation) -> None:
    draft = shorter_limit(federation)
    unit = Assignment.objects.get(pk=federation.lead.assignment_id).unit
    expert = actor(role=Role.LAW_EXPERT, unit=unit)
    page = visit(expert.assignment_id, f"/kartan/forslag/{draft.pk}/beslut", width=390)
    expect(page.get_by_text("Som lagkunnig läser du förslaget men beslutar inte.")).to_be_visible()
    expect(page.get_by_role("button", name="Spara beslutet")).to_have_count(0)
    look(page, "beslut-last")
    page.get_by_role("link", name="Granska förslaget").click()
    expect(page.get_by_role("heading", level=1, name="Granska förslaget")).to_be_visible()
