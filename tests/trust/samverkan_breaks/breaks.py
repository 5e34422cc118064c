"""What a break is: one rule, what is done to the source, and the test that has to say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..breaking import Broken

Harm = Callable[[Broken], None]


@dataclass(frozen=True)
class Break:
    """`test` is `path::Class::test` or `path::test`; it passes while nothing is broken."""

    rule: str
    what: str
    harm: Harm
    test: str


def change(place: str, *words: str) -> Harm:
    """The source of `module:function` with other words in it."""
    return lambda broken: broken.change(place, *words)


def put(place: str, value: object) -> Harm:
    """Another value of `module:name`."""
    return lambda broken: broken.put(place, value)
