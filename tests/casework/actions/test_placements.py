"""An insats is ordered on a ground, frozen as it goes, followed by its handledare and ended; nobody else sees it (R5, R20, R22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.placement_factories import (
    TOLD,
    make_draft,
    make_enterprise,
    make_intervention,
    make_placement,
    make_supervisor,
    order_fields,
    report_content,
    send,
)

from samre.accounts.acts import Denied, Refused, Stale
from samre.accounts.models import Authority
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.asf_work import mark_day, save_report, send_report, write_week
from samre.casework.actions.placements import change_placement, end_placement, start_placement
from samre.casework.actions.steps import choose_step
from samre.casework.models import (
    Attendance,
    CaseEvent,
    Delivery,
    FactEntry,
    OpenStep,
    Placement,
    PlacementReport,
    Record,
    StepState,
    Task,
    WeeklyNote,
)
from samre.casework.queries.interventions import catalogue
from samre.casework.rules.stairs import monday
from samre.sealing.ids import new_id

WEEK_CHOICES = {"hur": "battre", "stegring": "lagom", "ring": "nej"}


class Insats(TestCase):
    """A case, a social enterprise and its handledare."""

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kim Granlund")
        self.unit = make_enterprise()
        _, self.supervisor = make_supervisor(self.unit)
        self.today = timezone.localdate()

    def ordered(self, **more: object) -> tuple[Placement, Delivery]:
        return make_placement(self.case, self.by, self.unit, **more)


class TestOrdering(Insats):
    def test_without_consent_nothing_is_sent_and_the_missing_categories_are_named(self) -> None:
        draft = make_draft(self.case, self.by, make_intervention(self.by, self.unit))
        with pytest.raises(Denied) as denied:
            send(draft, self.by)
        for what in ("namn, personnummer", "planering och insatser", "funktion"):
            assert what in denied.value.reason.lower()
        assert not Delivery.objects.exists()
        draft.refresh_from_db()
        assert draft.state == "utkast"

    def test_consent_for_another_purpose_is_no_consent(self) -> None:
        make_consent(self.case, self.by, to=[self.unit], categories=TOLD, purpose="samordning")
        draft = make_draft(self.case, self.by, make_intervention(self.by, self.unit))
        with pytest.raises(Denied):
            send(draft, self.by)

    def test_consent_to_another_enterprise_is_no_consent(self) -> None:
        make_consent(self.case, self.by, to=[make_enterprise()], categories=TOLD, purpose="insats")
        draft = make_draft(self.case, self.by, make_intervention(self.by, self.unit))
        with pytest.raises(Denied):
            send(draft, self.by)

    def test_what_is_necessary_for_our_own_work_does_not_cover_what_the_person_can_do(self) -> None:
        draft = make_draft(self.case, self.by, make_intervention(self.by, self.unit))
        with pytest.raises(Denied) as denied:
            send(draft, self.by, ground="nodvandigt", reason="Platsen ska ordnas.")
        assert "Hämta in samtycke" in denied.value.reason

    def test_sent_it_is_frozen_delivered_registered_and_waited_for(self) -> None:
        step = choose_step(case=self.case, step="S12", reason="Dags att pröva.", by=self.by)
        placement, delivery = self.ordered()
        assert delivery.owner_id == self.unit.authority_id
        assert delivery.snapshot == placement.snapshot
        assert delivery.sha256 == placement.sha256
        assert placement.proviso.startswith("Uppgifterna lämnas med förbehåll")
        assert placement.snapshot["proviso"] == placement.proviso
        assert placement.assessed_by == self.by.name
        assert Record.objects.filter(case=self.case, subject_id=placement.pk, direction="ut").count() == 1
        step = OpenStep.objects.get(pk=step.pk)
        assert (step.state, step.waiting_for) == (StepState.WAITING, "ASF")
        tasks = Task.objects.filter(case=self.case, kind="insats_rapport").order_by("due_on")
        assert [str(task.due_on) for task in tasks] == placement.snapshot["report_dates"]
        fact = FactEntry.objects.get(case=self.case, fact="insats")
        assert (fact.value, fact.valid_to) == ("pagar", placement.ends_on)
        chains = {
            event.chain for event in Event.objects.filter(object_id__in=[str(placement.pk), str(delivery.pk)])
        }
        assert chains == {str(self.case.owner_id), str(self.unit.authority_id)}

    def test_only_the_told_part_of_the_name_goes_and_nothing_of_the_case(self) -> None:
        _, delivery = self.ordered()
        text = str(delivery.snapshot) + delivery.subject + delivery.sender
        assert delivery.snapshot["name"] == "Kim"
        for secret in ("Granlund", self.case.number, str(self.case.pk), "PROV-"):
            assert secret not in text

    def test_a_protected_person_is_a_reference_whatever_was_chosen(self) -> None:
        person = self.case.person
        person.protection = "markering"
        person.save()
        placement, delivery = self.ordered(benamning="namn")
        assert delivery.snapshot["name"] == ""
        assert delivery.snapshot["reference"] == placement.reference
        assert "Kim" not in str(delivery.snapshot)
        assert delivery.is_protected
        record = Record.objects.get(subject_id=placement.pk)
        assert self.unit.authority.name not in record.party

    def test_what_was_not_looked_through_is_not_sent(self) -> None:
        make_consent(self.case, self.by, to=[self.unit], categories=TOLD, purpose="insats")
        draft = make_draft(self.case, self.by, make_intervention(self.by, self.unit))
        with pytest.raises(Stale):
            send(draft, self.by, seen="0" * 64)

    def test_sent_twice_is_sent_once(self) -> None:
        placement, _ = self.ordered()
        with pytest.raises(Refused):
            send(placement, self.by)
        assert Delivery.objects.count() == 1

    def test_the_last_free_place_is_given_once(self) -> None:
        make_intervention(self.by, self.unit, places=1)
        self.ordered()
        assert catalogue(self.by, on=self.today)[0].free == 0
        other = make_case(self.by, name="Lo Berg")
        with pytest.raises(Refused, match="ledig plats"):
            make_placement(other, self.by, self.unit)

    def test_a_diagnosis_a_number_and_others_names_are_refused_where_they_stand(self) -> None:
        draft = start_placement(case=self.case, placement_id=new_id(), frames={}, by=self.by)
        bad = {
            "ramar": "Har en depression sedan länge.",
            "mal": "Pröva trots F32.1.",
            "anpassningar": "Dottern Lina hämtar.",
            "praktiskt": "Granlund behöver tolk.",
        }
        with pytest.raises(Refused) as refused:
            change_placement(placement=draft, seen=1, order=order_fields(**bad), by=self.by)
        assert set(refused.value.problems) == set(bad)

    def test_a_colleague_without_part_in_the_case_can_not_order(self) -> None:
        _, stranger = make_caseworker()
        with pytest.raises(Denied):
            start_placement(case=self.case, placement_id=new_id(), frames={}, by=stranger)

    def test_an_id_of_another_case_is_refused_in_words(self) -> None:
        draft = start_placement(case=self.case, placement_id=new_id(), frames={}, by=self.by)
        other = make_case(self.by, name="Bo Provsson")
        with pytest.raises(Refused, match="annat ärende"):
            start_placement(case=other, placement_id=draft.pk, frames={}, by=self.by)

    def test_two_who_write_at_once_are_told(self) -> None:
        draft = make_draft(self.case, self.by, make_intervention(self.by, self.unit))
        with pytest.raises(Stale):
            change_placement(placement=draft, seen=1, order=order_fields(), by=self.by)


class TestTheHandledare(Insats):
    def test_the_same_tap_twice_is_one_row(self) -> None:
        _, delivery = self.ordered()
        first = mark_day(delivery=delivery, day=self.today, status="kom", minutes=120, by=self.supervisor)
        again = mark_day(delivery=delivery, day=self.today, status="kom", minutes=120, by=self.supervisor)
        assert first.pk == again.pk
        assert Attendance.objects.count() == 1
        assert first.owner_id == self.unit.authority_id

    def test_a_correction_stands_beside_and_the_last_one_holds(self) -> None:
        _, delivery = self.ordered()
        first = mark_day(delivery=delivery, day=self.today, status="kom", minutes=120, by=self.supervisor)
        second = mark_day(delivery=delivery, day=self.today, status="sjuk", minutes=0, by=self.supervisor)
        assert second.corrects_id == first.pk
        assert Attendance.objects.get(pk=first.pk).mark["status"] == "kom"
        third = mark_day(delivery=delivery, day=self.today, status="kom", minutes=120, by=self.supervisor)
        assert third.corrects_id == second.pk

    def test_last_week_is_closed_for_corrections(self) -> None:
        _, delivery = self.ordered()
        earlier = monday(self.today) - timedelta(days=3)
        mark_day(delivery=delivery, day=earlier, status="kom", minutes=60, by=self.supervisor)
        with pytest.raises(Refused, match="Veckan är slut"):
            mark_day(delivery=delivery, day=earlier, status="sjuk", minutes=0, by=self.supervisor)

    def test_days_away_without_a_word_are_told_at_once(self) -> None:
        _, delivery = self.ordered()
        start = monday(self.today) - timedelta(days=7)
        for number in range(2):
            day = start + timedelta(days=number)
            mark_day(delivery=delivery, day=day, status="kom_inte", minutes=0, by=self.supervisor)
        row = PlacementReport.objects.get()
        assert (row.kind, row.choices["days"]) == ("franvaro", 2)
        assert row.owner_id == self.case.owner_id
        assert Task.objects.filter(case=self.case, kind="insats_uteblev", done_at__isnull=True).exists()

    def test_a_week_comes_to_the_kommun_with_its_days(self) -> None:
        placement, delivery = self.ordered()
        mark_day(delivery=delivery, day=self.today, status="kom", minutes=90, by=self.supervisor)
        for _ in range(2):
            write_week(
                delivery=delivery,
                week=self.today,
                choices=WEEK_CHOICES,
                text="Lugnt rum hjälpte.",
                by=self.supervisor,
            )
        assert WeeklyNote.objects.count() == 1
        row = PlacementReport.objects.get()
        assert row.choices["tally"]["present"] == 90
        assert row.by_name == self.supervisor.name
        placement.refresh_from_db()
        assert placement.heard_on == self.today
        assert CaseEvent.objects.filter(case=self.case, kind="placement.week").count() == 1

    def test_a_diagnosis_never_comes_back(self) -> None:
        _, delivery = self.ordered()
        with pytest.raises(Refused) as refused:
            write_week(
                delivery=delivery,
                week=self.today,
                choices=WEEK_CHOICES,
                text="Verkar deprimerad.",
                by=self.supervisor,
            )
        assert "deprimerad" in refused.value.problems["text"]
        assert not PlacementReport.objects.exists()


class TestTheReport(Insats):
    def test_it_becomes_a_record_facts_and_our_turn(self) -> None:
        step = choose_step(case=self.case, step="S12", reason="Dags att pröva.", by=self.by)
        placement, delivery = self.ordered()
        mark_day(delivery=delivery, day=self.today, status="kom", minutes=60, by=self.supervisor)
        draft = save_report(delivery=delivery, content=report_content(placement), seen=0, by=self.supervisor)
        sent = send_report(delivery=delivery, seen=draft.revision, by=self.supervisor)
        assert sent.sent_at is not None
        row = PlacementReport.objects.get()
        assert row.facts == {"formaga": "delvis", "timmar": 12}
        facts = {one.fact: one for one in FactEntry.objects.filter(case=self.case, source="myndighet")}
        assert {name: one.value for name, one in facts.items()} == row.facts
        assert facts["formaga"].source_name == placement.intervention.supplier
        record = Record.objects.get(subject_id=row.pk)
        assert record.direction == "in"
        text = bytes(record.content).decode()
        assert "Kom i tid sju dagar av åtta." in text
        assert "Underlag, inte beslut" in text
        assert OpenStep.objects.get(pk=step.pk).state == StepState.ACTIVE
        done = Task.objects.filter(case=self.case, kind="insats_rapport", done_at__isnull=False)
        assert done.count() == 1

    def test_it_is_sent_once(self) -> None:
        placement, delivery = self.ordered()
        draft = save_report(delivery=delivery, content=report_content(placement), seen=0, by=self.supervisor)
        send_report(delivery=delivery, seen=draft.revision, by=self.supervisor)
        with pytest.raises(Refused, match="redan skickad"):
            send_report(delivery=delivery, seen=draft.revision, by=self.supervisor)
        assert PlacementReport.objects.count() == 1

    def test_every_gap_is_told_at_its_field(self) -> None:
        placement, delivery = self.ordered()
        content = report_content(placement, answers={}, areas={"tid": {"level": "2", "example": ""}})
        draft = save_report(delivery=delivery, content=content, seen=0, by=self.supervisor)
        with pytest.raises(Refused) as refused:
            send_report(delivery=delivery, seen=draft.revision, by=self.supervisor)
        assert {"exempel_tid", "omraden", "svar_hjalpte", "svar_nasta"} <= set(refused.value.problems)

    def test_two_handledare_who_write_at_once_are_told(self) -> None:
        placement, delivery = self.ordered()
        content = report_content(placement)
        draft = save_report(delivery=delivery, content=content, seen=0, by=self.supervisor)
        save_report(
            delivery=delivery, content={**content, "facts": {}}, seen=draft.revision, by=self.supervisor
        )
        with pytest.raises(Stale):
            save_report(delivery=delivery, content=content, seen=draft.revision, by=self.supervisor)


class TestTheEnd(Insats):
    def test_ended_is_closed_to_the_handledare_at_once(self) -> None:
        placement, delivery = self.ordered()
        end_placement(placement=placement, reason="klar", by=self.by)
        delivery.refresh_from_db()
        assert delivery.closed_at is not None
        with pytest.raises(Denied):
            mark_day(delivery=delivery, day=self.today, status="kom", minutes=60, by=self.supervisor)
        with pytest.raises(Denied):
            write_week(
                delivery=delivery, week=self.today, choices=WEEK_CHOICES, text="Bra.", by=self.supervisor
            )
        assert FactEntry.objects.filter(case=self.case, fact="insats", value="avslutad").exists()
        assert not Task.objects.filter(case=self.case, kind="insats_rapport", done_at__isnull=True).exists()

    def test_another_unit_of_the_same_enterprise_is_denied(self) -> None:
        _, delivery = self.ordered()
        with acting_in(self.unit.authority_id):
            sister = type(self.unit).objects.create(authority=self.unit.authority, name="Syster")
        _, other = make_supervisor(sister)
        with pytest.raises(Denied):
            mark_day(delivery=delivery, day=self.today, status="kom", minutes=60, by=other)

    def test_after_the_last_day_and_the_time_for_the_report_it_is_closed_by_itself(self) -> None:
        start = self.today - timedelta(weeks=12)
        _, delivery = self.ordered(starts_on=start, ends_on=self.today - timedelta(days=15))
        with pytest.raises(Denied, match="avslutad"):
            save_report(delivery=delivery, content={}, seen=0, by=self.supervisor)

    def test_early_takes_a_reason_and_twice_is_refused(self) -> None:
        placement, _ = self.ordered()
        with pytest.raises(Refused):
            end_placement(placement=placement, reason="", by=self.by)
        with pytest.raises(Refused):
            end_placement(placement=placement, reason="struken", by=self.by)
        end_placement(placement=placement, reason="halsa", words="Blev sämre.", by=self.by)
        assert placement.state == "avbruten"
        with pytest.raises(Refused, match="redan avslutad"):
            end_placement(placement=placement, reason="klar", by=self.by)

    def test_the_handledare_owns_nothing_of_the_case(self) -> None:
        self.ordered()
        enterprise = Authority.objects.get(pk=self.unit.authority_id)
        assert not Placement.objects.filter(owner=enterprise).exists()
        assert not Attendance.objects.filter(owner_id=self.case.owner_id).exists()
