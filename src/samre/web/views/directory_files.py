"""The contact list as files: CSV and vCard in and out, and the page that is printed on the A4's back."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.actions.directory import import_contacts
from samre.accounts.acts import Stale
from samre.accounts.contact_csv import BadFile, write_csv
from samre.accounts.contact_import import Preview, preview, read_file
from samre.accounts.directory import (
    IMPORTERS,
    PARTNERS,
    READERS,
    chart,
    contacts_of,
    directory_rules,
    find_contact,
    show_contact,
)
from samre.accounts.models import Authority
from samre.accounts.vcards import write_vcards

from ..forms.carried_file import CarriedFile, seal_file
from ..forms.directory import read_upload
from ..forms.problems import Problems, tried, typed
from ..gate import actor_of, signed_in
from ..pages.directory import asked_of, list_page, parties
from ..pdf import render_pdf

CSS = Path(__file__).resolve().parents[1] / "css"
SHEETS = ("paper.css", "directory_paper.css")
MEDIA = {"csv": "text/csv; charset=utf-8", "vcf": "text/vcard; charset=utf-8", "pdf": "application/pdf"}


@require_safe
@signed_in(*READERS)
def whole_list(request: HttpRequest, form: str) -> HttpResponse:
    """The actor's own authority's list as csv, vcf or pdf."""
    actor, on = actor_of(request), timezone.localdate()
    rows = contacts_of(actor.authority_id, on=on)
    if form == "csv":
        return _file(write_csv(rows), form, "kontakter")
    if form == "vcf":
        return _file(write_vcards(rows), form, "kontakter")
    if form == "pdf":
        page = list_page(actor, asked_of(request.GET))
        version = chart().id.removeprefix("samre-")
        own = Authority.objects.get(pk=actor.authority_id).name
        context = {"page": page, "on": on, "version": version, "authority": own, "rules": directory_rules()}
        html = render_to_string("directory/paper.html", context)
        content = render_pdf(html, title=f"Kontakter till SAMRE-kartan, {own}", css=_css())
        return _file(content, form, "kontakter", shown=True)
    raise Http404


@require_safe
@signed_in(*READERS, *PARTNERS)
def card(request: HttpRequest, kontakt: UUID) -> HttpResponse:
    """One contact as a card for a phone."""
    contact = find_contact(actor_of(request), kontakt)
    if contact is None:
        raise Http404
    return _file(write_vcards([show_contact(contact, on=timezone.localdate())]), "vcf", "kontakt")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*IMPORTERS)
def read_in(request: HttpRequest) -> HttpResponse:
    """A file of contacts: first shown row by row, then put in the list (`gor=lagg_in`). Nothing is changed before that."""
    if request.method != "POST":
        return _import_page(request, None, None, {}, Problems())
    actor, values = actor_of(request), typed(request, "part", "sett")
    party = values["part"] if values["part"] in chart().actors else ""
    try:
        file = read_upload(request, actor)
        if file is None:
            raise BadFile("Välj en fil först.")
        shown = preview(actor, read_file(file.name, file.data), party=party)
    except BadFile as error:
        return _import_page(request, None, None, values, Problems({"fil": str(error)}, values))
    problems = Problems()
    if request.POST.get("gor") == "lagg_in":
        problems = tried(request, values, lambda: _put_in(request, shown, values["sett"]))
        if not problems:
            return HttpResponseRedirect(reverse("web:contacts") + "?klart=fil")
    return _import_page(request, file, shown, values, problems)


def _put_in(request: HttpRequest, shown: Preview, seen: str) -> object:
    if shown.mark != seen:
        raise Stale(
            "Listan har ändrats sedan filen visades. Se igenom vad som skulle hända nu och lägg in den igen."
        )
    return import_contacts(rows=shown.incoming, by=actor_of(request))


def _import_page(
    request: HttpRequest,
    file: CarriedFile | None,
    shown: Preview | None,
    values: dict[str, str],
    problems: Problems,
) -> HttpResponse:
    context = {
        "file": file,
        "carried": seal_file(file, actor_of(request)) if file else "",
        "preview": shown,
        "values": {"part": ""} | values,
        "parties": parties(),
        "problems": problems,
        "columns": [row["rubrik"] for row in directory_rules()["kolumner"].values()],
    }
    return render(request, "directory/import.html", context, status=problems.status)


@lru_cache(maxsize=1)
def _css() -> str:
    return "\n".join((CSS / name).read_text(encoding="utf-8") for name in SHEETS)


def _file(content: bytes, form: str, name: str, *, shown: bool = False) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA[form])
    answer["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}.{form}"'
    return answer
