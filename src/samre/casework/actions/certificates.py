"""Läkarintyg coming in: whose they are, what they say for which days, and what has to be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256

from django.db.models import Max
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about
from samre.certificate.aspects import Reading
from samre.certificate.checks import check
from samre.certificate.definition import load_checks
from samre.certificate.model import Certificate, Identity, Unreadable
from samre.certificate.read import from_json, read, to_json
from samre.certificate.verdict import missing_count

from ..models import Case, CertificateFile, FactEntry, IdentityKind, Person, Record, SourceKind, Task
from ..models.base import stamp
from ..rules.claims import Claim, TooManyPeriods, claims_of, days_of, outside
from ..rules.likeness import alike_in_a_row, likeness_key, likeness_keys
from ..rules.permissions import Need
from ..rules.settings import case_rules, days, pathway_of
from .core import action, tell
from .records import add_record
from .standing import restate
from .steps import check_open
from .tasks import put_task, settle

NUMBERS = (IdentityKind.PERSONNUMMER, IdentityKind.SAMORDNINGSNUMMER)
DRAFTS = ("prefill-xml", "prefill-json")
ALIKE, ENDS = "intyg_lika", "intyg_slutar"
_SIGNS = re.compile(r"[^0-9A-Z]")


@action("certificate.add", needs=Need.WRITE)
def add_certificate(
    *,
    case: Case,
    data: bytes | None,
    typed: Certificate | None = None,
    name: str = "",
    received_on: date | None = None,
    same_person: bool = False,
    by: Actor,
) -> CertificateFile:
    """A certificate that came in as a file (`data`) or was typed in from paper (`typed`), with the facts it gives.

    The person in it has to be the case's. Where that can't be told (no id in it, or another kind of id) `same_person` says
    that the writer has made sure; a file about somebody else is refused whatever she says. Raises Refused with field "fil",
    "ratt_person" or "mottaget": nothing is kept, and the other person's number is never shown.
    """
    check_open(case)
    on = timezone.localdate()
    received = received_on or on
    if received > on:
        raise Refused({"mottaget": "Dagen har inte varit än. Skriv den dag intyget kom till er."})
    certificate = typed or _read(data, name)
    if typed is None:
        _check_person(certificate.patient, case.person, sure=same_person)
    content = to_json(certificate)
    digest = sha256(data or json.dumps(content, sort_keys=True).encode()).hexdigest()
    earlier = list(case.certificates.order_by("at", "id"))
    _check_new(certificate, digest, earlier)
    previous = [from_json(row.read) for row in earlier]
    row = _row(
        certificate, case, previous, on=on, read=content, sha256=digest, received_on=received, by=by,
        original=data if typed is None else None, file_name="" if typed else name[:120],
    )  # fmt: skip
    row.save(force_insert=True)
    _add_facts(row, certificate, previous, by=by)
    tell(case, by=by, kind="certificate.add", subject=row.pk, form=row.form, until=row.ends_on)
    words = case_rules()["handlingar"]["läkarintyg"]
    add_record(
        case=case, direction=Record.Direction.IN, kind="intyg", party=words["part"], subject=words["gäller"],
        registered_on=received, subject_id=row.pk, is_told=False, by=by,
    )  # fmt: skip
    _ask_when_nothing_changes(row, certificate, earlier, on=on, by=by)
    _settle_warning(row, by=by)
    about(row, typed=typed is not None, form=row.form)
    restate(case, on=on)
    return row


def _read(data: bytes | None, name: str) -> Certificate:
    if not data:
        raise Refused({"fil": "Välj en fil med läkarintyget, eller skriv av det från papper."})
    try:
        certificate = read(data, name=name)
    except Unreadable as error:
        raise Refused({"fil": str(error)}) from error
    if certificate.kind in DRAFTS:
        raise Refused(
            {"fil": "Filen är ett utkast som ingen har undertecknat. Be vården om det färdiga intyget."}
        )
    return certificate


def _check_person(stated: Identity | None, person: Person, *, sure: bool) -> None:
    """Refused unless the certificate is the person's, or the writer is sure where the ids can't be compared."""
    text = _plain(stated.value) if stated else ""
    own = _plain(person.number or "")
    if stated and text and _same_number(text, own):
        return
    if stated and text and own and stated.kind == person.identity_kind and stated.kind in NUMBERS:
        raise Refused(
            {
                "fil": "Intyget gäller en annan person än ärendet. Kontrollera att du har öppnat rätt ärende och valt "
                "rätt fil. Ingenting är sparat."
            }
        )
    if not sure:
        why = (
            "Det står ingen person i intyget."
            if not text
            else "Personen i intyget har en annan sorts id-nummer än personen i ärendet."
        )
        check_it = "Kontrollera mot namn och handlingar att det är rätt person, och kryssa för det."
        raise Refused({"ratt_person": f"{why} {check_it}"})


def _plain(number: str) -> str:
    return _SIGNS.sub("", number.upper())


def _same_number(one: str, other: str) -> bool:
    """Equal, or equal but for the century that one of them leaves out."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) == 10 and len(long) == 12 and long.endswith(short))


def _check_new(certificate: Certificate, digest: str, earlier: Iterable[CertificateFile]) -> None:
    for row in earlier:
        same_id = bool(certificate.id) and row.read.get("id") == certificate.id
        if row.sha256 == digest or same_id:
            raise Refused(
                {
                    "fil": f"Samma intyg finns redan i ärendet. Det kom {row.received_on} och är inte sparat en gång till."
                }
            )


def _row(
    certificate: Certificate,
    case: Case,
    previous: Sequence[Certificate],
    *,
    on: date,
    by: Actor,
    **kept: object,
) -> CertificateFile:
    reading = load_checks().read(certificate)
    covers = days_of(certificate) if reading.grades else None
    return CertificateFile(
        **stamp(by),
        **kept,
        case=case,
        form=(certificate.form or certificate.type)[:20],
        signed_on=certificate.signed_at.date() if certificate.signed_at else None,
        starts_on=covers.first if covers else None,
        ends_on=covers.last if covers else None,
        extent=_extent(reading),
        gaps=missing_count(check(certificate, on=on, previous=previous)),
        likeness=likeness_key(certificate, case.owner_id),
        definition=load_checks().version,
    )


def _extent(reading: Reading) -> int | None:
    """The highest degree it speaks of, in per cent."""
    return max((grade.percent for grade in reading.grades if grade.percent is not None), default=None)


def _add_facts(
    row: CertificateFile, certificate: Certificate, previous: Sequence[Certificate], *, by: Actor
) -> None:
    """One entry per fact and run of days. Where certificates overlap, the one signed last is heard."""
    try:
        claims = claims_of(
            certificate, pathway=pathway_of(row.case.pathway), received=row.received_on, previous=previous
        )
    except TooManyPeriods as error:
        raise Refused(
            {"fil": "Intyget har fler perioder än någon läkare skriver. Kontrollera filen."}
        ) from error
    standing = list(
        FactEntry.objects.filter(
            case_id=row.case_id, certificate__isnull=False, withdraws__isnull=True, withdrawn_by__isnull=True
        ).select_related("certificate")
    )
    FactEntry.objects.bulk_create(
        FactEntry(
            **stamp(by),
            case=row.case,
            fact=part.fact,
            value=part.value,
            source=SourceKind.CERTIFICATE,
            source_name=part.source[:160],
            certificate=row,
            valid_from=part.starts,
            valid_to=part.ends,
        )
        for claim in claims
        for part in outside(claim, _taken(claim, row, standing))
    )


def _taken(
    claim: Claim, row: CertificateFile, standing: Iterable[FactEntry]
) -> list[tuple[date, date | None]]:
    """The days of a claim that another certificate already speaks for."""
    return [
        (entry.valid_from, entry.valid_to)
        for entry in standing
        if entry.fact == claim.fact and _counts_before(entry, row, claim)
    ]


def _counts_before(entry: FactEntry, row: CertificateFile, claim: Claim) -> bool:
    other = entry.certificate
    assert other is not None
    is_after = other.ends_on is not None and entry.valid_from > other.ends_on
    if claim.after:
        return not is_after or (row.ends_on is not None and (other.ends_on or row.ends_on) > row.ends_on)
    return not is_after and _signed(other) > _signed(row)


def _signed(row: CertificateFile) -> date:
    return row.signed_on or row.received_on


def _settle_warning(row: CertificateFile, *, by: Actor) -> None:
    """A warning that the last certificate ends is over when one that lasts longer has come."""
    warnings = Task.objects.filter(case=row.case, kind=ENDS, done_at__isnull=True)
    last = CertificateFile.objects.filter(case=row.case).aggregate(last=Max("ends_on"))["last"]
    if row.ends_on is not None and row.ends_on == last:
        settle(warnings, by=by)


def _ask_when_nothing_changes(
    row: CertificateFile,
    certificate: Certificate,
    earlier: Sequence[CertificateFile],
    *,
    on: date,
    by: Actor,
) -> None:
    """A task when so many certificates in a row say the same that the doctor should be asked what can be done otherwise."""
    order = sorted(earlier, key=lambda one: (_signed(one), one.at), reverse=True)
    before = [one for one in order if _signed(one) <= _signed(row)]
    keys = likeness_keys(certificate, row.owner_id)
    if alike_in_a_row([bytes(one.likeness) for one in before], keys) + 1 < days("lika_intyg"):
        return
    put_task(case=row.case, kind=ALIKE, about_what="", due_on=on, by=by)
