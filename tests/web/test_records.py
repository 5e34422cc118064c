"""Documents in a case, the nämnd's register, and the public one that names nobody (R47)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.accounts.factories import log_in
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.casework.models import Hold, Person, Record

pytestmark = pytest.mark.django_db
GIVEN = {
    "riktning": "in",
    "slag": "beslut",
    "part": "Kanariemyndigheten",
    "arende": "Kanarieärendet",
    "datum": "2026-11-20",
}


class Namnd:
    def __init__(self) -> None:
        self.worker, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson")
        self.here = f"/arenden/{self.case.pk}/handlingar"
        self.client = log_in(Client(), self.worker)

    def register(self, **other: object) -> Record:
        answer = self.client.post(self.here, {**GIVEN, **other})
        assert answer.status_code == 302, answer.content.decode()
        return Record.objects.latest("number")

    def manager(self) -> Client:
        return log_in(Client(), make_caseworker(unit=self.worker.unit, role=Role.MANAGER)[0])


def test_a_document_is_registered_with_its_file_and_fetched_again() -> None:
    place = Namnd()
    record = place.register(fil=SimpleUploadedFile("konstig.exe", b"%PDF-1.7 Kanarie"))
    assert (record.registered_on, record.media_type) == (date(2026, 11, 20), "application/pdf")
    answer = place.client.get(f"{place.here}/{record.pk}/fil")
    assert answer.content == b"%PDF-1.7 Kanarie"
    assert answer["Content-Disposition"] == 'inline; filename="beslut-SAMRE-2026-0001.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Kanarie" not in answer["Content-Disposition"]
    assert Event.objects.filter(action="record.file", case_id=str(place.case.pk), outcome="ok").exists()


def test_what_is_no_picture_or_pdf_is_fetched_and_never_shown() -> None:
    place = Namnd()
    record = place.register(fil=SimpleUploadedFile("brev.pdf", b"<html><script>alert(1)</script>"))
    answer = place.client.get(f"{place.here}/{record.pk}/fil")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_whoever_fetches_a_file_has_just_shown_who_she_is() -> None:
    place = Namnd()
    record = place.register(fil=SimpleUploadedFile("a.txt", b"text"))
    late = log_in(Client(), place.worker, fresh=False)
    assert "/logga-in" in late.get(f"{place.here}/{record.pk}/fil")["Location"]


def test_the_mark_shows_provision_day_and_authority() -> None:
    place = Namnd()
    place.register()
    page = place.client.get(place.here).content.decode()
    assert f"OSL 26:1, 21 november 2026, {place.by.authority_name}" in page


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost() -> None:
    place = Namnd()
    answer = place.client.post(place.here, {**GIVEN, "slag": "", "datum": "2027-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Välj vilket slags handling" in page and "Kanarieärendet" in page
    assert not Record.objects.exists()


def test_a_program_is_not_taken_for_a_document() -> None:
    place = Namnd()
    answer = place.client.post(
        place.here, {**GIVEN, "fil": SimpleUploadedFile("a.pdf", b"MZ\x90\x00\xff\xfe")}
    )
    assert answer.status_code == 422 and "tas inte emot" in answer.content.decode().replace(
        "inte tas emot", "tas inte emot"
    )


def test_the_public_register_is_open_to_the_manager_and_names_nobody() -> None:
    place = Namnd()
    place.register()
    assert place.client.get("/diarium/offentligt").status_code == 403
    text = place.manager().get("/diarium/offentligt").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert (
        lines[1]
        == f"SAMRE 2026:0001;2026-11-20;Inkommen;Beslut från en myndighet;OSL 26:1;2026-11-21;{place.by.authority_name}"
    )
    assert "Kanarie" not in text and place.case.number not in text


def test_party_and_subject_are_shown_to_whoever_may_open_the_case_and_nobody_else() -> None:
    place = Namnd()
    place.register()
    assert "Kanariemyndigheten" in place.client.get("/diarium").content.decode()
    colleague = log_in(Client(), make_caseworker(unit=place.worker.unit)[0])
    page = colleague.get("/diarium").content.decode()
    assert "SAMRE 2026:0001" in page and "Kanarie" not in page and place.case.number not in page


def test_the_register_of_a_protected_person_tells_no_party() -> None:
    place = Namnd()
    place.register()
    Person.objects.filter(pk=place.case.person_id).update(protection="markering")
    for address in ("/diarium", place.here):
        assert "Kanariemyndigheten" not in place.client.get(address).content.decode()


def test_another_namnds_documents_are_not_there() -> None:
    Namnd().register()
    assert "SAMRE 2026:0001" not in Namnd().client.get("/diarium").content.decode()


def test_a_scan_of_some_megabytes_is_taken_in_and_a_larger_one_says_how_much_fits(settings: Any) -> None:
    place = Namnd()
    scan = b"%PDF-1.7" + b" " * (3 * 1024 * 1024)
    place.register(fil=SimpleUploadedFile("skannat.pdf", scan))
    settings.UPLOAD_CAP_BYTES = 1024**2
    answer = place.client.post(place.here, {**GIVEN, "fil": SimpleUploadedFile("skannat.pdf", scan)})
    assert answer.status_code == 422
    assert "större än 1 MB" in answer.content.decode()
    assert "högst 1 MB" in answer.content.decode()


def test_the_register_costs_the_same_number_of_questions_however_long() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(number: int) -> int:
        place = Namnd()
        for _ in range(number):
            place.register()
        place.client.get("/diarium")
        with CaptureQueriesContext(connection) as found:
            place.client.get("/diarium")
        return len(found)

    assert asked(3) == asked(30)


def test_a_hold_is_laid_with_its_reason_and_taken_away() -> None:
    place = Namnd()
    here = f"{place.here}/gallring"
    assert place.client.post(here, {"gor": "sparr", "skal": " "}).status_code == 422
    place.client.post(here, {"gor": "sparr", "skal": "Tillsyn pågår"})
    hold = Hold.objects.get()
    assert "Tillsyn pågår" in place.client.get(here).content.decode()
    place.client.post(here, {"gor": "hav", "sparr": str(hold.pk)})
    hold.refresh_from_db()
    assert hold.ended_by == place.by.name
