"""»Den här rutan stämmer inte«: anybody who uses the map says so, and somebody answers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, action
from samre.pathway.model import Pathway

from ..maps import find_in_force, keeper_of, pathway_in
from ..models import ChangeRequest, Draft, DraftState, RequestAnswer, RequestState
from ..models.base import signed
from ..rules.nobody import persons_in
from ..rules.numbers import next_number
from ..rules.permissions import check_asks, check_writes
from .drafts import begin_draft

MOST, TITLE = 4000, 120
ANSWERS = frozenset({RequestState.ASKED, RequestState.TAKEN, RequestState.DECLINED})


@action("change.report", kind="change")
def ask_for_change(
    *,
    thing: str,
    thing_id: str,
    wrong: str,
    proposal: str = "",
    names: Sequence[str] = (),
    are_offices: bool = False,
    by: Actor,
) -> ChangeRequest:
    """What is wrong at a box, a question or a text of the map the actor follows, and what it should be instead.

    `names`: people it may not name. `are_offices`: numbers and addresses in it are an authority's, the actor says.
    """
    check_asks(by)
    keeper = keeper_of(by.authority_id)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    if keeper is None or version is None:
        raise Refused("Kartan ni följer har ingen styrgrupp i systemet. Säg till er processledare.")
    problems = persons_in({"fel": wrong, "förslag": proposal}, names=names, are_offices=are_offices)
    if not wrong.strip():
        problems["fel"] = "Skriv vad som inte stämmer."
    if len(wrong) > MOST or len(proposal) > MOST:
        problems["fel" if len(wrong) > MOST else "förslag"] = f"Skriv högst {MOST} tecken."
    if not is_in(pathway_in(version), thing, thing_id):
        problems["ruta"] = "Rutan finns inte på kartan."
    if problems:
        raise Refused(problems)
    request = ChangeRequest.objects.create(
        keeper_id=keeper,
        number=next_number(ChangeRequest, keeper),
        source_id=by.authority_id,
        version=version,
        thing=thing,
        thing_id=thing_id,
        wrong=wrong.strip(),
        proposal=proposal.strip(),
        **signed(by),
    )
    about(request, box=thing_id)
    return request


@action("change.answer", kind="change")
def answer_request(
    *, request: UUID, state: str, text: str, draft: UUID | None = None, begin: str = "", by: Actor
) -> RequestAnswer:
    """The answer to the one who asked: taken into a draft, declined with a reason, or a question back.

    `draft`: the draft it is taken into. `begin`: or the title of one that is begun for it. Sent once more by the same person it
    is the answer that was given.
    """
    row = ChangeRequest.objects.select_for_update().get(pk=request)
    check_writes(by, row.keeper_id)
    if row.state == RequestState.DONE:
        raise Refused("Ändringen är redan införd.")
    if again := _said_already(row, state, text, draft, begin, by):
        about(row, state=state)
        return again
    problems = persons_in({"svar": text}, are_offices=True)
    if state not in ANSWERS:
        problems["beslut"] = "Välj vad som händer med förslaget."
    if not text.strip():
        problems["svar"] = "Skriv ett svar till den som sa till."
    is_taken = state == RequestState.TAKEN
    chosen = _open_draft(row, draft) if is_taken and draft is not None else None
    if is_taken and chosen is None and not begin.strip():
        problems["utkast"] = "Välj vilken ändring den tas med i."
    if problems:
        raise Refused(problems)
    if is_taken and chosen is None:
        chosen = begin_draft(keeper=row.keeper_id, title=begin.strip()[:TITLE], why=row.wrong, by=by)
    row.state, row.draft = RequestState(state), chosen
    row.save(update_fields=["state", "draft"])
    about(row, state=state)
    return _said(row, text, by)


@action("change.reply", kind="change")
def reply_to_question(
    *, request: UUID, text: str, names: Sequence[str] = (), are_offices: bool = False, by: Actor
) -> RequestAnswer:
    """What the one who asked says to a question back; it is then for those who answer for the map again."""
    row = ChangeRequest.objects.select_for_update().get(pk=request)
    if row.by_id != by.user_id or row.source_id != by.authority_id:
        raise Denied("Bara den som sa till svarar på frågan.")
    if row.state != RequestState.ASKED:
        raise Refused("Ingen fråga väntar på svar.")
    problems = persons_in({"svar": text}, names=names, are_offices=are_offices)
    if not text.strip():
        problems["svar"] = "Skriv ett svar på frågan."
    if len(text) > MOST:
        problems["svar"] = f"Skriv högst {MOST} tecken."
    if problems:
        raise Refused(problems)
    row.state = RequestState.NEW
    row.save(update_fields=["state"])
    about(row)
    return _said(row, text, by)


def note_read(request: UUID, by: Actor) -> None:
    """The one who asked has read what stands there now. It says nothing of the map, and is no action."""
    if by.user_id is not None:
        ChangeRequest.objects.filter(pk=request, by_id=by.user_id).update(seen_at=timezone.now())


def is_in(pathway: Pathway, thing: str, id_: str) -> bool:
    """Whether the map has such a thing. »kartan« is the map as a whole."""
    registers = {
        "steget": pathway.steps,
        "uppgiften": pathway.facts,
        "målet": pathway.goals,
        "kontakten": pathway.contacts,
        "blanketten": pathway.forms,
        "lagen": pathway.laws,
        "värdet": pathway.values,
    }
    return (thing == "kartan" and id_ == "") or id_ in registers.get(thing, {})


def _open_draft(row: ChangeRequest, draft: UUID) -> Draft | None:
    return Draft.objects.filter(pk=draft, keeper_id=row.keeper_id, state=DraftState.WRITTEN).first()


def _said_already(
    row: ChangeRequest, state: str, text: str, draft: UUID | None, begin: str, by: Actor
) -> RequestAnswer | None:
    """The newest answer, where it is the same from the same person and the request is still where it put it."""
    last = row.answers.order_by("at").last()
    if last is None or state not in ANSWERS or row.state != state:
        return None
    if (last.state, last.text, last.by_id) != (state, text.strip(), by.user_id):
        return None
    into = row.draft
    is_there = into is None or into.pk == draft or (draft is None and into.title == begin.strip()[:TITLE])
    return last if is_there else None


def _said(row: ChangeRequest, text: str, by: Actor) -> RequestAnswer:
    return RequestAnswer.objects.create(
        keeper_id=row.keeper_id, request=row, state=row.state, text=text.strip(), **signed(by)
    )
