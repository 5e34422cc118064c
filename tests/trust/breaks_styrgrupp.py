"""The rules of the map's owners broken once each in the source, to see that the test that is named for it says so.

Not among the tests that always run (a few minutes); `docs/rules.md` has the table. Run it after a change to drafts, versions,
practice runs, agreements, deviations, sittings, moving cases to a new version, or their tests:

    .venv/bin/pytest tests/trust/breaks_styrgrupp.py -q
"""

from __future__ import annotations

from functools import cache

import pytest

from .breaking import Broken, faults
from .styrgrupp_breaks import BREAKS, Break

pytestmark = pytest.mark.django_db


@cache
def whole(test: str) -> tuple[str, ...]:
    """What a test says when nothing is broken."""
    return tuple(faults(test))


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.rule} {one.what}")
def test_breaking_it_is_seen(one: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    assert whole(one.test) == (), f"{one.rule} håller inte ens när inget är trasigt"
    one.harm(Broken(monkeypatch))
    assert faults(one.test), f"{one.rule}: {one.test} märkte inte att {one.what}"
