"""Meetings of a case: planned, called to, minuted, shared and closed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions import meeting_seats, minutes
from samre.casework.actions import meetings as actions
from samre.casework.actions.agreed_measures import measures_of
from samre.casework.actions.meeting_replies import add_meeting_reply
from samre.casework.documents.calendar import calendar_file
from samre.casework.documents.forms import b11_calling, b12_sip
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.paper import Paper
from samre.casework.models import Case, Meeting
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.meeting_guard import calling_alarms, minutes_alarms
from samre.casework.queries.meeting_previews import calling_preview, minutes_preview
from samre.casework.queries.meetings import find_meeting, meeting_page, minutes_of
from samre.casework.rules.permissions import Ground, Need

from ..agreed_plans import change_plan
from ..forms.notes import seen_revision
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.talks import (
    MEASURE,
    MEETING,
    as_typed,
    ids,
    number,
    read_meeting,
    reasons_given,
    sent_id,
)
from ..gate import actor_of, on_case
from ..pages import talks as pages
from ..pages.notes import fresh_id
from ..pages.previews import preview_of
from ..pages.theirs import meeting_theirs
from ..paper_files import paper_pdf
from ..talk_files import calendar_answer, pdf_answer

SHOWN = "visat"
FIELDS = (
    *MEETING,
    *MEASURE,
    *("slag", "namn", "del", "enhet", "punkt", "egen", "text", "version", "behov", "leder", "foljs_upp"),
    *("utfall", "skal", "svarande", "svar", "svarsdag"),
)
AFTER = {
    "andra": "andrat",
    "bjud_in": "andrat",
    "ta_bort_deltagare": "borttaget",
    "punkt": "andrat",
    "ta_bort_punkt": "borttaget",
    "kalla": "kallat",
    "stall_in": "installt",
    "protokoll": "protokoll",
    "sip": "andrat",
    "dela": "delat",
    "svar": "svar",
    "atgard": "atgard",
    "ta_bort": "borttaget",
    "avsluta": "avslutat",
}


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="meeting.begin")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """A meeting to plan: what sort, what for, when, where and with whom. The form carries an id of its own."""
    actor, values, problems = actor_of(request), typed(request, "id", "slag", *MEETING), Problems()
    chosen = request.POST.getlist("enheter")
    if request.method == "POST":
        problems = tried(request, values, lambda: _plan(request, case, values, chosen))
        if isinstance(problems.result, Meeting):
            return _onward(case, problems.result, "planerat")
    given = {
        "slag": "sip",
        "minuter": "60",
        "kanal": "video",
        "svara_senast": "",
        "protokoll": actor.name,
        "tolk": case.person.interpreter,
    }
    context = {
        "frame": case_frame(case, actor, ground),
        "problems": problems,
        "values": values if problems else given,
        "id": values["id"] or fresh_id(),
        "units": pages.unit_choices(case, chosen),
        **pages.meeting_choices(),
    }
    return render(request, "meetings/new.html", context, status=problems.status)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="meeting.read", fresh_to=("kalla", "dela"))
def show(request: HttpRequest, case: Case, ground: Ground, mote: UUID) -> HttpResponse:
    """One meeting and what can be done with it now. POST does it (`gor`)."""
    meeting, doing, problems = _found(case, mote), request.POST.get("gor", ""), Problems()
    values = typed(request, *FIELDS)
    if request.method == "POST":
        problems = tried(request, values, lambda: _do(request, meeting, doing, values))
        if not problems:
            return _onward(case, meeting, AFTER.get(doing, ""))
        meeting = _found(case, mote)
    page, actor = meeting_page(meeting), actor_of(request)
    context = {
        "frame": case_frame(case, actor, ground),
        "page": page,
        "problems": problems,
        "theirs": meeting_theirs(problems, meeting, values, doing),
        "values": values if problems else {},
        "doing": doing if problems else "",
        "came": request.POST.getlist("kom") if problems else None,
        "form": values if problems and doing == "andra" else as_typed(meeting),
        "calling_preview": preview_of(calling_preview(meeting)),
        "minutes_preview": preview_of(minutes_preview(meeting)),
        "calling_alarms": calling_alarms(meeting),
        "minutes_alarms": minutes_alarms(meeting),
        "reasons": reasons_given(request),
        "units": pages.unit_choices(case, []) if page.is_planned or page.may_be_written else (),
        "notice": pages.DONE.get(request.GET.get("klart", ""), ""),
        "today": timezone.localdate().isoformat(),
        **pages.choices_for(case),
        **pages.meeting_choices(),
    }
    return render(request, "meetings/show.html", context, status=problems.status)


@require_safe
@on_case(log="meeting.export", fresh=True)
def paper(request: HttpRequest, case: Case, ground: Ground, mote: UUID, form: str) -> HttpResponse:
    """The calling letter (B11), or the minutes as they stand (B12 for a SIP), as PDF."""
    meeting = _found(case, mote)
    made = _calling(request, meeting) if form == "kallelse" else _minutes(request, meeting)
    if made is None:
        raise Http404("Det finns inget protokoll än.")
    return pdf_answer(made, form)


@require_safe
@on_case(log="meeting.calendar")
def calendar(request: HttpRequest, case: Case, ground: Ground, mote: UUID) -> HttpResponse:
    """The meeting as a calendar file that says nothing of whom it is about."""
    meeting = _found(case, mote)
    return calendar_answer(
        calendar_file(
            about=meeting.pk,
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            channel=meeting.channel,
            made_at=timezone.now(),
            hides_place=case.person.is_protected,
        )
    )


def _found(case: Case, id_: UUID) -> Meeting:
    found = find_meeting(case, id_)
    if found is None:
        raise Http404("Ärendet har inget sådant möte.")
    return found


def _plan(request: HttpRequest, case: Case, values: dict[str, str], chosen: list[str]) -> Meeting:
    with all_together() as wrong:
        words = read_meeting(values, wrong)
    return actions.plan_meeting(
        case=case,
        meeting_id=sent_id(request, "id") or fresh_id(),
        kind=values["slag"],
        words=words,
        units=ids(chosen),
        by=actor_of(request),
    )


def _do(request: HttpRequest, meeting: Meeting, doing: str, values: dict[str, str]) -> object:
    by, seen = actor_of(request), seen_revision(request.POST)
    match doing:
        case "andra":
            with all_together() as wrong:
                words = read_meeting(values, wrong)
            return actions.change_meeting(meeting=meeting, words=words, seen=seen, by=by)
        case "kalla":
            made = _calling(request, meeting)
            content = paper_pdf(made)
            reasons = reasons_given(request)
            return actions.call_meeting(
                meeting=meeting,
                seen=seen,
                paper=made,
                content=content,
                reasons=reasons,
                shown=request.POST.get(SHOWN, ""),
                by=by,
            )
        case "stall_in":
            return actions.cancel_meeting(meeting=meeting, reason=values["skal"], by=by)
        case "bjud_in" | "ta_bort_deltagare" | "punkt" | "ta_bort_punkt":
            return _prepare(request, meeting, doing, values)
        case "atgard" | "ta_bort":
            return change_plan(request, meeting, doing, values)
        case "svar":
            return _reply(meeting, values, request)
        case "avsluta":
            return minutes.close_meeting(meeting=meeting, result=values["utfall"], seen=seen, by=by)
    return _write(request, meeting, doing, values)


def _prepare(request: HttpRequest, meeting: Meeting, doing: str, values: dict[str, str]) -> object:
    """Who comes and what is talked about."""
    by = actor_of(request)
    row = sent_id(request, "rad") or fresh_id()
    if doing == "bjud_in":
        return meeting_seats.add_participant(
            meeting=meeting,
            kind="myndighet" if values["enhet"] else values["slag"],
            name=values["namn"],
            part=values["del"],
            unit=sent_id(request, "enhet"),
            by=by,
        )
    if doing == "punkt":
        return meeting_seats.add_point(
            meeting=meeting, text=values["punkt"], is_persons=values["egen"] == "ja", by=by
        )
    if doing == "ta_bort_punkt":
        point = meeting.agenda.filter(pk=row, dropped_at=None).first()
        if point is None:
            raise Refused("Punkten finns inte längre.")
        return meeting_seats.remove_point(meeting=meeting, point=point, by=by)
    seat = meeting.participants.filter(pk=row, dropped_at=None).first()
    if seat is None:
        raise Refused("Deltagaren finns inte längre.")
    return meeting_seats.remove_participant(meeting=meeting, participant=seat, by=by)


def _write(request: HttpRequest, meeting: Meeting, doing: str, values: dict[str, str]) -> object:
    """What is written during and after the meeting."""
    by = actor_of(request)
    match doing:
        case "protokoll":
            text = request.POST.get("text", "")
            came, seen = ids(request.POST.getlist("kom")), number(values["version"])
            return minutes.write_minutes(meeting=meeting, text=text, came=came, seen=seen, by=by)
        case "sip":
            with all_together() as wrong:
                day = read_date(values["foljs_upp"], "foljs_upp", wrong)
            return minutes.write_sip(
                meeting=meeting, needs=values["behov"], lead=values["leder"], evaluate_on=day, by=by
            )
        case "dela":
            made = _minutes(request, meeting)
            if made is None:
                raise Refused({"text": "Skriv protokollet först."})
            return minutes.share_minutes(
                meeting=meeting,
                version=number(values["version"]),
                paper=made,
                content=paper_pdf(made),
                reasons=reasons_given(request),
                shown=request.POST.get(SHOWN, ""),
                by=by,
            )
    raise Refused("Välj vad du vill göra.")


def _reply(meeting: Meeting, values: dict[str, str], request: HttpRequest) -> object:
    seat = meeting.participants.filter(pk=sent_id(request, "svarande") or fresh_id(), dropped_at=None).first()
    with all_together() as wrong:
        if seat is None:
            wrong["svarande"] = "Välj vem som har svarat."
        came_on = read_date(values["svarsdag"], "dag", wrong, missing="Skriv vilken dag svaret kom.")
    assert seat is not None
    seat.meeting = meeting
    return add_meeting_reply(
        case=meeting.case,
        participant=seat,
        kind=values["slag"],
        text=values["svar"],
        came_on=came_on or timezone.localdate(),
        by=actor_of(request),
    )


def _calling(request: HttpRequest, meeting: Meeting) -> Paper:
    sender = sender_for(meeting.case, actor_of(request))
    return b11_calling.paper(meeting, meeting_seats.seats_of(meeting), sender=sender, on=timezone.localdate())


def _minutes(request: HttpRequest, meeting: Meeting) -> Paper | None:
    last = minutes_of(meeting)
    if last is None:
        return None
    return b12_sip.paper(
        meeting,
        last,
        measures_of(meeting),
        meeting_seats.seats_of(meeting),
        sender=sender_for(meeting.case, actor_of(request)),
        on=timezone.localdate(),
    )


def _onward(case: Case, meeting: Meeting, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('web:meeting', args=[case.pk, meeting.pk])}?klart={done}")
