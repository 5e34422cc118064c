"""Decision bases of a case, as pages and exports show them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import ColleagueNames, colleague_name

from ..documents.bases import BasisView
from ..models import Case, DecisionBasis
from ..rules.policies import Move, basis_state, moves_now
from ..rules.settings import case_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisPage:
    """One basis, and what can be done with it today."""

    view: BasisView
    moves: tuple[Move, ...]

    def may(self, move: Move) -> bool:
        return move in self.moves


def bases_of(case: Case, actor: Actor) -> tuple[BasisView, ...]:
    """Every basis of the case: open ones first, then the newest."""
    rows = DecisionBasis.objects.filter(case=case).select_related("by").order_by("-at", "-pk")
    return tuple(sorted((_view(row, actor) for row in rows), key=lambda one: one.closed_at is not None))


def find_basis(case: Case, basis_id: UUID) -> DecisionBasis | None:
    """The row itself, for actions; None where the case has none with that id."""
    basis = DecisionBasis.objects.filter(case=case, pk=basis_id).select_related("by").first()
    if basis is not None:
        basis.case = case
    return basis


def basis_page(basis: DecisionBasis, actor: Actor) -> BasisPage:
    """A basis that has been found, for its page."""
    return BasisPage(view=_view(basis, actor), moves=moves_now(basis, on=timezone.localdate()))


def _view(row: DecisionBasis, actor: Actor) -> BasisView:
    words = case_rules()["beslutsunderlag"]
    exception = words["undantag"].get(row.exception, {})
    hidden = row.by is not None and row.by.is_protected and row.by_id != actor.user_id
    return BasisView(
        id=row.pk,
        title=row.title,
        text=row.text,
        state=basis_state(row).value,
        revision=row.revision,
        begun_at=row.at,
        author=f"{colleague_name(row.by_name, is_protected=hidden)}, {row.by_title}",
        communicated_on=row.communicated_on,
        how=words["hur"].get(row.communicated_how, row.communicated_how),
        answer_by=row.answer_by,
        answered_on=row.answered_on,
        answer=row.answer,
        exception=exception.get("namn", row.exception),
        law=exception.get("lag", ""),
        closed_at=row.closed_at,
        closed_by=ColleagueNames(row.owner_id).of(row.closed_by),
    )
