"""When a handledare sees a person's place: her own unit's, while it goes on and a little after, never longer (R5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied
from samre.accounts.roles import Role

from ..models import Delivery, DeliveryKind, WorkReport
from .inbox import OTHER_ROLE, check_may_open, check_own_and_open
from .interventions import days_of

OVER = (
    "Insatsen är avslutad, så sidan går inte längre att öppna. Ring kommunen om du har något mer att berätta."
)


def last_day_shown(delivery: Delivery, final_sent_at: datetime | None) -> date:
    """The last day the place is shown: the last day for the report, or some days after the final one was sent."""
    last = delivery.answer_by or date.fromisoformat(delivery.snapshot["report_dates"][-1])
    if final_sent_at is None:
        return last
    return min(last, timezone.localdate(final_sent_at) + timedelta(days=days_of("kvar_efter_rapport_dagar")))


def final_sent_at(delivery: Delivery) -> datetime | None:
    """When the last report of the place was sent; None while there is none."""
    rows = WorkReport.objects.filter(delivery=delivery, is_final=True, sent_at__isnull=False)
    return rows.order_by("sent_at").values_list("sent_at", flat=True).first()


def check_place(by: Actor, delivery: Delivery, *, on: date) -> None:
    """Raises Denied unless the actor is a handledare of the unit and the place is still shown."""
    check_own_and_open(by, delivery)
    if by.role != Role.ASF or delivery.kind != DeliveryKind.PLACEMENT:
        raise Denied(OTHER_ROLE)
    if on > last_day_shown(delivery, final_sent_at(delivery)):
        raise Denied(OVER)


def check_door(by: Actor, delivery: Delivery) -> None:
    """Raises Denied unless the actor may open it today, by the door that there is to it."""
    if delivery.kind == DeliveryKind.PLACEMENT:
        check_place(by, delivery, on=timezone.localdate())
    else:
        check_may_open(by, delivery)
