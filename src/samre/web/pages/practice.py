"""The practice cases as a list: grouped by what they teach, in the order one should meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.cases import Case, load_cases
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import read_facts
from samre.pathway.reading.load import cached

from .. import definition

SHORT = 50  # characters
_PHASE = "fas-"
_AGES = ("ålder", "uppnått")
Stamps = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """What some cases teach. `steps` are the next steps it takes, `parties` how many responsible parties must be on the
    move at once in `phases` (`uncounted` steps aside), `undecided` whether it takes the cases where too little is
    known, `cases` the very cases it takes before any other group does."""

    id: str
    name: str
    text: str
    steps: frozenset[str]
    parties: int
    phases: frozenset[str]
    uncounted: frozenset[str]
    undecided: bool
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the list: who, and how the story begins."""

    id: str
    name: str
    line: str


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group with its cases."""

    group: CaseGroup
    cases: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class PracticeList:
    """The list page: `groups` to show, `all_groups` to choose among, the one chosen, and how many cases there are."""

    groups: tuple[ListedGroup, ...]
    all_groups: tuple[ListedGroup, ...]
    chosen: str
    total: int


def practice_list(pathway: Pathway, chosen: str = "") -> PracticeList:
    """The cases by group; only the group `chosen` when it exists."""
    every = listed_groups(pathway)
    shown = tuple(item for item in every if item.group.id == chosen)
    total = sum(len(item.cases) for item in every)
    return PracticeList(shown or every, every, chosen if shown else "", total)


def listed_groups(pathway: Pathway) -> tuple[ListedGroup, ...]:
    """Every group that has cases, in the file's order."""
    return _listed(pathway.hash, _stamps(), groups())


@lru_cache(maxsize=2)
def _listed(_hash: str, _stamps: Stamps, every: tuple[CaseGroup, ...]) -> tuple[ListedGroup, ...]:
    pathway = definition.pathway()
    found: dict[str, list[CaseLine]] = {}
    of_map: dict[str, CaseGroup] = {}
    chosen = {id_: group for group in every for id_ in group.cases}
    for case in cases_of(pathway):
        evaluation = evaluate(pathway, read_facts(pathway, case.facts, on=case.on), on=case.on)
        group = chosen.get(case.id) or group_of(pathway, evaluation)
        if group not in every:
            of_map[group.id] = group
        found.setdefault(group.id, []).append(CaseLine(case.id, case.name, opening(case.story)))
    for group in every:
        if group.cases and group.id in found:
            order = {id_: place for place, id_ in enumerate(group.cases)}
            found[group.id].sort(key=lambda line: order.get(line.id, len(order)))
    phases = (of_map[id_] for phase in pathway.phases if (id_ := f"{_PHASE}{phase}") in of_map)
    return tuple(
        ListedGroup(group, tuple(found[group.id])) for group in (*every, *phases) if group.id in found
    )


def group_of(pathway: Pathway, evaluation: Evaluation) -> CaseGroup:
    """The group of a case, by what the map answers: undecided, several parties at once, else by its next step. A step that the
    program's groups do not know is listed by the map's own phase."""
    every = groups()
    if evaluation.primary is None:
        return next(group for group in every if group.undecided)
    for group in every:
        parties = {
            pathway.steps[id_].responsible
            for id_ in evaluation.open
            if pathway.steps[id_].phase in group.phases and id_ not in group.uncounted
        }
        if group.parties and len(parties) >= group.parties:
            return group
    own = _of_phase(pathway, evaluation.primary)
    if not _is_known(pathway, evaluation.primary):
        return own
    return next((group for group in every if evaluation.primary in group.steps), own)


def _is_known(pathway: Pathway, step: str) -> bool:
    """Whether a step is the one that the program's groups mean by its id: another map may call another thing so."""
    meant = cached(definition.FOLDER).steps.get(step)
    return meant is not None and meant.phase == pathway.steps[step].phase


def _of_phase(pathway: Pathway, step: str) -> CaseGroup:
    phase, none = pathway.phases[pathway.steps[step].phase], frozenset[str]()
    return CaseGroup(f"{_PHASE}{phase.id}", phase.name, phase.text, none, 0, none, none, undecided=False)


def opening(story: str) -> str:
    """The story's first sentence, and the next ones while it says very little."""
    sentences = story.replace(". ", ".\n").splitlines()
    while len(sentences) > 1 and len(sentences[0]) < SHORT:
        sentences[:2] = [" ".join(sentences[:2])]
    return sentences[0] if sentences else ""


def cases_of(pathway: Pathway) -> tuple[Case, ...]:
    """The worked cases of the map, in the order of their files; read again when a file has changed."""
    return _cases(pathway.hash, _stamps())


def _stamps() -> Stamps:
    paths = sorted((definition.map_folder() / "cases").glob("*.yaml"))
    return tuple((path.name, path.stat().st_mtime_ns) for path in paths)


@lru_cache(maxsize=2)
def _cases(_hash: str, _stamps: Stamps) -> tuple[Case, ...]:
    return load_cases(definition.map_folder(), definition.pathway())


def groups() -> tuple[CaseGroup, ...]:
    """ovning.yaml; read again when it has changed."""
    path = definition.FOLDER / "ovning.yaml"
    return _groups(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _groups(path: Path, _stamp: int) -> tuple[CaseGroup, ...]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["grupper"]
    return tuple(_group(id_, row) for id_, row in rows.items())


def lasting(pathway: Pathway) -> frozenset[str]:
    """The facts that are never said to could have been others: those the program names, and a person's age by any name."""
    path = definition.FOLDER / "ovning.yaml"
    ages = (fact for fact in pathway.facts.values() if fact.derivation and fact.derivation.kind in _AGES)
    found = (name for fact in ages for name in (fact.id, fact.derivation.source, fact.derivation.fallback))  # type: ignore[union-attr]
    return _lasting(path, path.stat().st_mtime_ns) | {name for name in found if name}


@lru_cache(maxsize=2)
def _lasting(path: Path, _stamp: int) -> frozenset[str]:
    return frozenset(yaml.safe_load(path.read_text(encoding="utf-8")).get("ändras_inte", ()))


def _group(id_: str, row: Mapping[str, Any]) -> CaseGroup:
    parties = row.get("olika_ansvariga", {})
    return CaseGroup(
        id=id_,
        name=row["namn"],
        text=row["text"],
        steps=frozenset(row.get("steg", ())),
        parties=parties.get("minst", 0),
        phases=frozenset(parties.get("faser", ())),
        uncounted=frozenset(parties.get("utom", ())),
        undecided=bool(row.get("går_inte_att_säga")),
        cases=tuple(row.get("fall", ())),
    )
