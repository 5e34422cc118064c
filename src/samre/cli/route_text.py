"""The answer of `samre route` as plain Swedish for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .text import bullets, folded

MOST_QUESTIONS = 5


def describe(found: Mapping[str, Any]) -> str:
    """The next step or the candidates, why, what to find out, and what else is open."""
    parts = [
        _head(found),
        *_conflicts(found),
        *_place(found),
        *_questions(found),
        *_presumed(found),
        *_others(found),
        found["note"],
    ]
    return "\n\n".join(parts)


def _head(found: Mapping[str, Any]) -> str:
    return f"{found['pathway']} · {found['on']}"


def _conflicts(found: Mapping[str, Any]) -> Iterator[str]:
    if found["conflicts"]:
        yield "Uppgifterna går inte ihop:\n" + bullets(found["conflicts"])


def _place(found: Mapping[str, Any]) -> Iterator[str]:
    steps = found["steps"]
    if found["primary"]:
        step = steps[found["primary"]]
        lines = [
            f"Nästa steg: {found['primary']} {found['primary_name']}",
            f"  Ansvarig: {found['responsible_name']}, senast {found['due']}",
        ]
        if step["because"]:
            lines += folded("  Därför: ", "; ".join(_reason(item) for item in step["because"]))
        if found["law"]:
            lines += folded("  Lag: ", ", ".join(found["law"]))
        yield "\n".join(lines)
        return
    lines = [f"{id_} {steps[id_]['name']} ({steps[id_]['status']})" for id_ in found["candidates"]]
    hangs = "\n".join(folded("Det hänger på: ", ", ".join(found["missing_names"])))
    yield f"Nästa steg går inte att säga än. Det kan bli:\n{bullets(lines)}\n{hangs}"


def _reason(item: Mapping[str, Any]) -> str:
    text: str = item["text"]
    return f"{text} ({item['source']})" if item["source"] else text


def _questions(found: Mapping[str, Any]) -> Iterator[str]:
    asks = found["next_questions"]
    if not asks:
        return
    lines = ["Ta reda på, i den här ordningen:"]
    for number, ask in enumerate(asks[:MOST_QUESTIONS], 1):
        lines += folded(f"  {number}. ", ask["question"])
        if ask["who"]:
            lines += folded("     Svarar: ", ask["who"])
        if ask["decides"]:
            lines += folded("     Avgör: ", ", ".join(ask["decides"]))
    if found["about_left"]:
        lines.append(
            f"  Ungefär {found['about_left']:.0f} frågor kvar."
            if found["about_left"] >= 1.5
            else "  En fråga kvar."
        )
    yield "\n".join(lines)


def _presumed(found: Mapping[str, Any]) -> Iterator[str]:
    if found["presumed"]:
        lines = [f"{item['label']}: {item['text']}" for item in found["presumed"]]
        yield "Kartan utgår från detta tills någon har frågat. Kontrollera:\n" + bullets(lines)


def _others(found: Mapping[str, Any]) -> Iterator[str]:
    steps = found["steps"]
    others = [id_ for id_ in found["open"] if id_ not in found["candidates"]]
    if others:
        names = [f"{id_} {steps[id_]['name']}" for id_ in others]
        yield "Också öppet nu:\n" + bullets(names)
