"""Worked cases that speak of something the map no longer has: what, and the case with the rest of it kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from samre.pathway.model import Pathway
from samre.pathway.person.cases import Case, cases_of
from samre.pathway.picture.drawing import number_of
from samre.pathway.reading.mistakes import DefinitionError
from samre.pathway.reading.yaml_files import written_data
from samre.pathway.writing.edit import Drop, Put, edited

Texts = Mapping[str, str]
_STEPS = ("primary", "open", "candidates")
# How a case says that nobody has answered.
_UNSAID = (None, "", "null", "~")
_GONE = "som inte finns på kartan"


@dataclass(frozen=True, slots=True)
class BrokenCase:
    """A worked case that can't be tried. `told`: what it speaks of that is not there; `case`: what is left of it, None where
    nothing can be read."""

    id: str
    name: str
    story: str
    told: tuple[str, ...]
    case: Case | None


def read_one(file: str, text: str, pathway: Pathway) -> Case | BrokenCase:
    """One worked case of a map."""
    try:
        return cases_of({file: text}, pathway)[0]
    except DefinitionError as error:
        data = written_data(text)
        told = tuple(_told(data, pathway)) or tuple(one.message for one in error.mistakes)
        return BrokenCase(
            str(data.get("id", "")),
            str(data.get("name", "")),
            str(data.get("story", "")),
            told,
            _left(file, text, pathway),
        )


def mended_text(file: str, text: str, pathway: Pathway) -> str:
    """The case without what the map has not: facts and answers that are gone; another step where the one it is to land in is."""
    data = written_data(text)
    expected, facts = data.get("expected") or {}, data.get("facts") or {}
    changes: list[Put | Drop] = [
        Drop(file, ("facts", name)) for name in facts if not _is_known(name, facts[name], pathway)
    ]
    for key, known in _registers(pathway).items():
        value = expected.get(key)
        if isinstance(value, list) and any(one not in known for one in value):
            changes.append(Put(file, ("expected", key), [one for one in value if one in known]))
        elif isinstance(value, str) and value not in known:
            changes.append(
                Drop(file, ("expected", key))
                if key == "goal"
                else Put(file, ("expected", key), next(iter(known), ""))
            )
    return edited({file: text}, changes)[file] if changes else text


def _left(file: str, text: str, pathway: Pathway) -> Case | None:
    try:
        return cases_of({file: mended_text(file, text, pathway)}, pathway)[0]
    except DefinitionError:
        return None


def _registers(pathway: Pathway) -> Mapping[str, Mapping[str, Any]]:
    return {
        "primary": pathway.steps,
        "candidates": pathway.steps,
        "open": pathway.steps,
        "responsible": pathway.actors,
        "missing": pathway.facts,
        "goal": pathway.goals,
    }


def _is_known(name: str, value: object, pathway: Pathway) -> bool:
    fact = pathway.facts.get(name)
    if fact is None:
        return False
    return fact.kind != "enum" or value in _UNSAID or str(value) in [one.id for one in fact.choices]


def _told(data: Mapping[str, Any], pathway: Pathway) -> Iterator[str]:
    expected, facts = data.get("expected") or {}, data.get("facts") or {}
    primary = expected.get("primary")
    if primary and primary not in pathway.steps:
        yield f"Fallet ska hamna i steg {number_of(primary)}, {_GONE}."
    named = [
        one
        for key in _STEPS[1:]
        for one in expected.get(key) or ()
        if one not in pathway.steps and one != primary
    ]
    if named:
        yield f"Svaret nämner steg {', '.join(map(number_of, dict.fromkeys(named)))}, {_GONE}."
    if expected.get("responsible") and expected["responsible"] not in pathway.actors:
        yield f"Svaret nämner en ansvarig {_GONE}."
    if expected.get("goal") and expected["goal"] not in pathway.goals:
        yield f"Fallet ska leda till ett mål {_GONE}."
    gone = [name for name in facts if not _is_known(name, facts[name], pathway)]
    if gone or any(name not in pathway.facts for name in expected.get("missing") or ()):
        yield f"Fallet har en fråga eller ett svar {_GONE}."
