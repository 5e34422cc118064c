"""How many questions until the next step is known, against the fewest that could ever do."""

from __future__ import annotations

import time

from samre.pathway.model import Pathway
from samre.pathway.people.generate import generate
from samre.pathway.questions.next_question import measure

from .measure import Measure

TARGET = 1.05
TARGET_FORM = 0.65
GROUP = "Frågor tills nästa steg är känt"
SEED = 7
NAMES = {
    "form": "blankett: allt som steget läser",
    "random": "slumpvis, av det som spelar roll",
    "first_undefined": "första okända",
    "ours": "samre",
    "bound": "den som redan vet svaren",
}


def asking(pathway: Pathway, *, people: int) -> list[Measure]:
    """Mean questions per person by way of asking, from nothing known."""
    crowd = generate(pathway, people, seed=SEED, known=1.0)
    start = time.perf_counter()
    found = measure(pathway, crowd)
    seconds = time.perf_counter() - start
    rows = [Measure(GROUP, NAMES[way], found.questions[way], "frågor") for way in NAMES]
    note = f"{people} personer, {seconds:.0f} s"
    effort = found.effort["ours_by_effort"] / found.effort["bound_by_effort"]
    return [
        *rows,
        Measure(GROUP, "samre mot den som vet svaren", found.ratio_to_bound, "×", target=TARGET, note=note),
        Measure(GROUP, "samre mot blankett", found.ratio_to_form, "×", target=TARGET_FORM),
        Measure(GROUP, "samre mot den som vet, i möda", effort, "×"),
    ]
