"""R2, R3: two kommuner over every address, with each other's ids in addresses and forms; and two cases of one kommun."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.accounts.factories import make_authority
from tests.database import taken_back

from samre.casework.models import Case
from samre.casework.models.base import Owned

from .rules import seen
from .sweep import Answer, Route, ask, client_for, routes
from .world import Tenant, make_tenant

pytestmark = pytest.mark.django_db
CASE_ROUTES = [route for route in routes() if route.is_case]
INNER = [route for route in CASE_ROUTES if route.pattern.count("<uuid:") > 1]
# The names of fields that carry somebody's or something's id, or a text; what a form does not know it does not read.
FIELDS = (
    "till", "kollega", "del", "utkast", "anteckning", "rattar", "underlag", "steg", "uppgift", "bevakning", "frist", "intyg",
    "handling", "foretradare", "sedd", "sett", "revision", "gor", "todo", "val", "id", "post", "ta_bort", "avsluta", "fakta",
)  # fmt: skip
WORDS = (
    "spara",
    "signera",
    "ta_bort",
    "klart",
    "avsluta",
    "oppna",
    "aterkalla",
    "ja",
    "1",
    "2026-11-20",
    "Ett skäl som räcker",
)


class World:
    """Alfa and Beta, made once for a whole test: hypothesis asks many questions of it."""

    def __init__(self) -> None:
        self.alfa, self.beta = make_tenant("Alfa"), make_tenant("Beta")
        self.client = client_for(self.beta.people["handläggare"])

    def ids_of(self, tenant: Tenant) -> list[str]:
        return sorted({str(value) for ids in (tenant.ids, tenant.hidden_ids) for value in ids.values()})


@pytest.fixture
def world() -> World:
    return World()


def state_of(tenant: Tenant, case: Case | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every row the kommun owns (or of one of its cases), as it is stored: what must not change when others are at work.

    Read as the tables have it: a text that was sealed anew was written, though it says the same.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("casework").get_models():
            if not issubclass(model, Owned):
                continue
            name, wanted = connection.ops.quote_name(model._meta.db_table), {"owner_id": tenant.authority.pk}
            if case is not None:
                columns = {field.column for field in model._meta.local_concrete_fields}
                of_case = "id" if model is Case else "case_id"
                if of_case not in columns:
                    continue
                wanted[of_case] = case.pk
            where = " AND ".join(f"{column} = %s" for column in wanted)
            ids = [value.hex if connection.vendor == "sqlite" else value for value in wanted.values()]
            cursor.execute(f"SELECT * FROM {name} WHERE {where} ORDER BY {model._meta.pk.column}", ids)
            found[model.__name__] = cursor.fetchall()
    return found


def send(world: World, route: Route, ids: dict[str, Any], method: str, data: dict[str, str]) -> Answer:
    return ask(
        world.client, route, ids, actor="Beta handläggare", role="", label="Beta case", method=method, **data
    )


def posts(values: list[str]) -> st.SearchStrategy[dict[str, str]]:
    """A form with some fields that mean something somewhere, filled with others' ids or with words."""
    return st.dictionaries(
        st.sampled_from(FIELDS), st.sampled_from([*values, *WORDS]), min_size=1, max_size=6
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_another_kommun_s_ids_open_and_change_nothing(world: World, data: st.DataObject) -> None:
    """Beta's handler asks for Beta's pages with ids of Alfa's things in the address and in the form."""
    route = data.draw(st.sampled_from(CASE_ROUTES), label="adress")
    swapped = data.draw(st.sets(st.sampled_from(sorted(world.beta.ids)), min_size=1), label="bytta")
    stranger = data.draw(st.sampled_from([world.alfa.ids, world.alfa.hidden_ids]))
    ids = {"form": world.beta.ids["utkast"]} | world.beta.ids | {name: stranger[name] for name in swapped}
    form = data.draw(posts(world.ids_of(world.alfa)), label="formulär")
    method = data.draw(st.sampled_from(["GET", "POST"]))
    before = state_of(world.alfa)
    answer = send(world, route, ids, method, form if method == "POST" else {})
    assert not seen(answer, world.alfa.canaries), str(answer)
    assert answer.status < 500, str(answer)
    assert state_of(world.alfa) == before


def test_a_thing_of_another_case_is_not_found_below_this_one() -> None:
    """Within one kommun too: what stands below a case in an address belongs to that case, or is not there."""
    world = World()
    faults = []
    for route in INNER:
        names = re.findall(r"<uuid:(\w+)>", route.pattern)[1:]
        for stranger in (world.alfa.ids, world.beta.other_ids):
            ids = (
                {"form": world.beta.ids["utkast"]} | world.beta.ids | {name: stranger[name] for name in names}
            )
            for method in ("GET", "POST"):
                answer = send(world, route, ids, method, {})
                canaries = (*world.alfa.canaries, "KanarieBetaannan")
                if seen(answer, canaries) or answer.status not in (302, 400, 403, 404, 405, 409, 422, 200):
                    faults.append(f"{answer}: {seen(answer, canaries)}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("seed", range(3))
def test_the_forms_of_one_case_sent_with_another_s_ids_change_nothing_there(seed: int) -> None:
    """Every form that a handler meets in her case, filled as it stands, but with the ids of a case she was not in."""
    world = World()
    order = random.Random(seed)
    other = world.beta.other
    before = (state_of(world.beta, other), state_of(world.alfa))
    for case_route in CASE_ROUTES:
        ids = {"form": world.beta.ids["utkast"]} | world.beta.ids
        page = send(world, case_route, ids, "GET", {})
        for address, fields in forms(page.text):
            if f"/arenden/{world.beta.case.pk}" not in address:
                continue
            for stranger in (world.beta.other_ids, world.alfa.ids):
                pool = [str(value) for value in stranger.values()]
                posted = {
                    name: order.choice(pool) if UUID.fullmatch(value) else value or order.choice(WORDS)
                    for name, value in fields.items()
                }
                with taken_back():
                    answer = world.client.post(address, posted)
                    after = (state_of(world.beta, other), state_of(world.alfa))
                assert after == before, f"{address} {posted}"
                assert answer.status_code < 500, f"{address} {posted}: {answer.status_code}"
                assert "KanarieBetaannan" not in answer.content.decode("utf-8", "replace"), address


UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def forms(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The POST forms of a page: where they go, and their fields as they stand."""
    from lxml import html

    if "<form" not in page:
        return
    for form in html.fromstring(page).forms:
        if form.method == "POST" and form.action:
            yield form.action, {name: str(value or "") for name, value in form.fields.items()}


def test_lists_and_counts_are_the_same_whatever_another_kommun_has() -> None:
    """Everything Beta's people get of lists, counts and searches is the same before Alfa exists and after.

    The clock stands still: the log's page says the minute it was last read, which is when it is asked for.
    """
    beta = make_tenant("Beta")
    with time_machine.travel(timezone.now(), tick=False):
        before = what_they_get(beta)
        make_tenant("Alfa")
        after = what_they_get(beta)
    assert before.keys() == after.keys()
    changed = [address for address in before if before[address] != after[address]]
    assert changed == []


# New rows about places of work: the units of partner authorities, which all kommuner share, can be chosen there.
SHARED_LISTS = ("kontakter/ny", "insatser/ny")


def what_they_get(tenant: Tenant) -> dict[str, str]:
    """Address and role → the page, without what is new each time."""
    found = {}
    for name in ("handläggare", "chef", "loggranskare", "administratör"):
        client = client_for(tenant.people[name])
        for route in routes():
            if (
                route.is_public
                or "<uuid:" in route.pattern
                or route.pattern.startswith(("logga", "konto", *SHARED_LISTS))
            ):
                continue
            answer = ask(client, route, {}, actor=name, role="", label="-", method="GET")
            found[f"{name} /{route.pattern}"] = f"{answer.status} {plain(answer.text)}"
        for words in ("Kanarie", "2026-0001", "Kanariealfa"):
            route = next(route for route in routes() if route.pattern == "arenden/sok")
            answer = ask(client, route, {}, actor=name, role="", label="-", method="POST", sok=words)
            found[f"{name} sök {words}"] = f"{answer.status} {plain(answer.text)}"
    return found


def plain(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_row_without_an_owner_can_not_be_kept() -> None:
    """R2"""
    tenant = make_tenant("Alfa")
    for model in (
        model for model in apps.get_app_config("casework").get_models() if issubclass(model, Owned)
    ):
        column = model._meta.get_field("owner").column
        assert not model._meta.get_field("owner").null, model.__name__
        if not model._base_manager.filter(owner_id=tenant.authority.pk).exists():
            continue
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{column}" = NULL')


def test_the_owner_of_a_row_never_changes() -> None:
    """R2: refused by the database itself, for every table with a row in the world."""
    alfa, other = make_tenant("Alfa"), make_authority()
    owner = other.pk.hex if connection.vendor == "sqlite" else other.pk
    changed = []
    for model in (
        model for model in apps.get_app_config("casework").get_models() if issubclass(model, Owned)
    ):
        if not model._base_manager.filter(owner_id=alfa.authority.pk).exists():
            continue
        with taken_back():
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f'UPDATE "{model._meta.db_table}" SET owner_id = %s', [owner])
                changed.append(model.__name__)
            except IntegrityError:
                pass
    assert not changed
