"""What does not hold, told as a story about somebody made up: what is known of her, what happens, what the map answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from samre.casework.documents.fact_words import in_words, written_day
from samre.governance.rules.proof_places import Spot, heading_of, spot_of
from samre.governance.rules.proof_words import actor_name, box_name, fact_name, kind_of, proof_words
from samre.pathway.changes.spoken import spoken
from samre.pathway.model import Evaluation, Fact, Pathway, Step
from samre.pathway.nodes import FactValue
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, read_facts
from samre.pathway.proof.limit_words import other_time
from samre.pathway.proof.report import Obligation
from samre.pathway.proof.witness import Witnesses, witnesses_of
from samre.pathway.wording import days_words

from .proof_depends import depends_on

Person = Mapping[str, FactValue]
WORDLESS = "ett svar utan ord"
# The proof itself shows somebody, perhaps of whom nothing is known.
_SHOWN = ("alla.kända", "alla", "egna_krav", "exakt", "kretsar")
# The story is about somebody who stands in the box.
_STANDS = (
    "ansvarig", "nås", "väg", "väg.falskt", "framme", "vägar", "klart", "lagfrist", "frist", "bevakad", "text",
)  # fmt: skip
# It is about a question, that anybody may be asked.
_ASKED_OF = ("fråga", "används")
# What the map answers says something that the story has not said.
_ANSWERED = ("alla.kända", "alla", "öppet", "först", "krav", "exakt")
_PARTS = {"kort": "kort namn", "frist": "fristen i ord"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story: `known`, what is known of her that the fault depends on (label, value), and `rest`, what else it takes to be her;
    `happens`, what happens to her; `answer`, what the map says. `facts` is the same person as the map's programs read it; it is
    never shown."""

    name: str
    known: tuple[tuple[str, str], ...]
    happens: str
    answer: str
    facts: Person
    rest: tuple[tuple[str, str], ...] = ()
    tells_known: bool = True

    @property
    def opening(self) -> str:
        """How the story begins."""
        if not self.tells_known:
            return f"{self.name} är påhittad."
        if not self.known and self.rest:
            return f"{self.name} är påhittad. Felet hänger inte på något som är särskilt för {self.name}."
        if not self.known:
            return f"{self.name} är påhittad. Ni vet ingenting om {self.name} än."
        return f"{self.name} är påhittad. Det här vet ni om {self.name}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Something that does not hold, or that somebody should look at. `plain` is told where there is nobody to tell about;
    `condition` is the condition it is about, read aloud."""

    id: str
    kind: str
    heading: str
    story: Story | None
    plain: str
    mend: str
    condition: str
    spot: Spot


def shown(pathway: Pathway, item: Obligation, *, name: str, on: date, may_look: bool = True) -> Shown:
    """An obligation that is not proved, told of somebody called `name`. `may_look`: whether somebody is looked for where the proof
    has shown nobody."""
    kind, spot, facts = kind_of(item.id), spot_of(pathway, item), _readable(pathway)
    words = proof_words()["krav"][kind]
    witnesses = witnesses_of(pathway) if may_look else None
    person, other = _person(pathway, item, kind, spot, witnesses)
    slots = _slots(pathway, item, spot, name=name, person=person, other=other, on=on)
    odds = witnesses.at_odds(spot.box) if witnesses and kind == "öppet" and person is None else ()
    slots |= {"strid": "; ".join(spoken(part, facts) for part in odds)}
    happens = str(words.get("händer", ""))
    story = None
    if happens and person is not None:
        needed = depends_on(pathway, kind, spot, other, item, person)
        story = Story(
            name=name,
            known=known_of(pathway, {id_: person[id_] for id_ in person if id_ in needed}),
            rest=known_of(pathway, {id_: person[id_] for id_ in person if id_ not in needed}),
            happens=happens.format_map(slots),
            answer=answer_about(pathway, person, name=name, on=on) if kind in _ANSWERED else "",
            facts=person,
            tells_known=kind not in _ASKED_OF,
        )
    instead = "oprövat" if item.verdict == "warning" and "oprövat" in words else "ingen"
    return Shown(
        id=item.id,
        kind=kind,
        heading=heading_of(pathway, item),
        story=story,
        plain="" if story else str(words.get(instead, "")).format_map(slots).strip(),
        mend=str(words["rätta_strid" if slots["strid"] else "rätta"]).format_map(slots),
        condition="" if spot.node is None else spoken(spot.node, facts),
        spot=spot,
    )


def known_of(pathway: Pathway, person: Person) -> tuple[tuple[str, str], ...]:
    """What is known of somebody, in the map's order, in words."""
    facts = pathway.facts.items()
    return tuple((fact_name(fact), told(fact, person[id_])) for id_, fact in facts if id_ in person)


def told(fact: Fact, value: FactValue) -> str:
    """A value as a reader says it; never its id."""
    return in_words(fact, value).strip() or WORDLESS


def standing(pathway: Pathway, person: Person, *, on: date) -> Evaluation | None:
    """Where the map puts somebody; None where it can't read what is known of her."""
    try:
        facts = read_facts(pathway, dict(person), on=on)
    except FactError:
        return None
    return evaluate(pathway, facts, on=on)


def answer_about(pathway: Pathway, person: Person, *, name: str, on: date) -> str:
    """What the map says of somebody, as a sentence."""
    found = standing(pathway, person, on=on)
    if found is None:
        return ""
    if found.primary:
        who = actor_name(pathway, found.responsible or "")
        day = f", senast {written_day(found.due.isoformat())}" if found.due else ""
        return (
            f"Kartan svarar: {name}s nästa steg är {box_name(pathway, found.primary)}. {who} ansvarar{day}."
        )
    if not found.candidates:
        return f"Kartan svarar ingenting: ingen ruta är öppen för {name}, och ingen kan bli det."
    boxes = _either([box_name(pathway, id_) for id_ in found.candidates])
    return f"Kartan kan inte säga vilket steg som är nästa. Det kan bli {boxes}."


def _person(
    pathway: Pathway, item: Obligation, kind: str, spot: Spot, witnesses: Witnesses | None
) -> tuple[Person | None, str]:
    """Who the story is about, the one the proof found or somebody who stands where the fault is; and which other box."""
    if item.case or (kind in _SHOWN and item.verdict != "proved"):
        return item.facts, spot.other
    if kind in _ASKED_OF:
        return {}, ""
    if spot.box not in pathway.steps or witnesses is None:
        return None, spot.other
    if kind == "först":
        return witnesses.shadowed(spot.box)
    if kind == "öppet":
        return witnesses.meant_for(spot.box), ""
    if kind == "krav":
        return witnesses.meeting_all_but(spot.box, item.id.rpartition(".")[2]), ""
    if kind not in _STANDS:
        return None, spot.other
    found = witnesses.next_in(spot.box)
    return witnesses.open_in(spot.box) if found is None else found, spot.other


def _slots(
    pathway: Pathway, item: Obligation, spot: Spot, *, name: str, person: Person | None, other: str, on: date
) -> dict[str, str]:
    step, facts = pathway.steps.get(spot.box), _readable(pathway)
    return {
        "namn": name,
        "ruta": box_name(pathway, spot.box) if step else "rutan",
        "ansvarig": actor_name(pathway, step.responsible) if step else "",
        "dag": "" if step is None else _last_day(pathway, step, person, on=on),
        "sak": spot.name,
        "plats": spot.where,
        "annan": box_name(pathway, other) if other else _before(pathway, spot, person, on=on),
        "del": "; ".join(spoken(part, facts) for part in item.parts),
        "ord": "" if step is None else other_time(step.limit.text, step.limit.days),
        "dagar": "" if step is None else days_words(step.limit.days),
        "saknas": _missing(pathway, item.detail),
        "anm": _note(pathway, spot, kind_of(item.id), on),
    }


def _last_day(pathway: Pathway, step: Step, person: Person | None, *, on: date) -> str:
    """The day the responsible one has, if this is her step; the time in words otherwise."""
    found = None if person is None else standing(pathway, person, on=on)
    if found is None or found.due is None or found.primary != step.id:
        return f"inom {days_words(step.limit.days)}"
    return written_day(found.due.isoformat())


def _before(pathway: Pathway, spot: Spot, person: Person | None, *, on: date) -> str:
    """A box that goes before, for somebody for whom this one is open."""
    found = None if person is None else standing(pathway, person, on=on)
    urgent = [] if found is None else [id_ for id_ in found.candidates if id_ != spot.box]
    return box_name(pathway, urgent[0]) if urgent else "en annan ruta"


def _missing(pathway: Pathway, detail: str) -> str:
    """What is missing, as the proof lists it, in words."""
    listed = detail.partition(": ")[2].removesuffix(".")
    return ", ".join(dict.fromkeys(_part(pathway, part) for part in listed.split(", ") if part))


def _part(pathway: Pathway, part: str) -> str:
    if part.startswith("krav "):
        return "ett kravs text"
    if part.startswith("ord för svaret"):
        return "ord för ett av svaren"
    if part.startswith("väg till "):
        return f"när man går vägen till {box_name(pathway, part.removeprefix('väg till '))}"
    return _PARTS.get(part, part)


def _note(pathway: Pathway, spot: Spot, kind: str, on: date) -> str:
    """What is said beside a law or a programme."""
    if kind == "program":
        programme = pathway.programmes[spot.id]
        until = written_day(programme.valid_to.isoformat()) if programme.valid_to else ""
        return f"Det gällde till {until}. {programme.verify}".strip()
    if kind not in ("lagtext", "lagkontroll"):
        return ""
    law = pathway.laws[spot.id]
    if kind == "lagtext":
        return law.note
    if law.next_check is not None and law.next_check < on:
        return f"Texten skulle ha lästs igen {written_day(law.next_check.isoformat())}."
    return f"Texten lästes {written_day(law.checked.isoformat())}." if law.checked else ""


def _readable(pathway: Pathway) -> dict[str, Fact]:
    """The facts with a word for each, so that a condition can be read aloud where the map has none yet."""
    return {
        id_: replace(
            fact,
            label=fact_name(fact),
            choices=tuple(replace(one, label=told(fact, one.id)) for one in fact.choices),
        )
        for id_, fact in pathway.facts.items()
    }


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} eller {names[-1]}"
