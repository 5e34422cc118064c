"""What has to be done before the steering group is asked: everything that is missing is said, and the law is read paragraph by
paragraph."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.accounts.factories import actor

from samre.accounts.actors import Actor
from samre.accounts.acts import Denied, Refused
from samre.accounts.models import Unit
from samre.accounts.roles import Role
from samre.governance.actions.drafts import decide_draft, drop_draft, mark_law, submit_draft
from samre.governance.maps import pathway_in
from samre.governance.models import Draft
from samre.governance.rules.permissions import has_expert
from samre.governance.rules.proving import prove
from samre.governance.rules.reviewing import Paragraph, obstacles, paragraphs, who_marks
from samre.pathway.writing.steps import without_step

from .factories import (
    BEGINS,
    REVIEW,
    Federation,
    approve,
    lay_for_decision,
    make_draft,
    make_federation,
    publish_read,
    save,
    texts_of_draft,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def with_limit(draft: Draft, federation: Federation, days: int) -> Draft:
    """The draft with another limit at S14, which rests on SFB 30:9."""
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace(
        "dagar: 30, text: Bevaka svar", f"dagar: {days}, text: Bevaka svar"
    )
    save(draft, federation, texts)
    draft.refresh_from_db()
    return draft


def read_of(draft: Draft) -> tuple[Paragraph, ...]:
    proved = prove(texts_of_draft(draft), on=TODAY)
    assert proved.pathway is not None
    return paragraphs(draft, proved.pathway)


def mark(
    draft: Draft, federation: Federation, verdict: str = "stammer", note: str = "", *, by: Actor | None = None
) -> None:
    one = read_of(draft)[0]
    mark_law(
        draft=draft.pk, law=one.law, place=one.place, text=one.text, verdict=verdict, note=note,
        by=by or federation.second_lead,
    )  # fmt: skip


def test_a_paragraph_shows_what_is_new_and_what_it_said_before(federation: Federation) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    (one,) = read_of(draft)
    assert (one.law, one.place) == ("SFB", "30:9")
    assert "20 dagar" in one.new[0]
    assert "30 dagar" in one.gone[0]
    assert one.mark is None


def test_nothing_is_laid_for_decision_before_the_law_is_read(federation: Federation) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    with pytest.raises(Refused, match="1 lagrum är inte läst"):
        lay_for_decision(draft, federation)
    mark(draft, federation)
    assert lay_for_decision(draft, federation).state == "granskas"


def test_a_paragraph_to_be_mended_stops_it(federation: Federation) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    mark(draft, federation, "ratta", "Lagen säger 30 dagar.")
    with pytest.raises(Refused, match="1 lagrum ska rättas: SFB 30:9"):
        lay_for_decision(draft, federation)


def test_a_mark_holds_only_for_the_words_that_were_read(federation: Federation) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    mark(draft, federation)
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace(
        "dagar: 20, text: Bevaka svar", "dagar: 25, text: Bevaka svar"
    )
    save(draft, federation, texts)
    (one,) = read_of(draft)
    assert one.mark is None
    assert one.earlier is not None
    with pytest.raises(Refused, match="inte läst"):
        lay_for_decision(draft, federation)


def test_a_mark_that_comes_while_the_draft_lies_for_decision_stops_the_yes_and_not_the_no(
    federation: Federation,
) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    mark(draft, federation)
    lay_for_decision(draft, federation)
    mark(draft, federation, "ratta", "Läste fel paragraf.")
    with pytest.raises(Refused, match="ska rättas"):
        decide_draft(
            draft=draft.pk, revision=3, outcome="bifall", reason="Alla är med på det.", by=federation.board
        )
    decide_draft(
        draft=draft.pk, revision=3, outcome="aterremiss", reason="Läs lagen igen.", by=federation.board
    )


def test_a_mark_that_comes_after_the_yes_stops_the_publication_until_it_is_read_again(
    federation: Federation,
) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    mark(draft, federation)
    lay_for_decision(draft, federation)
    approve(draft, federation)
    mark(draft, federation, "ratta", "Lagen säger 30 dagar.")
    with pytest.raises(Refused, match="1 lagrum ska rättas: SFB 30:9"):
        publish_read(draft=draft.pk, by=federation.lead)
    mark(draft, federation)
    assert publish_read(draft=draft.pk, by=federation.lead).number == 2


def test_everything_that_is_missing_is_said_at_once(federation: Federation) -> None:
    draft = make_draft(federation)
    assert [one.kind for one in obstacles(draft, revision=1, on=TODAY)] == ["change"]
    texts = texts_of_draft(draft)
    texts["steg.yaml"] = texts["steg.yaml"].replace(
        "dagar: 30, text: Bevaka svar", "dagar: 20, text: Bevaka svar"
    )
    texts["ritning.yaml"] = texts["ritning.yaml"].replace("S27", "S28")
    save(draft, federation, texts)
    draft.refresh_from_db()
    assert [one.kind for one in obstacles(draft, revision=2, on=TODAY)] == ["proof", "law"]


def test_what_is_written_of_the_law_names_no_person(federation: Federation) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    with pytest.raises(Refused, match="peka ut"):
        mark(draft, federation, "ratta", "Se fallet 19900101-2384.")


def expert_at(who: Actor) -> Actor:
    """The law expert where somebody works."""
    assert who.unit_id
    return actor(role=Role.LAW_EXPERT, unit=Unit.objects.get(pk=who.unit_id))


def test_where_there_is_no_law_expert_somebody_else_than_the_writer_reads_the_law(
    federation: Federation,
) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    assert "Ni har ingen lagkunnig." in who_marks(draft)
    with pytest.raises(Denied, match="själv skrivit"):
        mark(draft, federation, by=federation.lead)
    for who in (federation.second_lead, federation.board):
        mark(draft, federation, by=who)


@pytest.mark.parametrize("place", ["lead", "second_lead"])
def test_a_law_expert_at_the_keeper_or_a_follower_reads_it_and_then_nobody_else(
    federation: Federation, place: str
) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    expert = expert_at(getattr(federation, place))
    assert "Den lagkunniga" in who_marks(draft)
    for who in (federation.second_lead, federation.board):
        with pytest.raises(Denied, match="Den lagkunniga bedömer"):
            mark(draft, federation, by=who)
    mark(draft, federation, "ratta", "Lagen säger 30 dagar.", by=expert)
    with pytest.raises(Refused, match="ska rättas"):
        lay_for_decision(draft, federation)
    mark(draft, federation, by=expert)
    assert lay_for_decision(draft, federation).state == "granskas"


def test_a_law_expert_does_nothing_else_with_a_draft(federation: Federation) -> None:
    draft, expert = with_limit(make_draft(federation), federation, 20), expert_at(federation.lead)
    mark(draft, federation, by=expert)
    doings: tuple[Callable[[], object], ...] = (
        lambda: save(draft, federation, texts_of_draft(draft), by=expert),
        lambda: submit_draft(draft=draft.pk, revision=2, valid_from=BEGINS, next_review=REVIEW, by=expert),
        lambda: drop_draft(draft=draft.pk, by=expert),
        lambda: make_draft(federation, by=expert),
        lambda: decide_draft(draft=draft.pk, revision=2, outcome="bifall", reason="Ja.", by=expert),
    )
    for doing in doings:
        with pytest.raises(Denied):
            doing()


def test_a_law_expert_of_another_map_reads_nothing(federation: Federation) -> None:
    draft, apart = with_limit(make_draft(federation), federation, 20), expert_at(federation.outsider)
    with pytest.raises(Denied, match="hör till kartan"):
        mark(draft, federation, by=apart)
    assert not has_expert(draft.keeper_id)


def test_others_do_not_mark_and_nothing_is_marked_afterwards(federation: Federation) -> None:
    draft = with_limit(make_draft(federation), federation, 20)
    with pytest.raises(Denied):
        mark(draft, federation, by=federation.caseworker)
    drop_draft(draft=draft.pk, by=federation.lead)
    with pytest.raises(Denied, match="avslutat"):
        mark(draft, federation)


def test_a_step_that_is_taken_away_leaves_its_paragraphs_to_be_read_also_while_a_case_still_lands_in_it(
    federation: Federation,
) -> None:
    draft = make_draft(federation)
    rests_on = {str(ref) for ref in pathway_in(federation.version).steps["S14"].law}
    save(draft, federation, without_step(texts_of_draft(draft), "S14"))
    draft.refresh_from_db()
    found = read_of(draft)
    assert rests_on <= {f"{one.law} {one.place}".strip() for one in found}
    assert all(one.gone for one in found)
    missing = obstacles(draft, revision=draft.revision, on=TODAY)
    assert {one.kind for one in missing} >= {"proof", "law"}
