"""What a decision rests on beside the proof: amounts nobody has compared with a source, and what came of the practice runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from samre.governance.models import Draft
from samre.governance.queries.drafts import changed_since
from samre.governance.queries.law_watch import law_watch, looks_of
from samre.governance.queries.practice import outcome_of
from samre.governance.rules.law_texts import VALUE, days_ahead, words_for_no_source
from samre.pathway.model import Pathway

from .practice_results import in_cases, of_all


@dataclass(frozen=True, slots=True)
class Unchecked:
    """An amount that somebody has to compare with a source: what it is, where it comes from and what is to be done."""

    id: str
    name: str
    now: str
    source: str
    note: str

    @property
    def has_source(self) -> bool:
        """Whether somebody has read it anywhere at all."""
        said = self.source.casefold()
        return bool(said) and not any(word in said for word in words_for_no_source())


@dataclass(frozen=True, slots=True)
class Trial:
    """A practice run that is closed. `with_map`: how many of the answers were the map's; `apart`: in how many cases the groups
    differed. `save`: the save of the draft that was tried; `is_changed`: whether the draft says something else now."""

    id: UUID
    title: str
    save: int
    is_changed: bool
    with_map: str
    apart: str


@dataclass(frozen=True, slots=True)
class Checks:
    """The amounts that nobody has checked: those without any source, and those whose source has to be read again."""

    unread: tuple[Unchecked, ...] = ()
    again: tuple[Unchecked, ...] = ()


def unchecked_in(keeper: UUID, pathway: Pathway, *, on: date) -> Checks:
    """The amounts of a map that are said to need a check and that nobody has checked as they stand."""
    watched = law_watch(pathway, on=on, ahead=days_ahead(), looks=looks_of(keeper))
    found = [
        Unchecked(one.id, one.name, one.now, one.source.rstrip("."), one.note)
        for one in watched
        if one.kind == VALUE and one.note and not one.looks
    ]
    return Checks(
        tuple(one for one in found if not one.has_source), tuple(one for one in found if one.has_source)
    )


def trials_of(draft: Draft) -> tuple[Trial, ...]:
    """The closed practice runs of a draft, the last one first."""
    found = []
    for run in draft.runs.filter(closed_at__isnull=False).order_by("-number"):
        outcome, save = outcome_of(run), run.draft_revision or 0
        same = of_all(sum(one.result.same for one in outcome.cases), outcome.whole.placed)
        found.append(Trial(run.pk, run.title, save, changed_since(draft, save), same, in_cases(outcome)))
    return tuple(found)
