"""Opening a new case: who it is about, what is known, and then the case with its first step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, log_denied
from samre.accounts.roles import CASE_ROLES
from samre.audit.log import record
from samre.casework.actions.intake import open_with, reopen_with
from samre.casework.models import Case
from samre.casework.queries.known_person import KnownPerson, known_person
from samre.casework.rules.identity import KnownIdentity
from samre.casework.rules.settings import pathway_now
from samre.certificate.model import Unreadable

from ..forms.new_case import (
    FILE,
    FROM_GUIDE,
    LEFT,
    TODO,
    NewCase,
    carried_from_guide,
    check_choices,
    facts_of,
    identity_of,
    incoming,
    name_of,
    read_new_case,
    sources_of,
    uploaded,
)
from ..forms.problems import all_together
from ..gate import actor_of, signed_in
from ..pages.new_case import WHAT, NewCasePage, what_page, who_page

CERTIFICATE_IS_WITH = "Läkarintyget är läst. Kontrollera numret och skriv vem det gäller."
GUIDE_IS_WITH = "Svaren från Guiden är med. Skriv vem de gäller."
OPENED, LOOKED_UP = "case.open", "case.lookup"
PROTECTED = (
    "Personen har skyddade uppgifter och är redan känd hos nämnden. Bara de namngivna handläggarna kan gå vidare. "
    "Kontakta enhetschefen."
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(*CASE_ROLES, log=OPENED)
def index(request: HttpRequest) -> HttpResponse:
    """The two pages in turn. Each POST carries all that has been said, so that nothing is kept before there is a case."""
    if request.GET:
        raise BadRequest("address")
    actor, on = actor_of(request), timezone.localdate()
    if request.method != "POST":
        return _show(request, who_page(NewCase(), actor, pathway_now(), on=on))
    if request.POST.get(TODO) == FROM_GUIDE:
        return _from_guide(request, actor, on=on)
    said, damage = read_new_case(request, actor, pathway_now())
    if damage:
        return _show(request, who_page(said, actor, pathway_now(), on=on, file_error=damage))
    todo, _, what = request.POST.get(TODO, "").partition(":")
    if FILE in request.FILES or request.META.get("samre.upload_too_big") or todo == "las":
        return _read_file(request, said, actor, on=on)
    if todo in ("utan_fil", "tillbaka"):
        kept = said.without_file() if todo == "utan_fil" else said
        if todo == "tillbaka" or request.POST.get("steg") != WHAT:
            return _show(request, who_page(kept, actor, pathway_now(), on=on))
        said = kept
    return _onward(request, said, actor, todo, what, on=on)


def _from_guide(request: HttpRequest, actor: Actor, *, on: date) -> HttpResponse:
    """The first page with what the guide's own form said, as if it had been saved to a file and chosen here."""
    pathway = pathway_now()
    try:
        said = carried_from_guide(request, pathway)
    except Unreadable as error:
        return _show(request, who_page(NewCase(), actor, pathway, on=on, file_error=str(error)))
    return _show(request, who_page(said, actor, pathway, on=on, notice=GUIDE_IS_WITH))


def _read_file(request: HttpRequest, said: NewCase, actor: Actor, *, on: date) -> HttpResponse:
    pathway = pathway_now()
    try:
        found = uploaded(request, said, pathway)
    except Unreadable as error:
        return _show(request, who_page(said, actor, pathway, on=on, file_error=str(error)))
    if request.POST.get(TODO) == "vidare":
        # Who has no script chooses the file and goes on in one.
        return _onward(request, found, actor, "vidare", "", on=on)
    notice = GUIDE_IS_WITH if found.certificate is None else CERTIFICATE_IS_WITH
    return _show(request, who_page(found, actor, pathway, on=on, notice=notice))


def _onward(
    request: HttpRequest, said: NewCase, actor: Actor, todo: str, what: str, *, on: date
) -> HttpResponse:
    """To the second page when it is clear who it is about, and from there to the case."""
    pathway = pathway_now()
    try:
        identity, known = _who(said, actor, on=on)
    except Refused as refused:
        return _show(request, who_page(said, actor, pathway, on=on, problems=refused.problems))
    if known is not None or todo == "vidare":
        _log_looked_up(actor, known)
    if known is not None and (known.open_case or known.is_hidden):
        problems = {"": PROTECTED} if known.is_hidden and not known.open_case else {}
        return _show(request, who_page(said, actor, pathway, on=on, problems=problems, known=known), 409)
    doing = {"oppna": _open, "igen": _reopen}.get(todo)
    problems = {}
    if doing is not None:
        try:
            return doing(said, actor, identity, known, what, on=on)
        except Refused as refused:
            problems = dict(refused.problems)
        except Denied as denied:
            log_denied(denied)
            problems = {"": denied.reason}
    if todo == "glom":
        said = _forgot(said, what)
    page = what_page(said, actor, pathway, identity, known, on=on, problems=problems)
    return _show(request, page)


def _who(said: NewCase, actor: Actor, *, on: date) -> tuple[KnownIdentity, KnownPerson | None]:
    """Raises Refused with what is wrong with number and name together."""
    found: list[KnownIdentity] = []
    with all_together() as wrong:
        for read in (lambda: found.append(identity_of(said, on=on)), lambda: name_of(said)):
            _collect(read, wrong)
    return found[0], known_person(actor, found[0], on=on, typed=name_of(said))


def _collect(read: Callable[[], object], wrong: dict[str, str]) -> None:
    try:
        read()
    except Refused as refused:
        wrong.update(refused.problems)


def _open(
    said: NewCase, actor: Actor, identity: KnownIdentity, known: KnownPerson | None, what: str, *, on: date
) -> HttpResponse:
    facts: dict[str, object] = {}
    with all_together() as wrong:
        check_choices(said, wrong, is_new=known is None)
        certificate = incoming(said, wrong, on=on)
        _collect(lambda: facts.update(_facts(said, identity, known)), wrong)
    case = open_with(
        identity=identity,
        name=name_of(said),
        facts=facts,
        sources=sources_of(said, facts),
        protection=said.values["skydd"],
        language=said.values["sprak"],
        interpreter=said.values["tolk"],
        certificate=certificate,
        by=actor,
    )
    return HttpResponseRedirect(reverse("web:case", args=[case.pk]))


def _reopen(
    said: NewCase, actor: Actor, identity: KnownIdentity, known: KnownPerson | None, what: str, *, on: date
) -> HttpResponse:
    earlier = next((one for one in (known.cases if known else ()) if str(one.id) == what), None)
    if earlier is None:
        raise BadRequest("case")
    facts: dict[str, object] = {}
    with all_together() as wrong:
        check_choices(said, wrong, is_new=False)
        if not said.values["skal"]:
            wrong["skal"] = "Skriv varför ärendet öppnas igen."
        certificate = incoming(said, wrong, on=on)
        _collect(lambda: facts.update(_facts(said, identity, known)), wrong)
    case = Case.objects.visible_to(actor).select_related("person").get(pk=UUID(what))
    reopen_with(
        case=case,
        why=said.values["skal"],
        facts=facts,
        sources=sources_of(said, facts),
        certificate=certificate,
        by=actor,
    )
    return HttpResponseRedirect(reverse("web:case", args=[case.pk]))


def _facts(said: NewCase, identity: KnownIdentity, known: KnownPerson | None) -> dict[str, object]:
    return facts_of(said, identity, pathway_now(), protection=known.protection if known else "")


def _forgot(said: NewCase, fact: str) -> NewCase:
    kept = {name: source for name, source in said.sources.items() if name != fact}
    return replace(said, state=said.state.without(fact), sources=kept, values={**said.values, LEFT: ""})


def _log_looked_up(actor: Actor, known: KnownPerson | None) -> None:
    """That somebody asked whether a person is known, and which cases she was told of."""
    record(
        who=actor.who,
        chain=str(actor.authority_id),
        action=LOOKED_UP,
        kind="case",
        subjects=[case.id for case in known.cases] if known else (),
        why="nytt ärende",
        detail={"known": known is not None, "name_differs": known is not None and known.differs},
    )


def _show(request: HttpRequest, page: NewCasePage, status: int = 200) -> HttpResponse:
    wrong = bool(page.problems or page.file_error)
    return render(request, "cases/new.html", {"page": page}, status=422 if wrong else status)
