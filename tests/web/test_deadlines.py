"""Last days and first days as the page of Bevaka tells them."""

from __future__ import annotations

import re
from datetime import date

from tests.web.case_pages import CaseTest

from samre.casework.actions.deadlines import add_deadline


class TestDays(CaseTest):
    def page_with(self, rule: str, counted_from: date) -> str:
        add_deadline(case=self.case, rule=rule, counted_from=counted_from, by=self.by)
        page = self.client.get(f"{self.address()}/bevaka").content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    def test_a_last_day_on_a_sunday_says_both_days(self) -> None:
        page = self.page_with("omprovning_forsakring", date(2026, 11, 17))
        assert "Räknat till 17 januari 2027, gäller till måndag 18 januari 2027" in page

    def test_a_first_day_is_told_as_one(self) -> None:
        page = self.page_with("drojsmal", date(2026, 4, 1))
        assert "Tidigast 1 oktober 2026 · går att göra nu" in page
        assert "Senast 1 oktober" not in page and "har passerat" not in page
