"""What is known in a worked case, in words: what tells it apart first, then what is settled, presumed, unknown and unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samre.casework.documents.fact_words import in_words
from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.person.facts import Facts


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the case in words, with its source when the case has one."""

    label: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """Facts under one heading of the map."""

    name: str
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ToldCase:
    """`lines` are the facts that tell the case apart, `quiet` what is settled and does not apply, `presumed` what nobody has asked,
    `unknown` what was asked and nobody knows, `unasked` what nobody has asked and nothing is presumed about."""

    lines: tuple[ToldGroup, ...]
    quiet: tuple[Told, ...]
    presumed: tuple[Told, ...]
    unknown: tuple[Told, ...]
    unasked: tuple[Told, ...]


def told_case(pathway: Pathway, facts: Facts) -> ToldCase:
    """Everything that is known in a case, and what is not."""
    known = list(_known(pathway, facts))
    every = pathway.facts.items()
    return ToldCase(
        lines=_groups_of(pathway, facts, [fact for fact in known if not _is_quiet(fact, facts)]),
        quiet=tuple(told_fact(facts, fact) for fact in known if _is_quiet(fact, facts)),
        presumed=tuple(told_fact(facts, fact) for id_, fact in every if id_ in facts.presumed),
        unknown=tuple(
            told_fact(facts, fact) for id_, fact in every if id_ in facts.asked and id_ not in facts.values
        ),
        unasked=tuple(
            told_fact(facts, fact)
            for id_, fact in every
            if id_ not in facts.asked and id_ not in facts.values and fact.derivation is None
        ),
    )


def _known(pathway: Pathway, facts: Facts) -> Iterator[Fact]:
    return (fact for id_, fact in pathway.facts.items() if id_ in facts.told)


def _is_quiet(fact: Fact, facts: Facts) -> bool:
    """Whether the answer is the one the map goes from anyway, or a no or a nought that most people have."""
    value = facts.values[fact.id]
    if fact.presumed is not None:
        return value == fact.presumed
    if value is False:
        return fact.weights.get("falskt", 0) >= fact.weights.get("sant", 0)
    return fact.kind == "int" and value == 0


def told_fact(facts: Facts, fact: Fact) -> Told:
    value: FactValue | None = facts.values.get(fact.id)
    return Told(fact.label, in_words(fact, value), facts.sources.get(fact.id, ""))


def _groups_of(pathway: Pathway, facts: Facts, known: Iterable[Fact]) -> tuple[ToldGroup, ...]:
    groups: dict[str, list[Told]] = {id_: [] for id_ in pathway.groups}
    for fact in known:
        groups.setdefault(fact.group, []).append(told_fact(facts, fact))
    return tuple(
        ToldGroup(pathway.groups[id_].name if id_ in pathway.groups else "Övrigt", tuple(told))
        for id_, told in groups.items()
        if told
    )
