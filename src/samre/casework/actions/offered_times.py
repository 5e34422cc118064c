"""Times the consultants offer, and the one a consultation takes. What is taken says which unit comes, not whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about
from samre.accounts.acts import action as plain_action
from samre.accounts.models import Unit

from ..models import Consultation, OfferedTime
from ..rules.consultations import consultation_rules
from ..rules.permissions import Need
from .core import action, tell
from .talks import fresh_talk

WHERE_LONGEST = 200


# No action on a case: a free hour is about nobody.
@plain_action("time.offer", kind="time")
def offer_times(
    *, starts_at: datetime | None, minutes: int, channel: str, where: str = "", weeks: int = 1, by: Actor
) -> list[OfferedTime]:
    """A time of one's own, and the same time the following weeks (`weeks` in all). A time that is there already is that one."""
    rules, problems = consultation_rules(), {}
    if starts_at is None or starts_at <= timezone.now():
        problems["dag"] = str(rules["fel"]["tid_passerad"])
    if minutes not in rules["längder"]:
        problems["minuter"] = "Välj hur lång tiden är."
    if channel not in rules["kanaler"]:
        problems["kanal"] = "Välj hur ni ses."
    if len(where.strip()) > WHERE_LONGEST:
        problems["plats"] = f"Skriv kortare, högst {WHERE_LONGEST} tecken."
    if not 1 <= weeks <= rules["upprepas"]["veckor_högst"]:
        problems["veckor"] = f"Skriv ett antal veckor från 1 till {rules['upprepas']['veckor_högst']}."
    if problems or starts_at is None or by.unit_id is None:
        raise Refused(problems or "Välj ett uppdrag på en enhet först.")
    local = timezone.localtime(starts_at).replace(tzinfo=None)
    offered = [
        OfferedTime.objects.get_or_create(
            offered_by_id=by.unit_id,
            offered_name=by.name,
            # The same hour by the clock, also where summer time begins between.
            starts_at=timezone.make_aware(local + timedelta(weeks=week)),
            withdrawn_at=None,
            defaults={"minutes": minutes, "channel": channel, "where": where.strip()},
        )[0]
        for week in range(weeks)
    ]
    about(offered[0], times=len(offered))
    return offered


@plain_action("time.withdraw", kind="time")
def withdraw_time(*, time: OfferedTime, by: Actor) -> OfferedTime:
    """A time that is no longer offered: one's own unit's, and only while nobody has taken it."""
    about(time)
    time.refresh_from_db(from_queryset=OfferedTime.objects.select_for_update())
    if time.offered_by_id != by.unit_id:
        raise Denied("Tiden är en annan enhets. Bara de kan ta bort den.")
    if time.taken_at is not None:
        raise Denied("Tiden är bokad. Hör av dig till den enhet som har bokat den.")
    if time.withdrawn_at is None:
        time.withdrawn_at = timezone.now()
        time.save(update_fields=["withdrawn_at"])
    return time


@action("consultation.book", needs=Need.WRITE)
def book_time(*, consultation: Consultation, slots: Sequence[UUID], by: Actor) -> Consultation:
    """Takes these times of those who are asked or of the own consultants, and gives back those it had. All begin together. Nobody
    else can have taken them meanwhile."""
    fresh_talk(consultation)
    wrong = consultation_rules()["fel"]
    found = list(OfferedTime.objects.select_for_update().filter(pk__in=slots).order_by("pk"))
    bookable = {*consultation.questions.values_list("receiver_unit_id", flat=True), *_own_units(consultation)}
    if (
        not found
        or len({one.starts_at for one in found}) != 1
        or not {one.offered_by_id for one in found} <= bookable
    ):
        raise Refused({"tid": "Välj en av tiderna."})
    if found[0].starts_at <= timezone.now():
        raise Refused({"tid": str(wrong["tid_passerad"])})
    if {one.pk for one in found} == consultation.held_times:
        about(consultation, again=True)
        return consultation
    if any(one.taken_at or one.withdrawn_at for one in found if one.pk not in consultation.held_times):
        raise Refused({"tid": str(wrong["tid_tagen"])})
    release(consultation)
    now = timezone.now()
    for slot in found:
        slot.taken_by_id, slot.taken_at = consultation.case.unit_id, now
        slot.save(update_fields=["taken_by", "taken_at"])
        asked = consultation.questions.filter(receiver_unit_id=slot.offered_by_id).update(slot=slot.pk)
        if not asked:
            consultation.own_slots = [*consultation.own_slots, str(slot.pk)]
    first = found[0]
    consultation.starts_at, consultation.minutes = first.starts_at, first.minutes
    consultation.channel = first.channel
    consultation.revision += 1
    consultation.save(update_fields=["starts_at", "minutes", "channel", "own_slots", "revision"])
    tell(
        consultation.case,
        by=by,
        kind="consultation.book",
        subject=consultation.pk,
        due=timezone.localdate(first.starts_at),
    )
    about(consultation, times=len(found))
    return consultation


def release(consultation: Consultation) -> None:
    """Gives back the times a consultation has taken, for actions that say the rest. Those that have been stay as they were."""
    OfferedTime.objects.filter(pk__in=consultation.held_times, starts_at__gt=timezone.now()).update(
        taken_by=None, taken_at=None
    )
    consultation.questions.update(slot=None)
    consultation.starts_at, consultation.minutes, consultation.channel = None, None, ""
    consultation.own_slots = []
    consultation.save(update_fields=["starts_at", "minutes", "channel", "own_slots"])


def _own_units(consultation: Consultation) -> set[UUID]:
    return set(Unit.objects.filter(authority_id=consultation.owner_id).values_list("pk", flat=True))
