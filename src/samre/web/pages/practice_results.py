"""What came of a practice run, as it is read on the page and in the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from samre.accounts.actors import Actor
from samre.governance.models import Draft, PracticeCase, PracticeProtocol, PracticeRun, PracticeState
from samre.governance.queries.names import signer_of
from samre.governance.queries.practice import (
    CaseOutcome,
    Outcome,
    earlier_protocols,
    leads,
    on_what,
    open_drafts,
    outcome_of,
    protocol_of,
)
from samre.governance.rules.practice import UNDECIDED, practice_rules
from samre.governance.rules.practice_maps import map_of
from samre.pathway.model import Pathway

from ..forms.problems import Problems
from .practice_maps import counted_picture, named

MINUTE, PAIR = 60, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer to a case: how many groups gave it, which, and how it stands to the map's. `share` in percent, for the bar."""

    step: str
    name: str
    count: int
    share: int
    groups: str
    meets: str
    meets_words: str
    sign: str


@dataclass(frozen=True, slots=True)
class Kept:
    """How a case can become a worked case: the steps it may land on, the most given answer first; `errors` of its form by field."""

    steps: tuple[tuple[str, str], ...]
    chosen: str
    draft: str
    why: str
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case with its result in words. `apart`: the groups differ so much that it has to be talked about."""

    case: PracticeCase
    answer: str
    candidates: str
    bars: tuple[Bar, ...]
    placed: int
    with_map: str
    agreement: str
    index: str
    apart: bool
    time: str
    hesitant: int
    disagreed: int
    moved: int
    said: tuple[tuple[str, str], ...]
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class BoxShown:
    """A box over all cases, with what was said of it."""

    id: str
    name: str
    by_groups: int
    by_map: int
    both: int
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The whole result. `index`: in how many cases the groups differ; `has_number`: they are enough for a number too."""

    run: PracticeRun
    on_what: str
    may_lead: bool
    is_closed: bool
    placed: int
    groups: tuple[str, ...]
    with_map: str
    index: str
    has_number: bool
    hesitation: str
    time: str
    cases: tuple[CaseShown, ...]
    boxes: tuple[BoxShown, ...]
    picture: str
    drafts: tuple[Draft, ...]
    protocol: PracticeProtocol | None
    protocol_by: str
    protocols: tuple[PracticeProtocol, ...]
    problems: Problems
    about: str


def result_page(
    actor: Actor,
    run: PracticeRun,
    *,
    problems: Problems,
    about: str = "",
) -> ResultPage:
    """The result of a run. `about`: the case whose form `problems` belong to."""
    outcome, pathway, protocol = outcome_of(run), map_of(run), protocol_of(run)
    drafts = open_drafts(run.keeper_id) if leads(actor) else ()
    boxes = box_rows(outcome, pathway)
    whole = outcome.whole
    return ResultPage(
        run=run,
        on_what=on_what(run),
        may_lead=leads(actor),
        is_closed=run.state == PracticeState.CLOSED,
        placed=whole.placed,
        groups=outcome.groups,
        with_map=of_all(sum(one.result.same for one in outcome.cases), whole.placed),
        index=in_cases(outcome),
        has_number=tells_number(len(outcome.groups)),
        hesitation=of_all(sum(one.result.hesitant for one in outcome.cases), whole.placed),
        time=in_time(whole.median_seconds),
        cases=tuple(
            case_shown(one, pathway, run, drafts, typed=problems if about == str(one.case.pk) else None)
            for one in outcome.cases
        ),
        boxes=boxes,
        picture=counted_picture(
            run,
            link="#ruta-{id}",
            chosen={box.id: box.by_groups for box in boxes},
            said={box.id: len(box.said) for box in boxes},
        ),
        drafts=drafts,
        protocol=protocol,
        protocol_by="" if protocol is None else signer_of(protocol, reader=actor.user_id),
        protocols=() if protocol is None else earlier_protocols(run, protocol.number),
        problems=problems,
        about=about,
    )


def case_shown(
    one: CaseOutcome,
    pathway: Pathway,
    run: PracticeRun,
    drafts: tuple[Draft, ...],
    *,
    typed: Problems | None = None,
) -> CaseShown:
    """One case in words."""
    result, words = one.result, practice_rules()["mot_kartan"]
    bars = tuple(
        Bar(
            step=chosen.step,
            name=named(pathway, chosen.step),
            count=chosen.count,
            share=round(100 * chosen.count / result.placed),
            groups=", ".join(chosen.groups),
            meets=chosen.meets,
            meets_words=words[chosen.meets]["namn"],
            sign=words[chosen.meets]["tecken"],
        )
        for chosen in result.chosen
    )
    return CaseShown(
        case=one.case,
        answer=named(pathway, one.answer.primary or UNDECIDED),
        candidates=", ".join(named(pathway, id_) for id_ in one.answer.candidates),
        bars=bars,
        placed=result.placed,
        with_map=of_all(result.same, result.placed),
        agreement=agreement(result.disagreement, result.placed),
        index=decimal(result.disagreement) if tells_number(result.placed) else "",
        apart=result.disagreement is not None and result.disagreement >= practice_rules()["oenigt_från"],
        time=in_time(result.median_seconds),
        hesitant=result.hesitant,
        disagreed=result.disagreed,
        moved=result.moved,
        said=tuple((placed.group, placed.comment) for placed in one.placings if placed.comment),
        kept=_kept(one, bars, run, drafts, typed or Problems(), pathway),
    )


def box_rows(outcome: Outcome, pathway: Pathway) -> tuple[BoxShown, ...]:
    """The boxes that were chosen, by the groups or the map, or commented on; the most often missed first."""
    counted = {box.step: box for box in outcome.boxes}
    order = dict.fromkeys([*counted, *outcome.comments])
    return tuple(
        BoxShown(
            id=id_,
            name=named(pathway, id_),
            by_groups=counted[id_].by_groups if id_ in counted else 0,
            by_map=counted[id_].by_map if id_ in counted else 0,
            both=counted[id_].both if id_ in counted else 0,
            said=outcome.comments.get(id_, ()),
        )
        for id_ in order
    )


def agreement(index: float | None, groups: int) -> str:
    """How much the groups differ, in words."""
    if index is None:
        return "Färre än två grupper har svarat"
    if groups == PAIR:
        return "Båda grupperna svarade " + ("olika" if index else "lika")
    if index == 0:
        return "Alla grupper svarade lika"
    return "Grupperna svarade olika" if index >= practice_rules()["oenigt_från"] else "De flesta svarade lika"


def in_cases(outcome: Outcome) -> str:
    """In how many of the cases that two groups or more answered they differ, with the number where they are enough for one."""
    apart = [one.result.disagreement for one in outcome.cases if one.result.disagreement is not None]
    if not apart:
        return ""
    told = f"i {sum(one > 0 for one in apart)} av {len(apart)} fall"
    return f"{told} ({decimal(outcome.whole.disagreement)})" if tells_number(len(outcome.groups)) else told


def tells_number(groups: int) -> bool:
    """Whether so many groups are enough for their disagreement to be told as a number."""
    return groups >= int(practice_rules()["siffra_från_grupper"])


def of_all(part: int, whole: int) -> str:
    """`3 av 5`; empty of nothing."""
    return f"{part} av {whole}" if whole else ""


def decimal(number: float | None) -> str:
    """A number from 0 to 1 as Swedish writes it; empty for none."""
    return "" if number is None else f"{number:.2f}".replace(".", ",")


def in_time(seconds: float | None) -> str:
    """`1 min 20 s`; empty for none."""
    if seconds is None:
        return ""
    minutes, left = divmod(round(seconds), MINUTE)
    return f"{minutes} min {left} s" if minutes else f"{left} s"


def _kept(
    one: CaseOutcome,
    bars: tuple[Bar, ...],
    run: PracticeRun,
    drafts: tuple[Draft, ...],
    typed: Problems,
    pathway: Pathway,
) -> Kept | None:
    """None where it is a worked case already, or can't become one now."""
    if run.state != PracticeState.CLOSED or one.case.file or one.case.kept_in_id or not drafts:
        return None
    given = [bar.step for bar in bars if bar.step in pathway.steps or bar.step == UNDECIDED]
    steps = dict.fromkeys([*given, one.answer.primary or UNDECIDED])
    own = _id_of(run.draft_id, drafts)
    return Kept(
        steps=tuple((id_, named(pathway, id_)) for id_ in steps),
        chosen=typed.values.get("steg", one.answer.primary or UNDECIDED),
        draft=typed.values.get("forslag", own),
        why=typed.values.get("varför", ""),
        errors=typed.fields,
    )


def _id_of(draft: UUID | None, drafts: tuple[Draft, ...]) -> str:
    return str(draft) if any(row.pk == draft for row in drafts) else str(drafts[0].pk)
