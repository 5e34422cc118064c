"""What a receiver has been given before: so that nobody gives it once more without knowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from ..documents.items import CERTIFICATE, FILE, NOTE, Item
from ..models import Disclosure, DisclosureState

# Signed, or registered as they came: what is given of them once never becomes another thing.
_FIXED = (CERTIFICATE, FILE, NOTE)


@dataclass(frozen=True, slots=True)
class Given:
    """The newest time a field was given: the day, and what was read then. `is_struck`: words were taken out of it."""

    on: date
    rows: frozenset[tuple[str, tuple[str, ...]]]
    is_struck: bool

    def is_still(self, item: Item) -> bool:
        """Whether it says the same now as when it was given."""
        return self.is_struck or item.kind in _FIXED or (item.label, item.texts) in self.rows


def given_before(disclosure: Disclosure) -> dict[str, Given]:
    """Field → when the receiver of a draft got it last. One query; what was taken back was not given."""
    found: dict[str, Given] = {}
    sent = Disclosure.objects.filter(
        case=disclosure.case,
        receiver_kind=disclosure.receiver_kind,
        receiver=disclosure.receiver_id,
        receiver_unit=disclosure.receiver_unit_id,
        sent_at__isnull=False,
    ).exclude(state=DisclosureState.DROPPED)
    for row in sent.defer("packet").order_by("sent_at", "pk"):
        rows, day = _rows(row.snapshot or {}), timezone.localdate(row.sent_at)
        for one in row.items:
            found[str(one["field"])] = Given(day, rows, bool(one.get("mask")))
    return found


def _rows(snapshot: Mapping[str, Any]) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset(
        (str(row["label"]), tuple(row["texts"]))
        for section in snapshot.get("sections", ())
        for row in section["rows"]
    )
