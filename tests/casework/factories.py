"""Cases for tests. Everybody is made up; numbers are Skatteverket's test numbers or the classic ones."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from tests.accounts.factories import make_assignment, make_unit

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.casework.actions.cases import open_case
from samre.casework.models import Case
from samre.casework.rules.identity import KnownIdentity

_number = count(1)


def make_caseworker(*, unit: Any = None, role: str = Role.CASEWORKER) -> tuple[Assignment, Actor]:
    """A caseworker (or another role) of a kommun: her assignment, to log in with, and her as actor."""
    assignment = make_assignment(role=role, unit=unit or make_unit())
    return assignment, actor_for(assignment)


def make_case(
    by: Actor, *, name: str = "", number: str = "", facts: dict[str, object] | None = None, **more: Any
) -> Case:
    """An open case of the actor's; the person has another identity unless a number is given."""
    kind, text = ("personnummer", number) if number else ("annan", f"PROV-{next(_number)}")
    born = date(int(number[:4]), int(number[4:6]), int(number[6:8])) if number else None
    return open_case(
        identity=KnownIdentity(kind, text, born),
        name=name or "Prov Provsson",
        facts=facts or {},
        by=by,
        **({"protection": "ingen"} | more),
    )
