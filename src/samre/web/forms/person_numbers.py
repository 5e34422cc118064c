"""Keeps personnummer and samordningsnummer out of what people write, so that none is kept."""

from __future__ import annotations

from samre.identifiers.person_numbers import find_person_numbers

MESSAGE = "Det ser ut som ett personnummer. Ta bort det, så kan du gå vidare. Resten av texten är kvar."
REMOVED = "[personnummer borttaget]"
REMOVED_NOTICE = "Ett personnummer i intygets text är borttaget."


def has_person_number(text: str, *, telephone: bool = False) -> bool:
    """Whether a text holds what looks like a personnummer. `telephone`: a field where ten digits in a row are usual."""
    return any(find_person_numbers(text, telephone=telephone))


def without_person_numbers(text: str) -> str:
    """The text with every such number replaced by REMOVED; the very same text where there is none."""
    spans = list(find_person_numbers(text))
    for span in reversed(spans):
        text = text[: span.start] + REMOVED + text[span.end :]
    return text
