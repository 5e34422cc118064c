"""What is counted of waiting is what happened, whatever happened: held against a plain ledger of all that was done, one row at a
time, in random lives of cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.casework.actions.step_answers import note_answer, undo_answer
from samre.casework.actions.steps import choose_step, finish_step, take_back, wait_for
from samre.casework.models import OpenStep, StepState
from samre.reporting import waits
from samre.reporting.waits import occasions

from .test_waits import FACTS, QUARTER, START, day

pytestmark = pytest.mark.django_db
LIMITS = (0, 7, 21, None)


@dataclass
class Ledger:
    """A wait as anybody would write it down: whom, from when, and how it ended on which day."""

    actor: str
    begun: date
    answered: date | None = None
    left: date | None = None


@dataclass
class Life:
    """The step of one case, day by day."""

    step: OpenStep
    opened: date
    waits: list[Ledger] = field(default_factory=list)
    ended: date | None = None
    dropped: bool = False

    @property
    def waiting(self) -> Ledger | None:
        last = self.waits[-1] if self.waits else None
        return last if last and last.answered is None and last.left is None else None


def live(life: Life, dice: Random, today: date, by: Actor) -> None:
    """One thing that can be done in the step today, and the same in the ledger."""
    step, wait = life.step, life.waiting
    if wait is None:
        what = dice.choice(("wait",) * 5 + ("finish", "drop", "nothing"))
    else:
        what = dice.choice(
            ("answer",) * 3 + ("silence",) * 2 + ("nothing",) * 3 + ("mistake", "finish", "drop")
        )
    if what == "wait":
        party = dice.choice(("REG", "FK"))
        life.step = wait_for(step=step, party=party, until=today + timedelta(days=14), then="Ring.", by=by)
        last = life.waits[-1] if life.waits else None
        if last and last.actor == party and last.answered is None:
            last.left = None
        else:
            life.waits.append(Ledger(party, today))
    elif what in ("answer", "mistake") and wait:
        came = wait.begun + timedelta(days=dice.randint(0, (today - wait.begun).days))
        try:
            life.step = note_answer(step=step, answer="besked", came_on=came, by=by)
        except Refused:
            return
        if what == "mistake":
            life.step = undo_answer(step=life.step, by=by)
        else:
            wait.answered = came
    elif what == "silence" and wait:
        life.step, wait.left = take_back(step=step, answered=False, by=by), today
    elif what in ("finish", "drop"):
        life.dropped = what == "drop"
        life.step = finish_step(
            step=step, outcome="Klart.", followed_by="S05", reason="Läs det.", dropped=life.dropped, by=by
        )
        life.ended = today
        if wait and life.dropped:
            wait.left = today
        elif wait:
            wait.answered = today


def told(life: Life, on: date) -> list[tuple[str, date, int, str]]:
    """(who, since when, how many days, how it stands) of everything in the ledger."""
    found, waited = [], 0
    for one in life.waits:
        days = ((one.answered or one.left or on) - one.begun).days
        waited += days
        how = "kom" if one.answered else "övergiven" if one.left else "väntar"
        found.append((one.actor, one.begun, days, how))
    if not life.dropped:
        own = max(((life.ended or on) - life.opened).days - waited, 0)
        found.append(("KOM", life.opened, own, "kom" if life.ended else "väntar"))
    return [one for one in found if QUARTER.first <= one[1] <= QUARTER.last]


def plainly(rows: list[tuple[str, date, int, str]], limit: int | None) -> Counter[tuple[str, str]]:
    """Who → how it went against the limit, by the words of the page alone."""
    found: Counter[tuple[str, str]] = Counter()
    for actor, _, days, how in rows:
        is_over = limit is not None and days > limit
        if how == "kom":
            found[actor, "sent" if is_over else "i_tid"] += 1
        elif is_over:
            found[actor, "inget_svar"] += 1
        elif how == "väntar":
            found[actor, "vantar"] += 1
    return found


@pytest.mark.parametrize("seed", range(4))
def test_every_life_is_counted_as_its_ledger_says(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "AT_ONCE", 3)  # so that the steps are asked for in several goes
    dice, (_, by), lives = Random(seed), make_caseworker(), []
    starts = sorted(dice.randint(-30, 20) for _ in range(12))
    for start in starts:
        with day(start):
            step = choose_step(
                case=make_case(by, facts=dict(FACTS)), step="S06", reason="Räcker inte.", by=by
            )
            lives.append(Life(step, START + timedelta(days=start)))
    last = dice.randint(40, 70)
    for number in range(21, last, 6):
        for life in lives:
            if life.ended is None:
                with day(number):
                    live(life, dice, START + timedelta(days=number), by)
    on = START + timedelta(days=last)
    expected = [row for life in lives for row in told(life, on)]
    assert len({row[3] for row in expected}) > 1, "annars prövas för lite"
    for limit in LIMITS:
        counted: Counter[tuple[str, str]] = Counter()
        for one in occasions(by.authority_id, since=QUARTER.first, until=QUARTER.last, on=on):
            if one.step == "S06" and (outcome := one.outcome(limit)):
                counted[one.actor, outcome] += one.times
        assert counted == plainly(expected, limit), limit
    assert all(life.step.state != StepState.DROPPED for life in lives if not life.dropped)
