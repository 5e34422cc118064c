"""The receiver has read what was disclosed: what the kommun gets to know of it."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor

from ..models import Disclosure
from ..rules.permissions import Need
from .core import action, tell


def note_reading(*, source_ref: UUID, answerer: Actor, by: Actor) -> None:
    """The first reading of a disclosure, told in the case. Nothing where the case has been removed meanwhile: the receiver keeps
    what she got. `answerer` read it; `by` is the post, in the kommun's scope."""
    found = Disclosure.objects.select_related("case__person").filter(pk=source_ref, owner_id=by.authority_id)
    disclosure = found.first()
    if disclosure is not None and disclosure.read_at is None:
        note_read(disclosure=disclosure, reader=answerer.unit_name or answerer.authority_name, by=by)


@action("disclosure.read", needs=Need.WRITE)
def note_read(*, disclosure: Disclosure, reader: str, by: Actor) -> Disclosure:
    """When it was first read. `reader` is a unit or an authority, never a person."""
    disclosure.read_at = timezone.now()
    disclosure.save(update_fields=["read_at"])
    tell(
        disclosure.case,
        by=by,
        kind="disclosure.read",
        subject=disclosure.pk,
        to=reader if not disclosure.case.person.is_protected else "",
    )
    return disclosure
