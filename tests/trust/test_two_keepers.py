"""Two förbund with maps of their own: nothing of the one is read, found, counted or changed by the other, at any address or form;
and nobody reads of a person where the map is worked on."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import BinaryField
from django.http import HttpResponse
from django.test import Client
from tests.database import taken_back

from samre.audit.models import Event

from .filled import UUID, Filled, forms_on
from .sweep import Route, client_for, routes, text_of
from .two_keepers import Keeper, make_keeper

pytestmark = pytest.mark.django_db
PAGES = [
    route
    for route in routes()
    # What a million made-up people would answer is asked elsewhere; here it would only take time.
    if route.pattern.startswith("kartan/") and not re.search(r"paverkan|simulering$", route.pattern)
]
NAMES = re.compile(r"<uuid:(\w+)>")
PART = re.compile(r"<\w+:(\w+)>")
TABLES = list(apps.get_app_config("governance").get_models())
# What stands in an address and is no id: a thing of the map, a form of a file, the number of a save.
WORDS = {"slag": "steg", "id": "S08", "form": "zip", "storlek": "a4", "nummer": "1"}
LAW = {"slag": "lag", "id": "SFB"}


@dataclass(frozen=True, slots=True)
class Got:
    """What came of a request, and whether any row of the maps' work was changed by it."""

    what: str
    status: int
    text: str
    has_written: bool

    def __str__(self) -> str:
        return f"{self.what}: {self.status}"


@pytest.fixture(scope="module")
def keepers(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Keeper, Keeper]]:
    """Ett and Två, with one of everything each. Made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.ERROR)
        try:
            yield make_keeper("Ett"), make_keeper("Två")
        finally:
            logging.disable(logging.NOTSET)
            transaction.set_rollback(True)


def clients(keeper: Keeper) -> dict[str, Client]:
    return {who: client_for(person) for who, person in keeper.people.items()}


def address(route: Route, ids: dict[str, Any]) -> str:
    words = LAW if "lagbevakning" in route.pattern else WORDS
    return "/" + PART.sub(lambda part: str(words.get(part[1]) or ids[part[1]]), route.pattern)


def may(keeper: Keeper, who: str, route: Route) -> bool:
    return route.gate is not None and keeper.people[who].role in route.gate.roles


def got(client: Client, method: str, place: str, before: dict[str, str] | None = None) -> Got:
    """Asks, sees whether anything was written since `before`, and takes it back."""
    with taken_back():
        answer: HttpResponse = (client.get if method == "GET" else client.post)(place)
        # A fault inside the request broke the transaction; in production the request would have had one of its own.
        transaction.set_rollback(False)
        has_written = before is not None and written() != before
        return Got(f"{method} {place}", answer.status_code, text_of(answer), has_written)


def written() -> dict[str, str]:
    """Every row there is of the maps' work, as text."""
    found = {}
    for model in TABLES:
        names = [one.attname for one in model._meta.concrete_fields if not isinstance(one, BinaryField)]
        for row in model._base_manager.order_by("pk").values_list("pk", *names):
            found[f"{model.__name__} {row[0]}"] = json.dumps(row, default=str)
    return found


# What is only sent to, never opened.
SENT_ONLY = {"kartan/forslag/<uuid:forslag>/las-upp"}


def test_everybody_reads_her_own_map(keepers: tuple[Keeper, Keeper]) -> None:
    """Otherwise the questions below would ask nothing: each page is there, and shows what is written."""
    own, _ = keepers
    seen, there = set(), set()
    asking = clients(own)
    for route in PAGES:
        for who in own.people:
            for ids in (own.ids, own.later) if may(own, who, route) else ():
                answer = got(asking[who], "GET", address(route, ids))
                assert answer.status < 500, str(answer)
                if answer.status == 200:
                    there.add(route.pattern)
                    seen |= set(re.findall(r"KanarieEtt\w*", answer.text))
    assert {route.pattern for route in PAGES} - there == SENT_ONLY
    assert len(seen) > 30, sorted(seen)


def test_the_other_s_ids_in_an_address_open_nothing_and_change_nothing(
    keepers: tuple[Keeper, Keeper],
) -> None:
    theirs, own = keepers
    faults, count, asking, before = set(), 0, clients(own), written()
    for route in PAGES:
        for who in own.people:
            for name in NAMES.findall(route.pattern) if may(own, who, route) else ():
                for method in ("GET", "POST"):
                    answer = got(
                        asking[who], method, address(route, own.ids | {name: theirs.ids[name]}), before
                    )
                    count += 1
                    if answer.status not in (302, 403, 404, 405) or answer.has_written:
                        faults.add(f"{route.pattern}, {name}: {answer}")
                    if any(canary in answer.text for canary in theirs.canaries):
                        faults.add(f"{route.pattern}, {name}: {answer}: visade något av deras")
    assert not faults, "\n".join(["", *sorted(faults)])
    assert count > 200


def every_form(keeper: Keeper) -> Iterator[tuple[Filled, Client]]:
    """Each form once, whoever it stands before and whatever row it is about."""
    seen = set()
    asking = clients(keeper)
    for route in PAGES:
        for who in keeper.people:
            for ids in (keeper.ids, keeper.later) if may(keeper, who, route) else ():
                for form in forms_on(asking[who], address(route, ids)):
                    fields = frozenset(UUID.sub("…", name) for name, _ in (*form.pairs, *form.offered))
                    if form.action != "/logga-ut" and (key := (str(form), fields)) not in seen:
                        seen.add(key)
                        yield form, asking[who]


def exchanged(form: Filled, ids: dict[str, str]) -> Iterator[tuple[str, str, Filled]]:
    """The form with each of its ids exchanged for each of theirs: what was exchanged, the id, the form."""
    everything = (*form.offered, *form.pairs)
    fields = {UUID.sub("…", name): (name, value) for name, value in everything if UUID.search(value)}
    names = {UUID.sub("…", name): name for name, _ in everything if UUID.search(name)}
    for whose, id_ in ids.items():
        for shown, (name, value) in fields.items():
            yield f"{shown} = {whose}", id_, form.with_value(name, UUID.sub(id_, value))
        for shown, name in names.items():
            yield f"{shown} om {whose}", id_, form.with_name(name, UUID.sub(id_, name))


def test_the_other_s_ids_in_a_form_are_answered_in_words_and_kept_nowhere(
    keepers: tuple[Keeper, Keeper],
) -> None:
    theirs, own = keepers
    ids = {name: str(id_) for name, id_ in (theirs.ids | theirs.more).items()}
    faults, count, before = [], 0, written()
    for form, client in every_form(own):
        for what, id_, other in exchanged(form, ids):
            with taken_back():
                answer = other.send(client)
                transaction.set_rollback(False)
                count += 1
                after = written()
                new = {key: row for key, row in after.items() if before.get(key) != row}
                if answer.status_code >= 500:
                    faults.append(f"{form} {what}: {answer.status_code}")
                touched = [before[key] for key in before if after.get(key) != before[key]]
                if any(id_ in row for row in new.values()) or any(theirs.owns(row) for row in touched):
                    faults.append(f"{form} {what}: sparades")
                if any(canary in answer.content.decode("utf-8", "replace") for canary in theirs.canaries):
                    faults.append(f"{form} {what}: visade något av deras")
    assert not faults, "\n".join(["", *faults])
    assert count > 100, "svepet hittade för få formulär med id"


def test_lists_and_counts_are_the_same_whatever_another_has() -> None:
    own = make_keeper("Två")
    before = lists_of(own)
    make_keeper("Ett")
    after = lists_of(own)
    assert [place for place in before if before[place] != after[place]] == []


def lists_of(keeper: Keeper) -> dict[str, str]:
    """Who and address → the page, without what is new each time."""
    found = {}
    asking = clients(keeper)
    for route in PAGES:
        for who in keeper.people if not NAMES.search(route.pattern) else ():
            if may(keeper, who, route):
                text = got(asking[who], "GET", address(route, {})).text
                found[f"{who} /{route.pattern}"] = re.sub(
                    r'name="csrfmiddlewaretoken" value="[^"]*"', "", text
                )
    return found


def test_nobody_is_read_of_where_the_map_is_worked_on(keepers: tuple[Keeper, Keeper]) -> None:
    """R1: those who keep the map and those who are parties meet no person there, not even by the number of her case."""
    own, _ = keepers
    faults, asking = set(), clients(own)
    for route in PAGES:
        for who in ("processledare", "styrgrupp", "kommunens processledare", "partner"):
            answer = got(asking[who], "GET", address(route, own.ids))
            if any(word in answer.text for word in own.about_the_person):
                faults.add(f"{who}: {answer}")
    assert not faults, "\n".join(["", *sorted(faults)])


def test_all_that_was_done_stands_in_the_log_and_nothing_of_what_was_said(
    keepers: tuple[Keeper, Keeper],
) -> None:
    own, _ = keepers
    chains = {str(person.unit.authority_id) for person in own.people.values()}
    events = list(Event.objects.filter(chain__in=chains))
    assert {event.action for event in events} >= DONE
    told = "\n".join(json.dumps([getattr(event, one) for one in SAID], default=str) for event in events)
    assert [word for word in (f"Kanarie{own.word}", *own.about_the_person) if word in told] == []


SAID = ("object_id", "category", "why", "outcome", "detail")
# What each keeper of `two_keepers` does.
DONE = {
    "map.adopt", "map.follow", "map.publish", "map_draft.begin", "map_draft.save", "map_draft.reason", "map_draft.mark_law",
    "map_draft.submit", "map_draft.decide", "change.report", "change.answer", "sitting.call", "sitting.write", "sitting.sign",
    "practice.prepare", "practice.open", "practice.join", "practice.place", "practice.comment", "practice.close",
    "practice.minutes", "practice.protocol", "agreement.write", "agreement.party", "agreement.commit", "agreement.lay",
    "agreement.sign", "agreement.put_in_force", "deviation.report", "deviation.assign", "local.set", "law.check",
    "scenario.save",
}  # fmt: skip
