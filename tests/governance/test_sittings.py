"""The steering group's meetings: agenda, minutes, and a signature after which nothing changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from samre.accounts.acts import Denied, Refused, Stale
from samre.governance.actions.sittings import call_sitting, sign_minutes, write_minutes
from samre.governance.models import Sitting, SittingPaper

from .factories import Federation, make_draft, make_federation

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


@pytest.fixture
def federation() -> Federation:
    return make_federation()


def call(federation: Federation) -> Sitting:
    agenda = [
        {"title": "Öppnande", "draft": ""},
        {"title": "Kortare tid", "draft": str(make_draft(federation).pk)},
    ]
    return call_sitting(keeper=federation.keeper, on=DAY, place="Kansliet", agenda=agenda, by=federation.lead)


def write(sitting: Sitting, federation: Federation, *, minutes: str = "Alla var överens.") -> Sitting:
    return write_minutes(
        sitting=sitting.pk, revision=sitting.revision, present=[{"name": "Gun Falk", "for": "Förbundet"}, {"name": " "}],
        minutes=minutes, agenda=sitting.agenda, by=federation.lead,
    )  # fmt: skip


def test_minutes_are_written_signed_by_the_steering_group_and_stand(federation: Federation) -> None:
    sitting = write(call(federation), federation)
    assert sitting.present == [{"name": "Gun Falk", "for": "Förbundet"}]
    signed = sign_minutes(sitting=sitting.pk, revision=sitting.revision, by=federation.board)
    assert signed.signed_by == federation.board.name
    with pytest.raises(Denied, match="justerat"):
        write(signed, federation, minutes="Annat.")
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(minutes="Annat.")


def test_whoever_wrote_the_minutes_does_not_sign_them(federation: Federation) -> None:
    sitting = call(federation)
    mine = write_minutes(
        sitting=sitting.pk, revision=sitting.revision, present=[{"name": "Gun Falk"}], minutes="Så blev det.",
        agenda=sitting.agenda, by=federation.board,
    )  # fmt: skip
    with pytest.raises(Denied, match="skrev protokollet"):
        sign_minutes(sitting=mine.pk, revision=mine.revision, by=federation.board)
    read = write(mine, federation)
    assert sign_minutes(sitting=read.pk, revision=read.revision, by=federation.board).signed_at is not None


def test_minutes_that_were_changed_since_they_were_read_are_not_signed(federation: Federation) -> None:
    read = write(call(federation), federation)
    write(read, federation, minutes="Någon sa emot.")
    with pytest.raises(Stale, match="Läs det igen"):
        sign_minutes(sitting=read.pk, revision=read.revision, by=federation.board)


def test_two_who_write_at_once_do_not_write_over_each_other(federation: Federation) -> None:
    sitting = call(federation)
    write(sitting, federation)
    with pytest.raises(Stale):
        write(sitting, federation, minutes="Annat.")


def test_minutes_without_anybody_present_are_not_signed_nor_by_a_process_leader(
    federation: Federation,
) -> None:
    sitting = call(federation)
    with pytest.raises(Refused, match="vilka som var med"):
        sign_minutes(sitting=sitting.pk, revision=1, by=federation.board)
    with pytest.raises(Denied, match="Protokollet justeras av"):
        sign_minutes(sitting=write(sitting, federation).pk, revision=2, by=federation.lead)


@pytest.mark.parametrize("who", ["caseworker", "outsider"])
def test_others_arrange_no_meetings(federation: Federation, who: str) -> None:
    with pytest.raises(Denied):
        call_sitting(
            keeper=federation.keeper, on=DAY, place="", agenda=[{"title": "x"}], by=getattr(federation, who)
        )


def test_a_meeting_takes_up_something_and_only_its_own_drafts(federation: Federation) -> None:
    other = make_draft(make_federation(name="Annat förbund"))
    for agenda, says in (
        ([{"title": " "}], "minst en punkt"),
        ([{"title": "x", "draft": str(other.pk)}], "inte finns"),
    ):
        with pytest.raises(Refused, match=says):
            call_sitting(keeper=federation.keeper, on=DAY, place="", agenda=agenda, by=federation.lead)


def test_nobody_is_pointed_out_in_a_point_of_the_agenda_or_among_those_who_came(
    federation: Federation,
) -> None:
    number = "19900101-2385"
    for given, field in (
        ({"agenda": [{"title": f"Ärendet {number}"}]}, "egna_punkter"),
        ({"place": f"Hos {number}"}, "plats"),
    ):
        with pytest.raises(Refused) as stopped:
            call_sitting(
                **{"keeper": federation.keeper, "on": DAY, "place": "", "agenda": [{"title": "x"}], "by": federation.lead} | given
            )  # fmt: skip
        assert set(stopped.value.problems) == {field}
    sitting = call(federation)
    for given, field in (
        ({"agenda": [{"title": f"Ärendet {number}"}]}, "tillagt"),
        ({"present": [{"name": "Gun Falk", "for": number}]}, "närvarande"),
    ):
        with pytest.raises(Refused) as stopped:
            write_minutes(
                **{"sitting": sitting.pk, "revision": sitting.revision, "present": [{"name": "Gun Falk"}], "minutes": "x",
                   "agenda": sitting.agenda, "by": federation.lead} | given
            )  # fmt: skip
        assert set(stopped.value.problems) == {field}


def test_minutes_are_not_signed_before_the_meeting(federation: Federation) -> None:
    coming = call_sitting(
        keeper=federation.keeper, on=date(2026, 12, 10), place="", agenda=[{"title": "Läget"}], by=federation.lead
    )  # fmt: skip
    with pytest.raises(Refused, match="inte hållet"):
        sign_minutes(sitting=coming.pk, revision=write(coming, federation).revision, by=federation.board)


def test_a_point_about_what_another_keeper_has_is_refused(federation: Federation) -> None:
    other = make_draft(make_federation(name="Andra förbundet"))
    with pytest.raises(Refused, match="Punkt 1 hör till ett förslag som inte finns"):
        call_sitting(
            keeper=federation.keeper, on=DAY, place="", agenda=[{"title": "x", "draft": str(other.pk)}], by=federation.lead
        )  # fmt: skip


def test_the_same_calling_sent_twice_is_one_meeting_with_one_calling(federation: Federation) -> None:
    agenda = [{"title": "Öppnande", "draft": ""}]
    told: dict[str, Any] = {
        "keeper": federation.keeper,
        "on": DAY,
        "place": "Kansliet",
        "by": federation.lead,
    }
    twice = [call_sitting(agenda=agenda, write=lambda _: b"%PDF", **told) for _ in range(2)]
    assert twice[0].pk == twice[1].pk
    assert (Sitting.objects.count(), SittingPaper.objects.count()) == (1, 1)
    another = call_sitting(agenda=[*agenda, {"title": "Övrigt"}], **told)
    assert another.number == 2


def test_a_place_longer_than_what_can_be_kept_is_refused_at_its_field(federation: Federation) -> None:
    with pytest.raises(Refused) as refused:
        call_sitting(
            keeper=federation.keeper,
            on=DAY,
            place="x" * 121,
            agenda=[{"title": "Öppnande"}],
            by=federation.lead,
        )
    assert set(refused.value.problems) == {"plats"}
