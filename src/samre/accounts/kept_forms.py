"""Nothing that was typed is lost when the session runs out: the form is kept, sealed, for the user whose session it was."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from samre.sealing.keyfile import KeyLost

from .actors import Actor
from .models import KeptForm
from .sessions import Lapse

KEPT_FOR = timedelta(minutes=30)
LARGEST = 200_000
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "losenord", "credential", "code"})


def keep_form(request: HttpRequest) -> UUID | None:
    """Keeps the fields of a POST that was turned away; None when there is nothing to keep or nobody to keep it for."""
    user_id = whose(request)
    if request.method != "POST" or user_id is None:
        return None
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER_KEPT and isinstance(value, str)
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    remove_old_forms()
    try:
        kept = KeptForm.objects.create(
            user_id=user_id, address=request.get_full_path()[:500], fields=fields, kept_at=timezone.now()
        )
    except KeyLost:
        return None
    return kept.pk


def whose(request: HttpRequest) -> UUID | None:
    """Whose session it is, or was until a moment ago."""
    actor: Actor | None = getattr(request, "actor", None)
    lapse: Lapse | None = getattr(request, "lapse", None)
    if actor is not None:
        return actor.user_id
    if lapse is not None:
        return lapse.user_id
    known = request.session.get(SESSION_KEY)
    return UUID(known) if known else None


def kept_form(form_id: UUID, *, user_id: UUID | None) -> KeptForm | None:
    """The form, for the one who typed it and nobody else, while it is kept."""
    if user_id is None:
        return None
    earliest = timezone.now() - KEPT_FOR
    return KeptForm.objects.filter(pk=form_id, user_id=user_id, kept_at__gte=earliest).first()


def remove_old_forms() -> int:
    """Removes what has been kept long enough; how many there were."""
    gone, _ = KeptForm.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    return gone
