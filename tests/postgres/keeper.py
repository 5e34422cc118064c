"""A kommun that keeps a case, removes it and looks at what is left. Run by `test_backups.py`, each verb a process of its own.

`keeper.py keep`: a case closed long ago, with a draft; and one that is open. `keeper.py remove`: gallring of the old one.
`keeper.py look`: what there is, as JSON. `keeper.py tell`: things let out of the open case, by inbox and by link;
`keeper.py take_back`: one consent withdrawn and one narrowed, one disclosure taken back and the link ended.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
os.environ["SAMRE_DATABASE_AS"] = "owner"
django.setup()

import time_machine  # noqa: E402
from django.apps import apps  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.utils import timezone  # noqa: E402
from tests.accounts.factories import make_assignment, make_authority, make_unit, make_user  # noqa: E402
from tests.casework.disclosure_factories import make_sent  # noqa: E402
from tests.casework.factories import make_case  # noqa: E402

from samre.accounts.actors import Actor, actor_for  # noqa: E402
from samre.accounts.models import Assignment  # noqa: E402
from samre.accounts.roles import AuthorityKind, Role  # noqa: E402
from samre.accounts.scope import acting_in  # noqa: E402
from samre.audit import sink  # noqa: E402
from samre.audit.chain import verify  # noqa: E402
from samre.audit.models import Event  # noqa: E402
from samre.casework import append_only  # noqa: E402
from samre.casework.actions.answer_links import end_link, make_link  # noqa: E402
from samre.casework.actions.cases import close_case  # noqa: E402
from samre.casework.actions.consents import (  # noqa: E402
    WITHDRAWN_TASK,
    narrow_consent,
    withdraw_consent,
)
from samre.casework.actions.disclosure_sending import take_back_disclosure  # noqa: E402
from samre.casework.actions.disposal import (  # noqa: E402
    approve_disposal,
    carry_out_disposal,
    plan_disposal,
)
from samre.casework.models import (  # noqa: E402
    AnswerLink,
    Case,
    CaseState,
    Delivery,
    Disclosure,
    DisclosureState,
    LastSeen,
    LinkDoor,
    NoteDraft,
    Person,
    Task,
    Tombstone,
)
from samre.casework.rules.consents import unended_scopes  # noqa: E402

CANARY = "Kanarie"


def keep() -> None:
    unit = make_unit()
    by = actor_for(make_assignment(unit=unit))
    for role in (Role.MANAGER, Role.PROCESS_LEAD):
        make_assignment(unit=unit, role=role)
    with acting_in(by.authority_id), time_machine.travel(date(2020, 3, 2), tick=False):
        case = make_case(by, name=f"{CANARY} Fågelsson")
        Person.objects.filter(pk=case.person_id).update(born=date(1953, 1, 12))
        LastSeen.objects.create(owner_id=by.authority_id, case=case, user_id=by.user_id, at=timezone.now())
        close_case(
            case=case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Arbete.",
            by=by,
        )
        NoteDraft.objects.create(
            owner_id=by.authority_id,
            case=case,
            author_id=by.user_id,
            fields={"text": CANARY},
            updated_at=timezone.now(),
        )
    with acting_in(by.authority_id):
        make_case(by, name="Kvar Kvarsson")
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=timezone.now())
    sink.stream()


def remove() -> None:
    """A draft that was there at the backup is signed or dropped meanwhile, and so has no stone of its own."""
    manager, lead = (
        actor_for(Assignment.objects.get(role=role)) for role in (Role.MANAGER, Role.PROCESS_LEAD)
    )
    with acting_in(manager.authority_id):
        NoteDraft.objects.all().delete()
        run = plan_disposal(by=manager)
        approve_disposal(run=run, list_sha256=run.list_sha256, by=lead)
        assert carry_out_disposal(run=run, by=manager) == (1, 0)


def tell() -> None:
    case, by = _open_case()
    unit = make_unit(authority=make_authority(kind=AuthorityKind.FK, name="Provkassan"))
    make_assignment(role=Role.PARTNER, unit=unit, user=make_user(name="Lena Prov", username="lena"))
    with acting_in(by.authority_id):
        for _ in range(3):
            make_sent(case, by, to=unit, fields=("person:namn",))
        linked = make_sent(case, by, to=unit, fields=("person:namn",), road="lank")
        make_link(disclosure=linked, sent_to="Lena Prov", link_road="brev", code_road="telefon", by=by)


def take_back() -> None:
    """The last disclosure by inbox stands, and so does its consent."""
    case, by = _open_case()
    with acting_in(by.authority_id):
        first, second = Disclosure.objects.filter(case=case, road="inkorg").order_by("sent_at")[:2]
        withdraw_consent(consent=first.consent, channel="mote", by=by)
        scope = second.consent.scopes.get(category="diagnos")
        narrow_consent(consent=second.consent, scopes=[scope.pk], channel="telefon", by=by)
        take_back_disclosure(disclosure=second, reason="Fel enhet.", by=by)
        end_link(link=AnswerLink.objects.select_related("disclosure__case__person").get(), by=by)
    sink.stream()


def _open_case() -> tuple[Case, Actor]:
    by = actor_for(Assignment.objects.get(role=Role.CASEWORKER))
    return Case.objects.select_related("person").get(state=CaseState.OPEN), by


def look() -> None:
    from django.db import connection

    found = []
    for model in apps.get_app_config("casework").get_models():
        for row in model._base_manager.all():
            if any(CANARY in str(getattr(row, field.attname)) for field in model._meta.concrete_fields):
                found.append(model.__name__)
    json.dump(
        {
            "canary": found,
            "cases": Case.objects.count(),
            "stones": Tombstone.objects.count(),
            "events": Event.objects.count(),
            "removals": Event.objects.filter(action="disposal.remove").count(),
            "restores": Event.objects.filter(action="backup.restore").count(),
            "faults": [*map(str, verify()), *sink.alarms(), *append_only.missing(connection)],
            "sessions": Session.objects.count(),
            "consents": unended_scopes(Case.objects.get(state=CaseState.OPEN), at=timezone.now())
            .values("consent")
            .distinct()
            .count(),
            "deliveries": Delivery.objects.filter(closed_at__isnull=True).count(),
            "disclosures": Disclosure.objects.exclude(state=DisclosureState.DROPPED).count(),
            "links": [AnswerLink.objects.filter(ended_at__isnull=True).count(), LinkDoor.objects.count()],
            "tasks": Task.objects.filter(kind=WITHDRAWN_TASK, done_at__isnull=True).count(),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    verbs = {"keep": keep, "remove": remove, "look": look, "tell": tell, "take_back": take_back}
    verbs[sys.argv[1]]()
