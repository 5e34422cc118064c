"""Deviations: reported with step, party and kind, sent to the party, answered, mended, closed, counted. Never about a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.accounts.factories import actor

from samre.accounts.acts import Denied, Refused
from samre.accounts.roles import Role
from samre.governance.actions.deviations import (
    answer_deviation,
    assign_deviation,
    close_deviation,
    note_measure,
    report_deviation,
    withdraw_deviation,
)
from samre.governance.models import Deviation, DeviationEvent, DeviationState
from samre.governance.queries.deviations import (
    count_deviations,
    deviations_for,
    find_deviation,
    likely_party,
    map_of,
    parties_to_choose,
    proposed_party,
    to_answer,
    to_handle,
)

from .agreement_factories import Insurer, in_force, make_insurer
from .factories import Federation, make_federation

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def insurer(federation: Federation) -> Insurer:
    """A party of the agreement in force."""
    found = make_insurer()
    in_force(federation, found)
    return found


def report(federation: Federation, *, party: str = "", **more: str) -> Deviation:
    choices = parties_to_choose(federation.keeper)
    code = party or proposed_party(choices, "FK", federation.caseworker)
    given = {"step": "S14", "kind": "inget_svar", "text": ""} | more
    return report_deviation(**given, party=code, by=federation.caseworker)


def test_from_report_to_closed_and_counted(federation: Federation, insurer: Insurer) -> None:
    row = report(federation, text="Ansökan låg i sex veckor.")
    assert (row.number, row.party, row.against_id) == (1, "Försäkringskassan", insurer.authority)
    assign_deviation(deviation=row.pk, text="Vad hände?", by=federation.lead)
    answer_deviation(deviation=row.pk, text="Vi hade ingen ersättare.", by=insurer.partner)
    note_measure(deviation=row.pk, text="En brevlåda för gruppen.", by=federation.lead)
    close_deviation(deviation=row.pk, text="Gruppen har en brevlåda nu.", by=federation.second_lead)
    found = find_deviation(federation.caseworker, row.pk)
    assert found is not None
    assert (found.row.state, found.is_answered) == (DeviationState.CLOSED, True)
    assert [(event.what, event.for_party) for event in found.events] == [
        ("tilldelad", ""),
        ("svar", "Försäkringskassan"),
        ("atgard", ""),
        ("avslutad", ""),
    ]
    counted = count_deviations(federation.board)
    assert [(one.party, one.step, one.kind, one.count, one.open) for one in counted] == [
        ("Försäkringskassan", "S14", "inget_svar", 1, 0)
    ]


def test_what_lacks_is_said_at_its_field(federation: Federation) -> None:
    with pytest.raises(Refused) as refused:
        report_deviation(step="S99", party="XX", kind="hunden", by=federation.caseworker)
    assert set(refused.value.problems) == {"steg", "part", "slag"}
    with pytest.raises(Refused) as refused:
        report(federation, kind="annat")
    assert set(refused.value.problems) == {"mening"}


@pytest.mark.parametrize(
    "text",
    [
        "Det gällde 19900101-2384.",
        "Ring 070-123 45 67 om det.",
        "Ärende 2026-00123 fick inget svar.",
        "Dottern Elsa fick inget svar.",
        "x" * 301,
    ],
)
def test_a_sentence_about_somebody_is_refused_and_not_repeated(federation: Federation, text: str) -> None:
    with pytest.raises(Refused) as refused:
        report(federation, text=text)
    assert set(refused.value.problems) == {"mening"}
    assert not any(part in refused.value.problems["mening"] for part in ("1990", "070", "00123", "Elsa"))
    assert not Deviation.objects.exists()


def test_what_was_done_about_it_names_nobody_either_and_is_never_changed(
    federation: Federation, insurer: Insurer
) -> None:
    row = report(federation)
    assign_deviation(deviation=row.pk, by=federation.lead)
    with pytest.raises(Refused) as refused:
        answer_deviation(deviation=row.pk, text="Det gällde 19900101-2384.", by=insurer.partner)
    assert set(refused.value.problems) == {"svar"}
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        DeviationEvent.objects.filter(deviation=row).update(text="Annat.")
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        Deviation.objects.filter(pk=row.pk).update(party="Någon annan")


def test_a_mistake_is_taken_back_by_who_made_it_while_nobody_handles_it_and_is_not_counted(
    federation: Federation, insurer: Insurer
) -> None:
    row, other = report(federation), report(federation)
    with pytest.raises(Denied, match="som anmälde"):
        withdraw_deviation(deviation=row.pk, by=federation.lead)
    withdraw_deviation(deviation=row.pk, by=federation.caseworker)
    assert [one.count for one in count_deviations(federation.lead)] == [1]
    assert [one.row for one in deviations_for(federation.lead)] == [other]
    assign_deviation(deviation=other.pk, by=federation.lead)
    with pytest.raises(Refused, match="redan börjat"):
        withdraw_deviation(deviation=other.pk, by=federation.caseworker)


def test_each_sees_her_own_authoritys_and_those_who_keep_the_map_see_all(
    federation: Federation, insurer: Insurer
) -> None:
    row = report(federation)
    stranger = actor(role=Role.CASEWORKER)
    for who in (federation.caseworker, insurer.partner, federation.lead, federation.board):
        assert [one.row for one in deviations_for(who)] == [row]
    assert deviations_for(stranger) == ()
    assert find_deviation(federation.outsider, row.pk) is None
    assert deviations_for(make_insurer("Försäkringskassan Syd").partner) == ()


def test_only_process_leaders_handle_and_only_the_party_answers(
    federation: Federation, insurer: Insurer
) -> None:
    row = report(federation)
    for who in (federation.caseworker, federation.board, insurer.partner, federation.outsider):
        with pytest.raises(Denied):
            assign_deviation(deviation=row.pk, by=who)
    assign_deviation(deviation=row.pk, by=federation.lead)
    with pytest.raises(Denied):
        answer_deviation(deviation=row.pk, text="Vi svarade visst.", by=federation.caseworker)
    with pytest.raises(Denied):
        close_deviation(deviation=row.pk, text="Klart.", by=insurer.partner)
    answer_deviation(deviation=row.pk, text="Svaret kom per telefon.", by=federation.lead)


def test_an_answer_that_does_not_come_is_late(federation: Federation, insurer: Insurer) -> None:
    row = report(federation)
    assign_deviation(deviation=row.pk, by=federation.lead)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=True):
        (found,) = deviations_for(federation.lead)
        assert found.is_late
        answer_deviation(deviation=row.pk, text="Förlåt.", by=insurer.partner)
        (found,) = deviations_for(federation.lead)
        assert not found.is_late


def test_who_has_something_to_answer_or_to_handle_is_told(federation: Federation, insurer: Insurer) -> None:
    row = report(federation)
    assert (to_handle(federation.lead), to_answer(insurer.partner)) == (1, 0)
    assign_deviation(deviation=row.pk, by=federation.lead)
    assert (to_handle(federation.lead), to_answer(insurer.partner)) == (0, 1)
    assert (to_handle(federation.outsider), to_answer(federation.caseworker)) == (0, 0)
    answer_deviation(deviation=row.pk, text="Vi svarar fortare.", by=insurer.partner)
    assert to_answer(insurer.partner) == 0


def test_without_an_agreement_the_parties_are_the_maps_actors_but_never_the_person(
    federation: Federation,
) -> None:
    assert [one.code for one in parties_to_choose(federation.keeper)] == ["KOM", "FK"]
    row = report(federation)
    assert (row.party, row.against_id) == ("Försäkringskassan", None)


def test_the_own_kommun_is_proposed_among_several_of_its_kind(
    federation: Federation, insurer: Insurer
) -> None:
    choices = parties_to_choose(federation.keeper)
    own = proposed_party(choices, "KOM", federation.caseworker)
    assert own == f"KOM:{federation.caseworker.authority_id}"
    assert proposed_party(choices, "XX", federation.caseworker) == ""


def test_the_only_other_party_in_a_step_is_proposed(federation: Federation, insurer: Insurer) -> None:
    choices, chart = parties_to_choose(federation.keeper), map_of(federation.caseworker)
    assert chart is not None
    insurers = f"FK:{insurer.authority}"
    assert likely_party(choices, chart.steps["S14"], federation.caseworker) == insurers
    assert likely_party(choices, chart.steps["S05"], federation.caseworker) == ""
    assert (
        likely_party(choices, chart.steps["S05"], insurer.partner)
        == f"KOM:{federation.caseworker.authority_id}"
    )


@pytest.mark.parametrize("role", [Role.ASF, Role.REVIEWER, Role.ADMINISTRATOR])
def test_those_without_a_part_in_the_map_report_nothing(federation: Federation, role: str) -> None:
    with pytest.raises(Denied):
        report_deviation(step="S14", party="FK", kind="inget_svar", by=actor(role=role))
