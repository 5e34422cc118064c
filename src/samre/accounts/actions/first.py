"""The very first administrator of an authority, entered from the server's own command line: nobody is there yet to do it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from samre.audit.log import Who, record

from ..acts import Refused
from ..federation import provider
from ..federation.match import normal
from ..models import Assignment, Authority, Identity, Unit, User
from ..models.identities import identity_key
from ..roles import ROLE_KINDS, AuthorityKind, Role

JOB = Who(
    user="", name="samre account first", title="system", assignment="", role="system", unit="", authority=""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What is entered. `kind` of authority, `provider` "oidc" or "saml", `identity` as the provider knows her."""

    kind: str
    authority: str
    unit: str
    username: str
    name: str
    provider: str
    identity: str


@transaction.atomic
def make_first_administrator(given: First) -> Assignment:
    """Authority and unit where they are missing, user, assignment and identity. Raises Refused, also when the authority
    already has an administrator: from then on it is done on the page."""
    trusted, today = provider(given.provider), timezone.localdate()
    if (
        given.kind not in AuthorityKind.values
        or AuthorityKind(given.kind) not in ROLE_KINDS[Role.ADMINISTRATOR]
    ):
        raise Refused(f"Myndighetens sort ska vara en av {', '.join(AuthorityKind.values)}.")
    if trusted is None:
        raise Refused(f"Inloggningen {given.provider} är inte inställd på servern. Se docs/inloggning.md.")
    there = Assignment.objects.in_force(today).filter(
        unit__authority__name=given.authority, role=Role.ADMINISTRATOR
    )
    if there.exists():
        raise Refused(
            f"{given.authority} har redan en administratör. Låt henne lägga till fler under Konton."
        )
    if User.objects.filter(username=given.username).exists():
        raise Refused(f"Användarnamnet {given.username} är upptaget. Välj ett annat.")
    authority, _ = Authority.objects.get_or_create(
        name=given.authority, defaults={"kind": given.kind, "short": given.authority[:40]}
    )
    unit, _ = Unit.objects.get_or_create(authority=authority, name=given.unit)
    user = User.objects.create_user(given.username, name=given.name, title=Role.ADMINISTRATOR.label)
    value = normal(trusted.claim, given.identity)
    key = identity_key(trusted.issuer, trusted.claim, value)
    if not value or Identity.objects.filter(key=key).exists():
        raise Refused("Identiteten är tom, eller redan kopplad till en användare.")
    Identity.objects.create(user=user, issuer=trusted.issuer, claim=trusted.claim, value=value, key=key)
    made = Assignment.objects.create(
        user=user,
        unit=unit,
        role=Role.ADMINISTRATOR,
        title=Role.ADMINISTRATOR.label,
        valid_from=today,
        certified_on=today,
    )
    record(
        who=JOB, chain=str(authority.pk), action="assignment.first", kind="assignment", object_id=str(made.pk)
    )
    return made
