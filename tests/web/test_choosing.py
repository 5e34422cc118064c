"""What is proposed for a disclosure is taken from the certificate that the step means, and is read once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import make_draft, make_inbox
from tests.casework.factories import make_case, make_caseworker
from tests.certificate.factories import certificate

from samre.casework.actions.certificates import add_certificate
from samre.casework.documents.items import CERTIFICATE
from samre.casework.documents.material import material
from samre.casework.models import CertificateFile, Disclosure
from samre.casework.queries.gauge import gauge
from samre.web.pages import disclosures
from samre.web.pages.disclosures import choose_view

CATEGORIES = ("kontakt", "sjukskrivning", "formaga", "forsakring", "diagnos", "vard")


class ChoosingTest(TestCase):
    """FK 7800 came first and says that she can't come back; an FK 7804 was signed later."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.on = timezone.localdate()
        self.case = make_case(self.by, facts={"sgi": "noll"})
        for form, ago in (("FK 7800", 30), ("FK 7804", 5)):
            typed = certificate({}, signed=self.on - timedelta(days=ago))
            typed = replace(typed, form=form, id=f"intyg {form}")
            add_certificate(case=self.case, data=None, typed=typed, same_person=True, by=self.by)
        self.ids = {row.form: str(row.pk) for row in CertificateFile.objects.filter(case=self.case)}
        self.fk = make_inbox()
        for purpose in ("samordning", "provning"):
            make_consent(self.case, self.by, to=[self.fk], categories=CATEGORIES, purpose=purpose)

    def proposed(self, draft: Disclosure, step: str) -> set[str]:
        """The certificates that are ticked when the gauge is that of a step."""
        found = gauge(self.case, step=step, receiver_kind="fk", on=self.on)
        with patch.object(disclosures, "gauge_of", return_value=found):
            view = choose_view(draft, on=self.on)
        ticked = (one.item.field for group in view.groups for one in group.choices if one.chosen)
        return {field.split(":")[1] for field in ticked if field.startswith(f"{CERTIFICATE}:")}

    def test_each_step_proposes_the_certificate_of_its_own_form(self) -> None:
        draft = make_draft(self.case, self.by, to=self.fk)
        assert self.proposed(draft, "S14") == {self.ids["FK 7804"]}
        draft = make_draft(self.case, self.by, to=self.fk, purpose="provning")
        assert self.proposed(draft, "S22") == {self.ids["FK 7800"]}

    def test_the_material_is_read_once(self) -> None:
        draft = make_draft(self.case, self.by, to=self.fk)
        choose_view(draft, on=self.on)
        with CaptureQueriesContext(connection) as asked:
            choose_view(draft, on=self.on)
        notes = [one for one in asked if 'FROM "casework_note"' in one["sql"]]
        assert len(notes) == 1

    def test_the_receiver_reads_the_day_of_a_certificate_once(self) -> None:
        item = next(one for one in material(self.case, on=self.on) if one.kind == CERTIFICATE)
        assert str(item.said_on) == str(self.on - timedelta(days=5))
        assert item.source == "FK 7804"
        assert item.group.startswith("FK 7804, "), "on the page it stands under its day"
