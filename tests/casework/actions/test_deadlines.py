"""Last days of a case: entered, met, passed, and those nobody here can move."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import system_actor
from samre.accounts.acts import Refused
from samre.casework.actions.deadlines import (
    add_deadline,
    lapse_deadline,
    meet_deadline,
    move_deadline,
    watch_deadlines,
)
from samre.casework.due import proposed_deadlines
from samre.casework.models import Case, CaseEvent, Deadline
from samre.casework.queries.timeline_words import words_of
from samre.casework.queries.watch import case_watch
from samre.casework.rounds import run_round
from samre.casework.rules.settings import pathway_now

TODAY = date(2026, 11, 21)


class TestDeadlines(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, facts={"avslag": "fk", "avslag_datum": "2026-11-02"})

    def test_a_refusal_is_proposed_and_watched_once(self) -> None:
        assert [item.rule.id for item in proposed_deadlines(self.case, on=TODAY)] == ["omprovning_forsakring"]
        (entered,) = watch_deadlines(case=self.case, by=self.by)
        # 2 January 2027 is a Saturday.
        assert (entered.due, entered.counted_from) == (date(2027, 1, 4), date(2026, 11, 2))
        assert not watch_deadlines(case=self.case, by=self.by)
        assert not proposed_deadlines(self.case, on=TODAY)

    def test_a_case_with_a_running_last_day_surfaces_and_is_watched(self) -> None:
        add_deadline(case=self.case, rule="overklagan_kommun", counted_from=date(2026, 11, 20), by=self.by)
        case = Case.objects.get(pk=self.case.pk)
        assert "frist_loper" in case.stuck.split()
        assert case.watch_on == date(2026, 12, 11)

    def test_the_same_last_day_is_entered_once(self) -> None:
        add_deadline(case=self.case, rule="drojsmal", counted_from=TODAY, by=self.by)
        with pytest.raises(Refused, match="redan"):
            add_deadline(case=self.case, rule="drojsmal", counted_from=TODAY, by=self.by)

    def test_it_is_counted_from_a_day_that_has_been_and_by_a_rule_that_exists(self) -> None:
        with pytest.raises(Refused, match="framåt"):
            add_deadline(case=self.case, rule="drojsmal", counted_from=TODAY + timedelta(days=1), by=self.by)
        with pytest.raises(Refused, match="Välj"):
            add_deadline(case=self.case, rule="nagot", counted_from=TODAY, by=self.by)

    def test_met_it_no_longer_runs(self) -> None:
        (entered,) = watch_deadlines(case=self.case, by=self.by)
        meet_deadline(deadline=entered, on=TODAY, by=self.by)
        assert "frist_loper" not in Case.objects.get(pk=self.case.pk).stuck
        with pytest.raises(Refused, match="redan avslutad"):
            lapse_deadline(deadline=entered, by=self.by)

    def test_met_too_late_it_is_not_said_to_be_in_time(self) -> None:
        (entered,) = watch_deadlines(case=self.case, by=self.by)
        with time_machine.travel(datetime(2027, 1, 5, 12, tzinfo=UTC)):
            meet_deadline(deadline=entered, by=self.by)
            (ended,) = case_watch(self.case, on=date(2027, 1, 5)).ended
        told = CaseEvent.objects.filter(subject=entered.pk).latest("at")
        words = words_of(told.kind, told.data, pathway=pathway_now())
        assert words.text.endswith("gjort efter sista dagen")
        assert words.more == "sista dag var 4 januari 2027"
        assert ended.is_late

    def test_a_first_day_never_passes_and_is_not_said_to_be_a_last_one(self) -> None:
        first = add_deadline(case=self.case, rule="drojsmal", counted_from=date(2026, 4, 1), by=self.by)
        assert first.due == date(2026, 10, 1)
        (shown,) = case_watch(self.case, on=TODAY).running
        assert shown.is_first and not shown.is_late
        assert "frist_loper" not in Case.objects.get(pk=self.case.pk).stuck
        with pytest.raises(Refused, match="inte passerat"):
            lapse_deadline(deadline=first, by=system_actor(self.case.owner, "natten"))
        run_round(self.case.owner, timezone.now())
        first.refresh_from_db()
        assert not first.lapsed
        meet_deadline(deadline=first, on=TODAY, by=self.by)
        kinds = CaseEvent.objects.filter(subject=first.pk).order_by("at").values_list("kind", flat=True)
        assert list(kinds) == ["deadline.add_first", "deadline.meet_first"]
        assert all("sista" not in words_of(kind, {}, pathway=pathway_now()).text for kind in kinds)

    def test_nothing_is_done_from_a_first_day_before_it_has_come(self) -> None:
        first = add_deadline(case=self.case, rule="drojsmal", counted_from=TODAY, by=self.by)
        with pytest.raises(Refused, match="21 maj 2027"):
            meet_deadline(deadline=first, by=self.by)

    def test_it_is_not_met_before_it_began_or_tomorrow(self) -> None:
        (entered,) = watch_deadlines(case=self.case, by=self.by)
        for day in (date(2026, 11, 1), TODAY + timedelta(days=1)):
            with pytest.raises(Refused, match="Välj en dag"):
                meet_deadline(deadline=entered, on=day, by=self.by)

    def test_the_law_s_day_is_not_moved_and_a_local_one_is(self) -> None:
        (law,) = watch_deadlines(case=self.case, by=self.by)
        with pytest.raises(Refused, match="lag"):
            move_deadline(deadline=law, due=date(2027, 2, 1), by=self.by)
        local = add_deadline(case=self.case, rule="kommunicering", counted_from=TODAY, by=self.by)
        assert move_deadline(deadline=local, due=date(2026, 12, 20), by=self.by).due == date(2026, 12, 20)
        with pytest.raises(Refused, match="redan varit"):
            move_deadline(deadline=local, due=date(2026, 11, 1), by=self.by)

    def test_every_turn_is_told_in_the_timeline(self) -> None:
        (entered,) = watch_deadlines(case=self.case, by=self.by)
        lapse_deadline(deadline=entered, by=self.by)
        kinds = CaseEvent.objects.filter(subject=entered.pk).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["deadline.add", "deadline.lapse"]
        assert Deadline.objects.get(pk=entered.pk).lapsed
