"""A colleague with protected data of her own is named on no page that others read (R52), whatever she has done in a case."""

from __future__ import annotations

import pytest
from django.utils import timezone

from samre.accounts.actors import actor_for
from samre.accounts.protected import HIDDEN_COLLEAGUE
from samre.casework.actions.cases import add_colleague, hand_over
from samre.casework.actions.decision_bases import close_basis, exempt_basis, start_basis
from samre.casework.actions.emergencies import open_in_emergency
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.actions.tasks import add_task, finish_task
from samre.casework.models import Case, Task
from samre.sealing.ids import new_id

from .sweep import Route, routes, run
from .world import Tenant, make_tenant

pytestmark = pytest.mark.django_db
# The handler in `world`: all that stands in the case was written by her.
CANARY = "Handläggare Personal"


def named_in_accounts(route: Route) -> bool:
    """The register of accounts itself: there a manager or an administrator says of a person which accounts she has."""
    return route.pattern.startswith("konton")


def sent_as_it_was(route: Route) -> bool:
    """What was sent to another authority stands in the file as it was sent, whoever is protected afterwards."""
    return route.pattern.endswith("underlag.<slug:form>")


def busy_and_protected(tenant: Tenant) -> None:
    """The handler has done one of everything that leaves a name, and is flagged afterwards."""
    case = Case.objects.get(pk=tenant.case.pk)
    user, colleague = tenant.people["handläggare"].user, tenant.people["kollega"]
    assert user.name.startswith(CANARY)
    by, other = actor_for(tenant.people["handläggare"]), actor_for(colleague)
    finish_task(task=Task.objects.select_related("case").filter(case=case).first(), by=by)
    add_task(case=case, text="Ring", due_on=timezone.localdate(), by=by)
    step = choose_step(case=case, step="S03", reason="Brådskar.", by=by)
    finish_step(step=step, outcome="Klart.", by=by)
    enter_facts(case=case, values={"barn_i_hushallet": 1}, source="personen", source_name="", by=by)
    basis = start_basis(case=case, basis_id=new_id(), title="Underlag", text="Text", by=by)
    exempt_basis(basis=basis, exception="obehovligt", seen=1, by=by)
    close_basis(basis=basis, seen=2, by=by)
    hand_over(case=case, to=colleague.user, note="Var så god.", by=by)
    hand_over(case=case, to=user, note="Tack.", by=other)
    add_colleague(case=case, user=colleague.user, by=by)
    open_in_emergency(
        case=tenant.other,
        reason="akut",
        explanation="Ringer om mat.",
        by=actor_for(tenant.people["chef på annan enhet"]),
    )
    user.is_protected = True
    user.save()


def test_no_page_names_her_to_others() -> None:
    tenant = make_tenant("Alfa")
    busy_and_protected(tenant)
    wanted = [
        route
        for route in routes()
        if not (route.is_public or named_in_accounts(route) or sent_as_it_was(route))
    ]
    readers = {name: tenant.people[name] for name in ("kollega", "chef", "processledare", "loggranskare")}
    answers = run((tenant,), readers, labels=("case", "other"), wanted=wanted, methods=("GET",))
    read = [answer for answer in answers if answer.status == 200]
    assert len(read) > 40, "annars prövas ingenting"
    leaks = {f"{answer}" for answer in read if CANARY in answer.text}
    assert not leaks, "\n".join(sorted(leaks))
    told = {answer.route.pattern for answer in read if HIDDEN_COLLEAGUE in answer.text}
    for page in (
        "arenden",
        "arenden/<uuid:arende>/tidslinje",
        "arenden/<uuid:arende>/overlamna",
        "granskning",
    ):
        assert page in told, page


def test_she_reads_her_own_name_in_her_own_notes() -> None:
    tenant = make_tenant("Alfa")
    busy_and_protected(tenant)
    own = {"handläggare": tenant.people["handläggare"]}
    wanted = [route for route in routes() if route.pattern == "arenden/<uuid:arende>/anteckningar"]
    (answer,) = run((tenant,), own, labels=("case",), wanted=wanted, methods=("GET",))
    assert answer.status == 200 and HIDDEN_COLLEAGUE not in answer.text
