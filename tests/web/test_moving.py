"""Cases move to a new version over HTTP: all that lie before what changed at a press, the others when their handler says yes."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from tests.accounts.factories import actor, log_in, make_unit
from tests.casework.factories import make_case
from tests.governance.factories import (
    BEGINS,
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    texts_of_draft,
)

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment, Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.casework.models import Case, CaseEvent
from samre.casework.moving import FOLLOWS, STAYS
from samre.definitions import current
from samre.governance.models import MapVersion
from samre.pathway.writing.steps import with_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation(folder=current())


def as_(who: Actor) -> Client:
    assert who.assignment_id
    return log_in(Client(), Assignment.objects.get(pk=who.assignment_id))


def text_of(answer: Any) -> str:
    assert answer.status_code in (200, 403, 422), answer.status_code
    return str(answer.content.decode())


def a_case(federation: Federation, *, by: Actor | None = None, **facts: object) -> Case:
    kommun = Authority.objects.get(pk=federation.caseworker.authority_id)
    with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
        return make_case(by or federation.caseworker, name="Påhittad Person", facts={"sgi": "noll", **facts})


def publish(federation: Federation, step: str, key: str, value: Any) -> MapVersion:
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), step, key, value))
    lay_for_decision(draft, federation)
    return publish_read(draft=approve(draft, federation).pk, by=federation.lead)


def unit_of(federation: Federation) -> Unit:
    assert federation.caseworker.unit_id
    return Unit.objects.get(pk=federation.caseworker.unit_id)


def follows(case: Case) -> str:
    case.refresh_from_db()
    return case.pathway


def test_a_process_leader_moves_what_lies_ahead_once_and_sees_nobody(federation: Federation) -> None:
    case = a_case(federation)
    version = publish(federation, "S05", "råd", "Läs intyget två gånger.")
    with time_machine.travel(BEGINS):
        lead = as_(federation.second_lead)
        text = text_of(lead.get("/kartan/flytta"))
        assert "Flytta 1 ärende" in text
        assert "Påhittad Person" not in text
        assert str(case.pk) not in text
        form = {"karta": version.chart, "enhet": ""}
        assert lead.post("/kartan/flytta", form)["Location"] == "/kartan/flytta?klart=1"
        assert follows(case) == version.chart
        assert lead.post("/kartan/flytta", form)["Location"] == "/kartan/flytta?klart=0"
        assert CaseEvent.objects.filter(case=case, kind=FOLLOWS).count() == 1
        assert "Inget behöver göras." in text_of(lead.get("/kartan/flytta?klart=0"))


def test_a_handler_is_told_reads_what_changes_for_the_person_and_says_yes(federation: Federation) -> None:
    case = a_case(federation)
    step = case.steps.get().step
    version = publish(federation, step, "frist", {"dagar": 7, "text": "En vecka"})
    handler = as_(federation.caseworker)
    assert "Kartan har en ny version" not in text_of(handler.get(f"/arenden/{case.pk}"))
    with time_machine.travel(BEGINS):
        handler = as_(federation.caseworker)
        assert "1 ärende följer en äldre karta" in text_of(handler.get("/arenden"))
        assert f'href="/arenden/{case.pk}/karta"' in text_of(handler.get("/kartan/flytta"))
        asked = text_of(as_(federation.second_lead).get("/kartan/flytta"))
        assert f"<li>{federation.caseworker.name}: 1 ärende</li>" in asked
        assert "Kartan har en ny version." in text_of(handler.get(f"/arenden/{case.pk}"))
        page = text_of(handler.get(f"/arenden/{case.pk}/karta"))
        assert "Ärendet följer version 1. Nu gäller version 2." in page
        assert "En vecka" in page
        assert "Ett steg som pågår eller är klart i ärendet har ändrats" in page
        answer = handler.post(f"/arenden/{case.pk}/karta", {"gor": "ny_karta", "karta": version.chart})
        assert answer["Location"] == f"/arenden/{case.pk}?klart=ny_karta"
        assert "Ärendet följer nu den nya kartan." in text_of(handler.get(answer["Location"]))
        assert follows(case) == version.chart
        assert "följer en äldre karta" not in text_of(handler.get("/arenden"))
        again = handler.post(f"/arenden/{case.pk}/karta", {"gor": "ny_karta", "karta": version.chart})
        assert "Ärendet följer redan den versionen." in text_of(again)


def test_a_handler_can_stay_with_a_reason_and_is_not_reminded_again(federation: Federation) -> None:
    case = a_case(federation)
    version = publish(federation, case.steps.get().step, "frist", {"dagar": 7, "text": "En vecka"})
    with time_machine.travel(BEGINS):
        handler, where = as_(federation.caseworker), f"/arenden/{case.pk}/karta"
        wrong = handler.post(where, {"gor": "samma_karta", "karta": version.chart, "skäl": ""})
        assert wrong.status_code == 422
        assert 'href="#skäl"' in text_of(wrong)
        assert handler.post(where, {"gor": "annat", "karta": version.chart}).status_code == 422
        kept = handler.post(where, {"gor": "samma_karta", "karta": version.chart, "skäl": "besked"})
        assert kept["Location"] == f"/arenden/{case.pk}?klart=samma_karta"
        assert follows(case) == federation.version.chart
        assert CaseEvent.objects.filter(case=case, kind=STAYS).count() == 1
        assert "Ärendet följer en äldre version av kartan. Personen har fått besked" in text_of(
            handler.get(f"/arenden/{case.pk}")
        )
        assert "följer en äldre karta" not in text_of(handler.get("/arenden"))
        assert "1 ärende stannar" in text_of(handler.get("/kartan/flytta"))


def test_what_was_read_before_a_newer_version_came_moves_nothing(federation: Federation) -> None:
    case = a_case(federation)
    publish(federation, "S05", "råd", "Läs intyget två gånger.")
    with time_machine.travel(BEGINS):
        old = federation.version.chart
        answer = as_(federation.second_lead).post("/kartan/flytta", {"karta": old, "enhet": ""})
        assert "ny version sedan du läste" in text_of(answer)
        answer = as_(federation.caseworker).post(
            f"/arenden/{case.pk}/karta", {"gor": "ny_karta", "karta": old}
        )
        assert "ny version sedan du läste" in text_of(answer)
        assert follows(case) == old


def test_each_moves_only_what_is_hers(federation: Federation) -> None:
    case = a_case(federation)
    version = publish(federation, "S05", "råd", "Läs intyget två gånger.")
    unit = unit_of(federation)
    other = make_unit(authority=unit.authority)
    form = {"karta": version.chart, "enhet": str(unit.pk)}
    with time_machine.travel(BEGINS):
        for who in (
            federation.caseworker,
            actor(role=Role.MANAGER, unit=other),
            federation.lead,
            federation.board,
            federation.outsider,
            actor(role=Role.CASEWORKER, unit=make_unit()),
        ):
            answer = as_(who).post("/kartan/flytta", form)
            assert answer.status_code in (302, 403, 422)
            assert follows(case) == federation.version.chart, who.role
        head = as_(actor(role=Role.MANAGER, unit=unit))
        assert "Flytta 1 ärende" in text_of(head.get("/kartan/flytta"))
        assert head.post("/kartan/flytta", form)["Location"] == "/kartan/flytta?klart=1"
        assert follows(case) == version.chart


def test_the_federation_sees_counts_without_small_ones(federation: Federation) -> None:
    a_case(federation)
    publish(federation, "S05", "råd", "Läs intyget två gånger.")
    with time_machine.travel(BEGINS):
        for who in (federation.board, federation.lead):
            assert "Färre än 5 öppna ärenden följer en äldre karta." in text_of(
                as_(who).get("/kartan/flytta")
            )
    for _ in range(5):
        a_case(federation)
    with time_machine.travel(BEGINS):
        assert "<dd>5</dd>" in text_of(as_(federation.board).get("/kartan/flytta"))


def test_a_kommun_without_a_shared_map_has_nothing_to_move() -> None:
    who = actor(role=Role.CASEWORKER, unit=make_unit())
    text = text_of(as_(who).get("/kartan/flytta"))
    assert "Ni följer kartan som följer med programmet." in text
    assert "Inget behöver göras." in text
