"""Facts as a page needs them: a question with ways to answer it, and an answer in words with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samre.casework.documents.fact_words import in_words, known_in_words, sentence_list
from samre.casework.rules.guide_words import choices_of
from samre.pathway.model import Fact, Pathway
from samre.pathway.nodes import FactValue
from samre.pathway.person.facts import Facts

YES_NO = (("ja", "Ja"), ("nej", "Nej"))
SEPARATOR = " · "
PRESUMED = "antas"


@dataclass(frozen=True, slots=True)
class FactInput:
    """A question and how it is answered. `options` are (value, label); without them it is a number or a date."""

    id: str
    question: str
    label: str
    help: str
    kind: str
    options: tuple[tuple[str, str], ...]
    minimum: int | None
    maximum: int | None
    unit: str
    who: str
    evidence: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that the certificate gives, and where from."""

    value: object
    source: str


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One line of what is known. `origin`: svar (typed here), intyg (read), uträknad (follows), antas (the map goes
    from it until somebody has asked) or okänd ("vet inte"). `other`: what the certificate says when the answer differs."""

    input: FactInput
    text: str
    origin: str
    source: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class KnownGroup:
    """The known facts under one heading."""

    name: str
    facts: tuple[KnownFact, ...]


def who_answers(pathway: Pathway, fact: Fact) -> str:
    """`Försäkringskassan · Personen`."""
    names = [
        pathway.actors[actor].short or pathway.actors[actor].name
        for actor in fact.who
        if actor in pathway.actors
    ]
    return SEPARATOR.join(names)


def fact_input(pathway: Pathway, fact: Fact, *, value: str = "", error: str = "") -> FactInput:
    """The question of a fact, with what was typed last and what was wrong with it."""
    options: tuple[tuple[str, str], ...] = ()
    if fact.kind == "bool":
        options = YES_NO
    elif fact.kind == "enum":
        options = tuple((choice.id, choice.label) for choice in fact.choices)
    elif fact.kind == "int":
        options = choices_of(fact)
    return FactInput(
        id=fact.id,
        question=fact.question,
        label=fact.label,
        help=fact.help,
        kind=fact.kind,
        options=options,
        minimum=fact.minimum,
        maximum=fact.maximum,
        unit=fact.unit,
        who=who_answers(pathway, fact),
        evidence=sentence_list(list(fact.evidence), last="eller"),
        value=value,
        error=error,
    )


def form_value(value: FactValue | None) -> str:
    """A value as the form writes it."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else str(value)


def known_groups(
    pathway: Pathway,
    facts: Facts,
    answers: Mapping[str, str | None],
    proposed: Mapping[str, Proposal],
    *,
    presumed: bool = False,
) -> tuple[KnownGroup, ...]:
    """All that is known (or, with `presumed`, all that is only presumed), under the definition's headings, in its order."""
    groups: dict[str, list[KnownFact]] = {}
    for known in _known(pathway, facts, answers, proposed):
        if (known.origin == PRESUMED) != presumed:
            continue
        groups.setdefault(pathway.facts[known.input.id].group, []).append(known)
    order = [*pathway.groups, *(key for key in groups if key not in pathway.groups)]
    return tuple(
        KnownGroup(pathway.groups[key].name if key in pathway.groups else "Övrigt", tuple(groups[key]))
        for key in order
        if key in groups
    )


def _known(
    pathway: Pathway, facts: Facts, answers: Mapping[str, str | None], proposed: Mapping[str, Proposal]
) -> Iterator[KnownFact]:
    for id_, fact in pathway.facts.items():
        if id_ not in facts.values and id_ not in facts.asked and id_ not in facts.spans:
            continue
        value = facts.values.get(id_)
        origin = PRESUMED if id_ in facts.presumed else "uträknad"
        if id_ in answers:
            origin = "okänd" if answers[id_] is None else "svar"
        elif id_ in proposed:
            origin = "intyg"
        yield KnownFact(
            input=fact_input(pathway, fact, value=form_value(value)),
            text=known_in_words(fact, facts),
            origin=origin,
            source=facts.sources.get(id_, ""),
            other=_contradiction(fact, value, proposed[id_]) if id_ in answers and id_ in proposed else "",
        )


def _contradiction(fact: Fact, value: FactValue | None, proposal: Proposal) -> str:
    """What the certificate says, with its source, when it is not what was answered."""
    said = proposal.value if isinstance(proposal.value, bool | int | str) else str(proposal.value)
    if value is None or form_value(value) == form_value(said):
        return ""
    return f"{proposal.source} säger {in_words(fact, said)}"
