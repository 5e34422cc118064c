"""Times are taken of those who are asked and of the kommun's own, and all of them are given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.casework.consultation_factories import askable, make_sent
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused
from samre.casework.actions.consultation_endings import drop_consultation
from samre.casework.actions.offered_times import book_time, offer_times
from samre.casework.models import Consultation, OfferedTime
from samre.casework.queries.offered_times import free_times


class TestTimes(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.consultation = self.ask("Alva Provsson")

    def ask(self, name: str) -> Consultation:
        return make_sent(make_case(self.by, name=name), self.by, askable("fk"))

    def offer(self, by: Actor, *, days: int = 3) -> OfferedTime:
        at = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=days)
        return offer_times(starts_at=at, minutes=30, channel="video", by=by)[0]

    def is_taken(self, time: OfferedTime) -> bool:
        time.refresh_from_db()
        return time.taken_at is not None

    def test_another_kommuns_consultant_is_not_booked(self) -> None:
        theirs = self.offer(make_caseworker()[1])
        with pytest.raises(Refused) as refused:
            book_time(consultation=self.consultation, slots=[theirs.pk], by=self.by)
        assert set(refused.value.problems) == {"tid"}
        assert not self.is_taken(theirs)

    def test_an_own_consultants_time_is_given_back_when_another_is_booked_and_when_it_is_dropped(
        self,
    ) -> None:
        first, second = self.offer(self.by), self.offer(self.by, days=4)
        book_time(consultation=self.consultation, slots=[first.pk], by=self.by)
        assert self.is_taken(first)
        book_time(consultation=self.consultation, slots=[second.pk], by=self.by)
        assert [self.is_taken(one) for one in (first, second)] == [False, True]
        drop_consultation(consultation=self.consultation, reason="Behövs inte", by=self.by)
        assert not self.is_taken(second)

    def at_the_same_hour(self) -> tuple[Consultation, OfferedTime, OfferedTime]:
        """The first talk has one own time, another talk of the kommun's (which is given) the other."""
        other, colleague = self.ask("Bo Provsson"), make_caseworker(unit=self.consultation.case.unit)[1]
        own, theirs = self.offer(self.by), self.offer(colleague)
        book_time(consultation=self.consultation, slots=[own.pk], by=self.by)
        book_time(consultation=other, slots=[theirs.pk], by=self.by)
        return other, own, theirs

    def test_of_two_talks_at_the_same_hour_each_gives_back_its_own_time(self) -> None:
        other, own, theirs = self.at_the_same_hour()
        drop_consultation(consultation=other, reason="Behövs inte", by=self.by)
        assert [self.is_taken(one) for one in (own, theirs)] == [True, False]

    def test_an_own_time_stands_as_chosen_at_the_talk_that_took_it_and_at_no_other(self) -> None:
        other, own, theirs = self.at_the_same_hour()
        for talk, slot in ((self.consultation, own), (other, theirs)):
            (shown,) = free_times(Consultation.objects.get(pk=talk.pk))
            assert (shown.slots, shown.is_chosen) == ((slot.pk,), True)
