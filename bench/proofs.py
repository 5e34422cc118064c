"""How long the proof of the whole map takes, as on every save."""

from __future__ import annotations

from samre.pathway.model import Pathway
from samre.pathway.proof.verify import verify

from .measure import Measure, of, rounds_of

TARGET = 2.0
GROUP = "Bevis av kartan"


def proofs(pathway: Pathway, *, rounds: int) -> list[Measure]:
    """Seconds for every obligation, and how they fell out."""
    report = verify(pathway)
    note = f"{len(report.obligations)} krav, {len(report.failed)} håller inte, {len(report.warnings)} att titta på"
    return [of(GROUP, "alla krav", rounds_of(lambda: verify(pathway), rounds), "s", target=TARGET, note=note)]
