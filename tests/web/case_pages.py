"""What the tests of the case's pages share: a case with somebody logged in to it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor, actor_for
from samre.accounts.models import Assignment
from samre.casework.actions.cases import add_colleague
from samre.casework.models import Case, FactEntry, OpenStep

HTMX = {"HX-Request": "true"}
TOKEN = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken" value="[^"]*">')


class CaseTest(TestCase):
    """A case of the logged-in caseworker's."""

    facts: dict[str, object] = {"fodd": "1986-05-04", "sgi": "noll"}
    more: dict[str, Any] = {}
    opened_days_ago = 0

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        with days_ago(self.opened_days_ago):
            self.case: Case = make_case(self.by, name="Alva Provsson", facts=dict(self.facts), **self.more)
        log_in(self.client, self.assignment)

    def address(self, page: str = "case", **more: object) -> str:
        return reverse(f"web:{page}", kwargs={"arende": self.case.pk, **more})

    def read(self, page: str = "case", query: str = "", **more: object) -> str:
        answer = self.client.get(self.address(page, **more) + query)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    def post(self, page: str, data: dict[str, object], *, htmx: bool = False, **more: object) -> HttpResponse:
        headers = HTMX if htmx else {}
        return self.client.post(self.address(page, **more), data, headers=headers)  # type: ignore[return-value]

    def answer(self, fact: str, value: str, *, source: str = "personen", **more: object) -> HttpResponse:
        data = {"uppgift": fact, "svar": value, "kalla": source, "sedd": self.newest(fact), "fran": "arende"}
        return self.post("case-facts", {**data, **more})

    def newest(self, fact: str) -> str:
        found = FactEntry.objects.filter(case=self.case, fact=fact).order_by("at", "id").last()
        return str(found.pk) if found else ""

    def step(self) -> OpenStep:
        return self.case.steps.get(state__in=("pagar", "vantar"))

    def on_step(self, todo: str, data: dict[str, object], *, step: UUID | None = None) -> HttpResponse:
        found = self.case.steps.get(pk=step) if step else self.step()
        return self.post("case-step", {"gor": todo, "sett": found.mark, **data}, steg=found.pk)

    def colleague(self) -> tuple[Assignment, Actor, Client]:
        """A co-handler with a browser of her own."""
        other = make_assignment(unit=self.assignment.unit)
        add_colleague(case=self.case, user=other.user, by=self.by)
        return other, actor_for(other), log_in(Client(), other)


def days_ago(days: int) -> time_machine.travel:
    """`with days_ago(9): …`: that many days before today."""
    return time_machine.travel(timezone.now() - timedelta(days=days), tick=True)


def ahead(days: int) -> str:
    """The day `days` from today, as a form sends it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def text(answer: HttpResponse) -> str:
    return str(answer.content.decode())


def part(page: str) -> str:
    """What htmx swaps, out of a whole page or a fragment; without the token that differs each time."""
    start = page.index('<div id="arende"')
    end = page.index("</main>") if "</main>" in page else len(page)
    return TOKEN.sub("", page[start:end]).strip()
