"""The contact list as vCard 4.0 (RFC 6350), for a phone or a mail program, and read back; version 3.0 is read as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .contact_csv import MOST_ROWS, BadFile, cells_of, decoded
from .directory import Reach

LINE = 75  # octets, RFC 6350 3.2
# Longer than any text of a contact: a picture, or something made to keep us busy.
LONGEST = 10_000
_UNESCAPED = re.compile(r"\\([\\,;nN])")
# Up to the next semicolon that is not escaped; an escaped backslash escapes nothing after it.
_PART = re.compile(r"((?:\\.|[^;\\]|\\$)*)(?:;|$)")
# Our own columns that vCard has no place for.
OWN = {"X-SAMRE-PART": "part", "X-SAMRE-FUNKTION": "funktion", "X-SAMRE-TIDER": "tider"}


def write_vcards(rows: Iterable[Reach]) -> bytes:
    """One card for each contact, in UTF-8."""
    return "".join(f"{_folded(line)}\r\n" for row in rows for line in _lines(row)).encode()


def read_vcards(data: bytes) -> list[dict[str, str]]:
    """Cards as rows of columns, as a file of contacts gives them. Raises BadFile."""
    text = decoded(data)
    text = re.sub(r"\r?\n[ \t]", "", text)
    found: list[dict[str, str]] = []
    card: dict[str, str] | None = None
    for line in text.splitlines():
        if len(line) > LONGEST:
            continue
        name, _, value = line.partition(":")
        property_, _, parameters = name.partition(";")
        property_ = property_.rpartition(".")[2].upper()
        if property_ == "BEGIN" and value.strip().upper() == "VCARD":
            card = {}
        elif property_ == "END" and card is not None:
            found.append(card)
            card = None
        elif card is not None:
            _take(card, property_, parameters, value.strip())
    if not found:
        raise BadFile("Filen har inga visitkort. Ett vCard börjar med raden BEGIN:VCARD.")
    if len(found) > MOST_ROWS:
        raise BadFile(f"Filen har fler än {MOST_ROWS} kort. Dela den i flera.")
    return found


def _lines(row: Reach) -> Iterator[str]:
    cells = {column: _escaped(text) for column, text in cells_of(row).items()}
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{row.id}"
    yield f"KIND:{'individual' if row.name else 'org'}"
    yield f"FN:{_escaped(row.name or row.title)}"
    yield f"ORG:{cells['myndighet']}" + (f";{cells['enhet']}" if row.unit else "")
    yield from (f"TITLE:{_escaped(row.function_name)}",) if row.function_name else ()
    yield from (f'TEL;TYPE="work,voice":{cells["telefon"]}',) if row.phone else ()
    yield from (f"EMAIL;TYPE=work:{cells['e_post']}",) if row.email else ()
    yield from (f"ADR;TYPE=work:;;{cells['adress']};;;;",) if row.address else ()
    yield from (f"URL;TYPE=work:{row.web}",) if row.web else ()
    yield from (f"NOTE:{cells['for_vad']}",) if row.matter else ()
    yield from (f"CATEGORIES:{','.join(row.own_steps)}",) if row.own_steps else ()
    yield from (f"{name}:{cells[column]}" for name, column in OWN.items() if cells[column])
    if row.verified_on:
        yield f"REV:{row.verified_on:%Y%m%d}T000000Z"
    yield "END:VCARD"


def _take(card: dict[str, str], name: str, parameters: str, value: str) -> None:
    """One property of a card into its column; the first of each kind."""
    parts = [_plain(part) for part in _PART.findall(value)]
    match name:
        case "ORG":
            card["myndighet"] = parts[0]
            card["enhet"] = next((part for part in parts[1:] if part), "")
        case "FN":
            card["fn"] = _plain(value)
        case "KIND":
            card["slag"] = value.lower()
        case "UID":
            card["id"] = value.removeprefix("urn:uuid:")
        case "TEL":
            card.setdefault("telefon", _plain(value).removeprefix("tel:"))
        case "EMAIL":
            card.setdefault("e_post", _plain(value))
        case "URL":
            card.setdefault("webb", _plain(value))
        case "ADR":
            card.setdefault("adress", ", ".join(part for part in parts if part))
        case "NOTE":
            card["for_vad"] = _plain(value)
        case "CATEGORIES":
            card["steg"] = ", ".join(re.findall(r"S\d+", value.upper()))
        case "END":
            pass
        case _ if name in OWN:
            card[OWN[name]] = _plain(value)
    if name in ("FN", "ORG", "KIND"):
        _name(card)


def _name(card: dict[str, str]) -> None:
    """A card's full name is a person, unless it is the organisation's own card; a card without organisation is one."""
    full, is_org = card.get("fn", ""), card.get("slag") == "org"
    organisation = {card.get("myndighet", ""), card.get("enhet", "")}
    card["namn"] = "" if is_org or full in organisation or "myndighet" not in card else full
    if full and not card.get("myndighet"):
        card["myndighet_av_namn"] = full


def _folded(line: str) -> str:
    """No line longer than 75 octets: what goes on begins with a blank."""
    parts: list[str] = []
    rest = line
    while len(rest.encode()) > LINE - bool(parts):
        cut = len(rest.encode()[: LINE - bool(parts)].decode(errors="ignore"))
        parts.append(rest[:cut])
        rest = rest[cut:]
    return "\r\n ".join([*parts, rest])


def _escaped(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r", "")
        .replace("\n", "\\n")
    )


def _plain(text: str) -> str:
    return _UNESCAPED.sub(lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), text).strip()
