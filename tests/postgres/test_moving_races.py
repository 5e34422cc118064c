"""Two who move the same cases to a new version at once: each case is moved once, and what is written meanwhile is not lost."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from tests.casework.factories import make_case
from tests.governance.factories import (
    BEGINS,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    texts_of_draft,
)

from samre.accounts.models import Authority
from samre.accounts.scope import acting_in
from samre.casework import moving
from samre.casework.models import Case, CaseEvent
from samre.casework.moving import FOLLOWS, follow_version, move_ahead
from samre.definitions import current
from samre.pathway.writing.steps import with_field

from .test_races import Pause

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite släpper in en skrivare i taget: make test-postgres",
    ),
]


def test_two_presses_at_once_move_each_case_once(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation(folder=current())
    lead, handler = federation.second_lead, federation.caseworker
    kommun = Authority.objects.get(pk=handler.authority_id)
    with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
        for _ in range(3):
            make_case(handler, facts={"sgi": "noll"})
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), "S05", "råd", "Läs intyget två gånger."))
    lay_for_decision(draft, federation)
    chart = publish_read(draft=approve(draft, federation).pk, by=federation.lead).chart
    with time_machine.travel(BEGINS):
        found = Pause(monkeypatch, moving, "courses").race(
            lead,
            lambda: move_ahead(chart=chart, by=lead),
            lambda: move_ahead(chart=chart, by=lead),
        )
        assert found == [3, 0]
        with acting_in(kommun.pk):
            assert set(Case.objects.values_list("pathway", flat=True)) == {chart}
            assert CaseEvent.objects.filter(kind=FOLLOWS).count() == 3


def test_a_handler_who_says_yes_while_all_are_moved_is_told_that_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    federation = make_federation(folder=current())
    lead, handler = federation.second_lead, federation.caseworker
    kommun = Authority.objects.get(pk=handler.authority_id)
    with acting_in(kommun.pk, map_stamp=kommun.map_stamp):
        case = make_case(handler, facts={"sgi": "noll"})
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), "S05", "råd", "Läs intyget två gånger."))
    lay_for_decision(draft, federation)
    chart = publish_read(draft=approve(draft, federation).pk, by=federation.lead).chart
    with time_machine.travel(BEGINS):
        moved, told = Pause(monkeypatch, moving, "courses").race(
            lead,
            lambda: move_ahead(chart=chart, by=lead),
            lambda: follow_version(case=case, chart=chart, by=handler),
        )
        assert moved == 1
        assert "följer redan" in str(told)
        with acting_in(kommun.pk):
            assert CaseEvent.objects.filter(kind=FOLLOWS).count() == 1
