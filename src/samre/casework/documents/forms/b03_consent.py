"""B3: the consent on paper, to read and sign. The same text and reference as on the page where the yes is kept."""

from __future__ import annotations

from datetime import date

from ...models import Case
from ..consent_text import TextFacts, consent_blocks, language_of, words_in
from ..paper import Heading, Paper, Sign
from .letterhead import Sender, make_paper

FORM = "B3"


def paper(case: Case, facts: TextFacts, *, code: str, sender: Sender, on: date) -> Paper:
    """The sheet in one language. The person's name and number stand in its head, unless they are protected."""
    words, language = words_in(code), language_of(code)
    assert language is not None
    lines = (words["underskrift"], words["namn"], words["datum"], words["tolk"], words["vittne"])
    return make_paper(
        FORM,
        case,
        sender,
        (*consent_blocks(code, facts), Heading(words["underskrift"]), Sign(lines)),
        to="",
        on=on,
        title=words["titel"],
        consent=facts.reference,
        language=language.tag,
    )
