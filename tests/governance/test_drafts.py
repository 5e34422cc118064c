"""A change of the map, from the first word to the version in force: four eyes, proof before decision, nothing lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from tests.accounts.factories import actor

from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.roles import Role
from samre.audit.models import Event
from samre.governance.actions.drafts import (
    begin_draft,
    decide_draft,
    drop_draft,
    give_reason,
    rebase_draft,
    restore_revision,
    save_draft,
    submit_draft,
    take_back_draft,
)
from samre.governance.actions.versions import adopt_map
from samre.governance.maps import find_in_force, keeper_of, pathway_in, texts_of
from samre.governance.models import Decision, DraftRevision, DraftState, MapVersion
from samre.governance.models.base import Unchangeable
from samre.governance.rules.proving import prove
from samre.pathway.writing.edit import Put, edited
from samre.pathway.writing.steps import with_field, with_start, without_step

from .factories import (
    BEGINS,
    REVIEW,
    SMALL,
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


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def shorter(texts: dict[str, str], days: int = 21) -> dict[str, str]:
    return edited(texts, [Put("steg.yaml", ("steg", "S08", "frist", "dagar"), days)])


def test_a_day_that_passes_for_a_law_between_the_yes_and_the_publication_stops_nothing(
    federation: Federation,
) -> None:
    draft = make_draft(federation)
    save(draft, federation, shorter(texts_of_draft(draft)))
    draft.refresh_from_db()
    submit_draft(
        draft=draft.pk, revision=draft.revision, valid_from=date(2027, 6, 1), next_review=date(2027, 12, 1), by=federation.lead
    )  # fmt: skip
    approve(draft, federation)
    long_after = datetime(2027, 5, 10, 12, tzinfo=UTC)
    warned = {item.id for item in prove(texts_of_draft(draft), on=long_after.date()).warnings}
    assert "lagkontroll.SFB" in warned - set(federation.version.proof["warnings"])
    with time_machine.travel(long_after):
        assert publish_read(draft=draft.pk, by=federation.lead).number == 2


def test_a_change_goes_from_draft_to_version_with_what_differs_in_words(federation: Federation) -> None:
    draft = make_draft(federation)
    save(draft, federation, shorter(texts_of_draft(draft)))
    lay_for_decision(draft, federation)
    approve(draft, federation)
    version = publish_read(draft=draft.pk, news="Planeringen ska gå fortare.", by=federation.lead)

    assert version.number == 2
    assert version.changes == [
        "Steget S08 Planering: frist ändrad från ”28 dagar, förslag: Bevaka planen” till ”21 dagar, förslag: Bevaka planen”."
    ]
    pathway = pathway_in(version)
    assert (pathway.id, pathway.valid_from, pathway.steps["S08"].limit.days) == (version.chart, BEGINS, 21)
    assert version.hash == pathway.hash
    assert find_in_force(federation.keeper, on=BEGINS - timedelta(days=1)) == federation.version
    assert find_in_force(federation.keeper, on=BEGINS) == version
    assert [event.action for event in Event.objects.filter(object_id=str(draft.pk))] == [
        "map_draft.begin", "map_draft.save", "map_draft.submit", "map_draft.decide",
    ]  # fmt: skip


def test_who_wrote_on_it_does_not_decide(federation: Federation) -> None:
    both = actor(
        role=Role.BOARD, authority=None, user=_user_of(federation.lead), unit=_unit_of(federation.lead)
    )
    draft = make_draft(federation)
    save(draft, federation, shorter(texts_of_draft(draft)))
    lay_for_decision(draft, federation)
    with pytest.raises(Denied, match="själv skrivit"):
        decide_draft(draft=draft.pk, revision=2, outcome="bifall", reason="Bra.", by=both)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("who", ["lead", "second_lead", "caseworker", "outsider"])
def test_only_the_steering_group_decides(federation: Federation, who: str) -> None:
    draft = make_draft(federation)
    save(draft, federation, shorter(texts_of_draft(draft)))
    lay_for_decision(draft, federation)
    with pytest.raises(Denied):
        decide_draft(draft=draft.pk, revision=2, outcome="bifall", reason="Bra.", by=getattr(federation, who))


@pytest.mark.parametrize("who", ["board", "caseworker", "outsider"])
def test_only_process_leaders_of_the_map_write_on_it(federation: Federation, who: str) -> None:
    with pytest.raises(Denied, match="processledare som hör till kartan"):
        make_draft(federation, by=getattr(federation, who))
    draft = make_draft(federation)
    with pytest.raises(Denied):
        save_draft(
            draft=draft.pk, revision=1, texts=texts_of_draft(draft), what="x", by=getattr(federation, who)
        )


def test_a_process_leader_of_a_kommun_that_follows_the_map_writes_on_it_too(federation: Federation) -> None:
    draft = make_draft(federation, by=federation.second_lead)
    assert save(draft, federation, shorter(texts_of_draft(draft)), by=federation.second_lead).number == 2


def test_a_hole_stops_the_draft_and_says_so(federation: Federation) -> None:
    draft = make_draft(federation)
    holed = with_field(texts_of_draft(draft), "S08", "öppen_när", "alder < 60")
    saved = save(draft, federation, holed)
    assert "alla.kända" in saved.proof["failed"]
    with pytest.raises(Refused, match="kan inte beslutas eller publiceras"):
        lay_for_decision(draft, federation)


def test_what_cannot_be_read_is_kept_and_stops_the_draft(federation: Federation) -> None:
    draft = make_draft(federation)
    broken = with_field(texts_of_draft(draft), "S08", "öppen_när", "alderr > 60 och")
    saved = save(draft, federation, broken)
    assert "alderr" in saved.proof["mistakes"][0]
    assert texts_of_draft(draft) == broken
    with pytest.raises(Refused):
        lay_for_decision(draft, federation)


def test_a_worked_case_that_no_longer_lands_stops_the_draft(federation: Federation) -> None:
    draft = make_draft(federation)
    saved = save(
        draft,
        federation,
        edited(texts_of_draft(draft), [Put("karta.yaml", ("prioritet",), ["S14", "S05", "S27", "S08"])]),
    )
    assert saved.proof["astray"]
    with pytest.raises(Refused):
        lay_for_decision(draft, federation)


def test_a_new_warning_needs_a_reason_that_holds_for_its_words(federation: Federation) -> None:
    draft = make_draft(federation)
    texts = texts_of_draft(draft)
    unused = edited(
        texts,
        [
            Put(
                "fakta.yaml",
                ("uppgifter", "hund"),
                {"typ": "ja_nej", "fråga": "Hund?", "etikett": "Hund", "svarar": ["KOM"]},
            )
        ],
    )
    save(draft, federation, unused)
    with pytest.raises(Refused, match="1 varning är ny och saknar skäl"):
        lay_for_decision(draft, federation)
    with pytest.raises(Refused, match="Skriv varför"):
        give_reason(draft=draft.pk, obligation="används.hund", reason=" ", by=federation.lead)
    with pytest.raises(Refused, match="finns inte längre"):
        give_reason(draft=draft.pk, obligation="används.katt", reason="Den behövs snart.", by=federation.lead)
    give_reason(draft=draft.pk, obligation="används.hund", reason="Den behövs snart.", by=federation.lead)
    lay_for_decision(draft, federation)
    version = publish_read(draft=approve(draft, federation).pk, by=federation.lead)
    assert version.proof["reasons"] == {"används.hund": "Den behövs snart."}


def test_two_who_save_at_once_do_not_write_over_each_other(federation: Federation) -> None:
    draft = make_draft(federation)
    mine = texts_of_draft(draft)
    save(draft, federation, shorter(mine, 14), by=federation.second_lead)
    with pytest.raises(Stale, match=federation.second_lead.name):
        save_draft(draft=draft.pk, revision=1, texts=shorter(mine), what="x", by=federation.lead)
    assert DraftRevision.objects.filter(draft=draft).count() == 2


def test_an_earlier_save_comes_back_without_those_between_being_lost(federation: Federation) -> None:
    draft = make_draft(federation)
    first = texts_of_draft(draft)
    save(draft, federation, shorter(first))
    restore_revision(draft=draft.pk, revision=2, restored=1, by=federation.lead)
    draft.refresh_from_db()
    assert (draft.revision, texts_of_draft(draft)) == (3, first)


def test_a_decision_holds_for_what_was_decided_on_and_for_nothing_later(federation: Federation) -> None:
    draft = make_draft(federation)
    save(draft, federation, shorter(texts_of_draft(draft)))
    lay_for_decision(draft, federation)
    approve(draft, federation)
    with pytest.raises(Denied, match="inte öppet för ändringar"):
        save(draft, federation, shorter(texts_of_draft(draft), 7))
    take_back_draft(draft=draft.pk, revision=draft.revision, by=federation.lead)
    save(draft, federation, shorter(texts_of_draft(draft), 7))
    with pytest.raises(Refused, match="inte godkänt"):
        publish_read(draft=draft.pk, by=federation.lead)


def test_a_draft_of_an_older_version_is_not_published_over_a_newer(federation: Federation) -> None:
    late, early = make_draft(federation), make_draft(federation)
    for draft, days in ((late, 7), (early, 14)):
        save(draft, federation, shorter(texts_of_draft(draft), days))
        lay_for_decision(draft, federation)
        approve(draft, federation)
    publish_read(draft=early.pk, by=federation.lead)
    with pytest.raises(Stale, match="nyare version har publicerats"):
        publish_read(draft=late.pk, by=federation.lead)


def test_a_draft_takes_in_the_newest_version_and_both_changes_are_published(federation: Federation) -> None:
    late, early = make_draft(federation), make_draft(federation)
    save(late, federation, with_field(texts_of_draft(late), "S08", "råd", "Ring först."))
    save(early, federation, shorter(texts_of_draft(early), 14))
    lay_for_decision(early, federation)
    approve(early, federation)
    publish_read(draft=early.pk, by=federation.lead)
    with pytest.raises(Denied):
        rebase_draft(draft=late.pk, revision=2, by=federation.board)
    assert rebase_draft(draft=late.pk, revision=2, by=federation.lead).what == "Hämtade in version 2."
    with pytest.raises(Refused, match="redan"):
        rebase_draft(draft=late.pk, revision=3, by=federation.lead)
    lay_for_decision(late, federation)
    approve(late, federation)
    step = pathway_in(publish_read(draft=late.pk, by=federation.lead)).steps["S08"]
    assert (step.advice, step.limit.days) == ("Ring först.", 14)


@pytest.mark.parametrize(
    ("begins", "review", "field"),
    [(date(2026, 11, 1), REVIEW, "gäller_från"), (BEGINS, BEGINS, "nästa_översyn")],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    federation: Federation, begins: date, review: date, field: str
) -> None:
    draft = make_draft(federation)
    save(draft, federation, shorter(texts_of_draft(draft)))
    with pytest.raises(Refused) as refused:
        submit_draft(draft=draft.pk, revision=2, valid_from=begins, next_review=review, by=federation.lead)
    assert list(refused.value.problems) == [field]


def test_an_untouched_draft_is_not_laid_for_decision_and_can_be_dropped(federation: Federation) -> None:
    draft = make_draft(federation)
    with pytest.raises(Refused, match="ändrar ingenting"):
        lay_for_decision(draft, federation)
    assert drop_draft(draft=draft.pk, by=federation.lead).state == DraftState.DROPPED


def test_a_draft_without_a_heading_or_a_reason_is_refused_at_both_fields(federation: Federation) -> None:
    with pytest.raises(Refused) as refused:
        begin_draft(keeper=federation.keeper, title=" ", why="", by=federation.lead)
    assert set(refused.value.problems) == {"rubrik", "varför"}


def test_a_published_version_never_changes(federation: Federation) -> None:
    with pytest.raises(Unchangeable):
        federation.version.save()
    with pytest.raises(Unchangeable):
        federation.version.delete()
    for change in ({"name": "Annan"}, {"files": b""}):
        with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
            MapVersion.objects.filter(pk=federation.version.pk).update(**change)
    with pytest.raises(DatabaseError, match="tas aldrig bort"), transaction.atomic():
        MapVersion.objects.filter(pk=federation.version.pk)._raw_delete("default")  # type: ignore[attr-defined]


def test_a_map_is_adopted_once_and_as_it_lies(federation: Federation) -> None:
    with pytest.raises(Refused, match="finns redan"):
        adopt_map(keeper=federation.keeper, folder=SMALL, next_review=REVIEW, by=federation.lead)
    texts = texts_of(federation.version)
    assert texts["steg.yaml"] == (SMALL / "steg.yaml").read_text(encoding="utf-8")
    assert "cases/01-alma.yaml" in texts


def test_everybody_follows_one_map_at_a_time(federation: Federation) -> None:
    assert keeper_of(federation.caseworker.authority_id) == federation.keeper
    assert keeper_of(federation.lead.authority_id) == federation.keeper
    assert keeper_of(federation.outsider.authority_id) is None


def _user_of(who):  # type: ignore[no-untyped-def]
    from samre.accounts.models import User

    return User.objects.get(pk=who.user_id)


def _unit_of(who):  # type: ignore[no-untyped-def]
    from samre.accounts.models import Unit

    return Unit.objects.get(pk=who.unit_id)


def test_a_map_without_the_step_a_new_case_begins_in_is_not_laid_for_decision(federation: Federation) -> None:
    draft = make_draft(federation)
    begun = with_start(texts_of_draft(draft), "S27")
    save(draft, federation, without_step(begun, "S27"))
    with pytest.raises(Refused, match="Kartan har"):
        lay_for_decision(draft, federation)
    wrong = prove(texts_of_draft(draft), on=date(2026, 11, 22)).mistakes
    assert any("Ett nytt ärende ska börja i steget »S27«" in str(one) for one in wrong)
