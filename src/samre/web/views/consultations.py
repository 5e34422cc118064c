"""Consultations and meetings of a case: the list, and one consultation from question to signed result."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions import consultation_endings, offered_times
from samre.casework.actions import consultations as actions
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.documents.calendar import calendar_file
from samre.casework.documents.forms.b04_consultation import paper as referral
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.named_texts import texts_of, uncovered
from samre.casework.documents.paper import Paper
from samre.casework.models import Case, Consultation
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.consultations import (
    consultation_page,
    find_consultation,
    find_question,
    questions_of,
)
from samre.casework.queries.meetings import talk_rows
from samre.casework.queries.offered_times import free_times
from samre.casework.queries.waiting_steps import find_waiting, waiting_steps
from samre.casework.rules.permissions import Ground, Need

from ..agreed_plans import change_plan
from ..forms.notes import seen_revision
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..forms.talks import ANONYMOUS, MEASURE, ids, sent_id
from ..gate import actor_of, on_case
from ..pages import talks as pages
from ..pages.notes import fresh_id
from ..pages.theirs import consultation_theirs
from ..paper_files import paper_pdf
from ..talk_files import calendar_answer, pdf_answer

TEXTS = (*actions.LIMITS, "svara_senast")
OTHERS = ("utfall", "skal", "tid", "svarande", "slag", "svar", "svarsdag", *MEASURE)
AFTER = {
    "spara": "sparat",
    "skicka": "skickat",
    "boka": "bokat",
    "svar": "svar",
    "atgard": "atgard",
    "ta_bort": "borttaget",
    "avsluta": "avslutat",
    "avbryt": "avbrutet",
}


@require_safe
@on_case(log="consultation.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The case's consultations and meetings, how far each has come."""
    rows = talk_rows(case, on=timezone.localdate())
    context = {"frame": case_frame(case, actor_of(request), ground), "rows": rows}
    return render(request, "consultations/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="consultation.begin")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """What to ask for, with or without a name, and whom. The form carries an id of its own: sent twice it is one."""
    actor, values = actor_of(request), typed(request, "form", "satt", "id")
    chosen, problems = request.POST.getlist("parter"), Problems()
    if request.method == "POST":
        problems = tried(
            request,
            values,
            lambda: actions.start_consultation(
                case=case,
                consultation_id=sent_id(request, "id") or fresh_id(),
                form=values["form"],
                mode=values["satt"],
                units=ids(chosen),
                by=actor,
            ),
        )
        if isinstance(problems.result, Consultation):
            return _onward(case, problems.result, "borjat")
    context = {
        "frame": case_frame(case, actor, ground),
        "problems": problems,
        "values": {"form": "konsultation", "satt": "utan_namn"} | (values if problems else {}),
        "id": values["id"] or fresh_id(),
        "units": pages.unit_choices(case, chosen),
        **pages.form_choices(),
    }
    return render(request, "consultations/new.html", context, status=problems.status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="consultation.read", fresh_to=("skicka",))
@sensitive_variables()
def show(request: HttpRequest, case: Case, ground: Ground, konsultation: UUID) -> HttpResponse:
    """One consultation and what can be done with it now. POST does it (`gor`). What is typed without a name is in fields that are
    kept nowhere, and stands in no error report."""
    consultation = _found(case, konsultation)
    doing, problems = request.POST.get("gor", ""), Problems()
    values = _values(request, consultation)
    if request.method == "POST":
        problems = tried(request, values, lambda: _do(request, consultation, doing, values))
        if not problems:
            return _onward(case, consultation, AFTER.get(doing, ""), review=doing == "spara")
        consultation = _found(case, konsultation)
    return _page(request, case, ground, consultation, problems, values, doing)


@require_safe
@on_case(log="consultation.export", fresh=True)
def paper(request: HttpRequest, case: Case, ground: Ground, konsultation: UUID) -> HttpResponse:
    """The referral as PDF (B4, or B5 to a Resursteam)."""
    consultation = _found(case, konsultation)
    return pdf_answer(_paper(request, consultation), "remiss")


@require_safe
@on_case(log="consultation.calendar")
def calendar(request: HttpRequest, case: Case, ground: Ground, konsultation: UUID) -> HttpResponse:
    """The booked time as a calendar file that says nothing of whom it is about."""
    consultation = _found(case, konsultation)
    if consultation.starts_at is None or consultation.minutes is None:
        raise Http404("Ingen tid är bokad.")
    return calendar_answer(
        calendar_file(
            about=consultation.pk,
            starts_at=consultation.starts_at,
            minutes=consultation.minutes,
            channel=consultation.channel,
            made_at=timezone.now(),
            hides_place=case.person.is_protected,
        )
    )


def _found(case: Case, id_: UUID) -> Consultation:
    found = find_consultation(case, id_)
    if found is None:
        raise Http404("Ärendet har ingen sådan konsultation.")
    return found


def _values(request: HttpRequest, consultation: Consultation) -> dict[str, str]:
    """What was typed, by the names the actions know; the texts of an anonymous one have names that are never kept."""
    prefix = ANONYMOUS if consultation.is_anonymous else ""
    asked = [f"delfraga-{one.pk}" for one in consultation.questions.all()]
    names = [*actions.LIMITS, *asked]
    sent = {name: request.POST[prefix + name] for name in names if prefix + name in request.POST}
    return {**typed(request, "svara_senast", *OTHERS), **sent}


@sensitive_variables()
def _do(request: HttpRequest, consultation: Consultation, doing: str, values: dict[str, str]) -> object:
    by, seen = actor_of(request), seen_revision(request.POST)
    match doing:
        case "spara":
            return _save(request, consultation, values)
        case "skicka":
            made = _paper(request, consultation)
            waiting = find_waiting(consultation.case, sent_id(request, "vantar"))
            return actions.send_consultation(
                consultation=consultation,
                seen=seen,
                paper=made,
                content=paper_pdf(made),
                waiting=waiting,
                exceptions_seen=request.POST.get("undantag_sett") == "ja",
                by=by,
            )
        case "boka":
            slots = ids(values["tid"].split(","))
            return offered_times.book_time(consultation=consultation, slots=slots, by=by)
        case "svar":
            return _reply(request, consultation, values)
        case "atgard" | "ta_bort":
            return change_plan(request, consultation, doing, values)
        case "avsluta":
            return consultation_endings.close_consultation(
                consultation=consultation, result=values["utfall"], seen=seen, by=by
            )
        case "avbryt":
            return consultation_endings.drop_consultation(
                consultation=consultation, reason=values["skal"], by=by
            )
    raise Refused("Välj vad du vill göra.")


def _save(request: HttpRequest, consultation: Consultation, values: dict[str, str]) -> Consultation:
    with all_together() as wrong:
        answer_by = read_date(values["svara_senast"], "svara_senast", wrong)
    return actions.write_consultation(
        consultation=consultation,
        written=actions.Written(
            texts=values,
            asked={one.pk: values.get(f"delfraga-{one.pk}", "") for one in consultation.questions.all()},
            categories=request.POST.getlist("kategorier"),
            answer_by=answer_by,
            is_looked_through=request.POST.get("kontrollerat") == "ja",
        ),
        seen=seen_revision(request.POST),
        by=actor_of(request),
    )


def _reply(request: HttpRequest, consultation: Consultation, values: dict[str, str]) -> object:
    question = find_question(consultation, values["svarande"])
    with all_together() as wrong:
        if question is None:
            wrong["svarande"] = "Välj vem som har svarat."
        came_on = read_date(values["svarsdag"], "dag", wrong, missing="Skriv vilken dag svaret kom.")
    assert question is not None
    return add_reply(
        case=consultation.case,
        question=question,
        kind=values["slag"],
        text=values["svar"],
        came_on=came_on or timezone.localdate(),
        by=actor_of(request),
    )


def _paper(request: HttpRequest, consultation: Consultation) -> Paper:
    return referral(
        consultation,
        questions_of(consultation),
        sender=sender_for(consultation.case, actor_of(request)),
        on=timezone.localdate(),
    )


def _onward(case: Case, consultation: Consultation, done: str, *, review: bool = False) -> HttpResponse:
    address = reverse("web:consultation", args=[case.pk, consultation.pk])
    return HttpResponseRedirect(f"{address}?klart={done}" + ("&visa=granska#granska" if review else ""))


def _page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    consultation: Consultation,
    problems: Problems,
    values: dict[str, str],
    doing: str,
) -> HttpResponse:
    actor, on = actor_of(request), timezone.localdate()
    page = consultation_page(consultation, on=on)
    reviews = page.is_draft and (request.GET.get("visa") == "granska" or doing == "skicka")
    told = texts_of(consultation, [(str(one.id), one.text) for one in page.asked])
    tried_now = problems.fields if problems else {}
    context = {
        "frame": case_frame(case, actor, ground),
        "page": page,
        "fields": pages.draft_fields(page, values if doing == "spara" and problems else {}, tried_now),
        "answer_by": values["svara_senast"]
        if problems and doing == "spara"
        else (page.answer_by.isoformat() if page.answer_by else pages.in_days("svar_dagar")),
        "categories": pages.category_choices(
            tuple(request.POST.getlist("kategorier")) if problems and doing == "spara" else page.categories
        ),
        "copies": pages.copies(consultation, page, on=on) if reviews else (),
        "reviews": reviews,
        "uncovered": uncovered(consultation, told) if reviews and not page.is_anonymous else (),
        "waiting": waiting_steps(case) if reviews else (),
        "times": free_times(consultation) if page.is_open else (),
        "problems": problems,
        "theirs": consultation_theirs(problems, page, values, request.POST.getlist("kategorier"), doing),
        "values": values if problems else {},
        "doing": doing if problems else "",
        "notice": pages.DONE.get(request.GET.get("klart", ""), ""),
        "today": on.isoformat(),
        **pages.choices_for(case),
    }
    return render(request, "consultations/show.html", context, status=problems.status)
