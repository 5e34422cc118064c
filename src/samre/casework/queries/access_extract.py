"""The person's own extract of the log (loggutdrag): when, which unit, what and why, in plain Swedish and without staff names.

Made from the log alone, by the case's id: it can be given also when the case itself has been removed (gallring).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from samre.accounts.models import Authority, User
from samre.audit.models import Event
from samre.audit.reading import events_about
from samre.certificate.wording import in_words

from ..rules.review_rules import review_rules
from .log_words import done_in_words, kind_of, why_in_words

NOT_CASE_DATA = ("review.pick",)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody did the same sort of thing in the case, once or several times close together. `name` is empty unless the nämnd
    has decided that staff are named."""

    begins: datetime
    ends: datetime
    unit: str
    done: str
    why: str
    times: int
    name: str

    @property
    def when(self) -> str:
        """`kl. 09.14` or `kl. 09.14–09.40`"""
        first, last = (f"{timezone.localtime(at):%H.%M}" for at in (self.begins, self.ends))
        return f"kl. {first}" if first == last else f"kl. {first}–{last}"

    @property
    def what(self) -> str:
        """`Läste (12 gånger)`"""
        return f"{self.done} ({self.times} gånger)" if self.times > 1 else self.done

    @property
    def where(self) -> str:
        return f"{self.unit}, {self.name}" if self.name else self.unit


@dataclass(frozen=True, slots=True)
class ExtractDay:
    """What happened on one day, newest first."""

    on: date
    visits: tuple[Visit, ...]

    @property
    def heading(self) -> str:
        return in_words(self.on)


@dataclass(frozen=True, slots=True)
class AccessExtract:
    """The whole extract for a span of days, both included, newest day first."""

    authority: str
    heading: str
    intro: str
    names: str
    empty: str
    since: date
    until: date
    made_on: date
    days: tuple[ExtractDay, ...]

    @property
    def count(self) -> int:
        return sum(len(day.visits) for day in self.days)

    def as_text(self) -> str:
        """The same as plain text, to paste into a letter or a message."""
        lines = [
            self.heading,
            "",
            self.intro,
            self.names,
            "",
            f"{in_words(self.since)} – {in_words(self.until)}",
        ]
        for day in self.days:
            lines += ["", day.heading]
            lines += [f"- {visit.when}, {visit.where}: {visit.what}. {visit.why}" for visit in day.visits]
        return "\n".join([*lines, *([] if self.days else ["", self.empty]), ""])


def access_extract(
    *, owner: Authority, case_id: object, since: date, until: date, on: date | None = None
) -> AccessExtract:
    """Everything in the log about the case between two days. Needs no case: it survives gallring."""
    words = review_rules()["loggutdrag"]
    begins, ends = _midnight(since), _midnight(until + timedelta(days=1))
    where = Q(chain=str(owner.pk), at__gte=begins, at__lt=ends)
    events = [event for event in events_about(case_id, where=where) if event.action not in NOT_CASE_DATA]
    visits = list(_merged(reversed(events)))
    if words["visa_namn"]:
        hidden = _protected_staff(events)
    else:
        hidden = {event.user for event in events}
    return AccessExtract(
        authority=owner.name,
        heading=words["rubrik"],
        intro=words["inledning"].format(myndighet=owner.name),
        names=words["namn_ja" if words["visa_namn"] else "namn_nej"],
        empty=words["tomt"],
        since=since,
        until=until,
        made_on=on or timezone.localdate(),
        days=tuple(_days([replace(visit, name="") if user in hidden else visit for user, visit in visits])),
    )


def first_day(case_id: object) -> date | None:
    """The day of the first event in the case; None where the log knows nothing of it."""
    first = Event.objects.filter(case_id=str(case_id)).order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(first) if first else None


def _protected_staff(events: Iterable[Event]) -> set[str]:
    found = User.objects.filter(pk__in={event.user for event in events if event.user}, is_protected=True)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def _merged(events: Iterable[Event]) -> Iterator[tuple[str, Visit]]:
    """The events in the order of time, those of one user that are alike and close together as one; with the user's id."""
    gap = timedelta(minutes=int(review_rules()["loggutdrag"]["uppehåll_minuter"]))
    open_: dict[tuple[str, str, str, str], Visit] = {}
    for event in events:
        unit = event.unit or str(review_rules()["loggutdrag"]["utan_enhet"])
        key = (event.user, unit, done_in_words(kind_of(event)), why_in_words(event))
        visit = open_.get(key)
        same_day = visit is not None and timezone.localdate(visit.ends) == timezone.localdate(event.at)
        if visit is not None and same_day and event.at - visit.ends <= gap:
            open_[key] = replace(visit, ends=event.at, times=visit.times + 1)
            continue
        if visit is not None:
            yield key[0], visit
        open_[key] = Visit(event.at, event.at, *key[1:], 1, event.name)
    for (user, *_), visit in open_.items():
        yield user, visit


def _days(visits: list[Visit]) -> Iterator[ExtractDay]:
    by_day: dict[date, list[Visit]] = {}
    for visit in sorted(visits, key=lambda one: (one.begins, one.unit, one.done), reverse=True):
        by_day.setdefault(timezone.localdate(visit.begins), []).append(visit)
    for day, found in by_day.items():
        yield ExtractDay(day, tuple(found))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
