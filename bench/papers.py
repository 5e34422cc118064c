"""The map on paper, after warm-up."""

from __future__ import annotations

import os
from functools import partial
from http import HTTPStatus
from pathlib import Path

import django

from samre.cli.map_paper import DRAWERS, drawing_of
from samre.pathway.model import Pathway

from .measure import Measure, of, rounds_of

TARGETS = {"svg": None, "pdf": 0.5}
LETTER_TARGET = 0.1
GROUP = "Papper, uppvärmt"


def papers(pathway: Pathway, definition: Path, *, rounds: int) -> list[Measure]:
    """Seconds for the layout, which is made once for each version, and from there to a finished file, after warm-up."""
    layout = rounds_of(lambda: drawing_of(pathway, definition), min(3, rounds))
    drawing = drawing_of(pathway, definition)
    found = [of(GROUP, "kartans ritning, en gång per version", layout, "s")]
    for kind, drawer in DRAWERS.items():
        size = len(drawer(drawing, pathway))
        times = rounds_of(partial(drawer, drawing, pathway), rounds)
        note = f"{size / 1000:.0f} kB"
        found.append(
            of(GROUP, f"kartans ritning till {kind.upper()}", times, "s", target=TARGETS[kind], note=note)
        )
    return [*found, letter(rounds)]


def letter(rounds: int) -> Measure:
    """Seconds for the letter to vården as the page gives it, from the posted form to the PDF."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    django.setup()
    from django.test import Client

    client = Client(SERVER_NAME="localhost")

    def post() -> bytes:
        answer = client.post("/guide/brev.pdf", {"brev": "1", "fraga": ["K4", "K5"], "samtycke": "nej"})
        if answer.status_code != HTTPStatus.OK:
            raise AssertionError(f"the letter was answered with {answer.status_code}")
        return bytes(answer.content)

    note = f"{len(post()) / 1000:.0f} kB"
    return of(
        GROUP, "brevet till vården som PDF", rounds_of(post, rounds), "s", target=LETTER_TARGET, note=note
    )
