"""The map a practice run is on, and what it says of the run's cases. It never changes while the run goes on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from samre.pathway.model import Evaluation, Pathway
from samre.pathway.person.cases import Case, cases_of
from samre.pathway.person.evaluate import evaluate
from samre.pathway.person.facts import Facts, read_facts
from samre.pathway.picture.drawing import Drawing, draw
from samre.pathway.picture.sheet import DrawingError
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import Sketch, sketch_of
from samre.pathway.reading.load import DefinitionError, load_texts

from ..maps import texts_of
from ..models import DraftRevision, MapVersion, PracticeCase, PracticeRun
from .packing import unpack
from .practice import MapAnswer

_MOST = 4


def map_of(run: PracticeRun) -> Pathway:
    """The map the run is on."""
    return _read(*_key(run))[1]


def drawing_of(run: PracticeRun) -> tuple[Sketch, Drawing] | None:
    """The map's plan and drawing; None where it can't be drawn, which stops nobody from trying it."""
    return _drawn(*_key(run))


def worked_cases(run: PracticeRun) -> tuple[tuple[Case, str], ...]:
    """The map's worked cases, each with the step the map says comes first ("" where it can't be told yet)."""
    return _worked(*_key(run))


def facts_of(pathway: Pathway, case: PracticeCase) -> Facts:
    """What is known in a case, as the map reads it."""
    return read_facts(pathway, case.facts, on=case.on)


def evaluation_of(pathway: Pathway, case: PracticeCase) -> Evaluation:
    """What the map says of a case."""
    return evaluate(pathway, facts_of(pathway, case), on=case.on)


def answer_of(pathway: Pathway, case: PracticeCase) -> MapAnswer:
    """The same as the groups' answers are compared with it."""
    found = evaluation_of(pathway, case)
    return MapAnswer(found.primary or "", found.open, () if found.primary else found.candidates)


def _key(run: PracticeRun) -> tuple[str, UUID, int]:
    if run.version_id is not None:
        return "version", run.version_id, 0
    assert run.draft_id is not None
    assert run.draft_revision is not None
    return "draft", run.draft_id, run.draft_revision


@lru_cache(maxsize=_MOST)
def _read(kind: str, row: UUID, revision: int) -> tuple[Mapping[str, str], Pathway]:
    """A version and a save never change, so each is read once."""
    if kind == "version":
        texts = texts_of(MapVersion.objects.only("pk").get(pk=row))
    else:
        files = DraftRevision.objects.values_list("files", flat=True).get(draft_id=row, number=revision)
        texts = unpack(files)
    return texts, load_texts(texts)


@lru_cache(maxsize=_MOST)
def _worked(kind: str, row: UUID, revision: int) -> tuple[tuple[Case, str], ...]:
    texts, pathway = _read(kind, row, revision)
    return tuple(
        (case, evaluate(pathway, read_facts(pathway, case.facts, on=case.on), on=case.on).primary or "")
        for case in cases_of(texts, pathway)
    )


@lru_cache(maxsize=_MOST)
def _drawn(kind: str, row: UUID, revision: int) -> tuple[Sketch, Drawing] | None:
    texts, pathway = _read(kind, row, revision)
    try:
        sketch = sketch_of(texts[SKETCH], pathway)
        return sketch, draw(pathway, sketch)
    except (DefinitionError, DrawingError):
        return None
