"""Whether the words about a time limit say another time than the limit's own number of days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import TimeLimit
from ..wording import days_words

_NUMBERS = ("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_WORDS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {"ett": 1}
# How many days a unit can be: the fewest and the most.
_UNITS = {"dag": (1, 1), "dygn": (1, 1), "veck": (7, 7), "månad": (28, 31)}
_SPAN = rf"(?P<number>\d+|{'|'.join(_WORDS)})\s+(?P<unit>dag|dygn|veck|månad)\w*"
_TIME = re.compile(rf"\b(?:dag\s+(?P<day>\d+)\b|{_SPAN})", re.IGNORECASE)


def other_time(text: str, days: int) -> str:
    """The first time the text names when none of those it names is the number of days: `30 dagar`. Empty when they agree."""
    named = list(_times(text))
    if not named or any(low <= days <= high for _, low, high in named):
        return ""
    return named[0][0]


def told(limit: TimeLimit) -> str:
    """A time limit as it is read: its words, after the days that are counted where an agreed one's words name others."""
    if limit.statutory or not other_time(limit.text, limit.days):
        return limit.text
    return f"{days_words(limit.days)}. I rutan står: ”{limit.text}”"


def _times(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _TIME.finditer(text):
        if found["day"]:
            yield found[0], int(found["day"]), int(found["day"])
            continue
        word = found["number"].lower()
        number = int(word) if word.isdigit() else _WORDS[word]
        low, high = _UNITS[found["unit"].lower()]
        yield found[0], number * low, number * high
