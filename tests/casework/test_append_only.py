"""What the database refuses of itself, and that it notices when its own locks have been hollowed out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework import consultation_factories as talks
from tests.casework import placement_factories as placements
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_draft

from samre.accounts.actors import Actor, actor_for
from samre.accounts.acts import Denied
from samre.accounts.models import Authority, Unit
from samre.accounts.scope import acting_in
from samre.audit import chain
from samre.audit import triggers as log_triggers
from samre.casework import append_only, guarantee_triggers
from samre.casework.actions.asf_work import save_report
from samre.casework.actions.notes import sign_draft
from samre.casework.models import (
    Case,
    Consultation,
    ConsultationQuestion,
    DisposalRun,
    Maintenance,
    Meeting,
    Note,
    Participant,
    Placement,
    WorkReport,
)

pytestmark = pytest.mark.django_db
LOCKS = [
    (log_triggers, "audit_event_no_delete", "audit_event", "BEFORE DELETE"),
    (append_only, "casework_note_unchanged", "casework_note", "BEFORE UPDATE"),
    (guarantee_triggers, "casework_openstep_{name}", "casework_openstep", "AFTER DELETE"),
]


def hollow(name: str, table: str, event: str) -> None:
    """The same trigger in name, that does nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"CREATE TRIGGER {name} {event} ON {table} BEGIN SELECT 1; END")
        else:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN COALESCE(OLD, NEW); END $$"
            )


@pytest.mark.parametrize(("locks", "name", "table", "event"), LOCKS)
def test_a_hollow_trigger_is_missed_as_if_it_were_gone(locks: Any, name: str, table: str, event: str) -> None:
    name = name.format(name="gone" if connection.vendor == "sqlite" else "guarantee")
    assert locks.missing(connection) == []
    hollow(name, table, event)
    assert locks.missing(connection) == [name]
    locks.install(connection)
    assert locks.missing(connection) == []


def test_a_hollow_trigger_on_the_log_is_a_fault_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A store of its own: what other tests, rolled back since, have streamed to the common one the log no longer has.
    monkeypatch.setattr(settings, "SAMRE_AUDIT_SINK", str(tmp_path / "audit"))
    hollow("audit_event_no_delete", "audit_event", "BEFORE DELETE")
    assert [fault.kind for fault in chain.verify()] == ["protection"]


class TestWhatTheProgramMayRemoveInPostgreSQL:
    """The program's role can write the row that opens the lock; it needs somebody's approval as well."""

    pytestmark = pytest.mark.skipif(
        connection.vendor != "postgresql", reason="roller finns bara i PostgreSQL: make test-postgres"
    )

    def remove(self, note: Note, by: Actor) -> None:
        with acting_in(by.authority_id), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {settings.SAMRE_APP_ROLE}")
            Maintenance.objects.create(kind=append_only.DISPOSAL, why="utan lov")
            cursor.execute("DELETE FROM casework_note WHERE id = %s", [note.pk])
            assert cursor.rowcount == 1
            cursor.execute("RESET ROLE")

    def test_it_rewrites_no_sealed_text_as_if_keys_were_changed(self) -> None:
        note, by = self.a_note()
        with pytest.raises(IntegrityError, match="ändras aldrig"):
            self.rewrite(note, by)

    def rewrite(self, note: Note, by: Actor) -> None:
        with acting_in(by.authority_id), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {settings.SAMRE_APP_ROLE}")
            Maintenance.objects.create(kind=append_only.KEYS, why="utan lov")
            cursor.execute("UPDATE casework_note SET text = text WHERE id = %s", [note.pk])

    def a_note(self) -> tuple[Note, Actor]:
        _, by = make_caseworker()
        note = sign_draft(draft=make_draft(make_case(by), by), seen=1, by=by)
        return note, by

    def a_list(self, by: Actor, **fields: Any) -> DisposalRun:
        unit = Unit.objects.get(pk=by.unit_id)
        one, other = (actor_for(make_assignment(unit=unit, role="enhetschef")) for _ in range(2))
        return DisposalRun.objects.create(
            owner_id=by.authority_id,
            by_id=one.user_id,
            by_name=one.name,
            at=timezone.now(),
            due_year=2026,
            list_sha256="",
            **{"approved_at": timezone.now(), "approved_by_id": other.user_id} | fields,
        )

    @pytest.mark.parametrize(
        "left_out",
        [
            {"approved_by_id": None, "approved_at": None},
            {"done_at": timezone.now()},
            {"withdrawn_at": timezone.now()},
        ],
        ids=["not approved", "carried out", "taken back"],
    )
    def test_it_removes_no_signed_note_without_an_approved_list(self, left_out: dict[str, Any]) -> None:
        note, by = self.a_note()
        self.a_list(by, **left_out)
        with pytest.raises(IntegrityError, match="gallring"):
            self.remove(note, by)
        assert Note.objects.filter(pk=note.pk).exists()

    def test_another_authority_s_list_opens_nothing(self) -> None:
        note, by = self.a_note()
        self.a_list(make_caseworker()[1])
        with pytest.raises(IntegrityError, match="gallring"):
            self.remove(note, by)

    def test_it_removes_while_an_approved_list_is_carried_out(self) -> None:
        note, by = self.a_note()
        self.a_list(by)
        self.remove(note, by)
        assert not Note.objects.filter(pk=note.pk).exists()


class TestWhatHasGone:
    """What others have been given, or were called on, is changed in no column but those that tell how it went (R18, R21)."""

    def check_fixed(self, rows: Any, **fixed: Any) -> None:
        """Each by itself is refused."""
        for name, value in fixed.items():
            with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
                rows.update(**{name: value})

    def test_an_order_of_an_insats_and_the_report_of_it(self) -> None:
        by, case = self.a_case()
        unit = placements.make_enterprise()
        _, supervisor = placements.make_supervisor(unit)
        placement, delivery = placements.make_placement(case, by, unit)
        rows = Placement.objects.filter(pk=placement.pk)
        now = timezone.now()
        self.check_fixed(
            rows, snapshot={}, sha256="0" * 64, order={}, ground="annan", sent_at=None, assessed_by="Ingen"
        )
        rows.update(heard_on=now.date(), end_words="Slutade.", revision=9)
        Authority.objects.filter(pk=case.owner_id).update(is_demo=True)
        self.check_fixed(rows, sent_at=now - timedelta(days=9), at=now - timedelta(days=9))
        with pytest.raises(IntegrityError, match="ändras aldrig"), transaction.atomic():
            rows.update(sent_at=now - timedelta(days=9), snapshot={}, sha256="0" * 64)
        report = save_report(
            delivery=delivery, content=placements.report_content(placement), seen=0, by=supervisor
        )
        WorkReport.objects.filter(pk=report.pk).update(content={}, sent_at=now)
        self.check_fixed(WorkReport.objects.filter(pk=report.pk), content={"x": 1}, sent_at=None)

    def test_nobodys_order_but_a_fictional_one_goes_before_it_is_sent(self) -> None:
        by, case = self.a_case()
        unit = placements.make_enterprise()
        make_consent(case, by, to=[unit], categories=placements.TOLD, purpose="insats")
        draft = placements.make_draft(case, by, placements.make_intervention(by, unit))
        with pytest.raises(Denied, match="påhittad"):
            placements.send(draft, by, went=timezone.now() - timedelta(days=9))

    def test_a_sent_consultation(self) -> None:
        by, case = self.a_case()
        sent = talks.make_sent(case, by, talks.askable("fk"), mode="med_namn")
        rows = Consultation.objects.filter(pk=sent.pk)
        self.check_fixed(rows, background="annat", question="annat", mode="utan_namn", sent_at=None)
        self.check_fixed(ConsultationQuestion.objects.filter(consultation=sent), text="annat", grounds=[1])
        rows.update(end_reason="Behövs inte.", channel="video")

    def test_a_meeting_to_which_somebody_is_called(self) -> None:
        by, case = self.a_case()
        meeting = talks.make_meeting(case, by, talks.askable("fk"))
        talks.call(meeting, by)
        rows, seats = Meeting.objects.filter(pk=meeting.pk), Participant.objects.filter(meeting=meeting)
        self.check_fixed(rows, purpose="annat", starts_at=timezone.now(), called_at=None)
        called = seats.filter(called_at__isnull=False)
        self.check_fixed(called, grounds=[{"x": 1}], name="Annan", called_at=None)
        rows.update(needs="Stöd hemma.")
        called.update(came=True)
        called.update(grounds=[{"x": 1}], shared_at=timezone.now())
        self.check_fixed(called, grounds=[])

    def test_a_meeting_that_is_corrected_says_when(self) -> None:
        by, case = self.a_case()
        meeting = talks.make_meeting(case, by, talks.askable("fk"))
        talks.call(meeting, by)
        rows = Meeting.objects.filter(pk=meeting.pk)
        rows.update(purpose="Ett annat syfte", changed_at=timezone.now())
        self.check_fixed(rows, purpose="Ett tredje", kind="sip2")

    def a_case(self) -> tuple[Actor, Case]:
        _, by = make_caseworker()
        return by, make_case(by, name="Kim Granlund")
