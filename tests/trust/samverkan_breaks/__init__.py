"""Every break of a rule of Samverkan, with the test that has to notice it."""

from __future__ import annotations

from .breaks import Break
from .consents import BREAKS as CONSENTS
from .disclosures import BREAKS as DISCLOSURES

__all__ = ["BREAKS", "Break"]
BREAKS: tuple[Break, ...] = (*CONSENTS, *DISCLOSURES)
