"""An agreement from its last word to its end: laid for signing, signed by each party, put in force, ended."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, Stale, about, action
from samre.accounts.roles import Role
from samre.certificate.wording import in_words

from ..models import Agreement, AgreementParty, AgreementState, SigningWay, Sitting
from ..queries.agreements import last_day, pathway_for, terms_of
from ..rules.agreements import missing_before_signing, terms_hash
from ..rules.permissions import check_writes
from .agreements import NAME, party_of, written

WHY = 300


@action("agreement.lay", kind="agreement")
def lay_for_signing(*, agreement: UUID, revision: int, by: Actor) -> Agreement:
    """Nothing of it changes from now on: the hash of all it says is kept, and stands on the paper that is signed."""
    row = written(agreement, by, revision)
    terms = terms_of(row)
    missing = missing_before_signing(terms, pathway_for(row))
    if missing:
        raise Refused("Det här fattas: " + " ".join(missing))
    row.sha256, row.revision = terms_hash(terms), revision + 1
    row.state = AgreementState.SIGNING
    row.save()
    about(row, revision=row.revision)
    return row


@action("agreement.reopen", kind="agreement")
def reopen_agreement(*, agreement: UUID, by: Actor) -> Agreement:
    """Back to writing: what was signed was another text, so every signature goes."""
    row = _in_state(agreement, AgreementState.SIGNING)
    check_writes(by, row.keeper_id)
    row.parties.update(signed_on=None, signed_how="", sitting=None)
    row.state = AgreementState.WRITTEN
    row.save(update_fields=["state"])
    about(row)
    return row


@action("agreement.sign", kind="agreement")
def sign_for_party(
    *,
    agreement: UUID,
    party: UUID,
    signatory: str,
    title: str,
    on: date | None,
    how: str,
    sitting: UUID | None = None,
    revision: int | None = None,
    by: Actor,
) -> AgreementParty:
    """That somebody has signed for a party: who, with which title, which day, on paper or at a meeting of the steering group.
    `revision`: the one that was read on the page, if on a page."""
    row = _in_state(agreement, AgreementState.SIGNING, revision)
    _check_keeps(by, row)
    found = party_of(row, party)
    meeting = None if sitting is None else Sitting.objects.filter(pk=sitting, keeper_id=row.keeper_id).first()
    problems = {}
    if not signatory.strip() or len(signatory.strip()) > NAME:
        problems["undertecknare"] = "Skriv namnet på den som har undertecknat."
    if not title.strip() or len(title.strip()) > NAME:
        problems["titel"] = "Skriv titeln. Den visar att hen får underteckna för parten."
    if on is None or on > timezone.localdate():
        problems["dag"] = "Skriv vilken dag överenskommelsen undertecknades."
    if how not in SigningWay.values:
        problems["sätt"] = "Välj hur den undertecknades."
    elif how == SigningWay.SITTING and meeting is None:
        problems["sammanträde"] = "Välj vid vilket sammanträde."
    elif how == SigningWay.SITTING and meeting is not None and on is not None and meeting.on != on:
        problems["dag"] = (
            f"Sammanträdet är {in_words(meeting.on)}. Skriv den dagen, eller välj ett annat sammanträde."
        )
    if problems:
        raise Refused(problems)
    found.signatory, found.signatory_title, found.signed_on = signatory.strip(), title.strip(), on
    found.signed_how, found.sitting = how, meeting if how == SigningWay.SITTING else None
    found.save()
    about(row, party=str(found.pk), how=how)
    return found


@action("agreement.put_in_force", kind="agreement")
def put_in_force(*, agreement: UUID, revision: int | None = None, by: Actor) -> Agreement:
    """The steering group says that it holds: all have signed what was laid. The one it renews ends the day before. `revision`: the
    one that was read on the page, if on a page."""
    row = _in_state(agreement, AgreementState.SIGNING, revision)
    _check_decides(by, row)
    if row.parties.filter(signed_on__isnull=True).exists():
        raise Refused("Alla parter har inte undertecknat.")
    if terms_hash(terms_of(row)) != row.sha256:
        raise Refused("Texten är inte den som lades för underskrift. Öppna överenskommelsen igen.")
    row.state, row.decided_at, row.decided_by = AgreementState.SIGNED, timezone.now(), by.name
    row.save(update_fields=["state", "decided_at", "decided_by"])
    old = row.renews
    if old is not None and old.state == AgreementState.SIGNED:
        day = row.valid_from - timedelta(days=1)
        last = last_day(old)
        _end(old, on=day if last is None else min(day, last), why=f"Ersatt av nummer {row.number}.", by=by)
    about(row)
    return row


@action("agreement.end", kind="agreement")
def end_agreement(*, agreement: UUID, on: date | None, why: str, by: Actor) -> Agreement:
    """It ends before its time: its last day, and why."""
    row = _in_state(agreement, AgreementState.SIGNED)
    _check_decides(by, row)
    problems = {}
    if on is None or on < timezone.localdate() or (row.valid_to is not None and on > row.valid_to):
        problems["dag"] = "Välj en sista dag, tidigast i dag."
    if not why.strip() or len(why.strip()) > WHY:
        problems["skäl"] = f"Skriv varför den upphör, högst {WHY} tecken."
    if problems or on is None:
        raise Refused(problems)
    _end(row, on=on, why=why.strip(), by=by)
    about(row)
    return row


def _end(row: Agreement, *, on: date, why: str, by: Actor) -> None:
    row.state, row.ended_on, row.ended_why = AgreementState.ENDED, on, why
    row.ended_at, row.ended_by = timezone.now(), by.name
    row.save(update_fields=["state", "ended_on", "ended_why", "ended_at", "ended_by"])


def _in_state(agreement: UUID, state: AgreementState, revision: int | None = None) -> Agreement:
    row = Agreement.objects.select_for_update().get(pk=agreement)
    if row.state != state:
        raise Refused(f"Det går inte nu. Överenskommelsen: {AgreementState(row.state).label.lower()}.")
    if revision not in (None, row.revision):
        raise Stale(
            "Överenskommelsen har öppnats och lagts för underskrift på nytt sedan du läste den. Läs den igen först."
        )
    return row


def _check_keeps(by: Actor, row: Agreement) -> None:
    if by.role == Role.BOARD and by.authority_id == row.keeper_id:
        return
    check_writes(by, row.keeper_id)


def _check_decides(by: Actor, row: Agreement) -> None:
    """Raises Denied unless the actor sits in the keeper's steering group and did not write it (four eyes)."""
    if by.role != Role.BOARD or by.authority_id != row.keeper_id:
        raise Denied("Bara styrgruppen beslutar om överenskommelsen.")
    if row.by_id == by.user_id:
        raise Denied("Du har själv skrivit överenskommelsen. Någon annan i styrgruppen beslutar.")
