"""What was shown, as sentences in groups: a sentence for each kind of thing, with how many it holds for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from samre.governance.rules.proof_words import counted, kind_of, proof_words
from samre.governance.rules.proving import Proved

Mark = Literal["holds", "warning", "fails", "untried"]
WORDS: dict[Mark, str] = {
    "holds": "Bevisat",
    "warning": "Att titta på",
    "fails": "Håller inte",
    "untried": "Inte prövat",
}
Counts = Counter[tuple[str, str]]
CASES, DRAWING = "fall", "ritning"
CASE = "övningsfall|övningsfall"
_WORST: tuple[Mark, ...] = ("fails", "untried", "warning", "holds")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about the map, its mark, and how many it is about in words (empty where it is about the whole)."""

    text: str
    mark: Mark
    count: str

    @property
    def word(self) -> str:
        """The mark in words."""
        return WORDS[self.mark]


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences that belong together, and what they mean."""

    id: str
    heading: str
    means: str
    sentences: tuple[Sentence, ...]

    @property
    def mark(self) -> Mark:
        """The worst of its sentences."""
        return min((one.mark for one in self.sentences), key=_WORST.index, default="untried")

    @property
    def word(self) -> str:
        """The mark in words."""
        return WORDS[self.mark]


def groups_of(proved: Proved) -> tuple[Group, ...]:
    """Every group that says something of this map. Nothing is tried of a map that can't be read."""
    words = proof_words()
    counts: Counts = Counter((kind_of(item.id), item.verdict) for item in proved.obligations)
    found = []
    for row in words["grupper"]:
        sentences = _beside(row["id"], proved) or tuple(
            _sentence(kind, said, counts)
            for kind, said in words["krav"].items()
            if said["grupp"] == row["id"] and (_is_silent(said) or _is_said(kind, counts, proved))
        )
        if sentences:
            found.append(Group(row["id"], row["rubrik"], row["betyder"], sentences))
    return tuple(found)


def _is_said(kind: str, counts: Counts, proved: Proved) -> bool:
    """Whether the map has anything of the kind; where nothing could be tried, what the map would have is not known."""
    is_stopped = proved.pathway is None or ("samband", "failed") in counts
    return is_stopped or any((kind, verdict) in counts for verdict in ("proved", "failed", "warning"))


def _is_silent(said: dict[str, Any]) -> bool:
    """Whether the proof only speaks of it where it fails."""
    return bool(said.get("bara_brister"))


def _sentence(kind: str, said: dict[str, Any], counts: Counts) -> Sentence:
    held, failed, warned = (counts[kind, verdict] for verdict in ("proved", "failed", "warning"))
    is_tried = held or (_is_silent(said) and ("uppräkning", "proved") in counts)
    mark: Mark = "fails" if failed else "warning" if warned else "holds" if is_tried else "untried"
    total = held + failed + warned
    noun = said.get("sak", "")
    if not noun or not total:
        return Sentence(said["visat"], mark, "")
    if mark == "holds":
        return Sentence(said["visat"], mark, counted(total, noun))
    off = counted(failed + warned, noun)
    return Sentence(said["visat"], mark, f"Gäller inte {off}." if failed else f"Titta på {off}.")


def _beside(group: str, proved: Proved) -> tuple[Sentence, ...]:
    """The groups that z3 has nothing to do with: the worked cases and the drawing."""
    if group == CASES:
        if proved.pathway is None:
            return (Sentence("Varje övningsfall får det svar som ni har bestämt.", "untried", ""),)
        if not proved.cases:
            return (Sentence("Kartan har inga övningsfall.", "untried", ""),)
        off = len(proved.astray)
        count = f"Gäller inte {counted(off, CASE)}." if off else counted(proved.cases, CASE)
        text = "Varje övningsfall får det svar som ni har bestämt."
        return (Sentence(text, "fails" if off else "holds", count),)
    if group == DRAWING:
        mark: Mark = "untried" if proved.pathway is None else "fails" if proved.undrawn else "holds"
        return (Sentence("Alla rutor och linjer får plats, och texten går att läsa.", mark, ""),)
    return ()
