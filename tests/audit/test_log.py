"""Writing to the log: what an event holds, what it must not hold, and what happens when it can't be written."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from samre.audit.chain import head, verify
from samre.audit.content import find_fault
from samre.audit.log import LogUnavailable, NotForTheLog, record
from samre.audit.models import Event, Keeping, Subject

from .conftest import CASE, CHAIN, OTHER_CASE, read_case, somebody

pytestmark = pytest.mark.django_db


def test_an_event_tells_who_what_why_and_when_in_utc() -> None:
    read_case(outcome="denied", detail={"route": "case", "hits": 3, "late": True})
    event = Event.objects.get()
    assert (event.name, event.title, event.role, event.unit) == (
        "Astrid Ek",
        "socialsekreterare",
        "socialsekreterare",
        "Vuxen",
    )
    assert (event.action, event.kind, event.case_id, event.why) == ("case.read", "case", CASE, "uppdrag")
    assert event.outcome == "denied"
    assert json.loads(event.detail) == {"hits": 3, "late": True, "route": "case"}
    assert event.at.utcoffset() == timedelta(0)
    assert datetime.now(UTC) - event.at < timedelta(minutes=5)


def test_each_chain_has_its_own_numbers_without_gaps() -> None:
    numbers = [read_case(chain=chain).number for chain in ("vik", "vik", "", "berg", "vik", "")]
    assert numbers == [1, 2, 1, 1, 3, 2]
    assert verify() == []


def test_each_event_carries_the_hash_of_the_one_before() -> None:
    first, second = read_case(), read_case()
    assert (first.previous, second.previous) == ("", first.hash)
    newest = head(CHAIN)
    assert newest and (newest.number, newest.hash) == (2, second.hash)
    assert head("tom") is None


def test_an_event_costs_a_look_at_the_head_and_one_row() -> None:
    read_case()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        read_case()
    verbs = [query["sql"].split()[0] for query in asked.captured_queries]
    assert [verb for verb in verbs if verb == "INSERT"] == ["INSERT"]
    most = 3 if connection.vendor == "postgresql" else 2
    assert len([verb for verb in verbs if verb not in ("BEGIN", "COMMIT")]) <= most


def test_a_list_is_one_event_that_tells_which_cases_it_showed() -> None:
    event = read_case(action="case.list", case_id="", subjects=[OTHER_CASE, CASE, CASE])
    assert json.loads(event.detail) == {"count": 2}
    shown = Subject.objects.filter(digest=event.subjects).values_list("case_id", flat=True)
    assert set(shown) == {CASE, OTHER_CASE}


def test_the_same_list_shown_again_costs_no_new_rows() -> None:
    for order in ([CASE, OTHER_CASE], [OTHER_CASE, CASE]):
        read_case(action="case.list", case_id="", subjects=order)
    assert Subject.objects.count() == 2
    read_case(action="case.list", case_id="", subjects=[CASE])
    assert Subject.objects.count() == 3


@pytest.mark.parametrize(
    "words",
    [
        "191212121212",
        "19121212-1212",
        "121212-1212",
        "121212+1212",
        "1212121212",
        "19121212 1212",
        "nr 191212121212.",
        "19701063-2391",
        "197010632391",
        "19560060T123",
        "ring 191212121212 nu",
    ],
)
def test_a_person_number_never_reaches_the_log(words: str) -> None:
    for given in ({"detail": {"words": words}}, {"why": words}, {"object_id": words}, {"category": words}):
        with pytest.raises(NotForTheLog, match="personnummer") as told:
            read_case(**given)
        assert words not in str(told.value)
    with pytest.raises(NotForTheLog):
        read_case(detail={"number": int(words)} if words.isdigit() else {"number": words})
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "019a0000-0000-7000-8000-191212121212",
        "19121212-1212-7121-8121-191212121212",
        "FK 7804",
        "2026-11-21",
        "2026-11-21 12:00",
        "08-123 45 67",
        "a3" * 32,
        "1763726400000000",
    ],
)
def test_ids_dates_and_counts_are_no_person_numbers(words: str) -> None:
    assert find_fault(words) == ""
    read_case(detail={"words": words})


def test_long_text_is_refused_so_that_no_note_ends_up_in_the_log() -> None:
    with pytest.raises(NotForTheLog, match="högst 200 tecken"):
        read_case(detail={"note": "Astrid berättar om sin vecka. " * 10})
    with pytest.raises(NotForTheLog, match="högst 500 tecken"):
        read_case(why="därför " * 100)
    read_case(why="x" * 500)


def test_other_kinds_of_values_are_refused() -> None:
    for value in (None, 1.5, ["a"], {"a": 1}):
        with pytest.raises(NotForTheLog):
            read_case(detail={"value": value})
    with pytest.raises(NotForTheLog, match="utfall"):
        read_case(outcome="kanske")


@pytest.mark.parametrize("words", ["tecken\x00slut", "halvt \ud800 tecken"])
def test_signs_no_database_holds_are_refused_and_not_a_fault_of_the_log(words: str) -> None:
    with pytest.raises(NotForTheLog, match="går att spara"):
        read_case(why=words)


def test_the_one_who_states_a_reason_is_told_before_it_is_logged() -> None:
    assert find_fault("Akut: hen sitter i receptionen") == ""
    assert "personnummer" in find_fault("Gäller 19121212-1212")


def break_the_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event RENAME TO audit_gone")


def test_when_the_log_cannot_be_written_the_caller_is_told_in_words() -> None:
    break_the_log()
    with pytest.raises(LogUnavailable, match="visas inte"):
        read_case()


def test_what_cannot_be_logged_is_not_kept() -> None:
    before = Keeping.objects.count()

    @transaction.atomic
    def do_something() -> None:
        Keeping.objects.create(years=9, source="prov", noted_at=datetime.now(UTC))
        break_the_log()
        read_case()

    with pytest.raises(LogUnavailable):
        do_something()
    assert Keeping.objects.count() == before


def test_what_is_rolled_back_leaves_no_event_and_no_gap() -> None:
    read_case()

    @transaction.atomic
    def fail_after_recording() -> None:
        read_case()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()
    assert read_case().number == 2
    assert verify() == []


def test_somebody_without_login_can_be_logged_too() -> None:
    nobody = somebody(user="", name="", title="", assignment="", role="", unit="", authority="")
    event = record(who=nobody, chain="", action="login.fail", kind="login", outcome="failed")
    assert (event.chain, event.user, event.outcome) == ("", "", "failed")
