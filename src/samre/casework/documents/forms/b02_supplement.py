"""B2: asking a doctor to complete a certain läkarintyg, with the checks that it did not pass and room for the answers."""

from __future__ import annotations

from .b01_care import care_questions
from .known import Filled, Known


def fill(known: Known) -> Filled:
    """The questions."""
    return Filled(questions={"vården": care_questions(known)})
