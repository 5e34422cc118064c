"""A number of the trade as people write it: with its unit, and with the days it holds."""

from __future__ import annotations

from samre.certificate.wording import in_words
from samre.pathway.model import DatedValue


def amount(number: int, unit: str) -> str:
    """`59 200 kr`."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}") + (f" {unit}" if unit else "")


def amounts(value: DatedValue) -> str:
    """Each amount with its days: `59 200 kr från 1 januari 2026 till 31 december 2026`."""
    return "; ".join(
        f"{amount(number, value.unit)} från {in_words(start)}" + (f" till {in_words(end)}" if end else "")
        for start, end, number in value.spans
    )
