"""The steering group over HTTP: the log of decisions, and its meetings with calling and minutes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.models import User
from samre.accounts.protected import shown_user
from samre.accounts.roles import Role
from samre.governance.actions.sittings import call_sitting, sign_minutes, write_minutes
from samre.governance.maps import keeper_of
from samre.governance.models import Sitting, SittingPaper
from samre.governance.queries.sittings import decisions_at, find_paper, find_sitting, topics_for

from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.sittings import OWN, TOPIC, read_agenda, read_present
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.sittings import call_page, decisions_page, minutes_page, sitting_page
from ..sitting_papers import calling_pdf, minutes_pdf

ROLES = (Role.PROCESS_LEAD, Role.BOARD)
CALLING = ("dag", "plats", OWN)
MINUTES = ("närvarande", "protokoll", "tillagt")


@require_safe
@signed_in(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the steering group, its meetings, and every decision."""
    return render(request, "sittings/index.html", {"page": decisions_page(actor_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """Calls a meeting: day, place, and what is taken up."""
    problems, chosen = Problems(), None
    if request.method == "POST":
        values, chosen = typed(request, *CALLING), tuple(request.POST.getlist(TOPIC))
        problems = tried(request, values, lambda: _call(request, values, chosen or ()))
        if not problems:
            assert isinstance(problems.result, Sitting)
            return _to(problems.result.pk, "kallat")
    page = call_page(actor_of(request), chosen=chosen, problems=problems)
    return render(request, "sittings/new.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ROLES)
def show(request: HttpRequest, sammantrade: UUID) -> HttpResponse:
    """A meeting. POST signs its minutes."""
    row, problems = _find(request, sammantrade), Problems()
    if request.method == "POST":
        problems = tried(request, {}, lambda: _sign(request, row))
        if not problems:
            return _to(row.pk, "justerat")
        row = _find(request, sammantrade)
    page = sitting_page(actor_of(request), row, notice=request.GET.get("klart", ""), problems=problems)
    return render(request, "sittings/show.html", {"page": page}, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ROLES)
def minutes(request: HttpRequest, sammantrade: UUID) -> HttpResponse:
    """Writes the minutes."""
    row, problems = _find(request, sammantrade), Problems()
    if row.signed_at is not None:
        return HttpResponseRedirect(reverse("web:sitting", args=[row.pk]))
    if request.method == "POST":
        values = typed(request, *MINUTES)
        problems = tried(request, values, lambda: _write(request, row, values))
        if not problems:
            return _to(row.pk, "skrivet")
        row = _find(request, sammantrade)
    return render(
        request,
        "sittings/minutes.html",
        {"page": minutes_page(row, problems=problems)},
        status=problems.status,
    )


@require_safe
@signed_in(*ROLES)
def calling_file(request: HttpRequest, sammantrade: UUID) -> HttpResponse:
    """The calling, as it was sent."""
    row = _find(request, sammantrade)
    kept = find_paper(row, SittingPaper.Kind.CALLING)
    return _file(calling_pdf(row) if kept is None else bytes(kept.document), f"kallelse-{row.number}")


@require_safe
@signed_in(*ROLES)
def minutes_file(request: HttpRequest, sammantrade: UUID) -> HttpResponse:
    """The minutes: as they were signed, or a draft of them."""
    row = _find(request, sammantrade)
    kept = find_paper(row, SittingPaper.Kind.MINUTES)
    made = bytes(kept.document) if kept else minutes_pdf(row, decisions_at(row, actor_of(request)))
    return _file(made, f"protokoll-{row.number}")


def _find(request: HttpRequest, id_: UUID) -> Sitting:
    row = find_sitting(actor_of(request), id_)
    if row is None:
        raise Http404
    return row


def _call(request: HttpRequest, values: dict[str, str], chosen: tuple[str, ...]) -> Sitting:
    actor = actor_of(request)
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        raise Refused("Ni följer ingen gemensam karta än.")
    with all_together() as wrong:
        day = read_date(values["dag"], "dag", wrong, missing="Skriv vilken dag ni ses.")
    assert day is not None
    agenda = read_agenda(chosen, values[OWN], topics_for(actor))
    return call_sitting(
        keeper=keeper, on=day, place=values["plats"], agenda=agenda, write=calling_pdf, by=actor
    )


def _write(request: HttpRequest, row: Sitting, values: dict[str, str]) -> Sitting:
    added = [{"title": line.strip()} for line in values["tillagt"].splitlines() if line.strip()]
    return write_minutes(
        sitting=row.pk,
        revision=_seen(request),
        present=read_present(values["närvarande"]),
        minutes=values["protokoll"],
        agenda=[*row.agenda, *added],
        by=actor_of(request),
    )


def _sign(request: HttpRequest, row: Sitting) -> Sitting:
    actor = actor_of(request)
    assert actor.user_id is not None
    signer = shown_user(User.objects.get(pk=actor.user_id))
    return sign_minutes(
        sitting=row.pk,
        revision=_seen(request),
        write=lambda signed: minutes_pdf(signed, decisions_at(signed, actor), signer=signer),
        by=actor,
    )


def _seen(request: HttpRequest) -> int:
    return whole_number(request.POST.get("revision", "")) or 0


def _to(id_: UUID, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('web:sitting', args=[id_])}?klart={done}")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
