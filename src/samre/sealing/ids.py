"""Ids that can be seen in an address: unguessable, and in the order they were made so that indexes stay dense."""

from __future__ import annotations

from secrets import randbits
from time import time_ns
from uuid import UUID

_VARIANT = 64 - 2  # the two highest bits of the lower half


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds since 1970, then 74 random bits."""
    value = (time_ns() // 1_000_000) << 80 | randbits(80)
    value = value & ~(0xF << 76) | 7 << 76  # the version
    value = value & ~(0b11 << _VARIANT) | 0b10 << _VARIANT
    return UUID(int=value)
