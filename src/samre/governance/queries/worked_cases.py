"""The worked cases of a draft: which of them land, and what the map answers where they don't."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.cases import CASES, Case, Expected, check_case
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import FactError, read_facts
from samre.pathway.picture.drawing import number_of
from samre.pathway.reading.mistakes import Mistake
from samre.pathway.reading.yaml_files import written_data
from samre.pathway.writing.edit import Drop, Plain, Put, edited

from .broken_cases import BrokenCase, mended_text, read_one
from .draft_changes import read_map

Texts = Mapping[str, str]
_WORD = re.compile(r"\w+")
# What the map's answer is called by those who are told of it.
_CALLED = {"Huvudsteget": "Nästa steg", "Kandidaterna": "Steg som kan bli nästa"}
_OTHERWISE = re.compile(r"(?P<what>.+?) blev (?P<found>.+), väntat (?P<wanted>.+)\.$")


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A worked case. `wrong`: what the map answers otherwise than the case says. `answers`: whether the map gives an answer at all,
    so that it can be taken over."""

    id: str
    name: str
    story: str
    expected: str
    why: str
    wrong: tuple[str, ...]
    answers: bool


@dataclass(frozen=True, slots=True)
class CasesShown:
    """The worked cases, those that don't land first; none where the map can't be read, and then why. `broken`: those that speak of
    something it no longer has."""

    cases: tuple[CaseShown, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    broken: tuple[BrokenCase, ...] = ()

    @property
    def astray(self) -> tuple[CaseShown, ...]:
        return tuple(one for one in self.cases if one.wrong)

    @property
    def landed(self) -> tuple[CaseShown, ...]:
        return tuple(one for one in self.cases if not one.wrong)


def worked_cases(texts: Texts) -> CasesShown:
    """Every worked case, tried on the map of the files."""
    read = read_map(texts)
    if read.pathway is None:
        return CasesShown(mistakes=read.mistakes)
    found = [read_one(name, texts[name], read.pathway) for _, name in _files(texts)]
    return CasesShown(
        tuple(_shown(read.pathway, one) for one in found if isinstance(one, Case)),
        broken=tuple(one for one in found if isinstance(one, BrokenCase)),
    )


def without_case(texts: Texts, case_id: str) -> dict[str, str] | None:
    """The files without a worked case. None where there is none."""
    found = dict(_files(texts)).get(case_id)
    return None if found is None else {name: text for name, text in texts.items() if name != found}


def with_answer(texts: Texts, case_id: str, *, why: str) -> dict[str, str] | None:
    """The files where a worked case expects what the map answers now, and says why. None where there is no such case or answer."""
    pathway = read_map(texts).pathway
    found = dict(_files(texts)).get(case_id)
    if pathway is None or found is None:
        return None
    read = read_one(found, texts[found], pathway)
    case = read.case if isinstance(read, BrokenCase) else read
    got = None if case is None else _evaluated(pathway, case)
    if case is None or got is None:
        return None
    readable = {**texts, found: mended_text(found, texts[found], pathway)}
    return edited(readable, [*_expecting(found, case, got, pathway), Put(found, ("why",), why)])


def _expecting(file: str, case: Case, got: Evaluation, pathway: Pathway) -> Iterator[Put | Drop]:
    """Only what the case says something about is said anew."""
    want = case.expected
    said: list[tuple[str, object, Plain]] = [
        ("candidates", want.candidates, list(got.candidates)),
        ("responsible", want.responsible, got.responsible),
        ("open", want.open, list(got.open)),
        ("missing", want.missing, sorted(got.missing)),
    ]
    yield Put(file, ("expected", "primary"), got.primary or None)
    for key, wanted, found in said:
        if wanted is not None:
            yield Put(file, ("expected", key), found)
    if want.goal and check_case(pathway, replace(case, expected=Expected(goal=want.goal))):
        yield Drop(file, ("expected", "goal"))


def _shown(pathway: Pathway, case: Case) -> CaseShown:
    step = pathway.steps.get(case.expected.primary or "")
    expected = f"{number_of(step.id)} {step.short}" if step else "inget steg"
    wrong = tuple(_with_names(text, pathway) for text in check_case(pathway, case))
    answers = not wrong or _evaluated(pathway, case) is not None
    return CaseShown(case.id, case.name, case.story, expected, case.why, wrong, answers)


def _with_names(text: str, pathway: Pathway) -> str:
    """Steps and facts by the names people know."""

    def named(found: re.Match[str]) -> str:
        if step := pathway.steps.get(found[0]):
            return f"{number_of(step.id)} {step.short}"
        if fact := pathway.facts.get(found[0]):
            return fact.label
        actor = pathway.actors.get(found[0])
        return actor.name if actor else found[0]

    told = _WORD.sub(named, text)
    parts = _OTHERWISE.match(told)
    if parts is None:
        return told
    what = _CALLED.get(parts["what"], parts["what"])
    return f"{what}: {parts['found']}. Det skulle vara {parts['wanted']}."


def _evaluated(pathway: Pathway, case: Case) -> Evaluation | None:
    """What the map answers; None where what is told can't be told on this map, or contradicts itself."""
    try:
        facts = read_facts(pathway, case.facts, on=case.on, sources=case.sources)
    except FactError:
        return None
    return None if facts.conflicts else evaluate(pathway, facts, on=case.on)


def _files(texts: Texts) -> Iterator[tuple[str, str]]:
    for name in sorted(texts):
        if name.startswith(CASES):
            data = written_data(texts[name])
            if isinstance(data, dict):
                yield str(data.get("id", "")), name
