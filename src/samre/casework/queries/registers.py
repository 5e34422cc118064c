"""The register of documents (diarium): of a case, of the nämnd for those who handle its cases, and the public one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.protected import shown_user
from samre.certificate.wording import in_words

from ..models import Case, CertificateFile, Consent, PreparedConsent, Record, SubjectRequest
from ..rules.settings import case_rules
from .case_frame import HIDDEN
from .openable import openable

PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A document. `party` and `subject` are empty where the reader has no part in the case: she sees the public register.

    `secrecy`: the mark with its provision, day and authority (OSL 5:5). `file`: whether it can be fetched, and where.
    """

    id: UUID
    number: str
    direction: str
    registered_on: date
    kind: str
    party: str
    subject: str
    case_id: UUID | None
    case_number: str
    has_file: bool
    certificate_id: UUID | None
    secrecy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of the nämnd's register, the newest first. `shown`: the cases whose party and subject are told."""

    rows: tuple[RecordRow, ...]
    page: int
    pages: int
    total: int
    shown: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request for an extract that waits for its answer. `days_left` is negative when the day has passed."""

    case_id: UUID | None
    case_number: str
    handler: str
    received_on: date
    due_on: date
    days_left: int
    is_prolonged: bool


def register_page(actor: Actor, *, page: int = 1) -> RegisterPage:
    """The nämnd's register. The same number of queries however long it is."""
    found = Record.objects.filter(owner_id=actor.authority_id).defer("content")
    total = found.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * PER_PAGE
    rows = list(
        found.select_related("case__person").order_by("-registered_on", "-number")[start : start + PER_PAGE]
    )
    may = openable(actor, {row.case_id: row.case for row in rows if row.case}.values())
    return RegisterPage(
        rows=tuple(_row(row, is_open=row.case_id in may) for row in rows),
        page=page,
        pages=pages,
        total=total,
        shown=tuple(sorted({row.case_id for row in rows if row.case_id in may})),
    )


def case_records(case: Case) -> tuple[RecordRow, ...]:
    """The documents of a case, the newest first."""
    found = Record.objects.filter(case=case).defer("content").order_by("-registered_on", "-number")
    rows = list(found)
    for row in rows:
        row.case = case
    return tuple(_row(row, is_open=True) for row in rows)


def record_file(case: Case, record: UUID) -> tuple[str, bytes, str, str] | None:
    """Number, content, media type and kind of a document of this case; None where there is no file."""
    found = Record.objects.filter(case=case, pk=record).first()
    if found is None or found.content is None:
        return None
    return found.number, bytes(found.content), found.media_type, found.kind


def public_register(actor: Actor) -> str:
    """The public register as CSV: number, day, direction, kind and secrecy mark. No party, subject, case or name (OSL 5:2)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Nummer", "Datum", "Riktning", "Handling", "Sekretess", "Sekretessmarkerad", "Av"])
    rows = Record.objects.filter(owner_id=actor.authority_id).order_by("registered_on", "number")
    for row in rows.values_list(
        "number",
        "registered_on",
        "direction",
        "public_subject",
        "secrecy_provision",
        "secrecy_on",
        "secrecy_authority",
    ).iterator(chunk_size=2000):
        number, day, direction, *rest = row
        writer.writerow(
            [number, day, Record.Direction(direction).label, *("" if one is None else one for one in rest)]
        )
    return text.getvalue()


def kinds() -> tuple[tuple[str, str], ...]:
    """Code and name of every kind of document."""
    return tuple(case_rules()["handlingar"]["slag"].items())


def waiting_requests(actor: Actor) -> tuple[tuple[RequestRow, ...], int]:
    """The nämnd's requests that wait for an answer, the most urgent first, of cases the reader may open; and how many others."""
    on = timezone.localdate()
    found = list(
        SubjectRequest.objects.filter(owner_id=actor.authority_id, delivered_at__isnull=True).select_related(
            "person"
        )
    )
    cases = _newest_cases([request.person_id for request in found])
    may = openable(actor, cases.values())
    rows = []
    for request in found:
        case = cases.get(request.person_id)
        if case is None or case.pk not in may:
            continue
        due = request.prolonged_to or request.due_on
        rows.append(
            RequestRow(
                case_id=case.pk,
                case_number=case.number,
                handler=shown_user(case.handler),
                received_on=request.received_on,
                due_on=due,
                days_left=(due - on).days,
                is_prolonged=request.prolonged_to is not None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.case_number))), len(found) - len(rows)


def case_requests(case: Case) -> tuple[SubjectRequest, ...]:
    """The requests of the case's person, the newest first."""
    return tuple(SubjectRequest.objects.filter(person_id=case.person_id).order_by("-received_on", "-at"))


def delivered_paper(case: Case, request: SubjectRequest) -> UUID | None:
    """The document in the register that was handed over as the answer."""
    found = Record.objects.filter(case__person_id=case.person_id, subject_id=request.pk)
    return found.values_list("pk", flat=True).first()


def originals(case: Case, *, whole_person: bool) -> list[tuple[str, bytes]]:
    """Every file of the case (or of all the person's cases) as it came: name in a package, and bytes."""
    of = {"case__person_id": case.person_id} if whole_person else {"case": case}
    certificates = CertificateFile.objects.filter(**of, original__isnull=False).order_by("at", "id")
    records = Record.objects.filter(**of, content__isnull=False).order_by("number")
    found = [
        (f"lakarintyg/{number:03}-{row.received_on}.{_ending(bytes(row.original))}", bytes(row.original))
        for number, row in enumerate(certificates, 1)
    ]
    return (
        found
        + [
            (
                f"handlingar/{row.number.replace(' ', '-').replace(':', '-')}.{ENDINGS.get(row.media_type, 'bin')}",
                bytes(row.content),
            )
            for row in records
        ]
        + _consent_files(of)
    )


def _consent_files(of: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """Every text the person has been shown, and every signed sheet, named by its reference."""
    given = list(Consent.objects.filter(**of).order_by("at", "id"))
    prepared = PreparedConsent.objects.filter(**of).order_by("at", "id")
    texts = [(f"samtycke/{row.reference}.html", bytes(row.shown)) for row in given]
    texts += [(f"samtycke/{row.reference}-forberett.html", bytes(row.shown)) for row in prepared]
    return texts + [
        (f"samtycke/{row.reference}-underskrivet.{ENDINGS.get(row.paper_type, 'bin')}", bytes(row.paper))
        for row in given
        if row.paper is not None
    ]


ENDINGS = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/xml": "xml",
    "application/json": "json",
}


def _ending(data: bytes) -> str:
    first = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    return {b"<": "xml", b"{": "json", b"[": "json"}.get(first, "txt")


def _newest_cases(persons: list[UUID]) -> dict[UUID, Case]:
    found = Case.objects.filter(person_id__in=persons).select_related("person", "handler")
    return {case.person_id: case for case in found.order_by("opened_on", "number")}


def _row(row: Record, *, is_open: bool) -> RecordRow:
    hidden = is_open and row.case is not None and row.case.person.is_protected
    kind = str(row.kind)
    mark = (
        f"{row.secrecy_provision}, {in_words(row.secrecy_on)}, {row.secrecy_authority}"
        if row.secrecy_provision and row.secrecy_on
        else ""
    )
    return RecordRow(
        id=row.pk,
        number=row.number,
        direction=Record.Direction(row.direction).label,
        registered_on=row.registered_on,
        kind=row.public_subject,
        party=HIDDEN if hidden else row.party if is_open else "",
        subject="" if hidden or not is_open else row.subject,
        case_id=row.case_id if is_open else None,
        case_number=row.case.number if is_open and row.case else "",
        has_file=bool(row.sha256 or row.media_type),
        certificate_id=row.subject_id if kind == "intyg" else None,
        secrecy=mark,
    )
