"""`samre tick` and `samre check guarantee`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult
from tests.casework.factories import make_case, make_caseworker

from samre.casework import guarantee_triggers, jobs
from samre.casework.alone import alone_at
from samre.casework.models import Case, OpenStep
from samre.cli import main


class TestTick(TransactionTestCase):
    @pytest.fixture(autouse=True)
    def _apart(self, capsys: pytest.CaptureFixture[str], settings: Any, tmp_path: Path) -> None:
        """What is printed, and a separate log that knows nothing of other tests."""
        self.capsys = capsys
        settings.SAMRE_AUDIT_SINK = str(tmp_path / "audit")

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by)

    def said(self) -> str:
        return self.capsys.readouterr().out

    def break_it(self) -> None:
        guarantee_triggers.remove(connection)
        self.addCleanup(guarantee_triggers.install, connection)
        OpenStep.objects.filter(pk=self.case.next_step_id).update(
            state="klart", ended_at=timezone.now(), ended_by="Någon"
        )

    def test_each_kommun_s_round_is_done_once_a_day(self) -> None:
        Case.objects.update(recommended="S99")
        assert main(["tick"]) == 0
        assert "kartan prövad på nytt 1" in self.said()
        assert Case.objects.get().recommended != "S99"
        jobs_done = DBTaskResult.objects.count()
        assert main(["tick"]) == 0
        assert "gjort" in self.said()
        assert DBTaskResult.objects.count() == jobs_done

    def test_a_round_that_lost_its_process_is_done_again(self) -> None:
        jobs.enqueue_due(timezone.now())
        lost = timezone.now() - timedelta(hours=3)
        DBTaskResult.objects.update(status=Status.RUNNING, started_at=lost)
        assert jobs.enqueue_due(timezone.now()) == 2

    def test_a_round_whose_process_was_killed_is_taken_up_by_the_next_tick(self) -> None:
        Case.objects.update(recommended="S99")
        jobs.enqueue_due(timezone.now())
        DBTaskResult.objects.update(status=Status.RUNNING, started_at=timezone.now())
        assert main(["tick"]) == 0
        assert Case.objects.get().recommended != "S99"
        assert "gjort" not in self.said()

    def test_a_tick_beside_another_says_what_runs_since_when_and_is_no_success(self) -> None:
        jobs.enqueue_due(timezone.now())
        DBTaskResult.objects.update(status=Status.RUNNING, started_at=timezone.now())
        with alone_at(jobs.TICK) as alone:
            assert alone
            assert main(["tick"]) == 1
        said = self.said()
        assert "En annan samre tick arbetar" in said and "pågår sedan 2026-11-21" in said
        assert not DBTaskResult.objects.exclude(status=Status.RUNNING).exists()

    def test_a_round_that_failed_is_an_alarm_and_is_tried_again(self) -> None:
        jobs.enqueue_due(timezone.now())
        DBTaskResult.objects.filter(task_path__endswith="nightly").update(
            status=Status.FAILED, finished_at=timezone.now(), exception_class_path="ValueError"
        )
        found = jobs.outcomes(timezone.localdate())
        assert [outcome.alarms for outcome in found] == [("Genomgången avbröts (ValueError).",)]
        assert main(["tick"]) == 0

    def test_a_broken_guarantee_ends_with_an_alarm_and_its_exit_code(self) -> None:
        assert main(["check", "guarantee"]) == 0
        assert "1 ärenden: vart och ett" in self.said()
        self.break_it()
        assert main(["check", "guarantee"]) == 1
        assert f"Ärende {self.case.number} pekar på ett steg som är avslutat." in self.said()
        assert main(["tick"]) == 1
        assert self.case.number in self.said()
        assert main(["tick"]) == 1, "larmet står kvar tills någon har sett över det"
