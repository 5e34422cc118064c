"""`samre log`: whole or not, to the separate store, the person's extract, and the removal that takes two."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from tests.accounts.factories import make_assignment, make_unit, make_user
from tests.audit.conftest import unprotected
from tests.casework.factories import make_case
from tests.cli.conftest import Samre

from samre.accounts.actors import actor_for
from samre.accounts.models import Assignment, Authority
from samre.accounts.roles import Role
from samre.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, settings) -> Path:
    settings.SAMRE_AUDIT_SINK = str(tmp_path / "separat")
    return tmp_path / "separat"


@pytest.fixture
def authority() -> Authority:
    unit = make_unit()
    handler = make_assignment(unit=unit)
    make_assignment(unit=unit, role=Role.ADMINISTRATOR, user=make_user(username="tomas.wik"))
    make_assignment(unit=unit, role=Role.REVIEWER, user=make_user(username="lotta.brandt"))
    make_assignment(unit=unit, user=make_user(username="sara.lind"))
    make_case(actor_for(handler))
    return unit.authority


def test_a_whole_log_is_told_with_its_number_of_events(samre: Samre, authority: Authority) -> None:
    outcome = samre("log", "verify", "--authority", authority.name)
    assert outcome.code == 0
    assert "Allt är helt" in outcome.out


def test_an_event_that_was_changed_is_pointed_out(samre: Samre, authority: Authority) -> None:
    with unprotected() as run:
        assert run("UPDATE audit_event SET why = %s WHERE number = 1", "något annat")
    outcome = samre("log", "verify")
    assert outcome.code == 1
    assert "Händelse 1 i kedjan" in outcome.out
    assert "ändrad" in outcome.out


def test_an_event_that_was_removed_after_streaming_is_missed(samre: Samre, authority: Authority) -> None:
    assert samre("log", "stream").code == 0
    newest = Event.objects.filter(chain=str(authority.pk)).latest("number").number
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number = %s AND chain = %s", newest, str(authority.pk))
    outcome = samre("log", "verify", "--authority", authority.name)
    assert outcome.code == 1
    assert "Slutet av" in outcome.out


def test_streaming_tells_how_many_and_then_none(samre: Samre, authority: Authority) -> None:
    assert samre("log", "stream").out.startswith(f"{Event.objects.count()} nya händelser")
    assert samre("log", "stream").out.startswith("0 nya händelser")


def test_an_authority_that_is_not_there_is_told(samre: Samre, authority: Authority) -> None:
    outcome = samre("log", "verify", "--authority", "Ingenstans")
    assert outcome.code == 64
    assert "Ingenstans" in outcome.err


def test_the_extract_is_made_from_the_log_and_stands_in_it(samre: Samre, authority: Authority) -> None:
    case = Event.objects.filter(action="case.open").get().case_id
    outcome = samre("log", "extract", "--authority", authority.name, "--case", case, "--as", "tomas.wik")
    assert outcome.code == 0
    assert "Vem har läst i mitt ärende?" in outcome.out
    assert "Skrev" in outcome.out
    assert Event.objects.filter(action="access_extract.text", case_id=case).count() == 1


def test_nobody_but_administrator_and_reviewer_makes_it(samre: Samre, authority: Authority) -> None:
    outcome = samre("log", "extract", "--authority", authority.name, "--case", "x", "--as", "sara.lind")
    assert outcome.code == 64


def test_nothing_young_can_be_proposed_for_removal(samre: Samre, authority: Authority) -> None:
    outcome = samre(
        "log", "cut", "propose", "--authority", authority.name, "--as", "tomas.wik", "--why", "årlig gallring"
    )
    assert outcome.code == 1
    assert "äldre än 5 år" in outcome.err


def test_one_proposes_and_another_approves(samre: Samre, authority: Authority) -> None:
    of = ("--authority", authority.name, "--why", "årlig gallring")
    with time_machine.travel(datetime(2032, 1, 10, tzinfo=UTC)):
        for username, role in (("tomas.wik", Role.ADMINISTRATOR), ("lotta.brandt", Role.REVIEWER)):
            renewed = Assignment.objects.get(user__username=username, role=role)
            renewed.certified_on = datetime(2031, 12, 1, tzinfo=UTC).date()
            renewed.save()
        proposed = samre("log", "cut", "propose", *of, "--as", "tomas.wik")
        assert proposed.code == 0
        number = str(Event.objects.get(action="log.cut.propose").number)
        own = samre("log", "cut", "approve", number, *of, "--as", "tomas.wik")
        assert own.code == 1
        assert "Be någon annan" in own.err
        assert samre("log", "cut", "approve", number, *of, "--as", "lotta.brandt").code == 0
