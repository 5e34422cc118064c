"""Läkarintyg coming in to a case: whose they are, what they say of each day, what they lead to."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import TestCase
from tests.casework.factories import make_case, make_caseworker
from tests.certificate.factories import certificate

from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.casework.actions.certificates import add_certificate
from samre.casework.facts import facts_for
from samre.casework.models import Case, CaseEvent, CertificateFile, FactEntry, Task
from samre.certificate.model import Certificate, Period
from samre.certificate.read import to_json

TODAY = date(2026, 11, 21)
TOLVAN, OTHER = "191212121212", "198112189876"


def a_file(of: Certificate, *, patient: str = TOLVAN, kind: str = "personnummer", id_: str = "") -> bytes:
    """The certificate as a file in our own format."""
    content = to_json(of) | {"id": id_ or f"intyg-{of.signed_at}"}
    content["patient"] = [patient, "", kind, True, ""] if patient else None
    return json.dumps(content).encode()


def lasting(first: date, last: date, *, signed: date | None = None, **changes: Any) -> Certificate:
    """A good FK 7804 for those days."""
    return certificate({"32.2": Period(first, last), **changes}, signed=signed or first)


class TestCertificates(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, number=TOLVAN)

    def add(self, of: Certificate, **more: Any) -> CertificateFile:
        return add_certificate(case=self.case, data=a_file(of), name="intyg.json", by=self.by, **more)

    def value(self, fact: str, day: date, *, known: date | None = None) -> object:
        weighed = facts_for(self.case, on=day, known=known or TODAY + timedelta(days=400)).weighed
        return weighed[fact].value if fact in weighed else None

    def test_the_file_is_kept_byte_for_byte_with_what_was_read_out_of_it(self) -> None:
        of = lasting(date(2026, 11, 2), date(2026, 12, 31))
        row = self.add(of)
        row = CertificateFile.objects.get(pk=row.pk)
        assert row.original == a_file(of)
        assert row.read["answers"]
        assert (row.starts_on, row.ends_on, row.extent) == (date(2026, 11, 2), date(2026, 12, 31), 50)
        assert (row.signed_on, row.gaps, row.form) == (date(2026, 11, 2), 0, "LISJP")

    def test_it_holds_until_its_last_day_and_has_expired_from_the_day_after(self) -> None:
        self.add(lasting(date(2026, 11, 2), date(2026, 12, 31)))
        assert self.value("intyg", date(2026, 11, 1)) is None
        assert self.value("intyg", date(2026, 11, 2)) == "giltigt"
        assert self.value("intyg", date(2026, 12, 31)) == "giltigt"
        assert self.value("intyg", date(2027, 1, 1)) == "utgatt"
        assert self.value("intyg", date(2027, 10, 1)) == "utgatt"
        assert self.value("dag_intyget_slutar", date(2026, 11, 21)) == "2026-12-31"
        assert self.value("grad", date(2026, 12, 31)) == 50
        assert self.value("grad", date(2027, 1, 1)) is None

    def test_nothing_was_known_before_it_came(self) -> None:
        self.add(lasting(date(2026, 11, 2), date(2026, 12, 31)))
        assert self.value("intyg", date(2026, 11, 10), known=date(2026, 11, 20)) is None
        assert self.value("intyg", date(2026, 11, 10), known=TODAY) == "giltigt"

    def test_one_that_begins_later_says_nothing_before(self) -> None:
        self.add(lasting(date(2026, 11, 2), date(2026, 11, 30)))
        self.add(lasting(date(2026, 12, 1), date(2027, 1, 31), signed=date(2026, 11, 20)))
        assert self.value("dag_intyget_slutar", TODAY) == "2026-11-30"
        assert self.value("intyg", date(2026, 12, 1)) == "giltigt"
        assert self.value("intyg", date(2027, 2, 1)) == "utgatt"

    def test_an_older_one_that_comes_late_does_not_speak_over_a_newer(self) -> None:
        newer = lasting(date(2026, 11, 10), date(2026, 11, 30), signed=date(2026, 11, 10))
        older = lasting(date(2026, 10, 1), date(2026, 11, 15), signed=date(2026, 10, 1))
        self.add(newer)
        self.add(older)
        assert self.value("dag_intyget_slutar", date(2026, 11, 12)) == "2026-11-30"
        assert self.value("intyg", date(2026, 11, 16)) == "giltigt"
        assert self.value("intyg", date(2026, 10, 15)) == "giltigt"
        assert self.value("dag_intyget_slutar", date(2026, 12, 5)) == "2026-11-30"

    def test_a_file_about_somebody_else_is_refused_without_her_number(self) -> None:
        of = lasting(date(2026, 11, 2), date(2026, 12, 31))
        with pytest.raises(Refused, match="annan person") as refused:
            add_certificate(
                case=self.case, data=a_file(of, patient=OTHER), name="x.json", same_person=True, by=self.by
            )
        assert OTHER[-4:] not in str(refused.value)
        assert not CertificateFile.objects.exists()
        assert not FactEntry.objects.filter(source="intyg").exists()

    def test_ten_digits_with_a_hyphen_are_the_same_person(self) -> None:
        of = lasting(date(2026, 11, 2), date(2026, 12, 31))
        data = a_file(of, patient="121212-1212")
        assert add_certificate(case=self.case, data=data, name="x.json", by=self.by).pk

    def test_one_without_a_person_or_with_another_kind_of_id_takes_a_word_that_it_is_hers(self) -> None:
        of = lasting(date(2026, 11, 2), date(2026, 12, 31))
        for patient, kind in (("", ""), ("191212721219", "samordningsnummer"), ("12-345678/9", "annan")):
            data = a_file(of, patient=patient, kind=kind, id_=f"{patient}-id")
            with pytest.raises(Refused) as refused:
                add_certificate(case=self.case, data=data, name="x.json", by=self.by)
            assert list(refused.value.problems) == ["ratt_person"]
            assert add_certificate(case=self.case, data=data, name="x.json", same_person=True, by=self.by).pk

    def test_the_same_certificate_is_kept_once(self) -> None:
        of = lasting(date(2026, 11, 2), date(2026, 12, 31))
        self.add(of)
        with pytest.raises(Refused, match="redan i ärendet"):
            self.add(of)
        with pytest.raises(Refused, match="redan i ärendet"):
            add_certificate(case=self.case, data=a_file(of) + b"\n", name="annan.json", by=self.by)
        assert CertificateFile.objects.count() == 1

    def test_a_file_that_is_no_certificate_says_why(self) -> None:
        with pytest.raises(Refused, match="läkarintyg"):
            add_certificate(case=self.case, data=b"hej", name="hej.txt", by=self.by)
        with pytest.raises(Refused, match="Välj en fil"):
            add_certificate(case=self.case, data=b"", name="", by=self.by)

    def test_typed_from_paper_it_has_no_original(self) -> None:
        row = add_certificate(
            case=self.case, data=None, typed=lasting(date(2026, 11, 2), date(2026, 12, 31)), by=self.by
        )
        assert row.original is None
        assert self.value("intyg", TODAY) == "giltigt"

    def test_three_alike_in_a_row_lead_to_a_question_and_the_first_two_do_not(self) -> None:
        for month in (8, 9, 10):
            assert not Task.objects.filter(kind="intyg_lika").exists()
            self.add(lasting(date(2026, month, 1), date(2026, month, 28)))
        task = Task.objects.get(kind="intyg_lika")
        assert (task.case, task.due_on) == (self.case, TODAY)

    def test_a_changed_one_breaks_the_row(self) -> None:
        for month, text in ((8, "Samtal."), (9, "Medicin."), (10, "Samtal.")):
            self.add(lasting(date(2026, month, 1), date(2026, month, 28), **{"19.1": text}))
        assert not Task.objects.filter(kind="intyg_lika").exists()

    def test_the_case_is_watched_fourteen_days_before_the_last_day(self) -> None:
        self.add(lasting(date(2026, 11, 2), date(2026, 12, 31)))
        assert Case.objects.get(pk=self.case.pk).watch_on == date(2026, 12, 17)

    def test_the_timeline_and_the_log_have_one_row_each_without_anything_of_health(self) -> None:
        self.add(lasting(date(2026, 11, 2), date(2026, 12, 31)))
        told = CaseEvent.objects.get(kind="certificate.add")
        logged = Event.objects.get(action="certificate.add")
        assert told.data == {"form": "LISJP", "until": "2026-12-31"}
        assert logged.case_id == str(self.case.pk)
        assert "F33" not in logged.detail

    def test_it_takes_an_assignment_in_the_case(self) -> None:
        stranger = make_caseworker(unit=self.assignment.unit)[1]
        of = lasting(date(2026, 11, 2), date(2026, 12, 31))
        with pytest.raises(Denied):
            add_certificate(case=self.case, data=a_file(of), name="x.json", by=stranger)

    def test_it_cannot_have_come_tomorrow(self) -> None:
        with pytest.raises(Refused, match="inte varit än"):
            self.add(lasting(date(2026, 11, 2), date(2026, 12, 31)), received_on=TODAY + timedelta(days=1))


@pytest.mark.django_db
def test_every_file_there_is_comes_in_or_is_refused_with_a_sentence(testdata: Path) -> None:
    """The third-party examples, each in a case of its own: nothing but Refused, and nothing half kept."""
    _, by = make_caseworker()
    came_in, sentences = 0, set[tuple[str, str]]()
    for path in sorted((testdata / "certificates").rglob("*")):
        if not path.is_file() or path.suffix == ".csv":
            continue
        case = make_case(by)
        try:
            row = add_certificate(case=case, data=path.read_bytes(), name=path.name, same_person=True, by=by)
        except Refused as error:
            sentences |= {(path.name, text) for text in error.problems.values()}
            continue
        came_in += 1
        entries = list(FactEntry.objects.filter(certificate=row))
        assert all(entry.valid_to is None or entry.valid_from <= entry.valid_to for entry in entries)
        if row.starts_on and row.ends_on:
            facts = facts_for(case, on=row.starts_on, known=TODAY)
            assert facts.weighed["intyg"].value == "giltigt", path.name
            if row.starts_on > date(1950, 1, 1):
                before = facts_for(case, on=row.starts_on - timedelta(days=1), known=TODAY)
                assert before.weighed["intyg"].value is None, path.name
        assert not facts_for(case, on=TODAY).problems, path.name
    assert came_in > 20
    assert came_in == CertificateFile.objects.count()
    assert all(text.endswith(".") for _, text in sentences), sentences
