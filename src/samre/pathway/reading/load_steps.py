"""Reads steg.yaml: the steps, their requirements and the ways on from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model import Law, LawLimit, LawRef, Named, Requirement, Step, TimeLimit, Way
from .expressions import Scope
from .load_conditions import condition
from .load_trade import Chart, check_known, law_refs
from .mistakes import Collector, suggestion
from .reader import Scalar, Table, check_id


@dataclass(frozen=True, slots=True)
class Around:
    """What a step may point at."""

    chart: Chart
    laws: Mapping[str, Law]
    forms: Mapping[str, Named]
    scope: Scope


def read_steps(top: Table, around: Around) -> dict[str, Step]:
    """steg.yaml; every reference is checked, and `prioritet` against the steps that exist."""
    with top:
        tables = dict(top.named("steg", "steget", required=True))
        steps = {id_: _step(id_, item, around, tuple(tables)) for id_, item in tables.items()}
    for id_, item in tables.items():
        if id_ in around.chart.goals:
            top.sink.add(item.where, f"»{id_}« är redan ett mål.", found=id_, hint="Ge steget ett annat id.")
    _check_priority(around.chart.priority, steps, tables)
    _check_start(around.chart.start, steps, top.sink)
    return steps


def _step(id_: str, item: Table, around: Around, ids: tuple[str, ...]) -> Step:
    chart, scope, sink = around.chart, around.scope, item.sink
    with item:
        return Step(
            id=id_,
            name=item.text("namn"),
            short=item.text("kort"),
            phase=_one(item, "fas", chart.phases, "fasen"),
            responsible=_one(item, "ansvarig", chart.actors, "aktören"),
            commitment=item.text("åtagande"),
            relevant=condition(item.scalar("öppen_när"), scope, sink),
            limit=_limit(item, around),
            participants=check_known(item.scalars("medverkar"), chart.actors, "aktören", sink),
            requires=_requirements(item, around),
            done=condition(item.scalar("klar_när"), scope, sink) if "klar_när" in item else None,
            must_know=item.texts("måste_vetas"),
            evidence=item.texts("underlag"),
            forms=check_known(item.scalars("blanketter"), around.forms, "blanketten", sink),
            contact=_one(item, "kontakt", chart.contacts, "kontakten", required=False),
            law=law_refs(item, around.laws),
            uncertain=item.texts("osäkert"),
            ways=tuple(_way(way, around, ids) for way in item.tables("vägar")),
            goals=check_known(item.scalars("mål"), chart.goals, "målet", sink),
            advice=item.text("råd", ""),
            escalation=item.text("om_inget_svar", ""),
            expires=item.flag("rätt_som_går_ut"),
            starts=_one(item, "börjar", chart.actors, "aktören", required=False),
            law_limits=tuple(_law_limit(part, around) for part in item.tables("lagfrister")),
        )


def _one(item: Table, key: str, known: Mapping[str, object], noun: str, *, required: bool = True) -> str:
    found = item.scalar(key, required=required)
    check_known([found] if found else [], known, noun, item.sink)
    return found.text if found else ""


def _limit(item: Table, around: Around) -> TimeLimit:
    limit = item.table("frist", required=True)
    if limit is None:
        return TimeLimit(0, "")
    with limit:
        days = limit.integer("dagar", required=True)
        if days is not None and not 0 <= days <= 3650:
            limit.sink.add(
                limit.place("dagar"),
                f"Fristen är {days} dagar.",
                found=str(days),
                hint="Skriv 0 till 3650 dagar.",
            )
        law: tuple[LawRef, ...] = law_refs(limit, around.laws)
        statutory = limit.choice("slag", ("lag", "förslag"), "förslag") == "lag"
        return TimeLimit(days or 0, limit.text("text"), statutory, law)


def _law_limit(item: Table, around: Around) -> LawLimit:
    with item:
        source = item.scalar("från")
        dates = {id_ for id_, fact in around.scope.facts.items() if fact.kind == "date"}
        check_known([source] if source else [], dates, "datumuppgiften", item.sink)
        days, months = item.integer("dagar", 0) or 0, item.integer("månader", 0) or 0
        if days + months <= 0:
            item.sink.add(
                item.where,
                "Lagfristen saknar längd.",
                found="lagfrister",
                hint="Skriv »dagar« eller »månader«.",
            )
        when = condition(item.scalar("när"), around.scope, item.sink)
        return LawLimit(
            when, source.text if source else "", item.text("text"), days, months, law_refs(item, around.laws)
        )


def _requirements(item: Table, around: Around) -> tuple[Requirement, ...]:
    found: list[Requirement] = []
    for part in item.tables("kräver"):
        with part:
            id_ = part.scalar("id")
            if id_ is not None:
                check_id(id_, part.sink)
                if any(other.id == id_.text for other in found):
                    part.sink.add(id_.where, f"Kravet »{id_.text}« står två gånger.", found=id_.text)
            node = condition(part.scalar("villkor"), around.scope, part.sink)
            law = law_refs(part, around.laws)
            found.append(Requirement(id_.text if id_ else "", part.text("text"), node, law))
    return tuple(found)


def _way(item: Table, around: Around, ids: tuple[str, ...]) -> Way:
    with item:
        target = item.scalar("till")
        check_known([target] if target else [], [*ids, *around.chart.goals], "steget eller målet", item.sink)
        node = condition(item.scalar("villkor"), around.scope, item.sink) if "villkor" in item else None
        return Way(target.text if target else "", item.text("text"), node)


def _check_priority(
    priority: tuple[Scalar, ...], steps: Mapping[str, Step], tables: Mapping[str, Table]
) -> None:
    """`prioritet` has every step exactly once."""
    if not tables:
        return
    sink = next(iter(tables.values())).sink
    seen: dict[str, int] = {}
    for item in priority:
        if item.text not in steps:
            hint = suggestion(item.text, steps)
            sink.add(
                item.where, f"Steget »{item.text}« i »prioritet« finns inte.", found=item.text, hint=hint
            )
        elif item.text in seen:
            hint = f"Det stod redan på rad {seen[item.text]}."
            sink.add(
                item.where, f"Steget »{item.text}« står två gånger i »prioritet«.", found=item.text, hint=hint
            )
        seen.setdefault(item.text, item.where.line)
    for id_ in steps:
        if id_ not in seen:
            hint = "Lägg det där i karta.yaml där det hör hemma i angelägenhet."
            sink.add(tables[id_].where, f"Steget »{id_}« saknas i »prioritet«.", found=id_, hint=hint)


def _check_start(start: Scalar | None, steps: Mapping[str, Step], sink: Collector) -> None:
    """`nytt_ärende`, where it is said, is a step: without it no case could be opened."""
    if start is None or start.text in steps:
        return
    message = f"Ett nytt ärende ska börja i steget »{start.text}«, och det finns inte."
    hint = "Välj vilket steg ett nytt ärende börjar i under Steg › Ändra turordningen."
    sink.add(start.where, message, found=start.text, hint=hint)
