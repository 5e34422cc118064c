"""What somebody wrote by hand, or a file was called, is not to be read in the tables (decision 21)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from tests.casework.factories import make_case, make_caseworker

from samre.casework.actions.representatives import add_representative
from samre.casework.models import CertificateFile, OpenStep, Representative

CANARY = "Anna Svensson"


def in_the_tables(word: str) -> list[str]:
    """The columns of the case file where the word can be read."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("casework").get_models():
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    if word.encode() in text:
                        found.append(f"{model._meta.db_table}.{name}")
    return found


@pytest.mark.django_db
def test_what_is_written_about_a_step_a_mandate_and_a_file_lies_sealed() -> None:
    _, by = make_caseworker()
    case = make_case(by)
    today = timezone.localdate()
    add_representative(
        case=case, kind="ombud", scope=f"Företräder {CANARY}", name="Ola Ek", valid_from=today, by=by
    )
    case.steps.update(party=f"Dr {CANARY}", waiting_then=f"Ring {CANARY}", outcome=f"{CANARY} fick arbete")
    CertificateFile.objects.create(
        owner=case.owner,
        case=case,
        by_name=by.name,
        at=timezone.now(),
        file_name=f"Intyg {CANARY}.xml",
        read={},
        received_on=today,
    )
    assert in_the_tables(case.number), "annars letar provet inte"
    assert in_the_tables(CANARY) == []
    step = OpenStep.objects.get(case=case)
    assert (step.party, step.outcome) == (f"Dr {CANARY}", f"{CANARY} fick arbete")
    assert Representative.objects.get().scope == f"Företräder {CANARY}"
    assert CertificateFile.objects.get().file_name == f"Intyg {CANARY}.xml"
