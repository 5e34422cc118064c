"""B13: what has been tried, before an application for sjukersättning or aktivitetsersättning."""

from __future__ import annotations

from ...rules.paper_words import form_words, paper_words
from .known import Filled, Known

FORM = "B13"


def fill(known: Known) -> Filled:
    """The guide has its numbers from the map's; the tables begin with the steps of rehabilitation that are done."""
    end = known.number("alder_aktivitetsersattning_upphor")
    blanks = {
        "ae_till": str(int(end) - 1) if end else "",
        "delvis": known.number("alder_partiell_sjukersattning"),
    }
    guide = tuple(tuple(cell.format(**blanks) for cell in row) for row in paper_words()["ersättningar"])
    done = form_words(FORM)["rehabiliterande_steg"]
    tried = tuple(
        (str(step.ended.year), step.name, "", "")
        for step in known.steps
        if step.done and step.ended and step.id in done
    )
    return Filled(
        words={"retroaktiva_månader": known.number("retroaktiva_manader")},
        rows={"ersättningar": guide, "rehabilitering": tried},
    )
