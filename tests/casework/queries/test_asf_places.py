"""Whoever is a handledare sees the places of her own unit that go on, and no other, whatever has happened to them (R5)."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import TestCase
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import (
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
)

from samre.casework.actions.asf_work import keep_week, write_week
from samre.casework.actions.placements import end_placement
from samre.casework.jobs import tick
from samre.casework.models import Delivery, Task, WeekDraft
from samre.casework.queries.asf_places import find_place, unit_places
from samre.casework.rules.stairs import monday

AFTER = 14  # days for the report, as insatser.yaml has them


class TestSight(PropertyTestCase):
    @given(
        st.lists(
            st.tuples(st.integers(0, 1), st.integers(0, 1), st.booleans(), st.integers(-40, 40)),
            min_size=1,
            max_size=4,
        )
    )
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    def test_own_unit_not_ended_and_not_out_of_time(self, told: list[tuple[int, int, bool, int]]) -> None:
        """Each: which of two kommuner orders, at which of two enterprises, ended or not, days until the last day."""
        today = timezone.localdate()
        handlers, units = [make_caseworker()[1] for _ in range(2)], [make_enterprise() for _ in range(2)]
        supervisors = [make_supervisor(unit)[1] for unit in units]
        for by in handlers:
            for unit in units:
                make_intervention(by, unit, places=9)
        expected: dict[int, set[object]] = {0: set(), 1: set()}
        for kommun, enterprise, ended, left in told:
            by = handlers[kommun]
            case = make_case(by, name="Kim Granlund")
            last = today + timedelta(days=left)
            placement, delivery = make_placement(
                case, by, units[enterprise], starts_on=last - timedelta(days=60), ends_on=last
            )
            if ended:
                end_placement(placement=placement, reason="klar", by=by)
            elif left >= -AFTER:
                expected[enterprise].add(delivery.pk)
        for number, supervisor in enumerate(supervisors):
            assert {one.id for one in unit_places(supervisor, on=today)} == expected[number]
            for delivery in Delivery.objects.all():
                found = find_place(supervisor, delivery.pk, on=today)
                assert (found is not None) == (delivery.pk in expected[number])


class TestTheNight(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kim Granlund")
        self.unit = make_enterprise()
        self.placement, self.delivery = make_placement(self.case, self.by, self.unit)

    def silent(self) -> int:
        return Task.objects.filter(case=self.case, kind="insats_tyst", done_at__isnull=True).count()

    def test_silence_becomes_one_task(self) -> None:
        assert self.placement.starts_on is not None
        for days in (7, 8, 9):
            with time_machine.travel(self.placement.starts_on + timedelta(days=days, hours=3), tick=False):
                tick(timezone.now(), self.case.owner)
            assert self.silent() == (0 if days == 7 else 1)

    def test_when_the_time_for_the_report_is_out_the_copy_is_closed(self) -> None:
        assert self.placement.ends_on is not None
        for days, closed in ((AFTER, False), (AFTER + 1, True), (AFTER + 2, True)):
            with time_machine.travel(self.placement.ends_on + timedelta(days=days, hours=3), tick=False):
                tick(timezone.now(), self.case.owner)
            self.delivery.refresh_from_db()
            assert (self.delivery.closed_at is not None) == closed


class TestAWeekThatIsBegun(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.unit = make_enterprise()
        _, self.delivery = make_placement(make_case(self.by, name="Kim Granlund"), self.by, self.unit)
        _, self.supervisor = make_supervisor(self.unit)
        self.today = timezone.localdate()

    def type_in(self, text: str, *, days_ago: int = 0, seen: int = 0) -> int:
        week = self.today - timedelta(days=days_ago)
        fields = {"text": text}
        return keep_week(
            delivery=self.delivery, week=week, fields=fields, seen=seen, by=self.supervisor
        ).revision

    def is_begun(self) -> bool:
        (place,) = unit_places(self.supervisor, on=self.today)
        return place.week_is_begun

    def test_the_list_tells_it_from_one_nobody_has_begun(self) -> None:
        assert not self.is_begun()
        seen = self.type_in("Kom tre dagar.")
        assert self.is_begun()
        self.type_in("", seen=seen)
        assert not self.is_begun()

    def test_also_the_week_before_when_this_one_is_sent_and_none_that_can_no_longer_be_sent(self) -> None:
        choices = {"hur": "battre", "stegring": "oka", "ring": "nej"}
        write_week(delivery=self.delivery, week=self.today, choices=choices, text="Bra.", by=self.supervisor)
        assert not self.is_begun()
        self.type_in("Halvskrivet.", days_ago=7)
        assert self.is_begun()
        WeekDraft.objects.update(week=monday(self.today) - timedelta(days=14))
        assert not self.is_begun()
