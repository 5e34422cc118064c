"""The agreed plan of a consultation on its way back to those who took part: read through first, then sent as it was read."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.accounts.sessions import recently_authenticated
from samre.casework.actions.agreed_measures import measures_of
from samre.casework.actions.shared_plans import share_plan
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.plan_copy import plan_copy, plan_paper, plan_text
from samre.casework.documents.shared_plan import took_part
from samre.casework.models import Case, Consultation
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.consultations import find_consultation
from samre.casework.queries.shared_plans import plan_guard, plan_receivers
from samre.casework.rules.consultations import clean
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.talks import unit_name

from ..forms.notes import seen_revision
from ..forms.problems import Problems, tried
from ..forms.talks import ANONYMOUS
from ..gate import actor_of, on_case, onward_by
from ..pages.snapshots import snapshot_view
from ..paper_files import paper_pdf

SEND, WHY = "skicka", "skal-plan"
OTHER_TEXT = "Texten är en annan än den du läste. Läs igenom den en gång till och skicka sedan."


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@on_case(Need.WRITE, log="consultation.read")
@sensitive_variables()
def share(request: HttpRequest, case: Case, ground: Ground, konsultation: UUID) -> HttpResponse:
    """What they will get and who they are. A POST with `gor` las shows a changed text; skicka sends the one that was shown
    (`last`), with `skal-plan` for words outside the consent. What is typed without a name is in a field that is kept nowhere."""
    consultation = find_consultation(case, konsultation)
    if consultation is None or not measures_of(consultation):
        raise Http404("Konsultationen har ingen plan.")
    name = f"{ANONYMOUS if consultation.is_anonymous else ''}plan"
    text = clean(request.POST.get(name, "") or plan_text(consultation, measures_of(consultation)))
    on, problems = timezone.localdate(), Problems()
    copy = plan_copy(consultation, text, sent_on=on)
    sends = request.method == "POST" and request.POST.get("gor") == SEND
    # Only a name is let out. A text without one is kept nowhere, and would be gone after the proof.
    if sends and not consultation.is_anonymous and not recently_authenticated(request):
        return onward_by(request, "web:prove")
    if sends:
        problems = tried(request, {}, lambda: _send(request, consultation, text, copy.sha256))
        if not problems:
            address = reverse("web:consultation", args=[case.pk, consultation.pk])
            return HttpResponseRedirect(f"{address}?klart=plan")
    context = {
        "frame": case_frame(case, actor_of(request), ground),
        "talk": consultation,
        "name": name,
        "text": text,
        "copy": snapshot_view(copy.snapshot),
        "read": copy.sha256,
        "receivers": plan_receivers(consultation),
        "alarms": plan_guard(consultation, text),
        "reasons": {"plan": request.POST.get(WHY, "")},
        "problems": problems,
        "doing": request.POST.get("gor", ""),
    }
    return render(request, "consultations/share.html", context, status=problems.status)


@sensitive_variables()
def _send(request: HttpRequest, consultation: Consultation, text: str, read: str) -> object:
    if request.POST.get("last", "") != read:
        raise Refused(OTHER_TEXT)
    by, on = actor_of(request), timezone.localdate()
    to = "; ".join(unit_name(one.receiver_unit) for one in took_part(consultation))
    paper = plan_paper(consultation, text, to=to, sender=sender_for(consultation.case, by), on=on)
    return share_plan(
        consultation=consultation,
        text=text,
        seen=seen_revision(request.POST),
        paper=paper,
        content=paper_pdf(paper),
        why=request.POST.get(WHY, ""),
        is_looked_through=request.POST.get("kontrollerat") == "ja",
        by=by,
    )
