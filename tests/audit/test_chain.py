"""Whatever is done to the rows behind the program's back is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.database import taken_back

from samre.audit import chain, rows, sink, triggers
from samre.audit.chain import verify
from samre.audit.hashing import COLUMNS, digest, values_of
from samre.audit.models import Anchor, Event

from .conftest import CASE, CHAIN, OTHER_CASE, read_case, unprotected

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
NEW_VALUES = {
    "number": st.integers(1, 2**62),
    "at": st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    "outcome": st.sampled_from(["ok", "denied", "failed"]),
}


@pytest.fixture
def five_events() -> list[Event]:
    return [
        read_case(),
        read_case(action="case.list", case_id="", subjects=[CASE, OTHER_CASE]),
        read_case(action="note.sign", kind="note", detail={"count": 1}),
        read_case(outcome="denied", why="nödåtkomst: akut"),
        read_case(),
    ]


def kinds() -> list[str]:
    return [fault.kind for fault in verify()]


def test_a_log_nobody_has_touched_is_whole(five_events) -> None:
    assert verify() == [] == verify(CHAIN)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_change_of_any_column_of_any_event_is_found(five_events, data: st.DataObject) -> None:
    event = data.draw(st.sampled_from(five_events), label="event")
    column = data.draw(st.sampled_from([*COLUMNS, "hash"]), label="column")
    value = data.draw(NEW_VALUES.get(column, TEXT), label="value")
    assume(value != getattr(event, column))
    with taken_back():
        try:
            with unprotected() as run:
                where = "chain = %s AND number = %s"
                run(
                    f'UPDATE audit_event SET "{column}" = %s WHERE {where}',
                    stored(value),
                    event.chain,
                    event.number,
                )
            assert verify() != []
        except IntegrityError:
            assert column == "number"  # taken by another event: the table itself refuses


def stored(value: object) -> object:
    if isinstance(value, datetime) and connection.vendor == "sqlite":
        return connection.ops.adapt_datetimefield_value(value)
    return value


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_removed_event_is_told_by_its_number(five_events, number: int) -> None:
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number = %s", number)
    (fault, *_) = verify()
    assert (fault.kind, fault.number) == ("missing", number)
    assert str(fault).startswith(f"Händelserna {number}–{number} saknas")


def test_a_tail_that_is_cut_off_is_known_by_the_separate_store(five_events) -> None:
    sink.stream()
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number > 3")
        run("DELETE FROM audit_anchor")
    (fault,) = verify()
    assert (fault.kind, fault.number) == ("tail", 4)
    assert "slutar vid händelse 3, men utanför den är 5 känd" in fault.words


def test_a_whole_chain_that_is_gone_is_known_by_the_separate_store(five_events) -> None:
    sink.stream()
    with unprotected() as run:
        run("DELETE FROM audit_event")
        run("DELETE FROM audit_anchor")
    assert kinds() == ["tail"]


def test_an_end_that_is_rewritten_with_right_hashes_does_not_fit_its_anchor(five_events) -> None:
    sink.stream()
    with unprotected() as run:
        last = five_events[-1]
        last.name = "Bo Lind"
        run(
            "UPDATE audit_event SET name = %s, hash = %s WHERE number = 5", last.name, digest(values_of(last))
        )
    assert kinds() == ["anchor"]


def test_an_anchor_in_the_database_alone_is_enough_to_miss_the_tail(five_events, store_folder) -> None:
    sink.note_anchor(CHAIN)
    (store_folder / f"chain-{CHAIN}" / "anchors.jsonl").unlink()
    assert Anchor.objects.count() == 1
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number = 5")
    assert kinds() == ["tail"]


def test_an_event_put_in_between_is_found_even_with_a_right_hash(five_events) -> None:
    with unprotected() as run:
        run("UPDATE audit_event SET number = number + 10 WHERE number > 2")
        run("UPDATE audit_event SET number = number - 9 WHERE number > 10")
        false = five_events[2]
        false.name = "Bo Lind"
        false.hash = digest(values_of(false))
        false.save(force_insert=True)
    faults = verify()
    assert ("link", 4) in {(fault.kind, fault.number) for fault in faults}
    assert {fault.kind for fault in faults} == {"changed", "link"}


def test_two_events_that_have_changed_places_are_found(five_events) -> None:
    with unprotected() as run:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            run("UPDATE audit_event SET number = %s WHERE number = %s", new, old)
    assert {fault.number for fault in verify()} == {2, 3, 4}


def test_a_list_whose_cases_are_changed_is_found(five_events) -> None:
    for change in (
        "DELETE FROM audit_subject WHERE case_id = %s",
        "DELETE FROM audit_subject WHERE case_id <> %s",
        "UPDATE audit_subject SET case_id = 'x' WHERE case_id = %s",
    ):
        with taken_back():
            with unprotected() as run:
                assert run(change, CASE) == 1
            assert kinds() == ["list"]
    (digest,) = Event.objects.exclude(subjects="").values_list("subjects", flat=True)
    with unprotected() as run:
        run("INSERT INTO audit_subject (digest, case_id) VALUES (%s, 'y')", digest)
    assert kinds() == ["list"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL tar inte emot sådana värden")
@pytest.mark.parametrize("value", ["x'00ff'", "CAST(x'ff41' AS TEXT)", "'i går'", "17"])
def test_values_that_are_no_values_are_faults_and_not_a_crash(five_events, value: str) -> None:
    for column in ("at", "name", "subjects", "detail", "previous", "hash"):
        with taken_back():
            with unprotected() as run:
                run(f"UPDATE audit_event SET {column} = {value} WHERE number = 3")
            assert 3 in {fault.number for fault in verify()}


def test_protection_that_is_taken_away_is_a_fault_of_its_own(five_events) -> None:
    triggers.remove(connection)
    faults = verify()
    assert {fault.kind for fault in faults} == {"protection"}
    assert len(faults) == len(triggers.names(connection))


def test_the_walk_goes_over_the_borders_of_its_batches(five_events, monkeypatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 2)
    assert verify() == []
    with unprotected() as run:
        run("UPDATE audit_event SET why = 'x' WHERE number = 5")
    assert [(fault.number, fault.kind) for fault in verify()] == [(5, "changed")]


def test_a_log_with_very_many_faults_is_told_shortly(five_events, monkeypatch) -> None:
    monkeypatch.setattr(chain, "MOST_FAULTS", 3)
    with unprotected() as run:
        run("UPDATE audit_event SET why = 'x'")
    faults = verify()
    assert [fault.kind for fault in faults] == ["changed", "changed", "changed", "more"]
    assert "minst 3 fel" in faults[-1].words


def test_all_chains_are_found_also_those_with_no_events_left(five_events) -> None:
    read_case(chain="")
    read_case(chain="berg")
    assert rows.chains() == ["", CHAIN, "berg"]
    sink.stream("berg")
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE chain = 'berg'")
    assert [(fault.chain, fault.kind) for fault in verify()] == [("berg", "tail")]
