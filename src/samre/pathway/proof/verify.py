"""Proof of a map: nobody falls between the chairs, no rule is dead, nothing is missing in texts, sources and dates.

Kleene logic only grows more certain, so what is proved for what is known now stays true when more becomes known. Conditions
are proved with z3 for every full and every partial set of facts; small ones are also tried case by case, and must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from ..logic import openness
from ..model import Pathway, Step
from ..nodes import And, Constant, Named, Node, Not, Or
from ..wording import words
from .exactness import Grid
from .gaps import check_gaps
from .prover import Prover
from .report import Obligation, Report, Verdict, judged
from .trails import check_trails
from .waiting import check_waiting

NOBODY_ASKED = (("Känt om personen", "ingenting"),)


def verify(pathway: Pathway, *, on: date | None = None) -> Report:
    """Every obligation of the map on the day `on` (default: the day it starts to apply). Needs z3."""
    day = on or pathway.valid_from
    found: list[Obligation] = []
    prover = Prover(pathway)
    sound = _check_constraints(pathway, prover)
    found += sound
    if sound[0].verdict == "proved":
        proof = _Proof(pathway, prover)
        for part in (
            proof.everybody,
            proof.steps,
            proof.requirements,
            proof.named,
            proof.ways,
            proof.limits,
            proof.parts,
        ):
            found += part()
        found += _exactness(pathway, proof)
        found += check_waiting(pathway, prover)
    found += check_trails(pathway)
    found += check_gaps(pathway, on=day)
    return Report(tuple(found))


def _check_constraints(pathway: Pathway, prover: Prover) -> list[Obligation]:
    detail = (
        "Inga uppgifter uppfyller alla samband samtidigt. Ta bort ett i taget tills kartan går att bevisa."
    )
    found = [
        judged(
            prover.possible(),
            "samband",
            "Sambanden ska gå att uppfylla tillsammans.",
            place="samband",
            detail=detail,
        )
    ]
    free = Prover(pathway, constrained=False)
    for number, (text, node) in enumerate(pathway.constraints, 1):
        says = free.possible(free.formulas(node, full=True).false)
        detail = "Det kan aldrig vara falskt och kan tas bort."
        name = f"Sambandet »{text}« ska säga något."
        found.append(
            judged(says, f"samband.{number}", name, place="samband", detail=detail, otherwise="warning")
        )
    return found


class _Proof:
    """The obligations that z3 decides."""

    def __init__(self, pathway: Pathway, prover: Prover) -> None:
        self.pathway = pathway
        self.prover = prover
        self.open = {id_: prover.formulas(openness(step)) for id_, step in pathway.steps.items()}
        self.first: dict[str, Any] = {}
        earlier: list[Any] = []
        for id_ in pathway.priority:
            self.first[id_] = prover.every([*earlier, self.open[id_].true])
            earlier.append(self.open[id_].false)

    def everybody(self) -> Iterator[Obligation]:
        """Everybody, whatever is known, has an open step in the end of the candidates; its actor and date exist."""
        steps = [self.open[id_] for id_ in self.pathway.priority]
        text = "Ingen ska falla mellan stolarna: vad som än är sant om någon ska ett steg vara öppet."
        detail = "Inget steg kan vara öppet för den här personen."
        yield self._never("alla.kända", text, "prioritet", detail, *(step.false for step in steps))
        text = "Alla, hur lite som än är känt, ska ha ett öppet steg med en ansvarig och en dag."
        detail = "Inget steg är säkert öppet för den här personen."
        yield self._never(
            "alla", text, "prioritet", detail, *(self.prover.opposite(step.true) for step in steps)
        )
        left = sorted(set(self.pathway.steps) - set(self.pathway.priority))
        detail = f"Saknas i prioritet: {', '.join(left)}."
        yield judged(
            not left,
            "prioritet",
            "Alla steg ska ha en plats i prioriteten.",
            place="prioritet",
            detail=detail,
        )

    def steps(self) -> Iterator[Obligation]:
        """Each step can be open, can be first, can be done, and rests on what is known when it is first."""
        for id_ in self.pathway.priority:
            step = self.pathway.steps[id_]
            opens = self.prover.possible(self.open[id_].true)
            detail = "Inga uppgifter gör steget öppet. Läs öppen_när, kräver och klar_när mot varandra."
            yield judged(
                opens, f"öppet.{id_}", f"{id_} {step.short} ska kunna vara öppet.", place=id_, detail=detail
            )
            if opens:
                able = self.prover.possible(self.first[id_])
                text = f"{id_} {step.short} ska kunna vara nästa steg."
                detail = "" if able else self._shadowed(id_)
                yield judged(able, f"först.{id_}", text, place=id_, detail=detail)
            if step.done is not None:
                able = self.prover.possible(self.prover.formulas(step.done).true)
                text = f"{id_} {step.short} ska kunna bli klart."
                detail = "Inga uppgifter gör klar_när sant, så steget blir aldrig klart."
                yield judged(able, f"klart.{id_}", text, place=id_, detail=detail)
            if step.requires:
                yield self._own_requirements(step)

    def _shadowed(self, id_: str) -> str:
        """Who stands before a step that never is the first one: by name where one step alone does it."""
        earlier = self.pathway.priority[: self.pathway.priority.index(id_)]
        alone = (
            other
            for other in earlier
            if not self.prover.possible(self.open[id_].true, self.open[other].false)
        )
        found = next(alone, None)
        who = f"{found} {self.pathway.steps[found].short}" if found else "ett steg tidigare i prioriteten"
        return f"Varje gång det är öppet är {who} också öppet eller kan bli det."

    def _own_requirements(self, step: Step) -> Obligation:
        """Openness itself holds the requirements; what may fail is that one is met by a presumption nobody confirmed."""
        needs = self.prover.every([self.prover.formulas(need.condition).true for need in step.requires])
        broken = self.prover.opposite(self.prover.told(needs))
        text = f"När {step.id} är nästa steg ska dess egna krav vara uppfyllda av det som är känt."
        detail = (
            "Ett krav är uppfyllt bara genom det kartan utgår från. Ta bort »utgå_från«, eller flytta kravet."
        )
        first = self.first[step.id]
        return self._never(f"egna_krav.{step.id}", text, step.id, detail, first, broken)

    def requirements(self) -> Iterator[Obligation]:
        """Each requirement can be the one that decides."""
        for step in self.pathway.steps.values():
            relevant = [self.prover.formulas(step.relevant).true]
            relevant += [self.prover.formulas(step.done).false] if step.done is not None else []
            for need in step.requires:
                others = [self.prover.formulas(n.condition).true for n in step.requires if n.id != need.id]
                fails = self.prover.formulas(need.condition).false
                detail = "Det är alltid uppfyllt när resten av steget är det. Ta bort det, eller rätta det."
                yield judged(
                    self.prover.possible(*relevant, *others, fails),
                    f"krav.{step.id}.{need.id}",
                    f"Kravet »{need.text}« ska kunna avgöra {step.id}.",
                    place=f"{step.id} {need.id}",
                    detail=detail,
                    otherwise="warning",
                )

    def named(self) -> Iterator[Obligation]:
        """Each named condition can be true and can be false."""
        for name, node in self.pathway.conditions.items():
            yield from self._both(f"villkor.{name}", f"Villkoret {name}", f"villkor {name}", node, "failed")

    def ways(self) -> Iterator[Obligation]:
        """Each condition on a way can be true and can be false."""
        for step in self.pathway.steps.values():
            for number, way in enumerate(step.ways, 1):
                if way.condition is not None:
                    name = f"Villkoret för vägen {step.id} → {way.target}"
                    place = f"{step.id} väg {number} till {way.target}"
                    yield from self._both(f"väg.{step.id}.{number}", name, place, way.condition, "failed")

    def limits(self) -> Iterator[Obligation]:
        """Each last day that the law sets can be somebody's."""
        for step in self.pathway.steps.values():
            for number, law in enumerate(step.law_limits, 1):
                text = f"Lagens frist »{law.text}« ska kunna gälla {step.id}."
                able = self.prover.possible(self.open[step.id].true, self.prover.formulas(law.when).true)
                detail = "Fristens villkor är aldrig sant när steget är öppet."
                yield judged(able, f"lagfrist.{step.id}.{number}", text, place=step.id, detail=detail)

    def _both(self, id_: str, name: str, place: str, node: Node, otherwise: Verdict) -> Iterator[Obligation]:
        formulas = self.prover.formulas(node)
        if node in (Constant(True), Constant(False)):
            return
        for word, formula in (("sant", formulas.true), ("falskt", formulas.false)):
            detail = f"Inga uppgifter gör det {word}."
            text = f"{name} ska kunna vara {word}."
            yield judged(
                self.prover.possible(formula),
                f"{id_}.{word}",
                text,
                place=place,
                detail=detail,
                otherwise=otherwise,
            )

    def parts(self) -> Iterator[Obligation]:
        """Each part of `och` can make it false, and of `eller` true, when the other parts do not."""
        for place, node in conditions_of(self.pathway):
            idle = [part for gate in _gates(node) for part in self._idle(gate)]
            detail = "; ".join(f"»{spell(part)}« ändrar aldrig svaret" for part in idle)
            text = f"Alla delar av villkoret vid {place} ska behövas."
            told = judged(
                not idle, f"delar.{place}", text, place=place, detail=f"{detail}.", otherwise="warning"
            )
            yield replace(told, parts=tuple(idle))

    def _idle(self, gate: And | Or) -> Iterator[Node]:
        for part in gate.items:
            others = [self.prover.formulas(item) for item in gate.items if item is not part]
            own = self.prover.formulas(part)
            against = self.prover.opposite
            if isinstance(gate, And):
                matters = self.prover.possible(*(against(other.false) for other in others), own.false)
            else:
                matters = self.prover.possible(*(against(other.true) for other in others), own.true)
            if not matters:
                yield part

    def _never(self, id_: str, text: str, place: str, detail: str, *formulas: Any) -> Obligation:
        person = self.prover.person(*formulas)
        if person is None:
            return Obligation(id_, text, "proved", place)
        case = words(self.pathway.facts, person) or NOBODY_ASKED
        return Obligation(id_, text, "failed", place, detail, case, person)


def conditions_of(pathway: Pathway) -> Iterator[tuple[str, Node]]:
    """Every written condition with its place; named ones once, where they are defined."""
    for name, node in pathway.conditions.items():
        yield f"villkor {name}", node
    for step in pathway.steps.values():
        yield from _step_conditions(step)


def _step_conditions(step: Step) -> Iterator[tuple[str, Node]]:
    yield f"{step.id} öppen_när", step.relevant
    for need in step.requires:
        yield f"{step.id} {need.id}", need.condition
    if step.done is not None:
        yield f"{step.id} klar_när", step.done
    for number, way in enumerate(step.ways, 1):
        if way.condition is not None:
            yield f"{step.id} väg {number} till {way.target}", way.condition


def _gates(node: Node) -> Iterator[And | Or]:
    """The gates of a condition, not those inside named conditions: they are looked at where they are defined."""
    match node:
        case Not(item):
            yield from _gates(item)
        case And(items) | Or(items):
            yield node
            for item in items:
                yield from _gates(item)


def _exactness(pathway: Pathway, proof: _Proof) -> Iterator[Obligation]:
    """Enumeration of the small conditions: does it agree with z3, and does Kleene logic miss a decided answer?"""
    disagreeing, tried = [], 0
    whole = ((f"{id_} öppet", openness(step)) for id_, step in pathway.steps.items())
    for place, node in (*conditions_of(pathway), *whole):
        grid = Grid(node, pathway)
        if not grid.fits or not grid.exact:
            continue
        tried += 1
        if not grid.constraints and not _closed(pathway, grid.facts):
            formulas = proof.prover.formulas(node)
            by_z3 = {
                value
                for value in (True, False)
                if proof.prover.possible(formulas.true if value else formulas.false)
            }
            disagreeing += [place] if not by_z3 <= grid.outcomes() else []
        missed = grid.needless()
        if missed is not None:
            detail = "Svaret är redan givet, men räknas som okänt tills mer är känt. Skriv om villkoret."
            text = f"Villkoret vid {place} ska inte fråga i onödan."
            case = words(pathway.facts, missed)
            yield Obligation(f"exakt.{place}", text, "warning", place, detail, case, missed)
    detail = f"De är oense vid: {', '.join(disagreeing)}."
    text = f"Uppräkning och bevis ska säga samma sak ({tried} villkor uppräknade)."
    yield judged(not disagreeing, "uppräkning", text, place="villkor", detail=detail)


def _closed(pathway: Pathway, names: tuple[str, ...]) -> bool:
    """Whether a fact among the names follows from a condition."""
    rules = [pathway.facts[name].derivation for name in names]
    return any(rule is not None and rule.condition is not None for rule in rules)


def spell(node: Node) -> str:
    """A condition roughly as it is written in the definition."""
    match node:
        case Constant(value):
            return "sant" if value else "falskt"
        case Named(name, _):
            return name
        case Not(item):
            return f"inte {spell(item)}" if not isinstance(item, And | Or) else f"inte ({spell(item)})"
        case And(items):
            return " och ".join(f"({spell(item)})" if isinstance(item, Or) else spell(item) for item in items)
        case Or(items):
            return " eller ".join(
                f"({spell(item)})" if isinstance(item, And) else spell(item) for item in items
            )
    return _spell_atom(node)


def _spell_atom(node: Any) -> str:
    match type(node).__name__:
        case "IsTrue":
            return str(node.fact)
        case "IsUnknown":
            return f"är_okänd({node.fact})"
        case "Between":
            return f"{node.fact} i {node.low}..{node.high}"
        case "In":
            return f"{node.fact} i {{{', '.join(node.values)}}}"
    return f"{node.fact} {node.op} {node.value}"


__all__ = ["Report", "conditions_of", "spell", "verify"]
