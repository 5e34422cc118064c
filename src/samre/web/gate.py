"""Who may come in: every view carries exactly one of these decorators, and a test holds all routes to a golden matrix."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from samre.accounts.actors import Actor
from samre.accounts.kept_forms import keep_form
from samre.accounts.roles import CASE_ROLES, Role
from samre.accounts.sessions import recently_authenticated
from samre.audit.log import record
from samre.casework.models import Case
from samre.casework.rules.permissions import Denied, Need, check_may, find_ground

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a view asks for. `roles`: who may come (empty = nobody has to be signed in); `need`: what in a case; `log`: the
    event that is written before the page is shown; `why`: the reason that a public page is public; `fresh`: whether the user
    must have shown who she is within the last minutes, `fresh_to`: for what only (`gor` in a POST)."""

    roles: frozenset[Role] = frozenset()
    need: str = ""
    log: str = ""
    why: str = ""
    fresh: bool = False
    fresh_to: frozenset[str] = frozenset()

    @property
    def is_public(self) -> bool:
        return not self.roles


def gate_of(address: str) -> Gate | None:
    """The gate of the page at an address; None for one without (another package's). Raises Resolver404 where there is no page."""
    return getattr(resolve(address).func, "gate", None)


def public(why: str) -> Callable[[View], View]:
    """Anybody may see it: nothing in it is personal, or nothing is kept. `why` says which."""

    def decorate(view: View) -> View:
        view.gate = Gate(why=why)  # type: ignore[attr-defined]
        return view

    return decorate


def signed_in(*roles: Role, log: str = "", fresh: bool = False) -> Callable[[View], View]:
    """Only these roles (every role if none is named). The view itself logs whose data it shows (`log` names the event).

    `fresh=True`, for export and disposal: whoever showed who she is long ago has to do it again first.
    """
    allowed = frozenset(roles or Role)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            turned_away = turn_away(request, allowed, fresh=fresh, log=log)
            return turned_away or never_stored(view(request, *args, **kwargs))

        guarded.gate = Gate(roles=allowed, log=log, fresh=fresh)  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting, inside a view that asks for somebody."""
    actor = getattr(request, "actor", None)
    if actor is None:
        raise RuntimeError("actor_of() belongs in views behind @signed_in or @on_case")
    return actor


def turn_away(
    request: HttpRequest, roles: frozenset[Role], *, fresh: bool = False, log: str = "", case_id: str = ""
) -> HttpResponse | None:
    """To the login for her who is not signed in, the reason for her who has another role, None for her who may pass.

    That somebody tried a page whose readings are logged (`log`) with a role that has nothing there is logged too.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        obstacle = getattr(request, "obstacle", "")
        return refused(request, obstacle) if obstacle else to_login(request)
    if actor.role not in roles:
        if log:
            _log(actor, log, case_id=case_id, outcome="denied", why="uppdraget ger inte tillgång till sidan")
        return refused(
            request, "Ditt uppdrag ger inte tillgång till den här sidan. Byt uppdrag om du har ett annat."
        )
    if fresh and not recently_authenticated(request):
        return onward_by(request, "web:prove")
    return None


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login, or to the choice of assignment, and back here afterwards."""
    return onward_by(request, "web:assignment" if SESSION_KEY in request.session else "web:login")


def onward_by(request: HttpRequest, page: str) -> HttpResponse:
    """To a page that comes first, and then back. What was typed is kept and given back afterwards; htmx loads the whole page."""
    kept = keep_form(request)
    if kept:
        back = reverse("web:kept", args=[kept])
    else:
        back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    reason = request.lapse.reason if getattr(request, "lapse", None) else ""  # type: ignore[attr-defined]
    lost = request.method == "POST" and not kept
    if lost:
        # The session is gone, and with it whose words these were: at least back to the page they were written on.
        back = _page_before(request)
    given = (("till", back), ("slut", "1" if reason else ""), ("osparat", "1" if lost else ""))
    query = {name: value for name, value in given if value}
    address = reverse(page) + (f"?{urlencode(query)}" if query else "")
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = address
        return answer
    return HttpResponseRedirect(address)


def _page_before(request: HttpRequest) -> str:
    """The path of the page of ours that a form was sent from; empty when the browser doesn't say."""
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.netloc == request.get_host() else ""


def refused(request: HttpRequest, reason: str, *, status: int = 403, **context: object) -> HttpResponse:
    """The page that says why not, and what to do."""
    return never_stored(render(request, "errors/refused.html", {"reason": reason, **context}, status=status))


def never_stored(answer: HttpResponse) -> HttpResponse:
    """Nothing behind the login stays in a browser or a proxy."""
    add_never_cache_headers(answer)
    return answer


def on_case(
    need: Need = Need.READ, *, log: str, fresh: bool = False, fresh_to: Iterable[str] = ()
) -> Callable[[View], View]:
    """For views below `/arenden/<uuid:arende>`: the view gets `case=` and `ground=` in place of `arende`.

    Another authority's case, or none, is 404; no ground is 403 with the reason and the way to emergency access. The read is
    logged as `log` ("case.read") before anything is shown; when it can't be, nothing is shown (503). A POST that is refused
    inside the view by an action shows the reason there: see `forms.problems`. `fresh` as for `signed_in`; `fresh_to`: only to do
    these things on the page (`gor` in a POST), which let something out (R57).
    """
    lets_out = frozenset(fresh_to)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, arende: UUID, **kwargs: Any) -> HttpResponse:
            proves = fresh or (request.method == "POST" and request.POST.get("gor") in lets_out)
            turned_away = turn_away(
                request, frozenset(CASE_ROLES), fresh=proves, log=log, case_id=str(arende)
            )
            if turned_away:
                return turned_away
            actor = actor_of(request)
            case = (
                Case.objects.visible_to(actor)
                .select_related("person", "handler", "unit")
                .filter(pk=arende)
                .first()
            )
            if case is None:
                _log(actor, log, case_id=str(arende), outcome="denied", why="finns inte hos myndigheten")
                raise Http404
            try:
                ground = check_may(actor, need, case)
            except Denied as denied:
                _log(actor, log, case_id=str(case.pk), outcome="denied", why="inget uppdrag i ärendet")
                # Emergency access is a way in for her who has none, and never to a protected person.
                hidden = case.person.is_protected
                no_way = hidden or find_ground(actor, case) is not None
                return refused(
                    request, denied.reason, case=None if no_way else case, whose=None if hidden else case
                )
            _log(actor, log, case_id=str(case.pk), why=ground.text)
            return never_stored(view(request, case=case, ground=ground, **kwargs))

        gate = Gate(roles=frozenset(CASE_ROLES), need=need, log=log, fresh=fresh, fresh_to=lets_out)
        guarded.gate = gate  # type: ignore[attr-defined]
        return guarded

    return decorate


def _log(actor: Actor, action: str, *, case_id: str, why: str, outcome: str = "ok") -> None:
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=action,
        kind="case",
        object_id=case_id,
        case_id=case_id,
        why=why,
        outcome=outcome,
    )
