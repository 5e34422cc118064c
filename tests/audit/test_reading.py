"""What the log answers when a person asks who has seen her."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q

from samre.audit.reading import events_about

from .conftest import CASE, OTHER_CASE, read_case

pytestmark = pytest.mark.django_db


def test_reads_and_lists_that_showed_her_are_found_newest_first() -> None:
    read_case()
    read_case(case_id=OTHER_CASE)
    read_case(action="case.list", case_id="", subjects=[CASE, OTHER_CASE])
    read_case(action="case.list", case_id="", subjects=[OTHER_CASE])
    read_case(action="case.list", case_id=CASE, subjects=[CASE])
    found = events_about(CASE)
    assert [event.number for event in found] == [5, 3, 1]
    assert found.count() == 3


def test_other_authorities_that_have_seen_her_are_found_too() -> None:
    read_case()
    read_case(chain="arbetsförmedlingen")
    assert {event.chain for event in events_about(CASE)} >= {"arbetsförmedlingen"}
    assert events_about(CASE, where=Q(chain="arbetsförmedlingen")).count() == 1


def test_what_else_is_asked_for_narrows_both_reads_and_lists() -> None:
    read_case()
    read_case(action="case.list", case_id="", subjects=[CASE])
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert events_about(CASE, where=Q(at__gte=tomorrow)).count() == 0
    assert [event.action for event in events_about(CASE, where=Q(action="case.list"))] == ["case.list"]
