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
from .consent_lists import category_names, consent_rules, exceptions_of, in_sentence, withheld_facts

_WITHDRAWN, _NARROWED = ConsentEvent.Kind.WITHDRAWN, ConsentEvent.Kind.NARROWED
_ENDS = (ConsentEvent.Kind.RENEWED, ConsentEvent.Kind.EXPIRED)


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
    found = _covering(case, purpose=purpose, at=at, discloser=discloser)
    scope = found.filter(_to(receiver, unit), category=category).first()
    return _cover(scope) if scope else None


def find_covers(
    case: Case,
    *,
    receivers: Iterable[tuple[UUID, UUID | None]],
    categories: Iterable[str],
    purpose: str,
    at: datetime,
    discloser: UUID | None = None,
) -> dict[tuple[UUID, UUID | None], dict[str, Cover | None]]:
    """As `find_cover` for many at once, in one query: (receiver, unit) → category → what covers it, or None."""
    wanted, found = dict.fromkeys(categories), {}
    scopes = list(_covering(case, purpose=purpose, at=at, discloser=discloser).filter(category__in=wanted))
    for receiver, unit in receivers:
        own = [one for one in scopes if one.receiver_id == receiver and one.receiver_unit_id in (None, unit)]
        # The newest first: the last to be put in is it.
        newest = {one.category: one for one in reversed(own)}
        found[receiver, unit] = {code: _cover(newest[code]) if code in newest else None for code in wanted}
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
    cover = find_cover(
        case, receiver=receiver, unit=unit, category=category, purpose=purpose, at=at, discloser=discloser
    )
    if cover is None:
        raise Denied(_why_not(case, receiver, unit, category, at, discloser or case.owner_id))
    return cover


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
    return Consent.objects.filter(~Exists(over), owner_id=owner, valid_to__lt=on).order_by("valid_to", "pk")


def ending_consents(owner: UUID, *, on: date) -> QuerySet[Consent]:
    """Those of open cases that run out within the days of `samtycke.yaml`, and that nothing has ended or renewed."""
    until = on + timedelta(days=int(consent_rules()["tid"]["varna_dagar_före"]))
    over = ConsentEvent.objects.filter(kind__in=(_WITHDRAWN, *_ENDS), consent=OuterRef("pk"))
    rows = Consent.objects.filter(~Exists(over), owner_id=owner, case__state=CaseState.OPEN)
    return rows.filter(valid_to__range=(on, until)).order_by("valid_to", "pk")


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


def _to(receiver: UUID, unit: UUID | None) -> Q:
    whole = Q(receiver_unit__isnull=True)
    return Q(receiver_id=receiver) & (whole if unit is None else whole | Q(receiver_unit_id=unit))


def _why_not(
    case: Case, receiver: UUID, unit: UUID | None, category: str, at: datetime, discloser: UUID
) -> str:
    """The sentence for what is missing: never given, withdrawn, run out, or given for something else."""
    rules, by_them = consent_rules(), Q(consent__discloser_id=discloser)
    words = {
        "mottagare": Authority.objects.filter(pk=receiver).values_list("name", flat=True).first()
        or "mottagaren",
        "kategori": in_sentence(category_names().get(category, category)),
    }
    if standing_scopes(case, at=at).filter(by_them, _to(receiver, unit), category=category).exists():
        return str(rules["ändamålet"]).format(**words)
    last = (
        ConsentScope.objects.filter(by_them, _to(receiver, unit), consent__case=case, category=category)
        .select_related("consent")
        .defer("consent__paper", "consent__shown")
        .order_by("-consent__given_on", "-consent__at", "-pk")
        .first()
    )
    if last is None:
        return str(rules["saknas"]).format(**words)
    told = ConsentEvent.objects.filter(Q(scope__isnull=True) | Q(scope=last), consent=last.consent_id)
    if told.filter(kind__in=(_WITHDRAWN, _NARROWED)).exists():
        return str(rules["återkallat"]).format(**words)
    if ends_at(last.consent) <= at:
        return str(rules["utgånget"]).format(dag=in_words(last.consent.valid_to), **words)
    return str(rules["saknas"]).format(**words)
