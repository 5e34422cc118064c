"""What of the map's law has to be looked at, and when: paragraphs, numbers with a time, and programmes that come and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from samre.pathway.model import Law, LawRef, Pathway
from samre.pathway.proof.gaps import STALE_DAYS

from ..maps import pathway_in
from ..models import LawCheck, LawMark, MapVersion
from ..rules.amounts import amount
from ..rules.law_texts import LAW, PROGRAMME, VALUE, mark_of
from .names import signer_of

CHANGED, LATE, SOON, GOOD = "ändrad", "försenad", "snart", "läst"
ORDER = (CHANGED, LATE, SOON, GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """That somebody has looked at something on a day, and what she found. `places`: what of a law was read, empty when all."""

    kind: str
    thing_id: str
    on: date
    found: str
    text: str
    places: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    next_check: date | None = None
    by_name: str = ""
    by_authority: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph that the map rests on, in which steps, and when it was last read."""

    where: str
    steps: tuple[str, ...]
    checked: date | None


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing to watch. `due`: when it has to be looked at again, at the latest; None only where nobody ever looked.

    `coming`: what is already prepared to hold from a later day, as (day, what). `ends`: the last day of what holds now, where
    nothing is prepared to follow. `steps`: where it is used. `looks`: who has looked at it as it stands, newest first.
    """

    kind: str
    id: str
    name: str
    source: str
    checked: date | None
    due: date | None
    state: str
    note: str
    coming: tuple[tuple[date, str], ...]
    steps: tuple[str, ...]
    now: str = ""
    ends: date | None = None
    places: tuple[Place, ...] = ()
    looks: tuple[Look, ...] = ()


Looks = Mapping[tuple[str, str], tuple[Look, ...]]


def law_watch(pathway: Pathway, *, on: date, ahead: int, looks: Iterable[Look] = ()) -> tuple[Watched, ...]:
    """Everything that has a date: what has changed and what is late first, then by day. `ahead`: how many days before it is
    said to be soon. `looks`: who has looked; a look counts while the map says what it said then."""
    known = _by_thing(pathway, looks)
    found = [
        *_laws(pathway, known, on, ahead),
        *_values(pathway, known, on, ahead),
        *_programmes(pathway, known, on, ahead),
    ]
    return tuple(
        sorted(found, key=lambda item: (ORDER.index(item.state), item.due or date.max, item.kind, item.id))
    )


def looks_of(keeper: UUID) -> tuple[Look, ...]:
    """Everything that has been looked at for a keeper's map, newest first: here, and by those who reviewed what is published."""
    found = [*_checks(keeper), *_reviewed(keeper)]
    return tuple(sorted(found, key=lambda look: look.on, reverse=True))


def _reviewed(keeper: UUID) -> Iterator[Look]:
    """The paragraphs that were read and found right when a version was reviewed, as that version uses them."""
    versions = {
        row.decided.draft_id: row
        for row in MapVersion.objects.filter(keeper_id=keeper, decided__isnull=False).select_related(
            "decided"
        )
        if row.decided is not None
    }
    newest: dict[tuple[UUID, str, str], LawMark] = {}
    for mark in LawMark.objects.filter(draft__in=versions).select_related("by").order_by("at"):
        newest[mark.draft_id, mark.law, mark.place] = mark
    for mark in newest.values():
        if mark.verdict != LawMark.Verdict.RIGHT:
            continue
        version = versions[mark.draft_id]
        yield Look(
            kind=LAW,
            thing_id=mark.law,
            on=timezone.localdate(mark.at),
            found=LawCheck.Found.SAME,
            text=mark_of(pathway_in(version), LAW, mark.law),
            places=(mark.place,),
            source=f"Läst när version {version.number} granskades.",
            note=mark.note,
            by_name=signer_of(mark),
            by_authority=mark.by_authority,
        )


def _checks(keeper: UUID) -> Iterator[Look]:
    rows = LawCheck.objects.filter(keeper_id=keeper).select_related("by").order_by("-at")
    for row in rows:
        yield Look(
            kind=row.kind,
            thing_id=row.thing_id,
            on=row.on,
            found=row.found,
            text=row.text,
            places=tuple(row.places),
            source=row.source,
            note=row.note,
            next_check=row.next_check,
            by_name=signer_of(row),
            by_authority=row.by_authority,
        )


def _by_thing(pathway: Pathway, looks: Iterable[Look]) -> Looks:
    """The looks that still count, by what they were at."""
    kept: dict[tuple[str, str], list[Look]] = {}
    for look in looks:
        if look.text == mark_of(pathway, look.kind, look.thing_id):
            kept.setdefault((look.kind, look.thing_id), []).append(look)
    return {key: tuple(some) for key, some in kept.items()}


def _laws(pathway: Pathway, known: Looks, on: date, ahead: int) -> Iterator[Watched]:
    used = places_of(pathway)
    for law in pathway.laws.values():
        looks = _later(known.get((LAW, law.id), ()), law.checked)
        whole = next((look for look in looks if not look.places), None)
        base = max(filter(None, (law.checked, whole.on if whole else None)), default=None)
        places = tuple(
            Place(where, steps, _read(where, looks, base)) for where, steps in used.get(law.id, {}).items()
        )
        days = [place.checked for place in places]
        checked = base if not days else None if None in days else min(day for day in days if day)
        due = _due(checked, whole.next_check if whole else law.next_check)
        yield Watched(
            LAW,
            law.id,
            f"{law.name} ({law.number})" if law.number else law.name,
            law.source,
            checked,
            due,
            _state(due, on, ahead, looks),
            law.note,
            (),
            _steps(pathway, law),
            places=places,
            looks=looks,
        )


def places_of(pathway: Pathway) -> dict[str, dict[str, tuple[str, ...]]]:
    """Law → paragraph → the steps that rest on it, in the map's order."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for id_, step in pathway.steps.items():
        refs = [*step.law, *step.limit.law]
        refs += [ref for need in step.requires for ref in need.law]
        refs += [ref for limit in step.law_limits for ref in limit.law]
        for ref in refs:
            if ref.where:
                found.setdefault(ref.law, {}).setdefault(ref.where, {})[id_] = None
    return {law: {where: tuple(steps) for where, steps in some.items()} for law, some in found.items()}


def _read(where: str, looks: Iterable[Look], base: date | None) -> date | None:
    days = [look.on for look in looks if not look.places or where in look.places]
    return max([*days, *([base] if base else [])], default=None)


def _due(checked: date | None, next_check: date | None, *more: date) -> date | None:
    """The day somebody has set, and never more than a year after it was read. A day it was read on or after is past."""
    if checked is None:
        return None
    set_days = [next_check] if next_check and next_check > checked else []
    return min([checked + timedelta(days=STALE_DAYS), *set_days, *more])


def _later(looks: tuple[Look, ...], checked: date | None) -> tuple[Look, ...]:
    """The looks that say more than the map's own day does."""
    return tuple(
        look
        for look in looks
        if checked is None or look.on > checked or (look.on == checked and look.found == LawCheck.Found.SAME)
    )


def _values(pathway: Pathway, known: Looks, on: date, ahead: int) -> Iterator[Watched]:
    for value in pathway.values.values():
        looks = _later(known.get((VALUE, value.id), ()), value.checked)
        now = next(((end, number) for start, end, number in value.spans if _holds(start, end, on)), None)
        follows = any(start > on for start, _, _ in value.spans)
        ends = now[0] if now and not follows else None
        checked = max(filter(None, (value.checked, *(look.on for look in looks))), default=None)
        due = _due(checked, looks[0].next_check if looks else None, *([ends] if ends else []))
        yield Watched(
            VALUE,
            value.id,
            value.name,
            value.source or ", ".join(map(str, value.law)),
            checked,
            due,
            _state(due, on, ahead, looks),
            value.verify,
            tuple((start, amount(number, value.unit)) for start, _, number in value.spans if start > on),
            _steps_of(pathway, value.law),
            now=amount(now[1], value.unit) if now else "",
            ends=ends,
            looks=looks,
        )


def _holds(start: date, end: date | None, on: date) -> bool:
    return start <= on and (end is None or end >= on)


def _programmes(pathway: Pathway, known: Looks, on: date, ahead: int) -> Iterator[Watched]:
    for item in pathway.programmes.values():
        looks = known.get((PROGRAMME, item.id), ())
        begins = item.valid_from if item.valid_from and item.valid_from > on else None
        # An offer that has ended has been looked at when somebody has done so since: it may stay on the map, told as ended.
        checked = looks[0].on if looks else None
        ends = item.valid_to if checked is None or item.valid_to is None or checked <= item.valid_to else None
        days = [day for day in (ends, looks[0].next_check if looks else None) if day is not None]
        due = min(days, default=None)
        yield Watched(
            PROGRAMME,
            item.id,
            item.name,
            item.source,
            checked,
            due,
            _state(due or date.max, on, ahead, looks),
            item.verify,
            ((begins, "börjar gälla"),) if begins else (),
            (),
            ends=item.valid_to,
            looks=looks,
        )


def _state(due: date | None, on: date, ahead: int, looks: tuple[Look, ...]) -> str:
    if looks and looks[0].found == LawCheck.Found.CHANGED:
        return CHANGED
    if due is None or due < on:
        return LATE
    return SOON if due <= on + timedelta(days=min(ahead, (date.max - on).days)) else GOOD


def _steps(pathway: Pathway, law: Law) -> tuple[str, ...]:
    return tuple(id_ for id_, step in pathway.steps.items() if any(ref.law == law.id for ref in step.law))


def _steps_of(pathway: Pathway, refs: tuple[LawRef, ...]) -> tuple[str, ...]:
    named = {str(ref) for ref in refs}
    return tuple(id_ for id_, step in pathway.steps.items() if named & {str(ref) for ref in step.law})
