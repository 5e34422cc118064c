"""The demo's work with the map: a förbund that keeps it, kommuner that follow it, a draft, boxes somebody spoke of, a meeting, and
what is behind them (`demo_work.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from samre.accounts.actors import Actor, actor_for
from samre.accounts.acts import Refused
from samre.accounts.models import Assignment, Authority
from samre.accounts.roles import AuthorityKind
from samre.accounts.scope import acting_in
from samre.definitions import current, read_yaml
from samre.pathway.writing.steps import with_field

from .actions.drafts import begin_draft, save_draft
from .actions.requests import answer_request, ask_for_change
from .actions.sittings import call_sitting
from .actions.versions import adopt_map, follow_map
from .demo_work import Write, begin_agreement, finish_run, handle_deviation, save_scenarios
from .models import Draft, DraftRevision, MapVersion, RequestState
from .rules.packing import unpack

SOURCE = "demo_styrgrupp.yaml"


def make_demo_map(*, on: date, write: Write | None = None) -> bool:
    """Begins the demo's work with the map where nobody keeps one yet; gives whether it did. `write` makes its practice
    run's protocol; without it there is none. Raises Refused outside the demo."""
    if not settings.DEMO:
        raise Refused("Påhittat arbete med kartan läggs bara upp i demon. Starta med SAMRE_DEMO=1.")
    words: Mapping[str, Any] = read_yaml(SOURCE)
    keeper = Authority.objects.filter(name=words["förbund"], is_demo=True).first()
    if keeper is None or MapVersion.objects.filter(keeper=keeper).exists():
        return False
    with transaction.atomic():
        _begin(keeper, words, on=on)
        _behind(keeper, words, on=on, write=write)
    return True


def _begin(keeper: Authority, words: Mapping[str, Any], *, on: date) -> None:
    lead = _actor(words["utkast"]["av"])
    with acting_in(keeper.pk):
        adopt_map(
            keeper=keeper.pk,
            folder=current(),
            next_review=on + timedelta(days=words["granskas_om_dagar"]),
            by=lead,
        )
        for kommun in Authority.objects.filter(kind=AuthorityKind.KOMMUN, is_demo=True).order_by("name"):
            follow_map(keeper=keeper.pk, follower=kommun.pk, since=on, by=lead)
        for partner in Authority.objects.filter(
            kind__in=[AuthorityKind.FK, AuthorityKind.AF, AuthorityKind.REGION], is_demo=True
        ).order_by("name"):
            follow_map(keeper=keeper.pk, follower=partner.pk, since=on, by=lead)
        draft = _draft(keeper, words["utkast"], lead)
    for row in words["säger_till"]:
        _ask(row, draft, lead, keeper)
    meeting = words["möte"]
    with acting_in(keeper.pk):
        call_sitting(
            keeper=keeper.pk,
            on=on + timedelta(days=meeting["om_dagar"]),
            place=meeting["plats"],
            agenda=[{"title": text} for text in meeting["punkter"]],
            by=lead,
        )


def _behind(keeper: Authority, words: Mapping[str, Any], *, on: date, write: Write | None) -> None:
    """What has been done before today."""
    lead, agreed, told = _actor(words["utkast"]["av"]), words["överenskommelse"], words["avvikelse"]
    with acting_in(keeper.pk):
        begin_agreement(agreed, on=on, lead=lead, board=_actor(agreed["beslutar"]))
        finish_run(keeper, words["provkörning"], on=on, lead=lead, write=write)
        save_scenarios(words["lägen"], lead=lead)
    handle_deviation(keeper, told, reporter=_actor(told["av"]), lead=lead, answerer=_actor(told["svarar"]))


def _draft(keeper: Authority, words: Mapping[str, Any], lead: Actor) -> Draft:
    """Saved once with all that is changed: each save is a proof of the whole map."""
    draft = begin_draft(keeper=keeper.pk, title=words["rubrik"], why=words["varför"], by=lead)
    texts = unpack(DraftRevision.objects.get(draft=draft).files)
    for row in words["ändringar"]:
        texts = with_field(texts, row["steg"], row["fält"], row["värde"])
    save_draft(draft=draft.pk, revision=draft.revision, texts=texts, what=words["sparat"], by=lead)
    draft.refresh_from_db()
    return draft


def _ask(row: Mapping[str, Any], draft: Draft, lead: Actor, keeper: Authority) -> None:
    asker = _actor(row["av"])
    with acting_in(asker.authority_id):
        request = ask_for_change(
            thing="steget", thing_id=row["ruta"], wrong=row["fel"], proposal=row["förslag"], by=asker
        )
    if "med_i_utkastet" in row:
        with acting_in(keeper.pk):
            answer_request(
                request=request.pk,
                state=RequestState.TAKEN,
                text=row["med_i_utkastet"],
                draft=draft.pk,
                by=lead,
            )


def _actor(username: str) -> Actor:
    """The first assignment of somebody in the demo."""
    rows = Assignment.objects.select_related("user", "unit__authority").filter(user__username=username)
    return actor_for(rows.order_by("pk")[0])
