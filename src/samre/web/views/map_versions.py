"""The versions of the map, and the drafts that are being written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.definitions import current
from samre.governance.actions.drafts import begin_draft
from samre.governance.actions.versions import adopt_map, follow_map
from samre.governance.maps import keeper_of
from samre.governance.models import Draft
from samre.governance.rules.permissions import DRAFT_READERS

from ..forms.directory import find_uuid
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, signed_in
from ..pages.map_versions import versions_page

BEGIN, ADOPT, FOLLOW = "borja", "ta_over", "folj"
NOTICES = {
    ADOPT: "Kartan är er. Nu kan ni börja ett utkast.",
    FOLLOW: "Ni följer förbundets karta från i dag.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The version in force, those to come, and the drafts. POST begins a draft, takes a map over or follows one (`gor`)."""
    problems = Problems()
    if request.method == "POST":
        values = typed(request, "rubrik", "varför", "översyn", "förbund")
        problems = tried(request, values, lambda: _do(request, request.POST.get("gor", BEGIN), values))
        if not problems:
            return HttpResponseRedirect(str(problems.result))
    page = versions_page(actor_of(request), problems=problems)
    context = {"page": page, "notice": "" if problems else NOTICES.get(request.GET.get("klart", ""), "")}
    return render(request, "versions/index.html", context, status=problems.status)


def _do(request: HttpRequest, doing: str, values: dict[str, str]) -> str:
    """Does it; where to go then."""
    actor, here = actor_of(request), reverse("web:map-versions")
    if doing == ADOPT:
        with all_together() as wrong:
            review = read_date(values["översyn"], "översyn", wrong, missing="Välj en dag för nästa översyn.")
        assert review is not None
        adopt_map(keeper=actor.authority_id, folder=current(), next_review=review, by=actor)
        return f"{here}?klart={ADOPT}"
    if doing == FOLLOW:
        keeper = find_uuid(values["förbund"])
        if keeper is None:
            raise Refused({"förbund": "Välj vilket förbunds karta ni följer."})
        follow_map(keeper=keeper, follower=actor.authority_id, since=timezone.localdate(), by=actor)
        return f"{here}?klart={FOLLOW}"
    keeper = keeper_of(actor.authority_id)
    if keeper is None:
        raise Refused("Ni följer ingen gemensam karta än. Förbundet tar först över den.")
    longest = Draft._meta.get_field("title").max_length or 0
    if len(values["rubrik"]) > longest:
        raise Refused({"rubrik": f"Skriv kortare, högst {longest} tecken. Resten hör hemma under varför."})
    draft = begin_draft(keeper=keeper, title=values["rubrik"], why=values["varför"], by=actor)
    return f"{reverse('web:draft', args=[draft.pk])}?klart=ny"
