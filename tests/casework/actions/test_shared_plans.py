"""The agreed plan goes back to those who took part, on what the ground covers, and without a name without a name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import PDF, askable, in_days, make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.inbox_factories import make_partner

from samre.accounts.actors import actor_for
from samre.accounts.acts import Denied, Refused
from samre.accounts.scope import acting_in
from samre.casework.actions.agreed_measures import agree_measure, measures_of
from samre.casework.actions.consultation_endings import close_consultation
from samre.casework.actions.consultation_replies import add_reply
from samre.casework.actions.inbox import answer_delivery
from samre.casework.actions.shared_plans import share_plan
from samre.casework.documents.forms.letterhead import sender_for
from samre.casework.documents.plan_copy import plan_paper, plan_text
from samre.casework.models import Consultation, Delivery, Record
from samre.casework.post import read_delivery


class Plans(TestCase):
    mode = "utan_namn"

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, name="Kanarie Fågelsson", number="195010172483")
        self.fk, self.af, self.care = askable("fk", "af", "region")
        self.talk = make_sent(self.case, self.by, [self.fk, self.af, self.care], mode=self.mode)
        for unit in (self.fk, self.af):
            question = self.talk.questions.get(receiver_unit=unit)
            question.consultation = self.talk
            add_reply(
                case=self.case,
                question=question,
                kind="forslag",
                text="Börja med fyra timmar.",
                came_on=timezone.localdate(),
                by=self.by,
            )
        agree_measure(
            talk=self.talk,
            party="AF",
            who="Sara Kontaktsson",
            what="Kallar till kartläggning",
            due_on=in_days(14),
            by=self.by,
        )

    def share(self, text: str = "", **more: Any) -> list[str]:
        self.talk.refresh_from_db()
        self.talk.case = self.case
        said = text or plan_text(self.talk, measures_of(self.talk))
        paper = plan_paper(
            self.talk, said, to="FK", sender=sender_for(self.case, self.by), on=timezone.localdate()
        )
        return share_plan(
            consultation=self.talk,
            text=said,
            seen=self.talk.revision,
            paper=paper,
            content=PDF,
            by=self.by,
            **more,
        )

    def plans(self, unit: Any) -> list[Delivery]:
        with acting_in(unit.authority_id):
            rows = Delivery.objects.filter(owner_id=unit.authority_id).order_by("delivered_at", "pk")
            return [row for row in rows if row.snapshot.get("answers") == "plan"]


class TestWithoutAName(Plans):
    def test_those_who_answered_get_it_and_nobody_else(self) -> None:
        assert self.share() == []
        for unit in (self.fk, self.af):
            (plan,) = self.plans(unit)
            assert "Kallar till kartläggning" in str(plan.snapshot)
        assert self.plans(self.care) == []
        kept = [row.subject for row in Record.objects.filter(case=self.case)]
        assert kept.count("Överenskommen plan") == 1

    def test_it_names_nobody_and_leads_to_no_case(self) -> None:
        self.share()
        told = str([vars(plan) | {"s": plan.snapshot} for plan in self.plans(self.fk)])
        for word in ("Kontaktsson", "Fågelsson", "501017", str(self.case.pk), self.case.number):
            assert word not in told

    def test_a_text_that_points_somebody_out_is_refused_and_sent_to_nobody(self) -> None:
        for text in ("AF ringer Fågelsson.", "AF ringer 070-174 06 05.", "Sara ringer."):
            with self.subTest(text), pytest.raises(Refused) as refused:
                self.share(text)
            assert set(refused.value.problems) == {"plan"}
        with pytest.raises(Refused) as refused:
            self.share("AF ringer Zdenko.")
        assert set(refused.value.problems) == {"plan", "kontrollerat"}
        assert self.plans(self.fk) == []
        self.share("AF ringer Zdenko.", is_looked_through=True)
        assert len(self.plans(self.fk)) == 1

    def test_it_is_only_read_and_can_be_sent_also_when_the_consultation_is_closed(self) -> None:
        self.talk.refresh_from_db()
        self.talk.case = self.case
        close_consultation(
            consultation=self.talk, result="Kartläggning först.", seen=self.talk.revision, by=self.by
        )
        self.share()
        partner = actor_for(make_partner(unit=self.fk))
        (plan,) = self.plans(self.fk)
        with acting_in(self.fk.authority_id):
            read_delivery(delivery=plan, by=partner)
        with pytest.raises((Refused, Denied)), acting_in(self.fk.authority_id):
            answer_delivery(delivery=plan, kind="forslag", given={}, text="Mer.", by=partner)

    def test_the_same_plan_again_is_the_same_and_without_rows_or_answers_there_is_none(self) -> None:
        self.share()
        self.share()
        assert len(self.plans(self.fk)) == 1
        other = make_sent(self.case, self.by, askable("fk"))
        self.talk = Consultation.objects.get(pk=other.pk)
        with pytest.raises(Refused) as refused:
            self.share("Något")
        assert set(refused.value.problems) == {"atgard"}
        agree_measure(talk=self.talk, party="AF", what="Ringer", due_on=in_days(5), by=self.by)
        with pytest.raises(Refused) as refused:
            self.share("AF ringer.")
        assert "Ingen har svarat" in str(refused.value)


class TestWithAName(Plans):
    mode = "med_namn"

    def test_only_those_the_consent_covers_get_it(self) -> None:
        with pytest.raises(Denied) as denied:
            self.share()
        assert "planering och insatser saknas" in denied.value.reason
        make_consent(
            self.case, self.by, to=[self.fk], categories=("kontakt", "planering"), purpose="konsultation"
        )
        (left_out,) = self.share()
        assert "saknas" in left_out
        (plan,) = self.plans(self.fk)
        assert "Kanarie Fågelsson" in str(plan.snapshot)
        assert plan.snapshot["ground"]["name"]
        assert self.plans(self.af) == []
        question = self.talk.questions.get(receiver_unit=self.fk)
        assert {one["category"] for one in question.plan_grounds} == {"kontakt", "planering"}

    def test_words_outside_the_consent_need_a_reason_that_is_kept(self) -> None:
        make_consent(
            self.case,
            self.by,
            to=[self.fk, self.af],
            categories=("kontakt", "planering"),
            purpose="konsultation",
        )
        text = "AF tar upp hans depression på kartläggningen."
        with pytest.raises(Refused) as refused:
            self.share(text)
        assert set(refused.value.problems) == {"plan"}
        assert self.plans(self.fk) == []
        self.share(text, why="Han bad att det skulle stå med.")
        self.talk.refresh_from_db()
        assert [one["why"] for one in self.talk.let_through] == ["Han bad att det skulle stå med."]

    def test_of_a_protected_person_nobody_around_her_is_named(self) -> None:
        assert "Kontaktsson" in plan_text(self.talk, measures_of(self.talk))
        self.talk.case.person.protection = "markering"
        told = plan_text(self.talk, measures_of(self.talk))
        assert "Kontaktsson" not in told
        assert "Kallar till kartläggning" in told
