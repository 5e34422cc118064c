"""What the gauge counts as done and yet does not reach the receiver, for no consent lets it out: told beside "3 av 3 klart"."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..documents.items import Item
from ..documents.material import material
from ..models import Case, Disclosure
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consents import Cover, covers_and_gaps, standing_scopes
from ..rules.disclosures import disclosure_rules
from .disclosure_choices import newest_certificate, proposes
from .gauge import Gauge, Need


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A need that is done and does not go along, or not wholly: `why` in words."""

    code: str
    text: str
    why: str


def left_out_of(
    disclosure: Disclosure, found: Gauge | None, *, on: date, chosen: Collection[str] | None = None
) -> tuple[LeftOut, ...]:
    """By the consents to the receiver of a draft; `chosen`: by the fields that were chosen, on whatever ground."""
    if found is None or disclosure.receiver_id is None:
        return ()
    items = material(disclosure.case, on=on)
    covers, _ = covers_and_gaps(
        disclosure.case,
        receiver=disclosure.receiver_id,
        unit=disclosure.receiver_unit_id,
        categories=category_names(),
        purpose=disclosure.purpose,
        at=timezone.now(),
    )
    newest = newest_certificate(items)
    told = []
    for need in _done(found):
        own = [item for item in items if proposes(item, frozenset(need.fields), newest)]
        why = _not_chosen(own, chosen) if chosen is not None else _not_covered(own, covers)
        if why:
            told.append(LeftOut(need.code, need.text, why))
    return tuple(told)


def left_out_at_step(case: Case, found: Gauge | None, *, kind: str, on: date) -> tuple[LeftOut, ...]:
    """Before a receiver is chosen: what no consent lets out to anybody of that kind."""
    if found is None:
        return ()
    scopes = standing_scopes(case, at=timezone.now()).filter(
        receiver__kind=kind, consent__purpose=found.purpose, consent__discloser_id=case.owner_id
    )
    covered = frozenset(scopes.values_list("category", flat=True))
    items = material(case, on=on)
    newest = newest_certificate(items)
    told = []
    for need in _done(found):
        own = (item for item in items if proposes(item, frozenset(need.fields), newest))
        if why := _without_consent(code for item in own for code in item.categories if code not in covered):
            told.append(LeftOut(need.code, need.text, why))
    return tuple(told)


def _done(found: Gauge) -> Iterable[Need]:
    return (need for need in found.needs if need.is_done)


def _not_covered(items: Iterable[Item], covers: dict[str, Cover]) -> str:
    lacking: dict[str, None] = {}
    kept = False
    for item in items:
        missing = [code for code in item.categories if code not in covers]
        lacking |= dict.fromkeys(missing)
        kept |= not missing and any(item.code in covers[code].withheld for code in item.categories)
    return _without_consent(lacking) or (str(disclosure_rules()["utelämnat"]["undantaget"]) if kept else "")


def _not_chosen(items: Iterable[Item], chosen: Collection[str]) -> str:
    left = any(item.field not in chosen for item in items)
    return str(disclosure_rules()["utelämnat"]["inte_valt"]) if left else ""


def _without_consent(categories: Iterable[str]) -> str:
    names = category_names()
    told = " och ".join(in_sentence(names[code]) for code in dict.fromkeys(categories) if code in names)
    return str(disclosure_rules()["utelämnat"]["samtycke"]).format(kategori=told) if told else ""
