"""The map as a FHIR R5 PlanDefinition: actions with conditions in CQL 1.5, whose null is unknown as the map's is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..logic import openness
from ..model import Pathway, Step
from ..nodes import And, Between, Compare, Constant, In, IsTrue, IsUnknown, Named, Node, Not, Or
from .presumed import presumption

CQL = "text/cql-expression"
# The actor of the map that is the person herself; all others are organisations.
PERSON = "IND"


def plan_definition(pathway: Pathway) -> dict[str, Any]:
    """The resource as JSON data. Everything a step holds goes along in words; only openness is a condition to be evaluated."""
    return {
        "resourceType": "PlanDefinition",
        "id": f"{pathway.id}-{pathway.hash[:12]}"[:64],
        "url": f"urn:samre:{pathway.id}",
        "version": pathway.hash[:12],
        "name": "SAMRE",
        "title": pathway.name,
        "status": "active",
        "date": pathway.valid_from.isoformat(),
        "description": "Underlag, inte beslut. Kartan rekommenderar, en person beslutar.",
        "usage": "\n".join(_inputs(pathway)),
        "goal": [
            {"id": goal.id, "description": {"text": goal.name}} for goal in pathway.goals.values()
        ],
        "action": [_action(pathway.steps[id_], pathway) for id_ in pathway.priority],
    }  # fmt: skip


def _inputs(pathway: Pathway) -> Iterator[str]:
    """What has to be filled in before the conditions are asked: null is only what somebody has asked and does not know."""
    for fact in pathway.facts.values():
        if told := presumption(fact, pathway):
            yield f'"{fact.id}" ({fact.label}): {told}'


def _action(step: Step, pathway: Pathway) -> dict[str, Any]:
    found: dict[str, Any] = {
        "linkId": step.id,
        "title": step.name,
        "description": step.commitment,
        "participant": [
            {"type": "patient" if actor == PERSON else "organization", "role": {"text": pathway.actors[actor].name}}
            for actor in dict.fromkeys((step.responsible, *step.participants))
        ],
        "condition": [
            {"kind": "applicability", "expression": {"language": CQL, "expression": cql(openness(step))}}
        ],
        "timingDuration": {"value": step.limit.days, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"},
        "documentation": [
            {"type": "citation", "citation": str(ref)} for ref in step.law
        ],
        "relatedAction": [
            {"targetId": way.target, "relationship": "before"} for way in step.ways if way.target in pathway.steps
        ],
        "goalId": [*dict.fromkeys((*step.goals, *(way.target for way in step.ways if way.target in pathway.goals)))],
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in ([], "")}


def cql(node: Node) -> str:
    """A condition in CQL. `in` of a list is written out as `or`, since the list operator says no of null."""
    match node:
        case Constant(value):
            return "true" if value else "false"
        case IsTrue(fact):
            return f'"{fact}"'
        case Compare(fact, op, str() as value):
            return f"\"{fact}\" {op} '{value}'"
        case Compare(fact, op, value):
            return f'"{fact}" {op} {value}'
        case Between(fact, low, high):
            return f'("{fact}" >= {low} and "{fact}" <= {high})'
        case In(fact, values):
            return "(" + " or ".join(f"\"{fact}\" = '{value}'" for value in values) + ")"
        case IsUnknown(fact):
            return f'"{fact}" is null'
        case Named(_, item):
            return cql(item)
        case Not(item):
            return f"not ({cql(item)})"
        case And(items):
            return "(" + " and ".join(map(cql, items)) + ")"
        case Or(items):
            return "(" + " or ".join(map(cql, items)) + ")"
