"""Log review: the queue, one access, what was found; and whether the log is whole."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.roles import Role
from samre.audit.log import record
from samre.casework.actions.reviews import decide, pick_until_now
from samre.casework.models import Review
from samre.casework.queries.log import check_log, log_state
from samre.casework.queries.reviews import DONE, FOLLOWED, OPEN, Queue, detail, last_pick, queue, reviews_of
from samre.casework.rules.review_rules import review_rules

from ..forms.problems import Problems, tried, typed
from ..forms.whole_numbers import whole_number
from ..gate import actor_of, signed_in

LISTED, READ, LOOKED = "review.list", "review.read", "log.read"
TABS = ((OPEN, "Att granska"), (FOLLOWED, "Följs upp"), (DONE, "Granskade"))
FIELDS = frozenset({"visa", "regel", "sida", "klart"})
NOTICES = {"granskad": "Granskningen är sparad.", "inga": "Urvalet är gjort. Inget nytt att granska."}


@require_safe
@signed_in(Role.REVIEWER, log=LISTED)
def index(request: HttpRequest) -> HttpResponse:
    """The queue: accesses to look at, the most urgent first."""
    actor = actor_of(request)
    page = read_queue(request, actor)
    _log(actor, LISTED, subjects=[row.case_id for row in page.rows if row.case_number])
    context = {
        "page": page,
        "tabs": [
            {
                "name": name,
                "url": f"{reverse('web:reviews')}?{urlencode({'visa': shown})}",
                "current": shown == page.shown,
            }
            for shown, name in TABS
        ],
        "before": _address(page, page.page - 1) if page.page > 1 else "",
        "after": _address(page, page.page + 1) if page.page < page.pages else "",
        "last": last_pick(actor),
        "notice": _notice(request),
    }
    return render(request, "reviews/index.html", context)


def read_queue(request: HttpRequest, actor: Actor) -> Queue:
    """The part of the queue that the address asks for. Anything else in it is refused."""
    given = request.GET
    rule, shown = given.get("regel", ""), given.get("visa") or OPEN
    number = whole_number(given.get("sida") or "1", digits=6)
    if (
        set(given) - FIELDS
        or shown not in dict(TABS)
        or (rule and rule not in review_rules()["regler"])
        or number is None
    ):
        raise BadRequest("address")
    return queue(actor, on=timezone.localdate(), shown=shown, rule=rule, page=number)


def _address(page: Queue, number: int) -> str:
    query = {"visa": page.shown, "regel": page.rule, "sida": number}
    return (
        f"{reverse('web:reviews')}?{urlencode({name: str(value) for name, value in query.items() if value})}"
    )


def _notice(request: HttpRequest) -> str:
    said = request.GET.get("klart", "")
    if (picked := whole_number(said, digits=6)) is not None:
        return f"Urvalet är gjort. {picked} läsningar till att granska."
    return NOTICES.get(said, "")


@require_POST
@signed_in(Role.REVIEWER, log="review.pick")
def pick(request: HttpRequest) -> HttpResponse:
    """Picks what has been read since the last time, without waiting for the night."""
    actor = actor_of(request)
    picked = pick_until_now(owner=Authority.objects.get(pk=actor.authority_id), by=actor)
    return HttpResponseRedirect(f"{reverse('web:reviews')}?klart={picked.count or 'inga'}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.REVIEWER, log=READ)
def one(request: HttpRequest, granskning: UUID) -> HttpResponse:
    """One access: who, when, what and why; and the form for what the reviewer came to."""
    actor = actor_of(request)
    review = reviews_of(actor).filter(pk=granskning).first()
    if review is None:
        _log(actor, READ, object_id=str(granskning), outcome="denied")
        raise Http404
    values, problems = typed(request, "utfall", "atgard"), Problems()
    if request.method == "POST":
        problems = tried(request, values, lambda: _decide(review, values, actor))
        if not problems:
            return HttpResponseRedirect(f"{reverse('web:reviews')}?klart=granskad")
        review.refresh_from_db()
    _log(actor, READ, object_id=str(review.pk), case_id=review.case_id_text)
    context = {
        "page": detail(actor, review, on=timezone.localdate()),
        "outcomes": review_rules()["utfall"].items(),
        "values": values,
        "problems": problems,
    }
    return render(request, "reviews/one.html", context, status=problems.status)


def _decide(review: Review, values: dict[str, str], actor: Actor) -> Review:
    return decide(review=review, outcome=values["utfall"], measure=values["atgard"], by=actor)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.REVIEWER, Role.ADMINISTRATOR, log=LOOKED)
def log(request: HttpRequest) -> HttpResponse:
    """Whether the authority's log is whole and comes to the separate store. A POST walks the whole chain."""
    actor = actor_of(request)
    faults = [str(fault) for fault in check_log(actor)] if request.method == "POST" else None
    _log(actor, LOOKED, kind="log")
    context = {"state": log_state(str(actor.authority_id)), "faults": faults}
    return render(request, "reviews/log.html", context)


def _log(
    actor: Actor,
    action: str,
    *,
    kind: str = "review",
    object_id: str = "",
    case_id: str = "",
    subjects: list[str] | None = None,
    outcome: str = "ok",
) -> None:
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=action,
        kind=kind,
        object_id=object_id,
        case_id=case_id,
        subjects=subjects or (),
        why="granskning",
        outcome=outcome,
    )
