"""Who took how long in which step, told over from a case's events; and an agreement followed by it, with small numbers hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.casework.consultation_factories import askable, make_consultation, send, write
from tests.casework.factories import make_case, make_caseworker
from tests.governance.factories import make_federation

from samre.accounts.actors import Actor
from samre.casework.actions.consultation_endings import drop_consultation
from samre.casework.actions.step_answers import note_answer, undo_answer
from samre.casework.actions.steps import choose_step, finish_step, take_back, wait_for
from samre.casework.models import Case, OpenStep
from samre.governance.actions.versions import follow_map
from samre.governance.rules.agreements import Promise, Side, Terms
from samre.reporting.agreements import (
    Quarter,
    find_quarter,
    own_follow_up,
    quarter_of,
    quarters,
    shared_follow_up,
)
from samre.reporting.waits import Occasion, occasions

pytestmark = pytest.mark.django_db
START = date(2026, 10, 5)
QUARTER = Quarter(2026, 4)
FACTS: dict[str, object] = {"fodd": "1986-05-04", "sgi": "noll"}


def day(number: int) -> time_machine.travel:
    at = START + timedelta(days=number)
    return time_machine.travel(
        datetime(at.year, at.month, at.day, 10, tzinfo=ZoneInfo("Europe/Stockholm")), tick=True
    )


@pytest.fixture
def by() -> Actor:
    return make_caseworker()[1]


def letter(by: Actor, *, at: int = 0, until: int = 21) -> OpenStep:
    """A case whose step S06 waits for the care from the day `at`."""
    with day(at):
        case: Case = make_case(by, facts=dict(FACTS))
        step = choose_step(case=case, step="S06", reason="Intyget räcker inte.", by=by)
        return wait_for(step=step, party="REG", until=START + timedelta(days=at + until), then="Ring.", by=by)


def of_care(by: Actor, *, on: int) -> list[Occasion]:
    day_ = START + timedelta(days=on)
    found = occasions(by.authority_id, since=QUARTER.first, until=QUARTER.last, on=day_)
    return [one for one in found if (one.actor, one.step) == ("REG", "S06")]


def test_an_answer_is_counted_from_the_day_the_waiting_began_to_the_day_it_came(by: Actor) -> None:
    step = letter(by)
    with day(12):
        note_answer(step=step, answer="besked", came_on=START + timedelta(days=9), by=by)
    (one,) = of_care(by, on=40)
    assert (one.begun, one.days, one.is_done) == (START, 9, True)
    assert [one.outcome(limit) for limit in (9, 8, None)] == ["i_tid", "sent", "i_tid"]


def test_a_reminder_does_not_begin_the_time_anew(by: Actor) -> None:
    step = letter(by)
    with day(21):
        step = take_back(step=step, answered=False, by=by)
        step = wait_for(step=step, party="REG", until=START + timedelta(days=35), then="Ring.", by=by)
    with day(30):
        note_answer(step=step, answer="besked", came_on=START + timedelta(days=30), by=by)
    (one,) = of_care(by, on=40)
    assert (one.days, one.outcome(21)) == (30, "sent")


def test_no_answer_is_unanswered_once_the_promised_days_have_passed(by: Actor) -> None:
    letter(by)
    assert [of_care(by, on=on)[0].outcome(21) for on in (21, 22)] == ["vantar", "inget_svar"]
    assert of_care(by, on=90)[0].outcome(None) == "vantar"


def test_a_waiting_that_is_given_up_before_its_time_is_nobodys_fault(by: Actor) -> None:
    step = letter(by)
    with day(5):
        take_back(step=step, answered=False, by=by)
    (one,) = of_care(by, on=40)
    assert (one.is_left, one.outcome(21), one.outcome(4)) == (True, "", "inget_svar")


def test_an_answer_on_the_last_day_is_in_time_and_the_day_after_is_late(by: Actor) -> None:
    for came in (21, 22):
        step = letter(by, until=30)
        with day(25):
            note_answer(step=step, answer="besked", came_on=START + timedelta(days=came), by=by)
    assert sorted(one.outcome(21) for one in of_care(by, on=40)) == ["i_tid", "sent"]


def test_a_question_that_the_kommun_takes_back_is_nobodys_to_answer(by: Actor) -> None:
    with day(0):
        step = choose_step(case=make_case(by, facts=dict(FACTS)), step="S06", reason="Vi frågar.", by=by)
        asked = write(make_consultation(step.case, by, askable("region")), by)
        asked = send(asked, by, waiting=step)
    with day(4):
        drop_consultation(consultation=asked, reason="Personen har flyttat.", by=by)
    (one,) = of_care(by, on=90)
    assert (one.days, one.is_left, one.outcome(21)) == (4, True, "")
    with day(6):
        step.refresh_from_db()
        step = take_back(step=step, answered=False, by=by)
        wait_for(step=step, party="REG", until=START + timedelta(days=30), then="Ring.", by=by)
    assert [(one.days, one.outcome(21)) for one in of_care(by, on=16)] == [(4, ""), (10, "vantar")]


def test_the_questions_to_the_database_do_not_grow_with_the_cases(by: Actor) -> None:
    asked = []
    for count in (1, 5):
        for _ in range(count):
            letter(by)
        with CaptureQueriesContext(connection) as told:
            assert of_care(by, on=30)
        asked.append(len(told))
    assert asked[0] == asked[1] <= 4


def test_steps_that_went_alike_are_counted_by_the_database(by: Actor) -> None:
    with day(0):
        for _ in range(3):
            choose_step(case=make_case(by, facts=dict(FACTS)), step="S06", reason="Räcker inte.", by=by)
    found = occasions(by.authority_id, since=QUARTER.first, until=QUARTER.last, on=START + timedelta(days=9))
    (own,) = [one for one in found if one.step == "S06"]
    assert (own.actor, own.times, own.days, own.is_done) == ("KOM", 3, 9, False)


def test_an_answer_noted_by_mistake_is_none(by: Actor) -> None:
    step = letter(by)
    with day(3):
        step = note_answer(step=step, answer="besked", came_on=START + timedelta(days=3), by=by)
        undo_answer(step=step, by=by)
    (one,) = of_care(by, on=10)
    assert not one.is_done


def test_what_is_ours_is_counted_without_the_days_we_waited(by: Actor) -> None:
    step = letter(by)
    with day(12):
        step = note_answer(step=step, answer="besked", came_on=START + timedelta(days=12), by=by)
    with day(15):
        finish_step(step=step, outcome="Intyget kom.", followed_by="S05", reason="Läs det.", by=by)
    found = occasions(by.authority_id, since=QUARTER.first, until=QUARTER.last, on=START + timedelta(days=40))
    (own,) = [one for one in found if (one.actor, one.step) == ("KOM", "S06")]
    assert (own.days, own.is_done) == (3, True)


def test_what_began_in_another_quarter_is_counted_there(by: Actor) -> None:
    letter(by, at=-10)
    assert of_care(by, on=40) == []


def terms(*sides: Side) -> Terms:
    return Terms("Överenskommelse", "x", (), date(2026, 1, 1), None, date(2026, 12, 1), sides)


REGION = Side("Regionen", ("REG",), "", (Promise("S06", "Svarar.", 21),))


def test_each_kommun_sees_its_own_and_the_forbund_no_small_number() -> None:
    federation = make_federation()
    _, one = make_caseworker()
    _, two = make_caseworker()
    for by, count in ((one, 5), (two, 2)):
        for _ in range(count):
            letter(by)
    step = letter(two)
    with day(9):
        note_answer(step=step, answer="besked", came_on=START + timedelta(days=9), by=two)
    for by in (one, two):
        follow_map(
            keeper=federation.keeper, follower=by.authority_id, since=date(2026, 11, 1), by=federation.lead
        )
    kommun = Side("Kommun två", ("KOM",), str(two.authority_id), (Promise("S06", "Skriver.", 1),))
    on = START + timedelta(days=40)
    (own, mine) = own_follow_up(terms(REGION, kommun), two.authority_id, QUARTER, on=on)
    assert own.promises[0].counts == {"i_tid": 1, "sent": 0, "inget_svar": 2, "vantar": 0}
    assert mine.total == 3
    assert [row.party for row in own_follow_up(terms(REGION, kommun), one.authority_id, QUARTER, on=on)] == [
        "Regionen"
    ]
    shared, theirs = shared_follow_up(terms(REGION, kommun), federation.keeper, QUARTER, on=on, least=5)
    assert shared.promises[0].counts == {"i_tid": None, "sent": 0, "inget_svar": None, "vantar": 0}
    assert (shared.total, shared.has_hidden) == (10, True), "eight, rounded"
    assert (theirs.total, theirs.has_hidden) == (None, True)


def test_quarters_are_whole_and_told_from_the_newest() -> None:
    assert quarter_of(date(2026, 11, 22)) == QUARTER
    assert (QUARTER.first, QUARTER.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarters(START)[:2] == (QUARTER, Quarter(2026, 3))
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    assert find_quarter("2026-3", on=START) == Quarter(2026, 3)
    assert find_quarter("1999-1", on=START) == QUARTER
