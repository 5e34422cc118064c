"""Reads fakta.yaml: what may be asked about a person, the named conditions, and what always holds among facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..model import Choice, DatedValue, Derivation, Fact, FactKind
from ..nodes import Node, facts_of
from .expressions import Scope
from .load_conditions import condition, read_conditions, rings
from .load_trade import Chart, check_known
from .mistakes import Collector, suggestion
from .reader import Scalar, Table, check_id, number

KINDS: Mapping[str, FactKind] = {"ja_nej": "bool", "heltal": "int", "val": "enum", "datum": "date"}
_HOW: Mapping[str, FactKind] = {
    "ålder": "int", "dagar_sedan": "int", "månader_sedan": "int", "dagar_till": "int", "uppnått": "bool", "villkor": "bool"
}  # fmt: skip
_DerivationKind = Literal["ålder", "dagar_sedan", "månader_sedan", "dagar_till", "uppnått", "villkor"]


@dataclass(frozen=True, slots=True)
class FactBook:
    """fakta.yaml, read: the facts, the scope conditions are parsed in, and the constraints."""

    facts: Mapping[str, Fact]
    scope: Scope
    constraints: tuple[tuple[str, Node], ...]


def read_book(
    top: Table, chart: Chart, values: Mapping[str, DatedValue], numbers: Mapping[str, int | str]
) -> FactBook:
    """fakta.yaml as a FactBook; mistakes go to the table's sink."""
    sink = top.sink
    with top:
        tables = dict(top.named("uppgifter", "uppgiften", required=True))
        derived: dict[str, Scalar] = {}
        presumed_when: dict[str, Scalar] = {}
        facts = {id_: _fact(id_, item, chart, derived, presumed_when) for id_, item in tables.items()}
        for id_, item in tables.items():
            _check_derivation(facts[id_], item, facts, values)
        written = {label.text: (label, text) for label, text in top.pairs("villkor")}
        scope = Scope(facts, read_conditions(written, Scope(facts, {}, numbers), sink), numbers)
        facts |= _with_conditions(facts, derived, scope, sink)
        for id_, text in presumed_when.items():
            facts[id_] = replace(facts[id_], presumed_when=condition(text, scope, sink))
        constraints = tuple(_constraint(item, scope) for item in top.tables("samband"))
    return FactBook(facts, Scope(facts, scope.conditions, numbers), constraints)


def _fact(
    id_: str, item: Table, chart: Chart, derived: dict[str, Scalar], presumed_when: dict[str, Scalar]
) -> Fact:
    with item:
        only_when = item.scalar("utgå_från_när", required=False)
        if only_when is not None:
            presumed_when[id_] = only_when
        kind = _kind(item)
        choices = _choices(item) if kind == "enum" else ()
        low, high = _bounds(id_, item) if kind == "int" else (None, None)
        group = item.scalar("grupp", required=False)
        if group is not None:
            check_known([group], chart.groups, "gruppen", item.sink)
        weights, bands = _shares(id_, item, kind, choices, low, high)
        return Fact(
            id=id_,
            kind=kind,
            question=item.text("fråga"),
            label=item.text("etikett"),
            help=item.text("hjälp", ""),
            group=group.text if group else "",
            choices=choices,
            minimum=low,
            maximum=high,
            unit=item.text("enhet", "") if kind == "int" else "",
            who=check_known(item.scalars("svarar"), chart.actors, "aktören", item.sink),
            evidence=item.texts("underlag"),
            cost=item.integer("kostnad", 1) or 1,
            valid_days=item.integer("giltig_dagar"),
            derivation=_derivation(id_, item, derived),
            presumed=_presumed(id_, item, kind, choices),
            weights=weights,
            bands=bands,
        )


def _kind(item: Table) -> FactKind:
    """The type; after a mistake the one the other keys speak for, so that one slip is told once."""
    written = item.scalar("typ")
    if written is None or written.text not in KINDS:
        if written is not None:
            hint = f"Det finns: {', '.join(KINDS)}."
            item.sink.add(
                written.where, f"»typ« kan inte vara »{written.text}«.", found=written.text, hint=hint
            )
        signs: dict[str, FactKind] = {"minst": "int", "högst": "int", "val": "enum"}
        return next((kind for key, kind in signs.items() if key in item.entries), "bool")
    return KINDS[written.text]


def _choices(item: Table) -> tuple[Choice, ...]:
    pairs = item.pairs("val", required=True)
    for label, _ in pairs:
        check_id(label, item.sink)
    if len(pairs) == 1:
        item.sink.add(item.place("val"), "Ett val behöver minst två svar.", found=pairs[0][0].text)
    return tuple(Choice(label.text, text.text) for label, text in pairs)


def _bounds(id_: str, item: Table) -> tuple[int | None, int | None]:
    low, high = item.integer("minst", required=True), item.integer("högst", required=True)
    if low is not None and high is not None and low >= high:
        hint = "»minst« ska vara lägre än »högst«."
        item.sink.add(item.place("minst"), f"»{id_}« går från {low} till {high}.", found=str(low), hint=hint)
        return None, None
    return low, high


_Shares = tuple[Mapping[str, float], tuple[tuple[int, int, float], ...]]


def _shares(
    id_: str, item: Table, kind: FactKind, choices: tuple[Choice, ...], low: int | None, high: int | None
) -> _Shares:
    """`fördelning`: weights per answer, or bands of numbers."""
    if kind == "int":
        return {}, tuple(_band(parts, id_, low, high, item.sink) for parts in _rows(item))
    names = (
        {"ja": "sant", "nej": "falskt"} if kind == "bool" else {choice.id: choice.id for choice in choices}
    )
    weights: dict[str, float] = {}
    for label, text in item.pairs("fördelning"):
        if label.text not in names:
            message = f"»{label.text}« är inget svar på {id_}."
            item.sink.add(label.where, message, found=label.text, hint=suggestion(label.text, names))
            continue
        weights[names[label.text]] = _weight(text, item.sink)
    return weights, ()


def _presumed(id_: str, item: Table, kind: FactKind, choices: tuple[Choice, ...]) -> bool | str | None:
    """`utgå_från`: the answer the map goes from until somebody has asked."""
    written = item.scalar("utgå_från", required=False)
    if written is None:
        return None
    answers: dict[str, bool | str] = (
        {"ja": True, "nej": False} if kind == "bool" else {c.id: c.id for c in choices}
    )
    if written.text in answers:
        return answers[written.text]
    hint = suggestion(written.text, answers) if answers else "Det går bara för ja_nej och val."
    item.sink.add(written.where, f"{id_} kan inte utgå från »{written.text}«.", found=written.text, hint=hint)
    return None


def _rows(item: Table) -> list[list[Scalar]]:
    """The `[low, high, weight]` rows of a list of lists."""
    return item.rows("fördelning", 3, "[lägst, högst, vikt]")


def _band(
    parts: list[Scalar], id_: str, low: int | None, high: int | None, sink: Collector
) -> tuple[int, int, float]:
    first, last = number(parts[0], sink, "fördelning"), number(parts[1], sink, "fördelning")
    if first is None or last is None:
        return 0, 0, 0.0
    outside = (low is not None and first < low) or (high is not None and last > high)
    if first > last or outside:
        hint = f"{id_} går från {low} till {high}."
        sink.add(
            parts[0].where, f"Spannet {first}–{last} går inte för {id_}.", found=f"{first}, {last}", hint=hint
        )
    return first, last, _weight(parts[2], sink)


def _weight(found: Scalar, sink: Collector) -> float:
    try:
        weight = float(found.text)
    except ValueError:
        weight = -1.0
    if not 0 <= weight < 1e9:
        sink.add(
            found.where, f"Vikten ska vara ett tal från 0 och uppåt, inte »{found.text}«.", found=found.text
        )
        return 0.0
    return weight


def _derivation(id_: str, item: Table, derived: dict[str, Scalar]) -> Derivation | None:
    rule = item.table("härleds")
    if rule is None:
        return None
    with rule:
        kind: _DerivationKind = rule.choice("hur", _HOW)  # type: ignore[assignment]
        written = rule.scalar("villkor", required=kind == "villkor")
        if kind == "villkor":
            if written is not None:
                derived[id_] = written
            return Derivation("villkor")
        if written is not None:
            rule.sink.add(written.where, f"»villkor« hör inte till »hur: {kind}«.", found="villkor")
        source = rule.text("från")
        if kind != "uppnått":
            return Derivation(kind, source)
        return Derivation(kind, source, rule.text("tabell"), rule.text("annars", "") or None)


def _check_derivation(
    fact: Fact, item: Table, facts: Mapping[str, Fact], values: Mapping[str, DatedValue]
) -> None:
    rule = fact.derivation
    if rule is None:
        return
    where, sink = item.place("härleds"), item.sink
    if fact.kind != _HOW[rule.kind]:
        wanted = next(name for name, kind in KINDS.items() if kind == _HOW[rule.kind])
        sink.add(
            where,
            f"»hur: {rule.kind}« ger {wanted}.",
            found=rule.kind,
            hint=f"Sätt »typ: {wanted}« på {fact.id}.",
        )
    for name, kind, key in ((rule.source, "date", "från"), (rule.fallback, "int", "annars")):
        if name is None or (name in facts and facts[name].kind == kind):
            continue
        known = [other.id for other in facts.values() if other.kind == kind]
        noun = "datumuppgift" if kind == "date" else "heltalsuppgift"
        sink.add(where, f"»{key}: {name}« är ingen {noun}.", found=name, hint=suggestion(name, known))
    tables = [id_ for id_, value in values.items() if value.table]
    if rule.table is not None and rule.table not in tables:
        sink.add(
            where,
            f"»tabell: {rule.table}« är ingen tabell i varden.yaml.",
            found=rule.table,
            hint=suggestion(rule.table, tables),
        )


def _with_conditions(
    facts: Mapping[str, Fact], derived: Mapping[str, Scalar], scope: Scope, sink: Collector
) -> dict[str, Fact]:
    """The facts derived by a condition, with the condition parsed; facts may not derive each other in a ring."""
    parsed = {id_: condition(text, scope, sink) for id_, text in derived.items()}
    uses = {id_: [fact for fact in facts_of(node) if fact in parsed] for id_, node in parsed.items()}
    for ring in rings(uses):
        way = " → ".join([*ring, ring[0]])
        sink.add(
            derived[ring[0]].where,
            f"Uppgifterna härleds ur varandra: {way}.",
            found=ring[0],
            hint="Ta bort ett av leden.",
        )
    return {
        id_: replace(facts[id_], derivation=Derivation("villkor", condition=node))
        for id_, node in parsed.items()
    }


def _constraint(item: Table, scope: Scope) -> tuple[str, Node]:
    with item:
        return item.text("text"), condition(item.scalar("villkor"), scope, item.sink)
