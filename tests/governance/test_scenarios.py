"""Saved settings of the simulation: each under its own name, opened by all who work with the map, changed where they were saved."""

from __future__ import annotations

import pytest

from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.governance.actions.scenarios import remove_scenario, rename_scenario, save_scenario
from samre.governance.models import Scenario
from samre.governance.queries.scenarios import scenarios_for

from .factories import Federation, make_federation

pytestmark = pytest.mark.django_db
NUMBERS = {"ankomster": "10", "tid-FK": "30", "konsultationer": "3", "fro": "7"}


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_a_setting_is_shared_by_those_who_work_with_the_map_and_by_nobody_else(
    federation: Federation,
) -> None:
    save_scenario(name=" Tre tider ", values=NUMBERS, by=federation.lead)
    for reader, is_own in (
        (federation.lead, True),
        (federation.board, True),
        (federation.second_lead, False),
    ):
        (row,) = scenarios_for(reader)
        assert (row.name, dict(row.values), row.is_own) == ("Tre tider", NUMBERS, is_own)
    assert scenarios_for(federation.outsider) == ()
    assert Event.objects.get(action="scenario.save").object_id == str(Scenario.objects.get().pk)


def test_it_is_changed_only_where_it_was_saved(federation: Federation) -> None:
    row = save_scenario(name="Tre tider", values=NUMBERS, by=federation.lead)
    with pytest.raises(Denied):
        rename_scenario(scenario=row.pk, name="Mitt", by=federation.second_lead)
    with pytest.raises(Denied):
        remove_scenario(scenario=row.pk, by=federation.second_lead)
    with pytest.raises(Refused, match="finns inte"):
        remove_scenario(scenario=row.pk, by=federation.outsider)
    assert rename_scenario(scenario=row.pk, name="Fler tider", by=federation.board).name == "Fler tider"
    remove_scenario(scenario=row.pk, by=federation.lead)
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("name", ["", "x" * 61, "Tre tider", "19121212-1212 svarar snabbt"])
def test_a_name_says_something_is_its_own_and_points_nobody_out(federation: Federation, name: str) -> None:
    save_scenario(name="Tre tider", values=NUMBERS, by=federation.lead)
    with pytest.raises(Refused) as refused:
        save_scenario(name=name, values=NUMBERS, by=federation.second_lead)
    assert list(refused.value.problems) == ["namn"]


def test_who_uses_the_map_saves_nothing_and_nothing_is_saved_without_numbers(federation: Federation) -> None:
    with pytest.raises(Denied):
        save_scenario(name="Tre tider", values=NUMBERS, by=federation.caseworker)
    with pytest.raises(Refused, match="inga tal"):
        save_scenario(name="Tre tider", values={}, by=federation.lead)
