"""What the pages of change requests show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.roles import Role
from samre.governance.maps import find_in_force, keeper_of, pathway_in
from samre.governance.models import RequestState
from samre.governance.queries.requests import (
    GOAL,
    MAP,
    STEP,
    RequestShown,
    box_name,
    boxes_of,
    may_read_all,
    open_drafts,
    requests_for,
)
from samre.governance.rules.nobody import only_ways
from samre.pathway.model import Pathway

from ..forms.problems import Problems

BOX, STATE, CASE, NEW_DRAFT = "ruta", "lage", "arende", "ny"
NOTICES = {
    "ny": "Tack. Det du skrev har kommit fram till dem som håller kartan.",
    "svarat": "Svaret är sparat. Den som sa till ser det på sin första sida.",
    "fragat": "Frågan är ställd. Den som sa till ser den på sin första sida, och svaret kommer hit.",
    "besvarad": "Svaret är skickat till dem som håller kartan.",
}
# Which way an answer can go, in the order of the form.
WAYS = (
    (RequestState.TAKEN, "Ja, ändra. Jag tar med det i ett utkast."),
    (RequestState.ASKED, "Jag behöver veta mer. Jag ställer en fråga."),
    (RequestState.DECLINED, "Nej, rutan är kvar som den är."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Requests in the order of whose turn it is. `sees_all`: everybody's, and not only one's own."""

    groups: tuple[tuple[str, tuple[RequestShown, ...]], ...]
    sees_all: bool
    answers: bool
    total: int
    box: str
    state: str
    boxes: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """The form for one box. `has_map`: whether there is anybody in the system to tell."""

    has_map: bool
    thing: str
    thing_id: str
    name: str
    is_known: bool
    choices: tuple[tuple[str, str], ...]
    case: UUID | None
    earlier: tuple[RequestShown, ...]
    asks_office: bool = False
    problems: Problems = field(default_factory=Problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage:
    """One request. `may_answer`: the reader answers for the map; `may_reply`: she asked, and a question waits for her."""

    shown: RequestShown
    may_answer: bool
    may_reply: bool
    drafts: tuple[tuple[UUID, str], ...]
    title: str
    values: Mapping[str, str]
    ways: tuple[tuple[str, str], ...]
    case: UUID | None
    asks_office: bool
    notice: str = ""
    problems: Problems = field(default_factory=Problems)


def list_page(actor: Actor, *, box: str, state: str) -> ListPage:
    """Everything the reader may read, first what somebody has to do something about."""
    sees_all = may_read_all(actor)
    state = state if state in RequestState.values else ""
    rows = requests_for(actor, box=box, state=state)
    return ListPage(
        groups=tuple((name, some) for name, some in _groups(rows, sees_all=sees_all) if some),
        sees_all=sees_all,
        answers=sees_all and actor.role == Role.PROCESS_LEAD,
        total=len(rows),
        box=box,
        state=state,
        boxes=boxes_of(actor) if sees_all else (),
        states=tuple((str(one.value), str(one.label)) for one in RequestState),
    )


def _groups(
    rows: tuple[RequestShown, ...], *, sees_all: bool
) -> tuple[tuple[str, tuple[RequestShown, ...]], ...]:
    def of(*states: str) -> tuple[RequestShown, ...]:
        return tuple(row for row in rows if row.state in states)

    first = "Väntar på svar från er" if sees_all else "Väntar på svar"
    asked = "Ni har frågat, och väntar på svar" if sees_all else "Du har fått en fråga"
    groups = [
        (first, of(RequestState.NEW)),
        (asked, of(RequestState.ASKED)),
        ("På väg att ändras", of(RequestState.TAKEN)),
        ("Klara", of(RequestState.DONE, RequestState.DECLINED)),
    ]
    return tuple(groups if sees_all else [groups[1], groups[0], *groups[2:]])


def new_page(actor: Actor, box: str, case: UUID | None, *, problems: Problems | None = None) -> NewPage:
    """The form for a box of the map the reader follows."""
    problems = problems or Problems()
    keeper = keeper_of(actor.authority_id)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    pathway = None if version is None else pathway_in(version)
    thing = thing_of(pathway, box) if pathway else ""
    is_known = bool(thing) and box != ""
    texts = [problems.values.get(name, "") for name in ("fel", "förslag")]
    return NewPage(
        has_map=pathway is not None,
        thing=thing,
        thing_id=box,
        name=box_name(pathway, thing, box) if pathway and is_known else "",
        is_known=is_known,
        choices=choices(pathway) if pathway else (),
        case=case if actor.may_have_cases else None,
        earlier=tuple(row for row in requests_for(actor) if row.is_own and row.thing_id == box)[:3]
        if is_known
        else (),
        asks_office=only_ways(texts),
        problems=problems,
    )


def thing_of(pathway: Pathway, id_: str) -> str:
    """What sort of thing of the map has the id; the map itself when it is empty, nothing when there is none."""
    if not id_:
        return MAP
    registers = (
        (STEP, pathway.steps),
        (GOAL, pathway.goals),
        ("uppgiften", pathway.facts),
        ("kontakten", pathway.contacts),
        ("blanketten", pathway.forms),
        ("lagen", pathway.laws),
        ("värdet", pathway.values),
    )
    return next((thing for thing, register in registers if id_ in register), "")


def choices(pathway: Pathway) -> tuple[tuple[str, str], ...]:
    """Boxes to choose among where nobody has pointed at one."""
    steps = [(id_, box_name(pathway, STEP, id_)) for id_ in pathway.steps]
    return (*steps, *((id_, box_name(pathway, GOAL, id_)) for id_ in pathway.goals))


def show_page(
    actor: Actor, shown: RequestShown, *, problems: Problems, notice: str, case: UUID | None
) -> ShowPage:
    """One request with what the reader may do about it."""
    keeper = keeper_of(actor.authority_id)
    may_answer = may_read_all(actor) and actor.role == Role.PROCESS_LEAD and shown.state != RequestState.DONE
    return ShowPage(
        shown=shown,
        may_answer=may_answer,
        may_reply=shown.is_own and shown.state == RequestState.ASKED,
        drafts=open_drafts(keeper) if may_answer and keeper else (),
        title=f"{shown.box}: det som nr {shown.number} sa till om",
        values=problems.values,
        ways=tuple((str(state.value), words) for state, words in WAYS),
        case=case if actor.may_have_cases else None,
        asks_office=only_ways([problems.values.get("mer", "")]),
        notice=notice,
        problems=problems,
    )
