"""Log review: what is picked, that the sample can be drawn again, and that nobody judges her own (R39, R40)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.accounts.factories import actor, make_assignment, make_unit, make_user
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.actors import Actor, actor_for
from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.models import User
from samre.accounts.roles import Role
from samre.audit.log import record
from samre.audit.models import Event
from samre.casework.actions.persons import change_person
from samre.casework.actions.reviews import decide, last_picked, pick_reviews, pick_until_now
from samre.casework.actions.staff_keys import note_staff_keys
from samre.casework.models import Review
from samre.casework.queries.reviews import review_alarms
from samre.casework.rules import review_rules as rules

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = datetime(2026, 11, 20, 10, 0, tzinfo=STOCKHOLM)
NUMBER = "191212121212"


def at(hour: int, minute: int = 0) -> datetime:
    return DAY.replace(hour=hour, minute=minute)


def reads(by: Actor, case, *, when: datetime = DAY, **changes) -> Event:
    """As the gate logs it."""
    with time_machine.travel(when, tick=False):
        values = {
            "who": by.who,
            "chain": str(by.authority_id),
            "action": "case.read",
            "kind": "case",
            "object_id": str(case.pk),
            "case_id": str(case.pk),
            "why": "uppdrag i ärendet: ansvarig handläggare",
        }
        return record(**(values | changes))


def pick(owner, **changes):
    values = {"owner": owner, "since": at(0), "until": at(0) + timedelta(days=1), "seed": "frö"}
    return pick_reviews(**(values | changes))


@pytest.fixture
def office():
    """A kommun with a unit, a handler and her case, a colleague, a reviewer and an administrator."""

    class Office:
        unit = make_unit()
        authority = unit.authority
        handler = make_caseworker(unit=unit)[1]
        colleague = actor_for(make_assignment(unit=unit, user=make_user(name="Kim Almqvist")))
        reviewer = actor(role=Role.REVIEWER, unit=unit)
        administrator = actor(role=Role.ADMINISTRATOR, unit=unit)

        def case(self, **given):
            with time_machine.travel(DAY - timedelta(days=9), tick=False):
                return make_case(self.handler, **({"name": "Bo Ekman"} | given))

        def knows(self, who: Actor, *, number: str = "", address: str = "") -> None:
            note_staff_keys(user_id=who.user_id, number=number, address=address, by=self.administrator)

        def picked(self, rule: str, **changes) -> list[tuple[str, str]]:
            pick(self.authority, **changes)
            return [
                (str(review.reviewed_user), review.case_id_text)
                for review in Review.objects.filter(rule=rule)
            ]

    return Office()


def test_her_own_case_is_picked_and_a_colleague_s_too(office) -> None:
    case = office.case(number=NUMBER)
    office.knows(office.colleague, number="19121212-1212")
    reads(office.colleague, case)
    reads(office.handler, case)
    assert office.picked(rules.OWN) == [(str(office.colleague.user_id), str(case.pk))]
    assert office.picked(rules.COLLEAGUE) == [(str(office.handler.user_id), str(case.pk))]


def test_she_who_works_for_two_kommuner_is_known_in_both(office) -> None:
    """The keys of one are not overwritten by the other's administrator."""
    case = office.case(number=NUMBER)
    office.knows(office.colleague, number=NUMBER)
    elsewhere = make_assignment(user=User.objects.get(pk=office.colleague.user_id))
    note_staff_keys(
        user_id=office.colleague.user_id,
        number=NUMBER,
        by=actor(role=Role.ADMINISTRATOR, unit=elsewhere.unit),
    )
    reads(office.colleague, case)
    assert office.picked(rules.OWN) == [(str(office.colleague.user_id), str(case.pk))]


def test_her_own_case_as_a_hit_in_a_search_is_picked_though_never_opened(office) -> None:
    case = office.case(number=NUMBER)
    office.knows(office.colleague, number=NUMBER)
    reads(
        office.colleague,
        case,
        action="case.search",
        object_id="",
        case_id="",
        subjects=[case.pk],
        why="sökning",
    )
    assert office.picked(rules.OWN) == [(str(office.colleague.user_id), str(case.pk))]


@pytest.mark.parametrize(
    ("user", "person", "found"),
    [
        ("Kim Almqvist", "Bo Almqvist", True),
        ("Kim Ek-Almqvist", "Bo Almqvist", True),
        ("Kim ALMQVIST", "Bo Almqvist", True),
        ("Kim Almqvist", "Almqvist Bo", False),
        ("Kim Alm", "Bo Almqvist", False),
        ("Kim Almqvist", "Kim Ekman", False),
    ],
)
def test_the_same_surname_is_picked_but_not_a_beginning_or_a_first_name(
    office, user: str, person: str, found: bool
) -> None:
    case = office.case(name=person)
    office.colleague = actor_for(make_assignment(unit=office.unit, user=make_user(name=user)))
    reads(office.colleague, case)
    assert bool(office.picked(rules.SURNAME)) is found


def test_the_same_address_is_picked_however_it_is_written(office) -> None:
    case = office.case()
    change_person(
        case=case,
        revision=case.person.revision,
        name="Bo Ekman",
        contact={"address": "Storgatan 12 B, lgh 1102, 123 45 Almby"},
        protection="ingen",
        language="",
        interpreter="",
        by=office.handler,
    )
    office.knows(office.colleague, address="storgatan 12b")
    reads(office.colleague, case)
    assert office.picked(rules.ADDRESS) == [(str(office.colleague.user_id), str(case.pk))]


def test_no_assignment_is_picked_when_denied_and_when_read_in_an_emergency(office) -> None:
    first, second = office.case(), office.case()
    reads(office.colleague, first, outcome="denied", why="inget uppdrag i ärendet")
    reads(office.colleague, second, why="nödåtkomst: akut")
    reads(office.handler, first)
    assert {case for _, case in office.picked(rules.UNASSIGNED)} == {str(first.pk), str(second.pk)}


def test_every_reading_of_a_protected_person_is_picked_also_by_her_named_handler(office) -> None:
    for protection in ("markering", "folkbokforing", "okand"):
        reads(office.handler, office.case(protection=protection))
    reads(office.handler, office.case())
    assert len(office.picked(rules.PROTECTED)) == 3


def test_many_cases_in_a_short_time_are_picked_once_and_a_day_s_work_is_not(office) -> None:
    most = rules.review_rules()["många"]["ärenden"]
    cases = [office.case() for _ in range(3)]
    for number in range(most):
        what = {"case_id": f"019a0000-0000-7000-8000-{number:012}", "object_id": ""}
        reads(office.colleague, cases[0], when=at(9) + timedelta(minutes=number), **what)
        reads(office.handler, cases[0], when=at(7) + timedelta(minutes=15 * number), **what)
    assert office.picked(rules.BULK) == [(str(office.colleague.user_id), "")]


def test_many_searches_in_a_short_time_are_picked(office) -> None:
    for number in range(rules.review_rules()["många"]["sökningar"]):
        record_search(office.colleague, when=at(9) + timedelta(seconds=number))
    assert office.picked(rules.BULK) == [(str(office.colleague.user_id), "")]


def record_search(by: Actor, *, when: datetime) -> None:
    with time_machine.travel(when, tick=False):
        record(who=by.who, chain=str(by.authority_id), action="case.search", kind="case", why="sökning")


@pytest.mark.parametrize(("hour", "found"), [(21, False), (22, True), (3, True), (6, False)])
def test_the_night_is_picked(office, hour: int, found: bool) -> None:
    reads(office.handler, office.case(), when=at(hour))
    assert bool(office.picked(rules.NIGHT)) is found


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_the_night_is_eight_hours_by_the_clock_on_the_wall_when_clocks_are_changed(day: date) -> None:
    since = datetime(day.year, day.month, day.day, 12, tzinfo=STOCKHOLM)
    ((begins, ends),) = rules.nights(since, since + timedelta(days=1) - timedelta(hours=3))
    assert (timezone.localtime(begins).hour, timezone.localtime(ends).hour) == (22, 6)


def test_the_sample_is_the_same_for_the_same_seed_and_another_for_another(office) -> None:
    for _ in range(12):
        reads(office.handler, office.case())
    drawn = office.picked(rules.SAMPLE)
    assert len(drawn) == rules.review_rules()["urval"]["slump"]["minst"]
    numbers = Event.objects.filter(action="case.read").values_list("number", flat=True)
    assert set(rules.sample(numbers, seed="frö")) == set(
        Review.objects.filter(rule=rules.SAMPLE).values_list("event_number", flat=True)
    )
    assert rules.sample(range(500), seed="frö") != rules.sample(range(500), seed="annat")
    assert {review.seed for review in Review.objects.all()} == {"frö"}


def test_a_user_in_a_case_is_picked_once_a_day_however_often_she_looks(office) -> None:
    case = office.case(protection="markering")
    for minute in range(5):
        reads(office.handler, case, when=at(9, minute))
    assert len(office.picked(rules.PROTECTED)) == 1
    assert not pick(office.authority).by_rule


def test_what_another_authority_does_is_never_picked_here(office) -> None:
    stranger = make_caseworker()[1]
    with time_machine.travel(DAY - timedelta(days=9), tick=False):
        case = make_case(stranger, protection="markering")
    reads(stranger, case, when=at(23))
    pick(office.authority)
    assert not Review.objects.exists()


def test_the_next_picking_goes_on_where_the_last_one_ended(office) -> None:
    first = pick_until_now(owner=office.authority)
    assert timezone.localtime(first.until).time().isoformat() == "00:00:00"
    assert last_picked(office.authority.pk) == first.until
    second = pick_until_now(owner=office.authority, by=office.reviewer)
    assert second.since == first.until
    assert second.until > first.until


def test_only_the_authority_s_own_reviewer_picks(office) -> None:
    for other in (office.handler, office.administrator, actor(role=Role.REVIEWER)):
        with pytest.raises(Denied):
            pick(office.authority, by=other)


@pytest.fixture
def review(office):
    reads(office.colleague, office.case(), outcome="denied", why="inget uppdrag i ärendet")
    pick(office.authority)
    return Review.objects.get(rule=rules.UNASSIGNED)


def test_what_was_found_is_kept_with_who_and_when_and_stands_in_the_log(office, review) -> None:
    decide(review=review, outcome="atgard", measure="Samtal med chefen den 25 november", by=office.reviewer)
    review.refresh_from_db()
    assert (review.outcome, review.reviewer_id) == ("atgard", office.reviewer.user_id)
    assert review.reviewed_at is not None
    event = Event.objects.filter(action="review.decide").get()
    assert event.object_id == str(review.pk)
    assert "Samtal" not in event.detail


@pytest.mark.parametrize(
    ("outcome", "measure", "field"),
    [
        ("", "", "utfall"),
        ("vet inte", "", "utfall"),
        ("foljs_upp", " ", "atgard"),
        ("atgard", "", "atgard"),
        ("atgard", "Fråga om 19121212-1212", "atgard"),
    ],
)
def test_a_review_without_outcome_or_measure_is_not_kept(office, review, outcome, measure, field) -> None:
    with pytest.raises(Refused) as refused:
        decide(review=review, outcome=outcome, measure=measure, by=office.reviewer)
    assert set(refused.value.problems) == {field}


def test_nobody_reviews_her_own_access(office, review) -> None:
    own = replace(office.reviewer, user_id=review.reviewed_user)
    with pytest.raises(Denied, match="din egen läsning"):
        decide(review=review, outcome="ok", measure="", by=own)
    assert Event.objects.filter(action="review.decide", outcome="denied").count() == 1


def test_the_database_refuses_it_too(office, review) -> None:
    values = {"outcome": "ok", "reviewed_at": timezone.now(), "reviewer_id": review.reviewed_user}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**values)


def test_nobody_but_the_authority_s_reviewer_decides(office, review) -> None:
    for other in (office.handler, office.administrator, actor(role=Role.REVIEWER)):
        with pytest.raises(Denied):
            decide(review=review, outcome="ok", measure="", by=other)


def test_what_is_followed_up_is_decided_again_and_what_is_done_is_not(office, review) -> None:
    decide(review=review, outcome="foljs_upp", measure="Frågar på måndag", by=office.reviewer)
    decide(review=review, outcome="ok", measure="", by=office.reviewer)
    with pytest.raises(Stale):
        decide(review=review, outcome="atgard", measure="Nej", by=office.reviewer)


def test_what_is_late_is_told_by_the_nightly_round_and_on_the_last_day_it_is_not(office, review) -> None:
    assert review_alarms(office.authority, on=review.due_on) == []
    (sentence,) = review_alarms(office.authority, on=review.due_on + timedelta(days=1))
    assert "skulle redan ha granskats" in sentence


def test_a_round_that_is_run_again_the_same_day_picks_and_logs_nothing_more(office) -> None:
    pick_until_now(owner=office.authority)
    before = Event.objects.count()
    assert pick_until_now(owner=office.authority).count == 0
    assert Event.objects.count() == before
