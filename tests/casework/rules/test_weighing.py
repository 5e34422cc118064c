"""Which statement stands: the newest of each source, the caseworker's own word last, and never a silent overwrite."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from samre.casework.models import SourceKind
from samre.casework.rules.weighing import Statement, weigh

ON = date(2026, 11, 21)


def said(
    value: object,
    source: str = SourceKind.PERSON,
    *,
    day: int = 0,
    valid_from: date = date(2026, 1, 1),
    valid_to: date | None = None,
    fact: str = "sgi",
    who: str = "",
) -> Statement:
    return Statement(
        id=uuid4(),
        fact=fact,
        value=value,  # type: ignore[arg-type]
        source=source,
        source_name=who,
        valid_from=valid_from,
        valid_to=valid_to,
        at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=day),
        by_name="Eva Ek",
    )


def test_the_newest_word_of_one_source_stands() -> None:
    assert weigh([said("noll"), said("finns", day=1)], on=ON)["sgi"].value == "finns"


def test_two_sources_that_differ_make_the_fact_unknown_and_show_both() -> None:
    weighed = weigh([said("finns"), said("noll", SourceKind.AUTHORITY, day=1)], on=ON)["sgi"]
    assert weighed.in_conflict
    assert weighed.value is None
    assert {item.value for item in weighed.standing} == {"finns", "noll"}


def test_two_authorities_are_two_sources() -> None:
    fk = said("noll", SourceKind.AUTHORITY, who="Försäkringskassan")
    af = said("finns", SourceKind.AUTHORITY, day=1, who="Arbetsförmedlingen")
    assert weigh([fk, af], on=ON)["sgi"].in_conflict
    newer = said("finns", SourceKind.AUTHORITY, day=1, who="Försäkringskassan")
    assert weigh([fk, newer], on=ON)["sgi"].value == "finns"


def test_two_sources_that_agree_are_no_conflict() -> None:
    weighed = weigh([said("noll"), said("noll", SourceKind.AUTHORITY, day=1)], on=ON)["sgi"]
    assert weighed.value == "noll"
    assert not weighed.in_conflict


def test_one_that_does_not_know_does_not_contradict_one_that_does() -> None:
    weighed = weigh([said("noll"), said(None, SourceKind.AUTHORITY, day=1)], on=ON)["sgi"]
    assert weighed.value == "noll"


def test_the_own_assessment_settles_what_was_said_before_it() -> None:
    earlier = [said("finns"), said("noll", SourceKind.AUTHORITY, day=1)]
    weighed = weigh([*earlier, said("noll", SourceKind.ASSESSMENT, day=2)], on=ON)["sgi"]
    assert weighed.value == "noll"


def test_what_another_source_says_after_the_assessment_is_a_new_contradiction() -> None:
    weighed = weigh(
        [said("noll", SourceKind.ASSESSMENT, day=2), said("finns", SourceKind.AUTHORITY, day=3)], on=ON
    )["sgi"]
    assert weighed.in_conflict


def test_what_has_expired_is_unknown_and_told_as_expired() -> None:
    weighed = weigh([said("noll", valid_to=ON - timedelta(days=1))], on=ON)["sgi"]
    assert weighed.value is None
    assert weighed.expired is not None
    assert weigh([said("noll", valid_to=ON)], on=ON)["sgi"].value == "noll"


def test_what_does_not_hold_yet_says_nothing() -> None:
    later = said("utgatt", valid_from=ON + timedelta(days=1), day=1)
    assert weigh([said("giltigt"), later], on=ON)["sgi"].value == "giltigt"
    assert weigh([later], on=ON)["sgi"].expired is None


def test_yes_and_one_are_different_answers() -> None:
    assert weigh([said(True), said(1, SourceKind.AUTHORITY)], on=ON)["sgi"].in_conflict


@given(
    st.lists(
        st.tuples(st.sampled_from(SourceKind.values), st.sampled_from(["a", "b", None]), st.integers(0, 9)),
        max_size=8,
    ),
    st.randoms(),
)
def test_the_order_in_which_rows_are_read_never_matters(
    rows: list[tuple[str, str | None, int]], chance: object
) -> None:
    statements = [said(value, source, day=day) for source, value, day in rows]
    shuffled = list(statements)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weigh(statements, on=ON) == weigh(shuffled, on=ON)
