"""An answer about one fact, as the form of a case sends it: what, who says so, and from when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from samre.accounts.acts import Refused
from samre.casework.models import SourceKind
from samre.casework.rules.outside import fact_named
from samre.pathway.model import Fact, Pathway
from samre.pathway.person.derive import looking_ahead

from .answers import EMPTY, read_answer
from .answers import Refused as Unreadable
from .problems import all_together, read_date, typed

FACT, ANSWER, UNKNOWN, SOURCE, SOURCE_NAME, FROM, SEEN = (
    "uppgift",
    "svar",
    "vet_inte",
    "kalla",
    "kalla_namn",
    "galler_fran",
    "sedd",
)
# Choosing one of several sources: the entry, and why it is believed.
CHOSEN, WHY = "valt", "varfor"
FIELDS = (FACT, ANSWER, SOURCE, SOURCE_NAME, FROM, SEEN, CHOSEN, WHY)
OTHER_AUTHORITY = "myndighet"
_BETWEEN = ":"
NAME_LONGEST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAnswer:
    """What `enter_facts` takes. `value` None = asked, not known."""

    fact: str
    value: object
    source: str
    source_name: str
    valid_from: date
    seen: Mapping[str, UUID | None] | None


def source_choices(pathway: Pathway, fact: Fact) -> tuple[tuple[str, str], ...]:
    """Who can have said it, as (value, label): those who can answer first, then the rest, then our own assessment."""
    person, others = "", []
    for id_ in dict.fromkeys([*fact.who, *pathway.actors]):
        actor = pathway.actors.get(id_)
        if actor is None:
            continue
        if id_ == "IND":
            person = actor.short or actor.name
        else:
            others.append((f"{SourceKind.AUTHORITY}{_BETWEEN}{id_}", actor.short or actor.name))
    first: list[tuple[str, str]] = [(SourceKind.PERSON, person or "Personen")]
    ordered = first + others if "IND" in fact.who or not fact.who else [*others[: len(fact.who)], *first]
    rest = [item for item in others if item not in ordered]
    return (
        *ordered,
        *rest,
        (OTHER_AUTHORITY, "Annan, skriv vem"),
        (SourceKind.ASSESSMENT, "Egen bedömning"),
    )


def read_posted_answer(request: HttpRequest, pathway: Pathway) -> PostedAnswer:
    """The posted answer. Raises Refused at the field: svar, kalla, kalla_namn, galler_fran."""
    fields = typed(request, *FIELDS)
    fact = fact_named(pathway, fields[FACT])
    if fact is None:
        raise Refused("Uppgiften finns inte på kartan längre. Ladda om sidan.")
    with all_together() as wrong:
        value = None if UNKNOWN in request.POST else _value(pathway, fact, fields[ANSWER], wrong)
        source, name = read_source(pathway, fields[SOURCE], fields[SOURCE_NAME], wrong)
        start = read_date(fields[FROM], FROM, wrong)
    return PostedAnswer(
        fact=fact.id,
        value=value,
        source=source,
        source_name=name,
        valid_from=start or timezone.localdate(),
        seen=read_seen(fact.id, fields[SEEN]),
    )


def _value(pathway: Pathway, fact: Fact, text: str, wrong: dict[str, str]) -> object:
    if not text:
        wrong[ANSWER] = EMPTY
        return None
    ahead = fact.id in looking_ahead(pathway)
    read = read_answer(fact, text, this_year=timezone.localdate().year, ahead=ahead)
    if isinstance(read, Unreadable):
        wrong[ANSWER] = read.message
        return None
    return read.value


def read_source(pathway: Pathway, chosen: str, name: str, wrong: dict[str, str]) -> tuple[str, str]:
    """Who says it, as (kind, name), out of a choice of `source_choices` and what was written beside it."""
    kind, _, actor = chosen.partition(_BETWEEN)
    if kind not in (SourceKind.PERSON, SourceKind.AUTHORITY, SourceKind.ASSESSMENT) or (
        actor and actor not in pathway.actors
    ):
        wrong[SOURCE] = "Välj vem som säger det."
        return "", ""
    if len(name) > NAME_LONGEST:
        wrong[SOURCE_NAME] = f"Skriv kortare, högst {NAME_LONGEST} tecken."
    if kind == SourceKind.AUTHORITY and not actor and not name:
        wrong[SOURCE_NAME] = "Skriv vem som säger det."
    authority = pathway.actors[actor].short or pathway.actors[actor].name if actor else ""
    return kind, ", ".join(part for part in (authority, name) if part)


def read_seen(fact: str, text: str) -> Mapping[str, UUID | None] | None:
    """The newest entry the writer saw; an empty field = there was none."""
    try:
        return {fact: UUID(text) if text else None}
    except ValueError:
        return None
