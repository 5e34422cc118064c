"""An answer crosses from one authority's keeping to another's: both sides or neither, with facts, timeline and the case back.

On PostgreSQL what comes by HTTP runs as the program's role, so that row-level security stands between the two.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client, TestCase
from django.utils import timezone
from tests.accounts.factories import log_in, make_assignment
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import EVERYTHING, assess, choose, make_draft, make_inbox, send
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.models import Assignment
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.disclosure_sending import Wait, take_back_disclosure
from samre.casework.actions.facts import enter_facts
from samre.casework.models import (
    Case,
    CaseEvent,
    Delivery,
    DeliveryAnswer,
    Disclosure,
    DisclosureAnswer,
    FactEntry,
    OpenStep,
    StepState,
    Turn,
)


class CrossingTest(TestCase):
    kind: str = AuthorityKind.FK

    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case: Case = make_case(self.by, name="Kanarie Kanariesson", facts={"fodd": "1986-05-04"})
        self.unit = make_inbox(self.kind)
        self.partner = Assignment.objects.get(unit=self.unit)
        self.browser = log_in(Client(), self.partner)

    def send(self, *, fields: tuple[str, ...] = ("uppgift:fodd",), waits: bool = True) -> Disclosure:
        """A disclosure by consent; the case's open step waits for its answer."""
        make_consent(self.case, self.by, to=[self.unit], categories=EVERYTHING)
        draft = choose(make_draft(self.case, self.by, to=self.unit, step=self.step()), self.by, *fields)
        wait = Wait(step=self.step(), then="Ringer", mark=self.step().mark) if waits else None
        return send(assess(draft, self.by), self.by, wait=wait)

    def step(self) -> OpenStep:
        return OpenStep.objects.get(case=self.case, state__in=("pagar", "vantar"))

    def delivery(self) -> Delivery:
        with acting_in(self.unit.authority_id):
            return Delivery.objects.get(owner_id=self.unit.authority_id)

    def read(self, client: Client | None = None) -> HttpResponse:
        return (client or self.browser).get(f"/inkorg/{self.delivery().pk}")  # type: ignore[return-value]

    def answer(self, **data: Any) -> HttpResponse:
        return self.browser.post(f"/inkorg/{self.delivery().pk}", {"sett": "0", **data})  # type: ignore[return-value]

    def told(self, kind: str) -> CaseEvent:
        return CaseEvent.objects.get(case=self.case, kind=kind)


class TestAcross(CrossingTest):
    def test_the_kommun_sees_when_it_was_read(self) -> None:
        sent = self.send()
        assert self.read().status_code == 200
        sent.refresh_from_db()
        assert sent.read_at is not None
        assert self.told("disclosure.read").data["to"] == self.unit.name
        page = log_in(Client(), self.assignment).get(f"/arenden/{self.case.pk}/tidslinje").content.decode()
        assert "Underlaget lästes" in page

    def test_more_is_needed_and_the_case_is_the_kommuns_turn_again(self) -> None:
        sent = self.send()
        self.case.refresh_from_db()
        assert self.case.turn == Turn.OTHERS
        found = self.answer(svar="komplettering", text="Prognosen fattas.", **{"svar.saknas": "prognos"})
        assert found.status_code == 302
        self.case.refresh_from_db()
        assert self.case.turn == Turn.OURS
        assert self.step().state == StepState.ACTIVE
        assert self.told("step.answered").data["answer"] == "komplettering"
        kept = DisclosureAnswer.objects.get(disclosure=sent)
        assert (kept.kind, kept.choices, kept.text) == (
            "komplettering",
            {"saknas": ["prognos"]},
            "Prognosen fattas.",
        )
        assert kept.by_name == self.partner.user.name
        assert kept.owner_id == self.case.owner_id
        entry = FactEntry.objects.get(case=self.case, fact="komplettering_begard")
        assert (entry.value, entry.source, entry.source_name) == (True, "myndighet", self.unit.authority.name)
        chains = set(Event.objects.filter(action__endswith="answer").values_list("chain", flat=True))
        assert {str(self.unit.authority_id), str(self.case.owner_id)} <= chains

    def test_a_receipt_keeps_the_step_waiting_and_a_result_ends_it(self) -> None:
        sent = self.send()
        assert self.answer(svar="mottaget").status_code == 302
        sent.refresh_from_db()
        assert sent.state == "mottagen"
        assert self.step().state == StepState.WAITING
        assert self.answer(svar="resultat", sett="1", **{"svar.samordning": "beviljad"}).status_code == 302
        sent.refresh_from_db()
        assert sent.state == "besvarad"
        assert self.step().state == StepState.ACTIVE
        assert FactEntry.objects.get(case=self.case, fact="fk_samordning").value == "beviljad"

    def test_what_cannot_be_true_is_refused_and_nothing_is_kept_on_either_side(self) -> None:
        self.send()
        with acting_in(self.case.owner_id):
            Disclosure.objects.update(state="avbruten")
        found = self.answer(svar="resultat", **{"svar.samordning": "beviljad"})
        assert found.status_code == 422
        assert not DeliveryAnswer.objects.exists()
        assert not DisclosureAnswer.objects.exists()
        assert not FactEntry.objects.filter(fact="fk_samordning").exists()

    def test_what_was_taken_back_is_closed_at_the_next_click(self) -> None:
        sent = self.send()
        assert self.read().status_code == 200
        take_back_disclosure(disclosure=sent, reason="Fel enhet.", by=self.by)
        assert self.read().status_code == 403
        assert self.answer(svar="mottaget").status_code == 403
        assert not DeliveryAnswer.objects.exists()


class TestNothingButTheCopy(CrossingTest):
    def test_what_is_changed_after_sending_is_not_seen(self) -> None:
        self.send()
        before = self.read().content.decode()
        assert "4 maj 1986" in before
        enter_facts(case=self.case, values={"fodd": "1971-12-24"}, source="bedomning", by=self.by)
        after = self.read().content.decode()
        assert "4 maj 1986" in after
        assert "24 december 1971" not in after

    def test_what_was_not_chosen_is_nowhere(self) -> None:
        enter_facts(case=self.case, values={"sgi": "noll"}, source="personen", by=self.by)
        self.send()
        text = self.read().content.decode()
        for hidden in ("Kanarie", "SGI är noll", self.case.number, str(self.case.pk)):
            assert hidden not in text
        assert "SGI är noll" not in self.browser.get("/inkorg").content.decode()

    def test_no_address_of_the_case_opens_for_the_receiver(self) -> None:
        sent = self.send()
        for address in (
            "",
            "/samverkan",
            f"/samverkan/lamna-ut/{sent.pk}/svar",
            "/uppgifter",
            "/tidslinje",
            "/anteckningar",
        ):
            found = self.browser.get(f"/arenden/{self.case.pk}{address}")
            assert found.status_code in (403, 404), address
            assert "Kanarie" not in found.content.decode()

    def test_what_was_never_sent_is_not_found(self) -> None:
        draft = make_draft(self.case, self.by, to=self.unit)
        assert self.browser.get(f"/inkorg/{draft.pk}").status_code == 404
        assert not Delivery.objects.exists()

    def test_a_colleague_at_another_unit_of_the_same_authority_never_sees_it(self) -> None:
        self.send()
        other = make_inbox(self.kind)
        near = make_assignment(role=Role.PARTNER, authority=self.unit.authority)
        for assignment in (near, Assignment.objects.get(unit=other)):
            client = log_in(Client(), assignment)
            assert self.read(client).status_code == 404
            assert "samordning" not in client.get("/inkorg").content.decode().casefold()


class TestTheWatchPage(CrossingTest):
    def page(self, sent: Disclosure) -> str:
        client = log_in(Client(), self.assignment)
        return client.get(f"/arenden/{self.case.pk}/samverkan/lamna-ut/{sent.pk}/svar").content.decode()

    def test_it_says_what_happens_if_the_answer_does_not_come(self) -> None:
        sent = self.send()
        text = self.page(sent)
        assert "Inte öppnat än" in text
        assert "Påminnelse i deras inkorg" in text
        assert "Be din chef tala med deras chef" in text
        self.read()
        assert "Inte öppnat än" not in self.page(sent)

    def test_the_button_reminds_in_the_inbox_and_waits_on(self) -> None:
        sent = self.send()
        until = timezone.localdate() + timedelta(days=40)
        found = log_in(Client(), self.assignment).post(
            f"/arenden/{self.case.pk}/samverkan/lamna-ut/{sent.pk}/svar",
            {"gor": "paminn", "vantar_till": until.isoformat()},
        )
        assert found.status_code == 302
        assert self.delivery().reminded_on == timezone.localdate()
        assert "Påminnelse" in self.browser.get("/inkorg").content.decode()
        assert self.step().waiting_until == until
        assert self.told("disclosure.remind")
        chain = str(self.unit.authority_id)
        assert Event.objects.filter(chain=chain, action="delivery.remind").count() == 1

    def test_without_a_day_to_wait_to_it_says_so_at_the_field(self) -> None:
        sent = self.send()
        found = log_in(Client(), self.assignment).post(
            f"/arenden/{self.case.pk}/samverkan/lamna-ut/{sent.pk}/svar", {"gor": "paminn"}
        )
        assert found.status_code == 422
        assert "Skriv till vilken dag ni väntar nu." in found.content.decode()
        assert self.delivery().reminded_on is None

    def test_another_kommuns_disclosure_is_not_found(self) -> None:
        sent = self.send()
        stranger, by = make_caseworker()
        other = make_case(by)
        client = log_in(Client(), stranger)
        assert client.get(f"/arenden/{other.pk}/samverkan/lamna-ut/{sent.pk}/svar").status_code == 404
        assert client.get(f"/arenden/{self.case.pk}/samverkan/lamna-ut/{sent.pk}/svar").status_code == 404
