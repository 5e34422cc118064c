"""What a draft does, on paper: for the steering group to read before it decides."""

from __future__ import annotations

from collections.abc import Iterator

from samre.casework.documents.paper import Block, Heading, Paper, Points, Table, Text
from samre.certificate.wording import in_words
from samre.governance.queries.drafts import DraftShown

from .pages.impact_people import ImpactStory, PeopleShown
from .pages.map_impact import ImpactPage, OpenShown
from .templatetags.impact import few, thousands


def impact_paper(draft: DraftShown, page: ImpactPage, *, keeper: str) -> Paper:
    """The page as a paper; `keeper` is whose map it is."""
    return Paper(
        form="",
        title=f"Det här gör förslaget: {draft.title}",
        sender=(keeper,),
        head=(
            ("Förslag", f"{draft.title}, sparning {draft.revision}"),
            ("Jämfört med", f"version {page.base} av kartan"),
            ("Räknat", in_words(page.on)),
        ),
        blocks=tuple(_blocks(draft, page)),
        foot=f"Sparning {draft.revision}. Underlag inför beslut.",
        pathway="",
        written_on=page.on,
    )


def _blocks(draft: DraftShown, page: ImpactPage) -> Iterator[Block]:
    yield Text(draft.why)
    if not page.changes:
        yield Text("Förslaget ändrar inget på kartan.")
    yield Heading("Öppna ärenden")
    if page.open:
        yield from _open(page.open)
    if page.people:
        yield Heading(f"{thousands(page.people.people)} påhittade personer")
        yield from _people(page.people)
    elif page.no_people:
        yield Text(page.no_people)
    yield Heading("Övningsfallen")
    yield from _cases(page)


def _open(found: OpenShown) -> Iterator[Block]:
    counts = found.counts
    if counts.cases is None:
        yield Text(f"Färre än {found.least} öppna ärenden. Så små antal visas inte.")
        return
    rows = (
        ("Öppna ärenden", few(counts.cases)),
        ("Inget ändras i dem", few(counts.ahead)),
        ("Ett steg de har blir annorlunda", few(counts.behind)),
        ("Får ett annat nästa steg", few(counts.moved)),
    )
    who = "hos alla som följer kartan" if found.is_shared else "hos er"
    yield Table(f"Öppna ärenden {who}", ("Läge", "Antal"), rows)
    if found.ways:
        yield Table(
            "Från vilket steg till vilket",
            ("I dag", "Med förslaget", "Ärenden"),
            tuple(
                (way.before, way.after, "få" if way.cases is None else thousands(way.cases))
                for way in found.ways
            ),
        )
    if found.is_shared:
        yield Text(
            f"Talen är avrundade till närmaste {found.least}. Därför går de inte alltid ihop.", quiet=True
        )
    if found.hides:
        yield Text(
            f"Antal under {found.least} visas inte, och inte heller sådana som de kan räknas ut ur.",
            quiet=True,
        )


def _people(people: PeopleShown) -> Iterator[Block]:
    if not people.moved:
        yield Text("Ingen av dem får ett annat nästa steg.")
    else:
        yield Text(f"{thousands(people.moved)} får ett annat nästa steg, {people.share}.")
        yield Text(f"Det avgörs av: {', '.join(people.because)}.")
        yield Table(
            "Från vilket steg till vilket",
            ("I dag", "Med förslaget", "Personer"),
            tuple((one.before, one.after, thousands(one.people)) for one in people.moves),
        )
        if people.more_moves:
            rest = sum(one.people for one in people.more_moves)
            yield Text(f"{thousands(rest)} till flyttar på {len(people.more_moves)} andra sätt.")
    if people.work:
        yield Table(
            "Vem får mer och vem får mindre att göra",
            ("Har nästa steg", "I dag", "Med förslaget", "Skillnad"),
            tuple(
                (
                    one.name,
                    thousands(one.before),
                    thousands(one.after),
                    f"{thousands(one.size)} {'fler' if one.more > 0 else 'färre'}",
                )
                for one in people.work
            ),
        )
    else:
        yield Text("Ingen får mer eller mindre att göra.")
    for story in people.stories:
        yield from _story(story)
    yield Text(
        "Ingen av personerna finns. De är gjorda efter andelarna vid kartans frågor. Antalen säger hur stor skillnaden är mellan "
        "två kartor, inte hur många som bor hos någon.",
        quiet=True,
    )


def _story(story: ImpactStory) -> Iterator[Block]:
    yield Heading(f"{story.name}, påhittad", 3)
    yield Points(tuple(f"{label}: {text}" for label, text in (*story.caused, *story.known)))
    yield Text(f"I dag: {story.before}. Med förslaget: {story.after}.")


def _cases(page: ImpactPage) -> Iterator[Block]:
    if page.unread_cases:
        yield Text("Övningsfallen går inte att läsa.")
        return
    for heading, cases in (
        ("Inte som väntat", page.unexpected),
        ("Som väntat", page.expected),
        ("Nya fall", page.new),
    ):
        if cases:
            yield Heading(heading, 3)
            yield Points(
                tuple(
                    f"{one.name}. I dag: {one.before or 'finns inte'}. Med förslaget: {one.after}."
                    for one in cases
                )
            )
    yield Text(f"{page.still} övningsfall hamnar där de hamnar i dag.")
