"""The proof on paper: what holds, what does not and of whom it was shown, and why each warning may stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from samre.casework.documents.fact_words import written_day
from samre.casework.documents.paper import Block, Heading, Paper, Points, Table, Text

from .pages.map_proof import ProofPage, Told, WarningTold
from .pages.proof_groups import Sentence
from .paper_files import paper_pdf

FOOT = "Underlag, inte beslut. Alla personer i berättelserna är påhittade."


def proof_pdf(page: ProofPage, *, title: str, what: str, on: date) -> bytes:
    """The proof as tagged PDF."""
    return paper_pdf(proof_paper(page, title=title, what=what, on=on))


def proof_paper(page: ProofPage, *, title: str, what: str, on: date) -> Paper:
    """The proof as blocks."""
    pathway = page.proved.pathway
    return Paper(
        form="",
        title=title,
        sender=(pathway.name,) if pathway else (),
        head=(
            ("Gäller", what),
            ("Kartans märke", pathway.hash[:12] if pathway else "går inte att läsa"),
            ("Prövat", written_day(on.isoformat())),
            ("Det tog", page.seconds),
        ),
        blocks=tuple(_blocks(page)),
        foot=FOOT,
        pathway=pathway.id if pathway else "",
        written_on=on,
    )


def _blocks(page: ProofPage) -> Iterator[Block]:
    yield Heading("Så står det")
    yield Text(page.verdict)
    if page.flaws:
        yield Heading("Det som inte går att läsa")
        yield Points(tuple(f"{one.where}: {one.text} {one.hint}".strip() for one in page.flaws))
    if page.faults or page.broken or page.astray or page.undrawn:
        yield Heading("Det som inte håller")
        yield from _told(page.faults)
        for gone in page.broken:
            yield Heading(f"Övningsfallet {gone.name} pekar på något som inte finns längre", 3)
            yield Points(gone.told)
        for case in page.astray:
            yield Heading(f"Övningsfallet {case.name} hamnar fel", 3)
            yield Points(case.wrong)
        for flaw in page.undrawn:
            yield Heading(flaw.heading, 3)
            yield Text(flaw.text)
    if page.warnings:
        yield Heading("Varningar")
        yield from _warnings("Nya, och saknar skäl", page.new)
        yield from _warnings("Nya, med skäl", page.reasoned)
        yield from _warnings(
            "Fanns redan i kartan" if page.version is None else "I kartan som gäller", page.old
        )
    yield Heading("Så står det med allt som prövas" if page.errors else "Det här är bevisat")
    for group in page.groups:
        yield Heading(group.heading, 3)
        yield Points(tuple(_sentence(one) for one in group.sentences))
    yield Heading("Det här visar beviset inte")
    yield Points(page.limits)


def _told(faults: Iterable[Told]) -> Iterator[Block]:
    for told in faults:
        found = told.shown
        yield Heading(f"{told.number}. {found.heading}", 3)
        if found.plain:
            yield Text(found.plain)
        if found.story:
            known = tuple(f"{label}: {value}" for label, value in found.story.known)
            yield Text(found.story.opening)
            if known:
                yield Points(known)
            if found.story.rest:
                yield Text(
                    f"Och {len(found.story.rest)} saker till, som bara behövs för att {found.story.name} ska vara där."
                )
            yield Text(f"{found.story.happens} {found.story.answer}".strip())
        if found.mend:
            yield Text(f"Så rättar ni: {found.mend}")


def _sentence(one: Sentence) -> str:
    """A sentence with its mark; in words where it does not hold."""
    said = f"{one.text} {one.count}".strip()
    return f"✓ {said}" if one.mark == "holds" else f"{one.word}: {said}"


def _warnings(heading: str, warnings: tuple[WarningTold, ...]) -> Iterator[Block]:
    if not warnings:
        return
    if any(one.warned.reason for one in warnings):
        yield Table(
            heading, ("Varning", "Skäl"), tuple((one.told.shown.heading, _why(one)) for one in warnings)
        )
        return
    yield Heading(heading, 3)
    yield Points(tuple(one.told.shown.heading for one in warnings))


def _why(one: WarningTold) -> str:
    reason = one.warned.reason
    if reason is None:
        return ""
    return f"{reason.text} ({reason.by_name}, {reason.by_authority})" if reason.by_name else reason.text
