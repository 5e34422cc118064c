"""A no to consent that is written down is heard by the map: the case stops asking."""

from __future__ import annotations

from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import make_inbox
from tests.casework.factories import make_case, make_caseworker

from samre.casework.actions.facts import enter_facts
from samre.casework.models import CaseEvent
from samre.casework.queries.case_facts import case_standing

NO = "samtycke_nej_dokumenterat"


class TestADocumentedNo(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by)

    def write_down(self, **values: object) -> None:
        enter_facts(case=self.case, values=values, source="bedomning", by=self.by)

    def consent(self) -> object:
        return case_standing(self.case, on=timezone.localdate()).facts.told.get("samtycke")

    def test_it_answers_whether_she_has_given_her_consent(self) -> None:
        assert self.consent() is None
        self.write_down(**{NO: "ja"})
        assert self.consent() is False
        told = CaseEvent.objects.filter(case=self.case, kind="fact.enter").latest("at")
        assert told.data["facts"] == ["samtycke", NO]

    def test_that_no_no_is_written_down_says_nothing_of_consent(self) -> None:
        self.write_down(**{NO: "nej"})
        assert self.consent() is None

    def test_a_no_to_some_leaves_what_she_has_said_yes_to(self) -> None:
        make_consent(self.case, self.by, to=[make_inbox()], categories=("kontakt",))
        enter_facts(case=self.case, values={"samtycke": True}, source="personen", by=self.by)
        self.write_down(**{NO: "ja"})
        assert self.consent() is True

    def test_her_own_answer_in_the_same_breath_stands(self) -> None:
        self.write_down(**{NO: "ja", "samtycke": "ja"})
        assert self.consent() is True
