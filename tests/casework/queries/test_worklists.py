"""The worklist: whose turn it is, what comes back by itself, and that it stays flat."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor, actor_for
from samre.accounts.roles import Role
from samre.casework.actions.cases import add_colleague, close_case, hand_over
from samre.casework.actions.deadlines import add_deadline, meet_deadline
from samre.casework.actions.follow_ups import follow_up_case
from samre.casework.actions.steps import wait_for
from samre.casework.models import Case, LastSeen, Task
from samre.casework.models.base import stamp
from samre.casework.queries import worklists
from samre.casework.queries.handover import colleagues
from samre.casework.queries.work_rows import WorkRow, short_day
from samre.casework.queries.worklists import BadCursor, Cursor, Tab, WorkList, worklist
from samre.casework.rules.settings import case_rules, pathway_now

TODAY = date(2026, 11, 21)
# R8: what a list may hold. A column more is a decision, and is taken in that file.
ALLOWED = Path(__file__).parent / "worklist_columns.txt"


def numbers(found: WorkList) -> list[str]:
    return [row.number for row in found.rows]


def set_row(case: Case, **values: Any) -> None:
    """Puts a case in a state that would take months to come to."""
    if "next_due" in values:
        values.setdefault("urgent_on", values["next_due"])
    Case.objects.filter(pk=case.pk).update(**values)


class TestOwnCases(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()

    def listed(self, tab: Tab, **more: Any) -> WorkList:
        return worklist(self.by, tab, on=TODAY, **more)

    def waiting(self, *, until: date, party: str = "REG", **more: Any) -> Case:
        case = make_case(self.by, **more)
        wait_for(step=case.steps.get(), party=party, until=until, then="Ring vården.", by=self.by)
        case.refresh_from_db()
        return case

    def ours(self, **more: Any) -> Case:
        case = make_case(self.by, **more)
        set_row(case, turn="var", next_party="KOM")
        return case

    def test_what_is_waited_for_stands_under_waiting_and_says_who_and_how_long(self) -> None:
        case = self.waiting(until=date(2026, 12, 12))
        set_row(case, next_since=TODAY - timedelta(days=9))
        found = self.listed(Tab.WAITING)
        assert numbers(found) == [case.number]
        assert found.rows[0].sentence == "Vården ska svara senast 12 dec"
        assert found.rows[0].since == "väntat 9 dagar"
        assert numbers(self.listed(Tab.OURS)) == []

    def test_a_case_comes_back_on_its_day_before_any_nightly_round(self) -> None:
        case = self.waiting(until=date(2026, 12, 12))
        on = date(2026, 12, 12)
        found = worklist(self.by, Tab.OURS, on=on)
        assert numbers(found) == [case.number]
        assert found.rows[0].sentence == "Vården skulle ha svarat 12 dec. Nu är det din tur"
        assert found.rows[0].is_ours
        assert worklist(self.by, Tab.WAITING, on=on).rows == ()
        assert found.counts[Tab.OURS] == 1 and found.counts[Tab.WAITING] == 0

    def closed(self, **more: Any) -> Case:
        case = make_case(self.by)
        return close_case(
            case=case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete",
            by=self.by,
            **more,
        )

    def test_where_the_person_acts_stands_apart_and_says_who_helps(self) -> None:
        other = self.waiting(until=date(2026, 12, 1))
        helped = self.waiting(until=date(2026, 12, 12), party="IND")
        found = self.listed(Tab.WAITING)
        assert numbers(found) == [helped.number, other.number]
        assert found.groups == ("Hjälp personen", "Andra ska svara")
        assert "ska ta nästa steg, med din hjälp, senast 12 dec" in found.rows[0].sentence
        manager = actor_for(make_assignment(unit=self.assignment.unit, role=Role.MANAGER))
        set_row(other, stuck="samma_steg")
        found = worklist(manager, Tab.WAITING, on=TODAY)
        assert found.groups == ("Står stilla", "Hjälp personen")
        assert "med handläggarens hjälp" in found.rows[1].sentence
        assert set(self.listed(Tab.ALL).groups) == {""}

    def test_closed_cases_are_found_in_a_tab_of_their_own_newest_first(self) -> None:
        manager = actor_for(make_assignment(unit=self.assignment.unit, role=Role.MANAGER))
        cases = [self.closed() for _ in range(5)]
        for number, case in enumerate(cases):
            set_row(case, closed_on=TODAY - timedelta(days=number // 2))
        make_case(self.by)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worklists, "PAGE", 2)
            for actor in (self.by, manager):
                seen, after = [], None
                for _ in range(3):
                    found = worklist(actor, Tab.CLOSED, on=TODAY, after=after)
                    seen += numbers(found)
                    after = Cursor.read(str(found.onward)) if found.onward else None
                assert after is None and found.counts[Tab.CLOSED] == 5
                assert sorted(seen) == sorted(case.number for case in cases)
                assert [seen[4], *sorted(seen[:2])] == [cases[4].number, cases[0].number, cases[1].number]
        assert self.listed(Tab.CLOSED).rows[0].sentence == "Avslutat 21 nov"

    def test_a_closed_case_is_watched_on_the_day_of_its_follow_up_until_it_is_done(self) -> None:
        case = self.closed(follow_up=True)
        self.closed()
        day = case.periods.get().follow_up_on
        assert day is not None
        assert worklist(self.by, Tab.WATCH, on=day - timedelta(days=1)).rows == ()
        manager = actor_for(make_assignment(unit=self.assignment.unit, role=Role.MANAGER))
        for actor in (self.by, manager):
            found = worklist(actor, Tab.WATCH, on=day)
            assert numbers(found) == [case.number] and found.counts[Tab.WATCH] == 1
            assert found.counts[Tab.OURS] == found.counts[Tab.ALL] == 0
        row = worklist(self.by, Tab.WATCH, on=day).rows[0]
        assert row.sentence == "Du ska följa upp hur det har gått efter avslutet"
        assert row.since == f"sedan {short_day(day, on=day)}" and not row.marks
        with time_machine.travel(day):
            follow_up_case(case=case, income="ej_nadd", on=day, by=self.by)
        assert worklist(self.by, Tab.WATCH, on=day).rows == ()

    def test_the_most_urgent_comes_first_whoever_had_it(self) -> None:
        late, soon, back = self.ours(), self.ours(), self.waiting(until=date(2026, 12, 1))
        set_row(late, next_due=TODAY - timedelta(days=20))
        set_row(soon, next_due=TODAY + timedelta(days=3))
        set_row(back, next_due=TODAY - timedelta(days=2))
        assert numbers(self.listed(Tab.OURS)) == [late.number, back.number, soon.number]
        row = self.listed(Tab.OURS).rows[0]
        assert row.is_late and row.sentence == "Du skulle ha tagit nästa steg 1 nov"

    def test_a_last_day_of_the_law_comes_before_a_later_step_and_is_told_in_the_row(self) -> None:
        step, law, far = self.ours(), self.ours(), self.ours()
        set_row(step, next_due=TODAY + timedelta(days=5))
        for case in (law, far):
            set_row(case, next_due=TODAY + timedelta(days=6))
        with time_machine.travel(TODAY):
            add_deadline(case=law, rule="overklagan_kommun", counted_from=date(2026, 11, 2), by=self.by)
            add_deadline(case=far, rule="omprovning_forsakring", counted_from=date(2026, 11, 20), by=self.by)
        for case in (law, far):
            set_row(case, turn="var", next_party="KOM")
        found = self.listed(Tab.OURS)
        assert numbers(found)[0] == law.number
        assert found.rows[0].marks == ("Sista dag 23 nov",) and not found.rows[0].is_late
        assert [row.marks for row in found.rows[1:]] in (
            [(), ("En sista dag löper",)],
            [("En sista dag löper",), ()],
        )
        law.refresh_from_db()
        assert law.urgent_on == date(2026, 11, 23) < law.next_due
        with time_machine.travel(TODAY):
            meet_deadline(deadline=law.deadlines.get(), by=self.by)
        law.refresh_from_db()
        assert law.urgent_on == law.next_due

    def test_what_is_waited_for_is_ours_on_a_last_day_of_the_law(self) -> None:
        case = self.waiting(until=date(2026, 12, 12))
        set_row(case, urgent_on=TODAY)
        assert numbers(self.listed(Tab.OURS)) == [case.number] and self.listed(Tab.OURS).rows[0].is_ours
        assert self.listed(Tab.WAITING).rows == ()

    def test_rows_of_different_phases_say_different_things_to_do(self) -> None:
        rules = case_rules()["arbetslistan"]["faser"]
        assert set(rules) == set(pathway_now().phases) and len(set(rules.values())) == 8
        case = self.ours()
        set_row(case, phase="underlag")
        assert self.listed(Tab.ALL).rows[0].phase == "Underlag: skriv eller granska"

    def test_watched_are_the_stuck_and_those_whose_day_has_come_each_with_its_reason(self) -> None:
        stuck, task, later = self.ours(), self.ours(), self.ours()
        set_row(stuck, stuck="samma_steg intyg_utgatt")
        Task.objects.create(**stamp(self.by), case=task, kind="egen", text="Ring om cancern", due_on=TODAY)
        set_row(task, watch_on=TODAY)
        set_row(later, watch_on=TODAY + timedelta(days=1))
        found = self.listed(Tab.WATCH)
        assert numbers(found) == [stuck.number, task.number]
        assert found.rows[0].marks == ("Samma steg i mer än 90 dagar", "Ett underlag har gått ut")
        assert found.rows[1].marks == ("1 uppgift att göra, från 21 nov",)
        assert found.counts[Tab.WATCH] == 2

    def test_another_handlers_and_closed_cases_are_not_mine(self) -> None:
        colleague = actor_for(make_assignment(unit=self.assignment.unit))
        make_case(colleague)
        mine = make_case(self.by)
        close_case(
            case=make_case(self.by),
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=self.by,
        )
        assert numbers(self.listed(Tab.ALL)) == [mine.number]

    def test_a_co_handler_has_the_case_in_her_list_and_a_former_handler_has_not(self) -> None:
        other = make_assignment(unit=self.assignment.unit)
        shared, passed = make_case(self.by), make_case(self.by)
        add_colleague(case=shared, user=other.user, by=self.by)
        hand_over(case=passed, to=other.user, note="Lämnar över.", by=self.by)
        theirs = worklist(actor_for(other), Tab.ALL, on=TODAY)
        assert set(numbers(theirs)) == {shared.number, passed.number}
        assert theirs.counts[Tab.ALL] == 2
        assert numbers(self.listed(Tab.ALL)) == [shared.number]

    def test_a_protected_person_is_named_in_no_list_not_even_to_her_own_handlers(self) -> None:
        case = make_case(self.by, name="Hemlig Hemligsson", protection="markering")
        other = make_assignment(unit=self.assignment.unit)
        manager = actor_for(make_assignment(unit=self.assignment.unit, role=Role.MANAGER))
        add_colleague(case=case, user=other.user, by=self.by)
        for actor in (self.by, manager, actor_for(other)):
            row = worklist(actor, Tab.ALL, on=TODAY).rows[0]
            assert (row.name, row.number, row.is_protected) == ("Skyddade uppgifter", case.number, True)

    def test_news_since_the_reader_last_looked_and_not_her_own_doing(self) -> None:
        other = make_assignment(unit=self.assignment.unit)
        case = make_case(self.by)
        add_colleague(case=case, user=other.user, by=self.by)
        LastSeen.objects.create(
            owner=case.owner, case=case, user=self.assignment.user, at=timezone.now() - timedelta(hours=1)
        )
        assert not self.listed(Tab.ALL).rows[0].has_news
        assert worklist(actor_for(other), Tab.ALL, on=TODAY).rows[0].has_news
        add_colleague(case=case, user=make_assignment(unit=self.assignment.unit).user, by=actor_for(other))
        assert self.listed(Tab.ALL).rows[0].has_news
        LastSeen.objects.filter(case=case).update(at=timezone.now() + timedelta(seconds=1))
        assert not self.listed(Tab.ALL).rows[0].has_news

    def test_pages_follow_each_other_and_leave_nobody_out(self) -> None:
        wanted = set()
        for number in range(9):
            case = make_case(self.by)
            wanted.add(case.number)
            set_row(case, next_due=TODAY + timedelta(days=number // 4), turn="var")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worklists, "PAGE", 4)
            seen, after = [], None
            for _ in range(3):
                found = self.listed(Tab.OURS, after=after)
                seen += numbers(found)
                after = Cursor.read(str(found.onward)) if found.onward else None
            assert after is None
        assert len(seen) == 9 and set(seen) == wanted

    def test_the_number_of_queries_is_the_same_for_three_rows_and_for_thirty(self) -> None:
        def asked(tab: Tab) -> int:
            with CaptureQueriesContext(connection) as queries:
                self.listed(tab)
            return len(queries)

        for _ in range(3):
            set_row(make_case(self.by), watch_on=TODAY)
        few = {tab: asked(tab) for tab in Tab}
        for _ in range(27):
            set_row(make_case(self.by), watch_on=TODAY)
        assert {tab: asked(tab) for tab in Tab} == few
        assert max(few.values()) <= 8

    def test_other_authorities_and_other_roles_see_nothing(self) -> None:
        make_case(self.by)
        _, stranger = make_caseworker()
        board = actor_for(make_assignment(unit=self.assignment.unit, role=Role.BOARD))
        assert worklist(stranger, Tab.ALL, on=TODAY).rows == ()
        assert worklist(board, Tab.ALL, on=TODAY).rows == ()


class TestTheUnit(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.other = make_assignment(unit=self.assignment.unit)
        self.manager = actor_for(make_assignment(unit=self.assignment.unit, role=Role.MANAGER))

    def listed(self, tab: Tab = Tab.ALL, handler: UUID | None = None) -> WorkList:
        return worklist(self.manager, tab, on=TODAY, handler=handler)

    def test_a_manager_sees_her_unit_with_the_stuck_first(self) -> None:
        urgent, stuck = make_case(self.by), make_case(actor_for(self.other))
        make_case(make_caseworker()[1])
        set_row(urgent, next_due=TODAY - timedelta(days=30))
        set_row(stuck, stuck="samma_steg", next_due=TODAY + timedelta(days=30))
        for tab in (Tab.ALL, Tab.OURS if urgent.turn == "var" else Tab.ALL):
            assert numbers(self.listed(tab))[0] == stuck.number
        assert set(numbers(self.listed())) == {urgent.number, stuck.number}
        assert self.listed().rows[0].handler == self.other.user.name

    def test_a_manager_chooses_one_of_her_handlers(self) -> None:
        make_case(self.by)
        theirs = make_case(actor_for(self.other))
        assert numbers(self.listed(handler=self.other.user_id)) == [theirs.number]
        assert self.listed(handler=self.other.user_id).counts[Tab.ALL] == 1
        _, stranger = make_caseworker()
        make_case(stranger)
        assert self.listed(handler=stranger.user_id).rows == ()

    def test_a_manager_chooses_what_stands_still_and_why(self) -> None:
        day, step, moving = make_case(self.by), make_case(actor_for(self.other)), make_case(self.by)
        set_row(day, stuck="ingen_aktiv frist_loper", turn="var")
        set_row(step, stuck="samma_steg", turn="var")
        for stuck, wanted in {"alla": {day, step}, "samma_steg": {step}, "frist_loper": {day}}.items():
            found = worklist(self.manager, Tab.ALL, on=TODAY, stuck=stuck)
            assert set(numbers(found)) == {case.number for case in wanted}
            assert found.counts[Tab.ALL] == found.counts[Tab.OURS] == len(wanted)
            assert found.counts[Tab.CLOSED] == 0
        both = worklist(self.manager, Tab.OURS, on=TODAY, stuck="alla", handler=self.other.user_id)
        assert numbers(both) == [step.number] and moving.number not in numbers(both)

    def test_the_number_of_open_cases_is_the_same_in_every_place(self) -> None:
        own, shared = make_case(actor_for(self.other)), make_case(self.by)
        add_colleague(case=shared, user=self.other.user, by=self.by)
        set_row(own, stuck="samma_steg")
        theirs = worklist(actor_for(self.other), Tab.ALL, on=TODAY).counts[Tab.ALL]
        told = next(one for one in colleagues(shared, self.by) if one.id == self.other.user_id)
        assert told.open_cases == theirs == 2
        counted = {one.id: (one.open, one.stuck) for one in worklists.colleagues(self.manager, on=TODAY)}
        assert counted[self.other.user_id] == (1, 1) and counted[self.assignment.user_id] == (1, 0)

    def test_the_handlers_of_the_unit_are_those_with_an_assignment_today(self) -> None:
        ended = make_assignment(unit=self.assignment.unit, valid_to=TODAY - timedelta(days=1))
        make_assignment(unit=self.assignment.unit, role=Role.REVIEWER)
        names = {one.id for one in worklists.colleagues(self.manager, on=TODAY)}
        assert names == {self.assignment.user_id, self.other.user_id, self.manager.user_id}
        assert ended.user_id not in names


class TestPlans(TestCase):
    """What the database does, as it says itself: each part of a list is read from an index in order."""

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        other = make_caseworker(unit=self.assignment.unit)[1]
        make_case(self.by)
        add_colleague(case=make_case(other), user=self.assignment.user, by=other)

    def plans(self, actor: Actor) -> list[str]:
        if connection.vendor != "sqlite":
            self.skipTest("PostgreSQL väljer plan efter statistik; mäts i bench")
        found = []
        for tab, after in ((tab, after) for tab in Tab for after in (None, Cursor(0, TODAY, UUID(int=0)))):
            with CaptureQueriesContext(connection) as queries:
                worklist(actor, tab, on=TODAY, after=after)
            for query in queries:
                sql = query["sql"]
                if 'FROM "casework_case"' in sql and "LIMIT 51" in sql:
                    with connection.cursor() as cursor:
                        cursor.execute(f"EXPLAIN QUERY PLAN {sql}".replace("%", "%%"))
                        found.append("\n".join(row[3] for row in cursor.fetchall()))
        return found

    def test_no_list_reads_or_sorts_more_than_it_shows(self) -> None:
        manager = actor_for(make_assignment(unit=self.assignment.unit, role=Role.MANAGER))
        for actor in (self.by, manager):
            plans = self.plans(actor)
            assert len(plans) >= 6, "annars prövas ingenting"
            for plan in plans:
                assert "SEARCH casework_case USING INDEX case_" in plan, plan
                assert "SCAN" not in plan and "case_due" not in plan, plan
                assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan


def test_a_row_holds_what_a_list_may_hold_and_nothing_else() -> None:
    allowed = [line for line in ALLOWED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert [field.name for field in dataclasses.fields(WorkRow)] == allowed


def test_a_place_in_the_list_that_no_page_gave_is_refused() -> None:
    for text in ("", "x", "0.2026-12-01", "0.2026-13-01.00", "a.2026-12-01." + "0" * 32, "0.2026-12-01.zz"):
        with pytest.raises(BadCursor):
            Cursor.read(text)


def test_days_are_short_and_the_year_is_told_when_it_is_another() -> None:
    assert short_day(date(2026, 12, 12), on=TODAY) == "12 dec"
    assert short_day(date(2027, 3, 1), on=TODAY) == "1 mars 2027"
