"""B14: what has happened since last time, and who waits for whom."""

from __future__ import annotations

from samre.certificate.wording import in_words

from ...rules.paper_words import paper_words
from ..paper_parts import Pick
from .known import Filled, Known, StepTold

SHOWN = 8


def fill(known: Known) -> Filled:
    """The steps that are over, the newest first, and those that go on."""
    over = sorted(
        (step for step in known.steps if step.ended), key=lambda step: str(step.ended), reverse=True
    )
    live = [step for step in known.steps if not step.ended]
    names = paper_words()["i_mening"]
    waits = [
        f"{names.get(step.waits_for, step.waits_for)} till {in_words(step.until)}"
        for step in live
        if step.waits_for and step.until
    ]
    return Filled(
        words={
            "pågående": "\n".join(f"{step.name} ({step.holder})" for step in live),
            "väntar": "\n".join(f"Vi väntar på {text}." for text in waits),
        },
        picks={"hänt": tuple(_happened(step, number) for number, step in enumerate(over[:SHOWN]))},
    )


def _happened(step: StepTold, number: int) -> Pick:
    assert step.ended is not None
    text = f"{in_words(step.ended)}: {step.name} {'blev klart' if step.done else 'avbröts'}."
    return Pick(id=f"steg{number}", label=text, text=text, chosen=True)
