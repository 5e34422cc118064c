"""The pages of gallring: a list, somebody else's approval, and the removal, a little at a time."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from tests.accounts.factories import log_in, make_unit
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.actions.cases import close_case
from samre.casework.actions.disposal import begin_hold
from samre.casework.models import Case, DisposalItem, DisposalRun, Person
from samre.web.views import disposal as views

pytestmark = pytest.mark.django_db
NAME = "Kanarie Fågelsson"


class Namnd:
    """A kommun with closed cases that are due, its manager and its processledare."""

    def __init__(self, cases: int = 1) -> None:
        with time_machine.travel(date(2020, 3, 2), tick=False):
            self.worker, self.by = make_caseworker()
            self.cases = [self.closed() for _ in range(cases)]
        unit = self.worker.unit
        self.manager, self.manager_actor = make_caseworker(unit=unit, role=Role.MANAGER)
        self.lead, self.lead_actor = make_caseworker(unit=unit, role=Role.PROCESS_LEAD)
        self.as_manager, self.as_lead = log_in(Client(), self.manager), log_in(Client(), self.lead)

    def closed(self) -> Case:
        case = make_case(self.by, name=NAME)
        Person.objects.filter(pk=case.person_id).update(born=date(1953, 1, 12))
        return close_case(
            case=case,
            outcome="M1",
            income_before="bistand",
            income_after="lon",
            reason="Har fått arbete.",
            by=self.by,
        )

    def plan(self) -> DisposalRun:
        self.as_manager.post("/gallring/ny")
        return DisposalRun.objects.get()

    def approved(self) -> DisposalRun:
        run = self.plan()
        self.as_lead.post(f"/gallring/{run.pk}/godkann", {"lista": run.list_sha256})
        return run


def test_from_list_to_receipt() -> None:
    place = Namnd()
    run = place.approved()
    answer = place.as_manager.post(f"/gallring/{run.pk}/genomfor", follow=True)
    assert "1 ärende är borttaget" in answer.content.decode()
    assert not Case.objects.filter(pk=place.cases[0].pk).exists()
    assert "Genomförd" in place.as_manager.get("/gallring").content.decode()


def test_whoever_approves_sees_numbers_rules_and_days_and_no_name() -> None:
    place = Namnd()
    run = place.plan()
    page = place.as_lead.get(f"/gallring/{run.pk}").content.decode()
    assert place.cases[0].number in page
    assert "5 år efter sista anteckningen" in page
    assert NAME.split()[0] not in page
    assert f"/arenden/{place.cases[0].pk}" not in page


def test_a_case_is_a_link_only_for_the_manager_of_its_unit() -> None:
    place = Namnd()
    Person.objects.update(born=date(1953, 1, 15))
    run = place.approved()
    case = place.cases[0]
    other, _ = make_caseworker(unit=make_unit(authority=case.owner), role=Role.MANAGER)
    own = place.as_manager.get(f"/gallring/{run.pk}").content.decode()
    assert f"/arenden/{case.pk}/handlingar/arkiv" in own and f'"/arenden/{case.pk}"' in own
    read = log_in(Client(), other).get(f"/gallring/{run.pk}").content.decode()
    assert f"/arenden/{case.pk}" not in read
    assert f"Inte överlämnat. {case.unit.name} gör arkivpaketet" in read
    assert "Det tas inte bort nu" in read


def test_the_one_who_made_the_list_is_offered_no_approval_and_gets_none() -> None:
    place = Namnd()
    run = place.plan()
    assert "Godkänn listan" not in place.as_manager.get(f"/gallring/{run.pk}").content.decode()
    answer = place.as_manager.post(f"/gallring/{run.pk}/godkann", {"lista": run.list_sha256})
    assert answer.status_code == 403
    assert "kollega" in answer.content.decode()


def test_nothing_is_carried_out_without_approval_or_without_showing_who_one_is() -> None:
    place = Namnd()
    run = place.plan()
    assert place.as_manager.post(f"/gallring/{run.pk}/genomfor").status_code == 422
    place.as_lead.post(f"/gallring/{run.pk}/godkann", {"lista": run.list_sha256})
    stale = log_in(Client(), place.manager, fresh=False)
    answer = stale.post(f"/gallring/{run.pk}/genomfor")
    assert answer.status_code == 302 and "/logga-in" in answer["Location"]
    assert place.as_lead.post(f"/gallring/{run.pk}/genomfor").status_code == 403
    assert Case.objects.filter(pk=place.cases[0].pk).exists()


def test_it_stops_after_a_step_and_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "STEP_SECONDS", 0)
    place = Namnd(cases=3)
    run = place.approved()
    page = place.as_manager.post(f"/gallring/{run.pk}/genomfor").content.decode()
    assert "1 av 3 är prövade" in page and "Fortsätt" in page and "Stanna" in page
    assert Case.objects.count() == 2
    part = place.as_manager.post(f"/gallring/{run.pk}/genomfor", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<section") and "load delay" in part.content.decode()
    last = place.as_manager.post(f"/gallring/{run.pk}/genomfor", headers={"HX-Request": "true"})
    assert last["HX-Redirect"].endswith("klart=klar")
    assert Case.objects.count() == 0


def test_a_step_reads_no_more_of_the_list_than_it_gets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    from samre.casework.actions import disposal as actions
    from samre.casework.queries import disposal as queries

    monkeypatch.setattr(views, "STEP_SECONDS", 0)
    monkeypatch.setattr(actions, "BATCH", 1)
    monkeypatch.setattr(queries, "PER_PAGE", 1)
    place, read = Namnd(cases=4), []
    run = place.approved()
    original = DisposalItem.from_db.__func__

    def counted(cls, db, names, values):  # type: ignore[no-untyped-def]
        read.append(values)
        return original(cls, db, names, values)

    monkeypatch.setattr(DisposalItem, "from_db", classmethod(counted))
    page = place.as_manager.post(f"/gallring/{run.pk}/genomfor").content.decode()
    assert "1 av 4 är prövade" in page and "1 ärende är borttaget, 3 återstår" in page
    assert len(read) == 2


def test_who_looked_at_the_list_stands_in_the_log_with_its_cases() -> None:
    place = Namnd()
    run = place.plan()
    place.as_lead.get(f"/gallring/{run.pk}")
    seen = Event.objects.filter(action="disposal.read", user=str(place.lead.user_id)).get()
    assert seen.subjects and seen.object_id == str(run.pk)


def test_holds_are_listed_by_number_without_their_reason() -> None:
    place = Namnd()
    begin_hold(case=place.cases[0], reason="Tvist om Kanarie", by=place.by)
    page = place.as_lead.get("/gallring").content.decode()
    assert place.cases[0].number in page and "Kanarie" not in page
    place.as_manager.post("/gallring/ny")
    assert not DisposalRun.objects.exists()


def test_another_namnds_list_is_not_there() -> None:
    run = Namnd().plan()
    assert Namnd().as_lead.get(f"/gallring/{run.pk}").status_code == 404


def test_the_list_costs_the_same_number_of_questions_however_long() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(cases: int) -> int:
        place = Namnd(cases=cases)
        place.as_manager.post("/gallring/ny")
        run = DisposalRun.objects.get(owner_id=place.by.authority_id)
        place.as_lead.get(f"/gallring/{run.pk}")
        with CaptureQueriesContext(connection) as few:
            place.as_lead.get(f"/gallring/{run.pk}")
        return len(few)

    assert asked(2) == asked(9)
