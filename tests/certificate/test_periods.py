"""Sick-leave cases: the gap rule, degrees over time, overlaps, unchanged certificates, what ends when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.certificate.factories import certificate

from samre.certificate.model import Code, Period
from samre.certificate.periods import DEFAULT_GAP_DAYS, Case, Spell, ends_within, sick_leave_cases, spells
from samre.certificate.periods_csv import load_periods_rules

DAY = timedelta(days=1)


def february(
    first: int, last: int, degree: int | None = 100, *, id_: str = "", signed: str = "", unit: str = ""
) -> Spell:
    """Days of February 2016; day 30 and later run into March."""
    start = date(2016, 1, 31) + first * DAY
    end = date(2016, 1, 31) + last * DAY
    return Spell(start, end, degree, id_ or f"{first}-{last}", "A", unit=unit, signed=signed)


def days_of(cases: Sequence[Case]) -> list[int]:
    return [case.days for case in cases]


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([(1, 10), (12, 20)], [19]),
        ([(1, 10), (12, 20), (21, 25)], [24]),
        ([(1, 10), (16, 20)], [15]),
        ([(1, 10), (17, 20)], [10, 4]),
        ([(1, 20), (5, 10)], [20]),
        ([(1, 20), (5, 10), (26, 27)], [22]),
        ([(1, 5), (15, 19), (29, 33)], [5, 5, 5]),
        ([(3, 3)], [1]),
    ],
)
def test_at_most_five_days_without_a_certificate_keep_a_case_together(
    rows: list[tuple[int, int]], days: list[int]
) -> None:
    assert days_of(sick_leave_cases([february(*row) for row in rows])) == days


def test_a_case_tells_its_gaps_span_and_certificates() -> None:
    (case,) = sick_leave_cases([february(1, 10), february(12, 20)])
    assert (case.start, case.end, case.days, case.span_days) == (date(2016, 2, 1), date(2016, 2, 20), 19, 20)
    assert [(gap.start, gap.days) for gap in case.gaps] == [(date(2016, 2, 11), 1)]
    assert case.certificates == ("1-10", "12-20")
    assert case.covers(date(2016, 2, 10)) and not case.covers(date(2016, 2, 11))


def test_where_certificates_overlap_the_one_signed_last_counts() -> None:
    (case,) = sick_leave_cases(
        [february(1, 20, 100, signed="2016-02-01"), february(11, 25, 50, signed="2016-02-10")]
    )
    assert [(span.start.day, span.end.day, span.degree) for span in case.degrees] == [
        (1, 10, 100),
        (11, 25, 50),
    ]
    (overlap,) = case.overlaps
    assert (overlap.start.day, overlap.end.day, overlap.degrees, overlap.counts) == (11, 20, (100, 50), 50)


def test_without_signing_days_the_one_that_starts_last_counts_and_then_the_higher_degree() -> None:
    (later,) = sick_leave_cases([february(1, 20, 50), february(11, 15, 75)])
    assert [span.degree for span in later.degrees] == [50, 75, 50]
    (same,) = sick_leave_cases([february(1, 20, 50, id_="x"), february(1, 20, 75, id_="y")])
    assert [span.degree for span in same.degrees] == [75]


def test_one_certificate_with_two_degrees_is_one_certificate_without_overlap() -> None:
    (case,) = sick_leave_cases([february(1, 10, 100, id_="x"), february(11, 20, 50, id_="x")])
    assert case.certificates == ("x",) and case.overlaps == ()
    assert case.degree_on(date(2016, 2, 5)) == 100 and case.degree_on(date(2016, 2, 15)) == 50
    assert case.degree_on(date(2016, 3, 1)) is None


def test_patients_are_never_joined() -> None:
    other = Spell(date(2016, 2, 1), date(2016, 2, 10), 100, "z", "B")
    assert [case.patient for case in sick_leave_cases([other, february(1, 10)])] == ["A", "B"]


def test_care_providers_are_kept_apart_when_the_switch_says_so() -> None:
    rows = [february(1, 27, unit="enhet1"), february(28, 40, unit="enhet3")]
    assert len(sick_leave_cases(rows)) == 1
    apart = sick_leave_cases(rows, join_providers=False)
    assert [case.units for case in apart] == [("enhet1",), ("enhet3",)]
    same = [Spell(row.start, row.end, 100, row.certificate, "A", row.unit, provider="vg") for row in rows]
    assert len(sick_leave_cases(same, join_providers=False)) == 1


def test_certificates_that_say_the_same_are_counted_in_a_row() -> None:
    rows = [
        february(1, 10),
        february(11, 20),
        february(21, 25, 50),
        february(26, 29, 50),
        february(30, 33, 50),
    ]
    (case,) = sick_leave_cases(rows)
    assert (case.unchanged, case.unchanged_since) == (3, date(2016, 2, 21))


def test_what_ends_soon_is_listed_soonest_first() -> None:
    cases = sick_leave_cases(
        [february(1, 5), february(12, 20), Spell(date(2016, 2, 1), date(2016, 2, 14), 50, "q", "B")]
    )
    soon = ends_within(cases, days=7, on=date(2016, 2, 13))
    assert [(case.patient, case.end.day) for case in soon] == [("B", 14), ("A", 20)]
    assert ends_within(cases, days=0, on=date(2016, 2, 21)) == ()


def test_a_certificate_gives_its_spells() -> None:
    (spell,) = spells(certificate())
    assert (spell.start, spell.end, spell.degree, spell.diagnosis) == (
        date(2026, 11, 2),
        date(2026, 12, 31),
        50,
        "F331",
    )
    assert spells(certificate({"32.2": Period(date(2026, 12, 1), date(2026, 11, 1))})) == ()
    assert spells(certificate({"32.2": Period(None, date(2026, 11, 1))})) == ()
    assert spells(certificate({"32.1": Code("OKÄND")}))[0].degree is None
    assert spells(certificate({"32.2": Period(date(2026, 1, 1), date.max)})) == ()


def test_the_gap_rule_in_the_code_is_the_one_in_the_definition() -> None:
    assert load_periods_rules()["högst_glapp_dagar"] == DEFAULT_GAP_DAYS


def _spell(
    start: int, length: int, degree: int | None, id_: int, patient: str, signed: int, unit: str
) -> Spell:
    first = date(2026, 1, 1) + start * DAY
    return Spell(
        first, first + length * DAY, degree, f"c{id_}", patient, unit=unit, signed=f"2026-01-{signed:02}"
    )


ROWS = st.lists(
    st.builds(
        _spell,
        st.integers(0, 90),
        st.integers(0, 30),
        st.sampled_from([None, 25, 50, 75, 100]),
        st.integers(0, 9),
        st.sampled_from("AB"),
        st.integers(1, 9),
        st.sampled_from(["e1", "e2"]),
    ),
    max_size=12,
)


def days_covered(rows: Sequence[Spell], patient: str) -> set[date]:
    return {
        row.start + n * DAY
        for row in rows
        if row.patient == patient
        for n in range((row.end - row.start).days + 1)
    }


def days_in(cases: Sequence[Case], patient: str) -> list[date]:
    return [
        span.start + n * DAY
        for case in cases
        if case.patient == patient
        for span in case.degrees
        for n in range((span.end - span.start).days + 1)
    ]


@given(rows=ROWS, seed=st.integers())
def test_the_order_of_rows_does_not_matter(rows: list[Spell], seed: int) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert sick_leave_cases(shuffled) == sick_leave_cases(rows)


@given(rows=ROWS, gap=st.integers(0, 10))
def test_degrees_over_time_cover_every_day_with_a_certificate_exactly_once(
    rows: list[Spell], gap: int
) -> None:
    cases = sick_leave_cases(rows, max_gap_days=gap)
    for patient in "AB":
        covered = days_in(cases, patient)
        assert len(covered) == len(set(covered)) and set(covered) == days_covered(rows, patient)
    assert sum(case.days for case in cases) == sum(len(days_covered(rows, patient)) for patient in "AB")


@given(rows=ROWS, narrow=st.integers(0, 5), more=st.integers(0, 5))
def test_a_wider_gap_rule_only_joins_cases(rows: list[Spell], narrow: int, more: int) -> None:
    wide = sick_leave_cases(rows, max_gap_days=narrow + more)
    for case in sick_leave_cases(rows, max_gap_days=narrow):
        holders = [
            w for w in wide if w.patient == case.patient and w.start <= case.start and case.end <= w.end
        ]
        assert len(holders) == 1 and set(case.certificates) <= set(holders[0].certificates)


@given(rows=ROWS)
def test_gaps_are_never_longer_than_the_rule_and_cases_never_closer(rows: list[Spell]) -> None:
    cases = sick_leave_cases(rows)
    assert all(1 <= gap.days <= DEFAULT_GAP_DAYS for case in cases for gap in case.gaps)
    for one in cases:
        assert one.span_days == one.days + sum(gap.days for gap in one.gaps)
        for other in cases:
            if other.patient == one.patient and other.start > one.end:
                assert (other.start - one.end).days - 1 > DEFAULT_GAP_DAYS


@given(rows=ROWS)
def test_the_degree_that_counts_is_one_that_is_stated_that_day(rows: list[Spell]) -> None:
    for case in sick_leave_cases(rows):
        for span in case.degrees:
            stated = {r.degree for r in rows if r.patient == case.patient and r.start <= span.start <= r.end}
            assert span.degree in stated


@given(rows=ROWS)
def test_an_overlap_has_at_least_two_certificates_on_each_of_its_days(rows: list[Spell]) -> None:
    for case in sick_leave_cases(rows):
        for overlap in case.overlaps:
            for day in (overlap.start, overlap.end):
                names = {r.certificate for r in rows if r.patient == case.patient and r.start <= day <= r.end}
                assert names == set(overlap.certificates) and len(names) > 1
