"""Who speaks for the person: given a mandate, and ended. Nothing is removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import Case, Person, Representative
from ..models.base import stamp
from ..rules.permissions import Need
from .core import action, tell

SCOPE_LONGEST = 200


@action("representative.add", needs=Need.WRITE)
def add_representative(
    *,
    case: Case,
    kind: str,
    scope: str,
    name: str,
    contact: str = "",
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
) -> Representative:
    """Somebody who may speak for the person in what `scope` says, from a day and (where it is known) until one.

    The same mandate again while it lasts is the same row: a form sent twice is one.
    """
    problems = {}
    if kind not in Representative.Kind.values:
        problems["slag"] = "Välj vilken sorts företrädare det är."
    if len(name.split()) < 2:
        problems["foretradare"] = "Skriv företrädarens för- och efternamn."
    if not scope.strip():
        problems["omfattning"] = "Skriv vad uppdraget gäller, till exempel bevaka rätt och förvalta egendom."
    elif len(scope.strip()) > SCOPE_LONGEST:
        problems["omfattning"] = f"Skriv kortare, högst {SCOPE_LONGEST} tecken."
    if valid_to is not None and valid_to < valid_from:
        problems["galler_till"] = "Uppdraget kan inte sluta innan det börjar."
    if problems:
        raise Refused(problems)
    said = {
        "kind": kind,
        "scope": scope.strip(),
        "name": " ".join(name.split()),
        "contact": contact.strip(),
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    if same := _same(case, said):
        about(same, category=kind, again=True)
        return same
    added = Representative.objects.create(**stamp(by), person_id=case.person_id, **said)
    tell(case, by=by, kind="representative.add", subject=added.pk, mandate=kind)
    about(added, category=kind)
    return added


def _same(case: Case, said: Mapping[str, object]) -> Representative | None:
    """The open row that says exactly this. The case is locked by the action; names are sealed, so they are compared here."""
    # The person has other cases: what is added in one of them waits for what is added in another.
    Person.objects.select_for_update(no_key=True).get(pk=case.person_id)
    there = Representative.objects.filter(person_id=case.person_id, ended_at__isnull=True).order_by(
        "at", "id"
    )
    return next((row for row in there if all(getattr(row, name) == said[name] for name in said)), None)


@action("representative.end", needs=Need.WRITE)
def end_representative(*, case: Case, representative: Representative, by: Actor) -> Representative:
    """The mandate has ended today. The row stays: what was said while it held was said by somebody who might."""
    representative.refresh_from_db()
    if representative.person_id != case.person_id:
        raise Refused("Företrädaren hör inte till det här ärendet.")
    if representative.ended_at is not None:
        raise Refused("Uppdraget är redan avslutat. Ladda om sidan för att se vad som står nu.")
    representative.ended_at = timezone.now()
    if representative.valid_to is None or representative.valid_to > timezone.localdate():
        representative.valid_to = max(timezone.localdate(), representative.valid_from)
    representative.save(update_fields=["ended_at", "valid_to"])
    tell(case, by=by, kind="representative.end", subject=representative.pk, mandate=representative.kind)
    about(representative, category=representative.kind)
    return representative
