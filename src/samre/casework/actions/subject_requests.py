"""A person asks what is kept about her: received, perhaps prolonged, delivered; the month of the law runs meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..documents.subject_extract import Extract, extract_words, subject_extract
from ..models import Case, Record, SubjectRequest
from ..models.base import stamp
from ..rules.disposal import disposal_rules
from ..rules.permissions import Need
from .cases import months_later
from .core import action, tell
from .records import add_record


@action("request.receive", needs=Need.WRITE)
def receive_request(*, case: Case, received_on: date, by: Actor) -> SubjectRequest:
    """The day the person asked starts the clock (GDPR art. 12.3)."""
    on = timezone.localdate()
    if received_on > on:
        raise Refused({"inkom": "Dagen har inte varit än. Skriv den dag då begäran kom in."})
    if SubjectRequest.objects.filter(person_id=case.person_id, delivered_at__isnull=True).exists():
        raise Refused("En begäran väntar redan på svar. Lämna det utdraget först.")
    months = disposal_rules()["utdrag"]["svar_inom_månader"]
    request = SubjectRequest.objects.create(
        **stamp(by),
        person_id=case.person_id,
        received_on=received_on,
        due_on=months_later(received_on, months),
    )
    tell(case, by=by, kind="request.receive", subject=request.pk, on=received_on, due=request.due_on)
    about(request, case_id=case.pk)
    return request


@action("request.prolong", needs=Need.WRITE)
def prolong_request(*, case: Case, request: SubjectRequest, by: Actor) -> SubjectRequest:
    """Two months more, once, where it is complicated; the person is told within the first month."""
    request = _waiting(case, request)
    if request.prolonged_to is not None:
        raise Refused("Tiden är redan förlängd. Den kan inte förlängas en gång till.")
    if timezone.localdate() > request.due_on:
        raise Refused("Tiden har gått ut. Personen skulle ha fått besked om förlängning före den dagen.")
    request.prolonged_to = months_later(request.due_on, disposal_rules()["utdrag"]["förlängning_månader"])
    request.save(update_fields=["prolonged_to"])
    tell(case, by=by, kind="request.prolong", subject=request.pk, due=request.prolonged_to)
    about(request, case_id=case.pk)
    return request


@action("request.deliver", needs=Need.WRITE)
def deliver_request(
    *,
    case: Case,
    request: SubjectRequest,
    paper: Callable[[Extract], bytes] | None = None,
    by: Actor,
) -> Extract:
    """The extract as it is handed over now. What is held back is kept with its ground, so that it can be appealed.

    It goes into the register as a document sent; `paper` makes the PDF that is kept there as what was handed over.
    """
    request = _waiting(case, request)
    on, words = timezone.localdate(), extract_words()
    request.delivered_at, request.delivered_by = timezone.now(), by.name
    extract = subject_extract(case.person, on=on)
    request.withheld = [{"vad": what, "lag": law, "antal": number} for what, law, number in extract.withheld]
    request.save(update_fields=["delivered_at", "delivered_by", "withheld"])
    add_record(
        case=case,
        direction=Record.Direction.OUT,
        kind="utdrag",
        party=words["till"],
        subject=words["gäller"],
        content=paper(extract) if paper else None,
        media_type="application/pdf" if paper else "",
        subject_id=request.pk,
        is_told=False,
        by=by,
    )
    tell(case, by=by, kind="request.deliver", subject=request.pk)
    about(request, case_id=case.pk, category="registerutdrag", rows=extract.rows)
    return extract


def _waiting(case: Case, request: SubjectRequest) -> SubjectRequest:
    """The request as it is now, locked; of this case's person and not answered."""
    found = SubjectRequest.objects.select_for_update().filter(pk=request.pk, person_id=case.person_id).first()
    if found is None:
        raise Refused("Begäran finns inte i det här ärendet.")
    if found.delivered_at is not None:
        raise Refused(f"Utdraget är redan lämnat av {found.delivered_by}.")
    return found
