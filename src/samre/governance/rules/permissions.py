"""Who may do what with the map."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied
from samre.accounts.models import Assignment
from samre.accounts.roles import AuthorityKind, Role

from ..maps import followers_of, keeper_of
from ..models import Draft, DraftRevision, WarningReason

# Who follows the map and can say that something in it is wrong; nobody needs to see a person for that.
ASKERS = frozenset({Role.CASEWORKER, Role.MANAGER, Role.PROCESS_LEAD, Role.PARTNER, Role.BOARD})

# Who runs made-up years on the map, and saves what they assume.
SIMULATORS = frozenset({Role.PROCESS_LEAD, Role.BOARD})

# Who reads drafts of the map, their proof and what they would do.
DRAFT_READERS = frozenset({Role.PROCESS_LEAD, Role.BOARD, Role.LAW_EXPERT})


def check_asks(actor: Actor) -> None:
    """Raises Denied unless the actor uses the map in her work."""
    if actor.role not in ASKERS:
        raise Denied("Ditt uppdrag omfattar inte kartan.")


def check_writes(actor: Actor, keeper: UUID) -> None:
    """Raises Denied unless the actor is process leader at the keeper, or at an authority that follows its map."""
    if actor.role != Role.PROCESS_LEAD or keeper_of(actor.authority_id) != keeper:
        raise Denied("Bara en processledare som hör till kartan ändrar den.")


def check_decides(actor: Actor, draft: Draft) -> None:
    """Raises Denied unless the actor sits in the keeper's steering group and has not proposed any of it (four eyes)."""
    if actor.role != Role.BOARD or actor.authority_id != draft.keeper_id:
        raise Denied("Bara styrgruppen beslutar om kartan.")
    if actor.user_id in who_wrote(draft):
        raise Denied("Du har själv skrivit på förslaget. Någon annan i styrgruppen beslutar.")


def who_wrote(draft: Draft) -> frozenset[UUID]:
    """Those who have written on a draft, said why a warning may stand or laid it before the group, and so do not decide it."""
    saved = DraftRevision.objects.filter(draft=draft).values_list("by_id", flat=True)
    reasons = WarningReason.objects.filter(draft=draft).values_list("by_id", flat=True)
    return frozenset(id_ for id_ in (draft.by_id, *saved, *reasons) if id_ is not None)


def has_expert(keeper: UUID) -> bool:
    """Whether the keeper of a map, or somebody who follows it, has a law expert today."""
    own = Assignment.objects.in_force(timezone.localdate()).filter(role=Role.LAW_EXPERT)
    return own.filter(unit__authority_id__in=(keeper, *followers_of(keeper))).exists()


def why_not_mark(actor: Actor, draft: Draft) -> str:
    """Why the actor does not say whether the map agrees with the law in a draft; empty where she does.

    The law expert does. Where there is none: a process leader, or somebody in the steering group, who has not written on it.
    """
    if actor.role not in DRAFT_READERS or keeper_of(actor.authority_id) != draft.keeper_id:
        return "Bara den som hör till kartan bedömer lagrummen."
    if actor.role != Role.LAW_EXPERT and has_expert(draft.keeper_id):
        return "Den lagkunniga bedömer lagrummen."
    if actor.user_id in who_wrote(draft):
        return "Du har själv skrivit på förslaget. Någon annan bedömer lagrummen."
    if actor.role == Role.BOARD and actor.authority_id != draft.keeper_id:
        return "Styrgruppen sitter hos förbundet. Någon där bedömer lagrummen."
    return ""


def check_marks(actor: Actor, draft: Draft) -> None:
    """Raises Denied unless the actor is one who says whether the map agrees with the law in a draft."""
    if why := why_not_mark(actor, draft):
        raise Denied(why)


def check_local(actor: Actor) -> None:
    """Raises Denied unless the actor is process leader at a kommun: its own layer is its own."""
    if actor.role != Role.PROCESS_LEAD or actor.authority_kind != AuthorityKind.KOMMUN:
        raise Denied("Bara kommunens processledare ändrar kommunens egna texter och tider.")


def check_adopts(actor: Actor, keeper: UUID) -> None:
    """Raises Denied unless the actor is process leader at the förbund that is to keep a map: nobody makes another a keeper."""
    is_own = actor.role == Role.PROCESS_LEAD and actor.authority_id == keeper
    if not is_own or actor.authority_kind != AuthorityKind.FORBUND:
        raise Denied("Bara förbundets processledare tar över kartan som följer med programmet.")


def check_follows(actor: Actor, keeper: UUID, follower: UUID) -> None:
    """Raises Denied unless the actor is process leader at the one that is to follow the map; or at the one that keeps it, where the
    other follows nobody else's: nobody takes a kommun from another förbund."""
    is_keeper = actor.authority_id == keeper and keeper_of(follower) in (None, keeper)
    if actor.role != Role.PROCESS_LEAD or not (is_keeper or actor.authority_id == follower):
        raise Denied("Bara en processledare hos er eller hos förbundet bestämmer vilken karta ni följer.")
