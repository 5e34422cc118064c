"""A letter to vården points to the consent by which vården may tell the kommun, and says so plainly where there is none."""

from __future__ import annotations

from typing import Any

from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.paper_factories import make_draft
from tests.web.case_pages import CaseTest

from samre.accounts.roles import AuthorityKind
from samre.casework.actions.consents import withdraw_consent
from samre.casework.documents.paper import Fields, NewPage
from samre.casework.models import Consent
from samre.casework.queries.letter_answers import letter_answers
from samre.casework.queries.paper_drafts import written

COVERED = ("kontakt", "bistand", "sjukskrivning", "planering")


class TestLetters(CaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.care = make_receiver(AuthorityKind.REGION, name="Region Prov")

    def to_us(self, **more: Any) -> Consent:
        given: dict[str, Any] = {
            "to": [self.case.unit],
            "categories": ("formaga", "vard"),
            "purpose": "bedomning",
            "discloser": self.care.authority,
            "telling_unit": self.care,
            "discloser_unit": self.care.name,
            "reference": "SAM-K7QX-93BD",
        }
        return make_consent(self.case, self.by, **(given | more))

    def test_the_letter_says_who_may_answer_about_what_and_by_which_sheet(self) -> None:
        self.to_us()
        draft = make_draft(self.case, self.by, "B1")
        page = self.read("paper", brev=draft.pk)
        assert f"Region Prov, {self.care.name} lämnar uppgifter till oss till och med" in page
        assert "SAM-K7QX-93BD" in page
        assert "Inget samtycke låter mottagaren svara" not in page

    def test_without_one_it_does_not_say_that_they_may_answer_and_tells_where_to_get_it(self) -> None:
        make_consent(self.case, self.by, to=[self.care.authority], categories=COVERED, purpose="bedomning")
        draft = make_draft(self.case, self.by, "B1")
        page = self.read("paper", brev=draft.pk)
        assert "Inget samtycke låter mottagaren svara" in page
        assert "?svar_pa=B1" in page
        filled = self.read("consent-new", "?svar_pa=B1")
        assert "Vem får lämna uppgifter till oss?" in filled
        assert 'name="far" value="formaga" checked' in filled
        assert 'name="andamal" value="bedomning" checked' in filled

    def test_only_what_the_case_s_unit_may_be_told_for_that_purpose_now_counts(self) -> None:
        assert letter_answers(self.case, "B1") == ()
        consent = self.to_us()
        assert len(letter_answers(self.case, "B1")) == 1
        withdraw_consent(consent=consent, channel="mote", by=self.by)
        self.to_us(purpose="plan")
        self.to_us(categories=("bistand",))
        self.to_us(discloser=self.case.owner, telling_unit=None)
        fk = make_receiver()
        self.to_us(discloser=fk.authority, telling_unit=fk)
        assert letter_answers(self.case, "B1") == ()

    def test_of_a_protected_person_the_place_is_not_told(self) -> None:
        self.to_us()
        self.case.person.protection = "markering"
        (told,) = letter_answers(self.case, "B1")
        assert self.care.name not in told.who

    def test_what_they_may_tell_is_a_list_and_what_is_not_asked_for_is_said_so(self) -> None:
        self.to_us(categories=("formaga", "vard", "diagnos"))
        page = self.read("paper", brev=make_draft(self.case, self.by, "B1").pk)
        assert "<li>funktion, begränsningar och vad personen klarar</li>" in page
        assert "Samtycket omfattar också diagnos. Det frågar vi inte om här." in page

    def test_why_no_consent_covers_the_letter_is_said_of_each(self) -> None:
        """The purpose, the unit, or what it is about: and what is needed instead."""
        letter = make_draft(self.case, self.by, "B1")
        assert "Inget samtycke gäller till hälso- och sjukvården." in self.read("paper", brev=letter.pk)
        make_consent(self.case, self.by, to=[self.care], categories=COVERED, purpose="bedomning")
        page = self.read("paper", brev=letter.pk)
        assert f"Samtycket till Region Prov gäller bara {self.care.name}." in page
        assert "saknar:" not in page
        other = make_receiver(AuthorityKind.REGION, name="Region Annan")
        make_consent(self.case, self.by, to=[other.authority], categories=COVERED, purpose="samordning")
        third = make_receiver(AuthorityKind.REGION, name="Region Tredje")
        make_consent(self.case, self.by, to=[third.authority], categories=("kontakt",), purpose="bedomning")
        page = self.read("paper", brev=letter.pk)
        assert "Samtycket till Region Annan är lämnat för något annat: ”Samordna" in page
        assert (
            "Samtycket till Region Tredje saknar: ekonomiskt bistånd och försörjning; sjukskrivning" in page
        )

    def test_the_page_to_answer_on_says_whose_it_is_and_where_it_goes(self) -> None:
        whole = written(make_draft(self.case, self.by, "B1"), self.by)
        blocks = whole.paper.blocks
        page = blocks[next(at for at, one in enumerate(blocks) if isinstance(one, NewPage)) :]
        (head,) = (dict(one.rows) for one in page if isinstance(one, Fields))
        assert head["Gäller"] == self.case.person.name
        assert head["Vårt ärende"] == self.case.number
        assert self.case.unit.name in head["Skicka svaret till"]
        assert head["Svar senast"]
