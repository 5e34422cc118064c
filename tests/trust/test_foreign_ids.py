"""Every form of samverkan as its page has it, with an id in it exchanged for another's: answered in words, and nothing is written
about what is not ours. And every form sent twice, as by a double click: nothing more comes of the second."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, UUIDField
from django.http import HttpResponse
from django.test import Client
from tests.database import taken_back

from samre.casework.models.base import Owned
from samre.sealing.ids import new_id

from .cooperating import asked_pages, begin_all
from .filled import UUID, Filled, forms_on
from .world import Tenant, make_tenant

pytestmark = pytest.mark.django_db
THEIRS = ("samtycke", "konsultation", "steg")
OURS = [model for model in apps.get_app_config("casework").get_models() if issubclass(model, Owned)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Tenant, Tenant, dict[str, Any]]]:
    """Alfa and Beta with everything half done. Made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        logging.disable(logging.ERROR)
        try:
            alfa, beta = make_tenant("Alfa"), make_tenant("Beta")
            begin_all(beta)
            yield alfa, beta, begin_all(alfa)
        finally:
            logging.disable(logging.NOTSET)
            transaction.set_rollback(True)


def every_form(alfa: Tenant, there: dict[str, Any]) -> Iterator[tuple[Filled, Client]]:
    """Each form once, whatever rows it stands at."""
    seen = set()
    for who, client, page in asked_pages(alfa, there):
        client.raise_request_exception = False
        for form in forms_on(client, page):
            key = (who, str(form), frozenset(UUID.sub("…", name) for name, _ in form.pairs))
            if key not in seen and form.action != "/logga-ut":
                seen.add(key)
                yield form, client


def exchanged(form: Filled, ids: dict[str, str]) -> Iterator[tuple[str, Filled]]:
    """The form with each of its ids exchanged for each of others': whose, and the form."""
    everything = (*form.offered, *form.pairs)
    fields = {UUID.sub("…", name): (name, value) for name, value in everything if UUID.search(value)}
    names = {UUID.sub("…", name): name for name, _ in everything if UUID.search(name)}
    for whose, id_ in ids.items():
        for shown, (name, value) in fields.items():
            yield f"{shown} = {whose}", form.with_value(name, UUID.sub(id_, value))
        for shown, name in names.items():
            yield f"{shown} om {whose}", form.with_name(name, UUID.sub(id_, name))


POINTERS = [
    (model, field)
    for model in OURS
    for field in model._meta.concrete_fields
    if isinstance(field, ForeignKey | UUIDField) and not field.primary_key and field.name != "owner"
]


def pointing_at(ids: list[str]) -> dict[str, int]:
    """How many rows, of which table and column, point at one of them. One question: it is asked after every form."""
    one = "SELECT '{0}.{1}', COUNT(*) FROM {0} WHERE {1} IN ({2})"
    marks = ", ".join(["%s"] * len(ids))
    asked = [one.format(model._meta.db_table, field.column, marks) for model, field in POINTERS]
    stored = [id_.replace("-", "") if connection.vendor == "sqlite" else id_ for id_ in ids]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), stored * len(asked))
        return dict(cursor.fetchall())


def counted() -> dict[str, int]:
    """How many rows there are, table by table."""
    with connection.cursor() as cursor:
        tables = (model._meta.db_table for model in OURS)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables))
        return dict(cursor.fetchall())


def test_an_id_of_another_authority_or_case_is_answered_in_words(
    world: tuple[Tenant, Tenant, dict[str, Any]],
) -> None:
    alfa, beta, there = world
    ids = {"ingen": str(new_id()), "deras enhet": str(beta.unit.pk), "annat ärende": str(alfa.other.pk)}
    ids |= {f"deras {name}": str(beta.ids[name]) for name in THEIRS}
    before, faults, count = pointing_at(list(ids.values())), [], 0
    for form, client in every_form(alfa, there):
        for what, other in exchanged(form, ids):
            with taken_back():
                answer: HttpResponse = other.send(client)
                transaction.set_rollback(False)
                count += 1
                if answer.status_code >= 500:
                    faults.append(f"{form} {what}: {answer.status_code}")
                elif answer.status_code < 400:
                    connection.check_constraints()
                    if pointing_at(list(ids.values())) != before:
                        faults.append(f"{form} {what}: sparades")
                if any(canary in answer.content.decode("utf-8", "replace") for canary in beta.canaries):
                    faults.append(f"{form} {what}: visade något av deras")
    assert not faults, "\n".join(["", *faults])
    assert count > 100, "svepet hittade för få formulär med id"


def test_a_double_click_is_one(world: tuple[Tenant, Tenant, dict[str, Any]]) -> None:
    alfa, _, there = world
    faults, count = [], 0
    for form, client in every_form(alfa, there):
        with taken_back():
            first = form.send(client)
            transaction.set_rollback(False)
            once = counted()
            again = form.send(client)
            transaction.set_rollback(False)
            twice = counted()
            count += first.status_code == 302
            more = {name: twice[name] - once[name] for name in once if twice[name] != once[name]}
            if again.status_code >= 500 or more:
                faults.append(f"{form}: {first.status_code}, {again.status_code}, {more}")
    assert not faults, "\n".join(["", *faults])
    assert count > 20, "för få formulär gick igenom"
