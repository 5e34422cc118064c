"""Random lawful work on cases: nobody is ever left between chairs, and what was known on a day stays what was known."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.models import Authority
from samre.audit.models import Event
from samre.casework.actions.cases import close_case, hand_over, reopen_case
from samre.casework.actions.facts import enter_facts, withdraw_fact
from samre.casework.actions.steps import choose_step, finish_step, take_back, wait_for
from samre.casework.actions.tasks import add_task, finish_task
from samre.casework.facts import facts_for
from samre.casework.jobs import tick
from samre.casework.models import Case, CaseEvent, FactEntry, OpenStep, SourceKind, Task
from samre.casework.models.steps import LIVE
from samre.casework.rules.guarantee import broken_cases, check_guarantee
from samre.casework.rules.settings import pathway_now

START = datetime(2026, 11, 21, 9, tzinfo=UTC)
CASES = 3
Work = Callable[["World", random.Random, Case], object]


class World:
    """Some cases, two caseworkers, and a clock that only goes forward."""

    def __init__(self) -> None:
        self.assignment, first = make_caseworker()
        second = make_assignment(unit=self.assignment.unit)
        self.actors = {first.user_id: first, second.user_id: actor_for(second)}
        self.users = [self.assignment.user, second.user]
        self.owner = Authority.objects.get(pk=first.authority_id)
        self.cases = [make_case(first) for _ in range(CASES)]
        self.told: dict[tuple[Any, date], Any] = {}

    def by(self, case: Case) -> Any:
        return self.actors[Case.objects.get(pk=case.pk).handler_id]


def live_step(chance: random.Random, case: Case) -> OpenStep | None:
    steps = list(OpenStep.objects.filter(case=case, state__in=LIVE).order_by("id"))
    return chance.choice(steps) if steps else None


def answer(world: World, chance: random.Random, case: Case) -> object:
    fact = chance.choice(["timmar", "grad", "sip", "vard_forst", "avslag", "bistand", "tolk", "intyg"])
    known = pathway_now().facts[fact]
    value: object = {
        "int": lambda: chance.randint(0, 40),
        "bool": lambda: chance.random() < 0.5,
        "enum": lambda: chance.choice(known.choices).id,
    }[known.kind]()
    return enter_facts(
        case=case,
        values={fact: None if chance.random() < 0.1 else value},
        source=chance.choice(SourceKind.values),
        valid_to=timezone.localdate() + timedelta(days=chance.randint(0, 30))
        if chance.random() < 0.4
        else None,
        by=world.by(case),
    )


def take_an_answer_back(world: World, chance: random.Random, case: Case) -> object:
    entries = list(FactEntry.objects.filter(case=case).order_by("id"))
    return withdraw_fact(entry=chance.choice(entries), by=world.by(case)) if entries else None


def choose(world: World, chance: random.Random, case: Case) -> object:
    step = chance.choice(list(pathway_now().steps))
    return choose_step(case=case, step=step, reason="Personen vill.", by=world.by(case))


def wait(world: World, chance: random.Random, case: Case) -> object:
    step = live_step(chance, case)
    until = timezone.localdate() + timedelta(days=chance.randint(-1, 20))
    return step and wait_for(
        step=step, party=chance.choice(["REG", "FK", "AF"]), until=until, then="Ring.", by=world.by(case)
    )


def get_it_back(world: World, chance: random.Random, case: Case) -> object:
    step = live_step(chance, case)
    return step and take_back(step=step, answered=chance.random() < 0.5, by=world.by(case))


def finish(world: World, chance: random.Random, case: Case) -> object:
    step = live_step(chance, case)
    followed_by = chance.choice(["", "", *pathway_now().steps])
    return step and finish_step(
        step=step,
        outcome="Klart",
        followed_by=followed_by,
        reason="Skäl.",
        dropped=chance.random() < 0.3,
        by=world.by(case),
    )


def pass_it_on(world: World, chance: random.Random, case: Case) -> object:
    return hand_over(case=case, to=chance.choice(world.users), note="Ring vården.", by=world.by(case))


def close(world: World, chance: random.Random, case: Case) -> object:
    return close_case(
        case=case,
        outcome=chance.choice(list(pathway_now().goals)),
        income_before="bistand",
        income_after="lon",
        reason="Klart.",
        by=world.by(case),
    )


def reopen(world: World, chance: random.Random, case: Case) -> object:
    return reopen_case(case=case, why="Igen.", by=world.by(case))


def watch(world: World, chance: random.Random, case: Case) -> object:
    task = Task.objects.filter(case=case, done_at__isnull=True).order_by("id").first()
    if task is not None and chance.random() < 0.5:
        return finish_task(task=task, by=world.by(case))
    due = timezone.localdate() + timedelta(days=chance.randint(0, 9))
    return add_task(case=case, text="Ring.", due_on=due, by=world.by(case))


WORK: tuple[Work, ...] = (
    *(answer,) * 3,
    take_an_answer_back,
    *(choose,) * 3,
    *(wait,) * 2,
    get_it_back,
    *(finish,) * 4,
    pass_it_on,
    close,
    reopen,
    watch,
)
NIGHT = "night"


class TestRandomLawfulWork(TestCase):
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=False)
    @given(seed=st.integers(0, 10**9), length=st.integers(5, 20))
    def test_nobody_is_left_alone_and_the_past_stays_as_it_was(self, seed: int, length: int) -> None:
        chance = random.Random(seed)
        with time_machine.travel(START, tick=True) as clock:
            world, moment = World(), START
            for _ in range(length):
                if chance.random() < 0.3:
                    moment += timedelta(days=chance.choice([1, 1, 5, 20, 70]))
                    clock.move_to(moment)
                    self.assert_past_is_as_it_was(world)
                    tick(timezone.now(), world.owner)
                else:
                    self.work(world, chance)
                self.assert_nobody_is_alone(world)
            self.assert_past_is_as_it_was(world)

    def work(self, world: World, chance: random.Random) -> None:
        case = Case.objects.get(pk=chance.choice(world.cases).pk)
        told, logged = CaseEvent.objects.count(), self.logged()
        try:
            done = chance.choice(WORK)(world, chance, case)
        except (Refused, Denied, Stale):
            assert CaseEvent.objects.count() == told, "det som avvisas lämnar inget i tidslinjen"
            assert self.logged() == logged
            return
        if done is not None:
            assert CaseEvent.objects.count() > told, "det som skrivs står i tidslinjen"
            assert self.logged() == logged + 1, "och en gång i loggen"
            assert Event.objects.latest("number").case_id == str(case.pk)

    def logged(self) -> int:
        return Event.objects.filter(outcome="ok").count()

    def assert_nobody_is_alone(self, world: World) -> None:
        assert broken_cases(world.owner.pk) == []
        for case in Case.objects.filter(owner=world.owner):
            check_guarantee(case)
            if case.is_open:
                step = OpenStep.objects.get(pk=case.next_step_id)
                assert step.case_id == case.pk
                assert step.is_live
                assert case.next_party
                assert case.next_due

    def assert_past_is_as_it_was(self, world: World) -> None:
        """Each day that is over is read for the first time now, and must read the same ever after."""
        today = timezone.localdate()
        for case in world.cases:
            for back in (1, 2, 6):
                day = today - timedelta(days=back)
                world.told.setdefault((case.pk, day), facts_for(case, on=day).facts)
        for (pk, day), facts in world.told.items():
            case = Case.objects.get(pk=pk)
            assert facts_for(case, on=day).facts == facts, "det förflutna ändrades"
            used = facts_for(case, on=day).weighed.values()
            standing = [statement for item in used for statement in item.standing]
            assert all(timezone.localdate(item.at) <= day for item in standing), (
                "bara det som då var känt vägs"
            )
