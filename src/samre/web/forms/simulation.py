"""What a simulation is asked with: two settings side by side, out of the address or filled from saved ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import Any

from samre.definitions import read_yaml
from samre.governance.queries.scenarios import ScenarioShown
from samre.pathway.model import Pathway
from samre.pathway.queues.simulation import Capacity, Scenario

from .problems import Problems

SIDES = ("a", "b")
ARRIVALS, WEEKS, SEED, DAYS = "ankomster", "veckor", "fro", "tid"
PER_WEEK = "per_vecka"
MONTHS, YEAR_WEEKS = 12, 52
NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?", re.ASCII)


@lru_cache(maxsize=1)
def simulation_rules() -> Mapping[str, Any]:
    """`simulering` of styrgrupp.yaml."""
    return dict(read_yaml("styrgrupp.yaml")["simulering"])


@dataclass(frozen=True, slots=True)
class Field:
    """A number that is asked for. `value`: what is typed, or what it begins from. `may_be_empty`: nothing said is an answer too."""

    name: str
    label: str
    hint: str
    value: str
    least: float
    most: float
    is_whole: bool = True
    may_be_empty: bool = False

    @property
    def number(self) -> float | None:
        """What was typed as a number; None where it is none that fits, or nothing."""
        text = self.value.strip()
        found = float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
        if found is None or not self.least <= found <= self.most or (self.is_whole and found != int(found)):
            return None
        return found

    @property
    def problem(self) -> str:
        """What is wrong with it; empty where nothing is."""
        if self.number is not None or (self.may_be_empty and not self.value.strip()):
            return ""
        kind = "ett heltal" if self.is_whole else "ett tal"
        empty = ", eller lämna tomt" if self.may_be_empty else ""
        return f"{self.label}: skriv {kind} från {_said(self.least)} till {_said(self.most)}{empty}."


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two settings: who comes, how long each actor takes (by actor) and what is scarce (by capacity). `name`: of the
    saved one whose numbers these are; `label`: what the setting is called beside the other."""

    id: str
    label: str
    arrivals: Field
    days: Mapping[str, Field]
    scarce: Mapping[str, Field]
    name: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """All of them."""
        return (self.arrivals, *self.days.values(), *self.scarce.values())

    def scenario(self, pathway: Pathway, *, weeks: int, seed: int) -> Scenario:
        """What it assumes, on a map. Asked only where every field is a number that fits."""
        rules = simulation_rules()
        scarce = tuple(self._capacities(pathway))
        return Scenario(
            arrivals=(self.arrivals.number or 0.0) * MONTHS / YEAR_WEEKS,
            weeks=weeks,
            before=int(rules["före_veckor"]),
            seed=seed,
            spread=float(rules["spridning"]),
            days=self._days(pathway),
            capacities=scarce,
        )

    def _days(self, pathway: Pathway) -> dict[str, float]:
        """Step → the days half of its answers come within."""
        rules = simulation_rules()
        share = float(rules["del_av_tiden"])
        given = {id_: one.number for id_, one in self.days.items() if one.number is not None}
        days = {
            step.id: given.get(step.responsible, step.limit.days * share) for step in pathway.steps.values()
        }
        held = {
            step: item["dagar"] for item in rules["kapaciteter"] if "dagar" in item for step in item["steg"]
        }
        return days | {step: float(number) for step, number in held.items() if step in days}

    def _capacities(self, pathway: Pathway) -> Iterator[Capacity]:
        for item in simulation_rules()["kapaciteter"]:
            steps = tuple(step for step in item["steg"] if step in pathway.steps)
            number = self.scarce[item["id"]].number
            if not steps or number is None:
                continue
            if item["sort"] == PER_WEEK:
                yield Capacity(item["id"], item["kort"], steps, per_week=number)
            else:
                yield Capacity(item["id"], item["kort"], steps, places=int(number))


@dataclass(frozen=True, slots=True)
class Asked:
    """The whole form. `is_sent`: somebody has asked for a run, and not only opened the page."""

    sides: tuple[Side, Side]
    weeks: Field
    seed: Field
    is_sent: bool
    problems: Problems = field(default_factory=Problems)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything that is asked for."""
        return (*self.sides[0].fields, *self.sides[1].fields, self.weeks, self.seed)

    @property
    def seed_is_chosen(self) -> bool:
        """Whether another seed than the first has been written."""
        return self.seed.value != _said(simulation_rules()["frö"]["förval"])


def read_simulation(
    query: Mapping[str, str],
    pathway: Pathway,
    *,
    is_one_map: bool,
    labels: tuple[str, str] | None = None,
    saved: Mapping[str, ScenarioShown] = MappingProxyType({}),
) -> Asked:
    """The form out of an address, with what is wrong told at each field. `is_one_map`: both sides are run on the same map;
    `labels`: what the two are called where they are not.

    `saved`: side → the saved setting whose numbers stand in it where the address says nothing else.
    """
    rules, is_sent = simulation_rules(), bool(query)
    query = {**_filled(saved), **query}
    other = rules["läge_b"] if is_one_map else {}
    first, second = labels or side_labels()
    one, two = _side("a", first, query, pathway, {}), _side("b", second, query, pathway, other)
    names = {id_: row.name for id_, row in saved.items()}
    sides = (replace(one, name=names.get("a", "")), replace(two, name=names.get("b", "")))
    weeks = _field(WEEKS, rules["veckor"], query)
    seed = _field(SEED, rules["frö"], query)
    asked = Asked(sides, weeks, seed, is_sent)
    wrong = {one.name: one.problem for one in asked.fields if one.problem} or _too_many(sides, weeks)
    return replace(asked, problems=Problems(fields=wrong)) if is_sent else asked


def side_labels() -> tuple[str, str]:
    """What the two settings are called when both are run on the same map."""
    first, second = simulation_rules()["lägen"]
    return first, second


def to_save(values: Mapping[str, str], side: str) -> dict[str, str]:
    """The numbers of one side as a form sent them, by the names they are saved under; what both sides share goes along."""
    own = {
        name.removeprefix(f"{side}-"): text for name, text in values.items() if name.startswith(f"{side}-")
    }
    shared = {name: values[name] for name in (WEEKS, SEED) if name in values}
    return own | shared


def _filled(saved: Mapping[str, ScenarioShown]) -> dict[str, str]:
    """The saved numbers under the names of the form. Weeks and seed are the first one's: both sides are run with the same."""
    found: dict[str, str] = {}
    for side, row in saved.items():
        for name, text in row.values.items():
            found.setdefault(name if name in (WEEKS, SEED) else f"{side}-{name}", text)
    return found


def _too_many(sides: tuple[Side, Side], weeks: Field) -> dict[str, str]:
    """Where a run would take too long: which field to lower, and how far."""
    rules, wrong = simulation_rules(), {}
    most, length = rules["flest_personer"], (weeks.number or 0) + rules["före_veckor"]
    for side in sides:
        people = (side.arrivals.number or 0) * MONTHS / YEAR_WEEKS * length
        if people > most:
            lower = int(most * YEAR_WEEKS / MONTHS / length)
            wrong[side.arrivals.name] = (
                f"{side.label}: det blir omkring {ceil(people)} personer, och högst {most} går att räkna på. "
                f"Sänk till högst {lower} nya personer i månaden, eller räkna på färre veckor."
            )
    return wrong


def _side(id_: str, label: str, query: Mapping[str, str], pathway: Pathway, other: Mapping[str, Any]) -> Side:
    rules = simulation_rules()
    days = {
        actor: _field(
            f"{id_}-{DAYS}-{actor}",
            {**rules["väntetid"], "namn": pathway.actors[actor].name, "förval": begin},
            query,
            may_be_empty=True,
        )
        for actor, begin in rules["väntetider"].items()
        if actor in pathway.actors
    }
    scarce = {
        item["id"]: _field(
            f"{id_}-{item['id']}",
            {**item, "förval": other.get(item["id"], item["förval"])},
            query,
            is_whole=item["sort"] != PER_WEEK,
        )
        for item in rules["kapaciteter"]
    }
    return Side(id_, label, _field(f"{id_}-{ARRIVALS}", rules["ankomster"], query), days, scarce)


def _field(
    name: str,
    said: Mapping[str, Any],
    query: Mapping[str, str],
    *,
    is_whole: bool = True,
    may_be_empty: bool = False,
) -> Field:
    value = query.get(name, _said(said["förval"]))
    return Field(
        name, said["namn"], said["hjälp"], value[:40], said["minst"], said["högst"], is_whole, may_be_empty
    )


def _said(number: float | str) -> str:
    return str(number).replace(".", ",")
