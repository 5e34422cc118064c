"""Signs that nobody sees and no document takes. Whatever comes in from outside goes through here before anything reads it."""

from __future__ import annotations

import re

# Control characters, halves of characters and codes that are none: PostgreSQL, XML (Word) and PDF refuse them. The two that turn
# the order of writing are no control characters, but let a text look like another: "2483-…" that reads "…-3842".
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202d\u202e\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
# Other programs' new lines and new pages. A blank keeps words apart, and fits in a field of one line too.
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")


def without_unseen(text: str) -> str:
    """The text without them; a new line, a tab and what joins letters in other scripts are kept."""
    return text if text.isprintable() else _BREAKS.sub(" ", _NEVER.sub("", text))
