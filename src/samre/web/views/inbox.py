"""The inbox of a receiving authority's unit: the list, one delivery with its answer form, and its PDF."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Denied, log_denied
from samre.accounts.roles import Role
from samre.casework.actions.inbox import answer_delivery, open_delivery
from samre.casework.models import Delivery, DeliveryAnswer
from samre.casework.queries.inbox import find_delivery, opened, unit_inbox
from samre.casework.rules.answer_forms import answer_form
from samre.casework.rules.inbox import answers_of

from ..forms.answer_form import read_given
from ..forms.notes import page_number
from ..forms.problems import Problems, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, refused, signed_in
from ..pages.inbox import ORDER, PART, delivery_page, inbox_page
from ..reading import log_reading

DONE, KIND, TEXT, SEEN = "klart", "svar", "text", "sett"
ANSWERED = "Svaret är skickat. Avsändaren ser det nu."
CLOSED = "Det går inte längre att öppna"
_log = partial(log_reading, kind="delivery", why="egen enhets inkorg")


@require_safe
@signed_in(Role.PARTNER, Role.ASF, log="delivery.list")
def index(request: HttpRequest) -> HttpResponse:
    """What has been sent to the unit, the most urgent first. `?visa=` which part of it, `?ordning=` in what order, `?sida=` for
    more of what is answered."""
    actor, page, on = actor_of(request), page_number(request), timezone.localdate()
    inbox = unit_inbox(actor, on=on, page=page)
    shown = inbox_page(
        inbox, on=on, page=page, part=request.GET.get(PART, ""), order=request.GET.get(ORDER, "")
    )
    _log(request, "delivery.list", subjects=[str(row.id) for row in shown.rows])
    return render(request, "inbox/index.html", {"page": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PARTNER, Role.ASF, log="delivery.read")
def show(request: HttpRequest, leverans: UUID) -> HttpResponse:
    """One delivery. `?svar=` opens an answer form; a POST answers: svar (which form), its questions, text, sett."""
    delivery = _find(request, leverans, "delivery.read")
    if request.method != "POST":
        return _page(request, delivery, chosen=request.GET.get(KIND, ""))
    actor, fields = actor_of(request), typed(request, KIND, TEXT, SEEN)
    form = answer_form(answers_of(delivery), actor.authority_kind, fields[KIND])
    given = read_given(form, request.POST) if form else {}
    seen = whole_number(fields[SEEN])
    problems = tried(
        request,
        fields,
        lambda: answer_delivery(
            delivery=delivery, kind=fields[KIND], given=given, text=fields[TEXT], seen=seen, by=actor
        ),
    )
    if problems:
        return _page(
            request, delivery, chosen=fields[KIND], given=given, text=fields[TEXT], problems=problems
        )
    assert isinstance(problems.result, DeliveryAnswer)
    return HttpResponseRedirect(f"{reverse('web:delivery', args=[leverans])}?{urlencode({DONE: 'svar'})}")


@require_safe
@signed_in(Role.PARTNER, Role.ASF, log="delivery.file", fresh=True)
def file(request: HttpRequest, leverans: UUID) -> HttpResponse:
    """The PDF as it was sent. It leaves the system, so whoever takes it shows once more who she is."""
    delivery = _find(request, leverans, "delivery.file")
    try:
        open_delivery(delivery=delivery, by=actor_of(request))
    except Denied as denied:
        return _closed(request, denied)
    if delivery.packet is None:
        raise Http404("Det finns ingen fil.")
    _log(request, "delivery.file", object_id=str(delivery.pk), category=delivery.kind)
    answer = HttpResponse(bytes(delivery.packet), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="underlag-{delivery.sha256[:8]}.pdf"'
    return answer


def _page(
    request: HttpRequest,
    delivery: Delivery,
    *,
    chosen: str,
    given: dict[str, list[str]] | None = None,
    text: str = "",
    problems: Problems | None = None,
) -> HttpResponse:
    """The page, after the reading has been logged."""
    actor = actor_of(request)
    try:
        delivery = open_delivery(delivery=delivery, by=actor)
    except Denied as denied:
        return _closed(request, denied)
    page = delivery_page(
        opened(delivery, actor),
        on=timezone.localdate(),
        chosen=chosen,
        given=given,
        text=text,
        problems=problems,
        notice=ANSWERED if request.GET.get(DONE) == "svar" else "",
    )
    return render(request, "inbox/show.html", {"page": page}, status=problems.status if problems else 200)


def _find(request: HttpRequest, id_: UUID, action: str) -> Delivery:
    """The unit's own delivery. Another unit's, another authority's, or none: 404, and the try is logged."""
    found = find_delivery(actor_of(request), id_)
    if found is None:
        _log(request, action, object_id=str(id_), outcome="denied", why="finns inte i enhetens inkorg")
        raise Http404("Det finns inget sådant i enhetens inkorg.")
    return found


def _closed(request: HttpRequest, denied: Denied) -> HttpResponse:
    log_denied(denied)
    return refused(request, denied.reason, title=CLOSED)
