"""Log review: picking accesses out of the log, and saying what was found. Nobody judges her own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor, system_actor
from samre.accounts.acts import Denied, Refused, Stale, about, acting, action
from samre.accounts.models import Authority
from samre.accounts.roles import Role
from samre.audit.content import find_fault
from samre.audit.models import Event

from ..models import Review
from ..queries.review_picks import picks
from ..rules.review_rules import due_on, review_rules

PICKED = "review.pick"
JOB = "granskningens urval"
LONGEST = 2000
_LETTERS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Picked:
    """What a picking came to: new reviews by rule. `seed` gives the same sample again."""

    by_rule: Mapping[str, int]
    seed: str
    since: datetime
    until: datetime

    @property
    def count(self) -> int:
        return sum(self.by_rule.values())


def new_seed() -> str:
    """Twelve letters nobody can guess beforehand."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def pick_reviews(
    *, owner: Authority, since: datetime, until: datetime, seed: str, by: Actor | None = None
) -> Picked:
    """Puts up for review what granskning.yaml asks for among the accesses in [since, until). Done again it adds nothing new.

    `by`: a reviewer of the authority; None is the nightly round. Raises Denied for anybody else.
    """
    by = by or system_actor(owner, JOB)
    with acting(PICKED, kind="review", by=by):
        if by.authority_id != owner.pk or not (by.is_system or by.role == Role.REVIEWER):
            raise Denied("Bara loggranskaren i den egna kommunen plockar ut läsningar att granska.")
        counts = _put_up(owner, since=since, until=until, seed=seed)
        about(
            owner,
            why="granskning",
            seed=seed,
            since=since.isoformat(),
            until=until.isoformat(),
            picked=sum(counts.values()),
        )
        return Picked(counts, seed, since, until)


def _put_up(owner: Authority, *, since: datetime, until: datetime, seed: str) -> dict[str, int]:
    now, today = timezone.now(), timezone.localdate()
    rows = [
        Review(
            owner_id=owner.pk,
            chain=str(owner.pk),
            event_number=pick.access.number,
            case_id_text=pick.access.case_id,
            reviewed_user=UUID(pick.access.user),
            rule=pick.rule,
            seed=seed,
            picked_at=now,
            due_on=due_on(pick.rule, picked=today),
        )
        for pick in picks(owner.pk, since=since, until=until, seed=seed)
    ]
    already = set(
        Review.objects.filter(
            owner_id=owner.pk, event_number__gte=min((row.event_number for row in rows), default=0)
        ).values_list("event_number", "rule")
    )
    new = {(row.event_number, row.rule): row for row in rows if (row.event_number, row.rule) not in already}
    Review.objects.bulk_create(new.values(), ignore_conflicts=True, batch_size=500)
    counts = dict.fromkeys(review_rules()["regler"], 0)
    for _, rule in new:
        counts[rule] += 1
    return {rule: count for rule, count in counts.items() if count}


def last_picked(owner: UUID) -> datetime | None:
    """Up to when accesses have been picked; None where nobody has picked any."""
    said = (
        Event.objects.filter(chain=str(owner), action=PICKED, outcome="ok")
        .order_by("-number")
        .values_list("detail", flat=True)
        .first()
    )
    return datetime.fromisoformat(json.loads(said)["until"]) if said else None


def pick_until_now(*, owner: Authority, until: datetime | None = None, by: Actor | None = None) -> Picked:
    """From where the last picking ended (granskning.yaml says how far back the first one goes) until now, or until midnight for
    the nightly round. What is being written this minute waits for the next one."""
    if until is None:
        minute_ago = timezone.now() - timedelta(minutes=1)
        midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
        until = minute_ago if by else midnight
    first = until - timedelta(days=int(review_rules()["urval"]["första_dagar"]))
    since = last_picked(owner.pk) or first
    if since >= until:
        return Picked({}, "", since, since)
    return pick_reviews(owner=owner, since=since, until=until, seed=new_seed(), by=by)


@action("review.decide", kind="review")
def decide(*, review: Review, outcome: str, measure: str, by: Actor) -> Review:
    """What the reviewer found, and what is done about it. One that is followed up can be decided again.

    Raises Denied for her own access and for others than the authority's reviewers, Refused, and Stale when somebody was first.
    """
    about(review, case_id=review.case_id_text, why="granskning", rule=review.rule)
    if by.role != Role.REVIEWER or by.authority_id != review.owner_id:
        raise Denied("Bara loggranskaren i den egna kommunen granskar läsningar.")
    if review.reviewed_user is not None and review.reviewed_user == by.user_id:
        raise Denied("Det här är din egen läsning. Någon annan granskar den.")
    outcomes = review_rules()["utfall"]
    held = Review.objects.select_for_update().get(pk=review.pk)
    if held.reviewed_at is not None and not outcomes[held.outcome].get("öppen"):
        raise Stale(f"{held.reviewer_name} har redan granskat den: {outcomes[held.outcome]['namn'].lower()}.")
    measure, problems = measure.strip(), {}
    if outcome not in outcomes:
        problems["utfall"] = "Välj vad du kom fram till."
    elif outcomes[outcome].get("åtgärd_krävs") and not measure:
        problems["atgard"] = "Skriv vad som ska göras, och av vem."
    if fault := find_fault(measure, limit=LONGEST):
        problems["atgard"] = fault.replace("loggen ska", "granskningen ska")
    if problems:
        raise Refused(problems)
    held.outcome, held.measure, held.reviewed_at = outcome, measure, timezone.now()
    held.reviewer_id, held.reviewer_name = by.user_id, by.name
    held.save()
    about(outcome_code=outcome)
    return held
