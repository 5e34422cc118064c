"""Parts of names as they are compared: plain small letters, å, ä and ö letters of their own."""

from __future__ import annotations

import unicodedata

SHORTEST_PREFIX, LONGEST_PREFIX = 2, 6
_WITHOUT_DOTS = str.maketrans("åäö", "aao")


def written_as(word: str) -> tuple[str, str]:
    """A part of a name as it is, and without the dots and rings of å, ä and ö. Who types them means them."""
    return word, word.translate(_WITHOUT_DOTS)


def sought_parts(text: str) -> tuple[str, ...]:
    """What to look for when somebody types part of a name; longer than the longest beginning is looked up whole."""
    return tuple(part for part in plain_name(text).split() if len(part) >= SHORTEST_PREFIX)


def plain_name(text: str) -> str:
    """Small letters without accents, but å, ä and ö are letters of their own; hyphens part names."""
    kept = []
    for sign in unicodedata.normalize("NFC", text).casefold().replace("-", " "):
        if sign in "åäö":
            kept.append(sign)
        else:
            kept += [part for part in unicodedata.normalize("NFD", sign) if part.isalnum() or part == " "]
    return "".join(kept)
