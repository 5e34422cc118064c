"""Practice runs as those who lead them and the steering group read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from samre.accounts.actors import Actor
from samre.accounts.roles import Role

from ..maps import keeper_of
from ..models import (
    Draft,
    DraftState,
    MapVersion,
    PracticeAnswer,
    PracticeCase,
    PracticeComment,
    PracticeProtocol,
    PracticeRun,
    PracticeState,
)
from ..rules.practice import (
    BoxResult,
    CaseResult,
    MapAnswer,
    Placed,
    RunResult,
    box_results,
    result_of,
    run_result,
)
from ..rules.practice_maps import answer_of, map_of
from .names import signer_of
from .practice_groups import groups_in


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list. `on_what`: the draft or the version it tries; `draft`: the draft's id, when it is one.

    `protocols`: how many the steering group has been given.
    """

    id: UUID
    draft: UUID | None
    number: int
    title: str
    state: str
    state_words: str
    on_what: str
    cases: int
    groups: int
    protocols: int
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far a group has come: how many cases it has placed, and the last time it did. `left_out`: it is not counted."""

    id: UUID
    left_out: bool
    name: str
    on_paper: bool
    phones: int
    placed: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Who is in and how far: `placed` of `expected` answers, and per case how many groups have placed it."""

    groups: tuple[GroupProgress, ...]
    cases: tuple[tuple[PracticeCase, int], ...]

    @property
    def placed(self) -> int:
        return sum(group.placed for group in self.counted)

    @property
    def expected(self) -> int:
        return len(self.counted) * len(self.cases)

    @property
    def counted(self) -> tuple[GroupProgress, ...]:
        return tuple(group for group in self.groups if not group.left_out)


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """A case with what the groups answered and what the map says."""

    case: PracticeCase
    answer: MapAnswer
    placings: tuple[Placed, ...]
    result: CaseResult


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that came of a run. `comments`: box → (group, text), for those that were commented on."""

    cases: tuple[CaseOutcome, ...]
    whole: RunResult
    boxes: tuple[BoxResult, ...]
    comments: Mapping[str, tuple[tuple[str, str], ...]]
    groups: tuple[str, ...]


def leads(actor: Actor) -> bool:
    """Whether the actor prepares and leads runs of the map she belongs to."""
    return actor.role == Role.PROCESS_LEAD and keeper_of(actor.authority_id) is not None


def runs_for(actor: Actor) -> tuple[RunRow, ...]:
    """The runs of the map the actor belongs to, newest first, without those that were dropped."""
    rows = PracticeRun.objects.filter(keeper_id=keeper_of(actor.authority_id))
    there = rows.exclude(state=PracticeState.DROPPED).order_by("-number")
    counted = there.select_related("draft", "version", "by").annotate(
        case_count=Count("cases", distinct=True),
        group_count=Count("groups", distinct=True),
        protocol_count=Count("protocols", distinct=True),
    )
    return tuple(
        RunRow(
            id=row.pk, draft=row.draft_id, number=row.number, title=row.title, state=row.state, state_words=row.get_state_display(),
            on_what=on_what(row), cases=row.case_count, groups=row.group_count,
            protocols=row.protocol_count, at=row.at,
            by_name=signer_of(row, reader=actor.user_id),
        )
        for row in counted.defer("version__files")
    )  # fmt: skip


def find_run(actor: Actor, run: UUID) -> PracticeRun | None:
    """A run of the map the actor belongs to; None for others'."""
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        return None
    rows = PracticeRun.objects.select_related("draft", "version", "by").defer("version__files")
    return rows.filter(pk=run, keeper_id=keeper).first()


def can_be_dropped(run: PracticeRun) -> bool:
    """Whether nothing has come of a run: no group has joined, and nobody has been told of it."""
    is_there = run.state != PracticeState.DROPPED
    return is_there and not run.groups.exists() and not run.protocols.exists()


def on_what(run: PracticeRun) -> str:
    """What a run tries, in words."""
    if run.draft is not None:
        return f"Utkastet ”{run.draft.title}”, sparning {run.draft_revision}"
    assert run.version is not None
    return f"Version {run.version.number} av kartan"


def maps_to_try(keeper: UUID) -> tuple[tuple[Draft, ...], tuple[MapVersion, ...]]:
    """Drafts under way and published versions, newest first."""
    states = (DraftState.WRITTEN, DraftState.REVIEWED, DraftState.APPROVED)
    drafts = Draft.objects.filter(keeper_id=keeper, state__in=states).order_by("-at")
    versions = MapVersion.objects.filter(keeper_id=keeper).defer("files").order_by("-number")
    return tuple(drafts), tuple(versions[:3])


def open_drafts(keeper: UUID) -> tuple[Draft, ...]:
    """The drafts that a case can become a worked case of."""
    return tuple(Draft.objects.filter(keeper_id=keeper, state=DraftState.WRITTEN).order_by("-at"))


def cases_in(run: PracticeRun) -> tuple[PracticeCase, ...]:
    """The cases of a run in their order."""
    return tuple(run.cases.select_related("kept_in").order_by("place"))


def earlier_protocols(run: PracticeRun, number: int) -> tuple[PracticeProtocol, ...]:
    """Those before one of them, the newest first, without their documents."""
    return tuple(run.protocols.filter(number__lt=number).defer("document").order_by("-number"))


def protocol_of(run: PracticeRun) -> PracticeProtocol | None:
    """The newest protocol, with its document; None before the first."""
    return run.protocols.select_related("by").order_by("-number").first()


def progress_of(run: PracticeRun) -> Progress:
    """How far the groups have come. Three queries, whatever their number."""
    answers = list(PracticeAnswer.objects.filter(group__run=run).values_list("group_id", "case_id", "at"))
    groups = tuple(
        GroupProgress(
            id=group.pk,
            left_out=group.left_out,
            name=group.name,
            on_paper=group.on_paper,
            phones=len(group.keys),
            placed=sum(one[0] == group.pk for one in answers),
            last=max((one[2] for one in answers if one[0] == group.pk), default=None),
        )
        for group in groups_in(run)
    )
    cases = tuple((case, sum(one[1] == case.pk for one in answers)) for case in cases_in(run))
    return Progress(groups, cases)


def outcome_of(run: PracticeRun) -> Outcome:
    """Everything the groups answered, beside the map and beside each other."""
    pathway = map_of(run)
    rows = PracticeAnswer.objects.filter(group__run=run, group__left_out=False).select_related("group")
    placings: dict[UUID, list[Placed]] = {}
    for row in rows.order_by("group__name"):
        placings.setdefault(row.case_id, []).append(_placed(row))
    outcomes = []
    for case in cases_in(run):
        answer, some = answer_of(pathway, case), tuple(placings.get(case.pk, ()))
        outcomes.append(CaseOutcome(case, answer, some, result_of(some, answer)))
    return Outcome(
        cases=tuple(outcomes),
        whole=_whole(outcomes),
        boxes=box_results(
            {str(one.case.pk): one.placings for one in outcomes},
            {str(one.case.pk): one.answer for one in outcomes},
        ),
        comments=_comments(run),
        groups=tuple(group.name for group in groups_in(run) if not group.left_out),
    )


def _whole(outcomes: Sequence[CaseOutcome]) -> RunResult:
    return run_result(
        [one.result for one in outcomes], [placed for one in outcomes for placed in one.placings]
    )


def _placed(row: PracticeAnswer) -> Placed:
    return Placed(
        group=row.group.name,
        step=row.step,
        first=row.first,
        confidence=row.confidence,
        disagreed=row.disagreed,
        seconds=row.seconds,
        comment=row.comment,
    )


def _comments(run: PracticeRun) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in (
        PracticeComment.objects.filter(group__run=run, group__left_out=False)
        .select_related("group")
        .order_by("at")
    ):
        found[row.thing_id] = (*found.get(row.thing_id, ()), (row.group.name, row.text))
    return found
