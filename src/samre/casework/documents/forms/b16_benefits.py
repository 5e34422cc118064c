"""B16: asking another authority for what the law lets a socialnämnd ask for about benefits. Never for journals."""

from __future__ import annotations

from datetime import timedelta

from samre.certificate.wording import in_words

from ...rules.paper_words import form_words, paper_words
from ..paper_parts import Pick
from .known import Filled, Known

FORM = "B16"


def fill(known: Known) -> Filled:
    """Who is asked and by which paragraph, and the time it is about."""
    asked = tuple(
        Pick(id=id_, label=row["namn"], text=row["text"], chosen=id_ == "fk")
        for id_, row in paper_words()["förmån"].items()
    )
    since = known.on - timedelta(days=form_words(FORM)["bakåt_dagar"])
    return Filled(
        words={"från": in_words(since), "till": in_words(known.on)},
        picks={"förmån": asked},
        ticked={"uppgifter": frozenset({"sgi"} if not known.told("sgi") else ())},
    )
