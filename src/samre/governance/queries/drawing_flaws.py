"""Why a map can't be drawn, in the words of those who draw it, each with the place where it is mended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from samre.pathway.model import Pathway
from samre.pathway.picture.drawing import number_of
from samre.pathway.reading.mistakes import Mistake

from ..rules.map_parts import LINE
from ..rules.proof_words import actor_name, box_name
from ..rules.proving import Proved
from .draft_changes import place_of

BOXES, GRID = "rutor", "ritning"
_ID = r"[^\s»«]+"
_NO_WAY = re.compile(rf"^Det finns ingen väg från (?P<source>{_ID}) till (?P<target>{_ID}) i kartan\.$")
_NO_LINE = re.compile(rf"^Linjen »(?P<source>{_ID}) > (?P<target>{_ID})« finns inte i kartan\.$")
_NO_BOX = re.compile(rf"^Rutan »(?P<box>{_ID})« finns inte i kartan\.$")
_OTHER_LANE = re.compile(rf"^(?P<box>{_ID}) ansvarar (?P<actor>{_ID}) för, men rutan står i en annan bana\.$")
_OTHER_PHASE = re.compile(rf"^(?P<box>{_ID}) hör till fasen »(?P<phase>{_ID})«, inte »{_ID}«\.$")
_NO_ROOM = re.compile(rf"^Ingen linje ryms mellan (?P<source>{_ID}) och (?P<target>{_ID})\.")
_ID_IN_TEXT = re.compile(r"\b[SM]\d+\b")
# What the drawing's file calls its parts, and what the editor calls them.
_IN_FILE = (
    ("texterna under »rutor« i ritning.yaml", "rutornas texter"),
    ("Ta bort linjen i ritning.yaml (vägen blir en hänvisning)", "Ta bort linjen"),
    ("texten under »vid linjen« i ritning.yaml", "texten vid linjen"),
    (" i ritning.yaml", ""),
    ("»==«", "en plats som hålls fri"),
)


@dataclass(frozen=True, slots=True)
class DrawingFlaw:
    """One thing that keeps the map from being drawn. `slug` and `id`: the thing to change (`ritning`: the grid itself; empty where
    there is none); `line`: the line that can be taken away, from and to; `box`: the step whose ways lack it."""

    heading: str
    text: str
    slug: str = ""
    id: str = ""
    line: tuple[str, str] = ("", "")
    box: str = ""


def drawing_flaws(proved: Proved, texts: Mapping[str, str]) -> tuple[DrawingFlaw, ...]:
    """Every reason, the drawing's own first."""
    if proved.pathway is None:
        return ()
    drawn = tuple(_flaw(item, texts, proved.pathway) for item in proved.misdrawn)
    return (*drawn, *(_without_room(text, proved.pathway) for text in proved.undrawn))


def _flaw(mistake: Mistake, texts: Mapping[str, str], pathway: Pathway) -> DrawingFlaw:
    slug, id_, _ = place_of(mistake, texts)
    if found := _NO_WAY.match(mistake.message):
        return _without_way(found["source"], found["target"], slug, id_, pathway)
    if found := _NO_LINE.match(mistake.message):
        legs = f"{number_of(found['source'])} → {number_of(found['target'])}"
        said = f"Vid linjen {legs} står ord på ritningen, men linjen är inte ritad. Ta bort orden, eller rita linjen igen."
        return DrawingFlaw(
            f"Ord står vid en linje som inte finns: {legs}",
            said,
            LINE,
            line=(found["source"], found["target"]),
        )
    if found := _NO_BOX.match(mistake.message):
        said = f"Ritningen har kvar {number_of(found['box'])}, som inte finns på kartan. Ta bort det från ritningen."
        return DrawingFlaw("Ritningen har en ruta som inte finns", said, slug or GRID, id_)
    if found := _OTHER_LANE.match(mistake.message):
        box, actor = box_name(pathway, found["box"]), actor_name(pathway, found["actor"])
        said = f"{actor} ansvarar för {box}, men rutan står i en annan bana. Flytta rutan till den ansvarigas bana."
        return DrawingFlaw(f"{box} står i fel bana på ritningen", said, GRID, box=found["box"])
    if found := _OTHER_PHASE.match(mistake.message):
        box = box_name(pathway, found["box"])
        phase = pathway.phases[found["phase"]].name if found["phase"] in pathway.phases else "en annan fas"
        said = f"{box} hör till fasen {phase}, men rutan står i en annan fas. Flytta rutan dit."
        return DrawingFlaw(f"{box} står i fel fas på ritningen", said, GRID, box=found["box"])
    said = _called(f"{mistake.message} {mistake.hint}".strip(), pathway)
    return DrawingFlaw("Ritningen går inte ihop med kartan", said, slug or GRID, id_)


def _without_way(source: str, target: str, slug: str, id_: str, pathway: Pathway) -> DrawingFlaw:
    legs = f"{number_of(source)} → {number_of(target)}"
    said = (
        f"Ritningen har en linje från {box_name(pathway, source)} till {box_name(pathway, target)}, men på kartan finns ingen väg "
        "däremellan. Ta bort linjen, eller lägg tillbaka vägen."
    )
    return DrawingFlaw(
        f"Ritningen har en linje som inte är en väg: {legs}",
        said,
        slug or LINE,
        id_,
        (source, target),
        source,
    )


def _without_room(text: str, pathway: Pathway) -> DrawingFlaw:
    found = _NO_ROOM.match(text)
    line = (found["source"], found["target"]) if found else ("", "")
    return DrawingFlaw("Kartan får inte plats på en A4", _called(text, pathway), GRID, line=line, box=line[0])


def _called(text: str, pathway: Pathway) -> str:
    """What is said with the names of the editor instead of those of the files, and boxes by their names."""
    for before, after in _IN_FILE:
        text = text.replace(before, after)
    known = {*pathway.steps, *pathway.goals}
    return _ID_IN_TEXT.sub(
        lambda found: box_name(pathway, found[0]) if found[0] in known else number_of(found[0]), text
    )
