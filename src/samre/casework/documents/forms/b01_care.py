"""B1: the letter to vården. What the kommun can offer, and only the questions that are missing."""

from __future__ import annotations

from collections.abc import Mapping

from samre.certificate.wording import in_words

from ...rules.paper_words import letter_texts
from ..letter_questions import LetterQuestion, letter_questions, letter_start
from ..paper_parts import Pick, Question
from .known import Filled, Known


def fill(known: Known) -> Filled:
    """The letter's own words are those of the guide's letter (brev.yaml)."""
    texts, certificate = letter_texts(), known.certificate.certificate if known.certificate else None
    intro, _ = letter_start(known.pathway, certificate, known.facts, known.evaluation)
    day = in_words(known.answer_by) if known.answer_by else ""
    return Filled(
        title=texts["rubriker"]["komplettering" if certificate else "nytt"],
        words={
            "inledning": intro,
            "erbjudande": texts["erbjudande"],
            "svarssätt": texts["svarssätt"].format(hur=texts["svara_på_sidan"], svarsdatum=day),
            "rehabkoordinator": texts["rehabkoordinator"],
            "tack": texts["tack"],
        },
        questions={"vården": care_questions(known)},
        picks={
            "erbjudanden": _offers(texts["erbjudanden"], known),
            "miljöer": _offers(texts["miljöer"], known),
        },
    )


def care_questions(known: Known) -> tuple[Question, ...]:
    """What the certificate and the map lack, each asked once, the most serious first."""
    certificate = known.certificate.certificate if known.certificate else None
    found = letter_questions(known.pathway, certificate, known.facts, known.evaluation, on=known.on)
    return tuple(_question(item) for item in found)


def _question(item: LetterQuestion) -> Question:
    return Question(id=item.source, label=item.heading, start=item.text, text=item.text, chosen=item.chosen)


def _offers(rows: Mapping[str, Mapping[str, str]], known: Known) -> tuple[Pick, ...]:
    return tuple(
        Pick(
            id=id_,
            label=row["namn"],
            text=row["brev"][:1].upper() + row["brev"][1:],
            chosen=id_ in known.offers,
        )
        for id_, row in rows.items()
    )
