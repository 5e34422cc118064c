"""Deviations: reported by anybody who uses the map, sent to the party, answered, mended, closed. Never about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused, about, action

from ..maps import find_in_force, pathway_in
from ..models import Deviation, DeviationEvent, DeviationState, DeviationStep
from ..models.base import signed
from ..queries.agreements import keeper_for
from ..queries.deviations import account_of, parties_to_choose
from ..rules.deviations import OPEN, deviation_rules, wrong_report, wrong_text
from ..rules.numbers import next_number
from ..rules.permissions import ASKERS, check_asks, check_writes


@action("deviation.report", kind="deviation")
def report_deviation(
    *, step: str, party: str, kind: str, text: str = "", names: Sequence[str] = (), by: Actor
) -> Deviation:
    """That something did not go as agreed in a step. `party`: a code of `parties_to_choose`. `text`: one sentence at most.

    `names`: people it may not name.
    """
    check_asks(by)
    keeper = keeper_for(by)
    version = None if keeper is None else find_in_force(keeper, on=timezone.localdate())
    if keeper is None or version is None:
        raise Refused("Kartan ni följer har ingen styrgrupp i systemet. Säg till er processledare.")
    problems = wrong_report(kind, text, names=names)
    if step not in pathway_in(version).steps:
        problems["steg"] = "Välj i vilket steg på kartan det hände."
    chosen = next((one for one in parties_to_choose(keeper) if one.code == party), None)
    if chosen is None:
        problems["part"] = "Välj vilken part det gäller."
    if problems or chosen is None:
        raise Refused(problems)
    row = Deviation.objects.create(
        keeper_id=keeper,
        number=next_number(Deviation, keeper),
        source_id=by.authority_id,
        step=step,
        actor=chosen.actor,
        party=chosen.name,
        against_id=chosen.authority,
        kind=kind,
        text=text.strip(),
        **signed(by),
    )
    about(row, step=step, party=chosen.actor, reason=kind)
    return row


@action("deviation.withdraw", kind="deviation")
def withdraw_deviation(*, deviation: UUID, by: Actor) -> Deviation:
    """Reported by mistake: it is not counted. By who reported it, until somebody has begun to handle it."""
    row = Deviation.objects.select_for_update().get(pk=deviation)
    if by.user_id is None or row.by_id != by.user_id:
        raise Denied("Bara den som anmälde avvikelsen kan ta tillbaka den.")
    if row.state != DeviationState.REPORTED:
        raise Refused("Någon har redan börjat hantera avvikelsen. Be processledaren avsluta den.")
    _add(row, DeviationStep.WITHDRAWN, "Anmäld av misstag.", by)
    return _to(row, DeviationState.WITHDRAWN)


@action("deviation.assign", kind="deviation")
def assign_deviation(*, deviation: UUID, text: str = "", by: Actor) -> Deviation:
    """The party is asked, and has so many days to answer. `text`: what it is asked.

    It is sent where the party has an account in an agreement in force; `against` is empty where somebody has to ring.
    """
    row = _open(deviation)
    check_writes(by, row.keeper_id)
    if row.state != DeviationState.REPORTED:
        raise Refused("Parten är redan tillfrågad.")
    rules = deviation_rules()
    _check(text, "fråga", needed="")
    row.answer_by = timezone.localdate() + timedelta(days=int(rules["svarsdagar"]))
    row.against_id = account_of(row.keeper_id, row.actor, row.against_id)
    row.save(update_fields=["answer_by", "against"])
    _add(row, DeviationStep.ASSIGNED, text.strip() or "Vad hände, och hur gör ni nästa gång?", by)
    return _to(row, DeviationState.HANDLED)


@action("deviation.answer", kind="deviation")
def answer_deviation(*, deviation: UUID, text: str, by: Actor) -> Deviation:
    """The party's answer: by somebody of the party, or written down by a process leader who has got it in another way."""
    row = _open(deviation)
    is_theirs = row.against_id == by.authority_id and by.role in ASKERS
    if not is_theirs:
        check_writes(by, row.keeper_id)
    if row.state != DeviationState.HANDLED:
        raise Refused("Parten är inte tillfrågad än.")
    _check(text, "svar", needed="Skriv vad parten svarar.")
    _add(row, DeviationStep.ANSWERED, text.strip(), by, for_party=row.party)
    return row


@action("deviation.measure", kind="deviation")
def note_measure(*, deviation: UUID, text: str, by: Actor) -> Deviation:
    """What is done so that it does not happen again."""
    row = _open(deviation)
    check_writes(by, row.keeper_id)
    _check(text, "åtgärd", needed="Skriv vad som görs, och vem som gör det.")
    _add(row, DeviationStep.MEASURE, text.strip(), by)
    return _to(row, DeviationState.HANDLED)


@action("deviation.close", kind="deviation")
def close_deviation(*, deviation: UUID, text: str, by: Actor) -> Deviation:
    """Done with: what it led to, in words to the one who reported it."""
    row = _open(deviation)
    check_writes(by, row.keeper_id)
    _check(text, "resultat", needed="Skriv vad det ledde till. Den som anmälde läser det.")
    _add(row, DeviationStep.CLOSED, text.strip(), by)
    return _to(row, DeviationState.CLOSED)


def _open(deviation: UUID) -> Deviation:
    row = Deviation.objects.select_for_update().get(pk=deviation)
    if row.state not in OPEN:
        raise Refused(f"Avvikelsen är redan {DeviationState(row.state).label.lower()}.")
    return row


def _check(text: str, field: str, *, needed: str) -> None:
    """Raises Refused for a text that lacks or holds what it may not."""
    wrong = wrong_text(text, longest=int(deviation_rules()["längsta_svar"]))
    if not wrong and needed and not text.strip():
        wrong = needed
    if wrong:
        raise Refused({field: wrong})


def _add(row: Deviation, what: DeviationStep, text: str, by: Actor, *, for_party: str = "") -> None:
    DeviationEvent.objects.create(
        keeper_id=row.keeper_id, deviation=row, what=what, text=text, for_party=for_party, **signed(by)
    )
    about(row, what=what)


def _to(row: Deviation, state: DeviationState) -> Deviation:
    row.state = state
    row.save(update_fields=["state"])
    return row
