"""What the gauge counts as done and yet does not reach the receiver is told plainly."""

from __future__ import annotations

from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import choose, make_draft, make_inbox
from tests.casework.factories import make_case, make_caseworker

from samre.casework.actions.consents import withdraw_consent
from samre.casework.documents.material import material
from samre.casework.models import Consent
from samre.casework.queries.disclosure_choices import covers_of
from samre.casework.queries.gauge import Gauge, Need
from samre.casework.queries.left_out import left_out_at_step, left_out_of, left_out_unchosen


class LeftOutTest(TestCase):
    """Försäkringskassan needs the person's SGI and what she can do; both are known."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(
            self.by, name="Alva Provsson", facts={"fodd": "1986-05-04", "sgi": "noll", "formaga": "liten"}
        )
        self.fk = make_inbox()
        self.draft = make_draft(self.case, self.by, to=self.fk)
        self.on = timezone.localdate()
        self.gauge = Gauge(
            "prov", "Prov", "", "samordning", self.on, (self.need("sgi"), self.need("formaga"))
        )

    def need(self, fact: str, status: str = "klart") -> Need:
        return Need(fact, fact.upper(), status, "", "", "uppgift", fact, (f"uppgift:{fact}",))

    def left(self, *, chosen: set[str] | None = None) -> dict[str, str]:
        items = material(self.case, on=self.on)
        if chosen is not None:
            rows = left_out_unchosen(self.draft, self.gauge, items, chosen=chosen)
        else:
            rows = left_out_of(self.draft, self.gauge, items, covers_of(self.draft))
        return {one.code: one.why for one in rows}

    def consent(self, *categories: str, **more: object) -> Consent:
        return make_consent(self.case, self.by, to=[self.fk], categories=categories, **more)

    def test_without_consent_everything_that_is_done_is_told_as_left_out(self) -> None:
        told = self.left()
        assert set(told) == {"sgi", "formaga"}
        assert "samtycke saknas till försäkring" in told["sgi"]
        assert "samtycke saknas till funktion" in told["formaga"]

    def test_what_the_consent_covers_is_not(self) -> None:
        consent = self.consent("forsakring")
        assert set(self.left()) == {"formaga"}
        self.consent("formaga")
        assert self.left() == {}
        withdraw_consent(consent=consent, channel="mote", by=self.by)
        assert set(self.left()) == {"sgi"}

    def test_what_is_missing_itself_is_not_told_twice(self) -> None:
        self.gauge = Gauge("prov", "Prov", "", "samordning", self.on, (self.need("sgi", "saknas"),))
        assert self.left() == {}

    def test_what_was_not_chosen_is_told_when_it_is_checked(self) -> None:
        self.consent("forsakring", "formaga")
        sgi = next(item.field for item in material(self.case, on=self.on) if item.field == "uppgift:sgi")
        choose(self.draft, self.by, sgi)
        assert set(self.left(chosen={sgi})) == {"formaga"}

    def test_before_a_receiver_is_chosen_it_looks_at_everybody_of_the_kind(self) -> None:
        told = left_out_at_step(self.case, self.gauge, kind="fk", on=self.on)
        assert {one.code for one in told} == {"sgi", "formaga"}
        self.consent("forsakring", "formaga")
        assert left_out_at_step(self.case, self.gauge, kind="fk", on=self.on) == ()
        assert len(left_out_at_step(self.case, self.gauge, kind="af", on=self.on)) == 2
