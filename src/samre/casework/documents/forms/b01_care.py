"""B1: the letter to vården. What the kommun can offer, and only the questions that are missing."""

from __future__ import annotations

from samre.certificate.wording import in_words

from ...rules.interventions import environments
from ...rules.paper_words import form_words, letter_texts
from ..letter_questions import LetterQuestion, letter_questions, letter_start
from ..paper_parts import Pick, Question
from .known import Filled, Known, Offered

FORM = "B1"


def fill(known: Known) -> Filled:
    """The letter's own words are those of the guide's letter (brev.yaml)."""
    texts, certificate = letter_texts(), known.certificate.certificate if known.certificate else None
    told = form_words(FORM)["samtycke"]["kategorier"]
    intro, _ = letter_start(known.pathway, certificate, known.facts, known.evaluation, categories=told)
    chosen = _chosen(known)
    day = in_words(known.answer_by) if known.answer_by else ""
    return Filled(
        title=texts["rubriker"]["komplettering" if certificate else "nytt"],
        words={
            "inledning": intro,
            "erbjudande": texts["erbjudande"],
            "erbjudande_tomt": texts["erbjudande_tomt"],
            "svarssätt": texts["svarssätt"].format(hur=texts["svara_på_sidan"], svarsdatum=day),
            "rehabkoordinator": texts["rehabkoordinator"],
            "tack": texts["tack"],
        },
        questions={"vården": care_questions(known)},
        picks={
            "erbjudanden": tuple(_offer(one, chosen=one in chosen) for one in known.offers),
            "miljöer": _environments(chosen),
        },
    )


def care_questions(known: Known) -> tuple[Question, ...]:
    """What the certificate and the map lack, each asked once, the most serious first."""
    told = known.certificate
    found = letter_questions(
        known.pathway,
        told.certificate if told else None,
        known.facts,
        known.evaluation,
        on=known.on,
        previous=told.previous if told else (),
    )
    return tuple(_question(item) for item in found)


def _question(item: LetterQuestion) -> Question:
    return Question(id=item.source, label=item.heading, start=item.text, text=item.text, chosen=item.chosen)


def _chosen(known: Known) -> tuple[Offered, ...]:
    """What the letter begins with: what fits and has been looked at, as many as can be read."""
    sure = [one for one in known.offers if one.fits and not one.is_old]
    return tuple(sure[: letter_texts()["insatser_förvalda"]])


def _offer(one: Offered, *, chosen: bool) -> Pick:
    texts = letter_texts()
    words = {
        "namn": one.name,
        "leverantör": one.supplier,
        "timmar": one.hours,
        "dag": in_words(one.verified_on),
    }
    text = " ".join(texts["insats"].format(**words).split())
    label = (
        texts["insats_gammal"].format(**words) if one.is_old else f"{one.name}, {one.supplier}: {one.hours}"
    )
    return Pick(id=str(one.id), label=label, text=text, chosen=chosen)


def _environments(chosen: tuple[Offered, ...]) -> tuple[Pick, ...]:
    """What can be adapted: ticked where something that is offered has it."""
    there, names = {name for one in chosen for name in one.environments}, environments()
    rows = letter_texts()["miljöer"]
    return tuple(
        Pick(
            id=id_,
            label=row["namn"],
            text=row["brev"][:1].upper() + row["brev"][1:],
            chosen=names[id_] in there,
        )
        for id_, row in rows.items()
    )
