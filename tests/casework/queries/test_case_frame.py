"""The head of a case: who has the next step, as the reader would say it; and nothing of the protected."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment, make_user
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import actor_for
from samre.casework.actions.cases import add_colleague, close_case, hand_over
from samre.casework.actions.steps import wait_for
from samre.casework.models import Case
from samre.casework.queries.case_frame import HIDDEN, CaseFrame, case_frame
from samre.casework.queries.worklists import Tab, worklist
from samre.casework.rules.permissions import find_ground
from samre.certificate.wording import in_words


class TestCaseFrame(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()

    def frame(self, case: Case, by: object = None) -> CaseFrame:
        actor = by or self.by
        found = Case.objects.select_related("person", "handler", "unit").get(pk=case.pk)
        ground = find_ground(actor, found)  # type: ignore[arg-type]
        assert ground is not None
        return case_frame(found, actor, ground)  # type: ignore[arg-type]

    def test_the_age_is_that_of_the_last_birthday(self) -> None:
        case = make_case(self.by, name="Tolvan Provsson", number="191212121212")
        assert self.frame(case).age == "113 år"
        assert self.frame(case).identity == "19121212-1212"
        with time_machine.travel("2026-12-12"):
            assert self.frame(case).age == "114 år"

    def test_days_are_told_as_people_count_them(self) -> None:
        case = make_case(self.by)
        told = []
        for days in (0, 1, 2):
            with time_machine.travel(timezone.now() + timedelta(days=days)):
                told.append(self.frame(case).since)
        assert told == ["Öppnat i dag.", "Öppnat i går.", "Öppnat för 2 dagar sedan."]

    def test_a_day_that_has_passed_is_told_as_in_the_worklist_with_the_step(self) -> None:
        case = make_case(self.by, facts={"fodd": "1986-05-04", "sgi": "noll"})
        due = Case.objects.get(pk=case.pk).next_due
        assert due is not None
        for days, since in ((1, "Det var i går. "), (9, "Det är 9 dagar sedan. ")):
            on = due + timedelta(days=days)
            with time_machine.travel(on):
                late = self.frame(case)
            (listed,) = worklist(self.by, Tab.OURS, on=on).rows
            assert late.is_overdue and late.since.startswith(since)
            assert listed.sentence.startswith("Du skulle ha tagit nästa steg ")
            assert late.sentence.startswith(f"Du skulle ha tagit nästa steg {in_words(due)}: ")

    def test_an_answer_that_did_not_come_is_told_as_in_the_worklist(self) -> None:
        case = make_case(self.by)
        until = timezone.localdate() + timedelta(days=5)
        wait_for(step=case.steps.get(), party="REG", until=until, then="Ring.", by=self.by)
        assert not self.frame(case).is_overdue
        with time_machine.travel(timezone.now() + timedelta(days=5)):
            told = self.frame(case)
            assert told.sentence == "Vården skulle ha svarat 26 november 2026. Nu är det din tur."
            assert told.is_overdue

    def test_the_person_has_the_step_with_the_handlers_help(self) -> None:
        case = make_case(self.by, number="191212121212")
        assert "med din hjälp" in self.frame(case).sentence
        assert self.frame(case).waits

    def test_the_own_name_of_a_party_is_told_unless_it_tells_where_somebody_protected_is(self) -> None:
        for protection, who in (
            ("ingen", "Vårdcentralen Almby"),
            ("markering", "Vården"),
            ("okand", "Vården"),
        ):
            case = make_case(self.by, protection=protection)
            wait_for(
                step=case.steps.get(),
                party="REG",
                until=timezone.localdate() + timedelta(days=5),
                then="Ring.",
                name="Vårdcentralen Almby",
                by=self.by,
            )
            assert self.frame(case).who == who
            assert self.frame(case).sentence == f"{who} ska svara senast 26 november 2026."

    def test_of_a_protected_person_the_head_says_only_that(self) -> None:
        for protection in ("markering", "folkbokforing", "okand"):
            case = make_case(self.by, name="Alva Provsson", protection=protection)
            frame = self.frame(case)
            assert (frame.name, frame.age, frame.identity) == (HIDDEN, "", "")
            assert "Alva" not in repr(frame)

    def test_a_handler_with_protected_data_is_not_named(self) -> None:
        own = make_assignment(
            unit=self.assignment.unit, user=make_user(name="Hemlig Kollega", is_protected=True)
        )
        case = make_case(actor_for(own))
        add_colleague(case=case, user=self.assignment.user, by=actor_for(own))
        frame = self.frame(case)
        assert frame.handler == "Skyddad medarbetare"
        assert "Hemlig" not in repr(frame)

    def test_a_closed_case_has_nobody_next(self) -> None:
        case = make_case(self.by)
        close_case(
            case=case, outcome="M1", income_before="bistand", income_after="lon", reason="Arbete.", by=self.by
        )
        frame = self.frame(case)
        assert (frame.is_open, frame.who, frame.due_on) == (False, "", None)
        assert frame.sentence == "Avslutat 21 november 2026."

    def test_who_only_reads_is_told_why(self) -> None:
        case, other = make_case(self.by), make_assignment(unit=self.assignment.unit)
        hand_over(case=case, to=other.user, note="Tar över.", by=self.by)
        frame = self.frame(case)
        assert not frame.may_write
        assert "läsa men inte skriva" in frame.notice

    def test_one_query_is_enough(self) -> None:
        case = make_case(self.by)
        found = Case.objects.select_related("person", "handler", "unit").get(pk=case.pk)
        ground = find_ground(self.by, found)
        assert ground is not None
        with self.assertNumQueries(1):
            case_frame(found, self.by, ground)
