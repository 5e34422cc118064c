"""What somebody tried and was refused stands in the log, also where a page does several things in one transaction."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.accounts.factories import log_in, make_assignment, make_unit
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, User
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.cases import hand_over

# Real transactions: what is rolled back takes an event inside it along.
pytestmark = pytest.mark.django_db(transaction=True)
NEW_PERSON = {"namn": "Nya Lind", "anvandare": "nya.lind", "titel": "Handläggare", "fran": "2026-11-21"}


def denied(by: Actor | Assignment) -> list[tuple[str, str]]:
    authority = by.authority_id if isinstance(by, Actor) else by.unit.authority_id
    rows = Event.objects.filter(chain=str(authority), outcome="denied").order_by("number")
    return list(rows.values_list("action", "case_id"))


def test_a_person_entered_at_another_authority_s_unit_is_nobody_and_an_event(client: Client) -> None:
    administrator = make_assignment(role=Role.ADMINISTRATOR)
    log_in(client, administrator)
    answer = client.post("/konton/nytt", NEW_PERSON | {"enhet": str(make_unit().pk), "roll": Role.CASEWORKER})
    assert answer.status_code == 422 and not User.objects.filter(username="nya.lind").exists()
    assert denied(administrator) == [("assignment.give", "")]


@pytest.mark.parametrize("what", ["bekrafta", "avsluta"])
def test_a_manager_who_certifies_or_ends_her_own_assignment_is_an_event(client: Client, what: str) -> None:
    manager = make_assignment(role=Role.MANAGER)
    log_in(client, manager)
    assert client.post(f"/konton/{manager.pk}/{what}").status_code == 403
    action = "assignment.certify" if what == "bekrafta" else "assignment.end"
    assert denied(manager) == [(action, "")]


def test_an_emergency_asked_for_a_protected_person_is_an_event_of_the_case(client: Client) -> None:
    handler, by = make_caseworker()
    case = make_case(by, protection="markering")
    log_in(client, make_assignment(unit=handler.unit))
    answer = client.post(
        f"/arenden/{case.pk}/nodatkomst", {"skal": "akut", "beskrivning": "Det går inte att vänta"}
    )
    assert answer.status_code == 403
    assert denied(by) == [("case.emergency", str(case.pk))]


def test_a_step_ended_by_her_who_may_only_read_is_an_event_of_the_case(client: Client) -> None:
    handler, by = make_caseworker()
    case = make_case(by)
    hand_over(case=case, to=make_assignment(unit=handler.unit).user, note="Ta över.", by=by)
    log_in(client, handler)
    step = case.steps.get()
    answer = client.post(
        f"/arenden/{case.pk}/steg/{step.pk}", {"gor": "klart", "utfall_text": "x", "nasta": "S01"}
    )
    assert answer.status_code in (403, 422)
    assert ("step.finish", str(case.pk)) in denied(by)
