"""What is shown of a version before it may be published: that it can be read, that it is proved, that its worked cases land, and
that it can be drawn on one A4."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from time import perf_counter
from typing import Any

from yaml import YAMLError

from samre.pathway.model import Pathway
from samre.pathway.person.cases import CASES, cases_of, check_case
from samre.pathway.picture.drawing import Drawing, draw
from samre.pathway.picture.sheet import DrawingError
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import sketch_of
from samre.pathway.proof.report import Obligation
from samre.pathway.proof.verify import verify
from samre.pathway.reading.load import DefinitionError, load_texts
from samre.pathway.reading.mistakes import Mistake
from samre.pathway.reading.yaml_files import written_data

from .packing import pack, unpack

TWICE = "Ett annat övningsfall har samma id."


@dataclass(frozen=True, slots=True)
class Landing:
    """A worked case, and what the map answers otherwise, as sentences: nothing where it lands. Where it speaks of something the map
    has not, that is what is wrong."""

    id: str
    name: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proved:
    """What was shown on the day `on`. `pathway` is None where the files can't be read: `mistakes` then says why.

    `cases` is how many worked cases there are, `astray` those that do not land; `drawing` is the A4. `misdrawn` says what it draws
    that the map has not, `undrawn` what there is no room for: the drawing is then the map without it, to point at. `seconds` is
    how long it took to show all this.
    """

    on: date
    pathway: Pathway | None
    mistakes: tuple[Mistake, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    cases: int = 0
    astray: tuple[Landing, ...] = ()
    drawing: Drawing | None = None
    undrawn: tuple[str, ...] = ()
    misdrawn: tuple[Mistake, ...] = ()
    seconds: float = 0.0

    @property
    def day(self) -> date:
        """The day it was judged as it stands: no earlier than it begins to hold."""
        return self.on if self.pathway is None else max(self.on, self.pathway.valid_from)

    @property
    def failed(self) -> tuple[Obligation, ...]:
        return self._of("failed")

    @property
    def warnings(self) -> tuple[Obligation, ...]:
        return self._of("warning")

    @property
    def proved(self) -> tuple[Obligation, ...]:
        return self._of("proved")

    @property
    def errors(self) -> int:
        """How many things stop it from being published."""
        parts = (self.mistakes, self.failed, self.astray, self.misdrawn, self.undrawn)
        return sum(map(len, parts))

    def summary(self) -> dict[str, Any]:
        """What is kept beside a revision."""
        return {
            "on": self.on.isoformat(),
            "proved": len(self.proved),
            "failed": [item.id for item in self.failed],
            "warnings": [item.id for item in self.warnings],
            "mistakes": [str(item) for item in self.mistakes],
            "cases": self.cases,
            "astray": [item.id for item in self.astray],
            "undrawn": [*map(str, self.misdrawn), *self.undrawn],
        }

    def _of(self, verdict: str) -> tuple[Obligation, ...]:
        return tuple(item for item in self.obligations if item.verdict == verdict)


def prove(texts: Mapping[str, str], *, on: date) -> Proved:
    """Everything there is to show of a version; the last few are kept, since a page asks for the same again and again."""
    return _prove(pack(texts), on)


def detail_of(item: Obligation) -> str:
    """sha256 (hex) of what a warning says: a reason holds for these words, not for others with the same id."""
    return hashlib.sha256(str(item).encode()).hexdigest()


@lru_cache(maxsize=8)
def _prove(packed: bytes, on: date) -> Proved:
    began, texts = perf_counter(), unpack(packed)
    try:
        pathway = load_texts(texts)
    except DefinitionError as error:
        return Proved(on, None, mistakes=error.mistakes, seconds=perf_counter() - began)
    report = verify(pathway, on=max(on, pathway.valid_from))
    landings = tuple(_landings(texts, pathway))
    drawing, misdrawn, undrawn = _drawn(texts, pathway)
    return Proved(
        on,
        pathway,
        obligations=report.obligations,
        cases=len(landings),
        astray=tuple(item for item in landings if item.wrong),
        drawing=drawing,
        undrawn=undrawn,
        misdrawn=misdrawn,
        seconds=perf_counter() - began,
    )


def _landings(texts: Mapping[str, str], pathway: Pathway) -> Iterator[Landing]:
    """Each worked case by itself: one that can't be read hides none of the others."""
    seen: set[str] = set()
    for file in sorted(name for name in texts if name.startswith(CASES) and name.endswith(".yaml")):
        try:
            (case,) = cases_of({file: texts[file]}, pathway)
        except DefinitionError as error:
            id_, name = _named(texts[file])
            yield Landing(id_, name or file, tuple(one.message for one in error.mistakes))
            continue
        twice = (TWICE,) if case.id in seen else ()
        seen.add(case.id)
        yield Landing(case.id, case.name, twice or check_case(pathway, case))


def _named(text: str) -> tuple[str, str]:
    """The id and the name of a worked case that can't be read; empty where it has none."""
    try:
        data = written_data(text)
    except YAMLError:
        return "", ""
    return (str(data.get("id", "")), str(data.get("name", ""))) if isinstance(data, Mapping) else ("", "")


def _drawn(
    texts: Mapping[str, str], pathway: Pathway
) -> tuple[Drawing | None, tuple[Mistake, ...], tuple[str, ...]]:
    """The map on one A4, or why it can't be drawn: what the drawing has that the map has not, and what there is no room for."""
    try:
        return draw(pathway, sketch_of(texts[SKETCH], pathway)), (), ()
    except DefinitionError as error:
        return _nearest(texts, pathway), error.mistakes, ()
    except DrawingError as error:
        return _nearest(texts, pathway), (), (str(error),)


def _nearest(texts: Mapping[str, str], pathway: Pathway) -> Drawing | None:
    """The map drawn without what can't be drawn of it; then without its lines. None where that can't be drawn either."""
    try:
        sketch = sketch_of(texts[SKETCH], pathway, strict=False)
    except DefinitionError:
        return None
    for part in (sketch, replace(sketch, lines=(), notes={})):
        try:
            return draw(pathway, part)
        except DrawingError:
            continue
    return None
