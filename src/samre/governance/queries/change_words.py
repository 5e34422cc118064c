"""A difference as those who use the map say it: numbers and names in place of ids, and in long texts only what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher

from samre.certificate.wording import in_words
from samre.pathway.changes.diff import Change
from samre.pathway.changes.spoken import spoken
from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of

from ..rules.amounts import amounts
from ..rules.map_parts import kinds
from .map_names import shortened

# From how many letters, and from how much in common, only what is new in a text is told.
_LONG, _ALIKE = 60, 0.5
# How many words of what is the same stand beside what is new.
_BESIDE = 4
# What is told of a save in full, where it is one thing.
_SHORT = 160
# How a part is told that was not there before, and one that is not there any more: in the form »ändrad« has.
_NEW = {"ändrad": "ny", "ändrat": "nytt", "ändrade": "nya"}
_GONE = {"ändrad": "borttagen", "ändrat": "borttaget", "ändrade": "borttagna"}
_TOKEN = re.compile(r"[()]|\s+|[^\s()]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNTS = "belopp och tider"
_ROW = re.compile(r"^(?P<word>väg till|krav|svaret) (?P<id>[A-Za-z_][A-Za-z0-9_]*)(?P<again> \(\d+\))?$")
Pieces = tuple[tuple[str, str], ...]


def place_of_change(change: Change, old: Pathway, new: Pathway) -> str:
    """The thing that differs: `Steg 14 Samordning hos FK`."""
    if change.thing == "steget":
        return f"Steg {number_of(change.id)} {change.name.removeprefix(change.id).strip()}"
    name = change.name
    if change.thing == "villkoret":
        there = new if change.id in new.conditions else old
        name = shortened(f"”{spoken(there.conditions[change.id], there.facts)}”")
    elif change.thing != "lagen":
        name = name.removeprefix(f"{change.id} ")
    said = next((kind.said for kind in kinds().values() if kind.one == change.thing), change.thing)
    return f"{said[:1].upper()}{said[1:]} {name}".strip()


def part_of_change(change: Change, old: Pathway, new: Pathway) -> str:
    """Which part of it: `väg till 15 FK och AF möts`."""
    found = _ROW.match(change.part)
    if found is None:
        return change.part
    if found["word"] != "väg till":
        return found["word"]
    target = found["id"]
    things = {**old.goals, **new.goals, **old.steps, **new.steps}
    name = getattr(things.get(target), "short", "") or getattr(things.get(target), "name", "")
    return f"väg till {number_of(target)} {name}".strip() + (found["again"] or "")


def sides_of_change(change: Change, old: Pathway, new: Pathway) -> tuple[str, str]:
    """What it was and is: amounts with their unit, and days as they are written."""
    was, is_ = old.values.get(change.id), new.values.get(change.id)
    if change.part == _AMOUNTS and was is not None and is_ is not None and (was.spans or is_.spans):
        return amounts(was), amounts(is_)
    return _written(change.before), _written(change.after)


def _written(text: str) -> str:
    return in_words(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def pieces(before: str, after: str) -> Pieces:
    """A text that was changed, in pieces that are the same (``), gone (`bort`) or new (`nytt`); what is the same is cut short.

    Empty where the texts are short or have little in common: both are then told whole.
    """
    one, two = _TOKEN.findall(before), _TOKEN.findall(after)
    if not before or not after or max(len(before), len(after)) < _LONG:
        return ()
    matcher = SequenceMatcher(a=one, b=two, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return ()
    return tuple(_cut(list(_pieces(matcher, one, two))))


def told_in_short(changes: Sequence[Change], old: Pathway, new: Pathway) -> str:
    """What a save changes, in one sentence: what is new or gone, else the first thing with its parts; and how many things more."""
    first = next((one for one in changes if not one.part), changes[0])
    place = place_of_change(first, old, new)
    same = [one for one in changes if (one.thing, one.id) == (first.thing, first.id)]
    more = len({(one.thing, one.id) for one in changes}) - 1
    rest = f" Och {more} {'sak' if more == 1 else 'saker'} till." if more else ""
    words = [f"{part_of_change(one, old, new)} {_how(one)}".strip() for one in same]
    told = f"{place}: {', '.join(dict.fromkeys(words))}."
    if len(same) == 1 and first.before and first.after:
        before, after = sides_of_change(first, old, new)
        whole = f"{place}: {words[0]} från ”{before}” till ”{after}”."
        told = whole if len(whole) <= _SHORT else told
    return f"{told}{rest}"


def _how(change: Change) -> str:
    if not change.part or (change.before and change.after):
        return change.how
    return (_NEW if change.after else _GONE).get(change.how, change.how)


def _pieces(matcher: SequenceMatcher[str], one: list[str], two: list[str]) -> Iterator[tuple[str, str]]:
    gone, new = "", ""
    codes = matcher.get_opcodes()
    for number, (act, a, b, c, d) in enumerate(codes):
        same = "".join(one[a:b]) if act == "equal" else ""
        # A blank between two changes is not worth telling as the same: they are one change.
        if act == "equal" and (same.strip() or not 0 < number < len(codes) - 1):
            yield from _told(gone, new)
            yield "", same
            gone, new = "", ""
        else:
            gone, new = gone + "".join(one[a:b]), new + "".join(two[c:d])
    yield from _told(gone, new)


def _told(gone: str, new: str) -> Iterator[tuple[str, str]]:
    if gone:
        yield "bort", gone
    if gone and new and not gone[-1].isspace():
        yield "", " "
    if new:
        yield "nytt", new


def _cut(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    last = len(found) - 1
    for number, (kind, text) in enumerate(found):
        words = text.split()
        begins, ends = words[:_BESIDE] if number else [], words[-_BESIDE:] if number < last else []
        if kind or len(words) <= len(begins) + len(ends) + 2:
            yield kind, text
        else:
            kept = " ".join([*begins, "…", *ends])
            yield kind, f"{' ' if text[0].isspace() else ''}{kept}{' ' if text[-1].isspace() else ''}"
