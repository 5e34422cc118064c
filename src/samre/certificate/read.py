"""The door: bytes of a file in, a Certificate out, whatever kind of läkarintyg it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from .forms import Forms, load
from .json_elements import is_element_certificate, read_element_certificate
from .json_form import is_certificate, read_json_certificate
from .model import Certificate, Unreadable
from .prefill import is_draft_json, read_prefill
from .raw import Raw, finish
from .safety import check_bytes, decode, parse_json, parse_xml
from .state import FORMAT, from_json, to_json
from .typed import typed
from .xml_7263 import read_old_certificate
from .xml_v3 import local, read_certificate

__all__ = ["from_json", "read", "size_limit", "to_json"]

_ROOTS = ("intyg", "lakarutlatande", "forifyllnad", "CreateDraftCertificate")
_NO_CERTIFICATE = "Filen är {what}, men inget läkarintyg hittades i den. Kontrollera att rätt fil är vald."


def size_limit() -> int:
    """The greatest number of bytes `read` accepts. Read one byte more than this from a stream, never the whole of it."""
    return load().limits.size


def read(data: bytes, *, name: str = "") -> Certificate:
    """The läkarintyg in a file's bytes. The kind is found from the content; `name` is only compared with it.

    Raises Unreadable, whose text is a Swedish sentence for the user, where there is no läkarintyg to read or the file is
    hostile. Never touches disk or network; memory is bounded by the size limit.
    """
    forms = load()
    notices: list[str] = []
    check_bytes(data, forms.limits)
    text = decode(data, notices)
    if text.startswith("<"):
        certificate = _read_xml(text, forms, notices, name)
    elif text.startswith(("{", "[")):
        certificate = _read_json(text, forms, notices, name)
    else:
        raise Unreadable(
            "Filen är varken XML eller JSON och kan inte läsas som ett läkarintyg. "
            "Öppna filen och skriv av svaren, eller be vården om intyget som XML."
        )
    return certificate


def _read_xml(text: str, forms: Forms, notices: list[str], name: str) -> Certificate:
    root = parse_xml(text)
    _compare_name(name, "xml", notices)
    found = _find(root)
    if found is None:
        # Some envelopes carry the certificate as text: CDATA, or with its signs escaped.
        root = _opened(root)
        found = _find(root)
    if found is None:
        old = next((element for element in root.iter() if local(element) == "utlatande"), None)
        what = (
            "ett utlåtande i en äldre form som inte läses" if old is not None else f"XML ({local(root)[:60]})"
        )
        raise Unreadable(_NO_CERTIFICATE.format(what=what))
    raw = Raw("xml-v3", forms, notices=notices)
    kind = local(found)
    if kind == "lakarutlatande":
        raw.kind = "xml-7263"
        read_old_certificate(found, raw)
    elif kind == "intyg":
        read_certificate(found, raw)
        _warn_of_more(root, raw)
    else:
        raw.kind = "prefill-xml"
        read_prefill(found, raw)
    return finish(raw)


def _find(root: etree._Element) -> etree._Element | None:
    """The outermost element that holds a certificate, also inside an envelope."""
    for element in root.iter():
        name = local(element)
        if name in _ROOTS and len(element) and (name != "intyg" or _is_certificate(element)):
            return element
    return root if local(root) in _ROOTS[2:] else None


def _opened(envelope: etree._Element) -> etree._Element:
    """The XML that stands as text in an envelope, or the envelope itself where there is none. One level only."""
    for element in envelope.iter():
        text = (element.text or "").strip()
        if text.startswith("<") and any(name in text for name in _ROOTS):
            return parse_xml(text)
    return envelope


def _is_certificate(intyg: etree._Element) -> bool:
    return any(local(below) in ("typ", "svar", "intygs-id") for below in intyg)


def _warn_of_more(root: etree._Element, raw: Raw) -> None:
    others = sum(1 for element in root.iter("{*}intyg") if _is_certificate(element)) - 1
    if others > 0:
        raw.notices.append(
            f"Filen innehåller {others + 1} intyg. Bara det första lästes. Lägg in de andra var för sig."
        )


def _read_json(text: str, forms: Forms, notices: list[str], name: str) -> Certificate:
    found = parse_json(text, forms.limits)
    _compare_name(name, "json", notices)
    raw = Raw("json", forms, notices=notices)
    if isinstance(found, dict) and found.get("format") == FORMAT:
        return from_json(found)
    if isinstance(found, dict) and found.get("kind") == "typed":
        return _read_typed(found)
    found = _unwrapped(found, raw)
    if found is None:
        raise Unreadable(_NO_CERTIFICATE.format(what="JSON"))
    if is_draft_json(found) and not is_element_certificate(found):
        raw.kind = "prefill-json"
        raw.notices.append(
            "Filen är ett utkast till intyg: ifyllt i förväg, inte undertecknat. Saknade svar är inga fel."
        )
    if is_element_certificate(found):
        read_element_certificate(found, raw)
    else:
        read_json_certificate(found, raw)
    return finish(raw)


def _unwrapped(found: object, raw: Raw) -> dict[str, Any] | None:
    """The certificate itself: the JSON object, or the only such object one level down. None where there is none."""
    if isinstance(found, dict) and _holds_certificate(found, raw):
        return found
    below = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
    inside = [value for value in below if isinstance(value, dict) and _holds_certificate(value, raw)]
    if len(inside) > 1:
        raw.notices.append(
            f"Filen innehåller {len(inside)} intyg. Bara det första lästes. Lägg in de andra var för sig."
        )
    return inside[0] if inside else None


def _holds_certificate(found: Mapping[str, Any], raw: Raw) -> bool:
    return is_element_certificate(found) or is_certificate(found, raw)


def _read_typed(found: Mapping[str, Any]) -> Certificate:
    form, answers = found.get("form"), found.get("answers")
    if not isinstance(form, str) or not isinstance(answers, dict):
        raise Unreadable("Det inskrivna intyget saknar blankett (form) eller svar (answers).")
    return typed(answers, form=form)


def _compare_name(name: str, kind: str, notices: list[str]) -> None:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending != kind and ending not in ("txt", "intyg"):
        notices.append(
            f"Filnamnet slutar på .{ending[:10]}, men innehållet är {kind.upper()}. Filen lästes efter innehållet."
        )
