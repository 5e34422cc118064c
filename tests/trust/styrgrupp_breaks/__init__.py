"""Every break of a rule of the map's owners, with the test that has to notice it."""

from __future__ import annotations

from ..samverkan_breaks.breaks import Break
from .agreements import BREAKS as AGREEMENTS
from .drafts import BREAKS as DRAFTS
from .practice import BREAKS as PRACTICE
from .versions import BREAKS as VERSIONS

__all__ = ["BREAKS", "Break"]
BREAKS: tuple[Break, ...] = (*DRAFTS, *VERSIONS, *PRACTICE, *AGREEMENTS)
