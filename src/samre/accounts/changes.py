"""Telling the rooms above that what a user may do has changed. This room calls, and does not know who listens."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

_listeners: list[Callable[[UUID], object]] = []


def listen(listener: Callable[[UUID], object]) -> None:
    """`listener` is called with the user's id, in the transaction of the change. Once, however often it is given."""
    if listener not in _listeners:
        _listeners.append(listener)


def user_changed(user_id: UUID) -> None:
    """Called by every action that gives, certifies or ends an assignment, or closes or opens an account."""
    for listener in _listeners:
        listener(user_id)
