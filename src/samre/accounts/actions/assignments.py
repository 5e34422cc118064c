"""Giving, certifying and ending assignments. Never one's own: somebody else has to look."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..actors import Actor
from ..acts import Denied, Refused, about, action
from ..changes import user_changed
from ..models import Assignment, Unit, User
from ..roles import ROLE_KINDS, AuthorityKind, Role

NOT_YOURS = "Uppdraget hör till en annan enhet eller myndighet än den du ansvarar för."
NOT_OWN = "Det är ditt eget uppdrag. Någon annan behöver göra det: en annan chef eller administratör."
NOT_ADMINISTRATOR = "Bara administratören lägger till användare och uppdrag."


@action("assignment.certify", kind="assignment")
def certify(*, assignment_id: UUID, by: Actor) -> Assignment:
    """Somebody responsible says that the assignment is still needed; the period begins anew today."""
    assignment = _responsible_for(assignment_id, by)
    if assignment.ended_at is not None:
        raise Refused("Uppdraget är avslutat och går inte att bekräfta. Lägg till ett nytt.")
    assignment.certified_on = timezone.localdate()
    assignment.certified_by_id = by.user_id
    assignment.save(update_fields=["certified_on", "certified_by"])
    user_changed(assignment.user_id)
    return assignment


@action("assignment.end", kind="assignment")
def end(*, assignment_id: UUID, by: Actor) -> Assignment:
    """The assignment opens nothing from the next request on. It stays on record: what was done on it names it."""
    assignment = _responsible_for(assignment_id, by)
    if assignment.ended_at is None:
        assignment.ended_at = timezone.now()
        assignment.ended_by_id = by.user_id
        assignment.save(update_fields=["ended_at", "ended_by"])
        user_changed(assignment.user_id)
    return assignment


@action("assignment.give", kind="assignment")
def give(
    *,
    user_id: UUID,
    unit_id: UUID,
    role: str,
    title: str,
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
) -> Assignment:
    """A new assignment, certified today, for a user at a unit of the administrator's own authority. Raises Refused."""
    unit = _unit_for(unit_id, by)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Refused({"person": "Användaren finns inte."})
    if user.pk == by.user_id:
        about(user_id, role=role)
        raise Denied("Du kan inte ge dig själv ett uppdrag. Be en annan administratör.")
    problems = _problems(unit, role, valid_from, valid_to)
    if problems:
        raise Refused(problems)
    try:
        with transaction.atomic():
            made = Assignment.objects.create(
                user=user,
                unit=unit,
                role=role,
                title=title.strip() or Role(role).label,
                valid_from=valid_from,
                valid_to=valid_to,
                certified_on=timezone.localdate(),
                certified_by_id=by.user_id,
            )
    except IntegrityError:
        raise Refused({"roll": f"{user.name} har redan den rollen på {unit.name}."}) from None
    user_changed(user.pk)
    about(made, role=role)
    return made


def _problems(unit: Unit, role: str, valid_from: date, valid_to: date | None) -> dict[str, str]:
    problems = {}
    if role not in Role.values:
        problems["roll"] = "Välj en roll i listan."
    elif AuthorityKind(unit.authority.kind) not in ROLE_KINDS[Role(role)]:
        problems["roll"] = f"Rollen finns inte hos {unit.authority.name}."
    if valid_to is not None and valid_to < valid_from:
        problems["till"] = "Sista dagen ligger före den första. Ändra en av dem."
    return problems


def _unit_for(unit_id: UUID, by: Actor) -> Unit:
    about(unit_id)
    if by.role != Role.ADMINISTRATOR:
        raise Denied(NOT_ADMINISTRATOR)
    unit = Unit.objects.select_related("authority").filter(pk=unit_id, authority_id=by.authority_id).first()
    if unit is None:
        raise Denied(NOT_YOURS)
    return unit


def _responsible_for(assignment_id: UUID, by: Actor) -> Assignment:
    """The assignment, when `by` answers for it: an administrator for her authority, a manager for her unit."""
    about(assignment_id)
    mine = Assignment.objects.filter(pk=assignment_id, unit__authority_id=by.authority_id)
    if by.role == Role.MANAGER and by.unit_id:
        mine = mine.filter(unit_id=by.unit_id)
    elif by.role != Role.ADMINISTRATOR:
        raise Denied(NOT_YOURS)
    assignment = mine.select_for_update(of=("self",)).first()
    if assignment is None:
        raise Denied(NOT_YOURS)
    if assignment.user_id == by.user_id:
        raise Denied(NOT_OWN)
    return assignment
