"""Disclosure (R11, R20–R22, R24)."""

from __future__ import annotations

from .breaks import Break

BREAKS: tuple[Break, ...] = ()
