"""Ids that can be seen in an address: unguessable, and in the order they were made so that indexes stay dense."""

from __future__ import annotations

from secrets import randbits
from time import time_ns
from uuid import UUID


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds since 1970, then 74 random bits."""
    milliseconds = time_ns() // 1_000_000
    value = milliseconds << 80 | 7 << 76 | randbits(12) << 64 | 0b10 << 62 | randbits(62)
    return UUID(int=value)
