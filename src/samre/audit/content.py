"""What an event may say. The log tells who saw what and why, never what stood there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

REASON_LIMIT = 500
WORD_LIMIT = 200

_ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
# A month (or the 20–32 of reserve numbers, 00 of coordination numbers), then a day (plus 60 for coordination numbers).
_PERSON_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:1[89]|20)?[0-9]{2}(?:0[0-9]|1[0-2]|2[0-9]|3[0-2])(?:[0-2][0-9]|3[01]|[6-8][0-9]|9[01])"
    r"\s?[-+–]?\s?[0-9TRSUWXJKLMN][0-9]{3}(?![0-9A-Za-z])"
)


class NotForTheLog(ValueError):
    """The event would have told what the log must not hold. A fault in the calling code, except for `why`."""


def find_fault(text: str, *, limit: int = REASON_LIMIT) -> str:
    """Why the text may not stand in the log, as a sentence for the one who wrote it; empty where it may.

    For forms that ask for a reason: judge it here before `record` does.
    """
    if len(text) > limit:
        return f"Skriv kortare: högst {limit} tecken, nu är det {len(text)}."
    if any((ord(sign) < 32 and sign not in "\n\r\t") or 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        return "Texten innehåller tecken som inte går att spara. Skriv om den."
    if _PERSON_NUMBER.search(_ID.sub(" ", text)):
        return "Texten ser ut att innehålla ett personnummer. Ta bort det: loggen ska inte innehålla sådana."
    return ""


def check_words(words: Mapping[str, str], *, limit: int = WORD_LIMIT) -> None:
    """Raises NotForTheLog for a value that is too long or looks like a person number."""
    for name, text in words.items():
        fault = find_fault(text, limit=limit)
        if fault:
            # The text itself is not repeated: the message ends up in another log.
            raise NotForTheLog(f"Händelsens fält ”{name}” kan inte loggas. {fault}")


def detail_text(detail: Mapping[str, str | int | bool]) -> str:
    """The detail as canonical JSON. Raises NotForTheLog for what may not be there."""
    for name, value in detail.items():
        if not isinstance(value, str | int):
            raise NotForTheLog(
                f"Händelsens ”{name}” är {type(value).__name__}: bara text, heltal och ja/nej går."
            )
    check_words({name: str(value) for name, value in detail.items()})
    return json.dumps(dict(detail), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
