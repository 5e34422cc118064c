"""A social enterprise's copy: shut at once when the placement ends, gone with every row when its time is out (R5, R50)."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.test import Client, TestCase
from django.utils import timezone
from tests.accounts.factories import log_in
from tests.casework.consultation_factories import make_meeting
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_delivery
from tests.casework.placement_factories import (
    make_enterprise,
    make_placement,
    make_supervisor,
    report_content,
)

from samre.audit.models import Event
from samre.casework.actions.asf_work import keep_week, mark_day, save_report, send_report, write_week
from samre.casework.actions.placements import end_placement
from samre.casework.copies import days_kept, remove_ended_copies
from samre.casework.disposal.removal import parts_of
from samre.casework.models import Delivery, Participant, PlacementReport, Tombstone

WEEK = {"hur": "battre", "stegring": "oka", "ring": "nej"}


class TestCopies(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Alva Kanarie")
        self.unit = make_enterprise()
        self.placement, self.delivery = make_placement(self.case, self.by, self.unit)
        self.someone, self.supervisor = make_supervisor(self.unit)
        today = timezone.localdate()
        for minutes in (120, 90):
            mark_day(delivery=self.delivery, day=today, status="kom", minutes=minutes, by=self.supervisor)
        write_week(delivery=self.delivery, week=today, choices=WEEK, text="Bra vecka.", by=self.supervisor)
        keep_week(
            delivery=self.delivery,
            week=today - timedelta(days=7),
            fields={"text": "Halvskrivet."},
            seen=0,
            by=self.supervisor,
        )
        draft = save_report(
            delivery=self.delivery, content=report_content(self.placement), seen=0, by=self.supervisor
        )
        send_report(delivery=self.delivery, seen=draft.revision, by=self.supervisor)

    def end(self) -> None:
        end_placement(placement=self.placement, reason="klar", by=self.by)

    def rows_left(self) -> int:
        return sum(
            model._base_manager.filter(**{path: self.delivery.pk}).count()
            for model, path in parts_of(Delivery)
        )

    def test_nothing_is_removed_before_the_time_is_out_and_everything_then(self) -> None:
        self.end()
        assert self.rows_left() >= 6
        assert remove_ended_copies(timezone.now() + timedelta(days=days_kept() - 1)) == 0
        assert remove_ended_copies(timezone.now() + timedelta(days=days_kept() + 1)) == 1
        assert self.rows_left() == 0
        assert not Delivery.objects.filter(pk=self.delivery.pk).exists()
        chain = str(self.unit.authority_id)
        assert Event.objects.filter(chain=chain, action="delivery.remove").count() == 1
        assert Tombstone.objects.filter(row=self.delivery.pk).exists()

    def test_what_goes_on_is_never_removed(self) -> None:
        assert remove_ended_copies(timezone.now() + timedelta(days=2000)) == 0
        assert self.rows_left() >= 6

    def test_the_kommun_has_kept_all_that_came(self) -> None:
        self.end()
        remove_ended_copies(timezone.now() + timedelta(days=days_kept() + 1))
        assert set(PlacementReport.objects.values_list("kind", flat=True)) == {"vecka", "rapport"}

    def test_every_table_of_the_enterprise_hangs_on_the_delivery(self) -> None:
        named = {model.__name__ for model, _ in parts_of(Delivery)}
        pointing = {
            model.__name__
            for model in apps.get_app_config("casework").get_models()
            if any(field.name == "delivery" for field in model._meta.local_concrete_fields)
        }
        assert pointing <= named

    def test_the_handledare_is_shut_out_at_once_of_the_place_and_of_what_else_came(self) -> None:
        seat = Participant.objects.create(
            owner=self.case.owner,
            meeting=make_meeting(self.case, self.by, []),
            number=9,
            receiver=self.unit.authority,
            receiver_unit=self.unit,
            called_at=timezone.now(),
        )
        calling = make_delivery(to=self.unit, sender=self.case.owner, kind="kallelse", source_ref=seat.pk)
        client = log_in(Client(), self.someone)
        addresses = (f"/platser/{self.delivery.pk}", f"/inkorg/{calling.pk}")
        assert [client.get(address).status_code for address in addresses] == [200, 200]
        self.end()
        assert [client.get(address).status_code for address in addresses] == [404, 403]
