"""Who works with the map and has protected data of her own is named to others on none of its pages (R52), whatever she has done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.factories import actor, log_in
from tests.governance.agreement_factories import in_force, make_insurer
from tests.governance.factories import Federation, make_draft, make_federation, save, texts_of_draft
from tests.governance.planted import DOG
from tests.governance.practice_factories import answer, group_in, make_run
from tests.web.test_map_reviews import as_, publish, with_shorter_limit

from samre.accounts.actors import Actor, actor_for
from samre.accounts.acts import Stale
from samre.accounts.models import Assignment, Unit, User
from samre.accounts.protected import HIDDEN_COLLEAGUE
from samre.accounts.roles import Role
from samre.governance.actions.agreement_signing import end_agreement
from samre.governance.actions.deviations import answer_deviation, assign_deviation, report_deviation
from samre.governance.actions.drafts import give_reason, save_draft
from samre.governance.actions.law_checks import check_law
from samre.governance.actions.local import set_local
from samre.governance.actions.practice import close_run, keep_protocol, open_run
from samre.governance.actions.requests import answer_request, ask_for_change
from samre.governance.actions.sittings import call_sitting, write_minutes
from samre.governance.queries.map_things import things
from samre.governance.rules.map_parts import kinds
from samre.web.practice_papers import protocol_pdf
from samre.web.sitting_papers import calling_pdf

from .sweep import Route, routes, text_of

pytestmark = pytest.mark.django_db
CANARY = "Kanarie"
COUNTING = {"paverkan", "simulering", "karta.pdf"}
# Where it says who did something; the other pages below /kartan say nothing of anybody.
SIGNED_PAGES = (
    "kartan/versioner",
    "kartan/versioner/<uuid:version>",
    "kartan/forslag/<uuid:forslag>",
    "kartan/forslag/<uuid:forslag>/sparning/<int:nummer>",
    "kartan/forslag/<uuid:forslag>/bevis",
    "kartan/forslag/<uuid:forslag>/bevis.pdf",
    "kartan/andringar",
    "kartan/andringar/<uuid:andring>",
    "kartan/lagbevakning",
    "kartan/lagbevakning/lag",
    "kartan/egna-varden",
    "kartan/provkorning",
    "kartan/provkorning/<uuid:provkorning>/protokoll",
    "kartan/provkorning/<uuid:provkorning>/protokoll/<int:nummer>.pdf",
    "kartan/beslut",
    "kartan/beslut/sammantraden/<uuid:sammantrade>",
    "kartan/beslut/sammantraden/<uuid:sammantrade>/kallelse.pdf",
    "kartan/beslut/sammantraden/<uuid:sammantrade>/protokoll.pdf",
)


@dataclass(frozen=True)
class World:
    """Everybody of a förbund, the leaders and the decider with protected data; what stands in the addresses of what they did."""

    shy: Federation
    readers: Mapping[str, Actor]
    ids: Mapping[str, Any]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


def assignment_of(who: Actor) -> Assignment:
    assert who.assignment_id is not None
    return Assignment.objects.get(pk=who.assignment_id)


def protected(who: Actor) -> Actor:
    """The same actor, with a name to look for."""
    user = assignment_of(who).user
    User.objects.filter(pk=user.pk).update(name=f"{CANARY} {who.role}", is_protected=True)
    return actor_for(assignment_of(who))


def unit_of(who: Actor) -> Unit:
    return assignment_of(who).unit


@pytest.fixture
def world() -> World:
    plain = make_federation()
    readers = {
        "processledare": actor(role=Role.PROCESS_LEAD, unit=unit_of(plain.lead)),
        "kommunens processledare": actor(role=Role.PROCESS_LEAD, unit=unit_of(plain.second_lead)),
    }
    shy = replace(
        plain,
        lead=protected(plain.lead),
        second_lead=protected(plain.second_lead),
        board=protected(plain.board),
    )
    version = publish(with_shorter_limit(shy), shy)
    found = {"version": version.pk, "nummer": 1}
    return World(shy, readers, found | proved(shy) | said(shy) | met(shy) | tried(shy) | agreed(shy))


def proved(shy: Federation) -> dict[str, Any]:
    """A draft with a warning that may stand, a look at the law, and a kommun's own value."""
    draft = make_draft(shy)
    texts = texts_of_draft(draft)
    texts["fakta.yaml"] = texts["fakta.yaml"].replace("  sgi:\n", f"{DOG}  sgi:\n", 1)
    save(draft, shy, texts)
    give_reason(draft=draft.pk, obligation="används.hund", reason="Den behövs.", by=shy.lead)
    check_law(
        keeper=shy.keeper,
        kind="lag",
        thing_id="SFB",
        found="oforandrad",
        source="riksdagen.se",
        by=shy.second_lead,
    )
    set_local(
        thing="steg", thing_id="S08", part="frist dagar", value=14, why="Varje vecka.", by=shy.second_lead
    )
    return {"forslag": draft.pk}


def said(shy: Federation) -> dict[str, Any]:
    """A box that somebody says is wrong, with its answer; a deviation that is handled."""
    asked = ask_for_change(thing="steget", thing_id="S08", wrong="Fel tid.", by=shy.second_lead)
    answer_request(request=asked.pk, state="avslagen", text="Tiden är lagens.", by=shy.lead)
    told = report_deviation(step="S14", party="FK", kind="inget_svar", by=shy.second_lead)
    assign_deviation(deviation=told.pk, by=shy.lead)
    answer_deviation(deviation=told.pk, text="Vi har ändrat vår rutin.", by=shy.lead)
    return {"andring": asked.pk, "avvikelse": told.pk}


def met(shy: Federation) -> dict[str, Any]:
    """A meeting that is held, with its minutes signed."""
    row = call_sitting(
        keeper=shy.keeper, on=timezone.localdate(), place="Kansliet", agenda=[{"title": "Kartan"}], write=calling_pdf, by=shy.lead,
    )  # fmt: skip
    write_minutes(
        sitting=row.pk, revision=1, present=[{"name": "Gun Falk"}], minutes="Alla var överens.", agenda=row.agenda, by=shy.lead,
    )  # fmt: skip
    as_(shy.board).post(f"/kartan/beslut/sammantraden/{row.pk}", {"revision": "2"})
    row.refresh_from_db()
    assert row.signed_by.startswith(CANARY)
    return {"sammantrade": row.pk}


def tried(shy: Federation) -> dict[str, Any]:
    """A practice run that is over, with its protocol."""
    run = open_run(run=make_run(shy).pk, by=shy.lead)
    code = run.code
    answer(run, group_in(run), "S08", "S08")
    run = close_run(run=run.pk, by=shy.lead)
    keep_protocol(run=run.pk, document=protocol_pdf(run, on=timezone.localdate()), by=shy.lead)
    return {"provkorning": run.pk, "fall": run.cases.earliest("place").pk, "kod": code}


def agreed(shy: Federation) -> dict[str, Any]:
    """An agreement that held and was ended before its time."""
    agreement = in_force(shy, make_insurer())
    end_agreement(agreement=agreement.pk, on=timezone.localdate(), why="Vi skriver en ny.", by=shy.board)
    return {"overenskommelse": agreement.pk, "part": agreement.parties.earliest("name").pk}


def pages() -> list[Route]:
    """The addresses of the work with the map, and of the map as anybody reads it; not those that only count."""
    found = [one for one in routes() if one.pattern.split("/")[0] in ("kartan", "karta", "prova")]
    return [one for one in found if not set(one.pattern.split("/")) & COUNTING]


def asked_by(who: Actor, world: World) -> dict[str, str]:
    """Pattern → what the reader gets, of those pages that she may read."""
    client, found = log_in(Client(), assignment_of(who)), {}
    for route in pages():
        answered = client.get(route.address(world.ids))
        if answered.status_code == 200:
            found[route.pattern] = text_of(answered)
    law = text_of(client.get("/kartan/lagbevakning/lag/SFB"))
    return {**found, "kartan/lagbevakning/lag": law}


def test_no_page_of_the_map_names_her_to_others_and_her_own_do_to_herself(world: World) -> None:
    read = {name: asked_by(who, world) for name, who in world.readers.items()}
    assert sum(map(len, read.values())) > 60, "annars prövas ingenting"
    leaks = {
        f"{name}: {page}" for name, found in read.items() for page, text in found.items() if CANARY in text
    }
    assert not leaks, "\n".join(sorted(leaks))
    told = {page for found in read.values() for page, text in found.items() if HIDDEN_COLLEAGUE in text}
    assert told >= set(SIGNED_PAGES), set(SIGNED_PAGES) - told
    client = log_in(Client(), assignment_of(world.shy.lead))
    for page in ("/kartan/versioner", f"/kartan/forslag/{world.ids['forslag']}"):
        assert world.shy.lead.name in text_of(client.get(page)), page


def test_who_saved_meanwhile_is_not_named_in_what_is_said_of_it() -> None:
    plain = make_federation()
    shy = replace(plain, lead=protected(plain.lead))
    draft = make_draft(shy)
    texts = texts_of_draft(draft)
    save(draft, shy, {**texts, "fakta.yaml": f"{texts['fakta.yaml']}\n# Rättat.\n"})
    with pytest.raises(Stale, match=HIDDEN_COLLEAGUE) as told:
        save_draft(draft=draft.pk, revision=1, texts=texts, what="Annat.", by=plain.second_lead)
    assert CANARY not in str(told.value)
    client = log_in(Client(), assignment_of(plain.second_lead))
    steps = [one.id for one in reversed(things(texts, kinds()["steg"]))]
    moved = {"gor": "spara", "steg": steps, "revision": "1", "start": ""}
    answered = text_of(client.post(f"/kartan/forslag/{draft.pk}/delar/steg/ordning", moved))
    assert CANARY not in answered
    assert HIDDEN_COLLEAGUE in answered
