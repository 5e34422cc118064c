"""A year on the map: repeatable, and queues that follow what queueing theory says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.definitions import current
from samre.pathway.queues import simulation
from samre.pathway.queues.routes import MOST_VISITS, Route, route_of
from samre.pathway.queues.simulation import POOL, Capacity, Scenario, routes_for, simulate
from samre.pathway.reading.load import load_pathway

from ..strategies import pathways, people

PATHWAY = load_pathway(current())
BASE = Scenario(arrivals=10, seed=7)


def test_the_same_seed_gives_the_same_year_and_another_gives_another() -> None:
    first = simulate(PATHWAY, BASE)
    assert simulate(PATHWAY, BASE) == first
    assert simulate(PATHWAY, replace(BASE, seed=8)) != first


def test_everybody_who_arrives_is_either_at_an_end_or_on_the_map() -> None:
    scenario = replace(BASE, before=0)
    year = simulate(PATHWAY, scenario)
    assert year.arrived == sum(year.goals.values()) + year.inside[-1]
    assert 10 * 52 * 0.8 < year.arrived < 10 * 52 * 1.2


def test_the_days_to_a_goal_are_those_of_the_ones_who_came_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = (Route(("S05",), "M1"), Route(("S05", "S08", "S09"), None))
    monkeypatch.setattr(simulation, "routes_for", lambda _pathway, *, seed: routes)
    both = simulate(PATHWAY, BASE)
    assert set(both.goals) == {"M1", None}
    monkeypatch.setattr(simulation, "routes_for", lambda _pathway, *, seed: routes[:1])
    assert both.through == pytest.approx(simulate(PATHWAY, BASE).through, rel=0.2)


def test_those_who_wait_at_the_end_and_those_who_were_late_are_counted_the_same_by_step_and_by_actor() -> (
    None
):
    year = simulate(PATHWAY, replace(BASE, before=0))
    assert sum(one.waiting for one in year.steps) == sum(one.waiting for one in year.actors)
    assert sum(one.waiting for one in year.steps) == year.inside[-1]
    assert sum(one.late for one in year.steps) == sum(one.late for one in year.actors) > 0
    assert all(one.median <= one.long <= one.longest for one in year.steps if one.visits > 20)


def test_only_the_routes_of_the_last_few_seeds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "MOST_SEEDS", 1)
    monkeypatch.setattr(simulation, "POOL", 20)
    first = routes_for(PATHWAY, seed=101)
    assert routes_for(PATHWAY, seed=101) is first
    routes_for(PATHWAY, seed=102)
    again = routes_for(PATHWAY, seed=101)
    assert again == first
    assert again is not first


def test_somebody_comes_where_what_is_not_known_is_found_out() -> None:
    assert any("S12" in route.steps for route in routes_for(PATHWAY, seed=7))


def test_a_queue_grows_when_fewer_times_are_given_than_people_come_and_not_when_there_are_enough() -> None:
    step = _busiest()
    coming = 10 * sum(step in route.steps for route in routes_for(PATHWAY, seed=7)) / POOL
    few = simulate(PATHWAY, _with(Capacity("t", "Tider", (step,), per_week=coming * 0.6)))
    enough = simulate(PATHWAY, _with(Capacity("t", "Tider", (step,), per_week=coming * 3)))
    assert few.queues[0].is_growing
    assert not enough.queues[0].is_growing
    assert enough.queues[0].median_wait < few.queues[0].median_wait


def test_more_places_never_mean_longer_queues() -> None:
    step = _busiest()
    ends = [
        simulate(PATHWAY, _with(Capacity("p", "Platser", (step,), places=places))).queues[0].lengths[-1]
        for places in (5, 20, 80)
    ]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > ends[-1]


def test_a_slower_actor_is_seen_in_its_own_days_and_in_nobody_else_s_who_does_not_wait_for_it() -> None:
    before, after = simulate(PATHWAY, BASE), simulate(PATHWAY, replace(BASE, days={"REG": 200.0}))
    was, is_ = ({times.id: times for times in year.actors} for year in (before, after))
    assert is_["REG"].median > 2 * was["REG"].median
    assert abs(is_["KOM"].median - was["KOM"].median) < 0.5 * was["KOM"].median


@given(st.data())
def test_a_route_ends_on_any_map_and_enters_no_step_more_often_than_it_may(data: st.DataObject) -> None:
    pathway = data.draw(pathways())
    route = route_of(pathway, data.draw(people(pathway)))
    assert max(route.steps.count(step) for step in route.steps) <= MOST_VISITS
    assert route.goal is None or route.goal in pathway.goals


@pytest.mark.parametrize("wrong", [{}, {"per_week": 2.0, "places": 3}, {"places": 0}, {"per_week": 0.0}])
def test_a_capacity_is_times_or_places_and_at_least_one(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="x: "):
        Capacity("x", "X", ("S09",), **wrong)  # type: ignore[arg-type]


def _busiest() -> str:
    routes = routes_for(PATHWAY, seed=7)
    later = [step for route in routes for step in set(route.steps[1:])]
    return max(sorted(set(later)), key=later.count)


def _with(capacity: Capacity) -> Scenario:
    return replace(BASE, capacities=(capacity,), before=0, days=dict.fromkeys(PATHWAY.actors, 10.0))
