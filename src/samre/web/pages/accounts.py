"""What the page of accounts shows: who may do what at the unit or the authority, and what has to be certified when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from allauth.mfa.models import Authenticator

from samre.accounts.actors import Actor
from samre.accounts.certification import certification
from samre.accounts.federation import providers
from samre.accounts.models import Assignment, Unit, User
from samre.accounts.roles import ROLE_KINDS, AuthorityKind, Role

CERTIFIED, DUE, PAUSED, COMING = "Gäller", "Bekräfta snart", "Pausat", "Börjar senare"
COLOURS = {CERTIFIED: "success", DUE: "warning", PAUSED: "danger", COMING: "info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One assignment. `lapses`: the last day that its certification holds; `is_own`: nobody certifies her own."""

    id: str
    name: str
    role: str
    title: str
    state: str
    colour: str
    certified: date
    lapses: date
    valid_to: date | None
    reason: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRows:
    """A unit and its assignments."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsPage:
    """`due`: how many are to be certified within the days of warning; `paused`: how many open nothing just now."""

    scope: str
    units: tuple[UnitRows, ...]
    due: int
    paused: int
    warning_days: int
    may_add: bool
    notice: str


def accounts_page(actor: Actor, *, on: date, notice: str = "") -> AccountsPage:
    """Those the actor answers for: a manager her unit's, an administrator her authority's."""
    found = Assignment.objects.with_names().filter(
        ended_at__isnull=True, unit__authority_id=actor.authority_id
    )
    is_manager = actor.role == Role.MANAGER
    if is_manager and actor.unit_id:
        found = found.filter(unit_id=actor.unit_id)
    ordered = found.order_by("unit__name", "unit_id", "certified_on", "user__name")
    units = tuple(
        UnitRows(name=unit.name, rows=tuple(_row(one, actor, on) for one in group))
        for unit, group in groupby(ordered, key=lambda one: one.unit)
    )
    states = [row.state for unit in units for row in unit.rows]
    return AccountsPage(
        scope=actor.unit_name if is_manager else actor.authority_name,
        units=units,
        due=states.count(DUE),
        paused=states.count(PAUSED),
        warning_days=certification(on).warning.days,
        may_add=not is_manager,
        notice=notice,
    )


def _row(one: Assignment, actor: Actor, on: date) -> Row:
    period, reason = certification(on), one.obstacle(on)
    if one.valid_from > on:
        state = COMING
    elif reason:
        state = PAUSED
    else:
        state = DUE if period.is_due(one.certified_on, on) else CERTIFIED
    return Row(
        id=str(one.pk),
        name=one.user.name,
        role=one.get_role_display(),
        title=one.title,
        state=state,
        colour=COLOURS[state],
        certified=one.certified_on,
        lapses=period.lapses(one.certified_on),
        valid_to=one.valid_to,
        reason=reason if state == PAUSED else "",
        is_own=one.user_id == actor.user_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """The form for a new user and assignment: choices, what was typed, and what is wrong with it."""

    units: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    providers: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    problems: dict[str, str]


def new_page(actor: Actor, *, typed: dict[str, str], problems: dict[str, str]) -> NewPage:
    """The choices there are at the administrator's authority."""
    units = Unit.objects.filter(authority_id=actor.authority_id, is_active=True).order_by("name")
    kind = AuthorityKind(actor.authority_kind)
    return NewPage(
        units=tuple((str(unit.pk), unit.name) for unit in units),
        roles=tuple((role.value, role.label) for role in Role if kind in ROLE_KINDS[role]),
        providers=tuple((one.kind, one.name) for one in providers()),
        typed=typed,
        problems=problems,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How a user can log in: the providers that know her, and how many passkeys and codes she has. Never the identities."""

    known_by: tuple[str, ...]
    keys: int
    codes: int


def login_of(user: User) -> Login:
    """Two queries."""
    names = {one.issuer: one.name for one in providers()}
    issuers = user.identities.order_by("issuer").values_list("issuer", flat=True)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Login(
        known_by=tuple(names.get(issuer, issuer) for issuer in issuers),
        keys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes=kinds.count(Authenticator.Type.TOTP),
    )
