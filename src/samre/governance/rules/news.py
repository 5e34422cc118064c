"""What a new version says to those who follow the map, proposed from what differs; a person reads it before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from samre.certificate.wording import in_words

# What is told one by one; the version's own page has the rest.
MOST = 6


def proposed_news(told: Sequence[str], *, begins: date) -> str:
    """From when, and what is new, in the order it is given. Not why the draft was begun: those are the words of who complained."""
    lines = [f"Gäller från den {in_words(begins)}.", *(f"– {one}" for one in told[:MOST])]
    left = len(told) - MOST
    if left > 0:
        lines.append(f"– Och {left} {'ändring' if left == 1 else 'ändringar'} till.")
    return "\n".join(lines)
