"""Accounts: the manager certifies her unit's assignments, the administrator gives and ends them. No person's data here."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samre.accounts.actions import assignments, users
from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused
from samre.accounts.roles import Role

from ..forms.accounts import FIELDS, NewAccount, read_new_account
from ..gate import actor_of, refused, signed_in
from ..pages.accounts import accounts_page, new_page

NOTICES = {
    "bekraftat": "Uppdraget är bekräftat.",
    "avslutat": "Uppdraget är avslutat.",
    "nytt": "Uppdraget är tillagt.",
    "uppgifter": "Uppgifterna för logggranskning är sparade.",
}


@require_safe
@signed_in(Role.MANAGER, Role.ADMINISTRATOR)
def index(request: HttpRequest) -> HttpResponse:
    """The assignments that the actor answers for, and which of them are to be certified."""
    notice = NOTICES.get(request.GET.get("klart", ""), "")
    page = accounts_page(actor_of(request), on=timezone.localdate(), notice=notice)
    return render(request, "accounts/index.html", {"page": page})


@require_POST
@signed_in(Role.MANAGER, Role.ADMINISTRATOR)
def certify(request: HttpRequest, uppdrag: UUID) -> HttpResponse:
    """Certifies one."""
    try:
        assignments.certify(assignment_id=uppdrag, by=actor_of(request))
    except (Denied, Refused) as error:
        return refused(request, getattr(error, "reason", str(error)), title="Det gick inte")
    return HttpResponseRedirect(reverse("web:accounts") + "?klart=bekraftat")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.MANAGER, Role.ADMINISTRATOR)
def end(request: HttpRequest, uppdrag: UUID) -> HttpResponse:
    """Asks whether to end one (GET), and ends it (POST)."""
    actor = actor_of(request)
    found = [
        row
        for unit in accounts_page(actor, on=timezone.localdate()).units
        for row in unit.rows
        if row.id == str(uppdrag)
    ]
    if not found:
        return refused(request, assignments.NOT_YOURS, status=404, title="Uppdraget finns inte")
    if request.method != "POST":
        return render(request, "accounts/avsluta.html", {"row": found[0]})
    try:
        assignments.end(assignment_id=uppdrag, by=actor)
    except Denied as error:
        return refused(request, error.reason, title="Det gick inte")
    return HttpResponseRedirect(reverse("web:accounts") + "?klart=avslutat")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.ADMINISTRATOR)
def new(request: HttpRequest) -> HttpResponse:
    """Enters a user with an assignment, and how the identity provider knows her."""
    actor = actor_of(request)
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            enter(read_new_account(typed), by=actor)
            return HttpResponseRedirect(reverse("web:accounts") + "?klart=nytt")
        except Refused as error:
            problems = error.problems
        except Denied as error:
            problems = {"": error.reason}
    else:
        typed["fran"] = f"{timezone.localdate():%Y-%m-%d}"
    page = new_page(actor, typed=typed, problems=problems)
    return render(request, "accounts/nytt.html", {"page": page}, status=422 if problems else 200)


@transaction.atomic
def enter(account: NewAccount, *, by: Actor) -> None:
    """User, assignment and identity: all of it or nothing. Raises Refused and Denied."""
    user = users.add_user(
        username=account.username, name=account.name, title=account.title, email=account.email, by=by
    )
    assignments.give(
        user_id=user.pk,
        unit_id=account.unit_id,
        role=account.role,
        title=account.title,
        valid_from=account.valid_from,
        valid_to=account.valid_to,
        by=by,
    )
    if account.identity:
        users.bind_identity(user_id=user.pk, kind=account.provider, value=account.identity, by=by)
