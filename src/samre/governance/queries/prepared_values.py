"""Numbers that are prepared to hold from a coming day: in a version that is to come, or in a draft that is not published yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import yaml

from samre.pathway.model import Pathway

from ..maps import texts_of
from ..models import Draft, DraftRevision, DraftState, MapVersion
from ..rules.packing import unpack

FILE = "varden.yaml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNDER_WAY = (DraftState.WRITTEN, DraftState.REVIEWED, DraftState.APPROVED)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A number from a day. `draft` where it stands (id, title, state in words), or the `version` that is to come."""

    value: str
    day: date
    number: int
    draft: tuple[UUID, str, str] | None = None
    version: int | None = None


def prepared_values(keeper: UUID, pathway: Pathway, *, on: date) -> tuple[Prepared, ...]:
    """What is prepared beyond what the map in force says, by day."""
    known = {(id_, start) for id_, value in pathway.values.items() for start, _, _ in value.spans}
    found = [*_in_versions(keeper, on), *_in_drafts(keeper, on)]
    return tuple(sorted((one for one in found if (one.value, one.day) not in known), key=lambda one: one.day))


def _in_versions(keeper: UUID, on: date) -> Iterator[Prepared]:
    for version in MapVersion.objects.filter(keeper_id=keeper, valid_from__gt=on).defer("files"):
        for id_, day, number in _coming(texts_of(version), on):
            yield Prepared(id_, day, number, version=version.number)


def _in_drafts(keeper: UUID, on: date) -> Iterator[Prepared]:
    for draft in Draft.objects.filter(keeper_id=keeper, state__in=_UNDER_WAY):
        saved = DraftRevision.objects.get(draft=draft, number=draft.revision)
        for id_, day, number in _coming(unpack(saved.files), on):
            yield Prepared(id_, day, number, draft=(draft.pk, draft.title, draft.get_state_display()))


def _coming(texts: Mapping[str, str], on: date) -> Iterator[tuple[str, date, int]]:
    """A draft may be half written: what is no number with a day is passed over."""
    try:
        rows: Any = yaml.load(texts.get(FILE, ""), Loader=_LOADER)
    except yaml.YAMLError:
        return
    values = rows.get("värden") if isinstance(rows, dict) else None
    for id_, value in values.items() if isinstance(values, dict) else ():
        spans = value.get("perioder") if isinstance(value, dict) else None
        for span in spans if isinstance(spans, list) else ():
            day, number = (span.get("från"), span.get("värde")) if isinstance(span, dict) else (None, None)
            if type(day) is date and day > on and type(number) is int:
                yield str(id_), day, number
