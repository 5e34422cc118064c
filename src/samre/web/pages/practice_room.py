"""What a group in the room sees on its phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samre.governance.models import (
    Confidence,
    PracticeAnswer,
    PracticeCase,
    PracticeGroup,
    PracticeRun,
)
from samre.governance.queries.practice import cases_in
from samre.governance.queries.practice_groups import answers_of, comments_of, groups_in
from samre.governance.rules.practice import practice_rules
from samre.governance.rules.practice_maps import drawing_of, map_of

from ..forms.problems import Problems
from .karta import StepText, step_text
from .practice_maps import Lane, Outside, matching, named, outside, phases_of, picture, told_in
from .told_facts import ToldCase

# What a group does besides placing: looks for a box, sees the drawing, reads a box, says something of it.
SEEK, MAP, READ, SAY = "sok", "karta", "ruta", "sag"


@dataclass(frozen=True, slots=True)
class GroupName:
    """A name to choose; `taken` when a phone is in that group already, `full` when no more can be."""

    name: str
    taken: bool
    full: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the group's list, with where it was placed (empty before)."""

    number: int
    name: str
    placed: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """The group's own page: its cases, and the first that is left."""

    run: PracticeRun
    group: PracticeGroup
    cases: tuple[CaseLine, ...]
    comments: tuple[tuple[str, str], ...]

    @property
    def left(self) -> CaseLine | None:
        return next((case for case in self.cases if not case.placed), None)

    @property
    def placed(self) -> int:
        return sum(bool(case.placed) for case in self.cases)


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the map in full, with what the group has said of it; `is_saved` when it just said something."""

    step: StepText
    said: tuple[str, ...]
    is_saved: bool


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One case to place. `values` is what was typed or answered before. `picture` is there when it was asked for: it is heavy."""

    run: PracticeRun
    group: PracticeGroup
    case: PracticeCase
    number: int
    count: int
    told: ToldCase
    lanes: tuple[Lane, ...]
    outside: tuple[Outside, ...]
    confidences: tuple[tuple[str, str], ...]
    values: Mapping[str, str]
    chosen_name: str
    sought: str
    box: Box | None
    picture: str
    can_be_drawn: bool
    problems: Problems
    answered: bool
    longest: int

    @property
    def story(self) -> str:
        return self.case.story

    @property
    def chosen_phase(self) -> str:
        """The phase that the chosen step stands in; empty where none is chosen."""
        chosen = self.values.get("steg", "")
        return next((lane.name for lane in self.lanes for step in lane.steps if step.id == chosen), "")


def group_names(run: PracticeRun) -> tuple[GroupName, ...]:
    """The names of the list, with those that are taken; groups on paper are not to be joined."""
    there = {group.name: group for group in groups_in(run)}
    most = int(practice_rules()["flest_telefoner"])
    return tuple(
        GroupName(
            name, name in there, name in there and (there[name].on_paper or len(there[name].keys) >= most)
        )
        for name in practice_rules()["grupper"]
    )


def room_page(group: PracticeGroup) -> RoomPage:
    """The group's list of cases and what it has said of boxes."""
    pathway, answers = map_of(group.run), answers_of(group)
    cases = tuple(
        CaseLine(case.place, case.name, named(pathway, answers[case.pk].step) if case.pk in answers else "")
        for case in cases_in(group.run)
    )
    comments = tuple((named(pathway, row.thing_id), row.text) for row in comments_of(group))
    return RoomPage(group.run, group, cases, comments)


def place_page(
    group: PracticeGroup,
    case: PracticeCase,
    *,
    typed: Mapping[str, str] | None,
    step: str,
    problems: Problems,
) -> PlacePage:
    """The page of a case. `typed`: what was just sent; `step`: the box chosen on the drawing."""
    run, pathway = group.run, map_of(group.run)
    answer = answers_of(group).get(case.pk)
    values = dict(typed) if typed is not None else _kept(answer)
    if step and typed is None:
        values["steg"] = step
    sought = values.get("sok", "")
    lanes = phases_of(run)
    doing = values.get("gor", "")
    return PlacePage(
        run=run,
        group=group,
        case=case,
        number=case.place,
        count=run.cases.count(),
        told=told_in(pathway, case),
        lanes=matching(lanes, sought, kept=values.get("steg", "")) if sought else lanes,
        outside=outside(),
        confidences=tuple(Confidence.choices),
        values=values,
        chosen_name=named(pathway, values.get("steg", "")),
        sought=sought,
        box=_box(group, doing, problems),
        picture=picture(run, link="?steg={id}#svaret", here=values.get("steg") or None)
        if doing == MAP
        else "",
        can_be_drawn=drawing_of(run) is not None,
        problems=problems,
        answered=answer is not None,
        longest=int(practice_rules()["längst_kommentar"]),
    )


def _box(group: PracticeGroup, doing: str, problems: Problems) -> Box | None:
    """The box that is read or was just said something of."""
    verb, _, id_ = doing.partition(".")
    pathway = map_of(group.run)
    if verb not in (READ, SAY) or id_ not in pathway.steps:
        return None
    said = tuple(row.text for row in comments_of(group) if row.thing_id == id_)
    return Box(step_text(pathway, pathway.steps[id_]), said, is_saved=verb == SAY and not problems)


def _kept(answer: PracticeAnswer | None) -> dict[str, str]:
    if answer is None:
        return {}
    return {
        "steg": answer.step,
        "sakerhet": answer.confidence,
        "oense": "1" if answer.disagreed else "",
        "kommentar": answer.comment,
    }
