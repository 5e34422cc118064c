"""The kommun's own ways of working, read from `arenden.yaml`: times, reasons and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from time import monotonic
from typing import Any

from django.utils import timezone

from samre.accounts.scope import current_authority
from samre.definitions import current, read_yaml, versions
from samre.governance.maps import find_chart, find_map
from samre.pathway.model import Pathway
from samre.pathway.reading.load import cached

# A page asks for the map again and again: whether a file has changed is looked at once a second at most.
LOOK_SECONDS = 1.0
_seen: tuple[float, Pathway] | None = None


def pathway_now() -> Pathway:
    """The map that new cases follow: the one in force today that the authority in scope follows, else the one that came along."""
    authority = current_authority()
    own = None if authority is None else find_map(authority, on=timezone.localdate())
    return came_along() if own is None else own


def came_along() -> Pathway:
    """The newest map that came with the program; read again when one of its files has changed."""
    global _seen
    now, seen = monotonic(), _seen
    if seen is None or now - seen[0] > LOOK_SECONDS or now < seen[0]:
        seen = _seen = (now, cached(current()))
    return seen[1]


def pathway_of(version: str) -> Pathway:
    """The map a case follows, by its id; the one new cases follow where that version is no longer there."""
    newest, authority = pathway_now(), current_authority()
    if version in ("", newest.id):
        return newest
    kept = None if authority is None else find_chart(version, authority)
    if kept is not None:
        return kept
    return next((chart for folder in versions() if (chart := cached(folder)).id == version), newest)


def own_party() -> str:
    """The actor of the map that handles cases: its steps are our turn."""
    return str(case_rules()["egna_aktörer"][0])


def is_ours(party: str) -> bool:
    return party in case_rules()["egna_aktörer"]


@lru_cache(maxsize=1)
def case_rules() -> Mapping[str, Any]:
    """arenden.yaml as it stands."""
    return dict(read_yaml("arenden.yaml"))


def days(name: str) -> int:
    """A time of arenden.yaml in days (or the unit that its name ends with)."""
    return int(case_rules()["tider"][name])
