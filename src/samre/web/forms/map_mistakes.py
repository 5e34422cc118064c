"""What is wrong in a thing's form, in the form's own words: which field it stands in, and what was meant instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from samre.governance.rules.map_parts import STEP, Field, Kind
from samre.pathway.picture.drawing import number_of
from samre.pathway.proof.limit_words import other_time
from samre.pathway.reading.mistakes import Mistake

from .map_things import fields_of

# Why a worked case gets another answer, where a thing is taken away.
WHY = "varför"
_MEANT = re.compile(r"^Menade du »(?P<word>[^»«]+)«\?$")
_UNKNOWN = re.compile(r"^Uppgiften (?P<word>»[^»«]+«) finns inte\.$")
_STEP = re.compile(r"\bS\d+\b")
_NO_CHOICE = re.compile(r"^»(?P<word>[^»«]+)« är inget val för \S+\.$")


def told(mistake: Mistake) -> str:
    """A mistake as the form says it. What was meant is left out: it is a button of its own."""
    message = mistake.message
    if found := _UNKNOWN.match(message):
        message = f"Ingen fråga och inget villkor heter {found['word']}."
    elif found := _NO_CHOICE.match(message):
        message = f"»{found['word']}« är inget av svaren på frågan."
    hint = _STEP.sub(lambda found: number_of(found[0]), mistake.hint)
    message = _STEP.sub(lambda found: number_of(found[0]), message)
    if hint.endswith("i fakta.yaml."):
        hint = "Rätta namnet, eller lägg till frågan först."
    return f"{message} {hint}".strip()


def meant(mistake: Mistake) -> str:
    """The word that was probably meant; empty where none is like it."""
    found = _MEANT.match(mistake.hint)
    return found["word"] if found and mistake.found else ""


def mended(text: str, mistake: Mistake) -> str:
    """The text with the word that was meant in the place of the one that was found."""
    at = text.find(mistake.found, max((mistake.column or 1) - 1, 0))
    word = meant(mistake)
    return text if at < 0 or not word else f"{text[:at]}{word}{text[at + len(mistake.found) :]}"


def label_of(kind: Kind, name: str) -> str:
    """What a field is called in the list of what is wrong: `Väg 3, villkor`."""
    if name == "id":
        return kind.id_label
    if name == WHY:
        return "Varför"
    return ", ".join(_labels(fields_of(kind), name.split(".")))


def _labels(fields: Iterable[Field], way: list[str]) -> list[str]:
    item = next((one for one in fields if one.key == way[0]), None)
    if item is None:
        return []
    if item.shape in ("rader", "par") and len(way) > 1:
        rest = _labels(item.parts, way[2:]) if len(way) > 2 else []
        return [f"{item.row[:1].upper()}{item.row[1:]} {int(way[1]) + 1}", *map(str.lower, rest)]
    rest = _labels(item.parts, way[1:]) if len(way) > 1 else []
    return [item.label, *map(str.lower, rest)]


def warnings_in(kind: Kind, values: Mapping[str, Any]) -> dict[str, str]:
    """What can be saved but is probably not meant: a time limit whose words say another time than its days."""
    limit = values.get("frist")
    if kind.slug != STEP or not isinstance(limit, Mapping) or not str(limit.get("dagar", "")).isdigit():
        return {}
    days = int(limit["dagar"])
    words = {"frist.text": limit.get("text"), "om_inget_svar": values.get("om_inget_svar")}
    found = {name: other_time(str(text or ""), days) for name, text in words.items()}
    return {
        name: f"Här står {said}, men Dagar är {days}. Ändra det som inte stämmer."
        for name, said in found.items()
        if said
    }
