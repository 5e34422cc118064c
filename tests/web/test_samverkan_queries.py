"""Every page of samverkan that lists something asks the database as many questions for thirty rows as for three."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.accounts.contact_factories import make_contact
from tests.accounts.factories import log_in
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.consultation_factories import make_consultation, make_meeting, make_sent, write
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, make_inbox, send
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_delivery, make_partner
from tests.casework.note_factories import make_note
from tests.casework.paper_factories import make_draft as make_letter
from tests.casework.placement_factories import make_draft as make_order
from tests.casework.placement_factories import (
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
)
from tests.casework.plan_factories import make_activity, make_plan
from tests.web.case_pages import CaseTest

from samre.accounts.actors import Actor
from samre.casework.models import (
    AgendaPoint,
    AgreedMeasure,
    AnswerLink,
    Attendance,
    ConsultationReply,
    Delivery,
    DeliveryAnswer,
    DisclosureAnswer,
    Intervention,
    Meeting,
    MeetingReply,
    OfferedTime,
    Participant,
    PlacementReport,
    PlanFollowUp,
    Record,
    WeeklyNote,
)
from samre.casework.models.base import stamp
from samre.casework.rules.stairs import monday
from samre.sealing.ids import new_id

FEW, MANY = 3, 30
_number = count(1)


def asked_by(client: Client, address: str) -> tuple[Counter[str], int]:
    """What a page asks the database, without the values, and how long it is. The second time, when what is the same for everybody
    is remembered."""
    size = len(client.get(address).content)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    values = re.compile(r"'[^']*'|\b[0-9a-f]{32}\b|\b\d+\b|\((?:%s|\?)(?:, (?:%s|\?))*\)")
    lists = re.compile(r"\(\s*#(?:\s*,\s*#)+\s*\)")
    return Counter(lists.sub("(#)", values.sub("#", one["sql"])) for one in asked.captured_queries), size


def check_constant(client: Client, address: str, add: Callable[[], object]) -> None:
    """`add` makes one more of what the page lists."""
    for _ in range(FEW):
        add()
    few, short = asked_by(client, address)
    for _ in range(MANY - FEW):
        add()
    many, long = asked_by(client, address)
    assert long > short, f"{address} shows nothing of it"
    more = [f"{number} × {sql}" for sql, number in (many - few).most_common()]
    assert many.total() == few.total(), f"{address} asks {few.total()}, then {many.total()}:\n" + "\n".join(
        more
    )


def meeting(test: CaseTest) -> None:
    Meeting.objects.create(
        **stamp(test.by), case=test.case, kind="sip", purpose="Planen", starts_at=timezone.now() + timedelta(days=7),
        minutes=60, channel="video", keeper="Prov", answer_by=timezone.localdate(),
    )  # fmt: skip


def order(test: CaseTest) -> None:
    make_order(
        test.case, test.by, make_intervention(test.by, make_enterprise(), name=f"Insats {next(_number)}")
    )


def answered(delivery: Delivery) -> None:
    """Somebody at the unit has answered once more."""
    told = {"by_name": f"Prov {next(_number)}", "by_authority": "Prov", "kind": "resultat", "text": "Klart."}
    DeliveryAnswer.objects.create(owner_id=delivery.owner_id, delivery=delivery, **told)


def noted(delivery: Delivery, by: Actor, days: int) -> None:
    """A day, and the week it lies in."""
    day = timezone.localdate() - timedelta(days=days)
    Attendance.objects.create(**stamp(by), delivery=delivery, day=day, mark={"status": "kom", "minutes": 60})
    WeeklyNote.objects.create(**stamp(by), delivery=delivery, week=monday(day) - timedelta(weeks=days))


class TestACase(CaseTest):
    """The pages of samverkan in a case."""

    def constant(self, add: Callable[[], object], page: str, **ids: object) -> None:
        check_constant(self.client, self.address(page, **ids), add)

    def test_the_hub(self) -> None:
        def add() -> None:
            unit = make_inbox()
            make_consent(self.case, self.by, to=[unit], categories=("kontakt", "vard"))
            make_draft(self.case, self.by, to=unit)
            make_consultation(self.case, self.by, [unit])
            meeting(self)
            order(self)
            make_letter(self.case, self.by, "B1")

        self.constant(add, "cooperation")

    def test_consents(self) -> None:
        def add() -> None:
            make_consent(self.case, self.by, to=[make_receiver()], categories=("kontakt", "vard"))

        self.constant(add, "consents")
        self.constant(add, "consents-withdraw")

    def test_one_consent_with_many_receivers(self) -> None:
        consent = make_consent(self.case, self.by, to=[make_receiver()])

        def add() -> None:
            unit = make_receiver()
            told = {"receiver": unit.authority, "receiver_unit": unit, "category": "vard"}
            consent.scopes.create(owner_id=self.case.owner_id, **told)

        self.constant(add, "consent", samtycke=consent.pk)
        self.constant(add, "consent-narrow", samtycke=consent.pk)

    def test_a_new_consent_and_a_new_disclosure_with_many_who_can_receive(self) -> None:
        def add() -> None:
            make_inbox()

        for page, ids in (("consent-new", {}), ("disclosure-aim", {"utlamnande": new_id()})):
            self.constant(add, page, **ids)

    def test_disclosures(self) -> None:
        def add() -> None:
            make_draft(self.case, self.by)

        self.constant(add, "disclosures")

    def test_what_can_be_let_out_and_what_will_be(self) -> None:
        unit = make_inbox()
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        draft = make_draft(self.case, self.by, to=unit)
        notes: list[tuple[str, str]] = []

        def add() -> None:
            note = make_note(self.case, self.by, text="Personen vill pröva praktik.")
            notes.append((f"anteckning:{note.pk}", "arbete"))
            draft.refresh_from_db()
            assess(choose(draft, self.by, *notes), self.by)

        self.constant(add, "disclosure-choose", utlamnande=draft.pk)
        self.constant(add, "disclosure-check", utlamnande=draft.pk)

    def test_what_came_back(self) -> None:
        unit = make_inbox()
        make_consent(self.case, self.by, to=[unit], categories=EVERYTHING)
        sent = send(
            assess(choose(make_draft(self.case, self.by, to=unit), self.by, "person:namn"), self.by), self.by
        )

        def answer() -> None:
            given = {"kind": "mottaget", "road": "inkorg", "came_on": timezone.localdate()}
            DisclosureAnswer.objects.create(**stamp(self.by), disclosure=sent, **given)

        def link() -> None:
            now = timezone.now()
            AnswerLink.objects.create(
                owner_id=self.case.owner_id, disclosure=sent, made_by=self.by.name, made_at=now, valid_until=now,
                code_sha256="0" * 64, token_sha256=f"{next(_number):064}",
            )  # fmt: skip

        self.constant(answer, "disclosure", utlamnande=sent.pk)
        self.constant(link, "disclosure-watch", utlamnande=sent.pk)

    def test_consultations_and_meetings(self) -> None:
        def add() -> None:
            make_sent(self.case, self.by, [make_receiver()])
            meeting(self)

        self.constant(add, "talks")

    def test_those_who_can_be_asked_and_called(self) -> None:
        self.constant(make_receiver, "consultation-new")
        self.constant(make_receiver, "meeting-new")

    def test_a_consultation_with_many_parties_that_knows_no_name(self) -> None:
        self.check_parties("utan_namn")

    def test_a_consultation_with_many_parties_that_knows_the_name(self) -> None:
        self.check_parties("med_namn")

    def check_parties(self, mode: str) -> None:
        talk = write(make_consultation(self.case, self.by, [make_receiver()], mode=mode), self.by)

        def add() -> None:
            unit = make_receiver()
            asked = {"receiver": unit.authority, "receiver_unit": unit, "number": next(_number)}
            talk.questions.create(owner_id=self.case.owner_id, **asked)

        self.constant(add, "consultation", konsultation=talk.pk)

    def test_a_consultation_with_many_replies_and_measures(self) -> None:
        consultation = make_sent(self.case, self.by, [make_receiver()])
        question = consultation.questions.get()

        def add() -> None:
            today = timezone.localdate()
            ConsultationReply.objects.create(
                **stamp(self.by), question=question, kind="forslag", came_on=today
            )
            AgreedMeasure.objects.create(
                **stamp(self.by), case=self.case, consultation=consultation, party="FK", what="Ringer", due_on=today
            )  # fmt: skip
            OfferedTime.objects.create(
                offered_by=question.receiver_unit, offered_name="Prov", minutes=30, channel="video",
                starts_at=timezone.now() + timedelta(days=next(_number)),
            )  # fmt: skip

        self.constant(add, "consultation", konsultation=consultation.pk)
        self.constant(add, "consultation-plan", konsultation=consultation.pk)

    def test_a_meeting_with_many_parties(self) -> None:
        found = make_meeting(self.case, self.by, [make_receiver()])

        def add() -> None:
            unit, today, owner = make_receiver(), timezone.localdate(), self.case.owner_id
            seat = Participant.objects.create(
                owner_id=owner, meeting=found, number=next(_number), kind="myndighet", receiver=unit.authority,
                receiver_unit=unit,
            )  # fmt: skip
            MeetingReply.objects.create(**stamp(self.by), participant=seat, kind="kommer", came_on=today)
            AgendaPoint.objects.create(owner_id=owner, meeting=found, number=next(_number), text="Planen")
            AgreedMeasure.objects.create(
                **stamp(self.by), case=self.case, meeting=found, party="FK", what="Ringer", due_on=today
            )

        self.constant(add, "meeting", mote=found.pk)

    def test_a_plan_with_many_versions_and_follow_ups(self) -> None:
        def add() -> None:
            rows = [make_activity(f"Rad {number}") for number in range(3)]
            plan = make_plan(self.case, self.by, activities=rows)
            told = {"followed_on": timezone.localdate(), "text": "Går bra.", "outcome": "fortsatter"}
            PlanFollowUp.objects.create(**stamp(self.by), plan=plan, **told)

        self.constant(add, "plan")

    def test_orders(self) -> None:
        self.constant(lambda: order(self), "placements")

    def test_an_order_with_much_to_choose_among(self) -> None:
        def add() -> None:
            make_intervention(self.by, make_enterprise(), name=f"Insats {next(_number)}")

        add()
        draft = make_order(self.case, self.by, Intervention.objects.get())
        self.constant(add, "placement-choose", placering=draft.pk)

    def test_an_order_that_much_has_come_of(self) -> None:
        placement, _ = make_placement(self.case, self.by, make_enterprise())

        def add() -> None:
            told = {"kind": "franvaro", "came_on": timezone.localdate(), "choices": {"days": 2}}
            PlacementReport.objects.create(**stamp(self.by), placement=placement, **told)

        self.constant(add, "placement", placering=placement.pk)

    def test_letters(self) -> None:
        def add() -> None:
            make_letter(self.case, self.by, "B1")
            sent = make_letter(self.case, self.by, "B1")
            record = Record.objects.create(
                **stamp(self.by), case=self.case, number=f"{next(_number)}", direction="ut", party="Till", subject="Brev",
                registered_on=timezone.localdate(), public_subject="Brev", kind="brev", content=b"%PDF",
            )  # fmt: skip
            sent.record, sent.finished_at = record, timezone.now()
            sent.save()

        self.constant(add, "papers")

    def test_the_catalogue(self) -> None:
        def add() -> None:
            make_intervention(self.by, make_enterprise(), name=f"Insats {next(_number)}")

        check_constant(self.client, reverse("web:interventions"), add)

    def test_contacts(self) -> None:
        def add() -> None:
            make_contact(self.by, typed={"enhet": f"Enhet {next(_number)}"})

        check_constant(self.client, reverse("web:contacts"), add)


class TestOthers(TestCase):
    """What other authorities and social enterprises see."""

    def test_the_inbox_with_what_waits_and_what_is_answered(self) -> None:
        someone = make_partner()
        log_in(self.client, someone)

        def add() -> None:
            make_delivery(to=someone.unit)
            answered(make_delivery(to=someone.unit))

        check_constant(self.client, reverse("web:inbox"), add)

    def test_a_delivery_with_many_answers(self) -> None:
        someone = make_partner()
        delivery = make_delivery(to=someone.unit)
        log_in(self.client, someone)
        check_constant(self.client, reverse("web:delivery", args=[delivery.pk]), lambda: answered(delivery))

    def test_offered_times(self) -> None:
        someone, kommun = make_partner(), make_receiver("kommun")
        log_in(self.client, someone)

        def add() -> None:
            now = timezone.now()
            OfferedTime.objects.create(
                offered_by=someone.unit, offered_name="Prov", minutes=30, channel="video", taken_by=kommun, taken_at=now,
                starts_at=now + timedelta(days=next(_number)),
            )  # fmt: skip

        check_constant(self.client, reverse("web:offered-times"), add)

    def test_places_at_a_social_enterprise(self) -> None:
        _, by = make_caseworker()
        unit = make_enterprise()
        someone, handledare = make_supervisor(unit)
        log_in(self.client, someone)
        make_intervention(by, unit, places=MANY)
        found: list[Delivery] = []

        def add() -> None:
            found.append(make_placement(make_case(by, name="Kim Granlund"), by, unit)[1])
            noted(found[-1], handledare, 0)

        check_constant(self.client, reverse("web:places"), add)
        here, days = reverse("web:place", args=[found[0].pk]), count(30)
        check_constant(self.client, here, lambda: noted(found[0], handledare, next(days)))
