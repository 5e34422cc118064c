"""The pages say plainly what does not reach the receiver although it is done."""

from __future__ import annotations

from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import choose, make_draft, make_inbox
from tests.web.case_pages import CaseTest

from samre.casework.rules.consent_lists import category_names


class TestPages(CaseTest):
    facts = {"fodd": "1986-05-04", "sgi": "noll", "formaga": "liten", "rehab_behov": True}

    def test_the_gauge_says_what_does_not_go_and_stops_saying_so_when_it_does(self) -> None:
        fk = make_inbox()
        draft = make_draft(self.case, self.by, to=fk)
        page = self.read("disclosure-choose", utlamnande=draft.pk)
        assert "av det som är klart följer inte med" in page
        assert "Följer inte med: samtycke saknas till" in page
        make_consent(self.case, self.by, to=[fk], categories=category_names())
        assert "följer inte med" not in self.read("disclosure-choose", utlamnande=draft.pk)

    def test_the_assessment_says_what_was_not_chosen(self) -> None:
        fk = make_inbox()
        make_consent(self.case, self.by, to=[fk], categories=category_names())
        draft = make_draft(self.case, self.by, to=fk)
        choose(draft, self.by, "person:namn")
        assert "följer inte med eller bara delvis" in self.read("disclosure-check", utlamnande=draft.pk)
