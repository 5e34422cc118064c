"""What a consent covers, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase
from django.utils import timezone
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Denied
from samre.casework.models import Consent, ConsentEvent, ConsentScope, FollowUpConsent
from samre.casework.models.base import stamp
from samre.casework.rules.consents import Cover, check_cover, find_cover

SWEDEN = ZoneInfo("Europe/Stockholm")


class CoverTest(TestCase):
    """A case whose person has said yes to one unit of Försäkringskassan, about contact and sick-listing."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by)
        self.fk = make_receiver(name="Försäkringskassan")

    def give(self, **more: object) -> Consent:
        given = {"to": [self.fk], "categories": ("kontakt", "sjukskrivning")} | more
        return make_consent(self.case, self.by, **given)  # type: ignore[arg-type]

    def cover(self, **asked: object) -> Cover | None:
        return find_cover(self.case, **(self.asked | asked))  # type: ignore[arg-type]

    @property
    def asked(self) -> dict[str, object]:
        return {
            "receiver": self.fk.authority_id,
            "unit": self.fk.pk,
            "category": "kontakt",
            "purpose": "samordning",
            "at": timezone.now(),
        }

    def event(self, consent: Consent, kind: str, **more: object) -> ConsentEvent:
        return ConsentEvent.objects.create(**stamp(self.by) | more, consent=consent, kind=kind)

    def test_without_consent_nothing_is_covered_and_the_sentence_says_what_to_do(self) -> None:
        assert self.cover(category="diagnos") is None
        with pytest.raises(Denied) as denied:
            check_cover(self.case, **(self.asked | {"category": "diagnos"}))  # type: ignore[arg-type]
        assert denied.value.reason == "Samtycke till Försäkringskassan om diagnos saknas. Hämta in det."

    def test_what_was_said_yes_to_is_covered_and_nothing_beside_it(self) -> None:
        consent = self.give()
        found = self.cover()
        assert found is not None
        assert (found.consent_id, found.valid_to) == (consent.pk, consent.valid_to)
        assert self.cover(category="diagnos") is None
        assert self.cover(purpose="insats") is None
        assert self.cover(receiver=make_receiver().authority_id) is None
        assert self.cover(unit=make_receiver().pk) is None
        assert self.cover(unit=None) is None, "en enhet är inte hela myndigheten"
        assert self.cover(discloser=self.fk.authority_id) is None

    def test_yes_to_a_whole_authority_covers_each_of_its_units(self) -> None:
        self.give(to=[self.fk.authority])
        assert self.cover() and self.cover(unit=None)

    def test_the_last_day_is_whole_to_the_second_where_the_office_is(self) -> None:
        self.give(valid_from=date(2026, 11, 22), valid_to=date(2027, 3, 31))
        assert self.cover(at=datetime(2027, 3, 31, 23, 59, 59, tzinfo=SWEDEN))
        assert self.cover(at=datetime(2027, 4, 1, tzinfo=SWEDEN)) is None
        assert self.cover(at=datetime(2026, 11, 21, 23, 59, 59, tzinfo=SWEDEN)) is None
        assert self.cover(at=datetime(2026, 11, 22, tzinfo=SWEDEN))

    def test_a_withdrawn_consent_covers_no_moment_not_even_one_before(self) -> None:
        consent = self.give()
        self.event(consent, ConsentEvent.Kind.WITHDRAWN)
        assert self.cover() is None
        assert self.cover(at=timezone.now() - timedelta(minutes=1)) is None
        with pytest.raises(Denied, match="är återkallat"):
            check_cover(self.case, **self.asked)  # type: ignore[arg-type]

    def test_a_narrowed_scope_covers_nothing_and_the_others_still_do(self) -> None:
        consent = self.give()
        self.event(
            consent,
            ConsentEvent.Kind.NARROWED,
            scope=ConsentScope.objects.get(consent=consent, category="kontakt"),
        )
        assert self.cover() is None
        assert self.cover(category="sjukskrivning")

    def test_what_has_been_said_for_a_day_to_come_holds_until_then(self) -> None:
        consent = self.give()
        later = timezone.now() + timedelta(days=3)
        self.event(consent, ConsentEvent.Kind.RENEWED, at=later)
        assert self.cover(at=later - timedelta(seconds=1))
        assert self.cover(at=later) is None

    def test_the_follow_up_consent_never_lets_anything_out(self) -> None:
        FollowUpConsent.objects.create(
            **stamp(self.by), case=self.case, is_given=True, said_on=timezone.localdate()
        )
        assert self.cover() is None

    def test_the_sentence_says_that_it_ran_out_or_was_for_something_else(self) -> None:
        self.give(valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
        with pytest.raises(Denied, match="gick ut 30 juni 2026"):
            check_cover(self.case, **self.asked)  # type: ignore[arg-type]
        self.give(purpose="insats")
        with pytest.raises(Denied, match="annat ändamål: Planera och genomföra"):
            check_cover(self.case, **self.asked)  # type: ignore[arg-type]

    def test_what_is_kept_back_is_told_with_the_facts_that_never_follow(self) -> None:
        self.give(
            categories=("diagnos", "vard", "kontakt"),
            exceptions=[
                {"category": "vard", "code": "behandling"},
                {"category": "diagnos", "code": "psykisk"},
                {"text": "Inte vad min syster sagt"},
            ],
        )
        found = self.cover(category="vard")
        assert found is not None
        assert found.exceptions == ("behandling",)
        assert found.withheld == {"behandling"}
        assert found.words == ("Vilken behandling jag får", "Inte vad min syster sagt")

    def test_the_consent_of_one_case_covers_no_other(self) -> None:
        self.give()
        other = make_case(self.by)
        assert find_cover(other, **self.asked) is None  # type: ignore[arg-type]
