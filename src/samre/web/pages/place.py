"""Where the person is: the step, who has it, by when, why, what is missing, and the other ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samre.casework.documents.fact_words import in_words, known_in_words
from samre.casework.rules.guide_words import guide_texts
from samre.pathway.logic import truth
from samre.pathway.model import Because, Evaluation, Fact, Pathway, Step, StepResult, TimeLimit
from samre.pathway.nodes import FactValue
from samre.pathway.person.facts import Facts
from samre.pathway.person.limits import due
from samre.pathway.picture.drawing import DrawingError

from ..templatetags.words import svdate
from .facts import PRESUMED, who_answers
from .karta import LawText, StepText, law_texts, mini_map, step_text

MET, UNMET, OPEN = "uppfyllt", "inte uppfyllt", "ta reda på"
SHOWN = 3
_ORDER = {UNMET: 0, OPEN: 1, MET: 2}


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of the step: its words, whether it is met, and the paragraphs."""

    text: str
    status: str
    laws: tuple[LawText, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A deciding fact: `SGI: Nej, SGI är noll`, and where it came from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A fact to find out and who can answer."""

    id: str
    label: str
    who: str
    question: str


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step for one person on one day. `text` is what the map says of it, the rest is what holds for this person.

    `due` and the `limit` that gave it; `is_near` when the law's last day is close. `starter` takes the first step
    (`Personen, med din hjälp`), `decider` is the responsible actor where that is somebody else, else empty.
    `expired`: the sentence on a right whose time has run out, else empty.
    """

    id: str
    text: StepText
    status: str
    due: date
    limit: TimeLimit
    is_near: bool
    starter: str
    decider: str
    expired: str
    laws: tuple[LawText, ...]
    needs: tuple[Need, ...]
    because: tuple[Reason, ...]
    missing: tuple[Lack, ...]
    unmet: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is. `here` is None while it can't be told; `candidates` then holds what it can turn out to be:
    `open_now` of them can be begun at once, those `before` it may turn out to go first. `expired` are rights lost by time."""

    here: StepCard | None
    candidates: tuple[StepCard, ...]
    open_now: StepCard | None
    before: tuple[StepCard, ...]
    expired: tuple[StepCard, ...]
    also_open: tuple[StepCard, ...]
    may_open: tuple[StepCard, ...]
    done: tuple[StepCard, ...]
    closed: tuple[StepCard, ...]
    missing: tuple[Lack, ...]
    presumed: tuple[Reason, ...]
    picture: str

    @property
    def told(self) -> str:
        """The place in one line: `Nästa steg: Pension, Personen, med din hjälp`."""
        if self.here:
            return f"Nästa steg: {self.here.text.name}, {self.here.starter}"
        if self.open_now:
            return f"Går att göra nu: {self.open_now.text.name}, {self.open_now.starter}"
        return f"Nästa steg kan vara ett av {len(self.before)}"

    @property
    def brief(self) -> str:
        """The place in half a line, for a narrow screen: `Nästa steg: Avslag, sista dag 3 december 2026`."""
        card = self.here or self.open_now
        start = "Nästa steg" if self.here else "Går att göra nu"
        last = f", sista dag {svdate(card.due)}" if card and card.is_near else ""
        return f"{start}: {card.text.short}{last}" if card else self.told

    @property
    def rest_count(self) -> int:
        """How many steps may go before, besides those that are shown at once."""
        return max(len(self.before) - SHOWN, 0)


def read_place(pathway: Pathway, facts: Facts, evaluation: Evaluation) -> Place:
    """The evaluation in words. Steps keep the order of priority."""
    cards = {
        id_: step_card(pathway, pathway.steps[id_], evaluation.steps[id_], facts, evaluation.on)
        for id_ in pathway.priority
    }
    primary = evaluation.primary
    shown = set(evaluation.candidates)

    def with_status(status: str) -> tuple[StepCard, ...]:
        return tuple(card for id_, card in cards.items() if card.status == status and id_ not in shown)

    candidates = () if primary else tuple(cards[id_] for id_ in evaluation.candidates)
    open_now = next((card for card in candidates if card.status == "öppen"), None)
    return Place(
        here=cards[primary] if primary else None,
        candidates=candidates,
        open_now=open_now,
        before=tuple(card for card in candidates if card is not open_now),
        expired=tuple(card for card in cards.values() if card.expired),
        also_open=with_status("öppen"),
        may_open=with_status("kan bli öppen"),
        done=with_status("klar"),
        closed=with_status("inte aktuell"),
        missing=lacks(pathway, evaluation.missing),
        presumed=reasons(
            pathway, (Because(name, facts.values.get(name)) for name in evaluation.presumed), facts
        ),
        picture=picture(pathway, evaluation),
    )


def picture(pathway: Pathway, evaluation: Evaluation | None) -> str:
    """The small map as SVG, or nothing when the drawing does not fit the map: the words are enough to go on."""
    try:
        return mini_map(pathway, evaluation).svg
    except DrawingError:
        return ""


def step_card(pathway: Pathway, step: Step, result: StepResult, facts: Facts, on: date) -> StepCard:
    """One step in words, for one person on one day."""
    day, limit = due(pathway, step, facts.values, on=on)
    starter, decider = who_acts(pathway, step)
    return StepCard(
        id=step.id,
        text=step_text(pathway, step),
        status=result.status,
        due=day,
        limit=limit,
        is_near=limit.statutory and (day - on).days <= guide_texts()["nära_dagar"],
        starter=starter,
        decider=decider,
        expired=_expired(result, day),
        laws=law_texts(pathway, result.law or step.law),
        needs=needs_of(pathway, step, facts),
        because=reasons(pathway, result.because, facts),
        missing=lacks(pathway, result.missing),
        unmet=next((need.text for need in step.requires if need.id == result.unmet), ""),
    )


def who_acts(pathway: Pathway, step: Step) -> tuple[str, str]:
    """Who takes the first step, and who decides where that is another: (`Personen, med din hjälp`, `Pensionsmyndigheten`)."""
    texts = guide_texts()["den_sökande"]
    first = pathway.actors[step.starts or step.responsible]
    is_person = first.id == texts["aktör"]
    starter = texts["text"].format(namn=first.short or first.name) if is_person else first.name
    return starter, "" if first.id == step.responsible else pathway.actors[step.responsible].name


def _expired(result: StepResult, last: date) -> str:
    """The sentence on a right whose time has run out; empty for every other step."""
    texts = guide_texts()["utgången"]
    is_lost = result.status == "inte aktuell" and result.unmet == texts["krav"]
    return texts["text"].format(dag=svdate(last)) if is_lost else ""


def needs_of(pathway: Pathway, step: Step, facts: Facts) -> tuple[Need, ...]:
    """The step's own requirements, those that are not met first, then those to find out."""
    words = {True: MET, False: UNMET, None: OPEN}
    found = [
        Need(need.text, words[truth(need.condition, facts.values)], law_texts(pathway, need.law))
        for need in step.requires
    ]
    return tuple(sorted(found, key=lambda need: _ORDER[need.status]))


def reasons(pathway: Pathway, because: Iterable[Because], facts: Facts) -> tuple[Reason, ...]:
    """Deciding facts in words, with their source; what is only presumed says so."""
    return tuple(
        Reason(
            pathway.facts[item.fact].label,
            _in_words(pathway.facts[item.fact], item.value, facts),
            PRESUMED if item.fact in facts.presumed else item.source,
        )
        for item in because
    )


def _in_words(fact: Fact, value: FactValue | None, facts: Facts) -> str:
    return known_in_words(fact, facts) if fact.id in facts.spans else in_words(fact, value)


def lacks(pathway: Pathway, names: Iterable[str]) -> tuple[Lack, ...]:
    """Facts to find out, each once."""
    once = dict.fromkeys(names)
    return tuple(
        Lack(name, fact.label, who_answers(pathway, fact), fact.question)
        for name, fact in ((name, pathway.facts[name]) for name in once)
    )
