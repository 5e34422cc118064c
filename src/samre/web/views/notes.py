"""Notes: read, written as drafts, signed, objected to, copied, exported."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, log_denied
from samre.accounts.roles import CASE_ROLES, Role
from samre.audit.log import record
from samre.casework.actions.drafts import (
    AlreadySigned,
    Differs,
    discard_draft,
    find_draft,
    original_of,
    save_draft,
)
from samre.casework.actions.notes import add_objection, mark_copied, sign_draft
from samre.casework.documents.notes import NoteFamily
from samre.casework.documents.notes_text import family_text
from samre.casework.models import Case, Note, NoteDraft
from samre.casework.queries import notes as queries
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.decision_bases import bases_of
from samre.casework.rules.note_words import is_empty
from samre.casework.rules.permissions import Ground, Need

from ..forms.notes import find_uuid, first_fields, page_number, read_draft, seen_revision
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case, refused, signed_in
from ..note_papers import notes_file
from ..pages.notes import DONE, Conflict, DraftPage, clock, fresh_id, systems

AUTOSAVE = "X-Autosave"


@require_safe
@on_case(log="note.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The case's notes, newest first, and the reader's own drafts."""
    actor = actor_of(request)
    return render(
        request,
        "notes/index.html",
        {
            "frame": case_frame(case, actor, ground),
            "notes": queries.notes_page(case, actor, page=page_number(request)),
            "drafts": queries.own_drafts(actor, case),
            "others": queries.drafts_by_others(actor, case),
            "bases": bases_of(case, actor),
            "notice": DONE.get(request.GET.get("klart", ""), ""),
        },
    )


@require_safe
@signed_in(*(Role(role) for role in CASE_ROLES), log="draft.list")
def drafts(request: HttpRequest) -> HttpResponse:
    """The reader's own drafts in all her cases; without headings, which may say something about somebody's health.

    There is nothing to choose among them by: anything in the address is refused (law R7).
    """
    if request.GET:
        return refused(request, "Listan över utkast går inte att söka eller ordna i.", status=400)
    actor = actor_of(request)
    mine = queries.drafts_of(actor)
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action="draft.list",
        kind="draft",
        subjects=[draft.case_id for draft in mine],
        why="egna utkast",
    )
    return render(request, "notes/drafts.html", {"drafts": mine})


@require_safe
@on_case(Need.WRITE, log="draft.begin")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """To an empty form with an id of its own: the same form sent twice is one draft. `?rattar=` names what it corrects."""
    address = reverse("web:note-draft", args=[case.pk, fresh_id()])
    corrects = find_uuid(request.GET.get("rattar", ""))
    return HttpResponseRedirect(address + (f"?{urlencode({'rattar': str(corrects)})}" if corrects else ""))


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="draft.read")
def draft(request: HttpRequest, case: Case, ground: Ground, utkast: UUID) -> HttpResponse:
    """A draft being written. POST saves it, signs it or throws it away (`gor`)."""
    if request.method == "POST":
        return _posted(request, case, ground, utkast)
    try:
        found = _own_draft(case, utkast, actor_of(request))
    except AlreadySigned as signed:
        return _to_note(case, signed.note, "redan")
    if found is None and Need.WRITE not in ground.needs:
        return refused(request, f"Du kan läsa ärendet men inte skriva i det ({ground.text}).")
    corrects = _corrected(request, case, found)
    page = DraftPage(
        id=utkast,
        fields=found.fields if found else first_fields(timezone.now(), corrects),
        revision=found.revision if found else 0,
        saved=clock(found.updated_at) if found else "",
        original=_family(request, case, corrects),
        notice=DONE.get(request.GET.get("klart", ""), ""),
    )
    return _draft_page(request, case, ground, page)


def _own_draft(case: Case, utkast: UUID, actor: Actor) -> NoteDraft | None:
    """The reader's own draft, None where it is not saved yet; somebody else's does not exist for her."""
    try:
        return find_draft(case=case, draft_id=utkast, by=actor)
    except Refused:
        raise Http404 from None


def _posted(request: HttpRequest, case: Case, ground: Ground, utkast: UUID) -> HttpResponse:
    actor, doing = actor_of(request), request.POST.get("gor", "spara")
    fields, seen = read_draft(request.POST), seen_revision(request.POST)
    corrects: Note | None = None
    try:
        found = _own_draft(case, utkast, actor)
        corrects = _corrected(request, case, found)
        if doing == "kasta":
            if found is not None:
                discard_draft(draft=found, by=actor)
            return HttpResponseRedirect(reverse("web:notes", args=[case.pk]) + "?klart=kastat")
        if doing == "bada" and found is not None:
            fields["text"] = f"{fields['text'].rstrip()}\n\n{found.fields.get('text', '').lstrip()}"
        if found is None and is_empty(fields) and doing != "signera":
            raise Refused("Skriv något först, så sparas det.")
        saved = save_draft(case=case, draft_id=utkast, fields=fields, seen=seen, corrects=corrects, by=actor)
        if doing == "signera":
            signed_note = sign_draft(draft=saved, seen=saved.revision, by=actor)
            return _to_note(case, signed_note, "rattad" if corrects else "signerad")
    except AlreadySigned as signed:
        return _after_signing(request, case, ground, signed, fields)
    except Differs as differs:
        return _both_texts(request, case, ground, utkast, fields, differs, corrects)
    except (Refused, Denied) as problem:
        return _mend(request, case, ground, utkast, fields, problem, corrects)
    if request.headers.get(AUTOSAVE):
        return JsonResponse({"sparat": clock(saved.updated_at), "revision": saved.revision})
    return HttpResponseRedirect(reverse("web:note-draft", args=[case.pk, utkast]) + "?klart=sparat")


def _mend(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    utkast: UUID,
    fields: dict[str, str],
    problem: Refused | Denied,
    corrects: Note | None,
) -> HttpResponse:
    """The form again with everything that was typed, and what is wrong at its field."""
    is_denied = isinstance(problem, Denied)
    if isinstance(problem, Denied):
        log_denied(problem)
    problems = {"": problem.reason} if isinstance(problem, Denied) else problem.problems
    status = 403 if is_denied else 422
    if request.headers.get(AUTOSAVE):
        return JsonResponse({"fel": next(iter(problems.values()))}, status=status)
    kept = None if is_denied else _own_draft(case, utkast, actor_of(request))
    page = DraftPage(
        id=utkast,
        fields=fields,
        revision=kept.revision if kept else seen_revision(request.POST),
        saved=clock(kept.updated_at) if kept else "",
        original=_family(request, case, corrects),
        problems=problems,
    )
    return _draft_page(request, case, ground, page, status=status)


def _both_texts(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    utkast: UUID,
    fields: dict[str, str],
    differs: Differs,
    corrects: Note | None,
) -> HttpResponse:
    """What was typed here, and what was saved elsewhere: the writer chooses. Nothing has been overwritten."""
    if request.headers.get(AUTOSAVE):
        return JsonResponse({"fel": differs.reason, "krock": True}, status=409)
    page = DraftPage(
        id=utkast,
        fields=fields,
        revision=differs.saved.revision,
        original=_family(request, case, corrects),
        conflict=Conflict(reason=differs.reason, theirs=differs.saved.fields),
    )
    return _draft_page(request, case, ground, page, status=409)


def _after_signing(
    request: HttpRequest, case: Case, ground: Ground, signed: AlreadySigned, fields: dict[str, str]
) -> HttpResponse:
    """The form came again after it was signed: the same text is the same note; another is kept for a note of its own."""
    if fields["text"].strip() in ("", signed.note.text):
        if request.headers.get(AUTOSAVE):
            return JsonResponse({"fel": signed.reason, "signerad": True}, status=409)
        return _to_note(case, signed.note, "redan")
    if request.headers.get(AUTOSAVE):
        return JsonResponse({"fel": signed.reason, "krock": True}, status=409)
    page = DraftPage(
        id=fresh_id(),
        fields=fields,
        revision=0,
        conflict=Conflict(reason=signed.reason, theirs={"text": signed.note.text}, signed=signed.note.number),
    )
    return _draft_page(request, case, ground, page, status=409)


def _corrected(request: HttpRequest, case: Case, found: NoteDraft | None) -> Note | None:
    """What the draft corrects: what it was begun for, else what the form or the address says."""
    if found is not None:
        return found.corrects
    named = find_uuid(request.POST.get("rattar", "") or request.GET.get("rattar", ""))
    return queries.find_note(case, named) if named else None


def _family(request: HttpRequest, case: Case, note: Note | None) -> NoteFamily | None:
    return queries.note_family(case, actor_of(request), note.pk) if note else None


def _draft_page(
    request: HttpRequest, case: Case, ground: Ground, page: DraftPage, *, status: int = 200
) -> HttpResponse:
    context = {"frame": case_frame(case, actor_of(request), ground), "page": page}
    return render(request, "notes/draft.html", context, status=status)


def _to_note(case: Case, note: Note, done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("web:note", args=[case.pk, note.pk]) + f"?klart={done}")


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="note.read")
def show(request: HttpRequest, case: Case, ground: Ground, anteckning: UUID) -> HttpResponse:
    """One note with all that belongs to it. POST adds the person's objection or marks it as copied (`gor`)."""
    actor = actor_of(request)
    note = queries.find_note(case, anteckning)
    if note is None:
        raise Http404
    problems = Problems()
    if request.method == "POST":
        done = request.POST.get("gor", "")
        values = typed(request, "invandning", "sagt_dag", "system", "mot")
        problems = tried(request, values, lambda: _add(case, note, done, values, request))
        if not problems:
            return HttpResponseRedirect(reverse("web:note", args=[case.pk, note.pk]) + f"?klart={done}")
    family = queries.note_family(case, actor, note.pk)
    if family is None:
        raise Http404
    context = {
        "frame": case_frame(case, actor, ground),
        "family": family,
        "text": family_text(family, case_number=case.number),
        "systems": [(code, name) for code, name in systems() if code not in family.systems],
        "today": timezone.localdate(),
        "problems": problems,
        "notice": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "notes/show.html", context, status=problems.status)


def _add(case: Case, note: Note, done: str, values: dict[str, str], request: HttpRequest) -> object:
    actor = actor_of(request)
    if done == "invandning":
        with all_together() as wrong:
            said_on = read_date(values["sagt_dag"], "sagt_dag", wrong)
        return add_objection(
            note=_objected(case, note, values["mot"]), text=values["invandning"], said_on=said_on, by=actor
        )
    if done == "kopierad":
        family = queries.note_family(case, actor, note.pk)
        rows = [queries.find_note(case, one.id) for one in (family.notes if family else ())]
        return [mark_copied(note=row, system=values["system"], by=actor) for row in rows if row]
    raise Refused("Välj vad som ska göras.")


def _objected(case: Case, note: Note, against: str) -> Note:
    """The note the objection is about: this one, or the one of its family that was chosen. Never another in its place."""
    chosen = find_uuid(against) if against else note.pk
    found = queries.find_note(case, chosen) if chosen else None
    if found is None or original_of(found).pk != original_of(note).pk:
        raise Refused("Invändningen gäller en anteckning som inte står här. Välj en av dem på sidan.")
    return found


@require_safe
@on_case(log="note.export", fresh=True)
def export(
    request: HttpRequest, case: Case, ground: Ground, form: str, anteckning: UUID | None = None
) -> HttpResponse:
    """One note, or all of the case, as txt, json or pdf."""
    actor = actor_of(request)
    if anteckning is None:
        return notes_file(queries.all_notes(case, actor), case, actor, form)
    family = queries.note_family(case, actor, anteckning)
    if family is None:
        raise Http404
    return notes_file((family,), case, actor, form)
