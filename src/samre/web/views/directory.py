"""The contact list: found, seen to be true, corrected."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.actions import directory as actions
from samre.accounts.acts import Refused
from samre.accounts.directory import KEEPERS, PARTNERS, READERS, find_contact
from samre.accounts.models import Contact
from samre.sealing.ids import new_id

from ..forms.directory import find_uuid, read_concerned, read_keeper, typed_contact
from ..forms.problems import Problems, tried
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, refused, signed_in
from ..pages.directory import NOTICES, asked_of, contact_page, list_page


@require_safe
@signed_in(*READERS, *PARTNERS)
def index(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by party, step and age (`part`, `steg`, `visa`)."""
    done = request.GET.get("klart", "")
    page = list_page(
        actor_of(request),
        asked_of(request.GET),
        notice=NOTICES.get(done, ""),
        done=find_uuid(request.GET.get("rad", "")) if done == "stammer" else None,
    )
    return render(request, "directory/index.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*KEEPERS)
def new(request: HttpRequest) -> HttpResponse:
    """A new row. Its id goes with the form: the same form sent twice is one row."""
    actor, problems = actor_of(request), Problems()
    kontakt = find_uuid(request.POST.get("rad", "")) or new_id()
    if request.method == "POST":
        values = typed_contact(request)
        problems = tried(
            request,
            values,
            lambda: actions.add_contact(
                contact_id=kontakt,
                typed=values,
                concerns=read_concerned(values),
                keeper=read_keeper(values, actor),
                by=actor,
            ),
        )
        if not problems:
            return HttpResponseRedirect(reverse("web:contact", args=[kontakt]) + "?klart=ny")
    page = contact_page(actor, None, kontakt, problems=problems)
    return render(request, "directory/show.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*READERS, *PARTNERS)
def show(request: HttpRequest, kontakt: UUID) -> HttpResponse:
    """One row. POST says that it is true, takes that back, changes the row, takes it out or puts it back (`gor`)."""
    actor = actor_of(request)
    contact = find_contact(actor, kontakt)
    if contact is None:
        raise Http404
    if request.method != "POST":
        notice = NOTICES.get(request.GET.get("klart", ""), "")
        return render(
            request, "directory/show.html", {"page": contact_page(actor, contact, kontakt, notice=notice)}
        )
    doing = request.POST.get("gor", "")
    values = typed_contact(request)
    problems = tried(request, values, lambda: _do(request, contact, doing, values))
    if not problems:
        return HttpResponseRedirect(_back(request, contact, doing))
    if doing != "spara":
        return refused(request, problems.whole, status=problems.status)
    page = contact_page(actor, find_contact(actor, kontakt), kontakt, problems=problems)
    return render(request, "directory/show.html", {"page": page}, status=problems.status)


def _do(request: HttpRequest, contact: Contact, doing: str, values: dict[str, str]) -> Contact:
    actor = actor_of(request)
    simple: dict[str, Callable[..., Contact]] = {
        "stammer": actions.verify_contact,
        "angra": actions.undo_verification,
        "avsluta": actions.end_contact,
        "aterstall": actions.restore_contact,
    }
    if doing in simple:
        return simple[doing](contact_id=contact.pk, by=actor)
    if doing != "spara":
        raise Refused("Välj vad som ska göras.")
    return actions.change_contact(
        contact_id=contact.pk,
        typed=values,
        seen=whole_number(values["revision"]) or 0,
        concerns=read_concerned(values),
        keeper=read_keeper(values, actor),
        by=actor,
    )


def _back(request: HttpRequest, contact: Contact, doing: str) -> str:
    """To the list where the button stood, with the same choices; else to the row."""
    if "lista" not in request.POST:
        return reverse("web:contact", args=[contact.pk]) + f"?klart={doing}"
    query = QueryDict(asked_of(QueryDict(request.POST.get("lista", ""))).query, mutable=True)
    query.update({"klart": doing, "rad": str(contact.pk)})
    return f"{reverse('web:contacts')}?{query.urlencode()}#{contact.pk}"
