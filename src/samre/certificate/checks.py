"""The 18 substantive checks: does the certificate carry the next step? Presence and consistency only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .definition import NOT_APPLICABLE, BrokenDefinition, Check, Checks, load_checks
from .model import Certificate
from .rules_chain import (
    Look,
    Outcome,
    k2_diagnosis,
    k3_function,
    k4_findings,
    k5_activity,
    k6_chain,
    k14_whose_words,
)
from .rules_frame import (
    k1_current,
    k7_which_work,
    k8_degree,
    k9_able_to,
    k10_treatment,
    k11_prognosis,
    k12_measures,
    k13_basis,
    k15_repeated,
    k16_other_obstacles,
    k17_contact,
    k18_exhausted,
)
from .wording import in_words

__all__ = ["RULES", "BrokenDefinition", "Check", "Checks", "Finding", "check", "load_checks"]

RULES: Mapping[str, Callable[[Look], Outcome]] = {
    "K1": k1_current,
    "K2": k2_diagnosis,
    "K3": k3_function,
    "K4": k4_findings,
    "K5": k5_activity,
    "K6": k6_chain,
    "K7": k7_which_work,
    "K8": k8_degree,
    "K9": k9_able_to,
    "K10": k10_treatment,
    "K11": k11_prognosis,
    "K12": k12_measures,
    "K13": k13_basis,
    "K14": k14_whose_words,
    "K15": k15_repeated,
    "K16": k16_other_obstacles,
    "K17": k17_contact,
    "K18": k18_exhausted,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. `question` is empty unless `status` is "brist" or "oklart".

    `status` is one of definition.STATUSES, `severity` A (blocks the next step), B (ask) or C (nice to have),
    `parts` the question ids the check looked at, `outcome` the outcome's name in checks.yaml.
    """

    id: str
    status: str
    severity: str
    reason: str
    question: str
    parts: tuple[str, ...] = ()
    outcome: str = ""


def check(
    certificate: Certificate,
    *,
    on: date,
    checks: Checks | None = None,
    previous: Sequence[Certificate] = (),
    typical_lengths: Mapping[str, int] | None = None,
) -> tuple[Finding, ...]:
    """18 findings, K1 to K18 in order, for `certificate` on the day `on`.

    `previous` are earlier certificates of the person, in any order (K1, K15). `typical_lengths` maps a
    diagnosis code without dot to the longest usual length in days; a longer certificate that does not say why
    gets a question, nothing more (K8). Source: checks.yaml.
    """
    rules = checks or load_checks()
    look = Look(rules.read(certificate), rules, on, previous, dict(typical_lengths or {}))
    return tuple(_finding(look, rules.checks[id_], rule) for id_, rule in RULES.items())


def _finding(look: Look, definition: Check, rule: Callable[[Look], Outcome]) -> Finding:
    exempt = _exempt(look, definition.id)
    if exempt:
        return Finding(definition.id, NOT_APPLICABLE, definition.severity, exempt, "")
    outcome = rule(look)
    text = definition.outcomes[outcome.name]
    values = {"diagnos": "sjukdomen"} | {
        name: in_words(value) if isinstance(value, date) else value for name, value in outcome.values.items()
    }
    return Finding(
        definition.id,
        text.status,
        definition.severity,
        text.reason.format_map(values),
        text.question.format_map(values),
        outcome.parts,
        outcome.name,
    )


def _exempt(look: Look, id_: str) -> str:
    infection = look.checks.exemptions["smitta"]
    if look.reading.spreads_infection and id_ in infection.checks:
        return infection.reason
    return look.reading.form.absent.get(id_, "")
