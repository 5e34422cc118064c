"""B2: asking a doctor to complete a certain läkarintyg, with the checks that it did not pass and room for the answers."""

from __future__ import annotations

from ...rules.paper_words import letter_texts
from .b01_care import care_questions
from .known import Filled, Known


def fill(known: Known) -> Filled:
    """The step that waits for the answers, and the questions."""
    texts = letter_texts()
    step = known.next_step
    return Filled(
        words={"steg": texts["med_steg"].format(steg=f"”{step}”") if step else texts["utan_steg"]},
        questions={"vården": care_questions(known)},
    )
