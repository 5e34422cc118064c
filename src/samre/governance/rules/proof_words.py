"""The words of the proof: what was shown, what each kind of fault means and how it is told (bevis.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml
from samre.pathway.model import Fact, Pathway
from samre.pathway.picture.drawing import number_of

FILE = "bevis.yaml"
NAMELESS = "en uppgift utan namn"


@lru_cache(maxsize=1)
def proof_words() -> Mapping[str, Any]:
    """Everything the proof is told with."""
    found: Mapping[str, Any] = read_yaml(FILE)["bevis"]
    return found


def kind_of(obligation: str) -> str:
    """The kind of an obligation, by its id: what stands before the place, or the whole where it is the only one of its kind."""
    kinds = proof_words()["krav"]
    head, _, rest = obligation.partition(".")
    if obligation in kinds:
        return obligation
    if rest and f"{head}.*" in kinds:
        return f"{head}.*"
    turned = f"{head}.falskt"
    return turned if obligation.endswith(".falskt") and turned in kinds else head


def counted(count: int, noun: str) -> str:
    """`3 rutor`, of `ruta|rutor`."""
    one, many = noun.split("|")
    return f"{count} {one if count == 1 else many}"


def box_name(pathway: Pathway, id_: str) -> str:
    """A step or a goal as it is called on the map: `14 Samordning hos FK`."""
    if id_ in pathway.steps:
        step = pathway.steps[id_]
        return f"{number_of(id_)} {step.short.strip() or step.name.strip()}".strip()
    return pathway.goals[id_].name if id_ in pathway.goals else "en ruta som inte finns"


def actor_name(pathway: Pathway, id_: str) -> str:
    """Who it is, in words."""
    return pathway.actors[id_].name if id_ in pathway.actors else "någon som inte finns"


def fact_name(fact: Fact) -> str:
    """What a fact is called; never its id, also where the map has no word for it yet."""
    return fact.label.strip() or fact.question.strip() or NAMELESS
