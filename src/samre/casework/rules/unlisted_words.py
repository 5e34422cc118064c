"""Words that could be a name or a place and stand on no list: nobody but the writer can tell, so the writer is asked (R23)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from samre.definitions import current
from samre.identifiers.person_numbers import placed, plain_signs
from samre.identifiers.sensitive_text import Found

from .consultations import WORD, allowed_words, consultation_rules, is_first_in_sentence, kind_words

UNLISTED = "okänt_ord"
# Content that is fiction, or in another language than Swedish.
_NOT_WORDS = ("demo*.yaml", "samtycke/*.yaml", "cases/*", "examples/*")
_SMALL = re.compile(r"(?<![\w’'-])[^\W\d_]{2,}(?![\w’'-])")
# A long word whose end is a known word is most often put together of known ones: "läkarutlåtandet".
_LONGEST_END, _SHORTEST_END = 14, 6
_SHORTEST_STEM = 4


def unlisted_words(text: str) -> tuple[Found, ...]:
    """Words with a capital that no list knows, wherever they stand in a sentence. All capitals is an abbreviation."""
    plain, places = plain_signs(text)
    return tuple(
        Found(UNLISTED, start, end, text[start:end])
        for start, end in (placed(places, *span) for span in _unlisted(plain))
    )


def check_unlisted(texts: Mapping[str, str]) -> dict[str, str]:
    """Field → which words to look at again, by line and place on it, before the writer has said that none there points anybody
    out. The words themselves are told nowhere but in the form they were typed in."""
    rules = consultation_rules()["fel"]
    problems = {}
    for field, text in texts.items():
        places = dict.fromkeys(_place(text, one.start) for one in unlisted_words(text))
        told = ", ".join(
            str(rules["på_ord"].format(slag=kind_words(UNLISTED), rad=line, ord=word))
            for line, word in places
        )
        if told:
            problems[field] = str(rules["kontrollera"].format(vad=told))
    return problems | ({"kontrollerat": str(rules["kontrollerat"])} if problems else {})


def _place(text: str, start: int) -> tuple[int, int]:
    """The line and which word of it, both from one."""
    line = text.rfind("\n", 0, start) + 1
    return text.count("\n", 0, start) + 1, len(text[line:start].split()) + 1


def _unlisted(plain: str) -> Iterator[tuple[int, int]]:
    for match in WORD.finditer(plain):
        word = match[0]
        if not word[0].isupper() or word.isupper() or word in allowed_words():
            continue
        if not is_first_in_sentence(plain, match.start()) or not _is_known(word.casefold()):
            yield match.start(), match.end()


def _is_known(word: str) -> bool:
    known = known_words()
    longest = min(len(word) - 2, _LONGEST_END)
    ends = (word[-length:] for length in range(_SHORTEST_END, longest + 1))
    return any(form in known for one in (word, *ends) for form in _forms(one))


def _forms(word: str) -> Iterator[str]:
    """The word, and what is left of it without an ending."""
    yield word
    for ending in consultation_rules()["böjningar"]:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word[: -len(ending)]


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Every word in small letters of our own Swedish content, and those of `vanliga_ord`. No list from elsewhere is needed: what a
    question can be about is what the content is about."""
    rules, root = consultation_rules(), current()
    left_out = {path for pattern in _NOT_WORDS for path in root.glob(pattern)} - {root / "samtycke/sv.yaml"}
    found: set[str] = set()
    for path in sorted(set(root.rglob("*.yaml")) - left_out):
        found |= {word for word in _SMALL.findall(path.read_text(encoding="utf-8")) if word.islower()}
    names = {
        *rules["förnamn_som_är_ord"],
        *rules["efternamnsslut"],
        *(one.casefold() for one in rules["orter"]),
    }
    return frozenset((found - names) | set(rules["vanliga_ord"]))
