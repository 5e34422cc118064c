"""B17: help for the person who wants a decision reviewed or appeals."""

from __future__ import annotations

from samre.certificate.wording import in_words

from .known import Filled, Known


def fill(known: Known) -> Filled:
    """The last day of a review or an appeal that runs in the case."""
    days = [f"{in_words(day)} ({name})" for name, day in known.last_days]
    return Filled(words={"sista_dag": "\n".join(days)})
