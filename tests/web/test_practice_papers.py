"""The papers of a practice run on the map that is used: a sheet is one page, and the protocol says what came of it."""

from __future__ import annotations

from datetime import date

from django.test import TestCase
from tests.governance.factories import make_federation
from tests.governance.practice_factories import answer, group_in

from samre.casework.documents.paper_text import paper_text
from samre.definitions import current
from samre.governance.actions.practice import close_run, open_run, prepare_run, write_remarks
from samre.governance.actions.practice_cases import add_worked_cases
from samre.governance.actions.practice_groups import comment_box
from samre.governance.models import PracticeRun
from samre.governance.rules.practice_maps import worked_cases
from samre.web.pdf import page_count
from samre.web.practice_papers import SIZES, protocol_paper, protocol_pdf, sheets_pdf

ON = date(2026, 11, 22)


class TestThePapers(TestCase):
    def prepared(self, *cases: str) -> PracticeRun:
        self.federation = make_federation(folder=current())
        run = prepare_run(
            keeper=self.federation.keeper, title="Höstens provkörning", purpose="Går rutorna att förstå?",
            version=self.federation.version.pk, by=self.federation.lead,
        )  # fmt: skip
        longest = sorted((case for case, _ in worked_cases(run)), key=lambda case: len(case.story))[-3:]
        add_worked_cases(run=run.pk, cases=cases or [case.id for case in longest], by=self.federation.lead)
        return run

    def test_the_longest_cases_fit_on_one_sheet_of_either_size(self) -> None:
        run = self.prepared()
        for size in SIZES:
            assert page_count(sheets_pdf(run, size=size)) == 3, size

    def test_the_protocol_tells_every_case_and_every_comment_and_is_the_same_each_time(self) -> None:
        run = open_run(run=self.prepared("V01", "V02").pk, by=self.federation.lead)
        answer(run, group_in(run, "Haren"), "S03", "S05", confidence="tvekar")
        answer(run, group_in(run, "Laxen"), "S12", "ingen")
        comment_box(key=group_in(run, "Lon"), thing_id="S03", text="Vem frågar Försäkringskassan?")
        close_run(run=run.pk, by=self.federation.lead)
        run = write_remarks(
            run=run.pk, text="Steg 3 är otydligt.\n\nByt namn på det.", by=self.federation.lead
        )
        text = " ".join(paper_text(protocol_paper(run, on=ON)).split())
        for words in (
            "Steg 3 är otydligt.", "Byt namn på det.", "Alma, 34", "Birger, 52", "1 av 4", "i 2 av 2 fall", "Ingen ruta passar",
            "Lon: Vem frågar Försäkringskassan?", "Öppet också, men inte först", "1 grupp tvekade",
        ):  # fmt: skip
            assert words in text, words
        assert protocol_pdf(run, on=ON) == protocol_pdf(run, on=ON)
