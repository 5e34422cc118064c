"""One row in every table about a person: all of it is told to her, all of it goes at gallring (R48, R50)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.test import TestCase
from django.utils import timezone
from tests.casework.factories import make_caseworker
from tests.casework.one_of_everything import one_of_everything

from samre.accounts.roles import Role
from samre.audit import sink
from samre.audit.models import Event
from samre.casework.actions.disposal import (
    approve_disposal,
    carry_out_disposal,
    end_hold,
    plan_disposal,
)
from samre.casework.documents.subject_extract import (
    extract_json,
    extract_words,
    person_models,
    subject_extract,
)
from samre.casework.models import Case, DisposalItem, Hold, NoteDraft, SubjectRequest, Tombstone
from samre.casework.queries.registers import originals


class TestEveryTable(TestCase):
    def setUp(self) -> None:
        self.whole = one_of_everything()

    def test_each_has_a_row_with_words_of_its_own(self) -> None:
        for model in person_models():
            assert model._base_manager.exists(), model.__name__
        assert len(set(self.whole.words)) > 60

    def test_the_person_is_told_every_word_or_why_not(self) -> None:
        extract = subject_extract(self.whole.person, on=timezone.localdate())
        told = json.dumps(extract_json(extract), ensure_ascii=False)
        files = b"".join(data for _, data in originals(self.whole.case, whole_person=True))
        words, untold = extract_words(), []
        for model, columns in self.whole.canaries.items():
            table = words["tabeller"][model.__name__]
            reasons = {**words["utelämnas_alltid"], **table.get("utelämnas", {})}
            for column, canary in columns.items():
                if column in reasons and column not in table["fält"]:
                    assert canary not in told, f"{model.__name__}.{column} är både undantagen och lämnad"
                    in_file = "egen fil" not in reasons[column] or canary.encode() in files
                    assert in_file, f"{model.__name__}.{column} finns inte bland filerna"
                elif model is NoteDraft:
                    assert canary not in told
                elif canary not in told:
                    untold.append(f"{model.__name__}.{column}")
        assert untold == []
        assert [law for _, law, _ in extract.withheld] == ["Lag (2018:218) 5 kap. 2 §"]

    def test_gallring_leaves_no_word_in_any_table_or_file_and_keeps_log_and_stones(self) -> None:
        Hold.objects.update(ended_at=None, ended_by="")
        manager = make_caseworker(unit=self.whole.assignment.unit, role=Role.MANAGER)[1]
        lead = make_caseworker(unit=self.whole.assignment.unit, role=Role.PROCESS_LEAD)[1]
        end_hold(hold=Hold.objects.get(), by=manager)
        SubjectRequest.objects.update(delivered_at=timezone.now())
        ids = {
            (model._meta.db_table, row.pk) for model in person_models() for row in model._base_manager.all()
        }
        assert found_in_tables(self.whole.words)
        with self.captureOnCommitCallbacks(execute=True):
            run = plan_disposal(by=manager)
            approve_disposal(run=run, list_sha256=run.list_sha256, by=lead)
            assert carry_out_disposal(run=run, by=manager) == (1, 0)
        # The case's number is kept in the list as the receipt; it is nobody's name.
        number = self.whole.canaries[Case].pop("number")
        assert found_in_tables(self.whole.words) == []
        assert found_in_tables([number]) == [DisposalItem.__name__]
        sink.stream()
        assert found_in_files(self.whole.words) == []
        assert Event.objects.filter(action="disposal.remove", case_id=str(self.whole.case.pk)).exists()
        stones = {(stone.table, stone.row) for stone in Tombstone.objects.all()}
        assert {(table, row) for table, row in ids if not isinstance(row, int)} <= stones


def found_in_tables(words: list[str]) -> list[str]:
    """Every table of the whole program where one of the words stands, opened where it is sealed."""
    found = []
    for model in apps.get_models():
        for row in model._base_manager.all():
            text = " ".join(_text(getattr(row, column.attname)) for column in model._meta.concrete_fields)
            if any(word in text for word in words):
                found.append(model.__name__)
    return sorted(set(found))


def _text(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def found_in_files(words: list[str]) -> list[str]:
    """Every file beside the database: the separate store of the log, and the stones."""
    files = [path for path in Path(settings.SAMRE_AUDIT_SINK).rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(word in path.read_text(encoding="utf-8") for word in words)]
