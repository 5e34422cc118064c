"""A consent is put together of closed lists, whatever is sent: no "all", no receiver that is not named, no end left open (R13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.accounts.factories import make_authority
from tests.casework.consent_factories import make_receiver
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.acts import Refused
from samre.accounts.roles import AuthorityKind
from samre.casework.rules.consent_choices import ConsentChoices, Scope, checked, last_day
from samre.casework.rules.consent_lists import category_names, consent_rules, purpose_names

ON = date(2026, 11, 21)


def not_in(names: Collection[str]) -> st.SearchStrategy[str]:
    """What somebody may send who wants more than the lists have."""
    tempting = ("allt", "alla", "*", "", "relevanta myndigheter", "tills vidare")
    return (st.sampled_from(tempting) | st.text(max_size=8)).filter(lambda text: text not in names)


class TestChoices(TestCase):
    def setUp(self) -> None:
        _, by = make_caseworker()
        self.case = make_case(by)
        self.unit = make_receiver()
        self.scope = Scope(self.unit.authority_id, self.unit.pk, "kontakt")
        self.whole = ConsentChoices(
            scopes=(self.scope,), purpose="samordning", valid_from=ON, valid_to=ON + timedelta(days=30)
        )

    def refused(self, **change: Any) -> set[str]:
        with pytest.raises(Refused) as told:
            checked(self.case, replace(self.whole, **change), on=ON)
        return set(told.value.problems)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(category=not_in(category_names()), purpose=not_in(purpose_names()), beside=st.booleans())
    def test_a_category_and_a_purpose_stand_on_the_lists(
        self, category: str, purpose: str, beside: bool
    ) -> None:
        wrong = replace(self.scope, category=category)
        assert self.refused(scopes=(self.scope, wrong) if beside else (wrong,)) == {"mottagare"}
        assert self.refused(purpose=purpose) == {"andamal"}

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(code=not_in(consent_rules()["undantag"]))
    def test_an_exception_stands_on_its_list(self, code: str) -> None:
        assert self.refused(exceptions=(code,)) == {"undantag"}

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(more=st.integers(1, 4000), start=st.integers(0, 400))
    def test_it_ends_within_the_longest_time(self, more: int, start: int) -> None:
        first = ON + timedelta(days=start)
        last = last_day(first)
        assert self.refused(valid_from=first, valid_to=last + timedelta(days=more)) == {"galler_till"}
        assert self.refused(valid_from=first, valid_to=None) == {"galler_till"}
        taken = checked(self.case, replace(self.whole, valid_from=first, valid_to=last), on=ON)
        assert taken.valid_to == last

    def test_receivers_are_named_authorities_and_units_that_are_there(self) -> None:
        for receiver in (
            make_authority(kind=AuthorityKind.FORBUND).pk,
            make_authority(kind=AuthorityKind.AF, is_demo=True).pk,
            uuid4(),
        ):
            assert self.refused(scopes=(replace(self.scope, receiver=receiver, unit=None),)) == {"mottagare"}
        for unit in (uuid4(), make_receiver().pk):
            assert self.refused(scopes=(replace(self.scope, unit=unit),)) == {"mottagare"}
        assert self.refused(scopes=()) == {"mottagare"}
