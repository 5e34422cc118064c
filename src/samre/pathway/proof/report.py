"""What verification says: obligations, each proved, failed or warned about, failures with a person to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..nodes import FactValue, Node

Verdict = Literal["proved", "failed", "warning"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that must be true of the map. `place` is where to look (step, fact, condition …), `detail` says what was
    found, `case` is a person who shows it, as (label, value in words); the same person as facts is `facts`. `parts`: the pieces of
    a condition that it is about, where it is not about the whole."""

    id: str
    text: str
    verdict: Verdict
    place: str = ""
    detail: str = ""
    case: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        head = f"{self.text} {self.detail}".strip()
        shown = "; ".join(f"{label}: {value}" for label, value in self.case)
        return f"{head} Exempel: {shown}." if shown else head


@dataclass(frozen=True, slots=True)
class Report:
    """All obligations of a map, in the order they were looked at."""

    obligations: tuple[Obligation, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing failed; warnings are for people to judge."""
        return not self.failed

    @property
    def proved(self) -> tuple[Obligation, ...]:
        """What was proved."""
        return self._of("proved")

    @property
    def failed(self) -> tuple[Obligation, ...]:
        """What is wrong."""
        return self._of("failed")

    @property
    def warnings(self) -> tuple[Obligation, ...]:
        """What somebody should look at."""
        return self._of("warning")

    def _of(self, verdict: Verdict) -> tuple[Obligation, ...]:
        return tuple(item for item in self.obligations if item.verdict == verdict)


def judged(
    holds: bool, name: str, text: str, *, place: str = "", detail: str = "", otherwise: Verdict = "failed"
) -> Obligation:
    """An obligation without a person: proved, or `otherwise` with the detail."""
    return Obligation(name, text, "proved" if holds else otherwise, place, "" if holds else detail)
