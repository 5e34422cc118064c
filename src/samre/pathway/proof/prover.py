"""Conditions as z3 formulas: a person is a whole set of true facts, of which some are known.

Every fact has its true value and a bit `known`. A condition has two formulas, surely true and surely false, over what is
known; constraints hold for the true values. So every full and every partial set of facts is covered, without enumeration.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..model import Fact, Pathway
from ..nodes import And, Between, Compare, Constant, FactValue, In, IsTrue, IsUnknown, Named, Node, Not, Or


class Formulas(NamedTuple):
    """z3 formulas: where a condition is surely true, and where it is surely false."""

    true: Any
    false: Any


class Prover:
    """Asks z3 about one map. `person(…)` gives somebody for whom the formulas hold, None when there can be nobody."""

    def __init__(self, pathway: Pathway, *, constrained: bool = True) -> None:
        import z3  # 90 MB: only verification needs it

        self.z3 = z3
        self.pathway = pathway
        self.facts = {name: fact for name, fact in pathway.facts.items() if fact.kind != "date"}
        self.known = {name: z3.Bool(f"känd {name}") for name in pathway.facts}
        self.value = {name: self._variable(fact) for name, fact in self.facts.items()}
        self._made: dict[tuple[bool, Node], Formulas] = {}
        self.solver = z3.Solver()
        self.solver.add(*self._domains(), *self._derived())
        if constrained:
            self.solver.add(*(self.formulas(node, full=True).true for _, node in pathway.constraints))

    def _variable(self, fact: Fact) -> Any:
        return self.z3.Bool(fact.id) if fact.kind == "bool" else self.z3.Int(fact.id)

    def _domains(self) -> list[Any]:
        bounds = []
        for name, fact in self.facts.items():
            value = self.value[name]
            if fact.kind == "enum":
                bounds.append(self.z3.And(value >= 0, value < len(fact.choices)))
            if fact.kind == "int":
                bounds += [value >= fact.minimum] if fact.minimum is not None else []
                bounds += [value <= fact.maximum] if fact.maximum is not None else []
        return bounds

    def _derived(self) -> list[Any]:
        """Facts that follow from a condition are known when it is, and as it is."""
        rules = []
        for name, fact in self.facts.items():
            if fact.derivation and fact.derivation.condition is not None:
                truth = self.formulas(fact.derivation.condition)
                rules.append(self.known[name] == self.z3.Or(truth.true, truth.false))
                rules.append(self.z3.Implies(truth.true, self.value[name]))
                rules.append(self.z3.Implies(truth.false, self.z3.Not(self.value[name])))
        return rules

    def formulas(self, node: Node, *, full: bool = False) -> Formulas:
        """The two formulas of a condition; `full`: as if every fact were known."""
        if (full, node) not in self._made:
            self._made[full, node] = self._formulas(node, full)
        return self._made[full, node]

    def _formulas(self, node: Node, full: bool) -> Formulas:
        z3 = self.z3
        match node:
            case Constant(value):
                return Formulas(z3.BoolVal(value), z3.BoolVal(not value))
            case Named(_, item):
                return self.formulas(item, full=full)
            case Not(item):
                inner = self.formulas(item, full=full)
                return Formulas(inner.false, inner.true)
            case And(items):
                parts = [self.formulas(item, full=full) for item in items]
                return Formulas(z3.And(*(p.true for p in parts)), z3.Or(*(p.false for p in parts)))
            case Or(items):
                parts = [self.formulas(item, full=full) for item in items]
                return Formulas(z3.Or(*(p.true for p in parts)), z3.And(*(p.false for p in parts)))
            case IsUnknown(fact):
                return Formulas(z3.Not(self.known[fact]), self.known[fact])
        holds = self._atom(node)
        known = z3.BoolVal(True) if full else self.known[node.fact]
        return Formulas(z3.And(known, holds), z3.And(known, z3.Not(holds)))

    def _atom(self, atom: IsTrue | Compare | Between | In) -> Any:
        value = self.value[atom.fact]
        match atom:
            case IsTrue():
                return value
            case Between(_, low, high):
                return self.z3.And(value >= low, value <= high)
            case In(fact, choices):
                return self.z3.Or(*(value == self._code(fact, choice) for choice in choices))
            case Compare(fact, op, wanted):
                bound = self._code(fact, wanted) if isinstance(wanted, str) else wanted
                return {
                    "=": lambda: value == bound,
                    "!=": lambda: value != bound,
                    "<": lambda: value < bound,
                    "<=": lambda: value <= bound,
                    ">": lambda: value > bound,
                    ">=": lambda: value >= bound,
                }[op]()

    def _code(self, fact: str, choice: str) -> int:
        return [item.id for item in self.facts[fact].choices].index(choice)

    def told(self, formula: Any) -> Any:
        """The formula as it is before anybody has asked: a fact that stands at what the map goes from is not known."""
        unasked = [
            (self.known[name], self.z3.And(self.known[name], self.value[name] != self._presumed(fact)))
            for name, fact in self.facts.items()
            if fact.presumed is not None
        ]
        return self.z3.substitute(formula, *unasked) if unasked else formula

    def _presumed(self, fact: Fact) -> Any:
        return self._code(fact.id, fact.presumed) if isinstance(fact.presumed, str) else fact.presumed

    def opposite(self, formula: Any) -> Any:
        """Not the formula."""
        return self.z3.Not(formula)

    def every(self, formulas: list[Any]) -> Any:
        """All of them."""
        return self.z3.And(*formulas) if formulas else self.z3.BoolVal(True)

    def some(self, formulas: list[Any]) -> Any:
        """At least one of them."""
        return self.z3.Or(*formulas) if formulas else self.z3.BoolVal(False)

    def possible(self, *formulas: Any) -> bool:
        """Whether there can be somebody for whom all the formulas hold."""
        self.solver.push()
        try:
            self.solver.add(*formulas)
            return self._decided()
        finally:
            self.solver.pop()

    def person(self, *formulas: Any) -> dict[str, FactValue] | None:
        """Somebody for whom all the formulas hold, knowing as little as that takes; None when nobody can be."""
        self.solver.push()
        try:
            self.solver.add(*formulas)
            if not self._decided():
                return None
            found = self._read(self.solver.model())
            return self._fewest(found)
        finally:
            self.solver.pop()

    def _fewest(self, found: dict[str, FactValue]) -> dict[str, FactValue]:
        """Leaves out one fact after another, as long as the formulas still hold."""
        self.solver.add(*(self.z3.Not(self.known[name]) for name in self.facts if name not in found))
        for name in reversed(list(found)):
            if self.possible(self.z3.Not(self.known[name]), *self._same(found, name)):
                self.solver.add(self.z3.Not(self.known[name]))
                del found[name]
        self.solver.add(*self._same(found, ""))
        return {name: value for name, value in found.items() if self.possible(self.known[name])}

    def _same(self, found: Mapping[str, FactValue], but: str) -> list[Any]:
        fixed = []
        for name, value in found.items():
            fact = self.facts[name]
            if name != but and not (fact.derivation and fact.derivation.condition is not None):
                code = self._code(name, value) if isinstance(value, str) else value
                fixed += [self.known[name], self.value[name] == code]
        return fixed

    def _decided(self) -> bool:
        verdict = self.solver.check()
        if verdict == self.z3.unknown:
            raise RuntimeError(f"z3 kunde inte avgöra villkoret: {self.solver.reason_unknown()}")
        return bool(verdict == self.z3.sat)

    def _read(self, model: Any) -> dict[str, FactValue]:
        found: dict[str, FactValue] = {}
        for name, fact in self.facts.items():
            if not self.z3.is_true(model.eval(self.known[name])):
                continue
            value = model.eval(self.value[name], model_completion=True)
            if fact.kind == "bool":
                found[name] = self.z3.is_true(value)
            else:
                number = value.as_long()
                found[name] = fact.choices[number].id if fact.kind == "enum" else number
        return found
