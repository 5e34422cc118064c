"""May this be told, to them, for that, now? What a consent covers. Read from the database each time, never remembered (R14–R16).

Whoever lets something out calls `lock_consents` first and `check_cover` after: a withdrawal takes the same lock, so that one of the
two is always wholly before the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samre.accounts.acts import Denied
from samre.accounts.models import Authority
from samre.certificate.wording import in_words

from ..facts import end_of
from ..models import Case, CaseState, Consent, ConsentEvent, ConsentScope
from .consent_lists import (
    category_names,
    consent_rules,
    exceptions_of,
    in_sentence,
    purpose_names,
    withheld_facts,
)

_WITHDRAWN, _NARROWED = ConsentEvent.Kind.WITHDRAWN, ConsentEvent.Kind.NARROWED
_ENDS = (ConsentEvent.Kind.RENEWED, ConsentEvent.Kind.EXPIRED)
# What the person saw and signed: large, and no part of what holds.
_SHOWN = ("shown", "paper")
# An authority and one of its units, or all of it; no authority: somebody whom no consent names.
Receiver = tuple[UUID | None, UUID | None]


@dataclass(frozen=True, slots=True)
class Cover:
    """The consent that lets a category out, until when, and what the person keeps back within it.

    `exceptions`: codes of `samtycke.yaml`; `withheld`: the facts of the map they keep back by themselves; `words`: all that was
    excepted, for the one who assesses, the person's own words last.
    """

    consent_id: UUID
    valid_to: date
    exceptions: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


def find_cover(
    case: Case,
    *,
    receiver: UUID,
    unit: UUID | None,
    category: str,
    purpose: str,
    at: datetime,
    discloser: UUID | None = None,
) -> Cover | None:
    """What lets `category` out to a unit of a receiver for a purpose at a moment, or None. `discloser`: who tells, the kommun
    itself unless another is named; a consent to one of them says nothing of the other.

    A consent to a whole authority covers its units; one to a unit covers that unit alone. The last day is whole, where the office
    is. What has ended by now covers no moment, also one before: nothing is let out with a date back.
    """
    to = (receiver, unit)
    found = find_covers(
        case, receivers=[to], categories=[category], purpose=purpose, at=at, discloser=discloser
    )
    return found[to][category]


def find_covers(
    case: Case,
    *,
    receivers: Iterable[Receiver],
    categories: Iterable[str],
    purpose: str,
    at: datetime,
    discloser: UUID | None = None,
) -> dict[Receiver, dict[str, Cover | None]]:
    """As `find_cover` for many at once, in one query: (receiver, unit) → category → what covers it, or None."""
    wanted = list(dict.fromkeys(categories))
    scopes = list(_covering(case, purpose=purpose, at=at, discloser=discloser).filter(category__in=wanted))
    found: dict[Receiver, dict[str, Cover | None]] = {}
    for receiver, unit in receivers:
        own = [one for one in scopes if _reaches(one, receiver, unit)]
        found[receiver, unit] = {
            code: next((_cover(one) for one in own if one.category == code), None) for code in wanted
        }
    return found


def check_cover(
    case: Case,
    *,
    receiver: UUID,
    unit: UUID | None,
    category: str,
    purpose: str,
    at: datetime,
    discloser: UUID | None = None,
) -> Cover:
    """As `find_cover`. Raises Denied with what is missing and what to do."""
    covers, gaps = covers_and_gaps(
        case,
        receiver=receiver,
        unit=unit,
        categories=[category],
        purpose=purpose,
        at=at,
        discloser=discloser,
    )
    if gaps:
        raise Denied(gaps[category])
    return covers[category]


def covers_and_gaps(
    case: Case,
    *,
    receiver: UUID | None,
    unit: UUID | None,
    categories: Iterable[str],
    purpose: str,
    at: datetime,
    discloser: UUID | None = None,
) -> tuple[dict[str, Cover], dict[str, str]]:
    """Category → what covers it; and for the others what is missing and what to do. As few queries for many as for one."""
    to = (receiver, unit)
    found = find_covers(
        case, receivers=[to], categories=categories, purpose=purpose, at=at, discloser=discloser
    )[to]
    missing = [category for category, cover in found.items() if cover is None]
    gaps = _why_not(case, to, missing, at, discloser or case.owner_id) if missing else {}
    return {category: cover for category, cover in found.items() if cover is not None}, gaps


def lock_consents(case: Case) -> None:
    """Nobody gives, narrows or withdraws a consent in the case until the transaction is over."""
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)


def standing_scopes(case: Case, *, at: datetime) -> QuerySet[ConsentScope]:
    """Every scope of the case that holds at a moment."""
    day = timezone.localdate(at)
    return unended_scopes(case, at=at).filter(consent__valid_from__lte=day, consent__valid_to__gte=day)


def unended_scopes(case: Case, *, at: datetime) -> QuerySet[ConsentScope]:
    """Every scope that nothing has ended by a moment, nor by now; whether its days have come or gone is another matter."""
    moment = max(at, timezone.now())
    ended = ConsentEvent.objects.filter(
        Q(kind=_WITHDRAWN) | Q(kind__in=_ENDS, at__lte=moment), consent__case=case
    )
    narrowed = ConsentEvent.objects.filter(
        consent__case=case, kind=_NARROWED, at__lte=moment, scope__isnull=False
    )
    return (
        ConsentScope.objects.filter(owner_id=case.owner_id, consent__case=case)
        .exclude(consent_id__in=ended.values("consent_id"))
        .exclude(pk__in=narrowed.values("scope_id"))
    )


def ends_at(consent: Consent) -> datetime:
    """The first moment a consent no longer holds by its own last day."""
    return end_of(consent.valid_to)


def is_over(consent: Consent, *, at: datetime, by_days: bool = True) -> bool:
    """Whether it has been withdrawn, renewed or written down as run out; `by_days`: or its last day has passed."""
    ended = Q(kind=_WITHDRAWN) | Q(kind__in=_ENDS, at__lte=at)
    return (by_days and ends_at(consent) <= at) or ConsentEvent.objects.filter(
        ended, consent=consent
    ).exists()


def starts_at(day: date) -> datetime:
    """The first moment of a day, where the office is."""
    return end_of(day - timedelta(days=1))


def outlived_consents(owner: UUID, *, on: date) -> QuerySet[Consent]:
    """Those of an authority whose last day has passed, and that nothing else has ended."""
    over = ConsentEvent.objects.filter(kind__in=(_WITHDRAWN, *_ENDS), consent=OuterRef("pk"))
    return (
        Consent.objects.filter(~Exists(over), owner_id=owner, valid_to__lt=on)
        .defer(*_SHOWN)
        .order_by("valid_to", "pk")
    )


def ending_consents(owner: UUID, *, on: date) -> QuerySet[Consent]:
    """Those of open cases that run out within the days of `samtycke.yaml`, and that nothing has ended or renewed."""
    until = on + timedelta(days=int(consent_rules()["tid"]["varna_dagar_före"]))
    over = ConsentEvent.objects.filter(kind__in=(_WITHDRAWN, *_ENDS), consent=OuterRef("pk"))
    rows = Consent.objects.filter(~Exists(over), owner_id=owner, case__state=CaseState.OPEN)
    return rows.filter(valid_to__range=(on, until)).defer(*_SHOWN).order_by("valid_to", "pk")


def overlapping(
    case: Case,
    *,
    scopes: Iterable[tuple[UUID, UUID | None, str]],
    purpose: str,
    since: date,
    until: date,
    discloser: UUID | None = None,
    discloser_unit: UUID | None = None,
) -> list[ConsentScope]:
    """The scopes that say something of the same discloser, receiver, category and purpose as `scopes`, on any of the days. One unit
    that may tell says nothing of another."""
    wanted = Q(pk__in=[])
    for receiver, unit, category in scopes:
        same = Q(receiver_id=receiver, category=category)
        if unit is not None:
            same &= Q(receiver_unit_id=unit) | Q(receiver_unit__isnull=True)
        wanted |= same
    rows = unended_scopes(case, at=starts_at(since)).filter(
        wanted,
        consent__purpose=purpose,
        consent__valid_to__gte=since,
        consent__valid_from__lte=until,
        consent__discloser_id=discloser or case.owner_id,
    )
    if discloser_unit is not None:
        rows = rows.filter(Q(consent__telling_unit_id=discloser_unit) | Q(consent__telling_unit__isnull=True))
    return list(rows.select_related("consent").order_by("consent__at", "pk"))


def _covering(case: Case, *, purpose: str, at: datetime, discloser: UUID | None) -> QuerySet[ConsentScope]:
    """The scopes that let something out, the newest first. What the person saw and signed is not opened for that."""
    rows = standing_scopes(case, at=at).filter(
        consent__purpose=purpose, consent__discloser_id=discloser or case.owner_id
    )
    read = rows.select_related("consent").only(
        "category", "receiver", "receiver_unit", "consent__exceptions", "consent__valid_to"
    )
    return read.order_by("-consent__given_on", "-consent__at", "-pk")


def _cover(scope: ConsentScope) -> Cover:
    own = [
        item for item in scope.consent.exceptions if item.get("category", scope.category) == scope.category
    ]
    codes = tuple(str(item["code"]) for item in own if item.get("code"))
    names = exceptions_of(scope.category)
    words = [names.get(code, code) for code in codes] + [
        str(item["text"]) for item in own if item.get("text")
    ]
    known = [code for code in codes if code in names]
    return Cover(scope.consent_id, scope.consent.valid_to, codes, withheld_facts(known), tuple(words))


def _reaches(scope: ConsentScope, receiver: UUID | None, unit: UUID | None) -> bool:
    return scope.receiver_id == receiver and scope.receiver_unit_id in (None, unit)


def _to(receiver: UUID | None, unit: UUID | None) -> Q:
    whole = Q(receiver_unit__isnull=True)
    return Q(receiver_id=receiver) & (whole if unit is None else whole | Q(receiver_unit_id=unit))


def _why_not(
    case: Case, to: Receiver, categories: list[str], at: datetime, discloser: UUID
) -> dict[str, str]:
    """Category → the sentence for what is missing: never given, withdrawn, run out, or given for something else."""
    rules, names = consent_rules(), category_names()
    asked = Q(consent__discloser_id=discloser, category__in=categories) & _to(*to)
    named = Authority.objects.filter(pk=to[0]) if to[0] else Authority.objects.none()
    name = named.values_list("name", flat=True).first() or "mottagaren"
    elsewhere = dict(standing_scopes(case, at=at).filter(asked).values_list("category", "consent__purpose"))
    rows = ConsentScope.objects.filter(asked, consent__case=case).select_related("consent")
    rows = rows.only("category", "consent__valid_to")
    # The newest last: it is the one that is kept.
    last = {one.category: one for one in rows.order_by("consent__given_on", "consent__at", "pk")}
    ended = ConsentEvent.objects.filter(
        consent__in=[one.consent_id for one in last.values()], kind__in=(_WITHDRAWN, _NARROWED)
    )
    taken_back = set(ended.values_list("consent_id", "scope_id"))

    def sentence(category: str) -> str:
        scope = last.get(category)
        if category in elsewhere:
            return str(rules["ändamålet"])
        if scope is None:
            return str(rules["saknas"])
        if {(scope.consent_id, None), (scope.consent_id, scope.pk)} & taken_back:
            return str(rules["återkallat"])
        return str(rules["utgånget" if ends_at(scope.consent) <= at else "saknas"])

    return {
        category: sentence(category).format(
            mottagare=name,
            kategori=in_sentence(names.get(category, category)),
            ändamål=purpose_names().get(elsewhere.get(category, ""), ""),
            dag=in_words(last[category].consent.valid_to) if category in last else "",
        )
        for category in categories
    }
