"""What `samre route` answers: ids and words from the evaluation and the definition, as plain data."""

from __future__ import annotations

from typing import Any

from samre.pathway.model import Because, Evaluation, Fact, Pathway, StepResult
from samre.pathway.person.facts import Facts
from samre.pathway.questions.next_question import Question, next_questions

NOTE = "Underlag, inte beslut."


def words_for(fact: Fact, value: object) -> str:
    """A fact's value as a person says it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    labels = {choice.id: choice.label for choice in fact.choices}
    if isinstance(value, str) and value in labels:
        return labels[value]
    return f"{value} {fact.unit}".strip() if value is not None else "inte känt"


def because_of(pathway: Pathway, item: Because) -> dict[str, Any]:
    """A deciding fact: id, value, source and the words for both."""
    fact = pathway.facts[item.fact]
    return {
        "fact": item.fact,
        "value": item.value,
        "source": item.source,
        "text": f"{fact.label or fact.id}: {words_for(fact, item.value)}",
    }


def step_answer(pathway: Pathway, result: StepResult) -> dict[str, Any]:
    """One step: status, why, what can still change it, and the first requirement that is not met."""
    step = pathway.steps[result.id]
    unmet = next((need for need in step.requires if need.id == result.unmet), None)
    return {
        "name": step.name,
        "status": result.status,
        "responsible": step.responsible,
        "because": [because_of(pathway, item) for item in result.because],
        "missing": list(result.missing),
        "unmet": {"id": unmet.id, "text": unmet.text, "law": list(map(str, unmet.law))} if unmet else None,
        "law": list(map(str, result.law)),
    }


def question_answer(pathway: Pathway, ask: Question) -> dict[str, Any]:
    """One question: who can answer it, and which steps it helps to decide."""
    fact = pathway.facts[ask.fact]
    names = [pathway.actors[actor].short or pathway.actors[actor].name for actor in fact.who]
    return {
        "fact": fact.id,
        "question": fact.question,
        "who": ", ".join(names),
        "who_ids": list(fact.who),
        "evidence": list(fact.evidence),
        "decides": list(ask.decides),
        "cost": ask.cost,
        "settles": ask.settles,
    }


def answer(pathway: Pathway, facts: Facts, found: Evaluation) -> dict[str, Any]:
    """Everything `samre route --json` says. The keys are fixed; others may be added."""
    primary = pathway.steps[found.primary] if found.primary else None
    plan = next_questions(pathway, facts.values, facts.asked)
    return {
        "pathway": found.pathway,
        "version": pathway.hash[:12],
        "on": found.on.isoformat(),
        "primary": found.primary,
        "primary_name": primary.name if primary else None,
        "candidates": list(found.candidates),
        "responsible": found.responsible,
        "responsible_name": pathway.actors[found.responsible].name if found.responsible else None,
        "due": found.due.isoformat() if found.due else None,
        "open": list(found.open),
        "missing": list(found.missing),
        "missing_names": [pathway.facts[fact].label or fact for fact in found.missing],
        "presumed": [
            {
                "fact": fact,
                "value": facts.values[fact],
                "label": pathway.facts[fact].label,
                "text": words_for(pathway.facts[fact], facts.values[fact]),
            }
            for fact in found.presumed
        ],
        "conflicts": list(facts.conflicts),
        "steps": {id_: step_answer(pathway, result) for id_, result in found.steps.items()},
        "next_questions": [question_answer(pathway, ask) for ask in plan.items],
        "about_left": round(plan.about_left, 1),
        "law": list(map(str, primary.law)) if primary else [],
        "note": NOTE,
    }
