"""The agreement as a document: the same blocks on the screen and on tagged paper, with the hash of what it says."""

from __future__ import annotations

from collections.abc import Iterator

from samre.accounts.models import Authority
from samre.casework.documents.paper import Block, Heading, Paper, Points, Sign, Table, Text
from samre.casework.queries.inbox import mark_of
from samre.certificate.wording import in_words
from samre.governance.queries.agreements import UNLAID, AgreementPage
from samre.governance.rules.agreements import Side, agreement_rules
from samre.governance.rules.proof_words import box_name


def agreement_paper(page: AgreementPage) -> Paper:
    """What the parties sign. As long as it is written it says that it is a draft."""
    row, terms = page.row, page.terms
    keeper = Authority.objects.get(pk=row.keeper_id).name
    is_draft = row.state in UNLAID
    foot = f"Överenskommelse nummer {row.number}, {keeper}."
    if row.sha256 and not is_draft:
        foot += f" Kontrollsumma {mark_of(row.sha256)}."
    return Paper(
        form="",
        title=f"Utkast: {terms.title}" if is_draft else terms.title,
        sender=(keeper,),
        head=_head(page),
        blocks=tuple(_blocks(page)),
        foot=foot,
        pathway=row.chart,
        written_on=row.valid_from,
    )


def _head(page: AgreementPage) -> tuple[tuple[str, str], ...]:
    terms = page.terms
    until = f" till och med {in_words(terms.valid_to)}" if terms.valid_to else " tills vidare"
    return (
        ("Nummer", str(page.row.number)),
        ("Gäller", f"från {in_words(terms.valid_from)}{until}"),
        ("Gås igenom senast", in_words(terms.review_on)),
        ("Karta", f"{page.pathway.name}, version {page.version}"),
        ("Lagstöd", str(agreement_rules()["lagstöd"])),
    )


def _blocks(page: AgreementPage) -> Iterator[Block]:
    terms = page.terms
    yield Heading("Parter")
    yield Points(tuple(_side_words(side, page) for side in terms.sides))
    for heading, text in terms.parts:
        yield Heading(heading)
        yield from (Text(line) for line in text.splitlines() if line.strip())
    yield Heading("Åtaganden")
    yield Text("Tiden räknas i kalenderdagar från den dag den andra parten frågar eller steget öppnas.")
    for side in terms.sides:
        yield Heading(side.name, 3)
        yield _promises(side, page)
    yield Heading("Underskrifter")
    yield from _signatures(page)
    if page.row.sha256 and page.row.state not in UNLAID:
        yield Text(f"Kontrollsumma för det som undertecknas (SHA-256): {page.row.sha256}", quiet=True)


def _signatures(page: AgreementPage) -> Iterator[Block]:
    """Who has signed, and lines to sign on for the others."""
    rows = []
    for party in page.parties:
        if party.signed_on is not None:
            at = f": nummer {party.sitting.number}, {in_words(party.sitting.on)}" if party.sitting else ""
            when = f"{in_words(party.signed_on)}\n{party.get_signed_how_display()}{at}"
            rows.append((party.name, f"{party.signatory}, {party.signatory_title}", when))
    if rows:
        yield Table("Undertecknat", ("För", "Av", "När och hur"), tuple(rows))
    for party in page.parties:
        if party.signed_on is None:
            yield Text(f"För {party.name}")
            named = ", ".join(text for text in (party.signatory, party.signatory_title) if text)
            yield Sign((named or "Namn och titel", "Ort och dag"))


def _side_words(side: Side, page: AgreementPage) -> str:
    names = [page.pathway.actors[one].name for one in side.actors if one in page.pathway.actors]
    return f"{side.name} (på kartan: {'; '.join(names)})" if names else side.name


def _promises(side: Side, page: AgreementPage) -> Block:
    """In the order of the map. The time stands below the step: what is promised needs the room."""
    steps, order = page.pathway.steps, list(page.pathway.steps)
    rows = tuple(
        (
            (box_name(page.pathway, one.step) if one.step in steps else one.step)
            + (f"\nInom {one.days} {'dag' if one.days == 1 else 'dagar'}" if one.days else ""),
            one.text,
        )
        for one in sorted(
            side.promises, key=lambda one: order.index(one.step) if one.step in steps else len(order)
        )
    )
    if not rows:
        return Text("Inga åtaganden är skrivna än.")
    return Table(f"Vad {side.name} gör", ("Steg på kartan", "Åtagande"), rows)
