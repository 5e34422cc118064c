"""What was let out as one paper: a page of contents, then category by category. Made of the snapshot and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from samre.certificate.wording import in_words

from ..rules.disclosures import disclosure_rules
from ..rules.inbox import written_reference
from .paper import TO, Block, Fields, Heading, NewPage, Paper, Text
from .snapshots import contents, sha256_of

FORM = "utlamnande"


def packet(snapshot: Mapping[str, Any]) -> Paper:
    """The paper of a snapshot. The same snapshot gives the same paper."""
    words, sender = disclosure_rules()["packe"], snapshot["sender"]
    return Paper(
        form=FORM,
        title=snapshot["title"],
        purpose=words["syfte"],
        sender=tuple(line for line in (sender["authority"], sender["unit"]) if line),
        head=tuple(_head(snapshot, words["huvud"])),
        blocks=(
            *_first_page(snapshot, words),
            NewPage(),
            *_sections(snapshot, words),
            *_end(snapshot, words),
            *_annexes(snapshot, words),
        ),
        foot=snapshot["foot"],
        pathway=snapshot["pathway"],
        written_on=date.fromisoformat(snapshot["assessed"]["on"]),
    )


def _head(snapshot: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    ground, assessed, sender = snapshot["ground"], snapshot["assessed"], snapshot["sender"]
    yield TO, snapshot["receiver"]["name"].replace(", ", "\n")
    yield words["datum"], _day(assessed["on"])
    yield words["referens"], written_reference(snapshot["reference"])
    yield words["ändamål"], snapshot["purpose"]["name"]
    yield words["grund"], f"{ground['name']} ({', '.join(ground['provisions'])})"
    yield words["prövat"], ", ".join(part for part in (assessed["by"], assessed["title"].lower()) if part)
    if snapshot["answer_by"]:
        yield words["svar"], _day(snapshot["answer_by"])
    for label, value in ((words["telefon"], sender["phone"]), (words["epost"], sender["mail"])):
        if value:
            yield label, value


def _first_page(snapshot: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    if snapshot["asked"]:
        yield Heading(words["begärt"] if snapshot["on_request"] else words["gäller"])
        yield Text(snapshot["asked"])
    if snapshot["proviso"]:
        yield Heading(words["förbehåll"])
        yield Text(snapshot["proviso"])
    rows = tuple((heading, counted_rows(number)) for heading, number in contents(snapshot))
    yield Heading(words["innehåll"])
    yield Fields(rows)
    yield Text(words["kontroll"].format(summa=sha256_of(snapshot)), quiet=True)


def counted_rows(number: int) -> str:
    """`3 uppgifter`"""
    words = disclosure_rules()["packe"]["rader"]
    return str(words["en" if number == 1 else "flera"].format(antal=number))


def _sections(snapshot: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    for section in snapshot["sections"]:
        if "annex" not in section:
            yield Heading(section["heading"])
            yield from _rows(section, words)


def _annexes(snapshot: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    """Whole files, each on pages of its own, last."""
    for section in snapshot["sections"]:
        if "annex" in section:
            annex = section["annex"]
            yield NewPage()
            yield Heading(section["heading"])
            yield Text(annex["note"], quiet=True)
            yield from _rows(section, words)
            yield Text(words["filens_summa"].format(summa=annex["sha256"]), quiet=True)


def _rows(section: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    for row in section["rows"]:
        yield Heading(row["label"], level=3)
        yield from (Text(text) for text in row["texts"])
        for said in row["objections"]:
            label = words["invändning"].format(dag=_day(said["said_on"]))
            yield Text(f"{label}: {said['text']}")
        if origin := origin_of(row):
            yield Text(origin, quiet=True)


def origin_of(row: Mapping[str, Any]) -> str:
    """Where a row comes from, its day, and how long it holds; empty where nothing is known of it."""
    words = disclosure_rules()["packe"]
    parts = [part for part in (row["source"], _day(row["said_on"])) if part]
    if row["source"] and row["said_on"] and _day(row["said_on"]) in row["source"]:
        parts.pop()
    text = words["källa"].format(källa=", ".join(parts)) if parts else ""
    until = words["gäller_till"].format(dag=_day(row["holds_to"])) if row["holds_to"] else ""
    return ", ".join(part for part in (text, until) if part)


def _end(snapshot: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(words["svara"])
    yield Text(words["svara_hur"].format(referens=written_reference(snapshot["reference"])))


def _day(text: str) -> str:
    return in_words(date.fromisoformat(text)) if text else ""
