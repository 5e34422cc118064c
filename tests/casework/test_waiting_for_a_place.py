"""A full insats: who waits stands in line, and is told when there is a place. An order is kept while it is typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import (
    make_draft,
    make_enterprise,
    make_intervention,
    make_placement,
)

from samre.accounts.actors import actor_for, system_actor
from samre.accounts.acts import Refused, Stale
from samre.accounts.roles import Role
from samre.casework.actions.interventions import change_intervention
from samre.casework.actions.placements import drop_placement, end_placement, keep_typed
from samre.casework.models import Case, Intervention, Placement, Task
from samre.casework.placement_rounds import remind_unsent, tell_the_queue
from samre.casework.queries.interventions import matches
from samre.casework.rounds import Round
from samre.casework.rules.free_places import place_in_queue
from samre.casework.rules.interventions import Frames, days_of

COLUMNS = (
    *("name", "supplier", "place", "for_whom", "contact", "agreement", "kind", "payer", "levels"),
    *("environments", "steps", "hours_from", "hours_to", "weeks_from", "weeks_to", "agreement_to"),
)


class WaitingTest(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.unit = make_enterprise()
        self.insats = make_intervention(self.by, self.unit, places=1)

    def round(self, days: int = 0) -> Round:
        owner = Intervention.objects.get().owner
        return Round(owner, timezone.now() + timedelta(days=days), system_actor(owner, "prov"))

    def tasks(self, kind: str) -> list[str]:
        return sorted(Task.objects.filter(kind=kind, done_at__isnull=True).values_list("about", flat=True))


class TestTheLine(WaitingTest):
    def test_a_free_place_needs_no_line(self) -> None:
        draft = make_draft(make_case(self.by), self.by, self.insats)
        assert draft.queued_at is None
        assert place_in_queue(draft) == 0

    def test_who_comes_to_a_full_one_stands_in_line_and_is_told_when_there_is_a_place(self) -> None:
        placed, _ = make_placement(make_case(self.by), self.by, self.unit)
        first, second = (make_draft(make_case(self.by), self.by, self.insats) for _ in range(2))
        assert [place_in_queue(one) for one in (first, second)] == [1, 2]
        assert tell_the_queue(self.round()) == 0
        end_placement(placement=placed, reason="klar", by=self.by)
        assert self.tasks("insats_plats") == [str(first.pk)]
        assert tell_the_queue(self.round()) == 0
        drop_placement(placement=first, by=self.by)
        assert self.tasks("insats_plats") == [str(second.pk)]
        assert place_in_queue(second) == 1
        assert tell_the_queue(self.round()) == 0

    def test_more_places_in_the_catalogue_are_told_at_once_and_the_case_stands_under_bevaka(self) -> None:
        make_placement(make_case(self.by), self.by, self.unit)
        cases = [make_case(self.by) for _ in range(3)]
        drafts = [make_draft(case, self.by, self.insats) for case in cases]
        lead = actor_for(make_assignment(role=Role.PROCESS_LEAD, unit=self.assignment.unit))
        fields = {
            **{name: getattr(self.insats, name) for name in COLUMNS},
            "unit": self.unit.pk,
            "places": 3,
        }
        changed = change_intervention(
            intervention=self.insats, fields=fields, seen=self.insats.revision, by=lead
        )
        assert self.tasks("insats_plats") == sorted(str(one.pk) for one in drafts[:2])
        told = Case.objects.get(pk=cases[0].pk)
        assert told.watch_on == timezone.localdate()
        assert Case.objects.get(pk=cases[2].pk).watch_on is None
        change_intervention(intervention=changed, fields=fields, seen=changed.revision, by=lead)
        assert len(self.tasks("insats_plats")) == 2

    def test_a_place_that_came_free_by_its_last_day_is_told_by_the_nightly_round(self) -> None:
        placed, _ = make_placement(make_case(self.by), self.by, self.unit)
        first = make_draft(make_case(self.by), self.by, self.insats)
        assert placed.ends_on is not None
        days = (placed.ends_on - timezone.localdate()).days
        assert tell_the_queue(self.round(days)) == 0
        assert [tell_the_queue(self.round(days + 1)) for _ in range(2)] == [1, 0]
        assert self.tasks("insats_plats") == [str(first.pk)]

    def test_the_search_says_when_a_place_may_be_free_and_how_many_wait(self) -> None:
        placed, _ = make_placement(make_case(self.by), self.by, self.unit)
        make_draft(make_case(self.by), self.by, self.insats)
        (match,) = matches(self.by, Frames(), on=timezone.localdate())
        text = " ".join(reason.text for reason in match.reasons)
        assert not match.fits
        assert placed.ends_on is not None
        assert f"{(placed.ends_on + timedelta(days=1)).day} " in text
        assert "1 väntar på en plats" in text

    def test_the_page_says_what_to_do_where_nothing_fits(self) -> None:
        case = make_case(self.by)
        make_placement(make_case(self.by), self.by, self.unit)
        client = log_in(self.client, self.assignment)
        address = client.get(f"/arenden/{case.pk}/samverkan/insats/ny")["Location"]
        text = client.get(address).content.decode()
        assert "Ingen insats passar helt" in text
        assert "Välj och vänta på plats" in text
        client.post(address, {"gor": "valj", "insats": str(self.insats.pk), "revision": "0"})
        order = client.get(address.replace("/valj", "/bestall")).content.decode()
        assert "nummer 1 i kön" in order


class TestAnOrderIsKeptWhileItIsTyped(WaitingTest):
    def test_even_what_could_never_be_sent(self) -> None:
        case = make_case(self.by)
        draft = make_draft(case, self.by, self.insats)
        address = f"/arenden/{case.pk}/samverkan/insats/{draft.pk}/bestall"
        client = log_in(self.client, self.assignment)
        typed = {"mal": "Har depression", "start": "i vår", "vecka_1": "x", "revision": str(draft.revision)}
        kept = client.post(address, typed, headers={"X-Autosave": "1"})
        assert (kept.status_code, kept.json()["revision"]) == (200, draft.revision + 1)
        text = client.get(address).content.decode()
        for one in ("Har depression", 'value="i vår"', 'value="x"'):
            assert one in text
        late = client.post(address, {**typed, "mal": "Annat"}, headers={"X-Autosave": "1"})
        assert late.status_code == 409
        assert late.json()["krock"] is True

    def test_saved_it_is_the_order_and_no_draft_of_a_draft(self) -> None:
        draft = make_draft(make_case(self.by), self.by, self.insats)
        kept = keep_typed(placement=draft, typed={"mal": "Nytt"}, seen=draft.revision, by=self.by)
        assert Placement.objects.get(pk=draft.pk).typed == {"mal": "Nytt"}
        with pytest.raises(Stale):
            keep_typed(placement=draft, typed={"mal": "Annat"}, seen=draft.revision, by=self.by)
        drop_placement(placement=kept, by=self.by)
        assert Placement.objects.get(pk=draft.pk).typed == {}

    def test_a_text_without_end_is_refused(self) -> None:
        draft = make_draft(make_case(self.by), self.by, self.insats)
        with pytest.raises(Refused):
            keep_typed(placement=draft, typed={"mal": "a" * 20000}, seen=draft.revision, by=self.by)

    def test_an_order_nobody_has_written_in_for_some_days_is_reminded_of_once(self) -> None:
        draft = make_draft(make_case(self.by), self.by, self.insats)
        wait = days_of("utkast_kvar_dagar")
        assert remind_unsent(self.round(wait - 1)) == 0
        assert [remind_unsent(self.round(wait + 1)) for _ in range(2)] == [1, 0]
        assert self.tasks("insats_utkast") == [str(draft.pk)]
        drop_placement(placement=draft, by=self.by)
        assert self.tasks("insats_utkast") == []
