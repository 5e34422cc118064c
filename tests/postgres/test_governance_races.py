"""Two at once in the work with the map: one decision is made, nobody's save is written over, a group's two phones give one answer,
and numbers are given once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from tests.accounts.factories import actor, make_assignment, make_authority, make_unit
from tests.governance.factories import (
    REVIEW,
    SMALL,
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    save,
    texts_of_draft,
)
from tests.governance.practice_factories import group_in, make_open_run

from samre.accounts.actors import Actor, actor_for
from samre.accounts.acts import Refused, Stale
from samre.accounts.models import Unit
from samre.accounts.roles import AuthorityKind, Role
from samre.governance.actions import (
    drafts,
    law_checks,
    local,
    practice,
    practice_groups,
    requests,
    scenarios,
    versions,
)
from samre.governance.models import (
    ChangeRequest,
    Decision,
    Draft,
    DraftRevision,
    LocalValue,
    MapVersion,
    PracticeAnswer,
    PracticeGroup,
    PracticeShown,
    Scenario,
)
from samre.governance.queries.practice import cases_in
from samre.pathway.writing.steps import with_field

from .test_races import Pause

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite släpper in en skrivare i taget: make test-postgres",
    ),
]


def laid(federation: Federation) -> Draft:
    """A draft with another advice in a step, laid for decision."""
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), "S08", "råd", "Ring först."))
    return lay_for_decision(draft, federation)


def another_of_the_board(federation: Federation) -> Actor:
    unit = Unit.objects.get(assignments=federation.board.assignment_id)
    return actor_for(make_assignment(role=Role.BOARD, unit=unit))


def test_two_of_the_group_who_decide_at_once_make_one_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    draft, other = laid(federation), another_of_the_board(federation)
    given = {"draft": draft.pk, "revision": 3, "reason": "Alla är med."}
    made, told = Pause(monkeypatch, drafts, "check_provable").race(
        federation.board,
        lambda: drafts.decide_draft(**given, outcome="bifall", by=federation.board),
        lambda: drafts.decide_draft(**given, outcome="avslag", by=other),
    )
    assert isinstance(made, Decision)
    assert isinstance(told, Refused)
    assert "ligger inte för beslut" in str(told)
    assert list(Decision.objects.values_list("outcome", flat=True)) == ["bifall"]
    draft.refresh_from_db()
    assert draft.state == "godkant"


def test_what_is_taken_back_while_it_is_decided_on_is_decided_first(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    draft = laid(federation)
    made, taken = Pause(monkeypatch, drafts, "check_provable").race(
        federation.board,
        lambda: drafts.decide_draft(
            draft=draft.pk, revision=3, outcome="bifall", reason="Bra.", by=federation.board
        ),
        lambda: drafts.take_back_draft(draft=draft.pk, revision=3, by=federation.lead),
    )
    assert isinstance(made, Decision)
    assert isinstance(taken, Draft)
    draft.refresh_from_db()
    assert (draft.state, draft.decided_revision) == ("skrivs", None)


def test_two_who_save_a_draft_at_once_are_not_written_over_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    federation = make_federation()
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    first, second = Pause(monkeypatch, drafts, "prove").race(
        federation.lead,
        lambda: drafts.save_draft(
            draft=draft.pk, revision=1, texts=with_field(texts, "S08", "råd", "Ring."), what="Råd.", by=federation.lead
        ),
        lambda: drafts.save_draft(
            draft=draft.pk, revision=1, texts=with_field(texts, "S08", "råd", "Skriv."), what="Råd.", by=federation.second_lead
        ),
    )  # fmt: skip
    assert isinstance(first, DraftRevision)
    assert isinstance(second, Stale)
    assert list(
        DraftRevision.objects.filter(draft=draft).values_list("number", flat=True).order_by("number")
    ) == [1, 2]


def test_two_who_publish_at_once_make_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    draft = laid(federation)
    approve(draft, federation)
    made, told = Pause(monkeypatch, versions, "check_publishable").race(
        federation.lead,
        lambda: versions.publish_draft(draft=draft.pk, revision=3, by=federation.lead),
        lambda: versions.publish_draft(draft=draft.pk, revision=3, by=federation.second_lead),
    )
    assert isinstance(made, MapVersion)
    assert isinstance(told, Refused | Stale)
    assert MapVersion.objects.count() == 2


def test_two_phones_of_a_group_that_answer_at_once_give_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    run = make_open_run(federation)
    one, two = group_in(run), group_in(run)
    case = cases_in(run)[0].pk
    found = Pause(monkeypatch, practice_groups, "_wrong").race(
        federation.lead,
        lambda: practice_groups.place_case(key=one, case=case, said=practice_groups.Said(step="S05")),
        lambda: practice_groups.place_case(key=two, case=case, said=practice_groups.Said(step="S08")),
    )
    assert all(isinstance(each, PracticeAnswer) for each in found), found
    answer = PracticeAnswer.objects.get()
    assert (answer.first, answer.step, answer.changes) == ("S05", "S08", 1)


def test_two_phones_that_come_in_at_once_are_both_in_and_see_a_case_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    federation = make_federation()
    run = make_open_run(federation)
    case = cases_in(run)[0].pk
    found = Pause(monkeypatch, practice_groups, "practice_rules").race(
        federation.lead,
        lambda: practice_groups.join(code=run.code, name="Haren"),
        lambda: practice_groups.join(code=run.code, name="Haren"),
    )
    assert all(isinstance(each, practice_groups.Joined) for each in found), found
    one, two = (each.key for each in found if isinstance(each, practice_groups.Joined))
    assert len(PracticeGroup.objects.get().keys) == 2
    shown = Pause(monkeypatch, practice_groups, "about").race(
        federation.lead,
        lambda: practice_groups.show_case(key=one, case=case),
        lambda: practice_groups.show_case(key=two, case=case),
    )
    assert shown == [None, None]
    assert PracticeShown.objects.count() == 1


def test_an_answer_that_comes_while_the_run_is_closed_is_in_or_told_that_it_came_too_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    federation = make_federation()
    run = make_open_run(federation)
    key, case = group_in(run), cases_in(run)[0].pk
    closed, told = Pause(monkeypatch, practice, "find_for_writing").race(
        federation.lead,
        lambda: practice.close_run(run=run.pk, by=federation.lead),
        lambda: practice_groups.place_case(key=key, case=case, said=practice_groups.Said(step="S05")),
    )
    assert not isinstance(closed, Exception)
    assert isinstance(told, Refused)
    assert not PracticeAnswer.objects.exists()


def test_two_who_say_that_a_box_is_wrong_at_once_get_a_number_each(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    given = {"thing": "steget", "thing_id": "S08", "wrong": "Den stämmer inte."}
    found = Pause(monkeypatch, requests, "next_number").race(
        federation.caseworker,
        lambda: requests.ask_for_change(**given, by=federation.caseworker),
        lambda: requests.ask_for_change(**given, by=federation.caseworker),
    )
    assert all(isinstance(each, ChangeRequest) for each in found), found
    assert sorted(ChangeRequest.objects.values_list("number", flat=True)) == [1, 2]


def test_begun_by_two_presses_at_once_it_is_one_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    given = {"keeper": federation.keeper, "title": "Kortare tid", "why": "Många väntar."}
    first, second = Pause(monkeypatch, drafts, "_save").race(
        federation.lead,
        lambda: drafts.begin_draft(**given, by=federation.lead),
        lambda: drafts.begin_draft(**given, by=federation.lead),
    )
    assert first == second == Draft.objects.get()
    assert DraftRevision.objects.count() == 1


@pytest.mark.parametrize("is_chosen", [False, True])
def test_a_number_prepared_by_two_presses_at_once_is_saved_once(
    monkeypatch: pytest.MonkeyPatch, is_chosen: bool
) -> None:
    federation = make_federation()
    given = {
        "keeper": federation.keeper,
        "value_id": "pensionsfraga",
        "first_day": date(2029, 1, 1),
        "number": 66,
        "source": "SFS 2028:1",
        "draft": make_draft(federation).pk if is_chosen else None,
    }
    first, second = Pause(monkeypatch, law_checks, "save_draft").race(
        federation.lead,
        lambda: law_checks.prepare_value(**given, by=federation.lead),
        lambda: law_checks.prepare_value(**given, by=federation.lead),
    )
    assert isinstance(first, DraftRevision), first
    assert first == second
    assert (Draft.objects.count(), DraftRevision.objects.count()) == (1, 2)


def test_a_group_that_joins_while_the_run_is_dropped_is_told_that_it_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    federation = make_federation()
    run = make_open_run(federation)
    dropped, told = Pause(monkeypatch, practice, "find_for_writing").race(
        federation.lead,
        lambda: practice.drop_run(run=run.pk, by=federation.lead),
        lambda: practice_groups.join(code=run.code, name="Haren"),
    )
    assert not isinstance(dropped, Exception)
    assert isinstance(told, Refused)
    assert not PracticeGroup.objects.exists()


def test_two_own_values_for_one_thing_at_once_leave_one_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    federation = make_federation()
    lead = federation.second_lead
    given = {"thing": "steg", "thing_id": "S08", "part": "råd", "why": "De svarar då."}
    found = Pause(monkeypatch, local, "_end").race(
        lead,
        lambda: local.set_local(**given, value="Ring.", by=lead),  # type: ignore[arg-type]
        lambda: local.set_local(**given, value="Skriv.", by=lead),  # type: ignore[arg-type]
    )
    assert all(isinstance(each, LocalValue) for each in found), found
    assert LocalValue.objects.filter(ended_at__isnull=True).count() == 1


def test_a_map_is_taken_over_once_though_two_press_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = make_unit(authority=make_authority(kind=AuthorityKind.FORBUND))
    lead = actor(role=Role.PROCESS_LEAD, unit=unit)
    given = {"keeper": lead.authority_id, "folder": SMALL, "next_review": REVIEW}
    found = Pause(monkeypatch, versions, "texts_in").race(
        lead,
        lambda: versions.adopt_map(**given, by=lead),
        lambda: versions.adopt_map(**given, by=lead),
    )
    assert isinstance(found[0], MapVersion)
    assert isinstance(found[1], Refused), found
    assert MapVersion.objects.count() == 1


def test_two_settings_of_one_name_at_once_are_one_and_a_word_about_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    federation = make_federation()
    lead = federation.lead
    given = {"name": "Fler platser", "values": {"veckor": "52"}}
    found = Pause(monkeypatch, scenarios, "_check_name").race(
        lead,
        lambda: scenarios.save_scenario(**given, by=lead),
        lambda: scenarios.save_scenario(**given, by=lead),
    )
    assert isinstance(found[0], Scenario)
    assert isinstance(found[1], Refused), found
