"""What a draft changes, in words, thing by thing; of a draft that can't be read, why not and where to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from samre.pathway.changes.diff import Change, diff
from samre.pathway.changes.redrawn import drawing_in, names_of, redrawn
from samre.pathway.model import Pathway
from samre.pathway.person.cases import CASES
from samre.pathway.picture.drawing import number_of
from samre.pathway.reading.load import FILES, load_texts
from samre.pathway.reading.mistakes import DefinitionError, Mistake
from samre.pathway.reading.partly import path_at
from samre.pathway.reading.yaml_files import written_data

from ..rules.map_parts import kinds
from .change_words import Pieces, part_of_change, pieces, place_of_change, sides_of_change
from .change_words import told_in_short as in_short
from .map_things import called_in

LONGEST_SAID = 300
# The words in the boxes of the drawing.
BOXES, BREAK = "rutor", "|"
# The map as a whole, told of last, and its id: that is another in every version, and tells nobody anything.
WHOLE, ID = "kartan", "version"
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MapRead:
    """The map of some files; None where they can't be read, and then why."""

    pathway: Pathway | None
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One difference of a thing: which part, and what it was and is. `whole`: that the thing is new or gone, in words."""

    part: str
    before: str
    after: str
    whole: str = ""

    @property
    def pieces(self) -> Pieces:
        """A long text with only what is new in it told; empty where both are told whole."""
        return pieces(self.before, self.after)


@dataclass(frozen=True, slots=True)
class ThingChanged:
    """A thing that differs. `slug` and `id` say where it is edited; empty where it is gone. `moves`: it can move people."""

    place: str
    slug: str
    id: str
    lines: tuple[Line, ...]
    moves: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two sets of files: the map's things, the words in the boxes of its drawing, where things stand in
    the drawing (`redrawn`: which boxes and lines), and its worked cases."""

    things: tuple[ThingChanged, ...] = ()
    words: tuple[Line, ...] = ()
    drawing: bool = False
    redrawn: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.things or self.words or self.drawing or self.cases)

    def __len__(self) -> int:
        """How many things differ, with the words of the drawing as one, and where things stand in it as one."""
        return len(self.things) + bool(self.words) + self.drawing + len(self.cases)

    @property
    def moves(self) -> int:
        """How many of the things can give somebody another next step."""
        return sum(one.moves for one in self.things)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A mistake that keeps the files from being read, and the thing it stands in, where it can be mended."""

    text: str
    hint: str
    where: str
    slug: str
    id: str


def read_map(texts: Texts) -> MapRead:
    """The map of the files; the last few are kept."""
    return _read(tuple((name, texts[name]) for name in FILES if name in texts))


def differences(old: Texts, new: Texts) -> Differences:
    """What differs. Where one of them can't be read, its things are left out."""
    before, after = read_map(old).pathway, read_map(new).pathway
    things = () if before is None or after is None else _things(diff(before, after), before, after)
    drawn, is_ = drawing_in(old), drawing_in(new)
    words = tuple(_words(drawn.get(BOXES), is_.get(BOXES)))
    stands = {**drawn, BOXES: None} != {**is_, BOXES: None} or (not words and drawn != is_)
    moved = redrawn(drawn, is_, names_of(before, after)) if stands else ()
    return Differences(things, words, stands, moved, tuple(_cases(old, new)))


def told_in_short(old: Texts, new: Texts, otherwise: str) -> str:
    """One sentence about what a save changes, as its revision keeps it."""
    before, after = read_map(old).pathway, read_map(new).pathway
    changes = diff(before, after) if before is not None and after is not None else ()
    if before is None or after is None or not changes:
        return cut(otherwise, LONGEST_SAID)
    return cut(in_short(changes, before, after), LONGEST_SAID)


def flaws(texts: Texts) -> tuple[Flaw, ...]:
    """Why the map can't be read, each with the thing to mend; empty when it can."""
    return tuple(_flaw(item, texts) for item in read_map(texts).mistakes)


def place_of(mistake: Mistake, texts: Texts) -> tuple[str, str, tuple[str | int, ...]]:
    """The thing a mistake stands in: slug, id and the way on from it; empty where it stands in none."""
    path = path_at(texts.get(mistake.file, ""), mistake.line, mistake.column)
    for kind in kinds().values():
        size = len(kind.under)
        if kind.file == mistake.file and path[:size] == kind.under and len(path) > size:
            return kind.slug, str(path[size]), path[size + 1 :]
    return "", "", path


@lru_cache(maxsize=8)
def _read(texts: tuple[tuple[str, str], ...]) -> MapRead:
    try:
        return MapRead(load_texts(dict(texts)))
    except DefinitionError as error:
        return MapRead(None, error.mistakes)


def _flaw(mistake: Mistake, texts: Texts) -> Flaw:
    slug, id_, _ = place_of(mistake, texts)
    kind = kinds().get(slug)
    where = f"{mistake.file}, rad {mistake.line}"
    if kind:
        where = called_in(texts, kind, id_)
        where = f"{where[:1].upper()}{where[1:]}"
    return Flaw(mistake.message, mistake.hint, where, slug, id_)


def _things(changes: tuple[Change, ...], old: Pathway, new: Pathway) -> tuple[ThingChanged, ...]:
    slugs = {kind.one: kind for kind in kinds().values()}
    told = (one for one in changes if (one.thing, one.part) != (WHOLE, ID))
    ordered = sorted(told, key=lambda one: (one.act == "borta", one.thing == WHOLE))
    found = []
    for (_, word, id_), group in groupby(ordered, key=lambda one: (one.place, one.thing, one.id)):
        rows = tuple(group)
        place = place_of_change(rows[0], old, new)
        kind = slugs.get(word)
        gone = any(one.act == "borta" for one in rows)
        # A constraint is known by its words; in the form by its number.
        shown = _number(id_, new) if kind and kind.is_list else id_
        slug = kind.slug if kind and not gone and shown else ""
        found.append(
            ThingChanged(
                place,
                slug,
                shown,
                tuple(_line(one, old, new) for one in rows),
                any(one.moves for one in rows),
            )
        )
    return tuple(found)


def _line(change: Change, old: Pathway, new: Pathway) -> Line:
    if not change.part:
        return Line("", "", "", change.how)
    return Line(part_of_change(change, old, new), *sides_of_change(change, old, new))


def _number(text: str, pathway: Pathway) -> str:
    return next((str(at) for at, (words, _) in enumerate(pathway.constraints) if words == text), "")


def _words(old: object, new: object) -> Iterator[Line]:
    """The words that stand otherwise in the boxes of the drawing, box by box."""
    was, is_ = (one if isinstance(one, dict) else {} for one in (old, new))
    for box in dict.fromkeys((*was, *is_)):
        before, after = _in_box(was.get(box)), _in_box(is_.get(box))
        if before != after:
            yield Line(f"ruta {number_of(str(box))}", before, after)


def _in_box(written: object) -> str:
    """What a box of the drawing says. A sign for where a word may be broken is not read."""
    parts = written.values() if isinstance(written, dict) else (written,)
    return ", ".join(str(part).replace(BREAK, "") for part in parts if part)


def _cases(old: Texts, new: Texts) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if name.startswith(CASES) and old.get(name) != new.get(name):
            act = "nytt" if name not in old else "borttaget" if name not in new else "ändrat"
            yield f"{_case_name(new.get(name) or old[name])}: {act}"


def _case_name(text: str) -> str:
    data = written_data(text)
    return f"{data.get('id', '')} {data.get('name', '')}".strip() if isinstance(data, dict) else ""


def cut(text: str, most: int) -> str:
    """A text that has room for so many signs, with a mark where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
