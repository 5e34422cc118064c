"""The library of the plan does not offer what shows in the case that somebody has done already."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.consultation_factories import askable
from tests.casework.consultation_factories import make_sent as make_asked
from tests.casework.disclosure_factories import make_inbox, make_sent
from tests.casework.factories import make_case, make_caseworker
from tests.casework.paper_factories import make_draft
from tests.casework.placement_factories import make_enterprise, make_placement

from samre.casework.actions.records import register_record
from samre.casework.models import PaperDraft
from samre.casework.queries.plan_suggestions import offered
from samre.casework.rules.paper_words import common_words, form_words
from samre.casework.rules.plans import library, plan_rules

ASK_FK, LETTER, CONSENT, PLACE = (
    "Fråga Försäkringskassan om förmåner",
    "Skriva brev till vården",
    "Gå igenom samtycket",
    "Beställa plats",
)
STEPS = ("S03", "S04", "S06", "S09", "S10", "S12")


class TestOffered(TestCase):
    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by, facts={"sgi": "noll"})
        self.today = timezone.localdate()

    def texts(self, days: int = 0) -> str:
        found = offered(self.case, STEPS, on=self.today + timedelta(days=days))
        return "\n".join(one.text for _, rows in found for one in rows)

    def test_in_a_case_where_nothing_is_done_all_of_it_is_offered(self) -> None:
        assert offered(self.case, STEPS, on=self.today) == library(STEPS)

    def test_what_has_been_let_out_is_not_asked_for_again_until_it_is_old(self) -> None:
        make_sent(self.case, self.by, to=make_inbox())
        assert ASK_FK not in self.texts()
        assert LETTER in self.texts()
        assert ASK_FK in self.texts(int(plan_rules()["bibliotek_gjort_dagar"]) + 1)

    def test_a_letter_that_is_begun_is_offered_and_one_that_is_finished_is_not(self) -> None:
        draft = make_draft(self.case, self.by, form="B1")
        assert LETTER in self.texts()
        kind, party = str(common_words()["handling"]), "Vårdcentralen Eken"
        record = register_record(
            case=self.case, direction="ut", kind=kind, party=party, subject="Brev till vården", by=self.by
        )
        PaperDraft.objects.filter(pk=draft.pk).update(finished_at=timezone.now(), record=record)
        assert LETTER not in self.texts()

    def test_a_consent_that_holds_has_been_gone_through(self) -> None:
        make_consent(self.case, self.by, to=[make_inbox()])
        assert CONSENT not in self.texts()

    def test_an_insats_that_is_ordered_and_a_question_that_is_sent_are_done(self) -> None:
        make_placement(self.case, self.by, make_enterprise())
        make_asked(self.case, self.by, askable("fk"))
        texts = self.texts()
        assert PLACE not in texts
        assert "Ta frågan till ärendekonsultationen" not in texts
        assert "Skriva remiss till Resursteamet" in texts

    def test_the_milestone_of_a_step_is_always_offered(self) -> None:
        make_sent(self.case, self.by, to=make_inbox())
        (_, found), *_ = offered(self.case, STEPS, on=self.today)
        assert found[0].id == "S03-d"

    def test_every_proof_in_the_library_is_one_that_is_looked_for(self) -> None:
        kinds = {"underlag", "brev", "konsultation", "insats", "samtycke"}
        rows = [one for _, found in library(tuple(plan_rules()["bibliotek"])) for one in found]
        proofs = [proof for one in rows for proof in one.done_by]
        assert proofs
        assert {kind for kind, _ in proofs} <= kinds
        assert all(form_words(code) for kind, code in proofs if kind == "brev")
