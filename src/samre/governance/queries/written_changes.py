"""What differs between files as they are written, also where they can't be read: which things, and which of their fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..rules.map_parts import Kind, kinds
from .map_things import Texts, called_in, find_thing, things


def written_changes(old: Texts, new: Texts) -> tuple[str, ...]:
    """Each thing that is written otherwise, as a line: `Steget 2 Grundutredning: kort namn`."""
    return tuple(line for kind in kinds().values() for line in _of_kind(kind, old, new))


def _of_kind(kind: Kind, old: Texts, new: Texts) -> Iterator[str]:
    if old.get(kind.file) == new.get(kind.file):
        return
    before, after = ({one.id for one in things(texts, kind)} for texts in (old, new))
    for id_ in sorted(before | after):
        was, is_ = find_thing(old, kind, id_), find_thing(new, kind, id_)
        if was == is_:
            continue
        name = called_in(old if id_ in before else new, kind, id_)
        told = "nytt" if id_ not in before else "borttaget" if id_ not in after else _fields(kind, was, is_)
        yield f"{name[:1].upper()}{name[1:]}: {told}"


def _fields(kind: Kind, was: Any, is_: Any) -> str:
    """The fields that are written otherwise, by their labels; a key that no field has as it stands."""
    if not isinstance(was, Mapping) or not isinstance(is_, Mapping):
        return "ändrat"
    labels = {item.key: item.label.lower() for item in kind.fields}
    keys = [key for key in dict.fromkeys((*was, *is_)) if was.get(key) != is_.get(key)]
    return ", ".join(labels.get(str(key), f"»{key}«") for key in keys)
