"""All open cases at once against each of them by itself."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.audit.models import Event
from samre.casework.actions.cases import close_case
from samre.casework.actions.facts import withdraw_fact
from samre.casework.evaluations import reevaluate
from samre.casework.facts import facts_for_many
from samre.casework.models import Case, CaseEvent, FactEntry, SourceKind
from samre.casework.models.base import stamp
from samre.casework.rules.settings import pathway_now
from samre.pathway.model import Fact
from samre.pathway.person.evaluate import evaluate

TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("Europe/Stockholm")


def a_value(fact: Fact, chance: random.Random) -> object:
    """Something somebody could say; now and then that she does not know, or what can't be."""
    if chance.random() < 0.1:
        return None
    if fact.kind == "bool":
        return chance.random() < 0.5
    if fact.kind == "enum":
        return chance.choice(fact.choices).id
    if fact.kind == "int":
        return chance.randint(fact.minimum or 0, min(fact.maximum or 99, 500))
    day = TODAY - timedelta(days=chance.choice([-200, -9, 3, 40, 70, 300, 9000, 15000, 24000, 24600]))
    return chance.choice([day.isoformat(), day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"])


def some_entries(case: Case, by: Actor, chance: random.Random) -> list[FactEntry]:
    facts = list(pathway_now().facts.values())
    found = []
    for fact in chance.sample(facts, chance.randint(0, len(facts))):
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            start = TODAY - timedelta(days=chance.randint(-5, 200))
            found.append(
                FactEntry(
                    **stamp(by),
                    case=case,
                    fact=fact.id,
                    value=a_value(fact, chance),
                    source=chance.choice(SourceKind.values),
                    valid_from=start,
                    valid_to=start + timedelta(days=chance.randint(0, 300))
                    if chance.random() < 0.5
                    else None,
                    at=datetime(2026, 11, 21, 8, tzinfo=ZONE) - timedelta(minutes=chance.randint(0, 10**5)),
                )
            )
    return found


class TestEvaluations(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.owner = Authority.objects.get(pk=self.by.authority_id)

    def fill(self, count: int, seed: int) -> list[Case]:
        chance = random.Random(seed)
        cases = [make_case(self.by) for _ in range(count)]
        entries = [entry for case in cases for entry in some_entries(case, self.by, chance)]
        FactEntry.objects.bulk_create(entries)
        for entry in chance.sample(entries, len(entries) // 20):
            withdraw_fact(entry=entry, by=self.by)
        Case.objects.update(recommended="X")
        return cases

    def one_by_one(self, cases: list[Case], on: date, **given: Any) -> dict[Any, str]:
        chart = given.get("pathway") or pathway_now()
        known = facts_for_many([case.pk for case in cases], on=on, pathway=chart)
        return {id_: evaluate(chart, item.facts, on=on).primary or "" for id_, item in known.items()}

    def test_all_at_once_is_each_by_itself_whatever_was_said_and_when(self) -> None:
        cases = self.fill(120, seed=7)
        for on in (TODAY, TODAY + timedelta(days=30), TODAY - timedelta(days=3)):
            found = reevaluate(self.owner, on, keep=False)
            slowly = self.one_by_one(cases, on)
            assert {item.case: item.after for item in found.moved} == slowly
            assert len(set(slowly.values())) > 5, "fallen ska skilja sig åt"

    def test_with_another_map_too(self) -> None:
        cases = self.fill(60, seed=8)
        chart = pathway_now()
        other = replace(chart, id="annan", priority=tuple(reversed(chart.priority)))
        found = reevaluate(self.owner, TODAY, other, keep=False)
        assert {item.case: item.after for item in found.moved} == self.one_by_one(cases, TODAY, pathway=other)

    def test_only_those_that_move_are_written_and_told(self) -> None:
        still, moved = make_case(self.by), make_case(self.by)
        right = Case.objects.get(pk=still.pk).recommended
        Case.objects.filter(pk=moved.pk).update(recommended="S99")
        before = Event.objects.count()
        found = reevaluate(self.owner, TODAY)
        assert [(item.case, item.before, item.after) for item in found.moved] == [(moved.pk, "S99", right)]
        assert found.counts() == {("S99", right): 1}
        assert Case.objects.get(pk=moved.pk).recommended == right
        told = CaseEvent.objects.get(kind="case.recommended")
        assert (told.case_id, told.data) == (moved.pk, {"before": "S99", "step": right})
        event = Event.objects.latest("number")
        assert Event.objects.count() == before + 1
        assert event.action == "cases.reevaluate"
        assert reevaluate(self.owner, TODAY).moved == ()

    def test_a_case_somebody_has_just_written_to_is_left_alone(self) -> None:
        case = make_case(self.by)
        later = datetime(2026, 11, 21, 23, tzinfo=ZONE)
        Case.objects.filter(pk=case.pk).update(recommended="S99", updated_at=later)
        reevaluate(self.owner, TODAY)
        assert Case.objects.get(pk=case.pk).recommended == "S99"

    def test_a_new_map_is_followed_also_by_those_that_stay(self) -> None:
        case = make_case(self.by)
        other = replace(pathway_now(), id="nästa")
        assert reevaluate(self.owner, TODAY, other).moved == ()
        assert Case.objects.get(pk=case.pk).pathway == "nästa"

    def test_closed_cases_and_other_authorities_are_not_touched(self) -> None:
        closed, theirs = make_case(self.by), make_case(make_caseworker()[1])
        close_case(
            case=closed,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=self.by,
        )
        Case.objects.update(recommended="S99")
        assert reevaluate(self.owner, TODAY) == reevaluate(self.owner, TODAY, cases=[theirs.pk])
        assert set(Case.objects.values_list("recommended", flat=True)) == {"S99"}

    def test_only_some_cases_when_asked(self) -> None:
        cases = self.fill(6, seed=9)
        found = reevaluate(self.owner, TODAY, cases=[case.pk for case in cases[:2]], keep=False)
        assert found.cases == 2
        assert {item.case for item in found.moved} <= {case.pk for case in cases[:2]}


@pytest.mark.django_db
def test_the_number_of_questions_does_not_grow_with_the_cases(django_assert_max_num_queries: Any) -> None:
    _, by = make_caseworker()
    owner = Authority.objects.get(pk=by.authority_id)
    for _ in range(30):
        make_case(by)
    with django_assert_max_num_queries(2):
        reevaluate(owner, TODAY, keep=False)
