"""A practice run: prepared, opened with a code, answered by groups without accounts, closed, and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from samre.accounts.acts import Denied, Refused
from samre.audit.models import Event
from samre.governance.actions import practice_groups
from samre.governance.actions.practice import (
    change_run,
    close_run,
    open_run,
    prepare_run,
    renew_run,
    write_remarks,
)
from samre.governance.actions.practice_cases import (
    add_worked_cases,
    drop_case,
    move_case,
    write_case,
)
from samre.governance.actions.practice_groups import (
    Said,
    comment_box,
    enter_paper,
    join,
    place_case,
    show_case,
)
from samre.governance.models import PracticeAnswer, PracticeState
from samre.governance.queries.practice import cases_in, find_run, progress_of, runs_for
from samre.governance.queries.practice_groups import NoSuchCode, answers_of, find_group, find_open
from samre.governance.rules.practice import NOWHERE, UNDECIDED

from .factories import Federation, make_draft, make_federation, save, texts_of_draft
from .practice_factories import FACTS, answer, group_in, make_open_run, make_run

pytestmark = pytest.mark.django_db
NUMBER = "19121212-1212"


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_a_run_is_on_the_save_it_was_prepared_on_whatever_is_written_later(federation: Federation) -> None:
    run = make_run(federation)
    assert run.draft is not None
    texts = texts_of_draft(run.draft)
    save(
        run.draft,
        federation,
        {**texts, "steg.yaml": texts["steg.yaml"].replace("Bevaka planen", "Bevaka svaret")},
    )
    assert run.draft_revision == 1
    assert renew_run(run=run.pk, by=federation.lead).draft_revision == 2


def test_it_is_prepared_on_one_map_that_can_be_read(federation: Federation) -> None:
    draft = make_draft(federation)
    save(draft, federation, {**texts_of_draft(draft), "steg.yaml": "steg: ["})
    for chosen in (
        {},
        {"draft": draft.pk},
        {"draft": make_draft(federation).pk, "version": federation.version.pk},
    ):
        with pytest.raises(Refused) as refused:
            prepare_run(keeper=federation.keeper, title="Prov", purpose="", by=federation.lead, **chosen)
        assert "karta" in refused.value.problems


def test_only_a_process_leader_of_the_map_leads_and_the_board_reads(federation: Federation) -> None:
    run = make_run(federation)
    for other in (federation.board, federation.caseworker, federation.outsider):
        with pytest.raises(Denied):
            open_run(run=run.pk, by=other)
    assert find_run(federation.board, run.pk) is not None
    assert [row.title for row in runs_for(federation.second_lead)] == ["Provkörning i oktober"]
    assert find_run(federation.outsider, run.pk) is None
    assert runs_for(federation.outsider) == ()


def test_cases_are_worked_ones_or_written_and_can_be_put_in_order(federation: Federation) -> None:
    run = make_run(federation)
    first, second = cases_in(run)
    assert (first.file, second.file) == ("L01", "")
    with pytest.raises(Refused):
        add_worked_cases(run=run.pk, cases=["L01", "finns inte"], by=federation.lead)
    move_case(run=run.pk, case=second.pk, up=True, by=federation.lead)
    assert [case.name for case in cases_in(run)] == ["Bo, 44", "Alma, 34"]
    drop_case(run=run.pk, case=second.pk, by=federation.lead)
    assert [(case.place, case.name) for case in cases_in(run)] == [(1, "Alma, 34")]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("namn", {"name": ""}),
        ("berättelse", {"story": ""}),
        ("berättelse", {"story": f"Bo har personnummer {NUMBER}."}),
        ("berättelse", {"story": "Ring Bo på 070-174 06 05."}),
        ("namn", {"name": f"Bo {NUMBER}"}),
        ("intyg", {"facts": {"intyg": "kanske"}}),
        ("intyget", {"facts": {"intyget": "giltigt"}}),
    ],
)
def test_a_case_is_made_up_and_its_facts_are_the_maps(
    federation: Federation, field: str, given: dict[str, Any]
) -> None:
    run = make_run(federation)
    told = {"name": "Bo, 44", "story": "Bo har inget intyg än.", "facts": FACTS} | given
    with pytest.raises(Refused) as refused:
        write_case(run=run.pk, by=federation.lead, **told)
    assert field in refused.value.problems
    assert len(cases_in(run)) == 2


def test_nothing_about_a_person_is_kept_in_any_text_of_a_run(federation: Federation) -> None:
    run = make_open_run(federation)
    key = group_in(run)
    case = cases_in(run)[0]
    tries: tuple[Callable[[], object], ...] = (
        lambda: change_run(run=run.pk, title="Prov", purpose=f"Om {NUMBER}", by=federation.lead),
        lambda: place_case(key=key, case=case.pk, said=Said(step="S08", comment=f"som {NUMBER}")),
        lambda: comment_box(key=key, thing_id="S08", text="Mejla bo@exempel.se"),
        lambda: write_remarks(run=run.pk, text=f"{NUMBER} var med", by=federation.lead),
    )
    for number, one in enumerate(tries):
        if number == 3:
            close_run(run=run.pk, by=federation.lead)
        with pytest.raises(Refused):
            one()
    assert not PracticeAnswer.objects.exists()


def test_it_is_opened_with_a_code_that_ends_and_can_be_opened_again(federation: Federation) -> None:
    run = make_open_run(federation)
    assert run.state == PracticeState.OPEN
    assert find_open(f" {run.code[:3].lower()} {run.code[3:]}").pk == run.pk
    key = group_in(run)
    with time_machine.travel(timezone.now() + timedelta(hours=9)):
        with pytest.raises(NoSuchCode):
            find_open(run.code)
        again = open_run(run=run.pk, by=federation.lead)
    assert again.code != run.code
    group = find_group(key)
    assert group is not None
    assert group.run_id == run.pk
    close_run(run=run.pk, by=federation.lead)
    for code in (run.code, again.code, ""):
        with pytest.raises(NoSuchCode):
            find_open(code)


def test_opened_once_more_from_an_old_tab_it_keeps_the_code_that_the_room_is_writing(
    federation: Federation,
) -> None:
    run = make_open_run(federation)
    again = open_run(run=run.pk, by=federation.lead)
    assert (again.code, again.opened_at) == (run.code, run.opened_at)
    assert find_open(run.code).pk == run.pk


def test_it_is_not_opened_without_cases(federation: Federation) -> None:
    run = prepare_run(
        keeper=federation.keeper, title="Prov", purpose="", version=federation.version.pk, by=federation.lead
    )
    with pytest.raises(Refused):
        open_run(run=run.pk, by=federation.lead)


def test_two_phones_in_a_group_have_keys_of_their_own_and_answer_together(federation: Federation) -> None:
    run = make_open_run(federation)
    one, two = group_in(run), group_in(run)
    assert one != two
    answer(run, one, "S08")
    answer(run, two, "S14")
    group = find_group(one)
    assert group is not None
    kept = answers_of(group)[cases_in(run)[0].pk]
    assert (kept.step, kept.first, kept.changes) == ("S14", "S08", 1)
    assert progress_of(run).groups[0].phones == 2


def test_a_key_is_not_kept_and_a_wrong_one_is_nobodys(federation: Federation) -> None:
    run = make_open_run(federation)
    key = group_in(run)
    group = find_group(key)
    assert group is not None
    assert key.partition(".")[2] not in str(group.keys)
    for wrong in ("", "x.y", f"{group.pk.hex}.", f"{group.pk.hex}.{group.keys[0]}", key[:-1]):
        assert find_group(wrong) is None, wrong
    with pytest.raises(Refused):
        place_case(key=key[:-1], case=cases_in(run)[0].pk, said=Said(step="S08"))


def test_a_group_has_a_name_of_the_list_and_nothing_else(federation: Federation) -> None:
    run = make_open_run(federation)
    with pytest.raises(Refused):
        join(code=run.code, name="Anna och Bo")


def test_time_to_think_goes_from_when_the_group_first_saw_the_case(federation: Federation) -> None:
    run = make_open_run(federation)
    key, case = group_in(run), cases_in(run)[0]
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        show_case(key=key, case=case.pk)
        clock.shift(timedelta(seconds=40))
        show_case(key=key, case=case.pk)  # the page is loaded again
        clock.shift(timedelta(seconds=20))
        place_case(key=key, case=case.pk, said=Said(step="S08"))
        clock.shift(timedelta(seconds=99))
        kept = place_case(key=key, case=case.pk, said=Said(step="S14"))
    assert kept.seconds == 60


def test_a_case_is_placed_on_the_map_that_is_tried_or_outside_it(federation: Federation) -> None:
    run = make_open_run(federation)
    key, case = group_in(run), cases_in(run)[0]
    for step in ("S08", UNDECIDED, NOWHERE):
        place_case(key=key, case=case.pk, said=Said(step=step))
    for wrong in (Said(step="S99"), Said(step=""), Said(step="S08", confidence="mycket")):
        with pytest.raises(Refused):
            place_case(key=key, case=case.pk, said=wrong)


def test_what_is_sent_after_the_end_is_refused_with_a_reason(federation: Federation) -> None:
    run = make_open_run(federation)
    key, case = group_in(run), cases_in(run)[0]
    close_run(run=run.pk, by=federation.lead)
    with pytest.raises(Refused, match="avslutad"):
        place_case(key=key, case=case.pk, said=Said(step="S08"))
    with pytest.raises(Refused, match="avslutad"):
        comment_box(key=key, thing_id="S08", text="Otydlig")


def test_answers_on_paper_are_typed_in_without_a_time(federation: Federation) -> None:
    run = make_open_run(federation)
    group_in(run, "Laxen")
    first, second = cases_in(run)
    group = enter_paper(
        run=run.pk,
        name="Lon",
        answers={first.pk: Said(step="S08"), second.pk: Said(step="")},
        by=federation.lead,
    )
    assert group.on_paper
    assert list(PracticeAnswer.objects.filter(group=group).values_list("step", "seconds")) == [("S08", None)]
    with pytest.raises(Refused):
        enter_paper(run=run.pk, name="Laxen", answers={first.pk: Said(step="S08")}, by=federation.lead)
    enter_paper(run=run.pk, name="Lon", answers={first.pk: Said(step="S14")}, by=federation.lead)
    kept = PracticeAnswer.objects.get(group=group)
    assert (kept.step, kept.first, kept.changes) == (
        "S14",
        "S14",
        0,
    )  # a mistyped sheet is nobody's change of mind


def test_a_phone_neither_joins_a_group_on_paper_nor_a_run_closed_since_the_code_was_read(
    federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_open_run(federation)
    first = cases_in(run)[0]
    enter_paper(run=run.pk, name="Lon", answers={first.pk: Said(step="S08")}, by=federation.lead)
    with pytest.raises(Refused, match="svarar på papper"):
        group_in(run, "Lon")
    monkeypatch.setattr(practice_groups, "find_open", lambda code: run)
    close_run(run=run.pk, by=federation.lead)
    with pytest.raises(Refused, match="avslutad"):
        group_in(run, "Haren")
    assert [group.name for group in run.groups.all()] == ["Lon"]


def test_the_log_says_what_was_done_and_nothing_of_what_was_said(federation: Federation) -> None:
    run = make_open_run(federation)
    key = group_in(run)
    place_case(key=key, case=cases_in(run)[0].pk, said=Said(step="S08", comment="Kanariefågel"))
    events = Event.objects.filter(action__startswith="practice.")
    assert {"practice.prepare", "practice.open", "practice.join", "practice.place"} <= {
        row.action for row in events
    }
    assert not any("Kanariefågel" in str(row.__dict__) or "Haren" in str(row.__dict__) for row in events)
