"""The contact list as a file for a spreadsheet: semicolons, a byte order mark, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from .directory import Reach, directory_rules

DELIMITERS = ";\t,"
# A cell that begins like this is a formula to a spreadsheet; an apostrophe before it makes it text again.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
MOST_ROWS = 2000


class BadFile(ValueError):
    """The file can't be read as a contact list; the message says in Swedish what to do."""


def write_csv(rows: Iterable[Reach]) -> bytes:
    """The list as CSV in UTF-8 with a byte order mark, one row for each contact."""
    columns = directory_rules()["kolumner"]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([column["rubrik"] for column in columns.values()])
    for row in rows:
        cells = cells_of(row)
        writer.writerow([_safe(cells[column]) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def cells_of(row: Reach) -> dict[str, str]:
    """Column → what stands in the file."""
    return {
        "id": str(row.id),
        "part": row.party,
        "myndighet": row.authority,
        "enhet": row.unit,
        "funktion": row.function,
        "namn": row.name,
        "for_vad": row.matter,
        "steg": ", ".join(row.own_steps),
        "telefon": row.phone,
        "e_post": row.email,
        "adress": row.address,
        "webb": row.web,
        "tider": row.hours,
        "kontrollerad": row.verified_on.isoformat() if row.verified_on else "",
    }


def read_csv(data: bytes) -> list[dict[str, str]]:
    """Rows of a file, column → text, an empty one for each line that is empty. Raises BadFile.

    Reads UTF-8 with and without a mark, UTF-16 and the spreadsheet's own Windows letters; semicolons, tabs or commas.
    """
    text = decoded(data)
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise BadFile("Filen är tom. Hämta er egen lista som CSV, så ser du hur den ska se ut.")
    delimiter = max(DELIMITERS, key=lambda sign: (lines[0].count(sign), -DELIMITERS.index(sign)))
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise BadFile(
            "Filen går inte att läsa som CSV. Spara den som CSV med semikolon en gång till."
        ) from None
    if len(table) > MOST_ROWS:
        raise BadFile(f"Filen har fler än {MOST_ROWS} rader. Dela den i flera.")
    columns = _columns(table[0])
    return [
        {column: _unsafe(cell.strip()) for column, cell in zip(columns, row, strict=False) if column}
        for row in table[1:]
    ]


def _columns(headings: Iterable[str]) -> list[str]:
    """The column of each heading, "" for one that is not ours. Raises BadFile where none says what authority it is."""
    known: dict[str, str] = {}
    rows: Mapping[str, Mapping[str, object]] = directory_rules()["kolumner"]
    for column, row in rows.items():
        others = row["annat"]
        assert isinstance(others, list)
        for name in (row["rubrik"], *others):
            known[str(name).casefold()] = column
    found = [known.get(_unsafe(heading.strip()).casefold(), "") for heading in headings]
    if "myndighet" not in found:
        wanted = ", ".join(str(row["rubrik"]) for row in rows.values())
        raise BadFile(
            f"Den första raden ska ha rubriker. Kolumnen Myndighet saknas. Rubrikerna är: {wanted}."
        )
    return found


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with a mark, or Windows' own letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _unsafe(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
