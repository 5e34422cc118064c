"""What somebody outside the kommun has read, said to the log: the gate of a case says it of a case."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from samre.audit.log import record

from .gate import actor_of


def log_reading(
    request: HttpRequest,
    action: str,
    *,
    kind: str,
    why: str,
    object_id: str = "",
    subjects: Sequence[str] = (),
    category: str = "",
    outcome: str = "ok",
) -> None:
    """A row in the log of the actor's own authority. `subjects`: all that a list showed."""
    actor = actor_of(request)
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=action,
        kind=kind,
        object_id=object_id,
        subjects=subjects,
        category=category,
        why=why,
        outcome=outcome,
    )
