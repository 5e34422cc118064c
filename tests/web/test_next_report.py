"""The day of an insats's next report is the same wherever it stands: the insats, Läget, Bevaka, the handledare's page."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.placement_factories import (
    make_enterprise,
    make_placement,
    make_supervisor,
    report_content,
)
from tests.web.case_pages import CaseTest

from samre.casework.actions.asf_work import save_report, send_report
from samre.casework.actions.placements import report_days
from samre.casework.actions.tasks import finish_task
from samre.casework.models import CaseEvent, Task
from samre.certificate.wording import in_words

KIND = "insats_rapport"


class TestTheNextReport(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.unit = make_enterprise()
        self.placement, self.delivery = make_placement(self.case, self.by, self.unit)
        self.handledare, self.supervisor = make_supervisor(self.unit)
        self.days = report_days(self.placement)

    def report(self, **more: Any) -> None:
        content = report_content(self.placement, **more)
        save_report(delivery=self.delivery, content=content, seen=0, by=self.supervisor)
        send_report(delivery=self.delivery, seen=1, by=self.supervisor)

    def watched(self) -> list[date]:
        rows = Task.objects.filter(case=self.case, kind=KIND, done_at__isnull=True)
        return list(rows.order_by("due_on").values_list("due_on", flat=True))

    def pages(self) -> dict[str, str]:
        theirs = log_in(Client(), self.handledare)
        pages = {
            "insats": self.read("placement", placering=self.placement.pk),
            "insatser": self.read("placements"),
            "handledare": theirs.get(f"/platser/{self.delivery.pk}").content.decode(),
        }
        return {name: unescape(page).replace("\xa0", " ") for name, page in pages.items()}

    def check(self, day: date) -> None:
        assert self.watched()[0] == day
        told = ("Nästa rapport ska ha kommit", "Rapport senast", "Nästa rapport senast")
        for (name, page), words in zip(self.pages().items(), told, strict=True):
            assert f"{words} {in_words(day)}" in page, name
        watch = unescape(self.read("watch")).replace("\xa0", " ")
        assert in_words(day) in watch

    def test_before_and_after_each_report_that_comes(self) -> None:
        self.check(self.days[0])
        self.report()
        self.check(self.days[1])
        assert self.watched() == list(self.days[1:])
        self.report()
        self.check(self.days[2])

    def test_a_day_somebody_ticked_off_before_the_report_came_takes_no_other_day_with_it(self) -> None:
        first = Task.objects.filter(case=self.case, kind=KIND).order_by("due_on").first()
        assert first is not None
        finish_task(task=first, by=self.by)
        self.report()
        self.check(self.days[1])

    def test_after_the_last_report_none_is_waited_for_and_none_is_told_as_done_that_never_came(self) -> None:
        self.report(is_final=True)
        assert self.watched() == []
        told = CaseEvent.objects.filter(case=self.case, kind__in=("task.done", "task.gone"))
        kinds = [row.kind for row in told if row.data["task"] == KIND]
        assert (kinds.count("task.done"), kinds.count("task.gone")) == (1, len(self.days) - 1)
        for page in self.pages().values():
            assert "Nästa rapport" not in page
        assert timezone.localdate() <= self.days[-1]
