"""What the case page reads: steps in order, what is watched, news, and who speaks for the person."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import actor_for
from samre.casework.actions.cases import add_colleague
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.representatives import add_representative, end_representative
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.actions.tasks import add_task
from samre.casework.last_seen import mark_seen, note_visit
from samre.casework.models import LastSeen
from samre.casework.queries.case_page import all_steps, case_page, last_seen, speakers_of, steps_on
from samre.casework.rules.settings import pathway_now


class TestCasePage(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, facts={"fodd": "1986-05-04"})
        self.today = timezone.localdate()

    def test_the_next_step_comes_first_and_is_named(self) -> None:
        choose_step(
            case=self.case, step="S12", reason="Vill.", due=self.today + timedelta(days=2), by=self.by
        )
        page = case_page(self.case, self.by)
        assert page.next_step is not None
        assert page.steps[0] == page.next_step
        assert len(page.steps) == 2

    def test_a_step_knows_how_long_it_has_been_and_whether_its_day_has_passed(self) -> None:
        line = case_page(self.case, self.by).steps[0]
        assert (line.days_since, line.is_late, line.is_live, line.waits) == (0, False, True, False)

    def test_ended_steps_are_kept_in_the_list_but_not_among_the_open(self) -> None:
        choose_step(case=self.case, step="S12", reason="Vill.", by=self.by)
        finish_step(step=self.case.steps.get(step="S12"), outcome="Blev inget.", dropped=True, by=self.by)
        lines = all_steps(self.case, pathway_now(), on=self.today)
        assert [(line.step, line.is_dropped) for line in lines] == [("S02", False), ("S12", True)]
        assert [line.step for line in case_page(self.case, self.by).steps] == ["S02"]
        assert {line.step for line in steps_on(self.case, pathway_now(), day=self.today)} == {"S02"}

    def test_what_is_due_first_is_watched_first(self) -> None:
        for days, text in ((9, "sist"), (1, "först")):
            add_task(case=self.case, text=text, due_on=self.today + timedelta(days=days), by=self.by)
        assert [item.text for item in case_page(self.case, self.by).watched] == ["först", "sist"]

    def test_children_are_known_only_when_somebody_has_said_so(self) -> None:
        assert case_page(self.case, self.by).asks_children
        enter_facts(case=self.case, values={"barn_i_hushallet": 0}, source="personen", by=self.by)
        page = case_page(self.case, self.by)
        assert (page.children, page.asks_children) == (None, False)
        enter_facts(case=self.case, values={"barn_i_hushallet": 3}, source="personen", by=self.by)
        children = case_page(self.case, self.by).children
        assert children is not None
        assert children.count == 3

    def test_an_ended_mandate_no_longer_speaks(self) -> None:
        row = add_representative(
            case=self.case, kind="ombud", scope="Allt", name="Ola Ek", valid_from=self.today, by=self.by
        )
        assert [item.name for item in case_page(self.case, self.by).speakers] == ["Ola Ek"]
        end_representative(case=self.case, representative=row, by=self.by)
        assert case_page(self.case, self.by).speakers == ()
        assert [item.holds for item in speakers_of(self.case, on=self.today)] == [False]

    def test_a_mandate_that_has_not_begun_does_not_speak_yet(self) -> None:
        add_representative(
            case=self.case,
            kind="ombud",
            scope="Allt",
            name="Ola Ek",
            valid_from=self.today + timedelta(days=3),
            by=self.by,
        )
        assert case_page(self.case, self.by).speakers == ()


class TestNews(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by)
        other = make_assignment(unit=self.assignment.unit)
        self.colleague = actor_for(other)
        add_colleague(case=self.case, user=other.user, by=self.by)

    def change(self) -> None:
        enter_facts(case=self.case, values={"barn_i_hushallet": 1}, source="personen", by=self.colleague)

    def test_nothing_is_news_to_somebody_who_was_never_here(self) -> None:
        self.change()
        assert case_page(self.case, self.by).news == ()

    def test_what_others_do_is_news_until_it_is_seen(self) -> None:
        mark_seen(self.case, self.by)
        self.change()
        page = case_page(self.case, self.by)
        assert len(page.news) == 1
        note_visit(self.case, self.by, seen=page.seen, has_news=True)
        assert len(case_page(self.case, self.by).news) == 1
        mark_seen(self.case, self.by)
        assert case_page(self.case, self.by).news == ()

    def test_each_reader_has_her_own(self) -> None:
        mark_seen(self.case, self.by)
        mark_seen(self.case, self.colleague)
        self.change()
        assert len(case_page(self.case, self.by).news) == 1
        assert case_page(self.case, self.colleague).news == ()

    def test_a_visit_writes_at_most_once_an_hour(self) -> None:
        mark_seen(self.case, self.by)
        seen = last_seen(self.case, self.by)
        with self.assertNumQueries(0):
            note_visit(self.case, self.by, seen=seen, has_news=False)
        LastSeen.objects.update(at=timezone.now() - timedelta(hours=2))
        note_visit(self.case, self.by, seen=last_seen(self.case, self.by), has_news=False)
        assert timezone.now() - LastSeen.objects.get(user_id=self.by.user_id).at < timedelta(minutes=5)
