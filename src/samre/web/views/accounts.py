"""Accounts: the manager certifies her unit's assignments, the administrator gives and ends them. No person's data here."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samre.accounts.actions import assignments, users
from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, log_denied
from samre.accounts.federation import providers
from samre.accounts.models import Assignment
from samre.accounts.roles import Role

from ..forms.accounts import FIELDS, NewAccount, read_new_account
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, refused, signed_in
from ..pages.accounts import accounts_page, login_of, new_page

NOTICES = {
    "bekraftat": "Uppdraget är bekräftat.",
    "avslutat": "Uppdraget är avslutat.",
    "nytt": "Uppdraget är tillagt.",
    "kopplad": "Inloggningen är kopplad till användaren.",
    "nollstalld": "Nycklarna är borttagna. Personen lägger in nya vid nästa inloggning.",
    "stangd": "Användaren är stängd och kan inte logga in.",
    "uppgifter": "Uppgifterna för logggranskning är sparade.",
}
DONE = {"koppla": "kopplad", "nollstall": "nollstalld", "stang": "stangd"}


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
    except Refused as error:
        return refused(request, str(error), title="Det gick inte")
    except Denied as error:
        log_denied(error)
        return refused(request, error.reason, title="Det gick inte")
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
        log_denied(error)
        return refused(request, error.reason, title="Det gick inte")
    return HttpResponseRedirect(reverse("web:accounts") + "?klart=avslutat")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.ADMINISTRATOR, fresh=True)
def user(request: HttpRequest, uppdrag: UUID) -> HttpResponse:
    """How a user logs in: whom she is known by, her keys, and whether the account is open. A POST does one of them."""
    actor = actor_of(request)
    found = Assignment.objects.with_names().filter(pk=uppdrag, unit__authority_id=actor.authority_id).first()
    if found is None:
        raise Http404
    values, problems = typed(request, "gor", "tjanst", "identitet"), Problems()
    doing = {
        "koppla": lambda: users.bind_identity(
            user_id=found.user_id, kind=values["tjanst"], value=values["identitet"], by=actor
        ),
        "nollstall": lambda: users.reset_keys(user_id=found.user_id, by=actor),
        "stang": lambda: users.close_user(user_id=found.user_id, by=actor),
    }
    if request.method == "POST":
        if values["gor"] not in doing:
            raise BadRequest("gor")
        problems = tried(request, values, doing[values["gor"]])
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:accounts')}?klart={DONE[values['gor']]}")
    context = {
        "user": found.user,
        "is_own": found.user_id == actor.user_id,
        "login": login_of(found.user),
        "providers": providers(),
        "problems": problems,
        "values": values,
    }
    return render(request, "accounts/anvandare.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.ADMINISTRATOR)
def new(request: HttpRequest) -> HttpResponse:
    """Enters a user with an assignment, and how the identity provider knows her."""
    actor = actor_of(request)
    written = {name: request.POST.get(name, "").strip() for name in FIELDS}
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            enter(read_new_account(written), by=actor)
            return HttpResponseRedirect(reverse("web:accounts") + "?klart=nytt")
        except Refused as error:
            problems = error.problems
        except Denied as error:
            log_denied(error)
            problems = {"": error.reason}
    else:
        written["fran"] = f"{timezone.localdate():%Y-%m-%d}"
    page = new_page(actor, typed=written, problems=problems)
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
