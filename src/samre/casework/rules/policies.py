"""May this thing be done now? What a decision basis goes through, and what is dealt with before a case is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samre.accounts.acts import Denied
from samre.accounts.protected import shown_user

from ..models import Case, DecisionBasis, NoteDraft
from .settings import case_rules


class BasisState(StrEnum):
    """Where a decision basis is. The names are shown."""

    DRAFT = "utkast"
    COMMUNICATED = "kommunicerat"
    ANSWERED = "besvarat"
    EXEMPTED = "undantaget"
    CLOSED = "stängt"


class Move(StrEnum):
    """What can be done with a decision basis."""

    CHANGE = "ändra"
    COMMUNICATE = "kommunicera"
    EXEMPT = "undanta"
    ANSWER = "ta emot svar"
    REWORK = "arbeta om"
    CLOSE = "stänga"


# Every move there is: the material is shown to the person, or an exception is named, before it is closed (R46). What has
# been shown is not changed: it goes back to being a draft and is shown again. What is closed stays closed.
MOVES: Mapping[tuple[BasisState, Move], BasisState] = {
    (BasisState.DRAFT, Move.CHANGE): BasisState.DRAFT,
    (BasisState.DRAFT, Move.COMMUNICATE): BasisState.COMMUNICATED,
    (BasisState.DRAFT, Move.EXEMPT): BasisState.EXEMPTED,
    (BasisState.COMMUNICATED, Move.ANSWER): BasisState.ANSWERED,
    (BasisState.COMMUNICATED, Move.REWORK): BasisState.DRAFT,
    (BasisState.COMMUNICATED, Move.CLOSE): BasisState.CLOSED,
    (BasisState.ANSWERED, Move.REWORK): BasisState.DRAFT,
    (BasisState.ANSWERED, Move.CLOSE): BasisState.CLOSED,
    (BasisState.EXEMPTED, Move.REWORK): BasisState.DRAFT,
    (BasisState.EXEMPTED, Move.CLOSE): BasisState.CLOSED,
}


def basis_state(basis: DecisionBasis) -> BasisState:
    """Where it is, from what has been recorded in it."""
    if basis.closed_at is not None:
        return BasisState.CLOSED
    if basis.exception:
        return BasisState.EXEMPTED
    if basis.answered_on is not None:
        return BasisState.ANSWERED
    return BasisState.COMMUNICATED if basis.communicated_on is not None else BasisState.DRAFT


def check_move(basis: DecisionBasis, move: Move, *, on: date) -> BasisState:
    """The state after the move. Raises Denied with the reason when it can't be made now."""
    state = basis_state(basis)
    after = MOVES.get((state, move))
    if after is None:
        raise Denied(str(case_rules()["beslutsunderlag"]["inte_nu"][state.value]))
    waits = state == BasisState.COMMUNICATED and move == Move.CLOSE
    if waits and basis.answer_by is not None and on <= basis.answer_by:
        raise Denied(f"Personen kan svara till och med {basis.answer_by}. Stäng underlaget efter den dagen.")
    return after


def moves_now(basis: DecisionBasis, *, on: date) -> tuple[Move, ...]:
    """What can be done with it today, in the order it is shown."""
    found = []
    for move in Move:
        try:
            check_move(basis, move, on=on)
        except Denied:
            continue
        found.append(move)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is left in a case before it can be closed: own drafts and open decision bases have to be dealt with first;
    the writers of other drafts have to be told."""

    own_drafts: tuple[NoteDraft, ...]
    bases: tuple[DecisionBasis, ...]
    others: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        return bool(self.own_drafts or self.bases)


def unfinished(case: Case, *, user_id: object) -> Unfinished:
    """What is left in the case, for a user who wants to close it. Of others' drafts only the writer's name."""
    drafts = NoteDraft.objects.filter(case=case).select_related("author").order_by("updated_at", "pk")
    own = tuple(draft for draft in drafts if draft.author_id == user_id)
    writers = {draft.author for draft in drafts if draft.author_id != user_id}
    others = sorted({shown_user(one) for one in writers})
    bases = DecisionBasis.objects.filter(case=case, closed_at__isnull=True).order_by("at", "pk")
    return Unfinished(own, tuple(bases), tuple(others))
