"""What the guard says of a text that is to leave the house: who it points out, what it reveals, and the text without it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from samre.identifiers.names import sought_parts
from samre.identifiers.person_numbers import plain_signs
from samre.identifiers.sensitive_text import (
    Found,
    Kind,
    find_identifiers,
    find_patterns,
    find_words,
    guard_words,
)

from .consent_lists import category_names, in_sentence

_SHORTEST_OWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """How the person herself is pointed out, in one written form: parts of her name, and numbers and addresses."""

    name: str = ""
    number: str = ""
    ways: tuple[str, ...] = ()

    def is_hers(self, found: Found) -> bool:
        """Whether what was found points out the person, and not somebody else."""
        if found.kind == Kind.NAME:
            parts = set(sought_parts(plain_signs(self.name)[0]))
            said = sought_parts(plain_signs(found.text)[0])
            return any({part, part.removesuffix("s")} & parts for part in said)
        if found.kind in (Kind.PERSON_NUMBER, Kind.COORDINATION_NUMBER, Kind.BIRTHDAY):
            digits = _plain(found.text)
            return len(digits) >= _SHORTEST_OWN and digits in _plain(self.number)
        return any(_plain(found.text) in _plain(way) for way in self.ways if way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What the guard found in one row, as a sentence. `is_hard`: it has to be struck out; else a reason will do. `places`: which
    text of the row, and where in it."""

    field: str
    sentence: str
    words: tuple[str, ...]
    is_hard: bool
    places: tuple[tuple[int, Found], ...]


def judge_texts(
    field: str,
    texts: Sequence[str],
    *,
    own: Own,
    others: Sequence[str],
    covered: Collection[str],
    kept: Collection[str] = (),
) -> tuple[Alarm, ...]:
    """The alarms for the texts of one row. `others`: names of other people to look for. `covered`: categories that the ground lets
    out to this receiver; words of any other category are told. `kept`: kinds of her own ways that she keeps back."""
    hers_is_out = "kontakt" in covered
    hard: list[tuple[int, Found]] = []
    hers: list[tuple[int, Found]] = []
    soft: dict[str, list[tuple[int, Found]]] = {}
    for place, text in enumerate(texts):
        for found in find_identifiers(text, names=(*others, own.name)):
            mine = own.is_hers(found)
            if not mine or not hers_is_out or found.kind in kept:
                (hers if mine else hard).append((place, found))
        for found in _revealing(text, covered):
            soft.setdefault(found.kind, []).append((place, found))
    return tuple(_alarms(field, hard, hers, soft))


def struck(texts: Sequence[str], alarms: Iterable[Alarm]) -> tuple[str, ...]:
    """The texts with everything the alarms are about struck out, and said to be."""
    places = [one for alarm in alarms for one in alarm.places]
    return tuple(
        _without(text, [found for place, found in places if place == number])
        for number, text in enumerate(texts)
    )


def _without(text: str, spans: Sequence[Found]) -> str:
    """What kind of word it was is not told: that would tell what was struck out."""
    end = len(text) + 1
    for found in sorted(spans, key=lambda one: (one.start, one.end), reverse=True):
        if found.end <= end:
            text, end = text[: found.start] + str(guard_words()["struket"]) + text[found.end :], found.start
    return text


def _alarms(
    field: str,
    hard: Sequence[tuple[int, Found]],
    hers: Sequence[tuple[int, Found]],
    soft: Mapping[str, Sequence[tuple[int, Found]]],
) -> Iterator[Alarm]:
    words, names = guard_words(), category_names()
    if hard:
        yield _alarm(field, words["pekar_ut"], hard, is_hard=True)
    if hers:
        sentence = str(words["pekar_ut_personen"]).replace("{kategori}", in_sentence(names["kontakt"]))
        yield _alarm(field, sentence, hers, is_hard=True)
    for category, places in soft.items():
        name = in_sentence(names.get(category, words["namn_på_annat"]))
        yield _alarm(field, str(words["avslöjar"]).replace("{kategori}", name), places, is_hard=False)


def _alarm(field: str, sentence: str, places: Sequence[tuple[int, Found]], *, is_hard: bool) -> Alarm:
    told = tuple(dict.fromkeys(found.text for _, found in places))
    shown = ", ".join(f"”{word}”" for word in told)
    return Alarm(
        field=field, sentence=sentence.format(ord=shown), words=told, is_hard=is_hard, places=tuple(places)
    )


def _revealing(text: str, covered: Collection[str]) -> Iterator[Found]:
    outside = tuple(sorted(set(guard_words()["ord"]) - set(covered)))
    yield from find_words(text, _lists(outside))
    yield from find_patterns(text, {one: guard_words()["mönster"].get(one, ()) for one in outside})


@lru_cache(maxsize=64)
def _lists(categories: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {one: tuple(guard_words()["ord"][one]) for one in categories}


def _plain(text: str) -> str:
    return "".join(sign for sign in plain_signs(text)[0].casefold() if sign.isalnum())
