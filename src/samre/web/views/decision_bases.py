"""Decision bases: written, shown to the person or excepted, answered, closed, exported."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samre.accounts.acts import Refused
from samre.casework.actions import decision_bases as actions
from samre.casework.documents.bases import FOOT, basis_text
from samre.casework.models import Case, DecisionBasis
from samre.casework.queries.case_frame import case_frame
from samre.casework.queries.decision_bases import bases_of, basis_page, find_basis
from samre.casework.rules.permissions import Ground, Need
from samre.casework.rules.policies import Move
from samre.casework.rules.settings import case_rules

from ..forms.notes import seen_revision
from ..forms.problems import Problems, all_together, read_date, tried, typed
from ..gate import actor_of, on_case
from ..note_papers import basis_file, heading_of
from ..pages.notes import clock, fresh_id

AUTOSAVE = "X-Autosave"
DONE = {
    "spara": "Underlaget är sparat.",
    "kommunicera": "Det är antecknat att personen har fått del av underlaget.",
    "undanta": "Undantaget är antecknat.",
    "svar": "Svaret är antecknat.",
    "arbeta_om": "Underlaget är ett utkast igen.",
    "stang": "Underlaget är stängt. Det kan inte längre ändras.",
}
FIELDS = ("rubrik", "text", "dag", "hur", "svara_senast", "undantag", "svar")


@require_safe
@on_case(log="basis.list")
def index(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """The case's decision bases: open ones first."""
    actor = actor_of(request)
    context = {"frame": case_frame(case, actor, ground), "bases": bases_of(case, actor), "foot": FOOT}
    return render(request, "decision_bases/index.html", context)


@require_safe
@on_case(Need.WRITE, log="basis.begin")
def new(request: HttpRequest, case: Case, ground: Ground) -> HttpResponse:
    """To an empty form with an id of its own: the same form sent twice is one basis."""
    return HttpResponseRedirect(reverse("web:basis", args=[case.pk, fresh_id()]))


@require_http_methods(["GET", "HEAD", "POST"])
@on_case(log="basis.read")
def show(request: HttpRequest, case: Case, ground: Ground, underlag: UUID) -> HttpResponse:
    """One basis and what can be done with it now. POST does it (`gor`)."""
    basis, problems = find_basis(case, underlag), Problems()
    values = typed(request, *FIELDS) | {"text": request.POST.get("text", "")}
    doing = request.POST.get("gor", "")
    if request.method == "POST":
        problems = tried(request, values, lambda: _do(request, case, basis, underlag, doing, values))
        if request.headers.get(AUTOSAVE):
            return _autosaved(problems)
        if not problems:
            return HttpResponseRedirect(reverse("web:basis", args=[case.pk, underlag]) + f"?klart={doing}")
        basis = find_basis(case, underlag)
    return _page(request, case, ground, underlag, basis, problems, values)


def _do(
    request: HttpRequest,
    case: Case,
    basis: DecisionBasis | None,
    underlag: UUID,
    doing: str,
    values: dict[str, str],
) -> DecisionBasis:
    actor = actor_of(request)
    if basis is None:
        if doing not in ("", "spara"):
            raise Refused("Underlaget finns inte än. Spara det först.")
        return actions.start_basis(
            case=case, basis_id=underlag, title=values["rubrik"], text=values["text"], by=actor
        )
    seen = seen_revision(request.POST)
    match doing:
        case "kommunicera":
            return _communicate(basis, values, request)
        case "undanta":
            return actions.exempt_basis(basis=basis, exception=values["undantag"], seen=seen, by=actor)
        case "svar":
            with all_together() as wrong:
                on = read_date(values["dag"], "dag", wrong, missing="Skriv vilken dag personen svarade.")
            return actions.answer_basis(
                basis=basis, on=on or timezone.localdate(), answer=values["svar"], by=actor
            )
        case "arbeta_om":
            return actions.rework_basis(basis=basis, by=actor)
        case "stang":
            return actions.close_basis(basis=basis, seen=seen, by=actor)
    return actions.change_basis(basis=basis, title=values["rubrik"], text=values["text"], seen=seen, by=actor)


def _communicate(basis: DecisionBasis, values: dict[str, str], request: HttpRequest) -> DecisionBasis:
    with all_together() as wrong:
        on = read_date(
            values["dag"], "dag", wrong, missing="Skriv vilken dag personen fick del av underlaget."
        )
        answer_by = read_date(
            values["svara_senast"], "svara_senast", wrong, missing="Skriv till vilken dag personen kan svara."
        )
    today = timezone.localdate()
    return actions.communicate_basis(
        basis=basis,
        on=on or today,
        how=values["hur"],
        answer_by=answer_by or today,
        seen=seen_revision(request.POST),
        by=actor_of(request),
    )


def _autosaved(problems: Problems) -> HttpResponse:
    if problems:
        told = {"fel": next(iter(problems.fields.values())), "krock": problems.is_stale}
        return JsonResponse(told, status=problems.status)
    saved = problems.result
    assert isinstance(saved, DecisionBasis)
    return JsonResponse({"sparat": clock(timezone.now()), "revision": saved.revision})


def _page(
    request: HttpRequest,
    case: Case,
    ground: Ground,
    underlag: UUID,
    basis: DecisionBasis | None,
    problems: Problems,
    values: dict[str, str],
) -> HttpResponse:
    actor, words = actor_of(request), case_rules()["beslutsunderlag"]
    found, today = basis_page(basis, actor) if basis else None, timezone.localdate()
    shown = (
        values
        if problems
        else {
            "rubrik": found.view.title if found else "",
            "text": found.view.text if found else "",
            "dag": today.isoformat(),
            "svara_senast": (today + timedelta(days=int(words["svarstid_dagar"]))).isoformat(),
        }
    )
    if problems and found and request.POST.get("gor") not in ("", "spara"):
        shown = {**shown, "rubrik": found.view.title, "text": found.view.text}
    context = {
        "frame": case_frame(case, actor, ground),
        "id": underlag,
        "basis": found.view if found else None,
        "may": {move.name.lower(): found.may(move) for move in Move} if found else {"change": True},
        "values": shown,
        "problems": problems,
        "theirs": found.view if found and problems.is_stale else None,
        "ways": tuple(words["hur"].items()),
        "exceptions": tuple(
            (code, row["namn"], row["förklaring"], row["lag"]) for code, row in words["undantag"].items()
        ),
        "text": basis_text(found.view, heading_of(case, actor)) if found else "",
        "foot": FOOT,
        "notice": DONE.get(request.GET.get("klart", ""), ""),
    }
    return render(request, "decision_bases/show.html", context, status=problems.status)


@require_safe
@on_case(log="basis.export", fresh=True)
def export(request: HttpRequest, case: Case, ground: Ground, underlag: UUID, form: str) -> HttpResponse:
    """The basis as txt, json or pdf."""
    basis, actor = find_basis(case, underlag), actor_of(request)
    if basis is None:
        raise Http404
    return basis_file(basis_page(basis, actor).view, case, actor, form)
