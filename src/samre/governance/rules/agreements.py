"""What an agreement says and lacks: pure, from its terms and the map. Words and numbers stand in `styrgrupp.yaml`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from samre.certificate.wording import in_words
from samre.definitions import read_yaml
from samre.pathway.model import Pathway, Step
from samre.pathway.wording import days_words

from .proof_words import box_name


@dataclass(frozen=True, slots=True)
class Promise:
    """What a party promises in a step; `days` None: no time is promised."""

    step: str
    text: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """A party as the agreement names it: the actors of the map it is, its authority where it is one of the system's."""

    name: str
    actors: tuple[str, ...]
    authority: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """All an agreement says, in the order it is said. `parts` = (heading, text)."""

    title: str
    chart: str
    parts: tuple[tuple[str, str], ...]
    valid_from: date
    valid_to: date | None
    review_on: date
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the map and the agreement do not meet. `kind`: "utan_part" (nobody of the parties is responsible for the step),
    "utan_åtagande" (the party promises nothing there), "borta" (the step is not on the map), "längre" and "kortare" (another time
    than the map's). `text` says it in Swedish."""

    kind: str
    step: str
    party: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agreement stands on a day: `code` is "skrivs", "undertecknas", "kommande", "gäller", "gå_igenom" or "slut"."""

    code: str
    text: str


@lru_cache(maxsize=1)
def agreement_rules() -> Mapping[str, Any]:
    """`överenskommelse` of styrgrupp.yaml."""
    return dict(read_yaml("styrgrupp.yaml")["överenskommelse"])


def terms_hash(terms: Terms) -> str:
    """The same for the same terms, whatever else is written about the agreement."""
    kept = json.dumps(asdict(terms), ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(kept.encode()).hexdigest()


def possible_actors(pathway: Pathway) -> tuple[tuple[str, str], ...]:
    """The actors of the map that can be a party, with their names."""
    never = set(agreement_rules()["aldrig_part"])
    return tuple((id_, actor.name) for id_, actor in pathway.actors.items() if id_ not in never)


def steps_of(pathway: Pathway, actors: tuple[str, ...]) -> tuple[Step, ...]:
    """The steps where one of the actors does something: those it is responsible for first, then those it takes part in."""
    mine = [step for step in pathway.steps.values() if step.responsible in actors]
    also = [step for step in pathway.steps.values() if step not in mine and _takes_part(step, actors)]
    return (*mine, *also)


def proposed(pathway: Pathway, actors: tuple[str, ...]) -> tuple[Promise, ...]:
    """What the map says that these actors do: a beginning of what they promise."""
    return tuple(
        Promise(
            step.id,
            step.commitment,
            step.limit.days or None if is_their_limit(pathway, step, actors) else None,
        )
        for step in steps_of(pathway, actors)
        if step.responsible in actors
    )


def is_their_limit(pathway: Pathway, step: Step, actors: tuple[str, ...]) -> bool:
    """Whether a step's time is that of one of the actors: they answer for it and nobody else begins it, and its words do not
    begin with somebody else."""
    if step.responsible not in actors or step.starts not in ("", *actors):
        return False
    others = {actor.name.split(",")[0] for id_, actor in pathway.actors.items() if id_ not in actors}
    return not any(step.limit.text.startswith(f"{name} ") for name in others)


def missing_before_signing(terms: Terms, pathway: Pathway) -> tuple[str, ...]:
    """What has to be mended before anybody signs, as sentences; empty when nothing does."""
    return tuple(_missing(terms, pathway))


def wrong_days(terms_from: date, terms_to: date | None, review: date) -> dict[str, str]:
    """Field → what is wrong with the days of an agreement."""
    rules, problems = agreement_rules(), {}
    if terms_to is not None and terms_to < terms_from:
        problems["till"] = "Sista dagen ligger före den första."
    latest = terms_from + timedelta(days=int(rules["gå_igenom_inom_dagar"]))
    if review <= terms_from:
        problems["granskas"] = "Välj en dag efter att överenskommelsen har börjat gälla."
    elif review > latest:
        problems["granskas"] = f"Gå igenom den minst en gång om året: senast {in_words(latest)}."
    return problems


def wrong_promise(promise: Promise, side: Side, pathway: Pathway) -> str:
    """Why a promise can't stand as it is, as a sentence; empty when it can."""
    step = pathway.steps.get(promise.step)
    if step is None:
        return "Steget finns inte på kartan."
    if step.responsible not in side.actors and not _takes_part(step, side.actors):
        return f"{side.name} har ingen uppgift i steget på kartan."
    if not promise.text.strip():
        return "Skriv vad parten gör i steget."
    most = int(agreement_rules()["längsta_frist"])
    if promise.days is not None and not 1 <= promise.days <= most:
        return f"Skriv ett antal dagar mellan 1 och {most}, eller lämna tomt."
    is_theirs = step.responsible in side.actors
    if is_theirs and step.limit.statutory and (promise.days or 0) > step.limit.days:
        return f"Lagen ger {days_words(step.limit.days)}. Ett löfte kan inte vara längre än lagen."
    return ""


def gaps(terms: Terms, pathway: Pathway) -> tuple[Gap, ...]:
    """Where the map and the agreement do not meet, in the order of the map's steps. Nothing of it stops a signature."""
    never = set(agreement_rules()["aldrig_part"])
    found = []
    for step in pathway.steps.values():
        if step.responsible in never:
            continue
        sides = [side for side in terms.sides if step.responsible in side.actors]
        actor = pathway.actors[step.responsible].name
        if not sides:
            found.append(
                Gap(
                    "utan_part",
                    step.id,
                    actor,
                    f"{box_name(pathway, step.id)}: {actor} har ansvaret och är inte part.",
                )
            )
        found += [
            _gap(side, step, pathway)
            for side in sides
            if not any(one.step == step.id for one in side.promises)
        ]
    for side in terms.sides:
        found += [gap for one in side.promises if (gap := _moved(one, side, pathway)) is not None]
    return tuple(found)


def standing(state: str, *, begins: date, last: date | None, review: date, on: date) -> Standing:
    """How it stands on a day. `last`: its last day, however it came to be that."""
    if state in ("skrivs", "undertecknas"):
        return Standing(state, "Skrivs" if state == "skrivs" else "Väntar på underskrifter")
    if state == "nedlagd":
        return Standing(state, "Nedlagd")
    if last is not None and last < on:
        return Standing("slut", f"Gällde till och med {in_words(last)}")
    if begins > on:
        return Standing("kommande", f"Gäller från {in_words(begins)}")
    until = f" till och med {in_words(last)}" if last is not None else ""
    if review < on:
        return Standing("gå_igenom", f"Gäller{until}. Den skulle ha gåtts igenom {in_words(review)}")
    if review <= on + timedelta(days=int(agreement_rules()["påminn_dagar_före"])):
        return Standing("gå_igenom", f"Gäller{until}. Gå igenom den senast {in_words(review)}")
    return Standing("gäller", f"Gäller{until}")


def _missing(terms: Terms, pathway: Pathway) -> Iterator[str]:
    rules = agreement_rules()
    if len(terms.sides) < 2:
        yield "Det behövs minst två parter."
    yield from wrong_days(terms.valid_from, terms.valid_to, terms.review_on).values()
    yield from (f"{heading}: texten är tom." for heading, text in terms.parts if not text.strip())
    for side in terms.sides:
        if not side.actors:
            yield f"{side.name}: välj vem parten är på kartan."
        if not side.promises:
            yield f"{side.name}: parten har inga åtaganden."
        for promise in side.promises:
            if wrong := wrong_promise(promise, side, pathway):
                yield f"{side.name}, {_name(pathway, promise.step)}: {wrong}"
    shared = set(rules["kommunens_aktörer"])
    held = Counter(actor for side in terms.sides for actor in side.actors if actor not in shared)
    for actor, count in held.items():
        if count > 1:
            yield f"{pathway.actors[actor].name} finns hos {count} parter. Då går det inte att följa upp vem som svarade."
    for actor in shared:
        sides = [side for side in terms.sides if actor in side.actors]
        if len(sides) > 1 and not all(side.authority for side in sides):
            yield f"Flera parter är {pathway.actors[actor].name}. Välj vilken kommun i systemet var och en är."


def _gap(side: Side, step: Step, pathway: Pathway) -> Gap:
    return Gap(
        "utan_åtagande", step.id, side.name, f"{box_name(pathway, step.id)}: {side.name} har inget åtagande."
    )


def _moved(promise: Promise, side: Side, pathway: Pathway) -> Gap | None:
    step = pathway.steps.get(promise.step)
    if step is None:
        return Gap("borta", promise.step, side.name, f"{promise.step}: steget finns inte på kartan längre.")
    if promise.days in (None, step.limit.days) or not is_their_limit(pathway, step, side.actors):
        return None
    assert promise.days is not None
    longer = promise.days > step.limit.days
    return Gap(
        "längre" if longer else "kortare",
        step.id,
        side.name,
        f"{box_name(pathway, step.id)}: {side.name} lovar {days_words(promise.days)}, kartan räknar med {step.limit.days}.",
    )


def _takes_part(step: Step, actors: tuple[str, ...]) -> bool:
    return step.starts in actors or any(actor in actors for actor in step.participants)


def _name(pathway: Pathway, step: str) -> str:
    return box_name(pathway, step) if step in pathway.steps else step
