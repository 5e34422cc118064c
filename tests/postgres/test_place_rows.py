"""What a social enterprise keeps and what the kommun keeps: neither is there for the other, nor for anybody else (R3, R5)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import connection, models
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import (
    make_enterprise,
    make_placement,
    make_supervisor,
    report_content,
)

from samre.accounts.scope import acting_in
from samre.casework.actions.asf_work import mark_day, save_report, send_report, write_week
from samre.casework.models import (
    Attendance,
    Delivery,
    Intervention,
    Placement,
    PlacementReport,
    WeeklyNote,
    WorkReport,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="radsäkerhet finns bara i PostgreSQL"),
]
THEIRS = (Attendance, Delivery, WeeklyNote, WorkReport)
OURS = (Intervention, Placement, PlacementReport)
AsProgram = Callable[[], AbstractContextManager[None]]


def seen(model: type[models.Model], authority: UUID, as_program: AsProgram) -> int:
    """How many rows of a table the program's own role finds in an authority's scope, whatever is asked."""
    with acting_in(authority), as_program(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
        return int(cursor.fetchone()[0])


def test_each_side_finds_its_own_rows_only(as_program: AsProgram) -> None:
    _, by = make_caseworker()
    case, unit, other = make_case(by, name="Kim Granlund"), make_enterprise(), make_enterprise()
    _, supervisor = make_supervisor(unit)
    placement, delivery = make_placement(case, by, unit)
    today = timezone.localdate()
    mark_day(delivery=delivery, day=today, status="kom", minutes=60, by=supervisor)
    choices = {"hur": "battre", "stegring": "lagom", "ring": "nej"}
    write_week(delivery=delivery, week=today, choices=choices, text="Bra.", by=supervisor)
    draft = save_report(delivery=delivery, content=report_content(placement), seen=0, by=supervisor)
    send_report(delivery=delivery, seen=draft.revision, by=supervisor)
    stranger = make_caseworker()[1].authority_id
    for model in THEIRS:
        assert seen(model, unit.authority_id, as_program) == 1, model.__name__
        for elsewhere in (case.owner_id, other.authority_id, stranger):
            assert seen(model, elsewhere, as_program) == 0, model.__name__
    for model in OURS:
        assert seen(model, case.owner_id, as_program) >= 1, model.__name__
        for elsewhere in (unit.authority_id, other.authority_id, stranger):
            assert seen(model, elsewhere, as_program) == 0, model.__name__
