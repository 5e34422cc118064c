"""Which word lists a Swedish text touches: the plain, explainable language test behind the checks.

An entry in a word list is one or more words. `*` first or last in a word stands for any letters, `...` for up
to three words in between: `nedsatt*`, `*svårigheter`, `kan ... pröva`. Nothing else is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+(?:[-/:][^\W_]+)*|%")
_SENTENCE = re.compile(r"(?<![.!?;])[.!?;]+(?:\s+|$)|\n+")
_ABBREVIATION = re.compile(
    r"\b(t\.ex|bl\.a|p\.g\.a|pga|d\.v\.s|dvs|m\.m|o\.s\.v|osv|ca|resp|ev|inkl|tex|f\.n|s\.k)\.", re.I
)
_GAP = "..."
_GAP_WORDS = 3
_OUTER = 2
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


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of `text` in lower case, punctuation left out."""
    return tuple(_WORD.findall(text.lower()))


def sentences_of(text: str) -> tuple[str, ...]:
    """`text` cut at full stops, semicolons and line ends; common abbreviations do not end a sentence."""
    whole = _ABBREVIATION.sub(lambda found: found[0].replace(".", ""), text)
    return tuple(part.strip() for part in _SENTENCE.split(whole) if part and part.strip())


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of list `name`: its first word, and the words that must follow, each "gap" or a way to fit."""

    name: str
    first: str
    rest: tuple[tuple[str, str], ...]

    @staticmethod
    def of(name: str, entry: object) -> _Entry:
        first, *rest = str(entry).lower().split()
        return _Entry(name, first, tuple(("gap", "") if word == _GAP else _way(word) for word in rest))


def _way(pattern: str) -> tuple[str, str]:
    """How a word fits `pattern` (is, begins, ends, holds), and the letters without `*`."""
    bare = pattern.strip("*")
    if not bare or "*" in bare:
        raise ValueError(f"Ordlistan har * på fel plats i {pattern!r}. * får bara stå först eller sist.")
    if pattern[0] == "*":
        return ("holds" if pattern[-1] == "*" else "ends"), bare
    return ("begins" if pattern[-1] == "*" else "is"), bare


class _Index:
    """Which entries a word can begin. Beginnings and endings are kept by their outermost letters."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self._whole: dict[str, list[_Entry]] = {}
        self._begins: dict[str, list[tuple[str, _Entry]]] = {}
        self._ends: dict[str, list[tuple[str, _Entry]]] = {}
        self._holds: list[tuple[str, _Entry]] = []
        for entry in entries:
            self._add(*_way(entry.first), entry)

    def _add(self, way: str, bare: str, entry: _Entry) -> None:
        if way == "is":
            self._whole.setdefault(bare, []).append(entry)
        elif way == "begins" and len(bare) >= _OUTER:
            self._begins.setdefault(bare[:_OUTER], []).append((bare, entry))
        elif way == "ends" and len(bare) >= _OUTER:
            self._ends.setdefault(bare[-_OUTER:], []).append((bare, entry))
        else:
            self._holds.append((bare, entry))

    def fitting(self, word: str) -> tuple[_Entry, ...]:
        """The entries that `word` can begin."""
        found = list(self._whole.get(word, ()))
        found += [entry for bare, entry in self._begins.get(word[:_OUTER], ()) if word.startswith(bare)]
        found += [entry for bare, entry in self._ends.get(word[-_OUTER:], ()) if word.endswith(bare)]
        found += [entry for bare, entry in self._holds if _fits(_way(entry.first)[0], bare, word)]
        return tuple(found)


class Lexicon:
    """Word lists made ready for fast look-up: each distinct word is compared with them once."""

    def __init__(self, lists: Mapping[str, Sequence[str]], *, negations: Iterable[str]) -> None:
        self._entries = [_Entry.of(name, entry) for name, entries in lists.items() for entry in entries]
        self._negations = frozenset(negations)
        self._index = _Index(self._entries)
        # Only words of the lists are remembered: a name in a certificate must not stay in memory.
        self._known: dict[str, tuple[_Entry, ...]] = {}

    def scan(self, text: str) -> tuple[Sentence, ...]:
        """Every sentence of `text` with its hits. The cost grows with the words, not with the lists."""
        return tuple(self._sentence(part) for part in sentences_of(text))

    def denied(self, sentence: Sentence, hit: Hit, *, within: int) -> bool:
        """True if a negation stands at most `within` words before the hit."""
        return not self._negations.isdisjoint(sentence.words[max(0, hit.at - within) : hit.at])

    def covers(self, name: str, word: str) -> bool:
        """True if the single `word` is an entry of list `name`."""
        return any(entry.name == name and not entry.rest for entry in self._starting(word))

    def _sentence(self, text: str) -> Sentence:
        words = words_of(text)
        negated = not self._negations.isdisjoint(words)
        hits: dict[str, list[Hit]] = {}
        for at, word in enumerate(words):
            for entry in self._starting(word):
                end = _match(entry.rest, 0, words, at + 1) if entry.rest else at + 1
                if end is not None:
                    found = word if end == at + 1 else " ".join(words[at:end])
                    hit = Hit(found, at, negated and self._negated(words, at, end))
                    hits.setdefault(entry.name, []).append(hit)
        return Sentence(text, words, {name: tuple(found) for name, found in hits.items()})

    def _starting(self, word: str) -> tuple[_Entry, ...]:
        known = self._known.get(word)
        if known is None:
            known = self._index.fitting(word)
            if known and len(self._known) < _CACHE_LIMIT:
                self._known[word] = known
        return known

    def _negated(self, words: Sequence[str], start: int, end: int) -> bool:
        near = words[max(0, start - _NEGATION_BEFORE) : end + _NEGATION_AFTER]
        return not self._negations.isdisjoint(near)


def _match(rest: Sequence[tuple[str, str]], part: int, words: Sequence[str], at: int) -> int | None:
    """Where the match of `rest[part:]` from word `at` ends, or None."""
    for place in range(part, len(rest)):
        way, bare = rest[place]
        if way == "gap":
            for skipped in range(_GAP_WORDS + 1):
                end = _match(rest, place + 1, words, at + skipped)
                if end is not None:
                    return end
            return None
        if at >= len(words) or not _fits(way, bare, words[at]):
            return None
        at += 1
    return at


def _fits(way: str, bare: str, word: str) -> bool:
    if way == "is":
        return word == bare
    if way == "begins":
        return word.startswith(bare)
    return word.endswith(bare) if way == "ends" else bare in word


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
