"""The handledare's pages, made for a phone: today's people, one person's place, and the report of work ability."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.casework.actions.asf_work import keep_week, mark_day, save_report, send_report, write_week
from samre.casework.models import Delivery
from samre.casework.queries.asf_places import (
    PlacePage,
    find_draft,
    find_place,
    has_had_place,
    place_page,
    unit_places,
    week_drafts,
)
from samre.casework.queries.place_contacts import when_absent
from samre.casework.rules.report_form import CHOICES

from ..autosave import autosaved, is_autosave
from ..forms.problems import Problems, tried, typed
from ..forms.report import read_report, report_names, shown_report
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in
from ..pages.asf_places import DONE, place_view, places_view, report_view, review_view
from ..reading import log_reading
from .errors import Ended

LIST = "lista"
OVER = "Insatsen har slutat, och då stängs sidan om personen. Kommunen har kvar det ni har skickat."
DAY, WEEK, SAVE, REVIEW, SEND = "dag", "vecka", "spara", "granska", "skicka"
_log = partial(log_reading, kind="place", category="insats", why="egen enhets pågående plats")


@require_safe
@signed_in(Role.ASF, log="place.list")
def index(request: HttpRequest) -> HttpResponse:
    """Everybody who is at the unit now: today's attendance in one tap."""
    actor, on = actor_of(request), timezone.localdate()
    places = unit_places(actor, on=on)
    _log(request, "place.list", subjects=[str(one.id) for one in places])
    view = places_view(places, on=on, notice=request.GET.get("klart", ""))
    return render(request, "asf/index.html", {"view": view})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.ASF, log="place.read")
def show(request: HttpRequest, plats: UUID) -> HttpResponse:
    """One person's place. A POST says what in `gor`: dag (dag, status, minuter) or vecka (vecka, hur, stegring, ring, text)."""
    delivery = _find(request, plats, "place.read")
    if request.method != "POST":
        return _page(request, delivery)
    fields = typed(request, "gor", "dag", "status", "minuter", "vecka", "text", "till", "revision", *CHOICES)
    if is_autosave(request):
        return autosaved(tried(request, fields, lambda: _keep_week(request, delivery, fields)))
    problems = tried(request, fields, lambda: _do(request, delivery, fields))
    if problems:
        return _page(request, delivery, problems=problems)
    done = urlencode({"klart": fields["gor"]})
    if fields["till"] == LIST:
        return HttpResponseRedirect(f"{reverse('web:places')}?{done}#plats-{plats}")
    return HttpResponseRedirect(f"{reverse('web:place', args=[plats])}?{done}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.ASF, log="place.read")
def report(request: HttpRequest, plats: UUID) -> HttpResponse:
    """The report of work ability. POST: spara keeps the draft, granska keeps and shows it as it will be sent, skicka signs it."""
    delivery = _find(request, plats, "place.read")
    here = reverse("web:place-report", args=[plats])
    if request.method != "POST":
        is_review = request.GET.get("visa") == REVIEW
        return _review(request, delivery) if is_review else _report_page(request, delivery)
    doing, seen = request.POST.get("gor", ""), whole_number(request.POST.get("revision", "")) or 0
    by = actor_of(request)
    if doing == SEND:
        problems = tried(request, {}, lambda: send_report(delivery=delivery, seen=seen, by=by))
        if problems:
            return _report_page(request, delivery, problems=problems)
        return HttpResponseRedirect(f"{reverse('web:place', args=[plats])}?{urlencode({'klart': SEND})}")
    fields = typed(request, *report_names())
    content = read_report(fields)
    if is_autosave(request):
        keep = partial(save_report, delivery=delivery, content=content, seen=seen, judged=False, by=by)
        return autosaved(tried(request, fields, keep))
    problems = tried(
        request, fields, lambda: save_report(delivery=delivery, content=content, seen=seen, by=by)
    )
    if problems:
        return _report_page(request, delivery, problems=problems)
    shown = {"visa": REVIEW} if doing == REVIEW else {"klart": SAVE}
    return HttpResponseRedirect(f"{here}?{urlencode(shown)}")


def _do(request: HttpRequest, delivery: Delivery, fields: Mapping[str, str]) -> object:
    by = actor_of(request)
    if fields["gor"] == DAY:
        return mark_day(
            delivery=delivery,
            day=_day(fields["dag"]),
            status=fields["status"],
            minutes=whole_number(fields["minuter"]) or 0,
            by=by,
        )
    if fields["gor"] == WEEK:
        return write_week(
            delivery=delivery,
            week=_day(fields["vecka"]),
            choices={name: fields[name] for name in CHOICES},
            text=fields["text"],
            by=by,
        )
    raise Refused("Välj vad du vill göra.")


def _keep_week(request: HttpRequest, delivery: Delivery, fields: Mapping[str, str]) -> object:
    return keep_week(
        delivery=delivery,
        week=_day(fields["vecka"]),
        fields={name: fields[name] for name in (*CHOICES, "text")},
        seen=whole_number(fields["revision"]) or 0,
        by=actor_of(request),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused({"dag": "Välj en dag."}) from None


def _page(request: HttpRequest, delivery: Delivery, *, problems: Problems | None = None) -> HttpResponse:
    page = place_page(delivery, on=timezone.localdate())
    view = place_view(
        page,
        drafts=week_drafts(delivery),
        on=timezone.localdate(),
        notice=request.GET.get("klart", ""),
        problems=problems,
    )
    context = {"view": view, "absence": when_absent(delivery)}
    return render(request, "asf/show.html", context, status=problems.status if problems else 200)


def _report_page(
    request: HttpRequest, delivery: Delivery, *, problems: Problems | None = None
) -> HttpResponse:
    on, draft = timezone.localdate(), find_draft(delivery)
    page = place_page(delivery, on=on)
    kept = shown_report(draft.content) if draft else _first_fields(page, on)
    values = {**kept, **(problems.values if problems else {})}
    view = report_view(
        page,
        values=values,
        revision=draft.revision if draft else 0,
        notice=DONE.get(request.GET.get("klart", ""), ""),
        problems=problems,
    )
    return render(request, "asf/report.html", {"view": view}, status=problems.status if problems else 200)


def _first_fields(page: PlacePage, on: date) -> dict[str, str]:
    """What a new report proposes: from the day after the last one, until today or the last day."""
    first = max((one.on + timedelta(days=1) for one in page.reports), default=page.place.starts_on)
    last = min(on, page.place.ends_on)
    return {"forsta": min(first, last).isoformat(), "sista": last.isoformat(), "slut": "nej"}


def _review(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """The draft as it will be sent; where there is none, or it has gaps, the form says what is missing."""
    draft = find_draft(delivery)
    if draft is None:
        return HttpResponseRedirect(reverse("web:place-report", args=[delivery.pk]))
    found = tried(
        request, shown_report(draft.content), lambda: review_view(delivery, draft, on=timezone.localdate())
    )
    if found:
        return _report_page(request, delivery, problems=found)
    return render(request, "asf/review.html", {"view": found.result})


def _find(request: HttpRequest, id_: UUID, action: str) -> Delivery:
    """The unit's own place while it is shown. One that is over says so; another unit's, or none, does not. Each is 404 and the
    try is logged."""
    found = find_place(actor_of(request), id_, on=timezone.localdate())
    if found is None:
        _log(request, action, object_id=str(id_), outcome="denied", why="ingen pågående plats i enheten")
        if has_had_place(actor_of(request), id_):
            raise Ended(OVER)
        raise Http404("Det finns ingen sådan plats hos er nu.")
    _log(request, action, object_id=str(found.pk))
    return found
