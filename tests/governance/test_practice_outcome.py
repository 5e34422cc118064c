"""What comes of a practice run: the groups' choices beside the map's, cases kept as worked cases, and the protocol."""

from __future__ import annotations

import hashlib

import pytest

from samre.accounts.acts import Denied, Refused
from samre.governance.actions.drafts import drop_draft
from samre.governance.actions.practice import close_run, keep_protocol, open_run, write_remarks
from samre.governance.actions.practice_cases import keep_as_worked, write_case
from samre.governance.actions.practice_groups import comment_box, leave_out_group
from samre.governance.models import PracticeProtocol
from samre.governance.models.base import Unchangeable
from samre.governance.queries.practice import cases_in, outcome_of, progress_of
from samre.governance.rules.practice import UNDECIDED
from samre.pathway.person.cases import cases_of
from samre.pathway.reading.load import load_texts

from .factories import Federation, make_draft, make_federation, texts_of_draft
from .practice_factories import answer, group_in, make_open_run, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def test_the_outcome_is_each_choice_beside_the_maps(federation: Federation) -> None:
    run = make_open_run(federation)
    answer(run, group_in(run, "Haren"), "S14", "S05", confidence="saker")
    answer(run, group_in(run, "Laxen"), UNDECIDED, "S08", confidence="tvekar")
    comment_box(key=group_in(run, "Lon"), thing_id="S08", text="Vem kallar till mötet?")
    found = outcome_of(run)
    first, second = found.cases
    assert first.answer.primary == ""
    assert {one.step: one.meets for one in first.result.chosen} == {"S14": "may", UNDECIDED: "same"}
    assert second.answer.primary == "S05"
    assert {one.step: one.meets for one in second.result.chosen} == {"S05": "same", "S08": "open"}
    assert (found.whole.placed, found.whole.with_map, found.whole.hesitation) == (4, 0.5, 0.5)
    assert found.comments == {"S08": (("Lon", "Vem kallar till mötet?"),)}


def test_a_group_that_only_tried_is_not_counted_and_can_be_again(federation: Federation) -> None:
    run = make_open_run(federation)
    answer(run, group_in(run, "Haren"), "S14")
    answer(run, group_in(run, "Laxen"), UNDECIDED)
    comment_box(key=group_in(run, "Haren"), thing_id="S08", text="Bara ett prov")
    haren = run.groups.get(name="Haren")
    for left_out, counted in ((True, ("Laxen",)), (False, ("Haren", "Laxen"))):
        leave_out_group(run=run.pk, group=haren.pk, left_out=left_out, by=federation.lead)
        found = outcome_of(run)
        assert (found.groups, found.whole.placed, bool(found.comments)) == (
            counted,
            len(counted),
            not left_out,
        )
        assert progress_of(run).placed == len(counted)
    with pytest.raises(Denied):
        leave_out_group(run=run.pk, group=haren.pk, left_out=True, by=federation.board)


def test_a_case_becomes_a_worked_case_of_the_draft_with_the_step_the_groups_agreed_on(
    federation: Federation,
) -> None:
    run = make_open_run(federation)
    close_run(run=run.pk, by=federation.lead)
    worked, written = cases_in(run)
    assert run.draft is not None
    saved = keep_as_worked(
        case=written.pk, draft=run.draft.pk, expected="S05", why="Intyg först.", by=federation.lead
    )
    run.draft.refresh_from_db()
    texts = texts_of_draft(run.draft)
    kept = next(case for case in cases_of(texts, load_texts(texts)) if case.name == "Bo, 44")
    assert (kept.expected.primary, kept.why, kept.story) == ("S05", "Intyg först.", "Bo har inget intyg än.")
    assert saved.proof["astray"] == []
    for case in (worked, written):
        with pytest.raises(Refused, match="redan"):
            keep_as_worked(case=case.pk, draft=run.draft.pk, expected="S05", why="", by=federation.lead)


def test_a_case_kept_in_a_draft_that_is_given_up_can_be_kept_in_another(federation: Federation) -> None:
    run = make_open_run(federation)
    close_run(run=run.pk, by=federation.lead)
    written = cases_in(run)[1]
    assert run.draft is not None
    keep_as_worked(case=written.pk, draft=run.draft.pk, expected="S05", why="", by=federation.lead)
    drop_draft(draft=run.draft.pk, by=federation.lead)
    other = make_draft(federation)
    keep_as_worked(case=written.pk, draft=other.pk, expected="S05", why="", by=federation.lead)
    other.refresh_from_db()
    assert f"cases/p{run.number}-{written.place}.yaml" in texts_of_draft(other)


@pytest.mark.parametrize(
    "story",
    [
        "Bo säger: \"nej\", och sedan 'ja'. # 1",
        "- Bo\n- väntar\n\nHen har: inget & allt * ! % @ ` | >",
        "null",
        "2026-11-21",
        "Å" * 1200,
        "{a: b} [c]",
    ],
)
def test_a_story_is_the_same_as_a_worked_case_however_it_is_written(
    federation: Federation, story: str
) -> None:
    run = make_run(federation)
    case = write_case(
        run=run.pk, name="Bo, 44: #1", story=story, facts={"intyg": "saknas"}, by=federation.lead
    )
    run = open_run(run=run.pk, by=federation.lead)
    close_run(run=run.pk, by=federation.lead)
    assert run.draft is not None
    keep_as_worked(case=case.pk, draft=run.draft.pk, expected="S05", why="ja", by=federation.lead)
    run.draft.refresh_from_db()
    texts = texts_of_draft(run.draft)
    kept = next(one for one in cases_of(texts, load_texts(texts)) if one.name == "Bo, 44: #1")
    assert (kept.story, kept.why) == (story, "ja")


def test_a_case_where_the_groups_know_better_stops_the_draft_until_it_is_mended(
    federation: Federation,
) -> None:
    run = make_open_run(federation)
    close_run(run=run.pk, by=federation.lead)
    assert run.draft is not None
    saved = keep_as_worked(
        case=cases_in(run)[1].pk, draft=run.draft.pk, expected="S08", why="Planera ändå.", by=federation.lead
    )
    assert saved.proof["astray"] == [f"P{run.number}-2"]


def test_the_protocol_is_kept_as_it_was_given_with_its_check_sum(federation: Federation) -> None:
    run = make_open_run(federation)
    with pytest.raises(Refused):
        keep_protocol(run=run.pk, document=b"%PDF", by=federation.lead)
    close_run(run=run.pk, by=federation.lead)
    write_remarks(run=run.pk, text="Grupperna saknade en ruta.", by=federation.lead)
    kept = keep_protocol(run=run.pk, document=b"%PDF", by=federation.lead)
    assert kept.hash == hashlib.sha256(b"%PDF").hexdigest()
    with pytest.raises(Unchangeable):
        kept.save()
    with pytest.raises(Denied):
        open_run(run=run.pk, by=federation.lead)
    assert keep_protocol(run=run.pk, document=b"%PDF2", by=federation.lead).number == 2
    assert PracticeProtocol.objects.count() == 2
