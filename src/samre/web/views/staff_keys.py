"""What log review needs to know of a user: her own number and address, kept only as look-ups."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.models import Assignment
from samre.accounts.roles import Role
from samre.casework.actions.staff_keys import find_staff_keys, note_staff_keys

from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.ADMINISTRATOR)
def index(request: HttpRequest, uppdrag: UUID) -> HttpResponse:
    """The form. It says whether something is noted, never what."""
    actor = actor_of(request)
    assignment = (
        Assignment.objects.with_names().filter(pk=uppdrag, unit__authority_id=actor.authority_id).first()
    )
    if assignment is None:
        raise Http404
    values, problems = typed(request, "nummer", "adress"), Problems()
    if request.method == "POST":
        problems = tried(
            request,
            {"adress": values["adress"]},
            lambda: note_staff_keys(
                user_id=assignment.user_id, number=values["nummer"], address=values["adress"], by=actor
            ),
        )
        if not problems:
            return HttpResponseRedirect(reverse("web:accounts") + "?klart=uppgifter")
    noted = find_staff_keys(assignment.user_id, by=actor)
    context = {"user": assignment.user, "noted": noted, "problems": problems, "values": problems.values}
    return render(request, "accounts/granskning.html", context, status=problems.status)
