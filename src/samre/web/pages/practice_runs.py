"""What those who lead a practice run see before and while it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samre.accounts.actors import Actor
from samre.governance.maps import keeper_of
from samre.governance.models import (
    Confidence,
    PracticeAnswer,
    PracticeCase,
    PracticeProtocol,
    PracticeRun,
    PracticeState,
)
from samre.governance.queries.practice import (
    Progress,
    RunRow,
    can_be_dropped,
    cases_in,
    leads,
    maps_to_try,
    on_what,
    progress_of,
    protocol_of,
    runs_for,
)
from samre.governance.queries.practice_groups import answers_of, code_ends, groups_in, holds
from samre.governance.rules.practice import practice_rules
from samre.governance.rules.practice_maps import answer_of, map_of, worked_cases

from ..forms.problems import Problems
from .practice import opening
from .practice_maps import Outside, StepLine, by_number, named, outside


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The runs, or why there are none."""

    has_map: bool
    may_lead: bool
    runs: tuple[RunRow, ...]


@dataclass(frozen=True, slots=True)
class MapChoice:
    """A map to try: a draft or a published version."""

    value: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of a new run. `hours`: how long a code holds."""

    maps: tuple[MapChoice, ...]
    values: Mapping[str, str]
    problems: Problems
    hours: int


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case of the run, and what the map says of it."""

    case: PracticeCase
    line: str
    answer: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run as its leader sees it; `code` as it is shown, empty when nobody is let in. `newer`: how many saves
    the draft is ahead."""

    run: PracticeRun
    on_what: str
    may_lead: bool
    cases: tuple[ShownCase, ...]
    progress: Progress
    code: str
    ends: datetime | None
    protocol: PracticeProtocol | None
    newer: int
    may_drop: bool
    problems: Problems

    @property
    def is_prepared(self) -> bool:
        return self.run.state == PracticeState.PREPARED

    @property
    def is_open(self) -> bool:
        return self.run.state == PracticeState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.run.state == PracticeState.CLOSED

    @property
    def is_dropped(self) -> bool:
        return self.run.state == PracticeState.DROPPED


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """A worked case to choose, and the map's answer to it."""

    id: str
    name: str
    line: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class WorkedGroup:
    """Worked cases with the same answer."""

    name: str
    cases: tuple[WorkedLine, ...]


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """The worked cases of the map, by what the map answers, narrowed by words."""

    run: PracticeRun
    groups: tuple[WorkedGroup, ...]
    there: int
    most: int
    sought: str
    problems: Problems

    @property
    def found(self) -> int:
        return sum(len(group.cases) for group in self.groups)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A case to type a group's ticks for."""

    case: PracticeCase
    step: str
    confidence: str
    disagreed: bool
    comment: str
    step_error: str = ""
    comment_error: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The form that a group's sheets are typed into."""

    run: PracticeRun
    names: tuple[str, ...]
    name: str
    rows: tuple[PaperRow, ...]
    steps: tuple[StepLine, ...]
    outside: tuple[Outside, ...]
    confidences: tuple[tuple[str, str], ...]
    problems: Problems


def runs_page(actor: Actor, *, draft: UUID | None = None) -> RunsPage:
    """The runs of the map the actor belongs to; those on one draft only, when one is given."""
    has_map = keeper_of(actor.authority_id) is not None
    rows = runs_for(actor) if has_map else ()
    if draft is not None:
        rows = tuple(row for row in rows if row.draft == draft)
    return RunsPage(has_map, leads(actor), rows)


def new_page(actor: Actor, *, values: Mapping[str, str], problems: Problems) -> NewPage:
    """The maps to try, drafts first."""
    keeper = keeper_of(actor.authority_id)
    drafts, versions = maps_to_try(keeper) if keeper else ((), ())
    maps = (
        *(MapChoice(f"f:{row.pk}", row.title, f"Utkast, sparning {row.revision}") for row in drafts),
        *(MapChoice(f"v:{row.pk}", f"Version {row.number}", "Publicerad karta") for row in versions),
    )
    return NewPage(maps, values, problems, int(practice_rules()["koden_gäller_timmar"]))


def run_page(actor: Actor, run: PracticeRun, *, problems: Problems) -> RunPage:
    """The run with its cases, and how far the groups have come."""
    pathway = map_of(run)
    cases = tuple(
        ShownCase(
            case, opening(case.story), _answered(run, case, named(pathway, answer_of(pathway, case).primary))
        )
        for case in cases_in(run)
    )
    newer = 0 if run.draft is None or run.draft_revision is None else run.draft.revision - run.draft_revision
    return RunPage(
        run=run,
        on_what=on_what(run),
        may_lead=leads(actor),
        cases=cases,
        progress=progress_of(run),
        code=in_parts(run.code) if holds(run) else "",
        ends=code_ends(run),
        protocol=protocol_of(run),
        newer=newer if run.state == PracticeState.PREPARED else 0,
        may_drop=leads(actor) and run.by_id == actor.user_id and can_be_dropped(run),
        problems=problems,
    )


def choose_page(run: PracticeRun, *, sought: str, chosen: Sequence[str], problems: Problems) -> ChoosePage:
    """The worked cases that are not in the run yet."""
    pathway = map_of(run)
    there = {case.file for case in cases_in(run)}
    wanted = sought.casefold().split()
    groups: dict[str, list[WorkedLine]] = {id_: [] for id_ in (*pathway.priority, "")}
    for case, primary in worked_cases(run):
        text = f"{case.name} {case.story} {named(pathway, primary)}".casefold()
        if case.id not in there and (case.id in chosen or all(word in text for word in wanted)):
            groups[primary].append(WorkedLine(case.id, case.name, opening(case.story), case.id in chosen))
    found = tuple(
        WorkedGroup(named(pathway, id_) or named(pathway, "oklart"), tuple(cases))
        for id_, cases in groups.items()
        if cases
    )
    return ChoosePage(run, found, len(cases_in(run)), int(practice_rules()["flest_fall"]), sought, problems)


def paper_page(
    run: PracticeRun, *, name: str, typed: Mapping[str, Mapping[str, str]] | None, problems: Problems
) -> PaperPage:
    """The form for a group on paper; with what it has answered already, or with what was just typed."""
    groups = {group.name: group for group in groups_in(run)}
    free = tuple(one for one in practice_rules()["grupper"] if one not in groups or groups[one].on_paper)
    kept = answers_of(groups[name]) if name in groups else {}
    rows = tuple(_paper_row(case, kept.get(case.pk), typed, problems) for case in cases_in(run))
    return PaperPage(
        run=run,
        names=free,
        name=name,
        rows=rows,
        steps=by_number(run),
        outside=outside(),
        confidences=tuple(Confidence.choices),
        problems=problems,
    )


def _paper_row(
    case: PracticeCase,
    answer: PracticeAnswer | None,
    typed: Mapping[str, Mapping[str, str]] | None,
    problems: Problems,
) -> PaperRow:
    """A case with what was just typed for it, else with what the group has answered already."""
    if typed is not None:
        given = typed[str(case.pk)]
        step_error, comment_error = (
            problems.fields.get(f"{name}.{case.pk}", "") for name in ("steg", "kommentar")
        )
        return PaperRow(
            case,
            given["steg"],
            given["sakerhet"],
            bool(given["oense"]),
            given["kommentar"],
            step_error,
            comment_error,
        )
    if answer is None:
        return PaperRow(case, "", "", False, "")
    return PaperRow(case, answer.step, answer.confidence, answer.disagreed, answer.comment)


def in_parts(code: str) -> str:
    """A code as it is read from far away: in two parts."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}" if code else ""


def _answered(run: PracticeRun, case: PracticeCase, primary: str) -> str:
    return primary or named(map_of(run), "oklart")
