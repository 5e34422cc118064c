"""What has been let out of a case, as a list: each row by its reference, in parts."""

from __future__ import annotations

import re

from django.test import TestCase
from tests.accounts.factories import log_in
from tests.casework.disclosure_factories import make_draft, make_sent
from tests.casework.factories import make_case, make_caseworker

from samre.casework.rules.inbox import written_reference


class TestOutList(TestCase):
    def setUp(self) -> None:
        self.assignment, self.by = make_caseworker()
        self.case = make_case(self.by, facts={"sgi": "noll"})
        self.client = log_in(self.client, self.assignment)

    def shown(self, query: str = "") -> list[str]:
        text = self.client.get(f"/arenden/{self.case.pk}/samverkan/lamna-ut{query}").content.decode()
        return re.findall(r'inbox__mark">([^<]+)<', text)

    def test_rows_differ_by_their_reference_and_a_part_shows_what_belongs_to_it(self) -> None:
        sent = make_sent(self.case, self.by)
        begun = make_draft(self.case, self.by)
        references = {one.pk: written_reference(one.reference) for one in (sent, begun)}
        assert set(self.shown()) == set(references.values())
        assert self.shown("?visa=vantar") == [references[sent.pk]]
        assert self.shown("?visa=paborjade") == [references[begun.pk]]
        assert self.shown("?visa=sena") == []
        assert set(self.shown("?visa=annat")) == set(references.values())
