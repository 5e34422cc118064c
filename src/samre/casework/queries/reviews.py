"""What a log reviewer sees: who opened which case number, when, in which unit and why. Never what the case holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority, User
from samre.accounts.protected import HIDDEN_COLLEAGUE
from samre.accounts.roles import Role
from samre.audit.models import Event, Outcome

from ..models import Case, EmergencyAccess, Protection, Review
from ..rules.review_rules import EMERGENCY, review_rules
from ..rules.settings import case_rules
from .log_words import done_in_words, kind_of

PAGE = 25
MOST_AROUND = 200
OPEN, FOLLOWED, DONE = "att-granska", "foljs-upp", "klara"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An access to look at. `case_number` is empty where it is about many cases, or the case is no longer here."""

    id: UUID
    rule: str
    rule_name: str
    at: datetime
    name: str
    title: str
    unit: str
    case_id: str
    case_number: str
    is_gone: bool
    is_protected: bool
    done: str
    reason: str
    is_denied: bool
    due_on: date
    is_late: bool
    is_own: bool
    outcome: str
    reviewer: str
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue. `late`: how many are past their day; `rules`: rule, its name and how many wait."""

    rows: tuple[ReviewRow, ...]
    page: int
    pages: int
    total: int
    late: int
    shown: str
    rule: str
    rules: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Around:
    """One thing the same user did in the same case that day."""

    at: datetime
    done: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewDetail:
    """An access, why its rule picked it, what the user did around it, and what she wrote to explain an emergency."""

    row: ReviewRow
    explained: str
    measure: str
    seed: str
    explanation: str
    around: tuple[Around, ...]
    is_open: bool


def reviews_of(actor: Actor) -> QuerySet[Review]:
    """Those of the reviewer's own authority; none for any other role."""
    if actor.role != Role.REVIEWER:
        return Review.objects.none()
    return Review.objects.filter(owner_id=actor.authority_id)


def queue(actor: Actor, *, on: date, shown: str = OPEN, rule: str = "", page: int = 1) -> Queue:
    """A page of the queue, the most urgent first. The number of questions is the same however many they are."""
    mine = reviews_of(actor)
    waiting = mine.filter(reviewed_at__isnull=True)
    chosen = _shown(mine, shown)
    if rule:
        chosen = chosen.filter(rule=rule)
    total, late = chosen.count(), waiting.filter(due_on__lt=on).count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    order = ("-reviewed_at", "-id") if shown == DONE else ("due_on", "event_number", "id")
    found = list(chosen.order_by(*order)[(page - 1) * PAGE : page * PAGE])
    counted = dict(waiting.order_by().values_list("rule").annotate(number=Count("id")))
    names = review_rules()["regler"]
    return Queue(
        rows=_rows(actor, found, on=on),
        page=page,
        pages=pages,
        total=total,
        late=late,
        shown=shown,
        rule=rule,
        rules=tuple((name, names[name]["namn"], counted[name]) for name in names if name in counted),
    )


def _shown(mine: QuerySet[Review], shown: str) -> QuerySet[Review]:
    followed = Q(outcome__in=[name for name, row in review_rules()["utfall"].items() if row.get("öppen")])
    if shown == OPEN:
        return mine.filter(reviewed_at__isnull=True)
    return mine.filter(followed) if shown == FOLLOWED else mine.filter(~followed, reviewed_at__isnull=False)


def detail(actor: Actor, review: Review, *, on: date) -> ReviewDetail:
    """One access, of a review that `reviews_of(actor)` gave."""
    (row,) = _rows(actor, [review], on=on)
    event = Event.objects.filter(chain=review.chain, number=review.event_number).first()
    outcome = review_rules()["utfall"].get(review.outcome, {})
    return ReviewDetail(
        row=row,
        explained=str(review_rules()["regler"].get(review.rule, {}).get("förklaring", "")),
        measure=review.measure,
        seed=review.seed,
        explanation=_explanation(review, event),
        around=tuple(_around(event)) if event else (),
        is_open=not review.outcome or bool(outcome.get("öppen")),
    )


def _explanation(review: Review, event: Event | None) -> str:
    if review.rule != EMERGENCY or event is None:
        return ""
    access = EmergencyAccess.objects.filter(owner_id=review.owner_id, pk=event.object_id).first()
    return access.explanation if access else ""


def _around(event: Event) -> Iterable[Around]:
    """The same user's events in the same case (in any, where the access was about many) on the same day."""
    begins = timezone.localtime(event.at).replace(hour=0, minute=0, second=0, microsecond=0)
    same = Event.objects.filter(
        chain=event.chain, user=event.user, at__gte=begins, at__lt=begins + timedelta(days=1)
    )
    if event.case_id:
        same = same.filter(case_id=event.case_id)
    for one in same.order_by("number")[:MOST_AROUND]:
        yield Around(one.at, done_in_words(kind_of(one)), _reason(one.why))


def _reason(why: str) -> str:
    """The stated reason in its words; the other grounds are words already."""
    kind, _, reason = why.partition(": ")
    stated = case_rules()["nödåtkomst"]
    return f"{kind}: {stated[reason]}" if kind == EMERGENCY and reason in stated else why


def _rows(actor: Actor, reviews: list[Review], *, on: date) -> tuple[ReviewRow, ...]:
    events = {
        event.number: event
        for event in Event.objects.filter(
            chain=str(actor.authority_id), number__in=[review.event_number for review in reviews]
        )
    }
    cases = _numbers(actor, (review.case_id_text for review in reviews))
    hidden = set(
        User.objects.filter(
            pk__in={review.reviewed_user for review in reviews if review.reviewed_user}, is_protected=True
        ).values_list("pk", flat=True)
    )
    return tuple(
        _row(actor, review, events.get(review.event_number), cases, review.reviewed_user in hidden, on=on)
        for review in reviews
    )


def _numbers(actor: Actor, ids: Iterable[str]) -> Mapping[str, tuple[str, bool]]:
    """Case id → its number, and whether the person is protected. Nothing else of a case is read for a reviewer."""
    found = Case.objects.filter(owner_id=actor.authority_id, pk__in={id_ for id_ in ids if _is_id(id_)})
    rows = found.values_list("pk", "number", "person__protection")
    return {str(pk): (number, protection != Protection.NONE) for pk, number, protection in rows}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _row(
    actor: Actor,
    review: Review,
    event: Event | None,
    cases: Mapping[str, tuple[str, bool]],
    is_hidden: bool,
    *,
    on: date,
) -> ReviewRow:
    number, protected = cases.get(review.case_id_text, ("", False))
    return ReviewRow(
        id=review.pk,
        rule=review.rule,
        rule_name=str(review_rules()["regler"].get(review.rule, {}).get("namn", review.rule)),
        at=event.at if event else review.picked_at,
        name=HIDDEN_COLLEAGUE if is_hidden else event.name if event else "",
        title=event.title if event else "",
        unit=event.unit if event else "",
        case_id=review.case_id_text,
        case_number=number,
        is_gone=bool(review.case_id_text) and not number,
        is_protected=protected,
        done=done_in_words(kind_of(event)) if event else "",
        reason=_reason(event.why) if event else "",
        is_denied=event is not None and event.outcome == Outcome.DENIED,
        due_on=review.due_on,
        is_late=review.reviewed_at is None and review.due_on < on,
        is_own=review.reviewed_user is not None and review.reviewed_user == actor.user_id,
        outcome=str(review_rules()["utfall"].get(review.outcome, {}).get("namn", "")),
        reviewer=review.reviewer_name,
        reviewed_at=review.reviewed_at,
    )


@dataclass(frozen=True, slots=True)
class LastPick:
    """The last picking: when, from and to, its seed and how many it put up."""

    at: datetime
    since: datetime
    until: datetime
    seed: str
    count: int


def last_pick(actor: Actor) -> LastPick | None:
    """None where nobody has picked any yet."""
    event = (
        Event.objects.filter(chain=str(actor.authority_id), action="review.pick", outcome=Outcome.OK)
        .order_by("-number")
        .first()
    )
    if event is None:
        return None
    said = json.loads(event.detail)
    since, until = (datetime.fromisoformat(said[name]) for name in ("since", "until"))
    return LastPick(event.at, since, until, said["seed"], said["picked"])


def review_alarms(owner: Authority, *, on: date) -> list[str]:
    """That reviews of the authority are late, as a Swedish sentence; empty where all is well."""
    slack = timedelta(days=int(review_rules()["urval"]["larm_dagar"]))
    late = Review.objects.filter(owner=owner, reviewed_at__isnull=True, due_on__lt=on - slack).count()
    return [f"{owner.name}: {late} läsningar skulle redan ha granskats. Se sidan Granskning."] if late else []
