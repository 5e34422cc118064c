"""The demo's cases: fictional, lawful, and as true as if somebody had worked in them for a year and a half."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from samre.accounts.actions.demo import make_demo_accounts
from samre.accounts.actors import actor_for
from samre.accounts.acts import Refused
from samre.accounts.models import Assignment, Authority, User
from samre.accounts.roles import Role
from samre.accounts.row_security import owned_models
from samre.audit.chain import verify
from samre.audit.models import Event
from samre.casework.actions.cases import open_case
from samre.casework.actions.standing import restate, stand
from samre.casework.demo.bulk import load_cases, unit_name
from samre.casework.demo.bulk_samverkan import HEADS
from samre.casework.demo.content import NUMBERS, content
from samre.casework.demo.load import make_demo_cases
from samre.casework.demo.papers import example_numbers
from samre.casework.demo.remove import remove_cases
from samre.casework.demo.tables import Table
from samre.casework.disposal.due import due_cases
from samre.casework.models import (
    Case,
    CaseAssignment,
    CaseState,
    CertificateFile,
    Delivery,
    Disclosure,
    FactEntry,
    IdentityKind,
    Note,
    Person,
    Plan,
    StepState,
)
from samre.casework.queries.worklists import Tab, worklist
from samre.casework.rules.claims import days_of
from samre.casework.rules.disposal import PRESERVE, REMOVE
from samre.casework.rules.guarantee import check_guarantee
from samre.casework.rules.identity import read_identity
from samre.certificate.read import from_json, read, to_json
from samre.definitions import current

STANDING = [
    "next_step_id", "turn", "phase", "next_party", "next_since", "next_due", "urgent_on", "watch_on", "stuck", "recommended",
]  # fmt: skip
TODAY = date(2026, 11, 21)
# The modules of models that samverkan is made of.
SAMVERKAN = (
    "consents",
    "consultations",
    "disclosures",
    "inbox",
    "interventions",
    "meetings",
    "papers",
    "placements",
    "plans",
)


@pytest.fixture(scope="class")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """The whole demo, once for all tests here; gone afterwards."""
    from django.conf import settings

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "DEMO", True)
        make_demo_accounts()
        yield make_demo_cases()
        transaction.set_rollback(True)


@pytest.fixture
def in_demo(settings: Any, db: None) -> None:
    """The fictional kommuner without cases."""
    settings.DEMO = True
    make_demo_accounts()


def as_restated(case: Case) -> tuple[dict[str, Any], dict[str, Any]]:
    """How a case stands, and how an action would leave it."""
    before = {name: getattr(case, name) for name in STANDING}
    restate(case, on=timezone.localdate())
    return before, {name: getattr(case, name) for name in STANDING}


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
class TestTheDemo:
    """Read only: all tests look at the same three hundred cases, and what one of them writes is rolled back."""

    @pytest.fixture(autouse=True)
    def _django_db_helper(self, demo: int, django_db_blocker: Any) -> Iterator[None]:
        """In place of pytest-django's own, which would close the connection that has the demo in its transaction."""
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    def test_there_are_three_hundred_in_the_three_kommuner(self, demo: int) -> None:
        old = sum(content()["fördelning"]["gamla"].values())
        assert demo == Case.objects.count() == 300 + old
        assert {row.owner.short for row in Case.objects.select_related("owner")} == set(
            content()["fördelning"]["ärenden"]
        )

    def test_every_case_stands_as_an_action_would_leave_it(self) -> None:
        for case in Case.objects.select_related("person"):
            before, after = as_restated(case)
            assert before == after, case.number

    def test_nobody_is_between_chairs(self) -> None:
        for case in Case.objects.all():
            check_guarantee(case)

    def test_the_next_case_gets_the_next_number(self) -> None:
        assignment = Assignment.objects.with_names().get(user__username="sara.lind")
        this_year = f"{timezone.localdate().year}-"
        numbers = Case.objects.filter(owner=assignment.unit.authority, number__startswith=this_year)
        opened = open_case(identity=None, name="Prov Provsson", protection="ingen", by=actor_for(assignment))
        assert opened.number == f"{this_year}{numbers.count():04}"
        assert len(set(numbers.values_list("number", flat=True))) == numbers.count()

    def test_nobody_has_the_number_of_an_example_so_that_a_new_case_can_be_opened_from_it(self) -> None:
        free = example_numbers()
        assert len(free) == len(list((current() / "examples").glob("*.xml")))
        assert free <= {one.number for one in content().numbers}, "annars sägs ingenting"
        assert not free & {person.number for person in Person.objects.all()}

    def test_numbers_are_official_test_numbers_or_clearly_made_up(self) -> None:
        official = {one.number for one in content().numbers}
        for person in Person.objects.all():
            assert person.number in official or (person.number or "").startswith("PÅHITTAD-")

    def test_no_fact_contradicts_the_map_so_that_it_cannot_be_read(self) -> None:
        found = {
            case.number: dict(standing.known.problems)
            for case in Case.objects.filter(state=CaseState.OPEN)
            if (standing := stand(case, on=timezone.localdate())).known.problems
        }
        assert found == {}

    def test_some_sources_contradict_each_other_and_some_answers_are_too_old(self) -> None:
        standings = [
            stand(case, on=timezone.localdate()).known for case in Case.objects.filter(state=CaseState.OPEN)
        ]
        assert sum(bool(known.conflicts) for known in standings) >= 10
        assert sum(bool(known.expired) for known in standings) >= 10

    def test_every_note_says_what_was_signed(self) -> None:
        notes = list(Note.objects.all())
        assert len(notes) > 600
        assert all(note.is_whole for note in notes)
        assert not [note.text for note in notes if "{" in note.text or "{" in note.source]

    def test_a_certificate_is_the_persons_own_and_ends_when_it_says(self) -> None:
        rows = CertificateFile.objects.select_related("case__person").filter(original__isnull=False)
        assert len(rows) > 200
        for row in rows:
            certificate = read(row.original, name=row.file_name)
            assert to_json(certificate) == row.read
            assert from_json(row.read) == certificate
            person = row.case.person
            own = "" if person.identity_kind == IdentityKind.OTHER else person.number
            assert (certificate.patient.value if certificate.patient else "") == own
            covers = days_of(certificate)
            assert covers is not None
            assert row.ends_on in (covers.last, None)
            assert (row.signed_on, row.starts_on) in (
                (covers.first, covers.first),
                (certificate.signed_at.date(), None),
            )

    def test_every_caseworker_finds_something_under_every_tab(self) -> None:
        for assignment in Assignment.objects.with_names().filter(role=Role.CASEWORKER):
            actor = actor_for(assignment)
            counts = worklist(actor, Tab.OURS, on=timezone.localdate()).counts
            assert 6 <= counts[Tab.OURS] <= 30, (actor.name, counts)
            assert counts[Tab.WAITING] >= 5, (actor.name, counts)
            assert counts[Tab.WATCH] >= 3, (actor.name, counts)

    def test_every_sort_of_case_is_there(self) -> None:
        assert Case.objects.filter(state=CaseState.CLOSED).count() >= 60
        assert Case.objects.exclude(stuck="").count() >= 20
        assert Person.objects.exclude(protection="ingen").count() >= 3
        assert Person.objects.exclude(interpreter="").exists()
        assert CaseAssignment.objects.filter(part=CaseAssignment.Part.READ).exists()
        assert Case.objects.filter(steps__state=StepState.WAITING).exists()
        assert Note.objects.filter(corrects__isnull=False).exists()

    def test_every_kommun_has_files_that_are_due_and_nothing_left_to_do_in_them(self) -> None:
        on = timezone.localdate()
        due = {
            short: {row.case: row.judgement.verdict for row in due_cases(owner, on=on)}
            for owner, short in Authority.objects.filter(is_demo=True, kind="kommun").values_list(
                "id", "short"
            )
        }
        assert {short: len(found) for short, found in due.items()} == content()["fördelning"]["gamla"]
        assert {REMOVE, PRESERVE} <= {verdict for found in due.values() for verdict in found.values()}
        for found in due.values():
            assert not Case.objects.filter(pk__in=found, watch_on__isnull=False).exists()

    def test_nothing_happened_in_the_time_to_come(self) -> None:
        now = timezone.now() + timedelta(days=1)
        assert not FactEntry.objects.filter(at__gt=now).exists()
        assert not Note.objects.filter(at__gt=now).exists()

    def test_the_log_has_the_past_and_is_whole(self) -> None:
        assert verify() == []
        assert Event.objects.filter(action="case.read").count() > 1000
        assert set(Event.objects.filter(action="demo.load").values_list("chain", flat=True)) == {
            str(one.pk) for one in Authority.objects.filter(is_demo=True, kind="kommun")
        }

    def test_a_second_time_nothing_is_made(self) -> None:
        assert make_demo_cases() == 0

    def test_a_load_fills_the_same_tables_of_samverkan_and_no_fewer_rows_to_the_hundred_cases(self) -> None:
        by_demo = samverkan_rows()
        assert len([name for name, count in by_demo.items() if count]) > 20
        remove_cases()
        assert not any(samverkan_rows().values())
        load_cases(cases=300)
        by_load = samverkan_rows()
        assert {name for name in by_load if by_load[name]} == {name for name in by_demo if by_demo[name]}
        told_again = {model.__name__ for model in HEADS}
        assert {name for name in told_again if by_load[name] < by_demo[name]} == set()


def samverkan_rows() -> dict[str, int]:
    """How many rows there are in each table of samverkan, the kommuner's and what others have."""
    return {
        model.__name__: model._base_manager.count()
        for model in owned_models()
        if model.__module__.rpartition(".")[2] in SAMVERKAN
    }


def test_every_test_number_is_a_real_person_number_and_stands_once() -> None:
    numbers = [one.number for one in content().numbers]
    assert len(numbers) == len(set(numbers)) > 200


def test_the_test_numbers_are_those_of_the_published_lists(testdata: Path) -> None:
    with (testdata / "personnummer" / "skatteverket_testpersonnummer_sample400.csv").open(
        encoding="utf-8"
    ) as file:
        published = {row["personNr"].replace("-", "") for row in csv.DictReader(file)}
    persons = (testdata / "testpersons" / "intyg_test_persons.json").read_text(encoding="utf-8")
    assert [
        one.number for one in content().numbers if one.number not in published and one.number not in persons
    ] == []
    assert (current() / NUMBERS).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.django_db
@pytest.mark.parametrize("work", [make_demo_cases, lambda: load_cases(cases=10), remove_cases])
def test_nothing_fictional_is_made_or_removed_outside_the_demo(work: Any, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refused, match="SAMRE_DEMO=1"):
        work()
    assert not Case.objects.exists()


@pytest.mark.usefixtures("in_demo")
class TestALoad:
    """Many cases, unit by unit."""

    def test_it_goes_on_where_it_was_stopped(self) -> None:
        def stop(_: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            load_cases(cases=700, tell=stop)
        assert Case.objects.count() == 600
        told: list[int] = []
        rest = load_cases(cases=700, tell=told.append)
        assert (rest.cases, rest.were_there, told) == (100, 600, [700])
        assert load_cases(cases=700).cases == 0

    def test_its_cases_stand_as_an_action_would_leave_them(self) -> None:
        load_cases(cases=90)
        for case in Case.objects.select_related("person"):
            before, after = as_restated(case)
            assert before == after, case.number
            check_guarantee(case)
        assert all(note.is_whole for note in Note.objects.all())

    def test_a_handler_has_sixty_cases_however_many_there_are(self) -> None:
        load_cases(cases=150)
        users = User.objects.filter(username__startswith="påhittad.", assignments__role=Role.CASEWORKER)
        assert sorted(Case.objects.filter(handler=user).count() for user in users) == [30, 60, 60]

    def test_samverkan_is_told_again_in_other_cases_and_reaches_the_units_own_partners(self) -> None:
        load_cases(cases=180, on=TODAY, seed=2)
        assert Disclosure.objects.filter(state="besvarad").values("case").distinct().count() > 10
        assert Plan.objects.values("case").distinct().count() > 30
        inboxes = Delivery.objects.filter(unit__name=unit_name(0))
        assert set(inboxes.values_list("kind", flat=True)) >= {"utlamnande", "konsultation"}
        sent = set(Disclosure.objects.filter(sent_at__isnull=False).values_list("pk", flat=True))
        assert set(inboxes.filter(kind="utlamnande").values_list("source_ref", flat=True)) <= sent
        by_consent = Disclosure.objects.filter(consent__isnull=False)
        assert by_consent.exists()
        assert not by_consent.exclude(consent__case=F("case")).exists()

    def test_what_was_loaded_is_gone_when_it_is_removed_but_not_the_log(self) -> None:
        load_cases(cases=60)
        before, emptied = (
            Event.objects.count(),
            Authority.objects.filter(kind__in=("fk", "af", "region", "asf")),
        )
        assert remove_cases() > 1000
        # The number given last stays: a number is never given twice.
        left = [
            model
            for model in owned_models()
            if model._meta.app_label == "casework" and model.objects.exists()
        ]  # type: ignore[attr-defined]
        assert left == []
        assert not User.objects.filter(username__startswith="påhittad.").exists()
        assert Event.objects.count() == before + 1 + emptied.count()
        assert verify() == []
        assert User.objects.filter(username="sara.lind").exists()

    def test_rows_come_back_as_they_were_given(self) -> None:
        load_cases(cases=5, seed=3)
        note = Note.objects.first()
        assert note is not None
        given = {field.attname: getattr(note, field.attname) for field in Note._meta.concrete_fields}
        given |= {"id": Random(1).getrandbits(64) and type(note.pk)(int=5), "number": 999}
        table = Table(Note)
        table.add(given)
        assert table.write() == 1
        again = Note.objects.get(number=999)
        assert {name: getattr(again, name) for name in given} == given

    def test_a_row_with_an_unknown_name_is_refused(self) -> None:
        with pytest.raises(TypeError, match="has no colour"):
            Table(Note).add({"colour": "blue"})

    def test_the_database_holds_a_row_to_its_rules(self) -> None:
        load_cases(cases=5, seed=3)
        table = Table(Note)
        table.add({"id": type(Note.objects.first().pk)(int=7), "number": 1})  # type: ignore[union-attr]
        with pytest.raises(Exception, match=r"(?i)null"), transaction.atomic():
            table.write()
        assert connection.vendor in ("sqlite", "postgresql")


def test_a_test_number_is_read_as_what_it_is() -> None:
    kinds = {read_identity(one.number, on=TODAY).kind for one in content().numbers}
    assert kinds == {IdentityKind.PERSONNUMMER, IdentityKind.SAMORDNINGSNUMMER}
