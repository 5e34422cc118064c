"""Writes docs/handbok/lagregister.md from the map's own files: what has been read, when, and what is uncertain.

    .venv/bin/python scripts/write_law_register.py

tests/docs holds the page to the map; run this when it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from samre.pathway.model import DatedValue, Law, Pathway, Programme
from samre.pathway.reading.load import load_pathway

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "samre" / "definitions" / "2026-11"
PAGE = ROOT / "docs" / "handbok" / "lagregister.md"

HEAD = """# Lagregistret: vad som är läst, och vad som är osäkert

Sidan skrivs av `scripts/write_law_register.py` ur kartans egna filer. Ändra där, inte här. Den gäller {name},
version {version}.

Kartan är inte lagtext. Det som står här under *Osäkert* och *Kontrollera* visas också vid stegen på kartan. Fråga kommunens jurist
innan ni lutar er mot något av det.
"""


def law_lines(law: Law) -> Iterator[str]:
    """One law: its name and number, when it was read and is to be read again, and what is to be said about it."""
    number = f" ({law.number})" if law.number else ""
    read = f"läst {law.checked}" if law.checked else "**inte läst i sin helhet**"
    again = f", läses igen {law.next_check}" if law.next_check else ""
    yield f"* **{law.id}** {law.name}{number}: {read}{again}."
    if law.source:
        yield f"  Källa: {law.source.rstrip('.')}."
    if law.note:
        yield f"  {law.note}"


def value_lines(value: DatedValue) -> Iterator[str]:
    """One number of the trade that somebody has to look at."""
    unit = f" {value.unit}" if value.unit else ""
    spans = [f"{number}{unit} {from_}–{to or ''}" for from_, to, number in value.spans]
    table = [f"{key}: {number}{unit}" for key, number in sorted(value.table.items())]
    yield f"* **{value.name}** ({', '.join(spans + table)})."
    yield f"  {value.verify}"


def programme_lines(pathway: Pathway, programme: Programme) -> Iterator[str]:
    """One programme: whose it is, from when to when, and what has to be looked at."""
    when = f"{programme.valid_from or ''}–{programme.valid_to or ''}"
    span = f", {when}" if when != "–" else ""
    yield f"* **{programme.name}** ({pathway.actors[programme.actor].name}{span})."
    if programme.verify:
        yield f"  {programme.verify}"


def render(pathway: Pathway) -> str:
    """The whole page."""
    lines = [HEAD.format(name=pathway.name, version=pathway.id.removeprefix("samre-")), "## Lagarna", ""]
    for law in sorted(pathway.laws.values(), key=lambda law: law.name.casefold()):
        lines += law_lines(law)
    lines += ["", "## Osäkert i stegen", ""]
    for step in pathway.steps.values():
        if step.uncertain:
            lines.append(f"* **{step.id} {step.name}**")
            lines += [f"  * {text}" for text in step.uncertain]
    lines += ["", "## Åldrar, tider och belopp att kontrollera", ""]
    for value in pathway.values.values():
        if value.verify:
            lines += value_lines(value)
    lines += [
        "",
        "## Program och insatser",
        "",
        "Utbudet ändras ofta. Fråga alltid vad som gäller hos er.",
        "",
    ]
    for programme in pathway.programmes.values():
        lines += programme_lines(pathway, programme)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(load_pathway(FOLDER)), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} är skriven.")
