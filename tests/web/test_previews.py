"""What is looked through before it goes is what the receiver reads, of everything that goes with or without a name (R24)."""

from __future__ import annotations

from django.test import Client, TestCase
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import askable, make_consultation, send, write
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.roles import Role
from samre.accounts.scope import acting_in
from samre.casework.models import Case, Delivery
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
