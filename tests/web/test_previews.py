"""What is looked through before it goes is what the receiver reads, of everything that goes with or without a name (R24)."""

from __future__ import annotations

from django.test import Client, TestCase
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import (
    askable,
    in_days,
    make_consultation,
    make_meeting,
    send,
    write,
)
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.casework.actions.agreed_measures import agree_measure
from samre.casework.actions.meeting_seats import add_point
from samre.casework.actions.minutes import write_minutes
from samre.casework.models import Case, Delivery
from samre.web.pages.previews import Preview
from samre.web.pages.snapshots import SnapshotView


class TestAConsultation(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        made = make_case(self.by, name="Kanarie Fågelsson", number="195010172483")
        self.case = Case.objects.get(pk=made.pk)
        self.units = askable("fk", "af")

    def check(self, mode: str) -> None:
        begun = write(make_consultation(self.case, self.by, self.units, mode=mode), self.by)
        client = log_in(Client(), self.assignment)
        page = client.get(f"/arenden/{self.case.pk}/samverkan/konsultation/{begun.pk}?visa=granska")
        shown: list[tuple[str, SnapshotView]] = page.context["copies"]
        send(begun, self.by)
        for unit, (_, preview) in zip(self.units, shown, strict=True):
            reader = log_in(Client(), make_assignment(role=Role.PARTNER, unit=unit))
            with acting_in(unit.authority_id):
                delivery = Delivery.objects.get(owner_id=unit.authority_id)
            read = reader.get(f"/inkorg/{delivery.pk}")
            assert read.context["page"].snapshot == preview

    def test_without_a_name_each_party_reads_what_was_looked_through(self) -> None:
        self.check("utan_namn")

    def test_with_a_name_each_party_reads_what_was_looked_through(self) -> None:
        make_consent(
            self.case, self.by, to=self.units, categories=("kontakt", "sjukskrivning"), purpose="konsultation"
        )
        self.check("med_namn")


class TestAMeeting(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        made = make_case(self.by, name="Kanarie Fågelsson", number="195010172483")
        self.case = Case.objects.get(pk=made.pk)
        self.units = askable("fk", "af")
        self.meeting = make_meeting(self.case, self.by, self.units, kind="avstamning")
        self.client = log_in(Client(), self.assignment)
        self.at = f"/arenden/{self.case.pk}/samverkan/moten/{self.meeting.pk}"

    def looked_through(self, what: str) -> Preview:
        shown: Preview = self.client.get(self.at).context[what]
        return shown

    def press(self, gor: str, shown: Preview, **fields: object) -> int:
        self.meeting.refresh_from_db()
        given = {"gor": gor, "revision": str(self.meeting.revision), "visat": shown.sha256, **fields}
        return self.client.post(self.at, given).status_code

    def check_read(self, shown: Preview) -> None:
        for unit in self.units:
            reader = log_in(Client(), make_assignment(role=Role.PARTNER, unit=unit))
            with acting_in(unit.authority_id):
                newest = Delivery.objects.filter(owner_id=unit.authority_id).latest("delivered_at")
            page = reader.get(f"/inkorg/{newest.pk}")
            assert page.context["page"].snapshot == shown.view
            assert newest.sha256 == shown.sha256

    def test_calling_and_minutes_are_read_as_they_were_looked_through(self) -> None:
        calling = self.looked_through("calling_preview")
        assert self.press("kalla", calling) == 302
        self.check_read(calling)
        write_minutes(meeting=self.meeting, text="Alla var överens.", came=[], seen=0, by=self.by)
        minutes = self.looked_through("minutes_preview")
        assert self.press("dela", minutes, version="1") == 302
        self.check_read(minutes)

    def test_what_a_colleague_adds_meanwhile_has_to_be_looked_through(self) -> None:
        calling = self.looked_through("calling_preview")
        add_point(meeting=self.meeting, text="Ekonomin", is_persons=True, by=self.by)
        assert self.press("kalla", calling) == 409
        assert not Delivery.objects.exists()
        assert self.press("kalla", self.looked_through("calling_preview")) == 302
        write_minutes(meeting=self.meeting, text="Alla var överens.", came=[], seen=0, by=self.by)
        minutes = self.looked_through("minutes_preview")
        agree_measure(talk=self.meeting, party="FK", what="Ringer", due_on=in_days(3), by=self.by)
        assert self.press("dela", minutes, version="1") == 409
        assert Delivery.objects.count() == 2

    def test_when_nobody_waits_nothing_is_shown(self) -> None:
        self.press("kalla", self.looked_through("calling_preview"))
        page = self.client.get(self.at)
        assert (page.context["calling_preview"], page.context["minutes_preview"]) == (None, None)
