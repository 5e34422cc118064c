"""Consent to the national follow-up (Uppföljning Finsam): asked for and kept apart. It lets nothing out of the case (R25)."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..models import Case, FollowUpConsent
from ..models.base import stamp
from ..rules.permissions import Need
from .core import action, tell


@action("follow_up_consent.say", needs=Need.WRITE)
def say_follow_up_consent(
    *, case: Case, is_given: bool | None, said_on: date | None, by: Actor
) -> FollowUpConsent:
    """The person's yes or no, on a day. The last row holds; the same again is the same."""
    problems = {}
    if is_given is None:
        problems["uppfoljning"] = "Välj ja eller nej."
    if said_on is None:
        problems["sagt_dag"] = "Skriv vilken dag personen svarade."
    elif said_on > timezone.localdate():
        problems["sagt_dag"] = "Dagen har inte varit än."
    if problems or is_given is None or said_on is None:
        raise Refused(problems)
    last = FollowUpConsent.objects.filter(case=case).order_by("-at", "-pk").first()
    if last is not None and (last.is_given, last.said_on) == (is_given, said_on):
        about(last, again=True)
        return last
    added = FollowUpConsent.objects.create(**stamp(by), case=case, is_given=is_given, said_on=said_on)
    tell(case, by=by, kind="follow_up_consent.say", subject=added.pk, on=said_on)
    about(added)
    return added
