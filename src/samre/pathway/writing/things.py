"""A thing of the map written whole or in part: what is not changed stays as it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..reading.yaml_files import written_data
from .edit import Drop, Path, Plain, Put, edited
from .steps import STEPS, with_step, without_step


def with_parts(
    texts: Mapping[str, str], file: str, path: Path, parts: Mapping[str, Plain], order: Sequence[str]
) -> dict[str, str]:
    """The thing at `path` with its `parts` written; an empty part is taken away. New ones come in the place `order` gives them."""
    here = sorted(parts, key=lambda key: order.index(key) if key in order else len(order))
    changes: list[Put | Drop] = []
    present = list(_keys(texts, file, path))
    for key in here:
        if is_empty(parts[key]):
            if key in present:
                changes.append(Drop(file, (*path, key)))
                present.remove(key)
            continue
        before = order[: order.index(key)] if key in order else ()
        after = next((name for name in reversed(before) if name in present), "")
        changes.append(Put(file, (*path, key), parts[key], after))
        if key not in present:
            present.append(key)
    return edited(texts, changes) if changes else dict(texts)


def with_thing(
    texts: Mapping[str, str], file: str, path: Path, value: Plain, *, before: str = ""
) -> dict[str, str]:
    """A new thing at `path`. A step also gets its place in the order of urgency: before the step `before`, else last."""
    if file == STEPS:
        assert isinstance(value, Mapping)
        return with_step(texts, str(path[-1]), value, before=before)
    return edited(texts, [_put(texts, file, path, value)])


def without_thing(texts: Mapping[str, str], file: str, path: Path) -> dict[str, str]:
    """The map without the thing at `path`. Of a step, also its ways in, its place in the order and its box."""
    if file == STEPS:
        return without_step(texts, str(path[-1]))
    return edited(texts, [Drop(file, path)])


def is_empty(value: Plain) -> bool:
    """Whether there is nothing to write: no text, no rows, no tick."""
    return value is None or value is False or (not isinstance(value, int | date) and not value)


def _put(texts: Mapping[str, str], file: str, path: Path, value: Plain) -> Put:
    """The change that writes a new thing, with the register it belongs to where that is not there yet."""
    here = written_data(texts[file])
    for number, key in enumerate(path[:-1]):
        if not isinstance(here, Mapping) or not here.get(key):
            for inner in reversed(path[number + 1 :]):
                value = [value] if isinstance(inner, int) else {str(inner): value}
            return Put(file, path[: number + 1], value)
        here = here[key]
    return Put(file, path, value)


def _keys(texts: Mapping[str, str], file: str, path: Path) -> Sequence[str]:
    here = written_data(texts[file])
    for key in path:
        here = here[key]
    return list(here) if isinstance(here, Mapping) else []
