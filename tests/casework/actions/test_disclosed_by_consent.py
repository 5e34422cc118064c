"""Only what the person has said yes to goes, to the one she said, until the day she said (R14, R16)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from tests.casework.consent_factories import make_consent
from tests.casework.disclosure_factories import (
    EVERYTHING,
    DisclosureTest,
    assess,
    choose,
    make_draft,
    make_inbox,
    send,
)

from samre.accounts.acts import Denied, Stale
from samre.accounts.roles import AuthorityKind
from samre.casework.actions.consents import withdraw_consent
from samre.casework.actions.disclosures import freeze
from samre.casework.actions.facts import enter_facts
from samre.casework.models import Delivery, Disclosure

NUMBER = "195010172483"


class TestConsent(DisclosureTest):
    def test_each_row_outside_the_consent_is_refused_by_itself_and_says_what_to_do(self) -> None:
        told = self.problems(assess, self.draft("uppgift:sgi", "uppgift:barn_i_hushallet"), self.by)
        assert set(told) == {"uppgift:barn_i_hushallet"}
        assert "Hämta in det" in told["uppgift:barn_i_hushallet"]

    def test_category_by_receiver_only_what_was_said_goes(self) -> None:
        """R16: every category towards every kind of receiver, with consent for one of them at a time."""
        fields = {
            "kontakt": "person:namn",
            "forsakring": "uppgift:sgi",
            "formaga": "uppgift:timmar",
            "familj": "uppgift:barn_i_hushallet",
        }
        units = [
            make_inbox(kind)
            for kind in (AuthorityKind.FK, AuthorityKind.AF, AuthorityKind.REGION, AuthorityKind.ASF)
        ]
        for allowed_unit in units:
            for allowed in fields:
                with transaction.atomic():
                    make_consent(self.case, self.by, to=[allowed_unit], categories=[allowed])
                    for unit in units:
                        draft = choose(make_draft(self.case, self.by, to=unit), self.by, *fields.values())
                        told = self.problems(assess, draft, self.by)
                        expected = {
                            field for one, field in fields.items() if (one, unit) != (allowed, allowed_unit)
                        }
                        assert set(told) == expected, (allowed, unit.authority.kind)
                    transaction.set_rollback(True)

    def test_consent_for_another_purpose_is_no_ground(self) -> None:
        assert self.problems(assess, self.draft(purpose="provning"), self.by)

    def test_withdrawn_between_assessment_and_sending_it_does_not_go_and_says_why(self) -> None:
        ready = assess(self.draft(), self.by)
        withdraw_consent(consent=self.consent, channel="telefon", by=self.by)
        with pytest.raises(Denied, match="återkallat"):
            send(ready, self.by)
        assert not Delivery.objects.exists()
        assert Disclosure.objects.get(pk=ready.pk).sent_at is None

    def test_run_out_between_assessment_and_sending_it_does_not_go(self) -> None:
        """R14: to the second."""
        last = timezone.localdate() + timedelta(days=30)
        self.consent = make_consent(self.case, self.by, to=[self.unit], categories=["arbete"], valid_to=last)
        enter_facts(case=self.case, values={"i_skola": False}, source="personen", by=self.by)
        ready = assess(self.draft("uppgift:i_skola", answer_by=last + timedelta(days=30)), self.by)
        midnight = timezone.make_aware(
            timezone.datetime.combine(last, timezone.datetime.max.time().replace(microsecond=0))
        )
        withdraw_consent(consent=self.case.consents.order_by("at").first(), channel="telefon", by=self.by)
        with (
            time_machine.travel(midnight + timedelta(seconds=1), tick=False),
            pytest.raises(Denied, match="gick ut"),
        ):
            send(ready, self.by)
        with time_machine.travel(midnight, tick=False):
            assert freeze(ready, self.by).sha256 == ready.sha256

    def test_what_the_person_keeps_back_never_goes(self) -> None:
        make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=["formaga"],
            exceptions=[{"code": "funktionsnedsattning", "category": "formaga"}],
        )
        enter_facts(case=self.case, values={"funktionsnedsattning": True}, source="personen", by=self.by)
        told = self.problems(
            assess, self.draft("uppgift:funktionsnedsattning"), self.by, exceptions_seen=True
        )
        assert "undantagit" in told["uppgift:funktionsnedsattning"]

    def test_exceptions_in_words_are_seen_by_the_one_who_assesses(self) -> None:
        make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=["forsakring"],
            exceptions=[{"text": "inget om avslaget 2019"}],
        )
        assert "undantag_sett" in self.problems(assess, self.draft(), self.by)
        assert assess(self.draft(), self.by, exceptions_seen=True).state == "bedomd"

    def test_a_new_consent_after_the_assessment_is_assessed_again_and_is_the_one_on_record(self) -> None:
        """R11, R21."""
        ready = assess(self.draft(), self.by)
        new = make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=EVERYTHING,
            exceptions=[{"text": "Inte att jag saknar SGI"}],
        )
        with pytest.raises(Stale, match="Samtycket har ändrats sedan du bedömde"):
            send(ready, self.by)
        assert not Delivery.objects.exists()
        ready.refresh_from_db()
        sent = send(assess(ready, self.by, exceptions_seen=True), self.by)
        assert sent.consent_id == new.pk
        assert {one["consent"] for one in sent.items} == {str(new.pk)}

    def test_a_new_exception_that_free_words_may_touch_is_assessed_again_too(self) -> None:
        note = self.note(text="Vill pröva praktik.")
        ready = assess(self.draft((f"anteckning:{note.pk}", "planering")), self.by)
        make_consent(
            self.case,
            self.by,
            to=[self.unit],
            categories=["diagnos"],
            exceptions=[{"category": "diagnos", "code": "psykisk"}],
        )
        with pytest.raises(Stale):
            send(ready, self.by)
