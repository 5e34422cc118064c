"""Deviations as they are read: whom one can be about, those somebody may see, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Assignment
from samre.accounts.roles import AuthorityKind, Role
from samre.pathway.model import Pathway, Step

from ..maps import find_in_force, keeper_of, pathway_in
from ..models import Deviation, DeviationEvent, DeviationState, DeviationStep
from ..rules.agreements import agreement_rules, possible_actors
from ..rules.deviations import OPEN, deviation_rules
from ..rules.permissions import ASKERS
from .agreements import in_force_for, keeper_for

# Who is told that her authority has a deviation to answer.
ANSWERERS = frozenset({Role.PARTNER, Role.MANAGER, Role.PROCESS_LEAD})


@dataclass(frozen=True, slots=True)
class PartyChoice:
    """Whom a deviation can be about: `code` is sent by a form, `actor` is the map's, `authority` where it is one of ours."""

    code: str
    actor: str
    name: str
    authority: UUID | None


@dataclass(frozen=True, slots=True)
class DeviationRow:
    """A deviation with what has been done, oldest first. `is_mine`: the reader reported it; `may_answer`: she is of the party;
    `was_sent`: what was asked has gone to the party's own account. Otherwise somebody has to ring."""

    row: Deviation
    events: tuple[DeviationEvent, ...]
    is_late: bool
    is_mine: bool
    may_answer: bool
    may_handle: bool

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN

    @property
    def was_sent(self) -> bool:
        return self.row.against_id is not None

    @property
    def is_answered(self) -> bool:
        return any(event.for_party for event in self.events)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many deviations of one kind against one party in one step, and how many of them are still open."""

    party: str
    step: str
    kind: str
    count: int
    open: int


def parties_to_choose(keeper: UUID) -> tuple[PartyChoice, ...]:
    """The parties of the agreement in force, then those of the map that are no party."""
    on = timezone.localdate()
    version, agreement = find_in_force(keeper, on=on), in_force_for(keeper, on=on)
    pathway = None if version is None else pathway_in(version)
    if pathway is None:
        return ()
    found = []
    for party in () if agreement is None else agreement.parties.order_by("name"):
        for actor in (one for one in party.actors if one in pathway.actors):
            several = f" ({pathway.actors[actor].short})" if len(party.actors) > 1 else ""
            code = f"{actor}:{party.authority_id}" if party.authority_id else actor
            found.append(PartyChoice(code, actor, f"{party.name}{several}", party.authority_id))
    named = {one.actor for one in found}
    others = [(id_, name) for id_, name in possible_actors(pathway) if id_ not in named]
    return (*found, *(PartyChoice(id_, id_, name, None) for id_, name in others))


def proposed_party(choices: Iterable[PartyChoice], actor: str, reporter: Actor) -> str:
    """The code of the party that plays an actor of the map: the reporter's own authority where there are several."""
    found = [one for one in choices if one.actor == actor]
    own = next((one for one in found if one.authority == reporter.authority_id), None)
    if own is not None:
        return own.code
    return found[0].code if len(found) == 1 else ""


def likely_party(choices: Iterable[PartyChoice], step: Step, reporter: Actor) -> str:
    """The code of the party besides the reporter's own that answers for a step, else of the only one with something to do there."""
    own = (
        set(agreement_rules()["kommunens_aktörer"])
        if reporter.authority_kind == AuthorityKind.KOMMUN
        else set()
    )
    others = [one for one in choices if one.actor not in own and one.authority != reporter.authority_id]
    for actors in ({step.responsible}, {step.responsible, step.starts, *step.participants}):
        found = [one for one in others if one.actor in actors]
        if len(found) == 1:
            return found[0].code
    return ""


def account_of(keeper: UUID, actor: str, against: UUID | None) -> UUID | None:
    """The authority that is asked about a deviation: a party of the agreement in force, with somebody there who can answer."""
    found = {one.authority for one in parties_to_choose(keeper) if one.actor == actor and one.authority}
    chosen = (
        against if against in found else next(iter(found)) if against is None and len(found) == 1 else None
    )
    answers = Assignment.objects.in_force(timezone.localdate()).filter(
        unit__authority=chosen, role__in=ANSWERERS
    )
    return chosen if chosen is not None and answers.exists() else None


def deviations_for(actor: Actor, *, state: str = "", party: str = "") -> tuple[DeviationRow, ...]:
    """Those the actor may see, the newest first. `state`: "oppna", "avslutade", "mina", or "" for all but the withdrawn."""
    rows = visible_to(actor)
    if state == "oppna":
        rows = rows.filter(state__in=OPEN)
    elif state == "avslutade":
        rows = rows.filter(state=DeviationState.CLOSED)
    elif state == "mina":
        rows = rows.filter(by_id=actor.user_id)
    if state != "mina":
        rows = rows.exclude(state=DeviationState.WITHDRAWN)
    rows = rows.filter(party=party) if party else rows
    events = Prefetch("events", DeviationEvent.objects.order_by("at", "pk"))
    return tuple(
        _row(row, actor) for row in rows.select_related("source").prefetch_related(events).order_by("-number")
    )


def find_deviation(actor: Actor, id_: UUID) -> DeviationRow | None:
    """One the actor may see; None otherwise."""
    row = visible_to(actor).select_related("source").filter(pk=id_).first()
    return None if row is None else _row(row, actor)


def count_deviations(
    actor: Actor, *, since: date | None = None, until: date | None = None
) -> tuple[Counted, ...]:
    """How many the actor may see of each party, step and kind, the most first; withdrawn ones are not counted."""
    rows = visible_to(actor).exclude(state=DeviationState.WITHDRAWN)
    if since is not None:
        rows = rows.filter(at__date__gte=since)
    if until is not None:
        rows = rows.filter(at__date__lte=until)
    every: Counter[tuple[str, str, str]] = Counter()
    still: Counter[tuple[str, str, str]] = Counter()
    for party, step, kind, state in rows.values_list("party", "step", "kind", "state"):
        every[party, step, kind] += 1
        still[party, step, kind] += state in OPEN
    order = sorted(every, key=lambda one: (-every[one], one))
    return tuple(Counted(*one, count=every[one], open=still[one]) for one in order)


def to_answer(actor: Actor) -> int:
    """How many wait for an answer of the actor's authority."""
    if actor.role not in ANSWERERS:
        return 0
    sent = Deviation.objects.filter(against_id=actor.authority_id, state=DeviationState.HANDLED)
    return sent.exclude(events__what=DeviationStep.ANSWERED).count()


def told_to(actor: Actor) -> tuple[Deviation, ...]:
    """Those the actor reported herself that somebody has answered or closed lately, the newest first."""
    if actor.user_id is None or actor.role not in ASKERS:
        return ()
    since = timezone.now() - timedelta(days=int(deviation_rules()["berättas_dagar"]))
    news = DeviationEvent.objects.filter(
        deviation__by_id=actor.user_id, what__in=(DeviationStep.ANSWERED, DeviationStep.CLOSED), at__gte=since
    )
    rows = Deviation.objects.filter(pk__in=news.values("deviation"), source_id=actor.authority_id)
    return tuple(rows.order_by("-number"))


def to_handle(actor: Actor) -> int:
    """How many have been reported that nobody has begun to handle, for a process leader of the map."""
    keeper = keeper_of(actor.authority_id) if actor.role == Role.PROCESS_LEAD else None
    if keeper is None:
        return 0
    return Deviation.objects.filter(keeper_id=keeper, state=DeviationState.REPORTED).count()


def visible_to(actor: Actor) -> QuerySet[Deviation]:
    """Process leaders and the keeper's steering group see all of the map; the others those they reported or are a party to."""
    keeper = keeper_for(actor)
    if keeper is None or actor.role not in ASKERS:
        return Deviation.objects.none()
    rows = Deviation.objects.filter(keeper_id=keeper)
    if actor.role == Role.PROCESS_LEAD or (actor.role == Role.BOARD and actor.authority_id == keeper):
        return rows
    return rows.filter(Q(source_id=actor.authority_id) | Q(against_id=actor.authority_id))


def map_of(actor: Actor) -> Pathway | None:
    """The shared map in force that the actor's deviations are about."""
    keeper = keeper_for(actor)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    return None if version is None else pathway_in(version)


def _row(row: Deviation, actor: Actor) -> DeviationRow:
    events = tuple(sorted(row.events.all(), key=lambda one: (one.at, one.pk)))
    answered = any(event.for_party for event in events)
    return DeviationRow(
        row=row,
        events=events,
        is_late=row.state in OPEN
        and not answered
        and row.answer_by is not None
        and row.answer_by < timezone.localdate(),
        is_mine=row.by_id == actor.user_id and actor.user_id is not None,
        may_answer=row.against_id == actor.authority_id,
        may_handle=actor.role == Role.PROCESS_LEAD and keeper_of(actor.authority_id) == row.keeper_id,
    )
