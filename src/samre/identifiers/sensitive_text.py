"""The guard: finds, in a text about to leave the house, what points somebody out and what belongs elsewhere. Local rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from samre.definitions import read_yaml

from .names import sought_parts, written_as
from .person_numbers import find_person_numbers, placed, plain_signs


class Kind(StrEnum):
    """What points somebody out. The value is the word shown."""

    PERSON_NUMBER = "personnummer"
    COORDINATION_NUMBER = "samordningsnummer"
    BIRTHDAY = "födelsedag"
    PHONE = "telefonnummer"
    EMAIL = "e-postadress"
    ADDRESS = "adress"
    CASE_NUMBER = "ärendenummer"
    NAME = "namn"


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in a text, from `start` up to `end`; `text` is how it stands there. `kind`: a Kind, or a category's id."""

    kind: str
    start: int
    end: int
    text: str


# So long at most, each part: looked for from every sign of a word without end it would take hours.
_EMAIL = re.compile(
    r"[\w.+-]{1,64}+ ?(?:@|\(at\)|\[at\]| snabel-?a ) ?[\w-]{1,255}(?:\.[\w-]{1,255})+", re.IGNORECASE
)
# An area code and a subscriber number that does not begin with 0; days and times of day are written otherwise.
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)[1-9][0-9]{0,2}[ -]?(?:\(0\))?[ -]?[1-9][0-9]{0,2}|\(?0(?:8|[1-9][0-9]{1,2})\)?)"
    r" ?[-/]? ?[1-9][0-9]{0,3}(?:[ -]?[0-9]{2,4}){1,4}(?![0-9])"
)
_DAY_FIRST = re.compile(r"[0-3][0-9]-[01][0-9]-(?:19|20)[0-9]{2}")
_CASE_NUMBER = re.compile(r"(?<![\w-])20[0-9]{2}-[0-9]{3,6}(?![\w]|-[0-9])")
_YEARS = re.compile(r"20[0-9]{2}-20[0-9]{2}")
_FEWEST, _MOST_HOME, _MOST_ABROAD = 8, 11, 15
_DAY = (
    r"(?:(?:18|19|20)?[0-9]{2}[- ]?[01][0-9][- ]?[0-3][0-9]|[0-3]?[0-9][/ ][01]?[0-9][/ -](?:19|20)?[0-9]{2})"
)
_CAPITAL = "A-ZÅÄÖÉÜÁÍÓÚČŠŽĐÇØÆ"
# A name of fewer letters is found where it has a capital: "Bo" is one, "bo" is not; so are long ones as they are typed in haste.
_SURE_LETTERS = 5
# Letters before an ending that tells: fewer is another word ("april"), and none is longer.
_BEFORE_AN_END = "3,40"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@lru_cache(maxsize=1)
def guard_words() -> Mapping[str, Any]:
    """`vakt` of utlamnande.yaml, its words and patterns with those of kansliga_ord.yaml. `i_beställning`: which of them an order
    may not hold either."""
    words, groups = dict(read_yaml("utlamnande.yaml")["vakt"]), read_yaml("kansliga_ord.yaml")["grupper"]
    for name in ("ord", "mönster"):
        lists = {category: list(listed) for category, listed in words[name].items()}
        for group in groups:
            for category in group["kategorier"]:
                lists.setdefault(category, []).extend(group.get(name, ()))
        words[name] = lists
    words["i_beställning"] = [one for group in groups if group.get("i_beställning") for one in group["ord"]]
    return words


def find_identifiers(text: str, *, names: Sequence[str] = ()) -> tuple[Found, ...]:
    """Everything in a text that points somebody out, in its order: numbers, addresses, and names.

    `names`: whole names to look for ("Anna Lind"); each part is found by itself. Besides, what follows "dottern" is a name.
    """
    numbers = list(_numbers(text))
    # What is a person's number is no part of a telephone number beside it.
    plain, places = plain_signs(_without(text, numbers))
    spans = [*numbers, *_placed(_ways(plain), places), *_placed(_names(plain, names), places)]
    kept: list[Found] = []
    for kind, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if not kept or start >= kept[-1].end:
            kept.append(Found(kind, start, end, text[start:end]))
    return tuple(kept)


def find_words(text: str, words: Mapping[str, Iterable[str]]) -> tuple[Found, ...]:
    """The words that reveal a category: `words` is category → words, beginnings of words (with * last) or ends (with * first)."""
    plain, places = plain_signs(text)
    spans = [
        (category, match.start(), match.end())
        for category, listed in words.items()
        for match in _listed(tuple(listed)).finditer(plain)
    ]
    found = _placed(spans, places)
    return tuple(
        Found(kind, start, end, text[start:end])
        for kind, start, end in sorted(found, key=lambda span: (span[1], span[0]))
    )


def find_patterns(text: str, patterns: Mapping[str, Iterable[str]]) -> tuple[Found, ...]:
    """As `find_words`, for what has a form instead of a spelling: codes of diseases, and short words that are only in capitals."""
    plain, places = plain_signs(text)
    spans = [
        (category, match.start(), match.end())
        for category, listed in patterns.items()
        for pattern in listed
        for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", plain)
    ]
    return tuple(Found(kind, start, end, text[start:end]) for kind, start, end in _placed(spans, places))


@lru_cache(maxsize=128)
def _listed(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of the words as a whole word; `diabet*` is all that begin so, `*pram` all that end so."""
    ways = [
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")
        for word in words
        if not word.startswith("*")
    ]
    if ends := [re.escape(word.removeprefix("*")) for word in words if word.startswith("*")]:
        ways.append(rf"\w{{{_BEFORE_AN_END}}}(?:{'|'.join(ends)})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways) or '(?!)'})(?!\w)", re.IGNORECASE)


def _placed(spans: Iterable[tuple[str, int, int]], places: Sequence[int]) -> list[tuple[str, int, int]]:
    return [(kind, *placed(places, start, end)) for kind, start, end in spans]


def _without(text: str, spans: Iterable[tuple[str, int, int]]) -> str:
    """The text with signs that are no digits in place of the spans, so that everything else stays where it is."""
    for _, start, end in spans:
        text = text[:start] + "•" * (end - start) + text[end:]
    return text


def _as_long_as_one(digits: str) -> str:
    """The beginning of it that is no longer than a telephone number: a day or an amount can stand after. Empty when too short."""
    most = _MOST_HOME if digits.startswith(("0", "(")) and not digits.startswith("00") else _MOST_ABROAD
    while sum(sign.isdigit() for sign in digits) > most:
        digits = digits[: max(digits.rfind(" "), digits.rfind("-"), 0)]
    return digits if sum(sign.isdigit() for sign in digits) >= _FEWEST else ""


def _numbers(text: str) -> Iterator[tuple[str, int, int]]:
    for span in find_person_numbers(text):
        kind = Kind.COORDINATION_NUMBER if span.is_coordination else Kind.PERSON_NUMBER
        yield kind, span.start, span.end


def _ways(plain: str) -> Iterator[tuple[str, int, int]]:
    """Mail, telephone, street, day of birth and case number."""
    for match in _EMAIL.finditer(plain):
        yield Kind.EMAIL, match.start(), match.end()
    yield from _phones(plain)
    for kind, pattern in _told_by_words():
        for match in pattern.finditer(plain):
            yield kind, match.start(1), match.end(1)
    for match in _CASE_NUMBER.finditer(plain):
        if not _YEARS.fullmatch(match[0]):
            yield Kind.CASE_NUMBER, match.start(), match.end()


def _phones(plain: str) -> Iterator[tuple[str, int, int]]:
    """Telephone numbers, also side by side."""
    match = _PHONE.search(plain)
    while match:
        number = _as_long_as_one(match[0])
        if number and not _DAY_FIRST.fullmatch(number):
            yield Kind.PHONE, match.start(), match.start() + len(number)
        match = _PHONE.search(plain, match.start() + max(len(number), 1))


@lru_cache(maxsize=1)
def _told_by_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What is known by the word before it, or by how it ends."""
    words = guard_words()

    def after(name: str, what: str) -> re.Pattern[str]:
        listed = "|".join(re.escape(word) for word in words[name])
        return re.compile(rf"(?<!\w)(?:{listed})[.:]?(?: den| nr| är)? ?({what})", re.IGNORECASE)

    streets = "|".join(words["gator"])
    return (
        (Kind.PHONE, after("telefonord", r"[0-9][0-9 -]{4,14}[0-9]")),
        (Kind.BIRTHDAY, after("födelseord", _DAY)),
        (Kind.CASE_NUMBER, after("ärendeord", r"[^\W\d_]{0,8}[ -]?[0-9][\w/:-]*")),
        (
            Kind.ADDRESS,
            re.compile(rf"((?<!\w)[{_CAPITAL}]\w*(?:[ -]\w*)?(?:{streets}) [0-9]{{1,4}} ?[A-Za-z]?)(?!\w)"),
        ),
    )


def _names(plain: str, names: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    parts = {part for name in names for part in _sought(plain_signs(name)[0])}
    words = list(_WORD.finditer(plain))
    is_part = [bool(parts & _without_s(match[0])) for match in words]
    for place, match in enumerate(words):
        # Two parts beside each other are a name however they are written; one alone needs a capital, or letters enough.
        beside = any(is_part[max(place - 1, 0) : place] + is_part[place + 1 : place + 2])
        if is_part[place] and (beside or not match[0][0].islower() or len(match[0]) >= _SURE_LETTERS):
            yield Kind.NAME, match.start(), match.end()
    for match in _after_kin().finditer(plain):
        yield Kind.NAME, match.start(1), match.end(1)


def names_of_kin(text: str) -> tuple[str, ...]:
    """The names that stand after "dottern", "maken" and the like."""
    return tuple(match[1] for match in _after_kin().finditer(plain_signs(text)[0]))


def _sought(name: str) -> set[str]:
    """The parts of a name, the long ones also as somebody types them without å, ä and ö."""
    return {
        way
        for part in sought_parts(name)
        for way in written_as(part)
        if way == part or len(way) >= _SURE_LETTERS
    }


def _without_s(word: str) -> set[str]:
    """A word as parts of names are compared, with and without the s of the owner."""
    return {way for one in sought_parts(word) for way in (one, one.removesuffix("s"))}


@lru_cache(maxsize=1)
def _after_kin() -> re.Pattern[str]:
    kin = "|".join(guard_words()["anhöriga"])
    return re.compile(rf"(?<!\w)(?i:{kin})s? (?:heter )?([{_CAPITAL}][^\W\d_]+)(?!\w)")
