"""What a file of contacts would change, row by row, before anything is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .actions.directory import Incoming
from .actors import Actor
from .contact_csv import BadFile, read_csv
from .contact_fields import read_contact, row_text
from .directory import FIELDS, chart, directory_rules, hidden_names, value_text
from .models import Contact
from .protected import HIDDEN_COLLEAGUE
from .vcards import read_vcards

NEW, CHANGED, SAME, WRONG = "ny", "andras", "lika", "fel"
ENDED = "Raden är borttagen ur listan. Lägg tillbaka den där först."
TWICE = "Samma kontakt står två gånger i filen. Ta bort den ena."


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row of the file. `line` as the spreadsheet counts; `kind`: ny, andras, lika or fel. `differs`: label, what stands
    now, what the file says. `problems`: label and what to do."""

    line: int
    title: str
    kind: str
    differs: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    incoming: Incoming | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole file. `mark` names what was shown: it is the same as long as file and list are."""

    rows: tuple[PreviewRow, ...]
    mark: str

    def of(self, kind: str) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.kind == kind)

    @property
    def new(self) -> tuple[PreviewRow, ...]:
        return self.of(NEW)

    @property
    def changed(self) -> tuple[PreviewRow, ...]:
        return self.of(CHANGED)

    @property
    def same(self) -> tuple[PreviewRow, ...]:
        return self.of(SAME)

    @property
    def wrong(self) -> tuple[PreviewRow, ...]:
        return self.of(WRONG)

    @property
    def incoming(self) -> tuple[Incoming, ...]:
        """What can be put in the list."""
        return tuple(row.incoming for row in self.rows if row.incoming is not None)


def read_file(name: str, data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file or of cards, told apart by what they begin with. Raises BadFile."""
    if not data.strip():
        raise BadFile("Filen är tom. Välj en annan.")
    begins = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:11].upper()
    if begins == b"BEGIN:VCARD" or name.lower().endswith(".vcf"):
        return [_card(card) for card in read_vcards(data)]
    return read_csv(data)


def preview(actor: Actor, rows: Sequence[Mapping[str, str]], *, party: str = "") -> Preview:
    """What the rows would do to the actor's own list. `party`: for rows that don't say whose they are."""
    own = list(Contact.objects.filter(owner_id=actor.authority_id))
    by_id = {str(contact.pk): contact for contact in own}
    by_name = {_key(_as_row(contact)): contact for contact in own}
    hidden, taken, found = hidden_names(), set[object](), []
    for line, cells in enumerate(rows, 2):
        if not any(cells.values()):
            continue
        found.append(_read(line, cells, party, by_id, by_name, hidden, taken))
    told = repr([(row.line, row.kind, row.differs, row.incoming) for row in found])
    return Preview(tuple(found), hashlib.sha256(told.encode()).hexdigest()[:32])


def _read(
    line: int,
    cells: Mapping[str, str],
    party: str,
    by_id: Mapping[str, Contact],
    by_name: Mapping[tuple[str, ...], Contact],
    hidden: frozenset[str],
    taken: set[object],
) -> PreviewRow:
    given = {column: " ".join(cells.get(column, "").split()) for column in FIELDS}
    given["part"] = given["part"] or ("" if cells.get("id") in by_id else party)
    contact = by_id.get(cells.get("id", ""))
    if contact is None:
        contact = by_name.get(_key(read_contact(given)[0]))
    there = {column: row_text(_as_row(contact), column) for column in FIELDS} if contact else {}
    # An empty cell changes nothing: what somebody has written is never lost by a file.
    row, wrong = read_contact({column: given[column] or there.get(column, "") for column in FIELDS})
    if contact and (row["name"] == HIDDEN_COLLEAGUE or contact.name in hidden):
        row["name"] = contact.name
    title = row["unit_name"] or row["authority_name"] or "Rad utan namn"
    columns = directory_rules()["kolumner"]
    problems = [(str(columns[column]["rubrik"]), text) for column, text in wrong.items()]
    key = contact.pk if contact else _key(row)
    if contact and contact.ended_at is not None:
        problems.append(("", ENDED))
    if key in taken and not problems:
        problems.append(("", TWICE))
    if problems:
        return PreviewRow(line=line, title=title, kind=WRONG, problems=tuple(problems))
    taken.add(key)
    if contact is None:
        return PreviewRow(line=line, title=title, kind=NEW, incoming=Incoming(None, 0, row))
    differs = _differences(contact, row)
    return PreviewRow(
        line=line,
        title=title,
        kind=CHANGED if differs else SAME,
        differs=differs,
        incoming=Incoming(contact.pk, contact.revision, row) if differs else None,
    )


def _differences(contact: Contact, row: Mapping[str, object]) -> tuple[tuple[str, str, str], ...]:
    pathway, columns = chart(), directory_rules()["kolumner"]
    return tuple(
        (
            str(columns[column]["rubrik"]),
            value_text(field, getattr(contact, field), pathway) or "–",
            value_text(field, row[field], pathway),
        )
        for column, field in FIELDS.items()
        if getattr(contact, field) != row[field]
    )


def _as_row(contact: Contact) -> dict[str, object]:
    return {field: getattr(contact, field) for field in FIELDS.values()}


def _key(row: Mapping[str, object]) -> tuple[str, ...]:
    """What two rows about the same thing have in common."""
    fields = ("party", "authority_name", "unit_name", "function", "matter")
    return tuple(str(row[field]).casefold() for field in fields)


def _card(card: dict[str, str]) -> dict[str, str]:
    """A card without an organisation is one itself."""
    if not card.get("myndighet"):
        card["myndighet"] = card.get("myndighet_av_namn", "")
    return card
