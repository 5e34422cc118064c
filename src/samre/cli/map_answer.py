"""What `samre map facts` and `samre map show` answer, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from samre.pathway.model import Fact, Pathway, Step

from .text import bullets, folded

KINDS = {"bool": "ja eller nej", "date": "dag, som 1984-05-12"}


def fact_answer(pathway: Pathway, fact: Fact) -> dict[str, Any]:
    """One fact: what it may be, and who can answer."""
    return {
        "fact": fact.id,
        "kind": fact.kind,
        "label": fact.label,
        "question": fact.question,
        "choices": {choice.id: choice.label for choice in fact.choices},
        "minimum": fact.minimum,
        "maximum": fact.maximum,
        "unit": fact.unit,
        "who": [pathway.actors[actor].name for actor in fact.who],
        "evidence": list(fact.evidence),
        "derived": fact.derivation is not None,
    }


def fact_line(fact: Mapping[str, Any]) -> str:
    """One fact in two lines: name with values, and the question."""
    if fact["kind"] == "int":
        values = f"{fact['minimum']} till {fact['maximum']} {fact['unit']}".rstrip()
    else:
        values = KINDS.get(fact["kind"]) or ", ".join(fact["choices"])
    derived = " (räknas ut när den inte anges)" if fact["derived"] else ""
    return "\n".join([*folded(f"{fact['fact']}: ", values + derived), *folded("    ", fact["question"])])


def step_answer(pathway: Pathway, step: Step) -> dict[str, Any]:
    """One step as the map describes it."""
    names = {id_: other.name for id_, other in pathway.steps.items()}
    names |= {id_: goal.name for id_, goal in pathway.goals.items()}
    return {
        "id": step.id,
        "name": step.name,
        "phase": pathway.phases[step.phase].name,
        "responsible": step.responsible,
        "responsible_name": pathway.actors[step.responsible].name,
        "participants": list(step.participants),
        "commitment": step.commitment,
        "must_know": list(step.must_know),
        "requires": [
            {"id": need.id, "text": need.text, "law": list(map(str, need.law))} for need in step.requires
        ],
        "evidence": list(step.evidence),
        "forms": [pathway.forms[form].name if form in pathway.forms else form for form in step.forms],
        "limit": {"days": step.limit.days, "text": step.limit.text, "statutory": step.limit.statutory},
        "law": list(map(str, step.law)),
        "ways": [{"to": way.target, "name": names[way.target], "text": way.text} for way in step.ways],
        "advice": step.advice,
        "escalation": step.escalation,
        "uncertain": list(step.uncertain),
    }


def step_text(found: Mapping[str, Any]) -> str:
    """One step for a terminal."""
    return "\n".join(_step_lines(found))


def _step_lines(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"{found['id']} {found['name']} ({found['phase']})"
    yield from folded("  Ansvarig: ", found["responsible_name"])
    yield from folded("  Åtagande: ", found["commitment"])
    kind = "lag" if found["limit"]["statutory"] else "förslag"
    yield from folded("  Tid: ", f"{found['limit']['text']} ({found['limit']['days']} dagar, {kind})")
    if found["law"]:
        yield from folded("  Lag: ", ", ".join(found["law"]))
    headings = (
        ("Det här krävs", [need["text"] for need in found["requires"]]),
        ("Det här måste vetas", found["must_know"]),
        ("Underlag", found["evidence"]),
        ("Blanketter", found["forms"]),
        ("Vägar vidare", [f"{way['text']}: {way['to']} {way['name']}" for way in found["ways"]]),
        ("Osäkert", found["uncertain"]),
    )
    for heading, lines in headings:
        if lines:
            yield f"  {heading}:"
            yield bullets(lines, indent=4)
    for heading, text in (("Råd", found["advice"]), ("Om inget svar kommer", found["escalation"])):
        if text:
            yield from folded(f"  {heading}: ", text)
