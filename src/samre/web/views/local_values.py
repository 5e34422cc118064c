"""A kommun's own values beside the shared map: set, taken away, and chosen anew where the shared map has changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.governance.actions.local import clear_local, set_local
from samre.governance.queries.local_values import THINGS, own_values, shared_map

from ..forms.directory import find_uuid
from ..forms.local_values import read_value
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.local_values import NOTICES, list_page, show_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def index(request: HttpRequest) -> HttpResponse:
    """What the kommun says in its own way, conflicts first. POST keeps (`behall`) or gives up (`ta`) one of them."""
    actor, problems = actor_of(request), Problems()
    if request.method == "POST":
        problems = tried(request, {}, lambda: _choose(request))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:local-values')}?klart={request.POST.get('gor', '')}")
    notice = NOTICES.get(request.GET.get("klart", ""), "")
    page = list_page(actor, problems=problems, notice=notice)
    return render(request, "local_values/index.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def show(request: HttpRequest, slag: str, id: str) -> HttpResponse:  # noqa: A002
    """One step, contact or form, part by part. POST sets a part (`satt`) or takes the own value away (`ta`)."""
    actor, problems = actor_of(request), Problems()
    if slag not in THINGS or show_page(actor, slag, id) is None:
        raise Http404
    if request.method == "POST":
        values = typed(request, "del", "värde", "varför") | {
            "rader": "\n".join(request.POST.getlist("rader"))
        }
        done = "satt" if request.POST.get("gor") == "satt" else "ta"
        problems = tried(
            request, values, lambda: _set(request, slag, id) if done == "satt" else _choose(request)
        )
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:local-value', args=[slag, id])}?klart={done}")
    notice = NOTICES.get(request.GET.get("klart", ""), "")
    page = show_page(actor, slag, id, problems=problems, notice=notice)
    return render(request, "local_values/show.html", {"page": page}, status=problems.status)


def _set(request: HttpRequest, slag: str, id_: str) -> object:
    part = request.POST.get("del", "")
    return set_local(
        thing=THINGS[slag],
        thing_id=id_,
        part=part,
        value=read_value(request, THINGS[slag], part),
        why=request.POST.get("varför", ""),
        by=actor_of(request),
    )


def _choose(request: HttpRequest) -> object:
    """The own value is kept over what the shared map says today, or the shared one holds again."""
    actor, chosen = actor_of(request), find_uuid(request.POST.get("varde", ""))
    if request.POST.get("gor") == "ta" and chosen is not None:
        clear_local(local=chosen, by=actor)
        return None
    shared = shared_map(actor.authority_id)
    mine = () if shared is None else own_values(actor.authority_id, shared)
    own = next((one for one in mine if one.id == chosen), None)
    if own is None or request.POST.get("gor") != "behall":
        raise Refused("Värdet är redan borttaget. Ladda om sidan.")
    return set_local(
        thing=own.thing, thing_id=own.thing_id, part=own.part, value=own.value, why=own.why, by=actor
    )
