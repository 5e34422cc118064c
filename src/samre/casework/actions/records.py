"""The register of documents (diarium): what came in, went out or was drawn up, with number, day, party and subject (OSL 5:1–2)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about
from samre.audit.log import lock_chain

from ..models import Case, Record
from ..models.base import stamp
from ..models.records import RecordNumber
from ..rules.permissions import Need
from ..rules.settings import case_rules
from .core import action, tell


@action("record.register", needs=Need.WRITE)
def register_record(
    *,
    case: Case,
    direction: str,
    kind: str,
    party: str,
    subject: str,
    registered_on: date | None = None,
    content: bytes | None = None,
    media_type: str = "",
    by: Actor,
) -> Record:
    """Registers a document of the case. The public register shows its number, day, direction and kind: never party or subject."""
    return add_record(
        case=case,
        direction=direction,
        kind=kind,
        party=party,
        subject=subject,
        registered_on=registered_on,
        content=content,
        media_type=media_type,
        by=by,
    )


def add_record(
    *,
    case: Case,
    direction: str,
    kind: str,
    party: str,
    subject: str,
    by: Actor,
    registered_on: date | None = None,
    content: bytes | None = None,
    media_type: str = "",
    subject_id: Any = None,
    is_told: bool = True,
) -> Record:
    """The row itself, for actions that say the rest: every document about a person carries the mark of its provision.

    `is_told=False`: the caller's own event in the timeline and the log already says that the document came or went.
    """
    kinds, on = case_rules()["handlingar"]["slag"], timezone.localdate()
    day = registered_on or on
    problems = {}
    if direction not in Record.Direction.values:
        problems["riktning"] = "Välj om handlingen kom in, skickades ut eller upprättades."
    if kind not in kinds:
        problems["slag"] = "Välj vilket slags handling det är."
    if not party.strip() and direction != Record.Direction.OWN:
        problems["part"] = "Skriv vem handlingen kom från eller skickades till."
    if not subject.strip():
        problems["arende"] = "Skriv kort vad handlingen gäller."
    if day > on:
        problems["datum"] = "Dagen har inte varit än."
    if problems:
        raise Refused(problems)
    record = Record.objects.create(
        **stamp(by),
        case=case,
        number=next_record_number(by, on=day),
        direction=direction,
        registered_on=day,
        party=party.strip(),
        subject=subject.strip(),
        public_subject=kinds[kind],
        kind=kind,
        content=content,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
        subject_id=subject_id,
        secrecy_provision=case_rules()["handlingar"]["sekretess"],
        secrecy_on=on,
        secrecy_authority=by.authority_name,
    )
    if is_told:
        tell(case, by=by, kind="record.register", subject=record.pk, on=day, direction=direction, record=kind)
        about(record, case_id=case.pk, category="diarium")
    return record


def next_record_number(by: Actor, *, on: date) -> str:
    """`SAMRE 2026:0042`; the counter's row is locked until the record is written."""
    with transaction.atomic():
        # Whoever lets something out holds the chain when she comes here: the same order for everybody.
        lock_chain(str(by.authority_id))
        counter, _ = RecordNumber.objects.select_for_update().get_or_create(
            owner_id=by.authority_id, year=on.year
        )
        counter.last += 1
        counter.save(update_fields=["last"])
    return f"{case_rules()['handlingar']['beteckning']} {on.year}:{counter.last:04}"
