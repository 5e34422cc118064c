"""That the log has been checked, and what was found: so that it can be seen when it was last known to be whole."""

from __future__ import annotations

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, about, action
from samre.accounts.roles import Role

CHECKED = "log.verify"


@action(CHECKED, kind="log")
def note_check(*, events: int, faults: int, by: Actor) -> int:
    """Notes that the authority's chain was walked through to its event number `events`, and how many faults it has."""
    if not by.is_system and by.role not in (Role.REVIEWER, Role.ADMINISTRATOR):
        raise Denied("Bara loggranskare och administratör kontrollerar loggen.")
    about(str(by.authority_id), events=events, faults=faults)
    return faults
