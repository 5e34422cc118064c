"""What a consent covers, whatever is asked: receiver, category, purpose, time, exceptions; against a second reckoning (R14–R16)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.casework.consent_factories import make_consent, make_receiver
from tests.casework.factories import make_case, make_caseworker

from samre.accounts.models import Unit
from samre.casework.models import Consent, ConsentEvent
from samre.casework.models.base import stamp
from samre.casework.rules.consents import Cover, find_cover

SWEDEN = ZoneInfo("Europe/Stockholm")
CATEGORIES = ("kontakt", "diagnos", "vard")
PURPOSES = ("samordning", "insats")
EXCEPTIONS = {"diagnos": "psykisk", "vard": "behandling", "kontakt": "adress"}
# Around the days when clocks are turned, and year ends: midnight is the office's, whatever the offset.
DAYS = st.dates(date(2026, 10, 20), date(2027, 4, 5))


@dataclass
class Told:
    """A consent as it was drawn, for the second reckoning."""

    row: Consent
    receivers: set[tuple[str, str]]
    categories: set[str]
    purpose: str
    start: date
    end: date
    excepted: set[str]
    withdrawn: bool = False
    narrowed: set[tuple[str, str, str]] = field(default_factory=set)

    def covers(self, receiver: str, unit: str, category: str, purpose: str, at: datetime) -> bool:
        day = at.astimezone(SWEDEN).date()
        named = any(
            who == receiver and one in ("", unit) and (who, one, category) not in self.narrowed
            for who, one in self.receivers
        )
        fits = named and category in self.categories and purpose == self.purpose
        return fits and not self.withdrawn and self.start <= day <= self.end


@st.composite
def consents(draw: Any) -> dict[str, Any]:
    start = draw(DAYS)
    categories = draw(st.sets(st.sampled_from(CATEGORIES), min_size=1))
    return {
        "to": draw(st.sets(st.tuples(st.integers(0, 1), st.integers(-1, 1)), min_size=1, max_size=3)),
        "categories": sorted(categories),
        "purpose": draw(st.sampled_from(PURPOSES)),
        "valid_from": start,
        "valid_to": start + timedelta(days=draw(st.integers(0, 90))),
        "excepted": sorted(draw(st.sets(st.sampled_from(sorted(categories))))),
        "withdrawn": draw(st.booleans()),
        "narrowed": draw(st.sets(st.integers(0, 8), max_size=3)),
    }


@st.composite
def moments(draw: Any) -> datetime:
    """Any second, and often the seconds around a Swedish midnight."""
    midnight = datetime.combine(draw(DAYS), datetime.min.time(), tzinfo=SWEDEN)
    seconds = draw(st.one_of(st.sampled_from((-1, 0, 1)), st.integers(0, 24 * 3600)))
    return (midnight.astimezone(ZoneInfo("UTC")) + timedelta(seconds=seconds)).replace(microsecond=0)


class CoverProperties(TestCase):
    """Two authorities with two units each; unit -1 is the whole authority."""

    def setUp(self) -> None:
        _, self.by = make_caseworker()
        self.case = make_case(self.by)
        self.units: list[list[Unit]] = []
        for kind in ("fk", "af"):
            first = make_receiver(kind)
            self.units.append([first, Unit.objects.create(authority=first.authority, name=f"Två {kind}")])

    def give(self, drawn: dict[str, Any]) -> Told:
        to: list[Any] = [
            self.units[who][unit] if unit >= 0 else self.units[who][0].authority for who, unit in drawn["to"]
        ]
        row = make_consent(
            self.case,
            self.by,
            to=to,
            categories=drawn["categories"],
            purpose=drawn["purpose"],
            valid_from=drawn["valid_from"],
            valid_to=drawn["valid_to"],
            given_on=drawn["valid_from"],
            exceptions=[{"category": one, "code": EXCEPTIONS[one]} for one in drawn["excepted"]],
        )
        names = {(str(self.units[who][0].authority_id), self.name(who, unit)) for who, unit in drawn["to"]}
        return Told(
            row,
            names,
            set(drawn["categories"]),
            drawn["purpose"],
            drawn["valid_from"],
            drawn["valid_to"],
            set(drawn["excepted"]),
        )

    def name(self, who: int, unit: int) -> str:
        return str(self.units[who][unit].pk) if unit >= 0 else ""

    def change(self, told: Told, drawn: dict[str, Any]) -> None:
        """Takes back what was drawn, in part or whole."""
        scopes = list(told.row.scopes.order_by("receiver", "receiver_unit", "category"))
        for number in drawn["narrowed"]:
            if number < len(scopes):
                scope = scopes[number]
                self.event(told.row, ConsentEvent.Kind.NARROWED, scope=scope)
                told.narrowed.add((str(scope.receiver_id), str(scope.receiver_unit_id or ""), scope.category))
        if drawn["withdrawn"]:
            self.event(told.row, ConsentEvent.Kind.WITHDRAWN)
            told.withdrawn = True

    def event(self, row: Consent, kind: str, **more: Any) -> None:
        ConsentEvent.objects.create(**stamp(self.by), consent=row, kind=kind, **more)

    def covers(self, at: datetime) -> dict[tuple[str, str, str, str], Cover]:
        """Everything that can be asked at a moment, and what is let out."""
        found = {}
        for who in (0, 1):
            for unit in (-1, 0, 1):
                for category in CATEGORIES:
                    for purpose in PURPOSES:
                        cover = find_cover(
                            self.case,
                            receiver=self.units[who][0].authority_id,
                            unit=self.units[who][unit].pk if unit >= 0 else None,
                            category=category,
                            purpose=purpose,
                            at=at,
                        )
                        if cover is not None:
                            key = (
                                str(self.units[who][0].authority_id),
                                self.name(who, unit),
                                category,
                                purpose,
                            )
                            found[key] = cover
        return found

    @settings(max_examples=25, deadline=None)
    @given(st.lists(consents(), min_size=1, max_size=3), moments())
    def test_what_is_let_out_is_exactly_what_was_said(
        self, drawn: list[dict[str, Any]], at: datetime
    ) -> None:
        told = [self.give(one) for one in drawn]
        for one, how in zip(told, drawn, strict=True):
            self.change(one, how)
        found = self.covers(at)
        for who in (0, 1):
            receiver = str(self.units[who][0].authority_id)
            for unit in ("", *(str(one.pk) for one in self.units[who])):
                for category in CATEGORIES:
                    for purpose in PURPOSES:
                        asked = (receiver, unit, category, purpose)
                        fitting = {one.row.pk: one for one in told if one.covers(*asked, at)}
                        cover = found.get(asked)
                        assert (cover is not None) == bool(fitting), asked
                        if cover is not None:
                            one = fitting[cover.consent_id]
                            assert cover.valid_to == one.end
                            assert bool(cover.exceptions) == (category in one.excepted)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(consents(), min_size=1, max_size=3), moments())
    def test_taking_back_never_lets_more_out(self, drawn: list[dict[str, Any]], at: datetime) -> None:
        told = [self.give(one) for one in drawn]
        before = self.covers(at)
        for one, how in zip(told, drawn, strict=True):
            self.change(one, how)
            after = self.covers(at)
            assert set(after) <= set(before)
            before = after

    @settings(max_examples=8, deadline=None)
    @given(consents(), st.integers(0, 400))
    def test_what_was_taken_back_covers_no_moment_whatever_the_day_asked_for(
        self, drawn: dict[str, Any], days: int
    ) -> None:
        told = self.give(drawn)
        self.event(told.row, ConsentEvent.Kind.WITHDRAWN)
        assert not self.covers(timezone.now() + timedelta(days=days))
        assert not self.covers(timezone.now() - timedelta(days=days))
