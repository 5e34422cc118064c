"""What an agreement lacks and where the map says otherwise: pure, from its terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samre.governance.rules.agreements import (
    Promise,
    Side,
    Terms,
    gaps,
    missing_before_signing,
    proposed,
    standing,
    terms_hash,
    wrong_days,
)
from samre.pathway.model import Pathway
from samre.pathway.reading.load import load_texts

from .factories import small_texts

FIRST, REVIEW = date(2027, 1, 1), date(2027, 10, 1)
KOM = Side("Provkommun", ("KOM",), "1", (Promise("S05", "Läser.", 14), Promise("S08", "Planerar.", 28)))
FK = Side("Försäkringskassan", ("FK",), "2", (Promise("S14", "Svarar.", 21),))


@pytest.fixture(scope="module")
def chart() -> Pathway:
    return load_texts(small_texts())


def terms(*sides: Side) -> Terms:
    return Terms("Överenskommelse", "x", (("Syfte", "Rätt underlag."),), FIRST, None, REVIEW, sides)


def test_a_whole_agreement_lacks_nothing_and_tells_where_its_time_is_not_the_maps(chart: Pathway) -> None:
    assert missing_before_signing(terms(FK, KOM), chart) == ()
    found = gaps(terms(FK, KOM), chart)
    assert [(gap.kind, gap.step, gap.party) for gap in found] == [("kortare", "S14", "Försäkringskassan")]
    assert "lovar 21 dagar, kartan räknar med 30" in found[0].text


def test_a_step_whose_party_promises_nothing_is_a_gap_and_so_is_one_without_a_party(chart: Pathway) -> None:
    silent = replace(KOM, promises=KOM.promises[:1])
    assert [(gap.kind, gap.step) for gap in gaps(terms(silent), chart)] == [
        ("utan_part", "S14"),
        ("utan_åtagande", "S08"),
    ]


def test_a_promise_on_a_step_that_is_gone_is_a_gap(chart: Pathway) -> None:
    old = replace(KOM, promises=(*KOM.promises, Promise("S77", "Gör.", 3)))
    assert ("borta", "S77") in {(gap.kind, gap.step) for gap in gaps(terms(old, FK), chart)}


def test_the_person_is_never_asked_to_promise(chart: Pathway) -> None:
    assert not [gap for gap in gaps(terms(KOM, FK), chart) if gap.step == "S27"]
    assert [one.step for one in proposed(chart, ("KOM",))] == ["S05", "S08"]


def test_two_parties_that_are_the_same_actor_can_not_be_told_apart(chart: Pathway) -> None:
    twin = replace(FK, name="Försäkringskassan Syd")
    assert any("finns hos 2 parter" in line for line in missing_before_signing(terms(FK, KOM, twin), chart))
    other = replace(KOM, name="Grannkommun", authority="3")
    assert missing_before_signing(terms(FK, KOM, other), chart) == ()
    nameless = replace(other, authority="")
    assert any(
        "Välj vilken kommun" in line for line in missing_before_signing(terms(FK, KOM, nameless), chart)
    )


def test_an_empty_text_and_an_empty_party_are_missing(chart: Pathway) -> None:
    bare = replace(terms(FK, replace(KOM, actors=(), promises=())), parts=(("Syfte", " "),))
    assert missing_before_signing(bare, chart) == (
        "Syfte: texten är tom.",
        "Provkommun: välj vem parten är på kartan.",
        "Provkommun: parten har inga åtaganden.",
    )


def test_the_hash_is_of_everything_that_is_said(chart: Pathway) -> None:
    whole = terms(FK, KOM)
    changed = (
        replace(whole, title="Annan"),
        replace(whole, valid_to=date(2028, 1, 1)),
        replace(whole, sides=(replace(FK, promises=(Promise("S14", "Svarar.", 22),)), KOM)),
        replace(whole, parts=(("Syfte", "Något annat."),)),
    )
    assert len({terms_hash(one) for one in (whole, *changed)}) == 5
    assert terms_hash(whole) == terms_hash(terms(FK, KOM))


def test_it_is_gone_through_within_a_year_and_ends_after_it_begins() -> None:
    assert wrong_days(FIRST, None, REVIEW) == {}
    assert set(wrong_days(FIRST, FIRST - timedelta(days=1), FIRST)) == {"till", "granskas"}
    assert "minst en gång om året" in wrong_days(FIRST, None, date(2028, 6, 1))["granskas"]


@pytest.mark.parametrize(
    ("on", "last", "code"),
    [
        (date(2026, 12, 31), None, "kommande"),
        (FIRST, None, "gäller"),
        (REVIEW - timedelta(days=60), None, "gå_igenom"),
        (REVIEW + timedelta(days=1), None, "gå_igenom"),
        (date(2027, 5, 2), date(2027, 5, 1), "slut"),
        (date(2027, 5, 1), date(2027, 5, 1), "gäller"),
    ],
)
def test_how_it_stands_is_told_by_the_day(on: date, last: date | None, code: str) -> None:
    assert standing("undertecknad", begins=FIRST, last=last, review=REVIEW, on=on).code == code
