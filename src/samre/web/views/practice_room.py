"""The room of a practice run: the code on the screen lets a group in, and it answers on its phone. Nobody has an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samre.accounts.acts import Refused
from samre.governance.actions.practice_groups import Joined, Said, comment_box, join, place_case, show_case
from samre.governance.models import PracticeAnswer, PracticeGroup, PracticeRun, PracticeState
from samre.governance.queries.practice import cases_in
from samre.governance.queries.practice_groups import NoSuchCode, find_group, find_open, plain_code

from ..forms.problems import Problems, tried, typed
from ..gate import never_stored, public
from ..pages.practice_room import MAP, READ, SAY, SEEK, group_names, place_page, room_page

COOKIE = "samre_grupp"
BY_ADDRESS, BY_GROUP, WORDS = "practice_code", "practice_group", "practice_words"
TOO_MANY = (
    "Gruppen har svarat väldigt många gånger på kort stund. Vänta tio minuter. Det ni har svarat finns kvar."
)
WRONG = "Koden finns inte eller har gått ut. Se efter på skärmen i rummet."
ENDED = "Koden på skärmen har bytts eller gått ut. Skriv den nya. Det ni har svarat finns kvar."
TOO_OFTEN = "För många fel koder härifrån. Vänta tio minuter och försök igen."
HOURS = 12
WHY = "En grupp i ett rum, med koden på skärmen: fallen är påhittade och ingen människa nämns."
FIELDS = ("steg", "sakerhet", "oense", "kommentar", "sok", "om_rutan", "gor")
Inside = Callable[[PracticeGroup, str], HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@public(WHY)
def enter(request: HttpRequest) -> HttpResponse:
    """Asks for the code on the screen."""
    if request.method != "POST":
        return _code_page(request)
    code = plain_code(request.POST.get("kod", ""))
    run = _run_of(request, code)
    if isinstance(run, HttpResponse):
        return run
    return HttpResponseRedirect(reverse("web:room", args=[run.code]))


@require_http_methods(["GET", "HEAD", "POST"])
@public(WHY)
def room(request: HttpRequest, kod: str) -> HttpResponse:
    """The group's cases, or, before it has a name or with `byt`, the names to choose among (`grupp`)."""
    run = _run_of(request, kod)
    if isinstance(run, HttpResponse):
        return run
    if request.method == "POST":
        return _join(request, run)
    group = _group_in(request, run)
    if group is None or "byt" in request.GET:
        context = {"run": run, "names": group_names(run), "problems": Problems()}
        return never_stored(render(request, "practice_room/names.html", context))
    context = {"page": room_page(group), "code": run.code, "done": request.GET.get("klart", "")}
    return never_stored(render(request, "practice_room/room.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@public(WHY)
def place(request: HttpRequest, kod: str, nummer: int) -> HttpResponse:
    """One case. `gor`: placera; sok, karta or ruta.S03 (narrows the list, shows the drawing or a box: nothing is kept); sag.S03
    says `om_rutan` of a box. A GET with `steg` has chosen a box on the drawing."""
    return _inside(request, kod, lambda group, code: _place(request, group, code, nummer))


def _inside(request: HttpRequest, kod: str, show: Inside) -> HttpResponse:
    run = _run_of(request, kod)
    if isinstance(run, HttpResponse):
        return run
    group = _group_in(request, run)
    if group is None:
        return HttpResponseRedirect(reverse("web:room", args=[run.code]))
    return never_stored(show(group, run.code))


def _place(request: HttpRequest, group: PracticeGroup, code: str, number: int) -> HttpResponse:
    case = next((one for one in cases_in(group.run) if one.place == number), None)
    if case is None:
        raise Http404("Fallet finns inte i provkörningen.")
    fields = typed(request, *FIELDS) if request.method == "POST" else None
    problems = Problems()
    if fields is None:
        show_case(key=_key(request), case=case.pk)
    else:
        problems = tried(request, fields, lambda: _act(request, group, case.pk, fields))
        if isinstance(problems.result, PracticeAnswer):
            return _onward(group, code)
    page = place_page(group, case, typed=fields, step=request.GET.get("steg", ""), problems=problems)
    return render(request, "practice_room/place.html", {"page": page, "code": code}, status=problems.status)


def _act(request: HttpRequest, group: PracticeGroup, case: UUID, fields: Mapping[str, str]) -> object:
    """Places the case, or says something of a box; nothing is written to narrow the list, see the drawing or read a box."""
    doing, _, box = fields["gor"].partition(".")
    if doing in (SEEK, MAP, READ):
        return None
    if not _counted(request, WORDS, str(group.pk)):
        raise Refused(TOO_MANY)
    key = _key(request)
    if doing == SAY:
        return comment_box(key=key, thing_id=box, text=fields["om_rutan"])
    said = Said(
        step=fields["steg"],
        confidence=fields["sakerhet"],
        disagreed=bool(fields["oense"]),
        comment=fields["kommentar"],
    )
    return place_case(key=key, case=case, said=said)


def _onward(group: PracticeGroup, code: str) -> HttpResponse:
    """To the next case that is left, or to the list when none is."""
    left = room_page(group).left
    if left is not None:
        return HttpResponseRedirect(reverse("web:room-case", args=[code, left.number]))
    return HttpResponseRedirect(reverse("web:room", args=[code]) + "?klart=alla")


def _join(request: HttpRequest, run: PracticeRun) -> HttpResponse:
    fields = typed(request, "grupp")
    problems = tried(request, fields, lambda: join(code=run.code, name=fields["grupp"]))
    if problems:
        context = {"run": run, "names": group_names(run), "problems": problems}
        return never_stored(render(request, "practice_room/names.html", context, status=problems.status))
    assert isinstance(problems.result, Joined)
    answer = HttpResponseRedirect(reverse("web:room", args=[run.code]))
    answer.set_cookie(
        COOKIE,
        problems.result.key,
        max_age=HOURS * 3600,
        path=reverse("web:room-enter"),
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )
    return answer


def _run_of(request: HttpRequest, kod: str) -> PracticeRun | HttpResponse:
    """The run a code leads to, or the page that says why it leads nowhere. Wrong codes are counted, right ones are not; those of a
    group by themselves, so that it never waits for others' mistakes."""
    group = find_group(_key(request))
    if not _may_try(request, group, dry_run=True):
        return _code_page(request, TOO_OFTEN, status=429)
    try:
        return find_open(kod)
    except NoSuchCode:
        _may_try(request, group)
        if group is not None and group.run.state == PracticeState.CLOSED:
            return never_stored(render(request, "practice_room/ended.html", {"page": room_page(group)}))
        return _code_page(request, WRONG if group is None else ENDED, status=404)


def _may_try(request: HttpRequest, group: PracticeGroup | None, *, dry_run: bool = False) -> bool:
    """Whether another code may be tried from here, or by the group; counts the try unless `dry_run`."""
    kind, key = (BY_ADDRESS, None) if group is None else (BY_GROUP, str(group.pk))
    return _counted(request, kind, key, dry_run=dry_run)


def _counted(request: HttpRequest, kind: str, key: str | None, *, dry_run: bool = False) -> bool:
    """Whether it is not too often yet. A GET tries a code too, which the package's own door leaves out."""
    app = "allauth.account"
    return bool(consume(request, app=app, action=kind, key=key, dry_run=dry_run, limit_get=True))


def _code_page(request: HttpRequest, problem: str = "", *, status: int = 200) -> HttpResponse:
    given = request.POST.get("kod", "")[:20]
    return never_stored(
        render(request, "practice_room/enter.html", {"problem": problem, "given": given}, status=status)
    )


def _group_in(request: HttpRequest, run: PracticeRun) -> PracticeGroup | None:
    group = find_group(_key(request))
    return group if group is not None and group.run_id == run.pk else None


def _key(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")
