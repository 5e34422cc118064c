"""Two people's changes of the same version put together, key by key; where both changed the same thing, it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from .edit import dumped, opened
from .steps import CHART

Texts = Mapping[str, str]
_ORDER = ("prioritet",)


@dataclass(frozen=True, slots=True)
class Clash:
    """Somewhere both changed something, each in another way. Mine stands, unless I had taken it away."""

    file: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}, {' › '.join(self.path)}" if self.path else self.file


def merged(base: Texts, mine: Texts, theirs: Texts) -> tuple[dict[str, str], tuple[Clash, ...]]:
    """`theirs` with what `mine` changed since `base`, and where they clash. A file that one of them changed is taken whole."""
    found: dict[str, str] = {}
    clashes: list[Clash] = []
    for name in dict.fromkeys((*theirs, *mine)):
        was, my, their = base.get(name), mine.get(name), theirs.get(name)
        if my in (was, their):
            text = their
        elif their == was:
            text = my
        elif was is None or my is None or their is None:
            clashes.append(Clash(name, ()))
            text = my if my is not None else their
        else:
            tree = opened(their)
            clashes += _merge(opened(was), opened(my), tree, name, ())
            text = dumped(tree)
        if text is not None:
            found[name] = text
    return found, tuple(clashes)


def _merge(base: Any, mine: Any, theirs: Any, file: str, path: tuple[str, ...]) -> Iterator[Clash]:
    """Puts what `mine` changed into `theirs`."""
    for key in list(mine):
        way = (*path, str(key))
        was, my = base.get(key), mine[key]
        if key in base and same(my, was):
            continue
        if key not in theirs:
            _insert(theirs, mine, key)
            if key in base:
                yield Clash(file, way)
        elif same(theirs[key], my):
            continue
        elif key in base and same(theirs[key], was):
            theirs[key] = my
        elif file == CHART and way == _ORDER:
            theirs[key] = _one_order(base[key], my, theirs[key])
        elif isinstance(my, CommentedMap) and isinstance(theirs[key], CommentedMap):
            yield from _merge(was if isinstance(was, CommentedMap) else {}, my, theirs[key], file, way)
        else:
            theirs[key] = my
            yield Clash(file, way)
    for key in [key for key in base if key not in mine and key in theirs]:
        if same(theirs[key], base[key]):
            del theirs[key]
        else:
            yield Clash(file, (*path, str(key)))


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; the order of keys says nothing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _insert(theirs: Any, mine: Any, key: Any) -> None:
    """After the key that stands before it in mine."""
    keys, there = list(mine), list(theirs)
    before = next((one for one in reversed(keys[: keys.index(key)]) if one in theirs), None)
    theirs.insert(there.index(before) + 1 if before is not None else len(there), key, mine[key])


def _one_order(base: Sequence[Any], mine: Any, theirs: Sequence[Any]) -> Any:
    """My order, without what they took away, with what they put in before the step it stands before in theirs."""
    kept = [one for one in mine if one in theirs or one not in base]
    for at, one in enumerate(theirs):
        if one in kept or one in base:
            continue
        after = next((later for later in theirs[at + 1 :] if later in kept), None)
        kept.insert(kept.index(after) if after is not None else len(kept), one)
    mine[:] = kept
    return mine
