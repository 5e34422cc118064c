"""From 18 findings to a verdict, and to the steps of the map that the certificate is good enough for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .aspects import Reading
from .checks import Finding
from .definition import MET, MISSING, UNCLEAR, Checks, StepNeed, form_key, load_checks
from .model import Certificate


@dataclass(frozen=True, slots=True)
class StepFitness:
    """Whether the certificate is good enough for one step of the map (`step`, such as S14).

    `missing` and `unclear` are check ids; `wrong_form`: the step asks for another form. `sentence` says
    it in Swedish.
    """

    step: str
    good_enough: bool
    missing: tuple[str, ...]
    unclear: tuple[str, ...]
    wrong_form: bool
    sentence: str


def missing_count(findings: Sequence[Finding], *, checks: Checks | None = None) -> int:
    """How many of the checks that count towards the verdict are gaps."""
    rule = (checks or load_checks()).verdict
    return sum(finding.status == MISSING and finding.id in rule.counted for finding in findings)


def verdict(findings: Sequence[Finding], *, checks: Checks | None = None) -> str:
    """One of "duger", "fråga" and "bär inte". Unclear findings do not count as gaps, but those listed always ask."""
    rule = (checks or load_checks()).verdict
    gaps = missing_count(findings, checks=checks)
    if gaps >= rule.fail_from:
        return rule.words["bär_inte"]
    unclear = any(finding.status == UNCLEAR and finding.id in rule.asks_when_unclear for finding in findings)
    return rule.words["fråga"] if unclear or gaps >= rule.ask_from else rule.words["duger"]


def good_enough_for(
    certificate: Certificate, findings: Sequence[Finding], *, on: date, checks: Checks | None = None
) -> tuple[StepFitness, ...]:
    """One answer per step in checks.yaml, in file order. `on` is the day the findings were made for."""
    del on  # the findings already carry the day; kept so that every public function says when it holds
    rules = checks or load_checks()
    reading = rules.read(certificate)
    by_id = {finding.id: finding for finding in findings}
    return tuple(_fitness(need, reading, by_id, rules) for need in rules.steps)


def _fitness(need: StepNeed, reading: Reading, findings: dict[str, Finding], rules: Checks) -> StepFitness:
    statuses = {id_: findings[id_].status for id_ in findings}
    missing = tuple(id_ for id_ in need.needs if statuses.get(id_) == MISSING)
    missing += tuple(id_ for id_ in need.proves if id_ not in missing and statuses.get(id_) != MET)
    asked = (*need.needs, *need.asks)
    unclear = tuple(i for i in asked if i not in missing and statuses.get(i) in (MISSING, UNCLEAR))
    wrong_form = bool(need.forms) and reading.form.name not in need.forms
    infection = need.refuses_infection and reading.spreads_infection
    sentence = _sentence(need, reading, missing, unclear, wrong_form, infection, rules)
    return StepFitness(
        need.id, not (missing or wrong_form or infection), missing, unclear, wrong_form, sentence
    )


def _sentence(
    need: StepNeed,
    reading: Reading,
    missing: tuple[str, ...],
    unclear: tuple[str, ...],
    wrong_form: bool,
    infection: bool,
    rules: Checks,
) -> str:
    if infection:
        return rules.step_texts["smitta"].format(steg=need.name)
    if wrong_form:
        labels = " eller ".join(dict.fromkeys(rules.forms[form_key(name)].label for name in need.forms))
        return rules.step_texts["fel_blankett"].format(
            steg=need.name, blanketter=labels, blankett=reading.form.label
        )
    key, ids = ("brister", missing) if missing else ("räcker_fråga", unclear) if unclear else ("räcker", ())
    things = ", ".join(rules.checks[id_].thing for id_ in ids)
    return rules.step_texts[key].format(steg=need.name, saker=things)
