"""What the demo's förbund has behind it: an agreement in force, a practice run that is over, a deviation that is handled, and saved
settings of the simulation. Everybody is made up; what they say stands in `demo_styrgrupp.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from samre.accounts.actors import Actor
from samre.accounts.models import Authority
from samre.accounts.scope import acting_in

from .actions.agreement_signing import lay_for_signing, put_in_force, sign_for_party
from .actions.agreements import put_party, write_agreement
from .actions.deviations import (
    answer_deviation,
    assign_deviation,
    close_deviation,
    note_measure,
    report_deviation,
)
from .actions.practice import close_run, keep_protocol, open_run, prepare_run, write_remarks
from .actions.practice_cases import add_worked_cases
from .actions.practice_groups import Said, comment_box, join, place_case
from .actions.scenarios import save_scenario
from .maps import find_in_force
from .models import Agreement, PracticeGroup, PracticeRun, PracticeShown
from .queries.deviations import parties_to_choose

# Writes the protocol of a run as a document.
Write = Callable[[PracticeRun], bytes]


def begin_agreement(words: Mapping[str, Any], *, on: date, lead: Actor, board: Actor) -> None:
    """Written, signed by every party on paper, and decided: it has held since some months."""
    begins = on - timedelta(days=words["gällt_dagar"])
    row = write_agreement(
        title=words["rubrik"],
        valid_from=begins,
        valid_to=begins + timedelta(days=words["gäller_dagar"]),
        review_on=begins + timedelta(days=words["granskas_efter_dagar"]),
        by=lead,
    )
    for party in words["parter"]:
        authority = Authority.objects.get(name=party["myndighet"], is_demo=True)
        put_party(
            agreement=row.pk,
            revision=_revision(row),
            name=party["namn"],
            actors=party["aktörer"],
            authority=authority.pk,
            signatory=party["undertecknare"],
            signatory_title=party["titel"],
            by=lead,
        )
    lay_for_signing(agreement=row.pk, revision=_revision(row), by=lead)
    for party in row.parties.order_by("name"):
        sign_for_party(
            agreement=row.pk,
            party=party.pk,
            signatory=party.signatory,
            title=party.signatory_title,
            on=begins - timedelta(days=words["undertecknad_dagar_före"]),
            how="papper",
            by=lead,
        )
    put_in_force(agreement=row.pk, by=board)


def handle_deviation(
    keeper: Authority, words: Mapping[str, Any], *, reporter: Actor, lead: Actor, answerer: Actor
) -> None:
    """Reported, answered by the party, measured and closed."""
    party = next(one for one in parties_to_choose(keeper.pk) if one.actor == words["part"])
    with acting_in(reporter.authority_id):
        row = report_deviation(
            step=words["steg"], party=party.code, kind=words["slag"], text=words["fel"], by=reporter
        )
    with acting_in(keeper.pk):
        assign_deviation(deviation=row.pk, text=words["fråga"], by=lead)
    with acting_in(answerer.authority_id):
        answer_deviation(deviation=row.pk, text=words["svar"], by=answerer)
    with acting_in(keeper.pk):
        note_measure(deviation=row.pk, text=words["åtgärd"], by=lead)
        close_deviation(deviation=row.pk, text=words["avslut"], by=lead)


def finish_run(
    keeper: Authority, words: Mapping[str, Any], *, on: date, lead: Actor, write: Write | None
) -> None:
    """Prepared on the version in force, answered by its groups, closed, with its remarks; with `write` its protocol too."""
    version = find_in_force(keeper.pk, on=on)
    assert version is not None
    run = prepare_run(
        keeper=keeper.pk, title=words["rubrik"], purpose=words["syfte"], version=version.pk, by=lead
    )
    add_worked_cases(run=run.pk, cases=words["fall"], by=lead)
    run = open_run(run=run.pk, by=lead)
    for name, said in words["grupper"].items():
        _answer(run, name, said)
    close_run(run=run.pk, by=lead)
    run = write_remarks(run=run.pk, text=words["protokoll"], by=lead)
    if write is not None:
        keep_protocol(run=run.pk, document=write(run), by=lead)


def save_scenarios(words: Mapping[str, Any], *, lead: Actor) -> None:
    """Each under its name."""
    for name, values in words.items():
        save_scenario(name=name, values={key: str(value) for key, value in values.items()}, by=lead)


def _answer(run: PracticeRun, name: str, said: Mapping[str, Any]) -> None:
    """A group's phone places every case, after so many seconds each, and says something of boxes."""
    joined = join(code=run.code, name=name)
    answers = zip(run.cases.order_by("place"), said["svar"], strict=True)
    for case, (step, seconds, *more) in answers:
        _seen(joined.group, case.pk, seconds)
        confidence, comment = (*more, "", "")[:2]
        place_case(key=joined.key, case=case.pk, said=Said(step=step, confidence=confidence, comment=comment))
    for box, text in said.get("om_rutor", {}).items():
        comment_box(key=joined.key, thing_id=box, text=text)


def _seen(group: PracticeGroup, case: UUID, seconds: int) -> None:
    """The group saw the case so long ago: nobody sits and waits in the demo."""
    PracticeShown.objects.create(group=group, case_id=case, at=timezone.now() - timedelta(seconds=seconds))


def _revision(row: Agreement) -> int:
    row.refresh_from_db(fields=["revision"])
    return row.revision
