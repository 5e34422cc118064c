"""The guide's page, put together from what the form carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from samre.casework.documents.fact_words import known_in_words
from samre.casework.documents.forms.letterhead import version_text
from samre.casework.documents.letter_questions import letter_questions
from samre.casework.rules.guide_words import guide_texts
from samre.casework.rules.paper_words import letter_texts
from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, Facts, read_facts
from samre.pathway.questions.next_question import Question, next_questions

from ..definition import example_texts
from ..forms.state import GuideState
from ..forms.typing import TypedForm, choices, texts
from .certificate import CertificatePage, proposals, read_certificate, takes_certificates
from .facts import SEPARATOR, FactInput, KnownFact, KnownGroup, Proposal, fact_input, known_groups
from .journal import as_text
from .place import Place, read_place

ANSWER_SOURCE = "ditt svar"
SETTLES_STEP = "nästa steg"
NAMED_STEPS = 3


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in its place in the order, and which steps it settles."""

    input: FactInput
    why: str
    settles_step: bool
    number: int


@dataclass(frozen=True, slots=True)
class Urgent:
    """A question that can't wait, with its own heading. `follows`: an earlier one was just answered, so it stands open."""

    input: FactInput
    heading: str
    text: str
    follows: bool


@dataclass(frozen=True, slots=True)
class GuidePage:
    """All the guide shows. `is_today`: all is judged for the day it is; an example has a day of its own. `takes_certificates`: what
    is read in one answers questions of the map."""

    state: GuideState
    hidden: tuple[tuple[str, str], ...]
    on: date
    is_today: bool
    version: str
    certificate: CertificatePage | None
    takes_certificates: bool
    place: Place | None
    journal: str
    urgent: Urgent | None
    question: Ask | None
    more: tuple[Ask, ...]
    wider: tuple[Ask, ...]
    queue_count: int
    about_left: int
    known: tuple[KnownGroup, ...]
    known_count: int
    latest: KnownFact | None
    presumed: tuple[KnownGroup, ...]
    presumed_count: int
    corrections: tuple[FactInput, ...]
    conflicts: tuple[str, ...]
    doubts: tuple[str, ...]
    letter_questions: int
    examples: tuple[tuple[str, str, str], ...]
    forms: tuple[tuple[str, str, str], ...]
    typing: TypedForm | None
    file_error: str
    notice: str

    @property
    def is_letter_step(self) -> bool:
        """Whether the next step is to write the letter: one of its forms is a letter of ours."""
        here = (self.place.here or self.place.open_now) if self.place else None
        return here is not None and any(id_ in letter_texts()["blanketter"] for id_, _ in here.text.forms)

    @property
    def settled(self) -> bool:
        """Whether the user has gone on from the certificate to the questions."""
        return bool(self.state.answers.keys() - {texts()["född"]})


def guide_page(
    pathway: Pathway,
    state: GuideState,
    *,
    today: date,
    typing: TypedForm | None = None,
    file_error: str = "",
    notice: str = "",
) -> GuidePage:
    """The page for a state. Answers that can't be used are taken out of the state and shown for correction."""
    on = state.day or today
    certificate = (
        read_certificate(pathway, state.certificate, identity=state.identity, on=on)
        if state.certificate
        else None
    )
    proposed = proposals(pathway, state.certificate, on=on) if state.certificate else {}
    facts, errors = usable_facts(pathway, state, proposed, on=on)
    corrections = _corrections(pathway, state, errors)
    state = replace(
        state, answers={name: value for name, value in state.answers.items() if name not in errors}
    )
    evaluation = evaluate(pathway, facts, on=on)
    questions = next_questions(pathway, facts.values, facts.asked)
    asks = _asks(pathway, questions.items)
    version = version_text(pathway)
    place = None if state.is_empty else read_place(pathway, facts, evaluation)
    known = known_groups(pathway, facts, state.answers, proposed)
    presumed = known_groups(pathway, facts, state.answers, proposed, presumed=True)
    return GuidePage(
        state=state,
        hidden=tuple(state.hidden()),
        on=on,
        is_today=on == today,
        version=version,
        certificate=certificate,
        takes_certificates=takes_certificates(pathway),
        place=place,
        journal=as_text(place, known=known, certificate=certificate, on=on, version=version) if place else "",
        urgent=_urgent(pathway, state, facts),
        question=asks[0] if asks else None,
        more=tuple(ask for ask in asks[1:] if ask.settles_step),
        wider=tuple(ask for ask in asks[1:] if not ask.settles_step),
        queue_count=max(len(asks) - 1, 0),
        about_left=round(questions.about_left),
        known=known,
        known_count=sum(len(group.facts) for group in known),
        latest=_latest(state, known),
        presumed=() if state.is_empty else presumed,
        presumed_count=sum(len(group.facts) for group in presumed),
        corrections=corrections,
        conflicts=facts.conflicts,
        doubts=_doubts(pathway, facts),
        letter_questions=_questions_to_ask(pathway, state, facts, evaluation, on=on),
        examples=tuple((id_, row["namn"], row["text"]) for id_, row in example_texts()["exempel"].items()),
        forms=choices(),
        typing=typing,
        file_error=file_error,
        notice=notice,
    )


def _questions_to_ask(
    pathway: Pathway, state: GuideState, facts: Facts, evaluation: Evaluation, *, on: date
) -> int:
    """How many questions the letter has to ask."""
    if state.is_empty:
        return 0
    return len(letter_questions(pathway, state.certificate, facts, evaluation, on=on))


def usable_facts(
    pathway: Pathway, state: GuideState, proposed: Mapping[str, Proposal], *, on: date
) -> tuple[Facts, dict[str, str]]:
    """The facts that can be used, answers before what the certificate says; and what is wrong with the rest."""
    raw: dict[str, object] = {name: item.value for name, item in proposed.items()}
    raw.update(state.answers)
    sources = {name: item.source for name, item in proposed.items()}
    sources.update({name: ANSWER_SOURCE for name, value in state.answers.items() if value is not None})
    errors: dict[str, str] = {}
    while True:
        kept = {name: value for name, value in raw.items() if name not in errors}
        origin = {name: text for name, text in sources.items() if name in kept}
        try:
            return read_facts(pathway, kept, on=on, sources=origin), errors
        except FactError as error:
            found = dict(zip(error.names, error.problems, strict=True))
            errors.update({name: with_labels(pathway, text) for name, text in found.items()})
            if not found.keys() & kept.keys():
                raise


def _corrections(pathway: Pathway, state: GuideState, errors: Mapping[str, str]) -> tuple[FactInput, ...]:
    """The answers to put right: those that can't be read as they are written, and those that can't be true."""
    wrong = {name: (state.answers.get(name) or "", text) for name, text in errors.items()}
    wrong |= {name: (item.text, item.message) for name, item in state.refused.items()}
    return tuple(
        fact_input(pathway, pathway.facts[name], value=text, error=message)
        for name, (text, message) in wrong.items()
        if name in pathway.facts
    )


def _urgent(pathway: Pathway, state: GuideState, facts: Facts) -> Urgent | None:
    """The first question that can't wait and that nobody has answered."""
    for row in guide_texts()["brådskande"]:
        name, after = row["uppgift"], row.get("efter")
        if name not in pathway.facts or name in state.answers or name in facts.told:
            continue
        if after and facts.told.get(after) in (None, row["utom"]):
            continue
        return Urgent(fact_input(pathway, pathway.facts[name]), row["rubrik"], row["text"], bool(after))
    return None


def _doubts(pathway: Pathway, facts: Facts) -> tuple[str, ...]:
    """Whether the year of birth can be right, of somebody who would be very old."""
    row = guide_texts()["ålder"]
    age = facts.values.get(row["uppgift"])
    if not isinstance(age, int) or age <= row["stämmer_till"]:
        return ()
    fact = pathway.facts[row["uppgift"]]
    source = "födelseåret" if row["från"] in facts.told else "åldern"
    return (f"Stämmer {source}? Personen skulle vara {known_in_words(fact, facts)}.",)


def _latest(state: GuideState, known: tuple[KnownGroup, ...]) -> KnownFact | None:
    """The answer given last, which can be undone where the next question stands."""
    last = next(reversed(list(state.answers)), None)
    return next((fact for group in known for fact in group.facts if fact.input.id == last), None)


def with_labels(pathway: Pathway, text: str) -> str:
    """A message of the core says fact ids; a page says their labels."""
    for id_, fact in pathway.facts.items():
        text = text.replace(f"»{id_}«", f"»{fact.label}«")
    return text


def _asks(pathway: Pathway, items: tuple[Question, ...]) -> list[Ask]:
    return [
        Ask(
            input=fact_input(pathway, pathway.facts[item.fact]),
            why=steps_decided(pathway, item),
            settles_step=item.settles == SETTLES_STEP,
            number=number,
        )
        for number, item in enumerate(items, 1)
    ]


def steps_decided(pathway: Pathway, item: Question) -> str:
    """`Kontroll av SGI · Avslag · 3 steg till`: which steps a question helps to settle."""
    names = [pathway.steps[id_].short for id_ in item.decides[:NAMED_STEPS] if id_ in pathway.steps]
    more = len(item.decides) - len(names)
    if more > 0:
        names.append(f"{more} steg till")
    return SEPARATOR.join(names)
