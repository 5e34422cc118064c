"""What comes back: by the post or on paper, it becomes facts with its source and gives the case its turn back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.accounts.factories import make_assignment
from tests.casework.disclosure_factories import DisclosureTest, assess, make_inbox, make_sent, send

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused
from samre.accounts.roles import AuthorityKind, Role
from samre.accounts.scope import acting_in
from samre.audit.models import Event
from samre.casework.actions.disclosure_answers import register_answer
from samre.casework.actions.disclosure_sending import Wait, take_back_disclosure
from samre.casework.documents.snapshots import receiver_name
from samre.casework.facts import facts_for
from samre.casework.models import Delivery, Disclosure, DisclosureAnswer, Record, Task
from samre.casework.post import answer


class TestAnswers(DisclosureTest):
    def sent(self, **more: Any) -> Disclosure:
        return make_sent(self.case, self.by, to=self.unit, **more)

    def reply(self, sent: Disclosure, kind: str, text: str = "", **choices: Any) -> None:
        partner = actor_for(make_assignment(role=Role.PARTNER, unit=self.unit))
        with acting_in(partner.authority_id):
            delivery = Delivery.objects.get(source_ref=sent.pk)
            answer(delivery=delivery, kind=kind, choices=choices, text=text, by=partner)

    def test_a_receipt_is_told_and_the_waiting_goes_on(self) -> None:
        sent = self.sent()
        self.reply(sent, "mottaget")
        sent.refresh_from_db()
        assert sent.state == "mottagen"
        assert DisclosureAnswer.objects.get(disclosure=sent).by_authority == self.unit.authority.name

    def test_a_result_becomes_facts_with_the_authority_as_source_and_the_turn_comes_back(self) -> None:
        step = self.case.steps.get()
        ready = assess(self.draft(step=step), self.by)
        sent = send(ready, self.by, wait=Wait(step=step, then="Ring."))
        self.reply(sent, "resultat", samordning="beviljad")
        entry = self.case.facts.get(fact="fk_samordning")
        assert (entry.value, entry.source, entry.source_name) == (
            "beviljad",
            "myndighet",
            self.unit.authority.name,
        )
        step.refresh_from_db()
        assert step.state == "pagar"
        self.case.refresh_from_db()
        assert self.case.turn == "var"

    def test_where_no_step_waits_somebody_gets_a_task(self) -> None:
        self.reply(self.sent(), "avslag", skal="fel_mottagare")
        assert Task.objects.filter(case=self.case, kind="svar_pa_underlag", done_at__isnull=True).exists()

    def test_what_comes_is_put_in_the_register_whatever_the_road(self) -> None:
        sent = self.sent()
        self.reply(sent, "mottaget")
        self.reply(sent, "resultat", text="Klart.")
        rows = Record.objects.filter(case=self.case, kind="svar")
        assert {row.subject_id for row in rows} == set(sent.answers.values_list("pk", flat=True))
        assert {(row.direction, row.party) for row in rows} == {("in", receiver_name(sent))}

    def asks(self) -> object:
        return facts_for(self.case, on=timezone.localdate()).facts.values.get("komplettering_begard")

    def test_who_asked_for_more_asks_no_longer_once_it_has_been_sent(self) -> None:
        self.reply(self.sent(), "komplettering", saknas=["prognos"])
        assert self.asks() is True
        make_sent(self.case, self.by, to=make_inbox(AuthorityKind.AF))
        assert self.asks() is True, "somebody else got something"
        self.sent(fields=("uppgift:timmar",))
        assert self.asks() is False

    def test_who_has_decided_asks_no_longer(self) -> None:
        sent = self.sent()
        self.reply(sent, "komplettering", saknas=["prognos"])
        self.reply(sent, "resultat", text="Klart.")
        assert self.asks() is False

    def test_where_nobody_asked_nothing_is_said_of_it(self) -> None:
        self.reply(self.sent(), "resultat", text="Klart.")
        assert not self.case.facts.filter(fact="komplettering_begard").exists()

    def test_both_sides_have_it_in_their_logs(self) -> None:
        self.reply(self.sent(), "mottaget")
        names = set(Event.objects.values_list("chain", "action"))
        assert (str(self.case.owner_id), "disclosure.take_answer") in names
        assert (str(self.unit.authority_id), "delivery.answer") in names

    def test_another_unit_of_another_authority_answers_nothing(self) -> None:
        sent = self.sent()
        stranger = actor_for(make_assignment(role=Role.PARTNER))
        with acting_in(self.unit.authority_id):
            delivery = Delivery.objects.get(source_ref=sent.pk)
        with pytest.raises(Denied):
            answer(delivery=delivery, kind="mottaget", choices={}, text="", by=stranger)
        assert not DisclosureAnswer.objects.exists()

    def test_what_was_taken_back_is_not_answered(self) -> None:
        sent = self.sent()
        take_back_disclosure(disclosure=sent, reason="Fel enhet.", by=self.by)
        with pytest.raises((Denied, Refused)):
            self.reply(sent, "mottaget")

    def test_an_answer_on_paper_is_registered_with_who_typed_it_in(self) -> None:
        given = register_answer(
            disclosure=self.sent(),
            kind="resultat",
            choices={"samordning": "avslag"},
            came_on=timezone.localdate(),
            answered_by="Anders M",
            by=self.by,
        )
        assert (given.by_name, given.entered_by, given.road) == ("Anders M", self.by.name, "papper")
        assert Record.objects.get(subject_id=given.pk).direction == "in"

    def test_a_typed_answer_that_is_sent_twice_is_one_answer_and_one_document(self) -> None:
        sent = self.sent()
        given: dict[str, Any] = {"kind": "mottaget", "choices": {}, "came_on": timezone.localdate()}
        first, second = (
            register_answer(disclosure=sent, answered_by="Anders M ", by=self.by, **given) for _ in range(2)
        )
        assert first == second
        assert Record.objects.filter(case=self.case, kind="svar").count() == 1
        other = register_answer(disclosure=sent, answered_by="Beata N", by=self.by, **given)
        assert other != first
        assert Record.objects.filter(case=self.case, kind="svar").count() == 2

    def test_what_a_typed_answer_lacks_is_told(self) -> None:
        sent = self.sent()
        today = timezone.localdate()
        for wrong, field in (
            ({"answered_by": " "}, "vem"),
            ({"came_on": today + timedelta(days=1)}, "kom"),
            ({"came_on": today - timedelta(days=400)}, "kom"),
            ({"kind": "forslag"}, "svarade"),
        ):
            given: dict[str, Any] = {
                "kind": "mottaget",
                "choices": {},
                "came_on": today,
                "answered_by": "Anders M",
            }
            with pytest.raises(Refused) as refused:
                register_answer(disclosure=sent, by=self.by, **(given | wrong))
            assert set(refused.value.problems) == {field}
