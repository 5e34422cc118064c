"""The facts of a made-up case in a form: one field for each fact the map knows, named after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from samre.accounts.acts import Refused
from samre.pathway.model import Fact, Pathway
from samre.pathway.person.facts import Facts

from ..pages.facts import FactInput, fact_input, form_value
from .answers import Read, read_answer
from .problems import all_together

PREFIX = "uppgift."
UNKNOWN = "vet inte"
OTHERS = "Övrigt"


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields under one of the map's headings; `told`: how many of them that say something."""

    name: str
    fields: tuple[FactInput, ...]
    told: int
    is_wrong: bool


def facts_to_ask(pathway: Pathway) -> tuple[Fact, ...]:
    """The facts a case is written with. What follows from others is left out, and so is a day of birth: a made-up person
    has an age."""
    births = {
        fact.derivation.source
        for fact in pathway.facts.values()
        if fact.derivation is not None and fact.derivation.kind == "ålder"
    }
    return tuple(
        fact
        for fact in pathway.facts.values()
        if fact.id not in births and (fact.derivation is None or fact.derivation.kind == "ålder")
    )


def values_of(pathway: Pathway, facts: Facts) -> dict[str, str]:
    """What is known in a case, as the form writes it."""
    return {
        fact.id: UNKNOWN if fact.id not in facts.values else form_value(facts.values[fact.id])
        for fact in facts_to_ask(pathway)
        if fact.id in facts.told or (fact.id in facts.asked and fact.id not in facts.values)
    }


def sent_values(request: HttpRequest, pathway: Pathway) -> dict[str, str]:
    """The fields as they were sent, without those left empty."""
    sent = {fact.id: request.POST.get(f"{PREFIX}{fact.id}", "").strip() for fact in facts_to_ask(pathway)}
    return {id_: text for id_, text in sent.items() if text}


def read_values(pathway: Pathway, sent: Mapping[str, str]) -> dict[str, object]:
    """The facts as the map reads them, None for what nobody knows. Raises Refused at each field that can't be read."""
    found: dict[str, object] = {}
    with all_together() as wrong:
        for id_, text in sent.items():
            read = read_answer(pathway.facts[id_], text, this_year=timezone.localdate().year, ahead=True)
            if isinstance(read, Read):
                found[id_] = read.value
            else:
                wrong[id_] = read.message
    return found


def renamed(refused: Refused, pathway: Pathway) -> Refused:
    """The same problems at the form's own fields."""
    return Refused(
        {
            f"{PREFIX}{name}" if name in pathway.facts else name: text
            for name, text in refused.problems.items()
        }
    )


def field_groups(
    pathway: Pathway, values: Mapping[str, str], problems: Mapping[str, str]
) -> tuple[FieldGroup, ...]:
    """Every field under the map's headings, in its order."""
    groups: dict[str, list[Fact]] = {id_: [] for id_ in pathway.groups}
    for fact in facts_to_ask(pathway):
        groups.setdefault(fact.group, []).append(fact)
    return tuple(
        _group(
            pathway, pathway.groups[id_].name if id_ in pathway.groups else OTHERS, facts, values, problems
        )
        for id_, facts in groups.items()
        if facts
    )


def _group(
    pathway: Pathway,
    name: str,
    facts: Iterable[Fact],
    values: Mapping[str, str],
    problems: Mapping[str, str],
) -> FieldGroup:
    fields = tuple(
        fact_input(pathway, fact, value=values.get(fact.id, ""), error=problems.get(f"{PREFIX}{fact.id}", ""))
        for fact in facts
    )
    return FieldGroup(
        name, fields, sum(bool(field.value) for field in fields), any(field.error for field in fields)
    )
