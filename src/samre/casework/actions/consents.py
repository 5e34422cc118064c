"""Consent: given, narrowed, withdrawn, run out. What was said is never changed; what was said since is added beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Refused, about

from ..documents.consent_text import digest
from ..models import (
    Case,
    Consent,
    ConsentEvent,
    PreparedConsent,
    Record,
    Representative,
    SourceKind,
)
from ..models.base import stamp
from ..rules.consent_choices import ConsentChoices, checked, read_choices
from ..rules.consent_lists import consent_rules
from ..rules.consent_said import LONGEST, Said, check_said
from ..rules.consents import ends_at, is_over, overlapping, starts_at, unended_scopes
from ..rules.permissions import Need
from .consent_effects import end_what_rested
from .core import action, tell
from .facts import add_statements
from .given_consents import write_consent
from .prepared_consents import USED
from .records import add_record
from .standing import restate
from .steps import check_open
from .tasks import open_tasks, put_task, settle

WITHDRAWN_TASK, ENDS_TASK, ENDED_TASK = "samtycke_aterkallat", "samtycke_gar_ut", "samtycke_utgatt"


@action("consent.give", needs=Need.WRITE)
def give_consent(*, prepared: PreparedConsent, said: Said, by: Actor) -> Consent:
    """The person, or her representative, has said yes to exactly the text that was prepared. Whoever calls received it.

    What she says now holds: an earlier consent about the same thing to the same receiver no longer does, from the day this one
    begins. Sent twice it is one.
    """
    prepared.refresh_from_db()
    if prepared.consent is not None:
        about(prepared.consent, again=True)
        return prepared.consent
    if not prepared.is_open:
        raise Refused(USED)
    case, on = prepared.case, timezone.localdate()
    check_open(case)
    choices = checked(case, read_choices(prepared.choices), on=on)
    giver = Representative.objects.get(pk=choices.giver) if choices.giver else None
    check_said(said, choices, on=on)
    if digest(bytes(prepared.shown)) != prepared.shown_sha256:
        raise Refused("Texten stämmer inte med sin kontrollsumma. Förbered samtycket på nytt.")
    consent = write_consent(prepared, choices, said, giver, by=by)
    _event(consent, ConsentEvent.Kind.GIVEN, by=by)
    _replace_earlier(case, consent, choices, by=by)
    prepared.is_open, prepared.consent = False, consent
    prepared.save(update_fields=["is_open", "consent"])
    if consent.paper is not None:
        _register_paper(case, consent, by)
    if not choices.is_to_us:
        _say_on_the_map(case, True, consent.valid_from, consent.valid_to, by=by)
    tell(case, by=by, kind="consent.give", subject=consent.pk, until=consent.valid_to, how=said.how)
    about(consent, category=said.how)
    restate(case, on=on)
    return consent


@action("consent.withdraw", needs=Need.WRITE)
def withdraw_consent(*, consent: Consent, channel: str, words: str = "", by: Actor) -> ConsentEvent:
    """The person takes it back: nothing more is let out on it from the next transaction on. Sent twice it is once."""
    there = ConsentEvent.objects.filter(consent=consent, kind=ConsentEvent.Kind.WITHDRAWN).first()
    if there is not None:
        about(consent, again=True)
        return there
    _check_change(consent, channel, words)
    event = _event(consent, ConsentEvent.Kind.WITHDRAWN, by=by, channel=channel, words=words.strip())
    tell(consent.case, by=by, kind="consent.withdraw", subject=consent.pk)
    _tell_the_team(consent, by=by)
    about(consent, category=channel)
    return event


@action("consent.withdraw_all", needs=Need.WRITE)
def withdraw_all_consents(
    *, case: Case, channel: str, words: str = "", by: Actor
) -> tuple[ConsentEvent, ...]:
    """The person takes back everything she has said yes to and that is not over, also what has not begun: all of it or nothing."""
    now = timezone.now()
    left = unended_scopes(case, at=now).filter(consent__valid_to__gte=timezone.localdate(now))
    standing = list(Consent.objects.filter(case=case, pk__in=left.values("consent_id")).order_by("at", "pk"))
    check_channel(channel, words)
    if not standing:
        raise Refused("Inget samtycke gäller. Det finns inget att återkalla.")
    events = []
    for consent in standing:
        consent.case = case
        events.append(
            _event(consent, ConsentEvent.Kind.WITHDRAWN, by=by, at=now, channel=channel, words=words.strip())
        )
        tell(case, by=by, kind="consent.withdraw", subject=consent.pk)
    for consent in standing:
        _tell_the_team(consent, by=by, named=standing[-1])
    about(standing[-1], category=channel, count=len(events))
    return tuple(events)


@action("consent.narrow", needs=Need.WRITE)
def narrow_consent(
    *, consent: Consent, scopes: Iterable[UUID], channel: str, words: str = "", by: Actor
) -> tuple[ConsentEvent, ...]:
    """These scopes no longer hold; the rest of the consent does."""
    left = {
        scope.pk: scope for scope in unended_scopes(consent.case, at=timezone.now()).filter(consent=consent)
    }
    taken = set(scopes)
    if not taken:
        raise Refused({"bort": "Välj vad som inte längre får lämnas."})
    if not taken <= set(left):
        raise Refused("Något av det du valde gäller redan inte. Ladda om sidan för att se vad som gäller.")
    if taken == set(left):
        raise Refused({"bort": "Då är inget kvar av samtycket. Återkalla hela samtycket i stället."})
    _check_change(consent, channel, words)
    events = tuple(
        _event(
            consent, ConsentEvent.Kind.NARROWED, by=by, scope=left[pk], channel=channel, words=words.strip()
        )
        for pk in sorted(taken)
    )
    tell(consent.case, by=by, kind="consent.narrow", subject=consent.pk)
    _tell_the_team(consent, by=by)
    about(consent, category=channel, count=len(events))
    return events


@action("consent.expire", needs=Need.WRITE)
def expire_consent(*, consent: Consent, by: Actor) -> ConsentEvent | None:
    """Its last day has passed: written down, and somebody asks the person again. For the nightly round."""
    now = timezone.now()
    if ends_at(consent) > now or is_over(consent, at=now, by_days=False):
        return None
    event = _event(consent, ConsentEvent.Kind.EXPIRED, by=by, at=now)
    case, on = consent.case, timezone.localdate(now)
    settle(open_tasks(case, ENDS_TASK, [str(consent.pk)]), by=by)
    if case.is_open:
        put_task(case=case, kind=ENDED_TASK, about_what=str(consent.pk), due_on=on, by=by)
    end_what_rested(consent, by=by, has_run_out=True)
    tell(case, by=by, kind="consent.expire", subject=consent.pk, on=consent.valid_to)
    about(consent)
    restate(case, on=on)
    return event


def _replace_earlier(case: Case, consent: Consent, choices: ConsentChoices, *, by: Actor) -> None:
    """What she said before about the same no longer holds once this begins, so that nothing older comes back when it ends."""
    begins = max(timezone.now(), starts_at(consent.valid_from))
    if choices.renews is not None:
        old = Consent.objects.get(case=case, pk=choices.renews)
        _event(old, ConsentEvent.Kind.RENEWED, by=by, at=begins)
        settle(open_tasks(case, ENDS_TASK, [str(old.pk)]), by=by)
    same = [(one.receiver, one.unit, one.category) for one in choices.scopes]
    for scope in overlapping(
        case,
        scopes=same,
        purpose=choices.purpose,
        since=consent.valid_from,
        until=consent.valid_to,
        discloser=choices.discloser,
        discloser_unit=choices.discloser_unit,
    ):
        if scope.consent_id not in (consent.pk, choices.renews):
            _event(scope.consent, ConsentEvent.Kind.NARROWED, by=by, at=begins, scope=scope)


def _register_paper(case: Case, consent: Consent, by: Actor) -> None:
    words = consent_rules()["papper"]
    add_record(
        case=case,
        direction=Record.Direction.IN,
        kind=words["handling"],
        party=words["part"],
        subject=f"{words['gäller']} {consent.reference}",
        subject_id=consent.pk,
        is_told=False,
        by=by,
    )


def check_channel(channel: str, words: str) -> None:
    """Raises Refused unless it is known how the person said it."""
    problems = {}
    if channel not in consent_rules()["kanaler"]:
        problems["kanal"] = "Välj hur personen sa det."
    if len(words) > LONGEST:
        problems["ord"] = f"Skriv kortare, högst {LONGEST} tecken."
    if problems:
        raise Refused(problems)


def _check_change(consent: Consent, channel: str, words: str) -> None:
    check_channel(channel, words)
    if is_over(consent, at=timezone.now()):
        raise Refused("Samtycket gäller redan inte. Ladda om sidan för att se vad som gäller.")


def _event(consent: Consent, kind: str, *, by: Actor, **more: Any) -> ConsentEvent:
    return ConsentEvent.objects.create(**stamp(by) | more, consent=consent, kind=kind)


def _tell_the_team(consent: Consent, *, by: Actor, named: Consent | None = None) -> None:
    """A task for today that says nothing of what it was about, one for all that were taken back together (`named` stands for them);
    and the map's fact, when nothing is left."""
    case, on = consent.case, timezone.localdate()
    if case.is_open:
        put_task(case=case, kind=WITHDRAWN_TASK, about_what=str((named or consent).pk), due_on=on, by=by)
    settle(open_tasks(case, ENDS_TASK, [str(consent.pk)]), by=by)
    own = unended_scopes(case, at=timezone.now()).filter(consent__discloser_id=case.owner_id)
    if consent.discloser_id == case.owner_id and not own.filter(consent__valid_to__gte=on).exists():
        _say_on_the_map(case, False, on, None, by=by)
    end_what_rested(consent, by=by)
    restate(case, on=on)


def _say_on_the_map(case: Case, value: bool, since: date, until: date | None, *, by: Actor) -> None:
    """The map's own fact follows, as the person's own words: that is what a consent is."""
    add_statements(
        case=case,
        values={str(consent_rules()["uppgift"]): value},
        source=SourceKind.PERSON,
        source_name="",
        valid_from=since,
        valid_to=until,
        by=by,
    )
