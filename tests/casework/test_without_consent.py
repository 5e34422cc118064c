"""Whoever says no to everything has her case handled all the same: nothing in the own file asks for a consent (R17)."""

from __future__ import annotations

from django.test import TestCase
from django.utils import timezone
from tests.casework.actions.test_certificates import TOLVAN
from tests.casework.consultation_factories import askable, in_days, make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.note_factories import make_basis, make_note
from tests.casework.paper_factories import add_thin_certificate
from tests.casework.plan_factories import make_plan

from samre.accounts.actors import Actor
from samre.casework.actions.agreed_measures import agree_measure
from samre.casework.actions.cases import close_case
from samre.casework.actions.consultation_endings import close_consultation
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.actions.decision_bases import close_basis, exempt_basis
from samre.casework.actions.facts import enter_facts
from samre.casework.actions.steps import choose_step, finish_step
from samre.casework.models import Case, Consent, Delivery


class TestWithoutConsent(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson", number=TOLVAN, facts={"sgi": "noll"})

    def test_a_case_goes_from_application_to_its_end_with_nobody_told_anything(self) -> None:
        enter_facts(case=self.case, values={"samtycke": False}, source="personen", by=self.by)
        add_thin_certificate(self.case, self.by)
        make_note(self.case, self.by)
        make_plan(self.case, self.by)
        basis = make_basis(self.case, self.by)
        basis = exempt_basis(basis=basis, exception="obehovligt", seen=basis.revision, by=self.by)
        close_basis(basis=basis, seen=basis.revision, by=self.by)
        step = choose_step(case=self.case, step="S12", reason="Dags att pröva.", by=self.by)
        finish_step(step=step, outcome="Klart.", seen=step.mark, by=self.by)
        self.ask_without_a_name()
        close(self.case, self.by)
        self.case.refresh_from_db()
        assert not self.case.is_open
        assert not Consent.objects.exists()
        told = str([(one.snapshot, one.subject, one.sender) for one in Delivery.objects.all()])
        assert "Fågelsson" not in told
        assert "1212" not in told

    def ask_without_a_name(self) -> None:
        """The road that is open to her who says no: the question goes, the name does not."""
        sent = make_sent(self.case, self.by, askable("fk"))
        add_reply(
            case=self.case,
            question=sent.questions.get(),
            kind="forslag",
            text="Börja med kartläggning.",
            came_on=timezone.localdate(),
            by=self.by,
        )
        agree_measure(talk=sent, party="KOM", what="Kartlägger", due_on=in_days(14), by=self.by)
        sent.refresh_from_db()
        close_consultation(consultation=sent, result="Vi kartlägger.", seen=sent.revision, by=self.by)


def close(case: Case, by: Actor) -> None:
    close_case(
        case=case, outcome="M7", income_before="bistand", income_after="bistand", reason="Flyttar", by=by
    )
