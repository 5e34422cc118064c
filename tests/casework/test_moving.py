"""A new version of the map and the cases that are under way: what lies ahead moves, what lies behind takes a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from tests.accounts.factories import actor, make_unit
from tests.casework.factories import make_case
from tests.governance.factories import (
    BEGINS,
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    small_texts,
    texts_of_draft,
)

from samre.accounts.acts import Denied, Refused
from samre.accounts.models import Authority, Unit
from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.models import Case, CaseEvent
from samre.casework.moving import (
    FOLLOWS,
    STAYS,
    changed_steps,
    changes_for,
    courses,
    follow_version,
    move_ahead,
    stay_behind,
    staying,
)
from samre.casework.queries.timeline_words import words_of
from samre.casework.rules.settings import pathway_now
from samre.definitions import current
from samre.governance.actions.versions import follow_map
from samre.governance.maps import pathway_in
from samre.governance.rules.packing import texts_in
from samre.pathway.nodes import Constant
from samre.pathway.reading.load import load_texts
from samre.pathway.writing.edit import Put, edited
from samre.pathway.writing.steps import with_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation(folder=current())


def scope(federation: Federation) -> Any:
    kommun = Authority.objects.get(pk=federation.caseworker.authority_id)
    return acting_in(kommun.pk, map_stamp=kommun.map_stamp)


def a_case(federation: Federation) -> Case:
    with scope(federation):
        return make_case(federation.caseworker, facts={"sgi": "noll"})


def publish(federation: Federation, step: str, key: str, value: Any) -> Any:
    draft = make_draft(federation)
    save(draft, federation, with_field(texts_of_draft(draft), step, key, value))
    lay_for_decision(draft, federation)
    return pathway_in(publish_read(draft=approve(draft, federation).pk, by=federation.lead))


def owner(federation: Federation) -> Authority:
    return Authority.objects.get(pk=federation.caseworker.authority_id)


def test_a_case_keeps_its_version_until_somebody_moves_it(federation: Federation) -> None:
    case = a_case(federation)
    publish(federation, "S27", "råd", "Ring Pensionsmyndigheten.")
    with time_machine.travel(BEGINS), scope(federation):
        case.refresh_from_db()
        assert case.pathway == federation.version.chart != pathway_now().id


def test_other_words_lie_ahead_of_every_case_and_move_it_with_a_row_in_its_timeline(
    federation: Federation,
) -> None:
    case = a_case(federation)
    to = publish(federation, "S05", "råd", "Läs intyget två gånger.")
    with time_machine.travel(BEGINS), scope(federation):
        (course,) = courses(owner(federation), to, on=BEGINS)
        assert course.is_ahead
        assert move_ahead(chart=to.id, by=federation.second_lead) == 1
        case.refresh_from_db()
        assert case.pathway == to.id
        assert CaseEvent.objects.filter(case=case, kind=FOLLOWS).count() == 1
        assert courses(owner(federation), to, on=BEGINS) == ()
        assert move_ahead(chart=to.id, by=federation.second_lead) == 0
        assert Event.objects.filter(action="cases.follow").count() == 2


def test_another_limit_for_a_step_that_is_going_on_lies_behind_and_takes_a_yes(
    federation: Federation,
) -> None:
    case = a_case(federation)
    step = case.steps.get()
    to = publish(federation, step.step, "frist", {"dagar": 7, "text": "En vecka"})
    with time_machine.travel(BEGINS), scope(federation):
        (course,) = courses(owner(federation), to, on=BEGINS)
        assert (course.is_ahead, course.behind) == (False, (step.step,))
        assert move_ahead(chart=to.id, by=federation.second_lead) == 0
        case.refresh_from_db()
        assert case.pathway != to.id
        assert any("frist ändrad" in str(change) for change in changes_for(case))
        follow_version(case=case, chart=to.id, by=federation.caseworker)
        case.refresh_from_db()
        assert case.pathway == to.id
        assert Event.objects.filter(action=FOLLOWS, case_id=str(case.pk)).exists()


def test_a_case_that_would_get_another_next_step_takes_a_yes(federation: Federation) -> None:
    case = a_case(federation)
    now = pathway_in(federation.version)
    opened = replace(now.steps["S14"], relevant=Constant(True), requires=(), done=None)
    others = tuple(id_ for id_ in now.priority if id_ != "S14")
    to = replace(now, id="annan", steps={**now.steps, "S14": opened}, priority=("S14", *others))
    with scope(federation):
        (course,) = courses(owner(federation), to, on=date(2026, 11, 21))
    assert course.before == case.recommended
    assert course.after == "S14"
    assert not course.is_ahead


def test_only_who_may_write_in_the_case_says_yes_and_to_what_she_has_read(federation: Federation) -> None:
    case = a_case(federation)
    to = publish(federation, "S27", "råd", "Ring.")
    with time_machine.travel(BEGINS), scope(federation):
        with pytest.raises(Denied):
            follow_version(case=case, chart=to.id, by=federation.second_lead)
        with pytest.raises(Refused, match="ny version sedan du läste"):
            follow_version(case=case, chart="annan", by=federation.caseworker)
        follow_version(case=case, chart=to.id, by=federation.caseworker)
        with pytest.raises(Refused, match="följer redan"):
            follow_version(case=case, chart=to.id, by=federation.caseworker)


def test_the_process_leader_moves_a_whole_kommun_and_the_head_of_a_unit_her_own(
    federation: Federation,
) -> None:
    assert federation.caseworker.unit_id
    unit = Unit.objects.get(pk=federation.caseworker.unit_id)
    other = make_unit(authority=unit.authority)
    theirs = actor(role=Role.CASEWORKER, unit=other)
    case = a_case(federation)
    with scope(federation):
        beside = make_case(theirs, facts={"sgi": "noll"})
    to = publish(federation, "S05", "råd", "Läs intyget två gånger.")
    head = actor(role=Role.MANAGER, unit=other)
    with time_machine.travel(BEGINS), scope(federation):
        for who, what in (
            (federation.caseworker, None),
            (federation.lead, None),
            (head, None),
            (head, unit.pk),
            (federation.board, None),
        ):
            with pytest.raises(Denied):
                move_ahead(chart=to.id, unit=what, by=who)
        with pytest.raises(Refused, match="ny version sedan du läste"):
            move_ahead(chart="annan", unit=other.pk, by=head)
        assert move_ahead(chart=to.id, unit=other.pk, by=head) == 1
        assert charts(case, beside) == [federation.version.chart, to.id]
        assert move_ahead(chart=to.id, by=federation.second_lead) == 1
        assert charts(case, beside) == [to.id, to.id]


def charts(*cases: Case) -> list[str]:
    for case in cases:
        case.refresh_from_db()
    return [case.pathway for case in cases]


def test_another_kommun_s_cases_are_neither_seen_nor_moved(federation: Federation) -> None:
    theirs = actor(role=Role.PROCESS_LEAD, unit=make_unit())
    case = a_case(federation)
    to = publish(federation, "S05", "råd", "Läs intyget två gånger.")
    follow_map(
        keeper=federation.keeper, follower=theirs.authority_id, since=date(2026, 11, 1), by=federation.lead
    )
    there = Authority.objects.get(pk=theirs.authority_id)
    with time_machine.travel(BEGINS), acting_in(there.pk, map_stamp=there.map_stamp):
        assert courses(there, to, on=BEGINS) == ()
        assert move_ahead(chart=to.id, by=theirs) == 0
    with scope(federation):
        assert charts(case) == [federation.version.chart]


def test_a_case_stays_for_a_reason_in_fixed_words_and_can_still_be_moved(federation: Federation) -> None:
    case = a_case(federation)
    to = publish(federation, case.steps.get().step, "frist", {"dagar": 7, "text": "En vecka"})
    with time_machine.travel(BEGINS), scope(federation):
        with pytest.raises(Refused) as refused:
            stay_behind(case=case, chart=to.id, why="Hen orkar inte", by=federation.caseworker)
        assert "skäl" in refused.value.problems
        with pytest.raises(Denied):
            stay_behind(case=case, chart=to.id, why="besked", by=federation.second_lead)
        stay_behind(case=case, chart=to.id, why="besked", by=federation.caseworker)
        assert charts(case) == [federation.version.chart]
        assert list(staying(Case.objects.all(), to)) == [case]
        told = CaseEvent.objects.get(case=case, kind=STAYS)
        words = words_of(told.kind, told.data, pathway=to)
        assert words.text == "Ärendet stannar på den karta det följer"
        assert words.more == "personen har fått besked enligt den karta ärendet följer"
        follow_version(case=case, chart=to.id, by=federation.caseworker)
        moved = CaseEvent.objects.get(case=case, kind=FOLLOWS)
        assert words_of(moved.kind, moved.data, pathway=to).more == "version 2"
        with pytest.raises(Refused, match="följer redan"):
            stay_behind(case=case, chart=to.id, why="besked", by=federation.caseworker)


def test_a_step_changes_with_the_named_condition_and_the_fact_it_reads() -> None:
    texts = small_texts()
    old = load_texts(texts)
    named = load_texts(
        texts | {"fakta.yaml": texts["fakta.yaml"].replace("intyg_brister < 3", "intyg_brister < 4")}
    )
    assert changed_steps(old, named) == {"S14"}
    longer = load_texts(
        texts | {"fakta.yaml": texts["fakta.yaml"].replace("giltig_dagar: 180", "giltig_dagar: 90")}
    )
    assert changed_steps(old, longer) == {"S14"}
    assert changed_steps(old, load_texts(texts)) == frozenset()


@pytest.mark.parametrize(
    ("file", "path", "value", "step"),
    [
        ("steg.yaml", ("steg", "S29", "lagfrister", 1, "dagar"), 14, "S29"),
        ("varden.yaml", ("värden", "riktalder", "tabell", 1960), 68, "S27"),
        ("fakta.yaml", ("uppgifter", "avslag_datum", "giltig_dagar"), 10, "S29"),
        ("fakta.yaml", ("villkor", "ersattning_nekad"), "sjukersattning_nekad", "S29"),
    ],
    ids=["the law's own limit", "a table that a fact is worked out by", "a day that others follow from", "why it is presumed"],
)  # fmt: skip
def test_what_a_condition_rests_on_further_down_lies_behind_too(
    file: str, path: tuple[str | int, ...], value: int | str, step: str
) -> None:
    texts = texts_in(current())
    new = load_texts(edited(texts, [Put(file, path, value)]))
    assert step in changed_steps(load_texts(texts), new)
