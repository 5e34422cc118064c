"""What `samre certificate check` answers of one readable file, as plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

from samre.certificate.checks import Finding, check
from samre.certificate.model import Certificate, Identity
from samre.certificate.read import read
from samre.certificate.technical import check_form
from samre.certificate.verdict import StepFitness, good_enough_for, verdict


def answer(data: bytes, *, name: str, on: date) -> dict[str, Any]:
    """Both verdicts of the läkarintyg in `data`; Unreadable when there is none. Identity is told apart from form."""
    certificate = read(data, name=name)
    faults, findings = check_form(certificate), check(certificate, on=on)
    return {
        "readable": True,
        "type": certificate.type or None,
        "version": certificate.version or None,
        "valid": not faults,
        "problems": [
            {"question": fault.question, "rule": fault.rule, "message": fault.message} for fault in faults
        ],
        "checks": [check_answer(finding) for finding in findings],
        "verdict": verdict(findings),
        "good_enough_for": [step_answer(fit) for fit in good_enough_for(certificate, findings, on=on)],
        **about(certificate),
    }


def about(certificate: Certificate) -> dict[str, Any]:
    """What the file says of itself, and what had to be guessed."""
    return {
        "form": certificate.form,
        "kind": certificate.kind,
        "signed": certificate.signed_at.isoformat() if certificate.signed_at else None,
        "identity": identity_answer(certificate.patient),
        "notices": list(certificate.notices),
    }


def identity_answer(patient: Identity | None) -> dict[str, Any] | None:
    """Whether the person id holds; the number itself stays in the file."""
    if patient is None:
        return None
    return {"kind": patient.kind, "valid": patient.valid, "reason": patient.reason}


def check_answer(finding: Finding) -> dict[str, Any]:
    """One of the 18 checks."""
    return {
        "id": finding.id,
        "status": finding.status,
        "severity": finding.severity,
        "reason": finding.reason,
        "question": finding.question,
        "parts": list(finding.parts),
    }


def step_answer(fit: StepFitness) -> dict[str, Any]:
    """Whether the certificate is good enough for one step of the map."""
    return {
        "step": fit.step,
        "good_enough": fit.good_enough,
        "missing": list(fit.missing),
        "unclear": list(fit.unclear),
        "sentence": fit.sentence,
    }
