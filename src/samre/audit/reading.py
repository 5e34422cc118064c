"""Questions to the log that several pages ask."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import Event, Subject


def events_about(case_id: object) -> QuerySet[Event]:
    """Everything that was done with a case or showed it, lists that it stood in included; newest first."""
    lists = Subject.objects.filter(case_id=str(case_id)).values("digest")
    # SQLite takes the index of `subjects` only where its own condition is said too.
    in_list = Q(subjects__in=lists) & ~Q(subjects="")
    return Event.objects.filter(Q(case_id=str(case_id)) | in_list).order_by("-at", "-number")
