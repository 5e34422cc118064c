"""Who is acting: a user with one assignment, as it is stamped on every action."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from samre.audit.log import Who

from .models import Assignment, Authority
from .roles import CASE_ROLES, Role

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A user in one assignment, or a job of the system (`user_id` is then None and `role` "system").

    Names are as they were when the actor was made: what is signed and logged keeps them.
    """

    user_id: UUID | None
    name: str
    title: str
    assignment_id: UUID | None
    role: str
    unit_id: UUID | None
    unit_name: str
    authority_id: UUID
    authority_name: str
    authority_kind: str
    map_stamp: int = 0

    @property
    def is_system(self) -> bool:
        return self.role == SYSTEM

    @property
    def may_have_cases(self) -> bool:
        return self.role in CASE_ROLES

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MANAGER

    @property
    def who(self) -> Who:
        """The same as strings, for the log."""
        return Who(
            user=str(self.user_id or ""),
            name=self.name,
            title=self.title,
            assignment=str(self.assignment_id or ""),
            role=self.role,
            unit=self.unit_name,
            authority=self.authority_name,
        )


def actor_for(assignment: Assignment) -> Actor:
    """The actor of an assignment; its user, unit and authority are read if they were not selected."""
    unit = assignment.unit
    return Actor(
        user_id=assignment.user_id,
        name=assignment.user.name,
        title=assignment.title or assignment.get_role_display(),
        assignment_id=assignment.id,
        role=assignment.role,
        unit_id=unit.id,
        unit_name=unit.name,
        authority_id=unit.authority_id,
        authority_name=unit.authority.name,
        authority_kind=unit.authority.kind,
        map_stamp=unit.authority.map_stamp,
    )


def system_actor(authority: Authority, job: str) -> Actor:
    """A job that acts for an authority by itself: the nightly round, a restore."""
    return Actor(
        user_id=None,
        name=job,
        title=SYSTEM,
        assignment_id=None,
        role=SYSTEM,
        unit_id=None,
        unit_name="",
        authority_id=authority.id,
        authority_name=authority.name,
        authority_kind=authority.kind,
        map_stamp=authority.map_stamp,
    )
