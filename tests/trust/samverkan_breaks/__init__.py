"""Every break of a rule of Samverkan, with the test that has to notice it."""

from __future__ import annotations

from .breaks import Break
from .consents import BREAKS as CONSENTS
from .crossing import BREAKS as CROSSING
from .disclosures import BREAKS as DISCLOSURES
from .papers import BREAKS as PAPERS
from .talks import BREAKS as TALKS

__all__ = ["BREAKS", "Break"]
BREAKS: tuple[Break, ...] = (*CONSENTS, *DISCLOSURES, *CROSSING, *TALKS, *PAPERS)
