"""What the gauge counts as done and yet does not reach the receiver, for no consent lets it out: told beside "3 av 3 klart"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from ..documents.items import Item
from ..documents.material import material
from ..models import Case, Disclosure
from ..rules.consent_lists import category_names, in_sentence
from ..rules.consents import Cover, standing_scopes
from ..rules.disclosures import disclosure_rules
from .disclosure_choices import Covers, proposes
from .gauge import Gauge, Need


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A need that is done and does not go along, or not wholly: `why` in words."""

    code: str
    text: str
    why: str


def left_out_of(
    disclosure: Disclosure,
    found: Gauge | None,
    items: Sequence[Item],
    covers: Covers,
) -> tuple[LeftOut, ...]:
    """Of the material, by the consents to the receiver of a draft."""
    standing = {code: cover for code, (cover, _) in covers.items() if cover is not None}
    return _left_out(disclosure, found, items, lambda own: _not_covered(own, standing))


def left_out_unchosen(
    disclosure: Disclosure, found: Gauge | None, items: Sequence[Item], *, chosen: Collection[str]
) -> tuple[LeftOut, ...]:
    """By the fields that were chosen, on whatever ground."""
    return _left_out(disclosure, found, items, lambda own: _not_chosen(own, chosen))


def _left_out(
    disclosure: Disclosure,
    found: Gauge | None,
    items: Sequence[Item],
    why_not: Callable[[Iterable[Item]], str],
) -> tuple[LeftOut, ...]:
    if found is None or disclosure.receiver_id is None:
        return ()
    told = []
    for need in _done(found):
        why = why_not([item for item in items if proposes(item, frozenset(need.fields), found.certificate)])
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
    told = []
    for need in _done(found):
        own = (item for item in items if proposes(item, frozenset(need.fields), found.certificate))
        if why := _without_consent(code for item in own for code in item.categories if code not in covered):
            told.append(LeftOut(need.code, need.text, why))
    return tuple(told)


def _done(found: Gauge) -> Iterable[Need]:
    return (need for need in found.needs if need.is_done)


def _not_covered(items: Iterable[Item], covers: Mapping[str, Cover]) -> str:
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
