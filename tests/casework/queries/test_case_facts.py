"""What is known in a case: the same as the map reads, with sources in words, and as it was on any past day."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase
from tests.casework.factories import make_case, make_caseworker

from samre.casework.actions.facts import enter_facts, withdraw_fact
from samre.casework.facts import facts_for
from samre.casework.models import FactEntry
from samre.casework.queries.case_facts import case_standing, entry_of

FACTS = ("sgi", "samtycke", "gravid_eller_litet_barn")
VALUES = {
    "sgi": ("noll", "finns", None),
    "samtycke": (True, False, None),
    "gravid_eller_litet_barn": (True, False),
}
SOURCES = ("personen", "myndighet", "bedomning")


class TestStanding(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, facts={"sgi": "noll"})
        self.today = timezone.localdate()

    def test_sources_are_named_as_a_reader_would(self) -> None:
        enter_facts(
            case=self.case,
            values={"samtycke": True},
            source="myndighet",
            source_name="Försäkringskassan",
            by=self.by,
        )
        sources = case_standing(self.case, on=self.today).facts.sources
        assert sources["samtycke"] == "Försäkringskassan"
        assert sources["sgi"] == "Personens egen uppgift"

    def test_the_protected_persons_sources_are_told_by_kind(self) -> None:
        case = make_case(self.by, protection="okand")
        enter_facts(
            case=case, values={"sgi": "finns"}, source="myndighet", source_name="Fabriken i Almby", by=self.by
        )
        standing = case_standing(case, on=self.today)
        assert "Almby" not in repr((standing.facts, standing.history))
        assert standing.facts.sources["sgi"] == "Svar från en myndighet"

    def test_the_newest_entry_is_also_one_that_takes_back(self) -> None:
        entry = FactEntry.objects.get(case=self.case, fact="sgi")
        back = withdraw_fact(entry=entry, by=self.by)
        standing = case_standing(self.case, on=self.today)
        assert standing.newest["sgi"] == back.pk
        said = standing.history["sgi"][0]
        assert (said.id, said.taken_back_by, said.stands) == (entry.pk, self.by.name, False)

    def test_an_entry_of_another_case_is_not_found_here(self) -> None:
        other = make_case(self.by, facts={"sgi": "noll"})
        entry = FactEntry.objects.get(case=other, fact="sgi")
        assert entry_of(self.case, str(entry.pk)) is None
        assert entry_of(self.case, "inget") is None

    def test_one_query_whatever_has_been_said(self) -> None:
        for times in (3, 30):
            for number in range(times):
                enter_facts(
                    case=self.case, values={"barn_i_hushallet": number % 9}, source="personen", by=self.by
                )
            self.case.refresh_from_db()
            assert self.case.person is not None
            with self.assertNumQueries(1):
                case_standing(self.case, on=self.today)


class TestAnyHistory(PropertyCase):
    """What the page shows is what the map reads, whatever has been said and taken back, and on whatever day."""

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def test_the_page_and_the_map_agree_on_every_day(self, data: st.DataObject) -> None:
        _, by = make_caseworker()
        start = timezone.now() - timedelta(days=20)
        with time_machine.travel(start, tick=True):
            case = make_case(by)
        for day in sorted(data.draw(st.lists(st.integers(1, 19), max_size=6))):
            with time_machine.travel(start + timedelta(days=day), tick=True):
                self.say_something(case, by, data)
        for back in data.draw(st.lists(st.integers(0, 25), min_size=1, max_size=3)):
            on = timezone.localdate() - timedelta(days=back)
            standing, read = case_standing(case, on=on), facts_for(case, on=on)
            assert standing.facts.values == read.facts.values
            assert standing.facts.asked == read.facts.asked
            assert set(standing.known.conflicts) == set(read.conflicts)

    def say_something(self, case: object, by: object, data: st.DataObject) -> None:
        taken = FactEntry.objects.filter(withdraws__isnull=False).values("withdraws")
        entries = list(FactEntry.objects.filter(withdraws__isnull=True).exclude(pk__in=taken).order_by("at"))
        if entries and data.draw(st.booleans()):
            withdraw_fact(entry=data.draw(st.sampled_from(entries)), by=by)  # type: ignore[arg-type]
            return
        fact = data.draw(st.sampled_from(FACTS))
        enter_facts(
            case=case,  # type: ignore[arg-type]
            values={fact: data.draw(st.sampled_from(VALUES[fact]))},
            source=data.draw(st.sampled_from(SOURCES)),
            by=by,  # type: ignore[arg-type]
        )
