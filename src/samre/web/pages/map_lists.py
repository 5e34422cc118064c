"""The lists of a map's things: every kind, and the things of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samre.governance.queries.map_names import value_on
from samre.governance.queries.map_things import VALUE, Texts, Thing, find_thing, things
from samre.governance.rules.map_parts import Kind, kinds

MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind of thing: how many there are, and those that a search found."""

    slug: str
    name: str
    about: str
    new: str
    count: int
    found: tuple[Thing, ...]


def kinds_shown(texts: Texts, search: str) -> tuple[KindShown, ...]:
    """Every kind of thing; with `search` those that have something with the words, and what."""
    words = search.casefold().split()
    found = []
    for kind in kinds().values():
        rows = things(texts, kind)
        hits = tuple(one for one in rows if words and all(word in one.words for word in words))
        if hits or not words:
            found.append(KindShown(kind.slug, kind.name, kind.about, kind.new, len(rows), hits[:MOST_FOUND]))
    return tuple(found)


def things_found(texts: Texts, kind: Kind, search: str, day: date) -> tuple[tuple[Thing, str], ...]:
    """The things of a kind that have all the words, each with what stands after its name: a value's number on the day."""
    words = search.casefold().split()
    rows = [one for one in things(texts, kind) if all(word in one.words for word in words)]
    return tuple(
        (one, value_on(find_thing(texts, kind, one.id), day) if kind.slug == VALUE else "") for one in rows
    )
