"""Texts, sources and dates: what a reader would miss, what nobody uses, and what has grown old."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ..logic import openness
from ..model import DatedValue, Fact, LawRef, Pathway, Step
from ..nodes import facts_of
from .limit_words import other_time
from .report import Obligation, judged

STALE_DAYS = 365


def check_gaps(pathway: Pathway, *, on: date) -> Iterator[Obligation]:
    """Obligations about words, law, values and programmes on the day `on`."""
    for step in pathway.steps.values():
        yield from _check_step(pathway, step)
    yield from _check_facts(pathway)
    yield from _check_references(pathway)
    yield from _check_laws(pathway, on)
    yield from _check_values(pathway, on)


def _check_step(pathway: Pathway, step: Step) -> Iterator[Obligation]:
    texts = {"namn": step.name, "kort": step.short, "åtagande": step.commitment, "frist": step.limit.text}
    texts |= {f"krav {need.id}": need.text for need in step.requires}
    texts |= {f"väg till {way.target}": way.text for way in step.ways}
    empty = [name for name, text in texts.items() if not text.strip()]
    yield judged(
        not empty,
        f"text.{step.id}",
        f"{step.id} ska ha alla sina texter.",
        place=step.id,
        detail=f"Saknas: {', '.join(empty)}.",
    )
    yield judged(
        step.responsible in pathway.actors,
        f"ansvarig.{step.id}",
        f"{step.id} ska ha en ansvarig aktör.",
        place=step.id,
        detail=f"»{step.responsible}« finns inte bland aktörerna.",
    )
    yield judged(
        step.limit.days > 0,
        f"frist.{step.id}",
        f"{step.id} ska ha en dag då den ansvariga ska ha gjort sitt.",
        place=step.id,
        detail=f"Fristen är {step.limit.days} dagar.",
    )
    other = other_time(step.limit.text, step.limit.days)
    yield judged(
        not other,
        f"fristord.{step.id}",
        f"Orden om fristen i {step.id} ska säga samma tid som dagarna.",
        place=step.id,
        detail=f"Orden säger {other}. Fristen är {step.limit.days} dagar.",
        otherwise="warning",
    )
    others = [actor for actor in step.participants if actor not in pathway.actors]
    unknown = [*others, *(form for form in step.forms if form not in pathway.forms)]
    unknown += [step.contact] if step.contact and step.contact not in pathway.contacts else []
    unknown += [step.phase] if step.phase not in pathway.phases else []
    unknown += [goal for goal in step.goals if goal not in pathway.goals]
    yield judged(
        not unknown,
        f"register.{step.id}",
        f"{step.id} ska bara nämna det som finns i registren.",
        place=step.id,
        detail=f"Finns inte: {', '.join(unknown)}.",
    )


def _check_facts(pathway: Pathway) -> Iterator[Obligation]:
    used = _used(pathway)
    for fact in pathway.facts.values():
        needed = fact.id in used
        yield judged(
            needed,
            f"används.{fact.id}",
            f"Uppgiften {fact.id} ska användas.",
            place=fact.id,
            detail="Inget villkor läser den, så frågan påverkar ingenting.",
            otherwise="warning",
        )
        if needed:
            yield from _check_answerable(pathway, fact)


def _check_answerable(pathway: Pathway, fact: Fact) -> Iterator[Obligation]:
    missing = [name for name, text in (("fråga", fact.question), ("etikett", fact.label)) if not text.strip()]
    asked = fact.derivation is None
    if asked and not fact.who:
        missing.append("vem som svarar")
    missing += [f"aktören {actor}" for actor in fact.who if actor not in pathway.actors]
    missing += [f"ord för svaret {choice.id}" for choice in fact.choices if not choice.label.strip()]
    yield judged(
        not missing,
        f"fråga.{fact.id}",
        f"Uppgiften {fact.id} ska gå att fråga om.",
        place=fact.id,
        detail=f"Saknas: {', '.join(missing)}.",
    )


def _used(pathway: Pathway) -> set[str]:
    """Facts that a step, a way or a constraint reads, and those they follow from."""
    nodes = [openness(step) for step in pathway.steps.values()]
    nodes += [
        way.condition for step in pathway.steps.values() for way in step.ways if way.condition is not None
    ]
    waiting = [name for node in nodes for name in facts_of(node)]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in used or name not in pathway.facts:
            continue
        used.add(name)
        rule = pathway.facts[name].derivation
        if rule is not None:
            waiting += [part for part in (rule.source, rule.fallback) if part]
            waiting += facts_of(rule.condition) if rule.condition is not None else ()
    return used


def _check_references(pathway: Pathway) -> Iterator[Obligation]:
    for place, refs in _references(pathway):
        missing = [str(ref) for ref in refs if ref.law not in pathway.laws]
        if refs:
            yield judged(
                not missing,
                f"lag.{place}",
                f"Lagrummen vid {place} ska finnas i lagregistret.",
                place=place,
                detail=f"Finns inte: {', '.join(missing)}.",
            )


def _references(pathway: Pathway) -> Iterable[tuple[str, tuple[LawRef, ...]]]:
    for step in pathway.steps.values():
        yield step.id, (*step.law, *step.limit.law)
        for need in step.requires:
            yield f"{step.id} {need.id}", need.law
        yield f"{step.id} frist", step.limit.law if step.limit.statutory else ()
        for limit in step.law_limits:
            yield f"{step.id} lagfrist", limit.law
    for value in pathway.values.values():
        yield f"värdet {value.id}", value.law


def _check_laws(pathway: Pathway, on: date) -> Iterator[Obligation]:
    for law in pathway.laws.values():
        where = f"lagar.yaml, {law.id}"
        yield judged(
            bool(law.name.strip()) and law.checked is not None,
            f"lagtext.{law.id}",
            f"{law.id} ska ha namn och en dag då texten lästes.",
            place=where,
            detail=law.note
            or "Fyll i »namn« och »kontrollerad«, eller säg i »anmärkning« att texten inte är läst.",
            otherwise="warning" if law.name.strip() and law.note else "failed",
        )
        late = law.next_check is not None and law.next_check < on
        stale = law.checked is not None and law.checked + timedelta(days=STALE_DAYS) < on
        said = [f"Den skulle ha lästs igen {law.next_check}."] if late else []
        said += [f"Texten lästes {law.checked}, för mer än ett år sedan."] if stale else []
        yield judged(
            not late and not stale,
            f"lagkontroll.{law.id}",
            f"{law.id} ska vara läst nyligen.",
            place=where,
            detail=f"{' '.join(said)} Läs texten igen.",
            otherwise="warning",
        )


def _numbers(value: DatedValue) -> str:
    dated = [
        f"{number} {value.unit}".strip() + f" från {start}" + (f" till {end}" if end else "")
        for start, end, number in value.spans
    ]
    return ", ".join([*dated, *(f"{number} för {key}" for key, number in value.table.items())]) or "inget tal"


def _check_values(pathway: Pathway, on: date) -> Iterator[Obligation]:
    for value in pathway.values.values():
        where = f"varden.yaml, {value.id}"
        covers = bool(value.table) or any(
            start <= on and (end is None or on <= end) for start, end, _ in value.spans
        )
        yield judged(
            covers,
            f"värde.{value.id}",
            f"{value.name} ska ha ett värde {on}.",
            place=where,
            detail="Ingen period täcker dagen.",
        )
        sourced = bool(value.source.strip() or value.law) and value.checked is not None
        yield judged(
            sourced,
            f"källa.{value.id}",
            f"{value.name} ska ha källa och kontrolldag.",
            place=where,
            # With the numbers: a reason is given for them, and others without a source are another thing to be warned of.
            detail=f"Kartan räknar med {_numbers(value)}. Fyll i »källa« eller »lag«, och »kontrollerad«.",
            otherwise="warning",
        )
    for programme in pathway.programmes.values():
        expired = programme.valid_to is not None and programme.valid_to < on
        yield judged(
            not expired,
            f"program.{programme.id}",
            f"{programme.name} ska gälla nu.",
            place=f"varden.yaml, {programme.id}",
            detail=f"Gällde till {programme.valid_to}. {programme.verify}".strip(),
            otherwise="warning",
        )
