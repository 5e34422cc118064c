"""Takes unknown bytes to text, XML or JSON, and refuses what is hostile, too big or no läkarintyg at all.

Nothing here reaches the network or the disk. Everything is refused before it can grow: the size before the decoding,
document types (and with them every kind of entity) before the parsing, depth while parsing.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, NoReturn

from lxml import etree

from .forms import Limits
from .model import Unreadable

# First bytes of files people send by mistake, and what to call them.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "en PDF"),
    (b"PK\x03\x04", "en zip-fil eller ett Word- eller Excel-dokument"),
    (b"PK\x05\x06", "en tom zip-fil"),
    (b"\x1f\x8b", "en packad fil (gzip)"),
    (b"BZh", "en packad fil (bzip2)"),
    (b"\xfd7zXZ\x00", "en packad fil (xz)"),
    (b"7z\xbc\xaf\x27\x1c", "en packad fil (7-zip)"),
    (b"Rar!\x1a\x07", "en packad fil (rar)"),
    (b"\x28\xb5\x2f\xfd", "en packad fil (zstd)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ett äldre Office-dokument eller ett sparat mejl"),
    (b"{\\rtf", "ett RTF-dokument"),
    (b"\x89PNG", "en bild (PNG)"),
    (b"\xff\xd8\xff", "en bild (JPEG)"),
    (b"GIF8", "en bild (GIF)"),
    (b"II*\x00", "en bild (TIFF)"),
    (b"MM\x00*", "en bild (TIFF)"),
    (b"RIFF", "en bild eller ett ljud"),
    (b"MZ", "ett program"),
    (b"\x7fELF", "ett program"),
)
_TYPE_IN = "Öppna filen och skriv av svaren, eller be vården om intyget som XML."
_SEND_AGAIN = "Be avsändaren skicka filen igen."

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a file may claim to be written in. Anything else could hide a document type from us.
_ENCODINGS = frozenset(
    {"utf-8", "ascii", "iso8859-1", "iso8859-15", "iso8859-4", "iso8859-9", "cp1252", "cp850", "cp865"}
)
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}\?>")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DOCUMENT_TYPE = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b", re.IGNORECASE)
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONE_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u00[01]", re.IGNORECASE)
_MAX_DIGITS = 30
_LOST = "Några tecken i filen gick inte att läsa. De visas som \ufffd."


def check_bytes(data: bytes, limits: Limits) -> None:
    """Refuses, with an Unreadable that says what it is and what to do: too big, empty, or another kind of file."""
    if len(data) > limits.size:
        # No size is told: callers read no further than one byte past the limit.
        raise Unreadable(
            f"Filen är för stor för att vara ett läkarintyg (högst {limits.size / 1_000_000:.0f} MB läses). "
            "Kontrollera att rätt fil är vald."
        )
    start = data[:2048].lstrip()
    if not start and not data.strip():
        raise Unreadable(f"Filen är tom. {_SEND_AGAIN}")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"Filen är {what}, inte ett elektroniskt läkarintyg. {_TYPE_IN}")
    if data[4:8] == b"ftyp":
        raise Unreadable(f"Filen är en bild eller en film, inte ett elektroniskt läkarintyg. {_TYPE_IN}")
    if b"%PDF-" in data[:1024]:
        raise Unreadable(f"Filen är en PDF, inte ett elektroniskt läkarintyg. {_TYPE_IN}")
    if start[:15].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise Unreadable(f"Filen är en webbsida, inte ett läkarintyg. {_TYPE_IN}")


def decode(data: bytes, notices: list[str]) -> str:
    """The text of a file, however it is encoded. What had to be guessed is told in `notices`.

    Raises Unreadable for nul bytes, unknown encodings and bytes that are no text.
    """
    text = _decode(data, notices)
    if "\x00" in text:
        raise Unreadable(f"Filen innehåller nolltecken och är skadad eller inte en textfil. {_SEND_AGAIN}")
    return text.lstrip("\ufeff \t\r\n")


def _decode(data: bytes, notices: list[str]) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    if data[:2] in (b"<\x00", b"{\x00", b"[\x00"):
        return _strict(data, "utf-16-le")
    if data[:2] in (b"\x00<", b"\x00{", b"\x00["):
        return _strict(data, "utf-16-be")
    declared = _declared_encoding(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        mended = data.decode("utf-8", errors="replace")
        if declared in ("utf-8", "ascii") and _is_mostly_whole(mended):
            notices.append(_LOST)
            return mended
        if declared in ("utf-8", "ascii"):
            notices.append(
                "Filen anger fel teckenkodning. Den lästes som Windows-1252 så att å, ä och ö blir rätt."
            )
            declared = "cp1252"
        return _single_byte(data, declared, notices)
    if declared not in ("utf-8", "ascii") and not data.isascii():
        notices.append("Filen anger fel teckenkodning. Den lästes som UTF-8.")
    return text


def _is_mostly_whole(text: str) -> bool:
    """Whether more of a text's characters beyond ASCII were decoded than lost: damaged UTF-8, not another encoding."""
    lost = text.count("\ufffd")
    beyond = len(text) - len(text.encode("ascii", errors="ignore"))
    return beyond - lost > lost


def _declared_encoding(data: bytes) -> str:
    """The encoding an XML declaration states, as Python names it; UTF-8 where none is stated."""
    match = _DECLARED.match(data.lstrip()[:300])
    if match is None:
        return "utf-8"
    name = match[1].decode("ascii")
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = name.lower()
    if found.startswith(("utf-16", "utf-32")):
        return "utf-8"
    if found not in _ENCODINGS:
        raise Unreadable(
            f"Filen anger teckenkodningen {name}, som inte läses. Be avsändaren skicka filen som UTF-8."
        )
    return found


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"Filen innehåller tecken som inte går att läsa. {_SEND_AGAIN}") from error


def _single_byte(data: bytes, encoding: str, notices: list[str]) -> str:
    # A single-byte text has few odd control bytes. Binary files have many.
    odd = sum(data.count(bytes((byte,))) for byte in (*range(1, 9), 14, 15, *range(16, 27)))
    if odd * 100 > len(data):
        raise Unreadable(f"Filen är ingen textfil och kan inte läsas som ett läkarintyg. {_TYPE_IN}")
    text = data.decode(encoding, errors="replace")
    if "\ufffd" in text:
        notices.append(_LOST)
    return text


def parse_xml(text: str) -> etree._Element:
    """The root of an XML text. Raises Unreadable for document types, broken XML and too deep nesting."""
    declaration = _DECLARATION.match(text)
    body = text[declaration.end() :] if declaration else text
    if _DOCUMENT_TYPE.search(body):
        raise Unreadable(
            "Filen innehåller en dokumenttyp eller entiteter (DOCTYPE). Sådana finns aldrig i ett läkarintyg och kan vara "
            "ett angrepp, så filen öppnades inte. Kontakta avsändaren."
        )
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        # libxml2 itself refuses more than 256 levels (huge_tree=False).
        return etree.fromstring(body.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        _refuse_xml(error)
    except (ValueError, UnicodeError) as error:
        raise Unreadable(f"Filen innehåller tecken som inte får finnas i XML. {_SEND_AGAIN}") from error


def _refuse_xml(error: etree.XMLSyntaxError) -> NoReturn:
    message = str(error).lower()
    if "depth" in message or "huge" in message or "too long" in message:
        raise Unreadable(
            "Filen är byggd på ett sätt som inget läkarintyg är (för djup eller för stor) och öppnades inte. "
            "Kontakta avsändaren."
        ) from error
    line = error.lineno or 1
    raise Unreadable(f"Filen är inte hel XML: felet finns på rad {line}. {_SEND_AGAIN}") from error


def parse_json(text: str, limits: Limits) -> Any:
    """The value of a JSON text. Raises Unreadable for broken JSON, doubled keys, NaN, huge numbers and deep nesting."""
    if _is_deep(text, limits.depth):
        raise Unreadable(
            f"Filen har fler än {limits.depth} nivåer. Så är inget läkarintyg byggt, och filen öppnades inte. "
            "Kontakta avsändaren."
        )
    try:
        found = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
            parse_float=_bounded_float,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"Filen är inte hel JSON: felet finns på rad {error.lineno}. {_SEND_AGAIN}"
        ) from error
    if _LONE_SURROGATE_ESCAPE.search(text):
        _check_characters(found)
    return found


def _is_deep(text: str, depth: int) -> bool:
    """Whether brackets outside strings nest deeper than `depth`. Cheap where there are too few of them to do so."""
    if text.count("[") + text.count("{") <= depth:
        return False
    level = 0
    for match in re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{\]}]', text, re.DOTALL):
        sign = match[0]
        if sign in "[{":
            level += 1
            if level > depth:
                return True
        elif sign in "]}":
            level -= 1
    return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise Unreadable(
            f"Fältet {twice[:60]!r} står två gånger i filen, så det går inte att veta vilket som gäller. {_SEND_AGAIN}"
        )
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(f"Filen innehåller värdet {name}, som inte är JSON. {_SEND_AGAIN}")


def _bounded_int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise Unreadable(f"Filen innehåller ett orimligt stort tal ({len(digits)} siffror). {_SEND_AGAIN}")
    return int(digits)


def _bounded_float(digits: str) -> float:
    found = float(digits)
    if len(digits) > _MAX_DIGITS or found in (float("inf"), float("-inf")):
        raise Unreadable(f"Filen innehåller ett orimligt stort tal. {_SEND_AGAIN}")
    return found


def _check_characters(found: object) -> None:
    """Refuses half characters and nul characters written as escapes."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str) and ("\x00" in value or not _is_whole(value)):
            raise Unreadable(f"Filen innehåller tecken som inte går att läsa. {_SEND_AGAIN}")


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def clean(text: str) -> str:
    """The text without control characters that no form may hold (they break pages and letters)."""
    return _CONTROL.sub("", text) if not text.isprintable() else text
