"""R34: when the log can't be written, nothing is shown and nothing is kept."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from samre.audit.models import Event
from samre.casework.models import Case, CaseEvent

from .rules import EMPTY_FORMS, seen
from .sweep import Answer, ask, client_for, routes
from .world import Tenant, make_tenant

pytestmark = pytest.mark.django_db


def answers_without_log(tenant: Tenant, *, log_fails: bool = True) -> list[Answer]:
    """Every page that logs, asked by those who may see it, while the table of the log refuses."""
    found = []

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("loggens tabell svarar inte")

    for name in ("handläggare", "loggranskare", "administratör"):
        client = client_for(tenant.people[name])
        for route in routes():
            gate = route.gate
            if gate is None or not gate.log or tenant.people[name].role not in gate.roles:
                continue
            with pytest.MonkeyPatch.context() as patch:
                if log_fails:
                    patch.setattr(Event, "save", fail)
                ids = {"form": tenant.ids["utkast"]} | tenant.ids
                found.append(
                    ask(client, route, ids, actor=name, role="", label=f"{tenant.word} case", method="GET")
                )
    return found


def shown_without_log(tenant: Tenant, answers: list[Answer]) -> list[str]:
    """The answers that showed something all the same."""
    return [
        str(answer)
        for answer in answers
        if answer.status not in (405, 302)
        and (answer.status != 503 or seen(answer, tenant.canaries))
        and answer.route.pattern not in EMPTY_FORMS
    ]


def test_no_page_about_people_is_shown_when_the_log_refuses() -> None:
    tenant = make_tenant("Alfa")
    answers = answers_without_log(tenant)
    assert len(answers) > 20
    assert shown_without_log(tenant, answers) == []


def test_nothing_is_kept_either() -> None:
    tenant = make_tenant("Alfa")
    client: Client = client_for(tenant.people["kollega"])
    events, revision = CaseEvent.objects.count(), Case.objects.get(pk=tenant.case.pk).revision

    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("loggens tabell svarar inte")

    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(Event, "save", fail)
        answer = client.post(
            f"/arenden/{tenant.case.pk}/nodatkomst",
            {"skal": "akut", "beskrivning": "Personen ringer och mår dåligt"},
        )
        transaction.set_rollback(True)
    assert answer.status_code == 503
    assert CaseEvent.objects.count() == events
    assert Case.objects.get(pk=tenant.case.pk).revision == revision
