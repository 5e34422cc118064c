"""What was begun by mistake is given up by who began it: the row and its event stay, and it is gone from the lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.governance.actions.agreement_signing import lay_for_signing
from samre.governance.actions.agreements import change_agreement, drop_agreement, renew_agreement
from samre.governance.actions.practice import change_run, close_run, drop_run, open_run
from samre.governance.models import Agreement, AgreementState, PracticeRun, PracticeState
from samre.governance.queries.agreements import agreements_for, find_agreement
from samre.governance.queries.practice import find_run, runs_for
from samre.governance.queries.practice_groups import NoSuchCode, find_open

from .agreement_factories import in_force, make_agreement, make_insurer, make_whole, sign_all
from .factories import Federation, make_federation
from .practice_factories import group_in, make_open_run, make_run

pytestmark = pytest.mark.django_db
DAYS = {"valid_from": date(2027, 1, 1), "valid_to": date(2028, 12, 31), "review_on": date(2027, 12, 1)}


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_an_agreement_that_is_written_is_dropped_by_who_began_it(federation: Federation) -> None:
    kept, mistake = make_agreement(federation), make_agreement(federation)
    drop_agreement(agreement=mistake.pk, by=federation.lead)
    mistake.refresh_from_db()
    assert (mistake.state, mistake.ended_by) == (AgreementState.DROPPED, federation.lead.name)
    assert [row.id for row in agreements_for(federation.lead)] == [kept.pk]
    found = find_agreement(federation.lead, mistake.pk)
    assert found is not None
    assert found.standing.text == "Nedlagd"
    assert find_agreement(federation.caseworker, mistake.pk) is None
    assert Event.objects.filter(action="agreement.drop", object_id=str(mistake.pk), outcome="ok").count() == 1


def test_nobody_else_drops_it_and_not_once_it_is_laid(federation: Federation) -> None:
    agreement = make_whole(federation, make_insurer())
    for other in (federation.second_lead, federation.board, federation.outsider):
        with pytest.raises(Denied):
            drop_agreement(agreement=agreement.pk, by=other)
    sign_all(agreement, federation)
    with pytest.raises(Refused, match="Bara en överenskommelse som skrivs"):
        drop_agreement(agreement=agreement.pk, by=federation.lead)


def test_what_was_dropped_is_not_written_on_laid_or_changed_behind_the_program(
    federation: Federation,
) -> None:
    row = make_whole(federation, make_insurer())
    drop_agreement(agreement=row.pk, by=federation.lead)
    row.refresh_from_db()
    with pytest.raises(Denied, match="nedlagd"):
        lay_for_signing(agreement=row.pk, revision=row.revision, by=federation.lead)
    with pytest.raises(Denied, match="nedlagd"):
        change_agreement(
            agreement=row.pk, revision=row.revision, title="Ny", texts={}, **DAYS, by=federation.lead
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(pk=row.pk).update(title="Ny")


def test_an_agreement_whose_renewal_was_dropped_is_renewed_anew(federation: Federation) -> None:
    old = in_force(federation, make_insurer())
    first = renew_agreement(agreement=old.pk, **DAYS, by=federation.lead)
    drop_agreement(agreement=first.pk, by=federation.lead)
    found = find_agreement(federation.lead, old.pk)
    assert found is not None
    assert found.renewed_by is None
    assert renew_agreement(agreement=old.pk, **DAYS, by=federation.lead).number == first.number + 1


@pytest.mark.parametrize("begin", [make_run, make_open_run])
def test_a_run_that_nobody_joined_is_dropped_by_who_prepared_it(
    federation: Federation, begin: Callable[[Federation], PracticeRun]
) -> None:
    run = begin(federation)
    code = run.code
    with pytest.raises(Denied, match="Bara den som förberedde"):
        drop_run(run=run.pk, by=federation.second_lead)
    drop_run(run=run.pk, by=federation.lead)
    run.refresh_from_db()
    assert (run.state, run.code) == (PracticeState.DROPPED, "")
    assert runs_for(federation.lead) == ()
    assert find_run(federation.lead, run.pk) is not None
    assert Event.objects.filter(action="practice.drop", object_id=str(run.pk), outcome="ok").count() == 1
    with pytest.raises(NoSuchCode):
        find_open(code)


def test_a_run_that_was_dropped_is_neither_opened_nor_changed(federation: Federation) -> None:
    run = make_run(federation)
    drop_run(run=run.pk, by=federation.lead)
    with pytest.raises(Denied, match="nedlagd"):
        open_run(run=run.pk, by=federation.lead)
    with pytest.raises(Denied, match="nedlagd"):
        change_run(run=run.pk, title="Ny", purpose="", by=federation.lead)
    with pytest.raises(Denied, match="nedlagd"):
        drop_run(run=run.pk, by=federation.lead)


def test_a_run_that_was_closed_without_a_group_counts_as_no_closed_run_when_it_is_dropped(
    federation: Federation,
) -> None:
    run = make_open_run(federation)
    close_run(run=run.pk, by=federation.lead)
    drop_run(run=run.pk, by=federation.lead)
    run.refresh_from_db()
    assert run.closed_at is None


def test_a_run_that_a_group_has_joined_is_kept(federation: Federation) -> None:
    run = make_open_run(federation)
    group_in(run)
    with pytest.raises(Refused, match="En grupp har gått med"):
        drop_run(run=run.pk, by=federation.lead)
    assert [row.id for row in runs_for(federation.lead)] == [run.pk]
