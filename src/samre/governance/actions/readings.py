"""That somebody has read what is new in the map she works by."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, about, action

from ..maps import keeper_of
from ..models import MapVersion, VersionRead
from ..rules.permissions import check_asks


@action("map.news_read", kind="map")
def read_news(*, version: UUID, by: Actor) -> VersionRead:
    """She has read what is new, and taken care of the map on her wall."""
    check_asks(by)
    assert by.user_id is not None
    row = MapVersion.objects.defer("files").get(pk=version)
    if keeper_of(by.authority_id) != row.keeper_id:
        raise Denied("Ni följer inte den kartan.")
    about(row, number=row.number)
    return VersionRead.objects.create(
        keeper_id=row.keeper_id, version=row, reader_id=by.user_id, at=timezone.now()
    )
