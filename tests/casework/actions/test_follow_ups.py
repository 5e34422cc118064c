"""A closed case is followed up: what the person lives on then, or that nobody reached her."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.casework.actions.cases import close_case, reopen_case
from samre.casework.actions.follow_ups import NOT_REACHED, awaiting_follow_up, follow_up_case
from samre.casework.models import Case, CaseEvent
from samre.casework.queries.timeline_words import words_of
from samre.casework.rules.settings import pathway_now


class TestFollowUp(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = self.closed()
        self.today = timezone.localdate()

    def closed(self, *, follow_up: bool = True) -> Case:
        case = make_case(self.by)
        return close_case(
            case=case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete",
            follow_up=follow_up,
            by=self.by,
        )

    def told(self) -> str:
        event = CaseEvent.objects.get(case=self.case, kind="case.follow_up")
        return words_of(event.kind, event.data, pathway=pathway_now()).text

    def test_it_is_written_down_told_and_logged_and_no_longer_watched(self) -> None:
        period = self.case.periods.get()
        self.case.refresh_from_db()
        assert self.case.watch_on == period.follow_up_on is not None
        follow_up_case(
            case=self.case, income="studiestod", on=self.today, note=" Läser till kock. ", by=self.by
        )
        period.refresh_from_db(), self.case.refresh_from_db()
        assert (period.income_later, period.followed_up_on) == ("studiestod", self.today)
        assert period.follow_up_note == "Läser till kock."
        assert self.case.watch_on is None
        assert self.told() == "Uppföljning efter avslut: studiestöd"
        event = Event.objects.get(action="case.follow_up")
        assert event.case_id == str(self.case.pk) and "kock" not in event.detail

    def test_somebody_who_was_not_reached_has_no_income_that_day(self) -> None:
        period = follow_up_case(case=self.case, income=NOT_REACHED, on=self.today, by=self.by)
        assert period.income_later == ""
        assert self.told() == "Uppföljning efter avslut: personen nåddes inte"

    def test_a_wrong_income_or_day_is_told_at_its_field(self) -> None:
        tomorrow = self.today + timedelta(days=1)
        with pytest.raises(Refused) as told:
            follow_up_case(case=self.case, income="arv", on=tomorrow, note="x" * 501, by=self.by)
        assert set(told.value.problems) == {"forsorjning", "dag", "text"}
        assert awaiting_follow_up(self.case) is not None

    def test_it_is_done_once_and_only_where_it_was_promised(self) -> None:
        follow_up_case(case=self.case, income="lon", on=self.today, by=self.by)
        for case in (self.case, self.closed(follow_up=False), make_case(self.by)):
            with pytest.raises(Refused, match="ingen uppföljning"):
                follow_up_case(case=case, income="lon", on=self.today, by=self.by)

    def test_a_case_that_is_opened_again_is_not_waiting_to_be_followed_up(self) -> None:
        reopen_case(case=self.case, why="Arbetet tog slut.", by=self.by)
        assert awaiting_follow_up(self.case) is None
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            close_case(
                case=self.case,
                outcome="M1",
                income_before="lon",
                income_after="lon",
                reason="Nytt",
                by=self.by,
            )
        self.case.refresh_from_db()
        assert self.case.watch_on is None and awaiting_follow_up(self.case) is None

    def test_the_manager_does_it_when_the_last_handler_is_gone_and_a_stranger_never(self) -> None:
        stranger = actor_for(make_assignment(unit=self.assignment.unit))
        with pytest.raises(Denied):
            follow_up_case(case=self.case, income="lon", on=self.today, by=stranger)
        manager = actor_for(make_assignment(unit=self.assignment.unit, role="enhetschef"))
        assert follow_up_case(case=self.case, income="lon", on=self.today, by=manager).followed_up_on
