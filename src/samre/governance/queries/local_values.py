"""A kommun's own layer beside the shared map: what it says, what the kommun says instead, and where they have come apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.definitions import read_yaml
from samre.pathway.changes.layers import SLOTS, Local, Thing, Value, fits, shared_value
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of

from ..maps import find_in_force, keeper_of, pathway_in
from ..models import LocalValue
from ..rules.agreements import agreement_rules
from .names import signer_of

THINGS: Mapping[str, Thing] = {"steg": "steg", "kontakt": "kontakt", "blankett": "blankett"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """An own value that nobody has ended. `over`: what the shared map said when it was written; `shared`: what it says today;
    `holds`: whether it still fits the shared map, and so is what the kommun's map says."""

    id: UUID
    thing: Thing
    thing_id: str
    name: str
    part: str
    value: Value
    over: Value | None
    shared: Value | None
    holds: bool
    why: str
    by_name: str
    at: datetime

    @property
    def is_in_conflict(self) -> bool:
        """Whether the shared map has changed, or taken away, what it lies over or names."""
        return self.shared != self.over or not self.holds

    @property
    def is_gone(self) -> bool:
        """Whether what it is about is no longer on the shared map."""
        return self.shared is None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a kommun may say in its own way: what the shared map says, and the own value where there is one."""

    part: str
    shared: Value
    own: Own | None


def part_words(thing: Thing, part: str) -> Mapping[str, str]:
    """What a part is called in a form, and which sort of field it has (`egna_värden` of styrgrupp.yaml)."""
    found: Mapping[str, str] = _words()[thing][part]
    return found


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return dict(read_yaml("styrgrupp.yaml")["egna_värden"])


def shared_map(authority: UUID) -> Pathway | None:
    """The shared map that holds today for whoever follows it, without any layer; None where none is followed."""
    keeper = keeper_of(authority)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    return None if version is None else pathway_in(version)


def own_values(authority: UUID, shared: Pathway) -> tuple[Own, ...]:
    """Everything an authority says in its own way now, those in conflict first."""
    rows = LocalValue.objects.filter(keeper_id=authority, ended_at__isnull=True).select_related("by")
    found = [_own(row, shared) for row in rows.order_by("thing", "thing_id", "part") if row.thing in SLOTS]
    return tuple(sorted(found, key=lambda one: not one.is_in_conflict))


def parts_of(shared: Pathway, thing: Thing, id_: str, own: tuple[Own, ...]) -> tuple[Part, ...]:
    """What may be said in another way about a thing; empty where the shared map has no such thing."""
    mine = {one.part: one for one in own if (one.thing, one.thing_id) == (thing, id_)}
    return tuple(_parts(shared, thing, id_, mine))


def is_anothers_promise(shared: Pathway, thing: str, id_: str, part: str) -> bool:
    """Whether a part is what another authority does in a step of its own: no kommun writes that."""
    step = shared.steps.get(id_) if (thing, part) == ("steg", "åtagande") else None
    return step is not None and step.responsible not in agreement_rules()["kommunens_aktörer"]


def name_of(shared: Pathway, thing: Thing, id_: str) -> str:
    """What a thing is called by those who use the map."""
    if thing == "steg" and id_ in shared.steps:
        step = shared.steps[id_]
        return f"Steg {number_of(id_)} {step.short or step.name}"
    register = shared.contacts if thing == "kontakt" else shared.forms
    named = register.get(id_)
    return id_ if named is None else f"{named.name} ({id_})" if thing == "blankett" else named.name


def _parts(shared: Pathway, thing: Thing, id_: str, mine: Mapping[str, Own]) -> Iterator[Part]:
    for part in SLOTS[thing]:
        if is_anothers_promise(shared, thing, id_, part) and part not in mine:
            continue
        said = shared_value(shared, thing, id_, part)
        if said is not None:
            yield Part(part, said, mine.get(part))


def _own(row: LocalValue, shared: Pathway) -> Own:
    thing = THINGS[row.thing]
    now = shared_value(shared, thing, row.thing_id, row.part) if row.part in SLOTS[thing] else None
    value = _plain(row.value)
    return Own(
        id=row.pk,
        thing=thing,
        thing_id=row.thing_id,
        name=name_of(shared, thing, row.thing_id),
        part=row.part,
        value=value,
        over=_plain(row.over),
        shared=now,
        holds=now is not None and fits(shared, Local(thing, row.thing_id, row.part, value, now)),
        why=row.why,
        by_name=signer_of(row),
        at=row.at,
    )


def _plain(value: object) -> Value:
    return tuple(value) if isinstance(value, list) else value  # type: ignore[return-value]
