"""What a receiver answered: taken from her inbox by the post, or typed in from paper by the socialsekreterare."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about

from ..documents.snapshots import receiver_name
from ..models import (
    Case,
    DeliveryKind,
    Disclosure,
    DisclosureAnswer,
    DisclosureState,
    Road,
    SourceKind,
    StepState,
)
from ..models.base import stamp
from ..rules.answer_forms import AnswerForm, answer_form, facts_of
from ..rules.disclosures import asks_for, party_of, why_closed
from ..rules.permissions import Need
from .core import action, tell
from .deeds import say_settled
from .facts import enter_facts
from .inbox_reminders import settle_reminders
from .records import add_record
from .standing import restate
from .steps import take_back
from .tasks import put_task

OPEN = (DisclosureState.SENT, DisclosureState.RECEIVED, DisclosureState.ANSWERED)
TASK = "svar_pa_underlag"


def take_answer(
    *,
    source_ref: UUID,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    answerer: Actor,
    by: Actor,
) -> DisclosureAnswer:
    """The answer from the receiver's inbox, in the kommun's keeping. `by` is the kommun's own reception of post."""
    found = (
        Disclosure.objects.select_related("case__person", "step", "receiver")
        .filter(pk=source_ref, owner_id=by.authority_id)
        .first()
    )
    if found is None:
        raise Denied("Avsändaren har inte kvar det här. Ring avsändaren i stället.")
    return _take_answer(
        disclosure=found, kind=kind, choices=choices, text=text, came_on=came_on, answerer=answerer, by=by
    )


@action("disclosure.take_answer", needs=Need.WRITE)
def _take_answer(
    *,
    disclosure: Disclosure,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    answerer: Actor,
    by: Actor,
) -> DisclosureAnswer:
    # Whoever answers by a link has no authority here: the post says who she may be.
    if answerer.authority_id != (disclosure.receiver_id or disclosure.owner_id):
        raise Denied("Det här har inte skickats till dig.")
    who = {
        "by_id": answerer.user_id,
        "by_name": answerer.name,
        "by_title": answerer.title,
        "by_authority": answerer.authority_name,
    }
    return _keep(
        disclosure,
        kind=kind,
        choices=choices,
        text=text,
        came_on=came_on,
        road=disclosure.road,
        who=who,
        by=by,
    )


@action("disclosure.register_answer", needs=Need.WRITE)
def register_answer(
    *,
    disclosure: Disclosure,
    kind: str,
    choices: Mapping[str, Any],
    text: str = "",
    came_on: date,
    answered_by: str,
    by: Actor,
) -> DisclosureAnswer:
    """An answer that came on paper or by telephone, typed in. `answered_by`: who answered, at the receiver. The same again the same
    day is the same: a form sent twice is one document."""
    problems = {}
    if not answered_by.strip():
        problems["vem"] = "Skriv vem som svarade."
    if came_on > timezone.localdate():
        problems["kom"] = "Dagen har inte varit än. Skriv vilken dag svaret kom."
    elif disclosure.sent_at is not None and came_on < timezone.localdate(disclosure.sent_at):
        problems["kom"] = "Då var underlaget inte skickat. Skriv vilken dag svaret kom."
    if problems:
        raise Refused(problems)
    last = DisclosureAnswer.objects.filter(disclosure=disclosure).order_by("-at", "-id").first()
    said = (kind, came_on, answered_by.strip()[:120], dict(choices), text.strip())
    if last is not None and (last.kind, last.came_on, last.by_name, last.choices, last.text) == said:
        about(last, again=True)
        return last
    who = {
        "by_id": None,
        "by_name": answered_by.strip()[:120],
        "by_title": "",
        "by_authority": receiver_name(disclosure)[:120],
    }
    return _keep(
        disclosure,
        kind=kind,
        choices=choices,
        text=text,
        came_on=came_on,
        road=Road.PAPER,
        who=who,
        by=by,
        entered_by=by.name,
    )


def _keep(
    disclosure: Disclosure,
    *,
    kind: str,
    choices: Mapping[str, Any],
    text: str,
    came_on: date,
    road: str,
    who: Mapping[str, Any],
    by: Actor,
    entered_by: str = "",
) -> DisclosureAnswer:
    """The row, the facts it supports with the receiver as their source, and the end of the waiting where it is one."""
    form = _form(disclosure, kind)
    facts = facts_of(form, choices)
    answer = DisclosureAnswer.objects.create(
        **(stamp(by) | dict(who)),
        disclosure=disclosure,
        kind=kind,
        road=road,
        came_on=came_on,
        choices=dict(choices),
        text=text.strip(),
        facts=facts,
        entered_by=entered_by,
    )
    disclosure.state = _state_after(disclosure, form)
    disclosure.save(update_fields=["state"])
    case = disclosure.case
    _register(answer, by=by)
    say_settled(disclosure, answer=kind, on=came_on, by=by)
    if facts:
        enter_facts(
            case=case,
            values=facts,
            source=SourceKind.AUTHORITY,
            source_name=_source(disclosure, who),
            valid_from=came_on,
            by=by,
        )
    tell(
        case,
        by=by,
        kind="disclosure.answer",
        subject=disclosure.pk,
        on=came_on,
        party=party_of(disclosure.receiver_kind),
        reply=kind,
    )
    if not form.keeps_waiting:
        settle_reminders(disclosure, by=by)
        _it_is_our_turn(disclosure, case, form, came_on, by=by)
    restate(case, on=timezone.localdate())
    about(disclosure, category="utlämnande", answer=kind, count=len(facts))
    return answer


def _register(answer: DisclosureAnswer, *, by: Actor) -> None:
    """What came is a document of the case by whatever road it came (OSL 5:1)."""
    add_record(
        case=answer.disclosure.case,
        direction="in",
        kind="svar",
        party=receiver_name(answer.disclosure),
        subject="Svar på underlag",
        registered_on=answer.came_on,
        subject_id=answer.pk,
        is_told=False,
        by=by,
    )


def _form(disclosure: Disclosure, kind: str) -> AnswerForm:
    """The form of the answer. Raises Refused when it can't be given now, or to this."""
    case = disclosure.case
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update())
    disclosure.case = case
    if disclosure.state not in OPEN:
        raise Refused(why_closed(disclosure.state) or asks_for("prövad"))
    form = answer_form(DeliveryKind.DISCLOSURE, disclosure.receiver_kind, kind)
    if form is None:
        raise Refused({"svarade": "Välj vad de svarade."})
    return form


def _state_after(disclosure: Disclosure, form: AnswerForm) -> str:
    """Received by a receipt, answered by anything else; what has been answered stays so."""
    if form.keeps_waiting and disclosure.state != DisclosureState.ANSWERED:
        return DisclosureState.RECEIVED
    return DisclosureState.ANSWERED


def _it_is_our_turn(
    disclosure: Disclosure, case: Case, form: AnswerForm, came_on: date, *, by: Actor
) -> None:
    """The step that waited comes back to us; where none did, somebody has to read the answer."""
    step = disclosure.step
    party = party_of(disclosure.receiver_kind)
    if step is not None and step.state == StepState.WAITING and step.waiting_for == party and case.is_open:
        step.case = case
        take_back(step=step, answered=True, answer=form.waiting, came_on=came_on, by=by)
    elif case.is_open:
        put_task(case=case, kind=TASK, about_what=disclosure.pk.hex, due_on=timezone.localdate(), by=by)


def _source(disclosure: Disclosure, who: Mapping[str, Any]) -> str:
    """Who said it, as a source: the authority, never the handläggare."""
    return disclosure.receiver.name if disclosure.receiver else str(who["by_authority"])
