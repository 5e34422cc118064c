"""The papers of a meeting of the steering group: the calling with its agenda, and the minutes with what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from samre.accounts.models import Authority
from samre.casework.documents.paper import Block, Fields, Heading, Paper, Points, Sign, Text
from samre.certificate.wording import in_words
from samre.governance.models import Sitting
from samre.governance.queries.brief_changes import brief_of
from samre.governance.queries.names import signer_of
from samre.governance.queries.published import DecisionShown

from .paper_files import paper_pdf


def calling_pdf(sitting: Sitting) -> bytes:
    """The calling, as it is sent."""
    return paper_pdf(calling_paper(sitting))


def minutes_pdf(sitting: Sitting, decisions: Sequence[DecisionShown], *, signer: str = "") -> bytes:
    """The minutes; before they are signed they say that they are a draft. `signer`: by what name they are signed."""
    return paper_pdf(minutes_paper(sitting, decisions, signer=signer))


def calling_paper(sitting: Sitting) -> Paper:
    """When and where, and what is taken up."""
    blocks = (Heading("Dagordning"), Points(_points(sitting), numbered=True))
    title = f"Kallelse till styrgruppens sammanträde {sitting.number}"
    return _paper(
        sitting,
        title,
        (*_head(sitting), ("Kallas av", f"{signer_of(sitting)}, {sitting.by_authority}")),
        blocks,
    )


def minutes_paper(sitting: Sitting, decisions: Sequence[DecisionShown], *, signer: str = "") -> Paper:
    """Who came, what was taken up, said and decided, and who signed."""
    title = f"Protokoll från styrgruppens sammanträde {sitting.number}"
    if sitting.signed_at is None:
        title = f"Utkast: {title}"
    return _paper(sitting, title, _head(sitting), tuple(_minutes(sitting, decisions, signer)))


def _minutes(sitting: Sitting, decisions: Sequence[DecisionShown], signer: str) -> Iterator[Block]:
    yield Heading("Närvarande")
    named = tuple(", ".join(filter(None, (one["name"], one["for"]))) for one in sitting.present)
    yield Points(named) if named else Text("Ingen är antecknad än.")
    yield Heading("Dagordning")
    yield Points(_points(sitting), numbered=True)
    yield Heading("Vad som sades")
    yield from (Text(part) for part in sitting.minutes.splitlines() if part.strip())
    if not sitting.minutes.strip():
        yield Text("Inget är antecknat.")
    yield Heading("Beslut")
    if not decisions:
        yield Text("Styrgruppen fattade inget beslut om kartan.")
    for one in decisions:
        yield Heading(f"{one.title}: {one.outcome_words.lower()}", 3)
        yield Text(one.reason)
        if told := tuple(change.text for change in brief_of(one.draft, one.revision)):
            yield Text("Det här ändras på kartan:")
            yield Points(told)
        yield Fields((("Beslutat av", f"{one.by_name}, {one.by_authority}"), ("Kontrollsumma", one.hash)))
    yield Heading("Justering")
    if sitting.signed_at is None:
        yield Sign(("Namn", "Dag"))
    else:
        yield Text(f"Justerat av {signer} {in_words(timezone.localdate(sitting.signed_at))}.")


def _head(sitting: Sitting) -> tuple[tuple[str, str], ...]:
    place = (("Plats", sitting.place),) if sitting.place else ()
    return (("Dag", in_words(sitting.on)), *place)


def _points(sitting: Sitting) -> tuple[str, ...]:
    return tuple(point["title"] for point in sitting.agenda)


def _paper(
    sitting: Sitting, title: str, head: tuple[tuple[str, str], ...], blocks: tuple[Block, ...]
) -> Paper:
    keeper = Authority.objects.get(pk=sitting.keeper_id).name
    written: date = timezone.localdate(sitting.signed_at or sitting.at)
    return Paper(
        form="",
        title=title,
        sender=(keeper, "Styrgruppen"),
        head=head,
        blocks=blocks,
        foot=f"Styrgruppens sammanträde {sitting.number}, {keeper}.",
        pathway="",
        written_on=written,
    )
