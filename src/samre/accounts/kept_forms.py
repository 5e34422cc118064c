"""Nothing that was typed is lost when the session runs out: the form is kept, sealed, for her and the assignment she had."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone

from samre.audit.log import record
from samre.sealing.keyfile import KeyLost

from .actors import Actor, actor_for
from .models import Assignment, KeptForm
from .sessions import Lapse

KEPT_FOR = timedelta(minutes=30)
LARGEST = 200_000
SHOWN = "form.show"
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "losenord", "credential", "code"})
# Texts about somebody without a name, which nobody has yet looked through for what would point the person out (R23).
NEVER_KEPT_PREFIX = "anonym-"


def keep_form(request: HttpRequest) -> UUID | None:
    """Keeps the fields of a POST that was turned away; None when there is nothing to keep or nobody to keep it for."""
    if request.method != "POST":
        return None
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER_KEPT and not name.startswith(NEVER_KEPT_PREFIX) and isinstance(value, str)
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    assignment = whose(request)
    if assignment is None:
        return None
    remove_old_forms()
    address = request.get_full_path()[:500]
    try:
        with transaction.atomic():
            kept = KeptForm.objects.create(
                user_id=assignment.user_id,
                assignment=assignment,
                authority=assignment.unit.authority,
                address=address,
                fields=fields,
                kept_at=timezone.now(),
            )
            _log("form.keep", kept, actor_for(assignment), why="skickades för sent")
    except KeyLost:
        return None
    return kept.pk


def whose(request: HttpRequest) -> Assignment | None:
    """The assignment whose session it is, or was until a moment ago."""
    actor: Actor | None = getattr(request, "actor", None)
    lapse: Lapse | None = getattr(request, "lapse", None)
    known = actor or lapse
    if known is None or known.assignment_id is None or known.user_id is None:
        return None
    return Assignment.objects.with_names().filter(pk=known.assignment_id, user_id=known.user_id).first()


def kept_form(form_id: UUID, *, by: Actor) -> KeptForm | None:
    """The form, for the one who typed it, in the assignment she typed it in, while it is kept. That it is shown is logged."""
    if by.user_id is None:
        return None
    earliest = timezone.now() - KEPT_FOR
    found = KeptForm.objects.filter(pk=form_id, user_id=by.user_id, kept_at__gte=earliest).first()
    if found is None:
        _log(SHOWN, None, by, why="finns inte", outcome="denied", form_id=form_id)
        return None
    same = (found.assignment_id, found.authority_id) == (by.assignment_id, by.authority_id)
    if not same:
        _log(SHOWN, found, by, why="skrevs i ett annat uppdrag", outcome="denied")
        return None
    _log(SHOWN, found, by, why="skickades för sent")
    return found


def _log(
    action: str,
    kept: KeptForm | None,
    by: Actor,
    *,
    why: str,
    outcome: str = "ok",
    form_id: UUID | None = None,
) -> None:
    # Another authority's case is nothing that this authority's log knows of.
    ours = kept is not None and kept.authority_id == by.authority_id
    record(
        who=by.who,
        chain=str(by.authority_id),
        action=action,
        kind="form",
        object_id=str(kept.pk if kept else form_id),
        case_id=_case_of(kept.address) if kept and ours else "",
        why=why,
        outcome=outcome,
    )


def _case_of(address: str) -> str:
    """The case that the form's address names, if any."""
    try:
        return str(resolve(address.partition("?")[0]).kwargs.get("arende", ""))
    except Resolver404:
        return ""


def remove_old_forms() -> int:
    """Removes what has been kept long enough; how many there were."""
    gone, _ = KeptForm.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    return gone
