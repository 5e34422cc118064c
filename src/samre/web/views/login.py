"""Logging in, choosing an assignment, logging out."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts import login, sessions
from samre.accounts.acts import Denied
from samre.accounts.kept_forms import SHOWN, kept_form

from ..context import landing
from ..gate import actor_of, never_stored, public, refused, signed_in
from ..pages.login import assignment_page, kept_page, login_page, prove_page

DEMO_METHODS = ("demo", "test")
GONE = (
    "Det du skrev sparas i en halvtimme för dig, och den tiden har gått. "
    "Hade du ett annat uppdrag när du skrev det: byt till det och öppna sidan igen. "
    "Finns sidan kvar i en annan flik kan du kopiera texten där."
)

NO_ASSIGNMENT = (
    "Du har inget uppdrag som gäller i dag. "
    "Be din enhetschef eller kommunens administratör att lägga till eller bekräfta det."
)


@require_http_methods(["GET", "HEAD", "POST"])
@public("Nobody is logged in yet; the page shows ways to log in, and in the demo fictional people.")
def index(request: HttpRequest) -> HttpResponse:
    """The ways to log in. A POST with `person` logs a fictional user in, in the demo."""
    onward = safe_address(request)
    if request.method == "POST":
        try:
            login.demo_log_in(request, UUID(request.POST.get("person", "")))
        except ValueError:
            return refused(request, "Den personen finns inte. Välj en i listan.", status=400)
        except Denied as error:
            return refused(request, error.reason)
        return after_login(request, onward)
    if getattr(request, "actor", None):
        return HttpResponseRedirect(onward or landing(request))
    return never_stored(render(request, "login/index.html", {"page": login_page(request, onward)}))


def after_login(request: HttpRequest, onward: str = "") -> HttpResponse:
    """On with the only assignment, or to the choice between several. Nobody gets one she did not choose among several."""
    mine = login.assignments_of(UUID(request.session[SESSION_KEY]))
    if not mine:
        login.log_out(request)
        return refused(request, NO_ASSIGNMENT)
    if len(mine) > 1:
        query = f"?{urlencode({'till': onward})}" if onward else ""
        return HttpResponseRedirect(reverse("web:assignment") + query)
    login.choose(request, mine[0].pk)
    return HttpResponseRedirect(onward or landing(request))


@require_safe
@public("Asks for a session of its own, and only leads on from it.")
def onward(request: HttpRequest) -> HttpResponse:
    """Where allauth leads after a login: on to the assignment."""
    if SESSION_KEY not in request.session:
        return HttpResponseRedirect(reverse("web:login"))
    return after_login(request, safe_address(request))


@require_safe
@public("Says that an account is closed, and whom to ask; names nobody.")
def closed(request: HttpRequest) -> HttpResponse:
    """Where allauth leads somebody whose account is closed."""
    return refused(request, login.CLOSED)


@require_http_methods(["GET", "HEAD", "POST"])
@public("Asks for a session of its own: shows the user's own assignments and nothing else.")
def assignment(request: HttpRequest) -> HttpResponse:
    """The choice of assignment, at login and when changing."""
    onward = safe_address(request)
    if SESSION_KEY not in request.session:
        return HttpResponseRedirect(reverse("web:login"))
    error = ""
    if request.method == "POST":
        try:
            login.choose(request, UUID(request.POST.get("uppdrag", "")))
            return HttpResponseRedirect(onward or landing(request))
        except (ValueError, Denied):
            error = "Välj ett av dina uppdrag."
    mine = login.assignments_of(UUID(request.session[SESSION_KEY]))
    if not mine:
        login.log_out(request)
        return refused(request, NO_ASSIGNMENT)
    page = assignment_page(mine, request, onward=onward, error=error)
    return never_stored(render(request, "login/uppdrag.html", {"page": page}, status=400 if error else 200))


@require_http_methods(["GET", "HEAD", "POST"])
@public("Ends the session it comes with; shows nothing.")
def log_out(request: HttpRequest) -> HttpResponse:
    """Ends the session (POST), or asks whether to (GET: a link may be followed by anybody's page)."""
    if request.method == "POST":
        login.log_out(request)
        return never_stored(render(request, "login/utloggad.html"))
    return never_stored(render(request, "login/logga_ut.html"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def prove(request: HttpRequest) -> HttpResponse:
    """Asks the user to show who she is once more, before export or disposal."""
    onward = safe_address(request)
    if request.method == "POST":
        if not settings.DEMO or request.session.get(sessions.METHOD) not in DEMO_METHODS:
            return refused(request, "Bekräfta med den inloggning du använde.")
        login.proved(request, method="demo")
        return HttpResponseRedirect(onward or landing(request))
    return render(request, "login/bekrafta.html", {"page": prove_page(request, onward)})


@require_safe
@signed_in(log=SHOWN)
def kept(request: HttpRequest, form: UUID) -> HttpResponse:
    """Gives back what was typed when the session ran out, to her who typed it, in the same assignment; sending it is hers."""
    found = kept_form(form, by=actor_of(request))
    if found is None:
        return refused(request, GONE, status=404, title="Det du skrev finns inte kvar här")
    return render(request, "login/kvar.html", {"page": kept_page(found.address, found.fields)})


def safe_address(request: HttpRequest) -> str:
    """Where to go afterwards (`till`), when it is one of our own addresses; else empty."""
    return safe_text(request.POST.get("till") or request.GET.get("till") or "")


def safe_text(address: str) -> str:
    """The address when it is one of our own; else empty."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if ours and not address.startswith(settings.STATIC_URL) else ""
