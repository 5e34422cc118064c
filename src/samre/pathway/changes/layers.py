"""A thin local layer over a shared map: own time limits, contacts, forms and words, never own conditions.

A layer is kept when the shared map is renewed. Each of its parts remembers what the shared map said when it was written; where the
shared map says something else today, both are shown and somebody decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..model import Pathway, Step, TimeLimit
from ..wording import days_words

Thing = Literal["steg", "kontakt", "blankett"]
Value = str | int | tuple[str, ...]


class LayerError(ValueError):
    """A part that can't lie in a layer; the message says why and what to do (Swedish)."""


@dataclass(frozen=True, slots=True)
class Local:
    """One own value: `part` of the `thing` with `id`. `over` is what the shared map said when it was written."""

    thing: Thing
    id: str
    part: str
    value: Value
    over: Value
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Slot:
    """How a part is read from a thing and put into it."""

    read: Callable[[Any], Value]
    put: Callable[[Any, Any], Any]
    kind: type


def _field(name: str, kind: type) -> _Slot:
    return _Slot(
        lambda thing: getattr(thing, name), lambda thing, value: replace(thing, **{name: value}), kind
    )


def _days(step: Step, days: int) -> Step:
    """An own number of days. The shared words tell another time than these days, so they are not kept beside them."""
    said = step.limit.text if days == step.limit.days else f"Inom {days_words(days)}."
    return replace(step, limit=replace(step.limit, days=days, text=said, statutory=False))


_STEP: Mapping[str, _Slot] = {
    "frist dagar": _Slot(lambda step: step.limit.days, _days, int),
    "frist text": _Slot(
        lambda step: step.limit.text,
        lambda step, text: replace(step, limit=replace(step.limit, text=text)),
        str,
    ),
    "kontakt": _field("contact", str),
    "blanketter": _field("forms", tuple),
    "åtagande": _field("commitment", str),
    "råd": _field("advice", str),
    "om inget svar": _field("escalation", str),
    "underlag": _field("evidence", tuple),
}
_NAMED: Mapping[str, _Slot] = {"namn": _field("name", str), "text": _field("text", str)}
SLOTS: Mapping[Thing, Mapping[str, _Slot]] = {"steg": _STEP, "kontakt": _NAMED, "blankett": _NAMED}


def shared_value(pathway: Pathway, thing: Thing, id_: str, part: str) -> Value | None:
    """What the map says of a part that a layer may hold; None when the thing is not there. Raises LayerError for other parts."""
    slot = _slot(thing, part)
    found = _things(pathway, thing).get(id_)
    return None if found is None else slot.read(found)


def check_local(pathway: Pathway, item: Local) -> None:
    """Raises LayerError when the part can't be owned locally, the thing is not there, or a limit of the law would be stretched."""
    slot = _slot(item.thing, item.part)
    found = _things(pathway, item.thing).get(item.id)
    if found is None:
        raise LayerError(f"{item.id} finns inte i den gemensamma kartan. Ta bort det egna värdet.")
    if not isinstance(item.value, slot.kind) or isinstance(item.value, bool):
        raise LayerError(f"{item.id}, {item.part}: värdet har fel sort.")
    if item.part == "frist dagar":
        _check_days(found.limit, item)
    if item.part == "kontakt" and item.value not in pathway.contacts:
        raise LayerError(f"Kontakten {item.value} finns inte. Välj en av kartans kontakter.")
    if item.part == "blanketter":
        missing = [form for form in item.value if form not in pathway.forms]  # type: ignore[union-attr]
        if missing:
            raise LayerError(f"Blanketten {missing[0]} finns inte. Välj bland kartans blanketter.")


def _check_days(limit: TimeLimit, item: Local) -> None:
    assert isinstance(item.value, int)
    if item.value < 1:
        raise LayerError(f"{item.id}: en frist är minst en dag.")
    if limit.statutory and item.value > limit.days:
        raise LayerError(
            f"{item.id}: lagen sätter fristen till {days_words(limit.days)}. Den kan bara bli kortare."
        )


def layered(pathway: Pathway, layer: Iterable[Local]) -> Pathway:
    """The shared map with the layer's values in place. What no longer `fits` the map is left out.

    Conditions, priorities and facts are the shared map's own objects, so who goes where can't differ. The hash says both.
    """
    items = tuple(item for item in layer if fits(pathway, item))
    if not items:
        return pathway
    registers = {thing: dict(_things(pathway, thing)) for thing in SLOTS}
    # Words after days: own words hold, whichever of the two was written first.
    for item in sorted(items, key=lambda item: item.part == "frist text"):
        register = registers[item.thing]
        register[item.id] = SLOTS[item.thing][item.part].put(register[item.id], item.value)
    return replace(
        pathway,
        steps=registers["steg"],
        contacts=registers["kontakt"],
        forms=registers["blankett"],
        hash=layer_hash(pathway.hash, items),
    )


def layer_hash(shared: str, layer: Iterable[Local]) -> str:
    """sha256 (hex) of the shared map's hash and the own values, whatever order they were written in."""
    rows = sorted([item.thing, item.id, item.part, item.value] for item in layer)
    return hashlib.sha256(json.dumps([shared, rows], ensure_ascii=False).encode()).hexdigest()


def fits(pathway: Pathway, item: Local) -> bool:
    """Whether an own value holds over the map as it is: what it is about is there, and so is all it names."""
    try:
        check_local(pathway, item)
    except LayerError:
        return False
    return True


def _slot(thing: str, part: str) -> _Slot:
    parts = {str(name): slots for name, slots in SLOTS.items()}
    slot = parts.get(thing, {}).get(part)
    if slot is None:
        raise LayerError(f"{part} ägs av den gemensamma kartan. Föreslå en ändring där.")
    return slot


def _things(pathway: Pathway, thing: Thing) -> Mapping[str, Any]:
    registers: Mapping[Thing, Mapping[str, Any]] = {
        "steg": pathway.steps,
        "kontakt": pathway.contacts,
        "blankett": pathway.forms,
    }
    return registers[thing]
