"""Which word lists a Swedish text touches: the plain, explainable language test behind the checks.

An entry in a word list is one or more words. `*` first or last in a word stands for any letters, `...` for up
to three words in between: `nedsatt*`, `*svårigheter`, `kan ... pröva`. Nothing else is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+(?:[-/:][^\W_]+)*|%")
_SENTENCE = re.compile(r"[.!?;]+(?:\s+|$)|\n+")
_ABBREVIATION = re.compile(
    r"\b(t\.ex|bl\.a|p\.g\.a|pga|d\.v\.s|dvs|m\.m|o\.s\.v|osv|ca|resp|ev|inkl|tex|f\.n|s\.k)\.", re.I
)
_GAP = "..."
_GAP_WORDS = 3
_CACHE_LIMIT = 20_000
_NEGATION_BEFORE, _NEGATION_AFTER = 2, 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a list entry occurs: the words found, the first one's place, and if a negation is near."""

    words: str
    at: int
    negated: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its words in lower case and the hits of every list that occurs in it."""

    text: str
    words: tuple[str, ...]
    hits: Mapping[str, tuple[Hit, ...]]

    def has(self, name: str, *, plain: bool = True) -> bool:
        """True if list `name` occurs here, negated occurrences left out when `plain`."""
        return any(not (plain and hit.negated) for hit in self.hits.get(name, ()))


_Pattern = tuple[str, ...]


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of `text` in lower case, punctuation left out."""
    return tuple(_WORD.findall(text.lower()))


def sentences_of(text: str) -> tuple[str, ...]:
    """`text` cut at full stops, semicolons and line ends; common abbreviations do not end a sentence."""
    whole = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), text)
    return tuple(part.strip() for part in _SENTENCE.split(whole) if part and part.strip())


def _fits(pattern: str, word: str) -> bool:
    if pattern.startswith("*") and pattern.endswith("*") and len(pattern) > 1:
        return pattern[1:-1] in word
    if pattern.startswith("*"):
        return word.endswith(pattern[1:])
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word == pattern


class Lexicon:
    """Word lists made ready for fast look-up: each distinct word is compared with them once."""

    def __init__(self, lists: Mapping[str, Sequence[str]], *, negations: Iterable[str]) -> None:
        self._entries: list[tuple[str, _Pattern]] = [
            (name, tuple(str(entry).lower().split())) for name, entries in lists.items() for entry in entries
        ]
        self._negations = frozenset(negations)
        self._starts: dict[str, tuple[int, ...]] = {}

    def scan(self, text: str) -> tuple[Sentence, ...]:
        """Every sentence of `text` with its hits. The cost grows with the words, not with the lists."""
        return tuple(self._sentence(part) for part in sentences_of(text))

    def denied(self, sentence: Sentence, hit: Hit, *, within: int) -> bool:
        """True if a negation stands at most `within` words before the hit."""
        return not self._negations.isdisjoint(sentence.words[max(0, hit.at - within) : hit.at])

    def covers(self, name: str, word: str) -> bool:
        """True if the single `word` is an entry of list `name`."""
        return any(
            self._entries[index][0] == name and len(self._entries[index][1]) == 1
            for index in self._starting(word)
        )

    def _sentence(self, text: str) -> Sentence:
        words = words_of(text)
        hits: dict[str, list[Hit]] = {}
        for at, word in enumerate(words):
            for index in self._starting(word):
                name, pattern = self._entries[index]
                end = _match(pattern, 1, words, at + 1)
                if end is not None:
                    hit = Hit(" ".join(words[at:end]), at, self._negated(words, at, end))
                    hits.setdefault(name, []).append(hit)
        return Sentence(text, words, {name: tuple(found) for name, found in hits.items()})

    def _starting(self, word: str) -> tuple[int, ...]:
        known = self._starts.get(word)
        if known is None:
            known = tuple(i for i, (_, pattern) in enumerate(self._entries) if _fits(pattern[0], word))
            if len(self._starts) >= _CACHE_LIMIT:
                self._starts.clear()
            self._starts[word] = known
        return known

    def _negated(self, words: Sequence[str], start: int, end: int) -> bool:
        near = words[max(0, start - _NEGATION_BEFORE) : end + _NEGATION_AFTER]
        return not self._negations.isdisjoint(near)


def _match(pattern: _Pattern, part: int, words: Sequence[str], at: int) -> int | None:
    """Where the match of `pattern[part:]` from word `at` ends, or None."""
    if part == len(pattern):
        return at
    if pattern[part] == _GAP:
        for skipped in range(_GAP_WORDS + 1):
            end = _match(pattern, part + 1, words, at + skipped)
            if end is not None:
                return end
        return None
    if at < len(words) and _fits(pattern[part], words[at]):
        return _match(pattern, part + 1, words, at + 1)
    return None


def touches(sentences: Iterable[Sentence], *names: str, plain: bool = True) -> bool:
    """True if any sentence has a hit in any of the lists."""
    return any(sentence.has(name, plain=plain) for sentence in sentences for name in names)


def first_hit(sentences: Iterable[Sentence], *names: str) -> str:
    """The words of the first plain hit in the lists, or an empty string."""
    for sentence in sentences:
        for name in names:
            for hit in sentence.hits.get(name, ()):
                if not hit.negated:
                    return hit.words
    return ""
