"""A draft's files as a zip, or its drawing as BPMN: fetched, looked at and taken in, mistakes told by file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.accounts.roles import Role
from samre.certificate.model import Unreadable
from samre.governance.actions.drafts import save_draft
from samre.governance.models import Draft
from samre.governance.queries.draft_changes import Differences, differences, told_in_short
from samre.governance.queries.drafts import draft_texts, show_draft
from samre.governance.queries.older_files import fetched, older_version, together
from samre.governance.queries.written_changes import written_changes
from samre.governance.rules.map_archive import MOST_BYTES, BadArchive, judged, unzipped, zipped
from samre.pathway.exchange.bpmn_back import BpmnError, merged, read_bpmn
from samre.pathway.exchange.forms import FORMS
from samre.pathway.model import Pathway
from samre.pathway.picture.sketch import Sketch

from ..forms.carried_file import CarriedFile, open_file, seal_file
from ..forms.problems import Problems, tried
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, refused, signed_in
from ..pages.map_drawing import drawn_from
from .map_drafts import draft_or_404
from .map_things import may_write

FILE, CARRIED, TAKE_IN, AS_IT_IS = "fil", "filen", "las_in", "las_in_rakt"
ZIP, BPMN_ENDINGS = "zip", (".bpmn", ".xml")
UNREAD = "Kartan går inte att läsa än. Rätta det som står under Förslaget först."


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file would make of the draft. `left_out`: what in it is not taken in; `older`: the number of the version it began
    from, where the draft builds on a later one: it is then put together with that, unless it is taken in as it is;
    `lost`: what of the later version that takes back."""

    texts: Mapping[str, str]
    left_out: tuple[str, ...] = ()
    older: int | None = None
    lost: Differences = field(default_factory=Differences)


@require_safe
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def export(request: HttpRequest, forslag: UUID, form: str) -> HttpResponse:
    """The newest save as a zip of its files, or in a form that other programs read."""
    draft = draft_or_404(request, forslag)
    if form == ZIP:
        content, media, ending = zipped(fetched(draft)), "application/zip", ".zip"
    elif form in FORMS and (read := drawn_from(draft_texts(draft))):
        match read:
            case (Pathway() as pathway, Sketch() as sketch):
                content = FORMS[form].written(pathway, sketch)
            case _:
                return refused(request, UNREAD)
        media, ending = FORMS[form].media_type, FORMS[form].ending
    else:
        raise Http404
    answer = HttpResponse(content, content_type=media)
    name = f"karta-{slugify(draft.title)[:40] or 'utkast'}-{draft.revision}{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def files(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """Fetch and take in. POST shows what a zip would change; with `gor=las_in` it becomes a save of the draft."""
    draft = draft_or_404(request, forslag)
    if request.method != "POST":
        return _page(request, draft, Problems())
    if not may_write(request, draft):
        return refused(request, "Bara en processledare skriver på ett utkast som är öppet.")
    try:
        file = _uploaded(request)
        incoming = _incoming(draft, file, as_it_is=request.POST.get("gor") == AS_IT_IS)
    except (BadArchive, BpmnError, Unreadable) as error:
        return _page(request, draft, Problems({FILE: str(error)}))
    if request.POST.get("gor") not in (TAKE_IN, AS_IT_IS):
        return _page(request, draft, Problems(), file, incoming)
    problems = tried(request, {}, lambda: _take_in(request, draft, incoming))
    if problems:
        return _page(request, draft_or_404(request, forslag), problems, file, incoming)
    return HttpResponseRedirect(reverse("web:draft", args=[forslag]) + "?klart=inlast")


def _incoming(draft: Draft, file: CarriedFile, *, as_it_is: bool) -> Incoming:
    """What the file says. Raises BadArchive or BpmnError."""
    if not file.name.lower().endswith(BPMN_ENDINGS):
        archive = unzipped(file.data)
        left_out = tuple(f"{name} hör inte till en version av kartan." for name in archive.left_out)
        older = None if judged(archive.texts).stops else older_version(draft, archive.texts)
        if older is None or as_it_is:
            return Incoming(archive.texts, left_out, older.number if older else None)
        whole = together(draft, older, archive.texts)
        return Incoming(whole, left_out, older.number, differences(whole, archive.texts))
    texts = draft_texts(draft)
    match drawn_from(texts):
        case (Pathway() as pathway, Sketch() as sketch):
            drawn = merged(texts, pathway, sketch, read_bpmn(file.data, pathway))
            return Incoming(drawn.texts, drawn.left_out)
    raise BadArchive(UNREAD)


def _uploaded(request: HttpRequest) -> CarriedFile:
    """The file that was chosen now, or the one that was shown before. Raises BadArchive where there is none."""
    if request.META.get("samre.upload_too_big"):
        raise BadArchive(f"Filen är större än {MOST_BYTES // 1024**2} MB. En karta är mindre än så.")
    chosen = request.FILES.get(FILE)
    if chosen is not None:
        return CarriedFile((chosen.name or "")[:120], chosen.read())
    carried = open_file(request.POST.get(CARRIED, ""), actor_of(request))
    if carried is None:
        raise BadArchive("Välj en fil först.")
    return carried


def _take_in(request: HttpRequest, draft: Draft, incoming: Incoming) -> None:
    if judged(incoming.texts).stops:
        raise Refused("Filerna går inte att läsa. Rätta dem först.")
    before = draft_texts(draft)
    if before == incoming.texts:
        raise Refused("Filerna är likadana som utkastet. Det finns inget att läsa in.")
    seen = whole_number(request.POST.get("revision", "")) or 0
    what = told_in_short(before, incoming.texts, "Läste in filerna.")
    save_draft(draft=draft.pk, revision=seen, texts=incoming.texts, what=what, by=actor_of(request))


def _page(
    request: HttpRequest,
    draft: Draft,
    problems: Problems,
    file: CarriedFile | None = None,
    incoming: Incoming | None = None,
) -> HttpResponse:
    told = judged(incoming.texts) if incoming else None
    context = {
        "draft": show_draft(draft),
        "revision": draft.revision,
        "may_write": may_write(request, draft),
        "problems": problems,
        "forms": FORMS,
        "file": file,
        "carried": seal_file(file, actor_of(request)) if file and incoming else "",
        "incoming": incoming,
        "base": draft.based_on.number,
        "judged": told,
        "written": written_changes(draft_texts(draft), incoming.texts)
        if incoming and told and told.mistakes
        else (),
        "changes": differences(draft_texts(draft), incoming.texts)
        if incoming and told and not told.stops
        else None,
    }
    return render(request, "drafts/files.html", context, status=problems.status)
