"""Practice runs as a group in the room reads them: by the code on the screen, and by the key its phone holds."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from ..models import PracticeAnswer, PracticeComment, PracticeGroup, PracticeRun, PracticeState
from ..rules.practice import practice_rules

LONGEST_CODE = 12


class NoSuchCode(Exception):
    """No open run has the code, or its time has run out."""


def find_open(code: str) -> PracticeRun:
    """The run that a code leads to now. Raises NoSuchCode."""
    rows = PracticeRun.objects.select_related("draft", "version").defer("version__files")
    run = rows.filter(code=plain_code(code), state=PracticeState.OPEN).exclude(code="").first()
    if run is None or not holds(run):
        raise NoSuchCode
    return run


def code_ends(run: PracticeRun) -> datetime | None:
    """When the code on the screen lets nobody in any longer; None where there is no code."""
    if run.state != PracticeState.OPEN or run.opened_at is None:
        return None
    return run.opened_at + timedelta(hours=int(practice_rules()["koden_gäller_timmar"]))


def holds(run: PracticeRun) -> bool:
    """Whether the code on the screen lets somebody in now."""
    ends = code_ends(run)
    return ends is not None and timezone.now() < ends


def plain_code(typed: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()[:LONGEST_CODE]


def find_group(key: str) -> PracticeGroup | None:
    """The group of a phone; None where nothing is kept of its key."""
    id_, _, secret = key.partition(".")
    try:
        rows = PracticeGroup.objects.select_related("run__draft", "run__version").defer("run__version__files")
        group = rows.filter(pk=UUID(hex=id_)).first()
    except ValueError:
        return None
    return group if group is not None and print_of(secret) in group.keys else None


def print_of(secret: str) -> str:
    """What is kept of a phone's key (sha256, hex)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def groups_in(run: PracticeRun) -> tuple[PracticeGroup, ...]:
    """The groups of a run, in the order they came."""
    return tuple(run.groups.order_by("joined_at", "name"))


def answers_of(group: PracticeGroup) -> dict[UUID, PracticeAnswer]:
    """What a group has answered, by case."""
    return {row.case_id: row for row in PracticeAnswer.objects.filter(group=group)}


def comments_of(group: PracticeGroup) -> tuple[PracticeComment, ...]:
    """What a group has said of boxes, in order."""
    return tuple(group.comments.order_by("at"))
