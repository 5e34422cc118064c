"""What `samre population compare` answers: who moves from which step to which, and the facts that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from samre.pathway.model import Pathway
from samre.pathway.people.columns import Columns
from samre.pathway.people.impact import Move, compare

from .text import folded, table, thousands

UNSETTLED = "går inte att säga än"


def answer(old: Pathway, new: Pathway, people: Columns) -> dict[str, Any]:
    """The impact as plain data. A step is null where several steps can turn out to be the next one."""
    impact = compare(old, new, people)
    steps = dict.fromkeys([*new.priority, *old.priority])
    return {
        "old": {"pathway": old.id, "version": old.hash[:12]},
        "new": {"pathway": new.id, "version": new.hash[:12]},
        "people": impact.people,
        "moved": impact.moved,
        "changed": list(impact.changed),
        "moves": [move_answer(old, new, move) for move in impact.moves],
        "matrix": [
            {"before": before or None, "after": after or None, "people": count}
            for (before, after), count in impact.matrix.items()
        ],
        "open": {
            step: {"before": impact.open_before.get(step, 0), "after": impact.open_after.get(step, 0)}
            for step in steps
        },
    }


def move_answer(old: Pathway, new: Pathway, move: Move) -> dict[str, Any]:
    """One group of people; `examples` can be given to `samre route` as facts."""
    labels = {**old.facts, **new.facts}
    return {
        "before": move.before or None,
        "after": move.after or None,
        "before_name": old.steps[move.before].short if move.before else UNSETTLED,
        "after_name": new.steps[move.after].short if move.after else UNSETTLED,
        "people": move.people,
        "because": list(move.because),
        "because_names": [labels[fact].label or fact for fact in move.because],
        "examples": [dict(example) for example in move.examples],
    }


def describe(found: Mapping[str, Any]) -> str:
    """The impact for a terminal."""
    return "\n".join(_lines(found))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    if found["changed"]:
        yield from folded("Ändrade steg: ", ", ".join(found["changed"]))
    if found["moves"]:
        yield table(
            [
                [
                    move["people"],
                    _place(move, "before"),
                    _place(move, "after"),
                    ", ".join(move["because_names"]),
                ]
                for move in found["moves"]
            ],
            heads=("Antal", "Från", "Till", "Uppgifter i det som ändrats"),
        )
    yield f"{thousands(found['moved'])} av {thousands(found['people'])} människor får ett annat nästa steg."


def _place(move: Mapping[str, Any], end: str) -> str:
    return f"{move[end]} {move[f'{end}_name']}" if move[end] else str(move[f"{end}_name"])
