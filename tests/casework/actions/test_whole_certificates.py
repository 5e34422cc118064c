"""A whole läkarintyg goes as an annex only when the ground covers all it says, and only when nothing has to be struck."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from tests.casework.actions.test_certificates import TOLVAN, lasting
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import (
    DisclosureTest,
    assess,
    choose,
    make_draft,
    make_inbox,
    send,
)
from tests.casework.factories import make_case
from tests.casework.paper_factories import add_thin_certificate

from samre.casework.actions.certificates import add_certificate
from samre.casework.documents.material import material
from samre.casework.documents.packet import packet
from samre.casework.documents.paper import NewPage
from samre.casework.documents.paper_text import paper_text
from samre.casework.models import Disclosure, Person
from samre.web.paper_files import paper_pdf

WHOLE = ("kontakt", "diagnos", "sjukskrivning", "formaga", "vard")


class TestWholeFile(DisclosureTest):
    def setUp(self) -> None:
        super().setUp()
        self.case = make_case(self.by, number=TOLVAN, name="Alva Provsson")
        self.file = add_thin_certificate(self.case, self.by)
        self.field = f"intygsfil:{self.file.pk}"
        self.unit = make_inbox()

    def consented(self, *categories: str, **more: object) -> Disclosure:
        make_consent(self.case, self.by, to=[self.unit], categories=categories, **more)
        return choose(make_draft(self.case, self.by, to=self.unit), self.by, self.field)

    def test_it_goes_with_its_sum_and_on_pages_of_its_own(self) -> None:
        row = send(assess(self.consented(*WHOLE), self.by), self.by)
        section = row.snapshot["sections"][-1]
        assert section["annex"]["sha256"] == self.file.sha256
        paper = packet(row.snapshot)
        assert sum(isinstance(block, NewPage) for block in paper.blocks) == 2
        text = paper_text(paper)
        assert paper_pdf(paper).startswith(b"%PDF")
        assert "BILAGA: " in text
        assert self.file.sha256 in text.replace("\n", " ")
        assert text.index("SÅ SVARAR NI") < text.index("BILAGA")

    def test_each_category_it_tells_of_has_to_be_covered(self) -> None:
        for left_out in WHOLE:
            with self.subTest(left_out):
                unit = self.unit = make_inbox()
                told = self.problems(
                    assess, self.consented(*(one for one in WHOLE if one != left_out)), self.by
                )
                assert set(told) == {self.field}, unit

    def test_what_the_person_keeps_back_can_not_be_cut_out_of_a_file(self) -> None:
        draft = self.consented(*WHOLE, exceptions=[{"code": "psykisk", "category": "diagnos"}])
        told = self.problems(assess, draft, self.by, exceptions_seen=True)
        assert "Inget går att stryka i en fil" in told[self.field]

    def test_nothing_is_struck_out_of_it(self) -> None:
        draft = self.consented(*WHOLE)
        told = self.problems(assess, draft, self.by, settled={self.field: {"mask": True}})
        assert "Inget går att stryka i en fil" in told[self.field]

    def test_of_a_protected_person_it_never_goes(self) -> None:
        Person.objects.update(protection="markering")
        self.case.person.refresh_from_db()
        draft = make_draft(self.case, self.by, to=self.unit)
        assert self.field in self.problems(choose, draft, self.by, self.field)

    def test_what_was_typed_from_paper_has_no_file(self) -> None:
        row = add_certificate(
            case=self.case, data=None, typed=lasting(date(2026, 11, 2), date(2026, 12, 31)), by=self.by
        )
        fields = [item.field for item in material(self.case, on=timezone.localdate())]
        assert self.field in fields
        assert f"intygsfil:{row.pk}" not in fields
