"""Times for consultation: consultants of FK, AF and the region, and of the kommun, offer them and see which unit comes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.casework.actions.offered_times import offer_times, withdraw_time
from samre.casework.documents.calendar import calendar_file
from samre.casework.queries.offered_times import find_time, own_times
from samre.casework.rules.consultations import consultation_rules

from ..forms.problems import Problems, all_together, tried, typed
from ..forms.talks import number, read_moment, sent_id
from ..gate import actor_of, signed_in
from ..pages import talks as pages
from ..talk_files import calendar_answer

FIELDS = ("dag", "tid", "minuter", "kanal", "plats", "veckor")
ROLES = (Role.PARTNER, Role.CASEWORKER, Role.MANAGER)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """The unit's own times from now on. POST offers one, or takes one back (`gor`)."""
    actor, values, problems = actor_of(request), typed(request, *FIELDS), Problems()
    if request.method == "POST":
        doing = request.POST.get("gor", "")
        problems = tried(request, values, lambda: _do(request, doing, values))
        if not problems:
            done = "borttaget" if doing == "ta_bort" else "tid"
            return HttpResponseRedirect(f"{reverse('web:offered-times')}?klart={done}")
    given = {"minuter": "30", "kanal": "video", "veckor": "1"}
    context = {
        "times": own_times(actor.unit_id) if actor.unit_id else (),
        "values": values if problems else given,
        "problems": problems,
        "most_weeks": consultation_rules()["upprepas"]["veckor_högst"],
        "notice": pages.DONE.get(request.GET.get("klart", ""), ""),
        **pages.meeting_choices(),
    }
    return render(request, "consultations/times.html", context, status=problems.status)


@require_safe
@signed_in(*ROLES)
def calendar(request: HttpRequest, tid: UUID) -> HttpResponse:
    """One of the unit's own times as a calendar file."""
    found = find_time(tid, unit=actor_of(request).unit_id)
    if found is None:
        raise Http404("Enheten har ingen sådan tid.")
    return calendar_answer(
        calendar_file(
            about=found.pk,
            starts_at=found.starts_at,
            minutes=found.minutes,
            channel=found.channel,
            made_at=timezone.now(),
            hides_place=False,
        )
    )


def _do(request: HttpRequest, doing: str, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if doing == "ta_bort":
        found = find_time(sent_id(request, "rad"), unit=actor.unit_id)
        if found is None:
            raise Refused("Tiden finns inte längre.")
        return withdraw_time(time=found, by=actor)
    with all_together() as wrong:
        starts_at = read_moment(values, wrong)
    return offer_times(
        starts_at=starts_at,
        minutes=number(values["minuter"]),
        channel=values["kanal"],
        where=values["plats"],
        weeks=number(values["veckor"]),
        by=actor,
    )
