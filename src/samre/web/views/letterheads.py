"""How a kommun's letters look: letterhead, its own text and Word file for each form. No person's data."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.casework.actions.letterheads import (
    change_letterhead,
    change_own_form,
    set_logo,
    set_word_template,
)
from samre.casework.documents.word_template import default_template, field_help
from samre.casework.queries.letterheads import letterhead_page, own_form_page, own_word

from ..forms.notes import seen_revision
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..paper_files import WORD, paper_pdf
from ..sample_paper import sample_paper

NOTICES = {
    "sparat": "Brevhuvudet är sparat.",
    "logotyp": "Logotypen är sparad.",
    "utan": "Logotypen är borttagen.",
    "text": "Texten är sparad.",
    "mall": "Word-mallen är sparad. Den används från nästa brev.",
    "standard": "Er egen Word-mall är borttagen. Standardmallen används.",
}
NO_FILE = "Välj en fil först."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.ADMINISTRATOR)
def index(request: HttpRequest) -> HttpResponse:
    """The letterhead and the forms. `gor`: spara, logotyp or ta_bort."""
    values, problems = typed(request, "kommun", "adress", "avslutning"), Problems()
    if request.method == "POST":
        doing = request.POST.get("gor", "")
        problems = tried(request, values, lambda: _do(request, doing, values))
        if not problems:
            done = {"logotyp": "logotyp", "ta_bort": "utan"}.get(doing, "sparat")
            return HttpResponseRedirect(f"{reverse('web:letterhead')}?klart={done}")
    page = letterhead_page(actor_of(request))
    if not problems or request.POST.get("gor") != "spara":
        values = {"kommun": page.name, "adress": page.address, "avslutning": page.closing}
    context = {
        "page": page,
        "values": values,
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "papers/letterhead.html", context, status=problems.status)


@require_safe
@signed_in(Role.PROCESS_LEAD, Role.ADMINISTRATOR)
def sample(request: HttpRequest) -> HttpResponse:
    """A letter about nobody on the kommun's paper, to see what it looks like."""
    answer = HttpResponse(paper_pdf(sample_paper(actor_of(request))), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="provbrev.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.ADMINISTRATOR)
def form(request: HttpRequest, blankett: str) -> HttpResponse:
    """The kommun's own text and Word file for a form. `gor`: text, mall or standard."""
    actor, values, problems = actor_of(request), typed(request, "text"), Problems()
    page = own_form_page(actor, blankett)
    if page is None:
        raise Http404
    if request.method == "POST":
        doing = request.POST.get("gor", "")
        problems = tried(request, values, lambda: _do_form(request, blankett, doing, values))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:own-form', args=[blankett])}?klart={doing}")
        page = own_form_page(actor, blankett) or page
    context = {
        "page": page,
        "text": values["text"] if problems and request.POST.get("gor") == "text" else page.text,
        "fields": field_help(),
        "problems": problems,
        "notice": NOTICES.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "papers/own_form.html", context, status=problems.status)


@require_safe
@signed_in(Role.PROCESS_LEAD, Role.ADMINISTRATOR)
def template(request: HttpRequest, blankett: str) -> HttpResponse:
    """The Word file that is used now: the kommun's own, else the one that comes with the program. `?standard`: always that."""
    actor = actor_of(request)
    if own_form_page(actor, blankett) is None:
        raise Http404
    own = None if "standard" in request.GET else own_word(actor.authority_id, blankett)
    answer = HttpResponse(own or default_template(), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="mall-{blankett.lower()}.docx"'
    return answer


def _do(request: HttpRequest, doing: str, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if doing == "ta_bort":
        return set_logo(content=None, by=actor)
    if doing == "logotyp":
        return set_logo(content=_file(request, "logotyp"), by=actor)
    return change_letterhead(
        name=values["kommun"],
        address=values["adress"],
        closing=values["avslutning"],
        seen=seen_revision(request.POST),
        by=actor,
    )


def _do_form(request: HttpRequest, form: str, doing: str, values: dict[str, str]) -> object:
    actor = actor_of(request)
    if doing == "standard":
        return set_word_template(form=form, name="", content=None, by=actor)
    if doing == "mall":
        content = _file(request, "fil")
        name = str(getattr(request.FILES["fil"], "name", ""))
        return set_word_template(form=form, name=name, content=content, by=actor)
    return change_own_form(form=form, text=values["text"], seen=seen_revision(request.POST), by=actor)


def _file(request: HttpRequest, name: str) -> bytes:
    if request.META.get("samre.upload_too_big"):
        raise Refused(
            {name: f"Filen är större än {settings.UPLOAD_CAP_BYTES // 1024**2} MB. Spara en mindre."}
        )
    given = request.FILES.get(name)
    content = given.read() if given else b""
    if not content:
        raise Refused({name: NO_FILE})
    return content
