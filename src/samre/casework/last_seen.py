"""When a user was last in a case, for "vad har hänt sedan sist".

The one write that is no case action: it says something of the reader and nothing of the person, changes no revision, and the
reading itself is in the log already. A page that is only read moves it when there was nothing new to tell (at most once an hour);
news stay until the reader says that she has seen them, so that a page loaded twice loses nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from samre.accounts.actors import Actor

from .models import Case, LastSeen

OFTEN = timedelta(hours=1)


def note_visit(case: Case, actor: Actor, *, seen: datetime | None, has_news: bool) -> None:
    """Called by the page after it has told what was new. `seen`: what it went from."""
    if not has_news and (seen is None or timezone.now() - seen > OFTEN):
        mark_seen(case, actor)


def mark_seen(case: Case, actor: Actor) -> None:
    """The reader has seen all that has happened by now."""
    if actor.user_id is None:
        return
    LastSeen.objects.update_or_create(
        case=case, user_id=actor.user_id, defaults={"owner_id": case.owner_id, "at": timezone.now()}
    )
