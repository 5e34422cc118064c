"""How often an assignment has to be certified again, and how long before it lapses that is told. Source: `konton.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from samre.definitions import in_force, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """The period in days, and the days of warning before its end."""

    period: timedelta
    warning: timedelta

    def since(self, on: date) -> date:
        """The earliest day of certification that still holds on a day."""
        return on - self.period

    def lapses(self, certified: date) -> date:
        """The last day that a certification holds."""
        return certified + self.period

    def is_due(self, certified: date, on: date) -> bool:
        """Whether it is time to certify again: within the days of warning, or too late already."""
        return on >= self.lapses(certified) - self.warning


def certification(on: date) -> Certification:
    """What held on a day."""
    return _read(in_force(on) / "konton.yaml")


@cache
def _read(path: Path) -> Certification:
    entry = yaml.safe_load(path.read_text(encoding="utf-8"))["konton"]
    return Certification(
        period=timedelta(days=int(entry["bekräftas_inom_dagar"])),
        warning=timedelta(days=int(entry["påminn_dagar_före"])),
    )


@cache
def role_words() -> Mapping[str, Mapping[str, str]]:
    """Of each role, what it shows and why no more (konton.yaml, roller)."""
    rows: Mapping[str, Mapping[str, str]] = read_yaml("konton.yaml")["roller"]
    return rows
