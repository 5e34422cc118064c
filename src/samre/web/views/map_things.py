"""The things of a draft: found, and written one at a time in a form without code."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samre.accounts.roles import Role
from samre.governance.models import Draft
from samre.governance.queries.draft_changes import flaws
from samre.governance.queries.drafts import draft_texts, show_draft, writes_map
from samre.governance.queries.map_names import shortened
from samre.governance.queries.map_things import choices, find_thing, references, things
from samre.governance.queries.removal import ANSWER, CaseLeft, cases_left
from samre.governance.queries.worked_cases import worked_cases
from samre.governance.rules.map_parts import STEP, Kind, kinds
from samre.governance.rules.nobody import persons_in
from samre.governance.rules.permissions import DRAFT_READERS
from samre.pathway.reading.partly import scope_in
from samre.pathway.writing.edit import EditError

from ..forms.map_mistakes import WHY, warnings_in
from ..forms.map_rows import BUILD, CHOOSE, READ, Pick, pressed
from ..forms.map_saving import SAVE, SAVE_BROKEN, Saved, add_thing, remove_thing, save_thing
from ..forms.map_things import shown_values, typed_rows, typed_values
from ..forms.problems import Problems, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, refused, signed_in
from ..pages.map_conditions import dom, reading_of
from ..pages.map_lists import kinds_shown, things_found
from ..pages.map_saved import saved_changes
from ..pages.map_things import Form, ThingPage, sections_of, told_at, words_of
from .map_drafts import draft_or_404

REMOVE = "ta_bort"
MOST_TEXT = 4000


@require_safe
@signed_in(*DRAFT_READERS)
def index(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """Every kind of thing on the map; `sok` looks in all of them."""
    draft = draft_or_404(request, forslag)
    search = request.GET.get("sok", "").strip()[:200]
    context = {
        "draft": show_draft(draft),
        "search": search,
        "kinds": kinds_shown(draft_texts(draft), search),
        "may_write": may_write(request, draft),
    }
    return render(request, "drafts/parts.html", context)


@require_safe
@signed_in(*DRAFT_READERS)
def listed(request: HttpRequest, forslag: UUID, slag: str) -> HttpResponse:
    """The things of one kind."""
    draft, kind = draft_or_404(request, forslag), kind_or_404(slag)
    search, done = request.GET.get("sok", "").strip()[:200], request.GET.get("klart") == "borta"
    context = {
        "draft": show_draft(draft),
        "kind": kind,
        "search": search,
        "things": things_found(draft_texts(draft), kind, search, timezone.localdate()),
        "may_write": may_write(request, draft),
        "has_order": kind.slug == STEP,
        "notice": "Borttaget." if done else "",
        "broken": len(worked_cases(draft_texts(draft)).broken) if done else 0,
    }
    return render(request, "drafts/things.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*DRAFT_READERS)
def thing(request: HttpRequest, forslag: UUID, slag: str, id: str) -> HttpResponse:  # noqa: A002
    """One thing. POST saves it, removes it, or changes rows and conditions in the form without saving (`gor`)."""
    draft, kind = draft_or_404(request, forslag), kind_or_404(slag)
    written = find_thing(draft_texts(draft), kind, id)
    if written is None and request.method != "POST":
        raise Http404
    if request.method != "POST":
        return _shown(request, draft, kind, id)
    doing = request.POST.get("gor", SAVE)
    if doing in (SAVE, SAVE_BROKEN):
        saved = save_thing(request, draft, kind, id, in_spite=doing == SAVE_BROKEN)
        return _after(request, draft, kind, id, saved)
    if doing == REMOVE:
        return _removed(request, draft, kind, id)
    return _pressed(request, draft, kind, id, doing)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def new(request: HttpRequest, forslag: UUID, slag: str) -> HttpResponse:
    """A new thing of a kind."""
    draft, kind = draft_or_404(request, forslag), kind_or_404(slag)
    if not may_write(request, draft):
        return refused(request, "Bara en processledare skriver på ett utkast som är öppet.")
    if request.method != "POST":
        return _shown(request, draft, kind, "")
    doing = request.POST.get("gor", SAVE)
    if doing in (SAVE, SAVE_BROKEN):
        saved = add_thing(request, draft, kind, in_spite=doing == SAVE_BROKEN)
        return _after(request, draft, kind, saved.id, saved)
    return _pressed(request, draft, kind, "", doing)


@require_POST
@signed_in(Role.PROCESS_LEAD, Role.BOARD)
def read_aloud(request: HttpRequest, forslag: UUID) -> HttpResponse:
    """A condition that is being typed, read aloud (a fragment). `falt` names the field it stands in."""
    draft = draft_or_404(request, forslag)
    name = request.POST.get("falt", "")
    text = " ".join(request.POST.get(name, "").split())[:MOST_TEXT]
    reading = reading_of(text, scope_in(draft_texts(draft)))
    field = {"name": name, "dom": dom(name)}
    return render(request, "drafts/_reading.html", {"reading": reading, "field": field, "may_write": True})


def kind_or_404(slug: str) -> Kind:
    """The kind of thing with that slug."""
    kind = kinds().get(slug)
    if kind is None:
        raise Http404
    return kind


def may_write(request: HttpRequest, draft: Draft) -> bool:
    """Whether the reader may write on the draft now."""
    return draft.is_open and writes_map(actor_of(request))


def _removed(request: HttpRequest, draft: Draft, kind: Kind, id_: str) -> HttpResponse:
    """Takes a thing away; `fallen` says what becomes of the worked cases that speak of it, `varför` why a new answer is right."""
    asked = typed(request, "fallen", WHY)
    wrong = persons_in({WHY: asked[WHY]})
    if asked["fallen"] == ANSWER and not asked[WHY]:
        wrong = {WHY: "Skriv varför det nya svaret är rätt."}
    if wrong:
        return _shown(request, draft, kind, id_, problems=Problems(wrong, asked), removes=True)
    gone = remove_thing(request, draft, kind, id_, cases=asked["fallen"], why=asked[WHY])
    if gone:
        return refused(request, gone.whole, status=gone.status)
    return HttpResponseRedirect(reverse("web:draft-list", args=[draft.pk, kind.slug]) + "?klart=borta")


def _after(request: HttpRequest, draft: Draft, kind: Kind, id_: str, saved: Saved) -> HttpResponse:
    if not saved.problems:
        address = reverse("web:draft-thing", args=[draft.pk, kind.slug, id_])
        return HttpResponseRedirect(f"{address}?klart={'sparat' if saved.is_changed else 'inget'}")
    return _shown(
        request,
        draft_or_404(request, draft.pk),
        kind,
        "" if saved.is_new else id_,
        values=typed_values(kind, request.POST),
        problems=saved.problems,
        theirs=saved.theirs,
        broken=saved.is_broken,
        revision=saved.revision,
    )


def _pressed(request: HttpRequest, draft: Draft, kind: Kind, id_: str, doing: str) -> HttpResponse:
    """The form again, with what a button changed in it. Nothing is saved."""
    values = typed_rows(kind, request.POST)
    pick = pressed(kind, values, request.POST, doing, scope_in(draft_texts(draft)))
    seen = whole_number(request.POST.get("revision", ""))
    problems = Problems(values={"fore": request.POST.get("fore", ""), "id": request.POST.get("id", "")})
    return _shown(
        request,
        draft,
        kind,
        id_,
        values=values,
        pick=pick,
        unsaved=not doing.startswith((READ, CHOOSE, BUILD)),
        problems=problems,
        revision=seen,
    )


def _shown(
    request: HttpRequest,
    draft: Draft,
    kind: Kind,
    id_: str,
    *,
    values: Mapping[str, object] | None = None,
    problems: Problems | None = None,
    pick: Pick | None = None,
    theirs: Mapping[str, object] | None = None,
    unsaved: bool = False,
    broken: bool = False,
    revision: int | None = None,
    removes: bool = False,
) -> HttpResponse:
    texts, problems = draft_texts(draft), problems or Problems()
    # A form without an address of its own is sent to the one that told of the save before.
    done = request.GET.get("klart", "") if request.method != "POST" else ""
    written = find_thing(texts, kind, id_) if id_ else None
    named = {one.id: one for one in things(texts, kind)}
    thing = named.get(id_)
    if values is None:
        values = shown_values(kind, written)
    warnings = warnings_in(kind, values)
    form = Form(
        kind=kind,
        texts=texts,
        scope=scope_in(texts),
        values=values,
        warnings=warnings,
        problems=problems,
        pick=pick or Pick(),
        theirs=theirs or {},
        is_new=not id_,
    )
    writes = may_write(request, draft)
    asks_removal = writes and bool(id_) and (removes or REMOVE in request.GET)
    page = ThingPage(
        kind=kind,
        id=id_,
        name=shortened(thing.name) if thing else kind.new,
        number=thing.number if thing else "",
        words=words_of(kind, id_, values),
        is_new=not id_,
        may_write=writes,
        revision=draft.revision if revision is None else revision,
        sections=sections_of(form),
        befores=choices(texts, STEP) if kind.slug == STEP and not id_ else (),
        id_choices=choices(texts, kind.id_of) if kind.id_of and not id_ else (),
        before=problems.values.get("fore", ""),
        new_id=problems.values.get("id", ""),
        references=references(texts, kind.slug, id_) if id_ else (),
        asks_removal=asks_removal,
        flaws=flaws(texts),
        changes=saved_changes(draft if done == "sparat" else None),
        notice={"sparat": "Sparat.", "inget": "Inget var ändrat, så inget har sparats."}.get(done, ""),
        unsaved=unsaved,
        broken=broken,
        told=told_at(kind, problems.fields),
        doubts=told_at(kind, warnings) if done or problems.fields else (),
        problems=problems,
    )
    left = _left(texts, kind, id_) if asks_removal else ()
    context = {"draft": show_draft(draft), "page": page, "left": left}
    return render(request, "drafts/thing.html", context, status=problems.status)


def _left(texts: Mapping[str, str], kind: Kind, id_: str) -> tuple[CaseLeft, ...]:
    """The worked cases that a thing would leave behind; none where it can't be taken away."""
    try:
        return cases_left(texts, kind, id_)
    except EditError:
        return ()
