"""Removing what is old: proposed by one, approved by another, and the chain still holds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from tests.database import taken_back

from samre.audit import cuts, sink, store
from samre.audit.chain import verify
from samre.audit.keeping import least_kept, note_keeping
from samre.audit.models import Cut, Event, Keeping, Subject

from .conftest import CASE, CHAIN, OTHER_CASE, read_case, somebody, unprotected

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2015, 3, 1, 9, 0, tzinfo=UTC)
PROPOSER = somebody(user="u-2", name="Bo Lind")
APPROVER = somebody(user="u-3", name="Cia Berg")


@pytest.fixture
def old_and_new() -> None:
    with time_machine.travel(LONG_AGO, tick=False):
        for _ in range(3):
            read_case()
        read_case(action="case.list", case_id="", subjects=[CASE])
    read_case()
    read_case(action="case.list", case_id="", subjects=[OTHER_CASE])


def approved_cut() -> Cut:
    proposal = cuts.propose_cut(who=PROPOSER, chain=CHAIN, why="årlig gallring")
    return cuts.approve_cut(who=APPROVER, chain=CHAIN, proposal=proposal.number, why="enligt plan")


def test_old_events_go_and_the_chain_goes_on_from_the_cut(old_and_new) -> None:
    cut = approved_cut()
    assert (cut.number, cut.keep_years) == (4, least_kept()["år"])
    assert verify() == []
    assert cuts.carry_out(cut, who=APPROVER) == 4
    assert list(Event.objects.values_list("number", flat=True)) == [5, 6, 7, 8, 9]
    assert list(Event.objects.order_by("number").values_list("action", flat=True))[-3:] == [
        cuts.PROPOSED,
        cuts.APPROVED,
        cuts.DONE,
    ]
    assert list(Subject.objects.values_list("case_id", flat=True)) == [OTHER_CASE]
    assert verify() == []
    assert read_case().number == 10


def test_the_one_who_proposes_does_not_approve(old_and_new) -> None:
    proposal = cuts.propose_cut(who=PROPOSER, chain=CHAIN, why="årlig gallring")
    with pytest.raises(cuts.CutRefused, match="Be någon annan"):
        cuts.approve_cut(who=PROPOSER, chain=CHAIN, proposal=proposal.number, why="jag")
    with pytest.raises(cuts.CutRefused, match="inget förslag"):
        cuts.approve_cut(who=APPROVER, chain=CHAIN, proposal=1, why="fel nummer")
    assert not Cut.objects.exists()


def test_a_proposal_is_approved_once(old_and_new) -> None:
    cut = approved_cut()
    proposal = Event.objects.get(action=cuts.PROPOSED)
    with pytest.raises(cuts.CutRefused, match="redan"):
        cuts.approve_cut(who=APPROVER, chain=CHAIN, proposal=proposal.number, why="igen")
    with pytest.raises(cuts.CutRefused, match="inget att gallra"):
        cuts.propose_cut(who=PROPOSER, chain=CHAIN, why="igen")
    assert Cut.objects.get() == cut


def test_nothing_young_is_removed() -> None:
    read_case()
    with pytest.raises(cuts.CutRefused, match="inget att gallra"):
        cuts.propose_cut(who=PROPOSER, chain=CHAIN, why="för tidigt")
    with pytest.raises(cuts.CutRefused, match="inget att gallra"):
        cuts.propose_cut(who=PROPOSER, chain="tom", why="tom")


def test_the_database_holds_young_events_also_under_a_cut(old_and_new) -> None:
    forged(number=6, keep_years=least_kept()["år"])
    with pytest.raises(DatabaseError, match="minsta tiden"), transaction.atomic():
        run_as_program("DELETE FROM audit_event WHERE number = 5")
    assert run_as_program("DELETE FROM audit_event WHERE number = 1") == 1


def test_the_database_takes_no_cut_that_keeps_for_a_shorter_time(old_and_new) -> None:
    with pytest.raises(DatabaseError, match="kortare tid"), transaction.atomic():
        forged(number=4, keep_years=least_kept()["år"] - 1)


def test_a_cut_by_one_person_alone_is_refused_by_the_database(old_and_new) -> None:
    for approver in ("u-2", ""):
        with pytest.raises(DatabaseError), transaction.atomic():
            forged(number=4, keep_years=least_kept()["år"], approved_by=approver)


def test_events_removed_under_a_cut_nobody_approved_in_the_log_are_missed(old_and_new) -> None:
    forged(number=4, keep_years=least_kept()["år"])
    assert verify() == []
    run_as_program("DELETE FROM audit_event WHERE number <= 4")
    (fault,) = verify()
    assert fault.kind == "cut" and "ingen har godkänt" in fault.words


def test_only_part_of_what_lies_below_a_cut_gone_is_a_fault(old_and_new) -> None:
    approved_cut()
    run_as_program("DELETE FROM audit_event WHERE number = 2")
    assert [(fault.kind, fault.number) for fault in verify()] == [("missing", 2)]


def test_a_chain_whose_start_does_not_fit_its_cut_is_a_fault(old_and_new) -> None:
    cuts.carry_out(approved_cut(), who=APPROVER)
    for sql, kind in (
        ("UPDATE audit_cut SET hash = 'x'", "link"),
        ("UPDATE audit_cut SET number = 3", "missing"),
        ("DELETE FROM audit_cut", "missing"),
    ):
        with taken_back():
            with unprotected() as run:
                assert run(sql) == 1
            assert verify()[0].kind == kind
    assert verify() == []


def test_more_gone_than_the_cut_allows_is_a_fault(old_and_new) -> None:
    cuts.carry_out(approved_cut(), who=APPROVER)
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number = 5")
    assert [(fault.kind, fault.number) for fault in verify()] == [("missing", 5)]


def test_a_log_that_is_not_whole_is_not_cut(old_and_new) -> None:
    cut = approved_cut()
    with unprotected() as run:
        run("UPDATE audit_event SET name = 'Bo' WHERE number = 2")
    with pytest.raises(cuts.CutRefused, match="inte hel"):
        cuts.carry_out(cut, who=APPROVER)
    assert Event.objects.filter(number__lte=4).count() == 4


def test_the_separate_store_lets_go_of_the_same_days(old_and_new) -> None:
    sink.stream()
    assert len(store.days(CHAIN)) == 2
    cuts.carry_out(approved_cut(), who=APPROVER)
    assert [path.name for path in store.days(CHAIN)] == ["2026-11-21.jsonl"]
    assert sink.stream() == 3
    assert sink.alarms() == [] and verify() == []


def test_a_store_that_starts_after_a_cut_begins_there(old_and_new) -> None:
    cuts.carry_out(approved_cut(), who=APPROVER)
    assert sink.stream() == 5
    assert sink.alarms() == []


def test_the_time_events_are_kept_comes_from_the_definitions_and_never_gets_shorter() -> None:
    assert note_keeping() == least_kept()["år"]
    assert Keeping.objects.count() == 1
    Keeping.objects.create(years=least_kept()["år"] + 5, source="nämndens beslut", noted_at=datetime.now(UTC))
    assert note_keeping() == least_kept()["år"] + 5


def forged(*, number: int, keep_years: int, approved_by: str = "u-3") -> Cut:
    """A cut that went round the actions."""
    event = Event.objects.get(number=number)
    now = datetime.now(UTC)
    return Cut.objects.create(
        chain=CHAIN,
        number=number,
        hash=event.hash,
        keep_years=keep_years,
        proposed_by="u-2",
        proposed_at=now,
        approved_by=approved_by,
        approved_at=now,
    )


def run_as_program(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.rowcount
