"""Waiting times: counts and medians for a whole authority, and nothing about anybody."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from tests.casework.disclosure_factories import make_inbox, make_sent
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import AuthorityKind
from samre.casework.actions.disclosure_sending import take_back_disclosure
from samre.casework.models import Disclosure, DisclosureAnswer
from samre.casework.models.base import stamp
from samre.casework.queries.waiting import PartyWait, waiting_times


class TestWaitingTimes(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.on = timezone.localdate()
        self.units = {kind: make_inbox(kind) for kind in (AuthorityKind.FK, AuthorityKind.AF)}

    def send(self, *waits: int | None, kind: str = AuthorityKind.FK) -> list[Disclosure]:
        """One disclosure each, first answered after so many days; None = not answered."""
        made = []
        for days in waits:
            case = make_case(self.by, facts={"fodd": "1986-05-04"})
            sent = make_sent(case, self.by, to=self.units[kind], fields=("uppgift:fodd",))
            for extra in (0, 3) if days is not None else ():
                self.answer(sent, days + extra)
            made.append(sent)
        return made

    def answer(self, sent: Disclosure, days: int) -> None:
        DisclosureAnswer.objects.create(
            **stamp(self.by),
            disclosure=sent,
            kind="mottaget",
            road="inkorg",
            came_on=self.on + timedelta(days=days),
        )

    def found(self, *, after: int = 0) -> dict[str, PartyWait]:
        rows = waiting_times(
            self.by.authority_id, since=self.on, until=self.on, on=self.on + timedelta(days=after)
        )
        return {row.party: row for row in rows}

    def test_the_median_is_of_days_to_the_first_answer_per_party(self) -> None:
        self.send(1, 2, 4, 10, 12)
        self.send(3, kind=AuthorityKind.AF)
        found = self.found()
        assert found["FK"] == PartyWait("FK", 5, 5, 0, 0, 4.0)
        assert found["AF"] == PartyWait("AF", 1, 1, 0, 0, None)

    def test_too_few_answers_give_no_median_and_what_waits_is_counted(self) -> None:
        self.send(1, 2, 4, 10, None)
        assert self.found()["FK"] == PartyWait("FK", 5, 4, 1, 0, None)
        assert self.found(after=60)["FK"].late == 1

    def test_what_was_taken_back_and_what_is_another_kommuns_does_not_count(self) -> None:
        (sent,) = self.send(None)
        take_back_disclosure(disclosure=sent, reason="Fel.", by=self.by)
        assert self.found() == {}
        self.send(1)
        _, other = make_caseworker()
        assert waiting_times(other.authority_id, since=self.on, until=self.on, on=self.on) == ()

    def test_a_period_has_its_first_and_last_day(self) -> None:
        self.send(1)
        day = timedelta(days=1)
        before = waiting_times(self.by.authority_id, since=self.on - day, until=self.on - day, on=self.on)
        after = waiting_times(self.by.authority_id, since=self.on + day, until=self.on + day, on=self.on)
        assert before == after == ()
