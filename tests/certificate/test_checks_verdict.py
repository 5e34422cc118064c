"""From findings to a verdict, and to the steps a certificate is good enough for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.certificate.factories import ON, certificate, opinion

from samre.certificate.checks import check, load_checks
from samre.certificate.model import Certificate, Code, Period, Value
from samre.certificate.verdict import StepFitness, good_enough_for, missing_count, verdict


def judged(changes: Mapping[str, Value | None]) -> str:
    return verdict(check(certificate(changes), on=ON))


def steps(subject: Certificate) -> Mapping[str, StepFitness]:
    return {fitness.step: fitness for fitness in good_enough_for(subject, check(subject, on=ON), on=ON)}


@pytest.mark.parametrize(
    ("gaps", "word"),
    [
        ({}, "duger"),
        ({"35.1": "Trött"}, "fråga"),
        ({"39.1": None}, "fråga"),
        ({"39.1": None, "28.1": None}, "fråga"),
        ({"39.1": None, "28.1": None, "17.1": None}, "bär inte"),
    ],
)
def test_the_verdict_follows_the_number_of_gaps_that_block(gaps: dict[str, Value | None], word: str) -> None:
    assert judged(gaps) == word


def test_what_is_only_unclear_or_less_serious_asks_but_does_not_count() -> None:
    changes: dict[str, Value | None] = {"39.1": Code("PROGNOS_OKLAR"), "19.1": None, "1.1": None, "1.2": None}
    assert judged(changes) == "duger"


def test_an_old_statement_without_a_period_is_never_good_enough_without_a_question() -> None:
    fresh, old = opinion(), replace(opinion(), signed_at=datetime(2015, 10, 5, 12))
    undated = replace(opinion(), signed_at=None)
    words = [verdict(check(statement, on=ON)) for statement in (fresh, old, undated)]
    assert words == ["duger", "fråga", "fråga"]


def test_only_the_listed_checks_count() -> None:
    counted = load_checks().verdict.counted
    assert all(load_checks().checks[id_].severity == "A" for id_ in counted)
    assert missing_count(check(opinion({"18.1": None}), on=ON)) == 0


def test_a_good_sickness_certificate_opens_the_steps_its_form_can_open() -> None:
    found = steps(certificate())
    assert {step for step, fitness in found.items() if fitness.good_enough} == {
        "S05",
        "S12",
        "S14",
        "S16",
        "S24",
        "S25",
    }
    assert found["S22"].wrong_form and "FK 7800" in found["S22"].sentence


def test_without_what_the_person_can_do_the_trial_waits_but_coordination_does_not() -> None:
    found = steps(certificate({"44.1": None, "32.1": Code("HELT_NEDSATT")}))
    assert not found["S12"].good_enough and found["S12"].missing == ("K9",)
    assert "vad personen kan göra" in found["S12"].sentence
    assert found["S14"].good_enough and "K9" in found["S14"].unclear


def test_an_expired_certificate_opens_no_step() -> None:
    expired = certificate({"32.2": Period(date(2026, 1, 1), date(2026, 2, 1))})
    assert not any(fitness.good_enough for fitness in steps(expired).values())


def test_sjukersattning_needs_proof_that_treatment_is_exhausted() -> None:
    assert steps(opinion())["S22"].good_enough
    assert steps(opinion({"18.1": None, "20.1": "Operation i maj."}))["S22"].missing == ("K18",)


@pytest.mark.parametrize(("form", "step"), [("LUAE_NA", "S30"), ("LUAE_FS", "S23")])
def test_each_opinion_opens_its_own_compensation(form: str, step: str) -> None:
    subject = opinion({"15.1": "Kraftigt nedsatt minne vid testning.", "16.1": "Svårt att läsa."}, form=form)
    found = steps(subject)
    assert found[step].good_enough
    assert found["S22"].wrong_form


def test_a_certificate_on_infection_proves_sickness_but_no_need_of_rehabilitation() -> None:
    found = steps(certificate({"27.1": "true", "35.1": None, "17.1": None}))
    assert found["S05"].good_enough
    assert not found["S14"].good_enough and not found["S12"].good_enough


def test_every_step_names_checks_and_forms_that_exist() -> None:
    rules = load_checks()
    for need in rules.steps:
        assert {*need.needs, *need.asks, *need.proves} <= set(rules.checks)
        assert set(need.forms) <= {form.name for form in rules.forms.values()}
