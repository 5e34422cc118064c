"""Where a new certificate leads from Brev till vården agrees with what is known of it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.casework.paper_factories import add_thin_certificate
from tests.web.case_pages import CaseTest

from samre.casework.actions.steps import choose_step
from samre.casework.queries.case_facts import case_standing
from samre.casework.rules.settings import pathway_now
from samre.pathway.logic import truth
from samre.web.pages.case_steps import facts_said

LETTER, REVIEW, PLAN = "S06", "S05", "S08"


class TestANewCertificate(CaseTest):
    def test_what_is_read_is_reviewed_and_the_way_to_the_review_is_not_true_of_it(self) -> None:
        add_thin_certificate(self.case, self.by, patient=str(self.case.person.number))
        standing = case_standing(self.case, on=timezone.localdate())
        ways = pathway_now().steps[LETTER].ways
        to_review = next(way for way in ways if way.target == REVIEW)
        assert to_review.condition is not None
        assert standing.facts.told["intyg_granskat"] is True
        assert truth(to_review.condition, standing.facts.values) is False

    def test_one_that_is_good_enough_leads_on_to_the_plan(self) -> None:
        step = choose_step(case=self.case, step=LETTER, reason="För provet.", by=self.by)
        ways = pathway_now().steps[LETTER].ways
        number = next(place for place, way in enumerate(ways) if way.target == PLAN)
        assert "räcker" in ways[number].text
        self.on_step("klart", {"utfall": str(number), "nasta": "vag"}, step=step.pk)
        live = set(self.case.steps.filter(state="pagar").values_list("step", flat=True))
        assert PLAN in live
        assert REVIEW not in live


@pytest.mark.parametrize("step", [LETTER, "S43", "S28"])
def test_whoever_says_that_a_new_certificate_is_to_be_reviewed_says_that_it_is_not(step: str) -> None:
    pathway = pathway_now()
    to_review = [way for way in pathway.steps[step].ways if way.target == REVIEW]
    assert to_review
    for way in to_review:
        assert facts_said(pathway, way)["intyg_granskat"] is False
