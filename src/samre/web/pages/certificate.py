"""A läkarintyg read back: what it says in plain words, what the file lacks in form, and whether it carries the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samre.casework.rules.guide_words import guide_texts
from samre.certificate.checks import Finding, check
from samre.certificate.definition import MET, MISSING, NOT_APPLICABLE, UNCLEAR, load_checks
from samre.certificate.facts import facts_from
from samre.certificate.model import Certificate
from samre.certificate.summary import Section, read_back
from samre.certificate.technical import check_form
from samre.certificate.verdict import good_enough_for, verdict
from samre.pathway.model import Pathway

from ..forms.state import TYPED
from ..forms.typing import texts
from .facts import Proposal

_ORDER = {MISSING: 0, UNCLEAR: 1, MET: 2, NOT_APPLICABLE: 3}
_MARKS = {MISSING: "saknas", UNCLEAR: "oklart", MET: "finns", NOT_APPLICABLE: "gäller inte"}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One of the 18 checks with its outcome. `mark`: saknas, oklart, finns, gäller inte."""

    id: str
    heading: str
    mark: str
    severity: str
    reason: str
    question: str
    why: str


@dataclass(frozen=True, slots=True)
class Fitness:
    """Whether the certificate is good enough for one step."""

    step: str
    name: str
    good_enough: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """A certificate on the page.

    `verdict`: what its checks come to. `is_outdated`: its time is over, so that another is needed whatever it says.
    `lacking` are the gaps that the verdict counts; `to_ask` is what else is worth a question.
    """

    form: str
    signed: date | None
    issuer: str
    is_typed: bool
    identity: str
    sections: tuple[Section, ...]
    notices: tuple[str, ...]
    problems: tuple[str, ...]
    verdict: str
    is_outdated: bool
    lacking: tuple[CheckLine, ...]
    to_ask: tuple[CheckLine, ...]
    fine: tuple[CheckLine, ...]
    not_asked: tuple[CheckLine, ...]
    fitness: tuple[Fitness, ...]


def read_certificate(
    pathway: Pathway,
    certificate: Certificate,
    *,
    identity: str,
    on: date,
    previous: Sequence[Certificate] = (),
) -> CertificatePage:
    """The certificate as the page shows it, judged for the day `on` beside the person's `previous` ones."""
    findings = check(certificate, on=on, previous=previous)
    lines = check_lines(findings)
    counted = load_checks().verdict.counted
    lacking = tuple(line for line in lines if line.mark == _MARKS[MISSING] and line.id in counted)
    asks = (_MARKS[MISSING], _MARKS[UNCLEAR])
    return CertificatePage(
        form=certificate.form or certificate.type or "Läkarintyg",
        signed=certificate.signed_at.date() if certificate.signed_at else None,
        issuer=", ".join(part for part in (certificate.issuer.name, certificate.issuer.unit) if part),
        is_typed=certificate.kind == TYPED,
        identity=identity,
        sections=read_back(certificate),
        notices=certificate.notices,
        problems=_problems(certificate),
        verdict=verdict(findings),
        is_outdated=_is_outdated(findings),
        lacking=lacking,
        to_ask=tuple(line for line in lines if line.mark in asks and line not in lacking),
        fine=tuple(line for line in lines if line.mark == _MARKS[MET]),
        not_asked=tuple(line for line in lines if line.mark == _MARKS[NOT_APPLICABLE]),
        fitness=tuple(
            Fitness(item.step, pathway.steps[item.step].short, item.good_enough, item.sentence)
            for item in good_enough_for(certificate, findings, on=on)
            if item.step in pathway.steps
        ),
    )


def _is_outdated(findings: tuple[Finding, ...]) -> bool:
    """Whether the certificate's period is over, or it is too old to go by."""
    texts = guide_texts()["intyg_för_gammalt"]
    return any(item.id == texts["kontroll"] and item.outcome in texts["utfall"] for item in findings)


def _problems(certificate: Certificate) -> tuple[str, ...]:
    """Faults in form; a certificate typed in from paper is not held to the rules of files."""
    return () if certificate.kind == TYPED else tuple(problem.message for problem in check_form(certificate))


def check_lines(findings: tuple[Finding, ...]) -> tuple[CheckLine, ...]:
    """The findings in words, gaps first and the most serious first among them."""
    definitions = load_checks().checks
    ordered = sorted(findings, key=lambda item: (_ORDER[item.status], item.severity))
    return tuple(
        CheckLine(
            item.id,
            definitions[item.id].heading,
            _MARKS[item.status],
            item.severity,
            item.reason,
            item.question,
            definitions[item.id].why,
        )
        for item in ordered
    )


def proposals(pathway: Pathway, certificate: Certificate, *, on: date) -> Mapping[str, Proposal]:
    """The facts of the map that the certificate gives, dates as ISO text."""
    names = texts()["uppgifter_ur_intyg"]
    found = facts_from(certificate, check(certificate, on=on), on=on)
    reviewed = texts()["granskat"]
    by_us = {reviewed["uppgift"]: Proposal(reviewed["svar"], reviewed["källa"])}
    given = {
        names.get(id_, id_): Proposal(
            item.value.isoformat() if isinstance(item.value, date) else item.value, item.source
        )
        for id_, item in found.items()
    }
    return {name: item for name, item in (by_us | given).items() if takes(pathway, name, item.value)}


def takes(pathway: Pathway, name: str, value: object) -> bool:
    """Whether the map has the fact and the value is of its kind: another map may ask otherwise, or not at all."""
    fact = pathway.facts.get(name)
    if fact is None:
        return False
    if fact.kind == "enum":
        return value in {choice.id for choice in fact.choices}
    if fact.kind == "bool":
        return isinstance(value, bool) or value in ("ja", "nej")
    return isinstance(value, str) if fact.kind == "date" else not isinstance(value, bool | str)


def takes_certificates(pathway: Pathway) -> bool:
    """Whether the map has the facts by which it is told that there is no certificate, and so those that one answers."""
    return all(takes(pathway, name, value) for name, value in texts()["inget_intyg"].items())
