"""Questions to the log that several pages ask."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import Event, Subject


def events_about(case_id: object, *, where: Q | None = None) -> QuerySet[Event]:
    """Everything that was done with a case or showed it, lists that it stood in included; newest first.

    What else the events must fulfil (time, action, chain) is given as `where`: the answer can be counted, cut and read,
    but not filtered further. It is a union, since PostgreSQL reads the whole log for an OR with a subquery in it.
    """
    case, also = str(case_id), where or Q()
    done = Event.objects.filter(also, case_id=case)
    lists = Subject.objects.filter(case_id=case).values("digest")
    # SQLite takes the index of `subjects` only where the index's own condition is said too.
    shown = Event.objects.filter(also, subjects__in=lists).exclude(subjects="").exclude(case_id=case)
    return done.order_by().union(shown.order_by(), all=True).order_by("-at", "-number")
