"""Where on the map a part of the proof belongs: the thing to mend and which field of it, the box that shows it, its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from samre.pathway.model import Pathway, Step
from samre.pathway.nodes import Node
from samre.pathway.proof.report import Obligation

from .map_parts import CONDITION, FACT, STEP
from .proof_words import box_name, fact_name, kind_of, proof_words

GOAL, LAW, VALUE, PROGRAMME, BOND, ORDER = "mal", "lagar", "varden", "program", "samband", "ordning"
# The field of a box where each kind of fault is mended.
FIELDS: Mapping[str, str] = {
    "ansvarig": "ansvarig", "nås": "öppen_när", "öppet": "öppen_när", "väg": "vägar", "väg.falskt": "vägar", "framme": "vägar",
    "vägar": "vägar", "klart": "klar_när", "egna_krav": "kräver", "krav": "kräver", "lagfrist": "lagfrister", "frist": "frist",
    "fristord": "frist",
    "bevakad": "om_inget_svar", "lämnas": "klar_när", "kretsar": "måste_vetas", "text": "namn", "register": "blanketter",
    "först": "öppen_när", "lag": "lag",
}  # fmt: skip
_WAY, EVERYBODY = "väg", "alla"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: `slug`, `id` and `field` say where it is edited (empty where there is nothing to edit), `box` the step to light up,
    `other` the box at the other end of a way, `name` what the thing is called, `node` the condition it is about, `where` which
    of the conditions that is, in words."""

    slug: str = ""
    id: str = ""
    field: str = ""
    box: str = ""
    other: str = ""
    name: str = ""
    node: Node | None = None
    where: str = ""


def spot_of(pathway: Pathway, item: Obligation) -> Spot:
    """Where an obligation belongs."""
    kind, place = kind_of(item.id), item.place
    first = place.replace(",", "").split(" ")[0]
    if kind == "kretsar":
        return _circle(pathway, place)
    if first in pathway.steps:
        return _in_step(pathway, first, kind, item)
    if place == "prioritet":
        return _last(pathway) if kind.startswith(EVERYBODY) else Spot(slug=ORDER, name="turordningen")
    word, _, rest = place.rpartition(" ")
    return _other(pathway, kind, item, word, rest)


def heading_of(pathway: Pathway, item: Obligation) -> str:
    """What does not hold, as a sentence without a single id."""
    spot = spot_of(pathway, item)
    said = str(proof_words()["krav"][kind_of(item.id)]["brist"]).format(
        ruta=box_name(pathway, spot.box) if spot.box in pathway.steps else "rutan",
        annan=box_name(pathway, spot.other) if spot.other else "en annan ruta",
        sak=spot.name,
        plats=spot.where,
    )
    return said[:1].upper() + said[1:]


def ways_lost(before: Pathway, now: Pathway, target: str) -> tuple[str, ...]:
    """The steps that had a way to a box before, and are there without it now."""
    return tuple(
        id_
        for id_, step in now.steps.items()
        if id_ in before.steps and target in _ahead(before.steps[id_]) and target not in _ahead(step)
    )


def steps_before(now: Pathway, target: str) -> tuple[str, ...]:
    """The steps that have a way to a box."""
    return tuple(id_ for id_, step in now.steps.items() if id_ != target and target in _ahead(step))


def _ahead(step: Step) -> set[str]:
    return {*(way.target for way in step.ways), *step.goals}


def _last(pathway: Pathway) -> Spot:
    """The box that is left when no other is open: whoever falls through is caught there."""
    id_ = pathway.priority[-1]
    return Spot(
        STEP, id_, FIELDS["öppet"], id_, name=box_name(pathway, id_), node=pathway.steps[id_].relevant
    )


def _other(pathway: Pathway, kind: str, item: Obligation, word: str, rest: str) -> Spot:
    if word == "villkor":
        node = pathway.conditions.get(rest)
        return Spot(CONDITION, rest, name="villkoret", node=node, where="i ett villkor med namn")
    if word == "lagar.yaml,":
        return Spot(LAW, rest, name=pathway.laws[rest].name.strip() or rest)
    if word in ("varden.yaml,", "värdet"):
        slug = PROGRAMME if kind == "program" else VALUE
        named = pathway.programmes[rest] if slug == PROGRAMME else pathway.values[rest]
        return Spot(slug, rest, name=named.name)
    if rest in pathway.facts:
        return Spot(FACT, rest, name=fact_name(pathway.facts[rest]))
    if rest in pathway.goals:
        return Spot(GOAL, rest, name=pathway.goals[rest].name)
    if kind == "samband.*":
        number = _number(item) - 1
        text, node = pathway.constraints[number]
        return Spot(BOND, str(number), name=text, node=node)
    return Spot(BOND if kind == BOND else "", name=kind)


def _in_step(pathway: Pathway, id_: str, kind: str, item: Obligation) -> Spot:
    step, part, box = pathway.steps[id_], item.place.removeprefix(id_).strip(), box_name(pathway, id_)
    spot = Spot(STEP, id_, FIELDS.get(kind, "namn"), id_, name=box)
    needs = {need.id: need for need in step.requires}
    if part in needs:
        need = needs[part]
        where = f"i kravet »{need.text}« i {box}"
        return replace(spot, field="kräver", name=need.text, node=need.condition, where=where)
    if part.startswith(f"{_WAY} "):
        way = step.ways[int(part.split(" ")[1]) - 1]
        where = f"på vägen från {box} till {box_name(pathway, way.target)}"
        return replace(spot, field="vägar", other=way.target, node=way.condition, where=where)
    if part == "öppet":
        return replace(
            spot, field="öppen_när", node=step.relevant, where=f"när alla villkor för {box} vägs ihop"
        )
    if part == "öppen_när" or kind in ("öppet", "först"):
        return replace(
            spot, field="öppen_när", node=step.relevant, where=f"i »Steget är öppet när« för {box}"
        )
    if part == "klar_när" or kind == "klart":
        return replace(spot, field="klar_när", node=step.done, where=f"i »Steget är klart när« för {box}")
    if kind == "lagfrist":
        return replace(spot, name=step.law_limits[_number(item) - 1].text)
    return spot


def _number(item: Obligation) -> int:
    """The number an obligation's id ends with."""
    return int(item.id.rpartition(".")[2])


def _circle(pathway: Pathway, place: str) -> Spot:
    """A circle of boxes: the first is shown and mended."""
    ids = [id_ for id_ in place.split(", ") if id_ in pathway.steps]
    if not ids:
        return Spot(name="kartan")
    names = ", ".join(box_name(pathway, id_) for id_ in ids)
    return Spot(STEP, ids[0], FIELDS["kretsar"], ids[0], name=names)
