"""The order of an insats: written, looked through exactly as it will be sent, let out, and its papers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions.placement_sending import frozen, send_placement
from samre.casework.actions.placements import change_placement, keep_typed
from samre.casework.documents.forms import b09_order, b10_report
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.paper import Paper
from samre.casework.models import Case, Placement
from samre.casework.queries.case_frame import HIDDEN, case_frame
from samre.casework.queries.known_orders import known_order
from samre.casework.queries.placements import (
    came_of,
    covers_of,
    find_report,
    ground_choices,
    shown_snapshot,
)
from samre.casework.rules.free_places import place_in_queue
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.placements import CONSENT, hash_of, shown_supplier
from samre.casework.rules.stairs import WEEK

from ..autosave import autosaved, is_autosave
from ..forms.notes import seen_revision
from ..forms.order import kept_order, order_names, proposed, read_order, shown_order, shown_weekdays
from ..forms.problems import Problems, all_together, tried, typed
from ..gate import actor_of, on_case
from ..pages.placements import CheckView, above_words, has_no_place, order_view
from ..paper_files import paper_pdf
from .placements import DONE, found, is_private

SAVE, CHECK, SEND, PROPOSE = "spara", "granska", "skicka", "forslag:"
WEEKS_WHEN_NOT_KNOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="placement.read")
def order(request: HttpRequest, case: Case, ground: Ground, placering: UUID) -> HttpResponse:
    """The order as it is written. POST: spara, granska (keeps it and goes on), forslag:… (fills in a stair of hours)."""
    placement = found(case, placering)
    if (away := _elsewhere(placement)) is not None:
        return away
    actor = actor_of(request)
    if request.method != "POST":
        known = known_order(placement, on=timezone.localdate())
        values = shown_order(placement, contact=sender_for(case, actor).contact, known=known)
        return _order_page(request, case, ground, placement, values, shown_weekdays(placement))
    if is_autosave(request):
        return _autosave(request, placement)
    fields, weekdays = typed(request, *order_names()), request.POST.getlist("dagar")
    chosen = [int(number) for number in weekdays if number in map(str, range(WEEK))]
    doing = request.POST.get("gor", "")
    if doing.startswith(PROPOSE):
        values = _with_proposal(placement, fields, doing.removeprefix(PROPOSE))
        return _order_page(request, case, ground, placement, values, chosen)
    problems = tried(request, fields, lambda: _save(request, placement, fields, weekdays))
    if problems:
        return _order_page(request, case, ground, found(case, placering), fields, chosen, problems=problems)
    page = "web:placement-check" if doing == CHECK else "web:placement-order"
    there = reverse(page, args=[case.pk, placering])
    return HttpResponseRedirect(there if doing == CHECK else f"{there}?{urlencode({DONE: 'sparat'})}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="placement.read", fresh=True)
def check(request: HttpRequest, case: Case, ground: Ground, placering: UUID) -> HttpResponse:
    """The order exactly as it will be sent, and what lets it out. POST (grund, skal, sett, undantag_sett) sends it."""
    placement = found(case, placering)
    if (away := _elsewhere(placement)) is not None:
        return away
    actor, fields = actor_of(request), typed(request, "grund", "skal", "sett", "undantag_sett")
    whole = tried(request, {}, lambda: frozen(placement, actor))
    if whole:
        values = shown_order(placement, contact="")
        return _order_page(
            request, case, ground, placement, values, shown_weekdays(placement), problems=whole
        )
    snapshot = whole.result
    assert isinstance(snapshot, dict)
    sheet = b09_order.paper(
        case, snapshot, sender_for(case, actor), to=_receiver(placement), on=timezone.localdate()
    )
    problems = Problems()
    if request.method == "POST":
        problems = tried(request, fields, lambda: _send(request, placement, sheet, fields))
        if not problems:
            there = reverse("web:placement", args=[case.pk, placering])
            return HttpResponseRedirect(f"{there}?{urlencode({DONE: 'skickad'})}")
        placement = found(case, placering)
    view = CheckView(
        paper=sheet,
        sha256=hash_of(snapshot),
        grounds=ground_choices(placement),
        covers=covers_of(placement),
        chosen=fields["grund"] or CONSENT,
        reason=fields["skal"],
        supplier=HIDDEN if case.person.is_protected else shown_supplier(placement),
        is_private=is_private(placement),
        queue=place_in_queue(placement),
        is_full=has_no_place(placement),
        above=above_words(placement, [row["hours"] for row in placement.order.get("stairs", ())]),
        problems=problems,
    )
    context = {"frame": case_frame(case, actor, ground), "view": view, "id": placering}
    return render(request, "placements/check.html", context, status=problems.status)


@require_safe
@on_case(log="placement.file", fresh=True)
def file(request: HttpRequest, case: Case, ground: Ground, placering: UUID) -> HttpResponse:
    """The order as it was sent, as PDF. Where none was set then, or the person is protected now, it is set of the copy."""
    placement = found(case, placering)
    if placement.snapshot is None or placement.sent_at is None:
        raise Http404("Beställningen är inte skickad.")
    if placement.packet is not None and not case.person.is_protected:
        return _pdf(bytes(placement.packet), f"bestallning-{placement.reference}")
    sheet = b09_order.paper(
        case,
        shown_snapshot(placement),
        sender_for(case, actor_of(request)),
        to=_receiver(placement),
        on=timezone.localdate(placement.sent_at),
    )
    return _pdf(paper_pdf(sheet), f"bestallning-{placement.reference}")


@require_safe
@on_case(log="placement.read")
def report(request: HttpRequest, case: Case, ground: Ground, placering: UUID, rapport: UUID) -> HttpResponse:
    """A report of work ability, as it came."""
    placement = found(case, placering)
    row = next((one for one in came_of(placement) if one.id == rapport and one.is_report), None)
    if row is None:
        raise Http404("Rapporten finns inte i ärendet.")
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "came": row,
        "paper": _report_paper(placement, rapport),
        "placement": placering,
    }
    return render(request, "placements/report.html", context)


@require_safe
@on_case(log="placement.file", fresh=True)
def report_file(
    request: HttpRequest, case: Case, ground: Ground, placering: UUID, rapport: UUID
) -> HttpResponse:
    """The same as PDF."""
    placement = found(case, placering)
    return _pdf(paper_pdf(_report_paper(placement, rapport)), f"rapport-{placement.reference}")


def _report_paper(placement: Placement, id_: UUID) -> Paper:
    row = find_report(placement, id_)
    if row is None:
        raise Http404("Rapporten finns inte i ärendet.")
    hidden = placement.case.person.is_protected
    unit = placement.receiver_unit.name if placement.receiver_unit and not hidden else ""
    sender = b10_report.report_sender(row, unit, supplier=shown_supplier(placement))
    return b10_report.paper(
        placement.case, row.choices, shown_snapshot(placement), sender, to="", on=row.came_on
    )


def _elsewhere(placement: Placement) -> HttpResponse | None:
    """Where a placement that is no draft, or has no insats yet, is looked at instead."""
    if placement.sent_at is not None or placement.ended_at is not None:
        return HttpResponseRedirect(reverse("web:placement", args=[placement.case_id, placement.pk]))
    if placement.intervention is None:
        return HttpResponseRedirect(reverse("web:placement-choose", args=[placement.case_id, placement.pk]))
    return None


def _autosave(request: HttpRequest, placement: Placement) -> HttpResponse:
    """Keeps the form as it is typed, whatever is in it."""
    text = kept_order(typed(request, *order_names()), request.POST.getlist("dagar"))
    seen, actor = seen_revision(request.POST), actor_of(request)
    kept = tried(request, {}, lambda: keep_typed(placement=placement, typed=text, seen=seen, by=actor))
    return autosaved(kept)


def _save(
    request: HttpRequest, placement: Placement, fields: dict[str, str], weekdays: list[str]
) -> Placement:
    with all_together() as wrong:
        written, starts_on, ends_on = read_order(fields, weekdays, wrong)
    return change_placement(
        placement=placement,
        seen=seen_revision(request.POST),
        order=written,
        starts_on=starts_on,
        ends_on=ends_on,
        by=actor_of(request),
    )


def _send(request: HttpRequest, placement: Placement, sheet: Paper, fields: dict[str, str]) -> Placement:
    if not fields["sett"]:
        raise Refused("Granska beställningen innan du skickar den.")
    return send_placement(
        placement=placement,
        ground=fields["grund"],
        reason=fields["skal"],
        seen=fields["sett"],
        paper=sheet,
        packet=paper_pdf(sheet),
        exceptions_seen=fields["undantag_sett"] == "ja",
        by=actor_of(request),
    )


def _with_proposal(placement: Placement, fields: dict[str, str], kind: str) -> dict[str, str]:
    """The fields with a stair of hours filled in; nothing is kept until it is saved."""
    intervention, weeks = placement.intervention, WEEKS_WHEN_NOT_KNOWN
    assert intervention is not None
    _, first, last = read_order(fields, [], {})
    if first and last:
        weeks = max((last - first).days // WEEK, 1)
    try:
        return proposed(
            fields,
            kind,
            hours_from=intervention.hours_from,
            hours_to=intervention.hours_to,
            weeks=weeks,
        )
    except KeyError:
        return fields


def _receiver(placement: Placement) -> str:
    """Who stands as receiver on the paper; nobody where her place is protected."""
    if placement.case.person.is_protected or placement.intervention is None:
        return ""
    unit = placement.intervention.unit
    return "\n".join([placement.intervention.supplier, unit.name if unit else ""]).strip()


def _order_page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    placement: Placement,
    values: dict[str, str],
    weekdays: list[int],
    *,
    problems: Problems | None = None,
) -> HttpResponse:
    problems, hidden = problems or Problems(), case.person.is_protected
    name = placement.intervention.name if placement.intervention else ""
    view = order_view(
        placement,
        title=HIDDEN if hidden else name,
        supplier=shown_supplier(placement),
        values=values,
        weekdays=weekdays,
        problems=problems,
        notice=request.GET.get(DONE, ""),
    )
    context = {"frame": case_frame(case, actor_of(request), ground), "view": view}
    return render(request, "placements/order.html", context, status=problems.status)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    day = date.isoformat(timezone.localdate())
    answer["Content-Disposition"] = f'attachment; filename="{name}-{day}.pdf"'
    return answer
