"""The map as an OpenFisca tax-benefit system, in the best form found: Enum as uint8, two rails for what can be unknown.

OpenFisca has no unknown, so a fact becomes a value and a variable that says whether it is known, and a condition becomes
two variables: surely true and surely false. Named conditions are variables of their own, so that they are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from samre.pathway.logic import openness
from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or
from samre.pathway.people.columns import UNKNOWN_CODE, UNKNOWN_INT, Columns

MONTH = "2026-11"
UNSETTLED = 255
WORDS = {True: "sant", False: "falskt"}


class Formula:
    """Python source for one variable: lines that each name one array, written once however often it is read."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self.lines: list[str] = []
        self._names: dict[str, str] = {}

    def array(self, expression: str) -> str:
        """The local name of an expression."""
        if expression not in self._names:
            self._names[expression] = f"a{len(self._names)}"
            self.lines.append(f"{self._names[expression]} = {expression}")
        return self._names[expression]

    def variable(self, name: str) -> str:
        """The local name of another variable's array."""
        return self.array(f"person({name!r}, period)")

    def rail(self, node: Node, *, surely: bool) -> str:
        """The local name of where the condition is surely true, or (`surely` False) surely false. Only that is computed."""
        match node:
            case Named(name):
                return self.variable(f"{name}__{WORDS[surely]}")
            case Not(item):
                return self.rail(item, surely=not surely)
            case And(items) | Or(items):
                glue = " & " if isinstance(node, And) is surely else " | "
                return self.array(glue.join(self.rail(item, surely=surely) for item in items))
            case Constant(value):
                return self.array(f"np.{'ones' if value is surely else 'zeros'}(person.count, bool)")
            case IsTrue(fact):
                return self.variable(f"{fact}__{WORDS[surely]}")
            case IsUnknown(fact):
                return self.array(f"~{self.known(fact)}") if surely else self.known(fact)
        return self.array(f"{self.known(node.fact)} & {'' if surely else '~'}{self.test(node)}")

    def known(self, fact: str) -> str:
        """The local name of where the fact is known."""
        if self.pathway.facts[fact].kind == "bool":
            return self.array(f"{self.variable(f'{fact}__sant')} | {self.variable(f'{fact}__falskt')}")
        return self.variable(f"{fact}__kand")

    def test(self, node: Compare | Between | In) -> str:
        """The local name of a comparison of values, whether they are known or not."""
        value = self.variable(node.fact)
        match node:
            case Compare(fact, op, right):
                other = f"ENUMS[{fact!r}][{right!r}]" if isinstance(right, str) else str(right)
                return self.array(f"{value} {'==' if op == '=' else op} {other}")
            case Between(_, low, high):
                return self.array(f"({value} >= {low}) & ({value} <= {high})")
            case In(fact, values):
                return self.array(
                    " | ".join(f"({value} == ENUMS[{fact!r}][{choice!r}])" for choice in values)
                )


def named_conditions(nodes: Sequence[Node]) -> dict[str, Node]:
    """Every named condition that the nodes use, also within each other."""
    from samre.pathway.nodes import walk

    return {part.name: part.item for node in nodes for part in walk(node) if isinstance(part, Named)}


class OpenFiscaMap:
    """A tax-benefit system with one variable for the primary step and two for each step."""

    def __init__(self, pathway: Pathway) -> None:
        self.pathway = pathway
        self.person = build_entity(key="person", plural="persons", label="Person", is_person=True)
        self.system = TaxBenefitSystem([self.person])
        self.enums: dict[str, Any] = {}
        conditions = [openness(pathway.steps[step]) for step in pathway.priority]
        for fact in pathway.facts.values():
            if fact.kind != "date":
                self._add_fact(fact)
        for name, node in named_conditions(conditions).items():
            self._add_rails(name, node)
        for step, node in zip(pathway.priority, conditions, strict=True):
            self._add_rails(step, node)
        self._add("primary", int, lambda person, period: self._primary(person, period))

    def _add(
        self, name: str, value_type: Any, formula: Callable[..., Any] | None = None, **more: Any
    ) -> None:
        attributes = {
            "value_type": value_type,
            "entity": self.person,
            "definition_period": periods.DateUnit.MONTH,
            **more,
        }
        if formula is not None:
            attributes["formula"] = formula
        self.system.add_variable(type(name, (Variable,), attributes))

    def _add_fact(self, fact: Fact) -> None:
        if fact.kind == "bool":
            self._add(f"{fact.id}__sant", bool)
            self._add(f"{fact.id}__falskt", bool)
            return
        self._add(f"{fact.id}__kand", bool)
        if fact.kind == "int":
            self._add(fact.id, int)
            return
        enum = Enum(fact.id, {choice.id: choice.label for choice in fact.choices})
        self.enums[fact.id] = enum
        self._add(fact.id, Enum, possible_values=enum, default_value=next(iter(enum)))

    def _add_rails(self, name: str, node: Node) -> None:
        for surely, suffix in WORDS.items():
            source = Formula(self.pathway)
            result = source.rail(node, surely=surely)
            body = "\n    ".join([*source.lines, f"return {result}"])
            space: dict[str, Any] = {"np": np, "ENUMS": self.enums}
            exec(f"def formula(person, period):\n    {body}", space)
            self._add(f"{name}__{suffix}", bool, space["formula"])

    def _primary(self, person: Any, period: Any) -> NDArray[Any]:
        found = np.full(person.count, UNSETTLED, np.int32)
        before = np.ones(person.count, bool)
        for number, step in enumerate(self.pathway.priority):
            np.copyto(found, number, where=before & person(f"{step}__sant", period))
            before &= person(f"{step}__falskt", period)
        return found

    def inputs(self, columns: Columns) -> list[tuple[str, Any]]:
        """Everybody's facts as the arrays that OpenFisca stores, by the variable they belong to."""
        found: list[tuple[str, Any]] = []
        for name, column in columns.values.items():
            kind = self.pathway.facts[name].kind
            if kind == "bool":
                found += [(f"{name}__sant", column == 1), (f"{name}__falskt", column == 0)]
                continue
            known = column != (UNKNOWN_INT if kind == "int" else UNKNOWN_CODE)
            value = np.where(known, column, 0)
            typed = value.astype(np.int32)
            if kind == "enum":
                typed = EnumArray(value.astype(np.uint8), self.enums[name])
            found += [(f"{name}__kand", known), (name, typed)]
        return found

    def simulation(self, inputs: list[tuple[str, Any]], size: int) -> Simulation:
        """A simulation with everybody's facts set, nothing computed yet."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count=size)
        month = periods.period(MONTH)
        for name, array in inputs:
            simulation.set_input(name, month, array)
        return simulation

    def run(self, simulation: Simulation) -> tuple[NDArray[Any], dict[str, tuple[Any, Any]]]:
        """Everybody's primary step, and both rails of every step."""
        primary = simulation.calculate("primary", MONTH)
        return primary, {
            step: (
                simulation.calculate(f"{step}__sant", MONTH),
                simulation.calculate(f"{step}__falskt", MONTH),
            )
            for step in self.pathway.priority
        }
