"""An agreement: written with parties and promises, laid and signed so that nothing of it changes, put in force, renewed, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.accounts.factories import actor

from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.roles import Role
from samre.governance.actions.agreement_signing import (
    end_agreement,
    lay_for_signing,
    put_in_force,
    reopen_agreement,
    sign_for_party,
)
from samre.governance.actions.agreements import (
    change_agreement,
    drop_party,
    put_commitments,
    put_party,
    renew_agreement,
    write_agreement,
)
from samre.governance.models import Agreement, AgreementState, Commitment
from samre.governance.queries.agreements import agreements_for, find_agreement, in_force_for, page_of
from samre.governance.rules.agreements import Promise

from .agreement_factories import (
    Insurer,
    add_party,
    in_force,
    make_agreement,
    make_insurer,
    make_whole,
    promise,
    sign_all,
)
from .factories import Federation, make_federation

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation() -> Federation:
    return make_federation()


@pytest.fixture
def insurer() -> Insurer:
    return make_insurer()


def test_it_begins_with_a_text_and_a_party_with_what_the_map_says_it_does(federation: Federation) -> None:
    agreement = make_agreement(federation)
    assert [part["id"] for part in agreement.parts][:2] == ["syfte", "arbetssatt"]
    assert "14 dagar" in next(part["text"] for part in agreement.parts if part["id"] == "avvikelser")
    party = add_party(agreement, federation, name="Försäkringskassan", actors=["FK"])
    assert [(one.step, one.days) for one in party.commitments.all()] == [("S14", 30)]


def test_what_is_missing_is_said_and_stops_the_signing(federation: Federation) -> None:
    agreement = make_agreement(federation)
    party = add_party(agreement, federation, name="Provkommun", actors=["KOM"])
    promise(agreement, party, federation)
    missing = page_of(agreement).missing
    assert missing == ("Det behövs minst två parter.", "Provkommun: parten har inga åtaganden.")
    with pytest.raises(Refused, match="minst två parter"):
        lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)


def test_a_promise_is_on_the_map_the_partys_own_and_no_longer_than_the_law(federation: Federation) -> None:
    agreement = make_agreement(federation)
    party = add_party(agreement, federation, name="Försäkringskassan", actors=["FK"])
    for step, days, says in (
        ("S14", 31, "kan inte vara längre än lagen"),
        ("S14", 0, "mellan 1 och 365"),
        ("S08", 5, "ingen uppgift i steget"),
        ("S99", 5, "finns inte på kartan"),
    ):
        with pytest.raises(Refused) as refused:
            promise(agreement, party, federation, Promise(step, "Svarar.", days))
        assert says in refused.value.problems[step]


def test_it_is_about_steps_and_parties_never_about_a_person(federation: Federation) -> None:
    agreement = make_agreement(federation)
    party = add_party(agreement, federation, name="Försäkringskassan", actors=["FK"])
    with pytest.raises(Refused) as refused:
        promise(agreement, party, federation, Promise("S14", "Svarar om 19900101-2384.", 9))
    assert set(refused.value.problems) == {"S14"}
    with pytest.raises(Refused) as refused:
        change_agreement(
            agreement=agreement.pk, revision=agreement.revision, title="x", valid_from=agreement.valid_from, valid_to=None,
            review_on=agreement.review_on, texts={"syfte": "Gäller 19900101-2384."}, by=federation.lead,
        )  # fmt: skip
    assert set(refused.value.problems) == {"del-syfte"}


def test_a_party_of_another_agreement_does_not_sign_here(federation: Federation, insurer: Insurer) -> None:
    agreement, other = make_whole(federation, insurer), make_agreement(federation)
    stranger = add_party(other, federation, name="Provkommun", actors=["KOM"])
    lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    with pytest.raises(Refused, match="finns inte längre"):
        sign_for_party(
            agreement=agreement.pk, party=stranger.pk, signatory="Gun Falk", title="Chef", on=timezone.localdate(), how="papper",
            by=federation.lead,
        )  # fmt: skip


def test_what_was_laid_for_signing_does_not_change(federation: Federation, insurer: Insurer) -> None:
    agreement = make_whole(federation, insurer)
    lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    agreement.refresh_from_db()
    with pytest.raises(Denied, match="Öppna den igen"):
        drop_party(
            agreement=agreement.pk, revision=agreement.revision, party=agreement.parties.first().pk, by=federation.lead,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(title="Något annat")
    promised = Commitment.objects.filter(agreement=agreement, step="S14")
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        promised.update(days=90)
    with pytest.raises(DatabaseError, match="tas aldrig bort"), transaction.atomic():
        agreement.parties.first().delete()
    assert page_of(agreement).is_whole
    party = agreement.parties.get(name="Försäkringskassan")
    Commitment.objects.create(agreement=agreement, party=party, step="S08", text="Gör mer.")
    assert not page_of(agreement).is_whole


def test_all_sign_and_the_steering_group_puts_it_in_force(federation: Federation, insurer: Insurer) -> None:
    agreement = make_whole(federation, insurer)
    lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    agreement.refresh_from_db()
    with pytest.raises(Refused, match="inte undertecknat"):
        put_in_force(agreement=agreement.pk, by=federation.board)
    for party in agreement.parties.all():
        sign_for_party(
            agreement=agreement.pk, party=party.pk, signatory="Gun Falk", title="Chef",
            on=timezone.localdate(), how="papper", by=federation.board,
        )  # fmt: skip
    with pytest.raises(Denied, match="Bara styrgruppen"):
        put_in_force(agreement=agreement.pk, by=federation.lead)
    put_in_force(agreement=agreement.pk, by=federation.board)
    today = timezone.localdate()
    assert in_force_for(federation.keeper, on=today) == agreement
    assert in_force_for(federation.keeper, on=today - timedelta(days=1)) is None
    assert [row.standing.code for row in agreements_for(insurer.partner)] == ["gäller"]


def test_a_signature_has_a_name_a_title_a_day_and_a_way(federation: Federation, insurer: Insurer) -> None:
    agreement = make_whole(federation, insurer)
    lay_for_signing(agreement=agreement.pk, revision=agreement.revision, by=federation.lead)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        sign_for_party(
            agreement=agreement.pk, party=agreement.parties.first().pk, signatory="", title=" ", on=tomorrow, how="muntligt",
            by=federation.lead,
        )  # fmt: skip
    assert set(refused.value.problems) == {"undertecknare", "titel", "dag", "sätt"}
    with pytest.raises(Refused) as refused:
        sign_for_party(
            agreement=agreement.pk, party=agreement.parties.first().pk, signatory="Gun Falk", title="Chef",
            on=timezone.localdate(), how="sammantrade", by=federation.lead,
        )  # fmt: skip
    assert set(refused.value.problems) == {"sammanträde"}


def test_opened_again_every_signature_goes(federation: Federation, insurer: Insurer) -> None:
    agreement = sign_all(make_whole(federation, insurer), federation)
    reopen_agreement(agreement=agreement.pk, by=federation.lead)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.WRITTEN
    assert not agreement.parties.filter(signed_on__isnull=False).exists()


def test_a_renewed_one_says_the_same_and_takes_over_on_its_first_day(
    federation: Federation, insurer: Insurer
) -> None:
    old = in_force(federation, insurer)
    begins = timezone.localdate() + timedelta(days=100)
    new = renew_agreement(
        agreement=old.pk, valid_from=begins, valid_to=None, review_on=begins + timedelta(days=200), by=federation.lead,
    )  # fmt: skip
    assert [side.promises for side in page_of(new).terms.sides] == [
        side.promises for side in page_of(old).terms.sides
    ]
    put_in_force(agreement=sign_all(new, federation).pk, by=federation.board)
    assert in_force_for(federation.keeper, on=begins - timedelta(days=1)) == old
    assert in_force_for(federation.keeper, on=begins) == new


def test_it_ends_on_a_day_with_a_reason_by_the_steering_group(
    federation: Federation, insurer: Insurer
) -> None:
    agreement, today = in_force(federation, insurer), timezone.localdate()
    with pytest.raises(Refused) as refused:
        end_agreement(agreement=agreement.pk, on=today - timedelta(days=1), why="", by=federation.board)
    assert set(refused.value.problems) == {"dag", "skäl"}
    end_agreement(agreement=agreement.pk, on=today, why="Kommunen lämnar.", by=federation.board)
    assert in_force_for(federation.keeper, on=today) == agreement
    assert in_force_for(federation.keeper, on=today + timedelta(days=1)) is None


def test_whoever_wrote_it_does_not_decide_on_it(federation: Federation, insurer: Insurer) -> None:
    agreement = sign_all(make_whole(federation, insurer), federation)
    Agreement.objects.filter(pk=agreement.pk).update(state="skrivs")
    Agreement.objects.filter(pk=agreement.pk).update(by_id=federation.board.user_id)
    Agreement.objects.filter(pk=agreement.pk).update(state="undertecknas")
    with pytest.raises(Denied, match="Någon annan"):
        put_in_force(agreement=agreement.pk, by=federation.board)


@pytest.mark.parametrize("who", ["caseworker", "board", "outsider"])
def test_only_process_leaders_of_the_map_write(federation: Federation, who: str) -> None:
    agreement = make_agreement(federation)
    with pytest.raises(Denied):
        put_party(
            agreement=agreement.pk,
            revision=agreement.revision,
            name="x",
            actors=["FK"],
            by=getattr(federation, who),
        )


def test_two_who_write_at_once_do_not_write_over_each_other(federation: Federation) -> None:
    agreement = make_agreement(federation)
    add_party(agreement, federation, name="Försäkringskassan", actors=["FK"])
    with pytest.raises(Stale):
        change_agreement(
            agreement=agreement.pk, revision=1, title="Annan", valid_from=agreement.valid_from, valid_to=None,
            review_on=agreement.review_on, texts={}, by=federation.lead,
        )  # fmt: skip


def test_a_kommun_of_another_forbund_is_no_party_and_reads_nothing(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = make_whole(federation, insurer)
    with pytest.raises(Refused) as refused:
        add_party(
            agreement, federation, name="Grannen", actors=["KOM"], authority=federation.outsider.authority_id
        )
    assert set(refused.value.problems) == {"myndighet"}
    assert find_agreement(federation.outsider, agreement.pk) is None


def test_what_is_being_written_is_read_by_those_who_write_and_decide(
    federation: Federation, insurer: Insurer
) -> None:
    agreement = make_whole(federation, insurer)
    assert find_agreement(federation.board, agreement.pk) is not None
    for who in (federation.caseworker, insurer.partner, actor(role=Role.MANAGER)):
        assert find_agreement(who, agreement.pk) is None


def test_a_map_without_a_steering_group_has_no_agreement(federation: Federation) -> None:
    day = timezone.localdate()
    with pytest.raises(Refused, match="gemensam karta"):
        write_agreement(
            title="x",
            valid_from=day,
            valid_to=None,
            review_on=day + timedelta(days=9),
            by=federation.outsider,
        )


def test_all_a_party_promises_is_put_at_once_and_each_step_once(federation: Federation) -> None:
    agreement = make_agreement(federation)
    party = add_party(agreement, federation, name="Provkommun", actors=["KOM"])
    twice = (Promise("S08", "Planerar.", 7), Promise("S08", "Planerar.", 9))
    with pytest.raises(Refused, match="två gånger"):
        put_commitments(
            agreement=agreement.pk, revision=agreement.revision, party=party.pk, promises=twice, by=federation.lead
        )  # fmt: skip
    promise(agreement, party, federation, Promise("S08", "Planerar.", None))
    assert [(one.step, one.days) for one in party.commitments.all()] == [("S08", None)]
