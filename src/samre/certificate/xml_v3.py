"""Reads RegisterCertificate version 3 and everything with the same svar/delsvar structure."""

from __future__ import annotations

from lxml import etree

from .model import Code, Issuer, Period, Quantity, Value
from .raw import Raw, RawAnswer
from .values import parse_date, parse_datetime, parse_number

_NAMESPACE = "urn:riv:clinicalprocess:healthcond:certificate:"
_VALUES = frozenset({"cv", "datePeriod", "pq"})


def local(element: etree._Element) -> str:
    """The element's name without namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names, or None."""
    for name in path:
        if element is None:
            return None
        element = next((below for below in element if local(below) == name), None)
    return element


def text_at(element: etree._Element | None, *path: str) -> str:
    """The text of the element along a path of local names; empty where there is none."""
    found = child(element, *path)
    return (found.text or "") if found is not None else ""


def read_certificate(intyg: etree._Element, raw: Raw) -> None:
    """Fills `raw` from an `intyg` element: header, then answers."""
    type_element = child(intyg, "typ")
    raw.type_code = raw.header(text_at(type_element, "code") or text_at(intyg, "typAvIntyg", "code"))
    if not raw.type_code:
        raw.fault("", "huvud", "Intyget säger inte vilken typ det är.")
    raw.version = raw.header(text_at(intyg, "version"))
    raw.id = raw.header(text_at(intyg, "intygs-id", "extension") or text_at(intyg, "intygs-id"))
    raw.signed_at = parse_datetime(text_at(intyg, "signeringstidpunkt"))
    person = child(intyg, "patient", "person-id")
    if person is not None:
        value = text_at(person, "extension") or person.get("extension", "")
        raw.person = (raw.header(value), raw.header(text_at(person, "root") or person.get("root", "")))
    raw.issuer = read_issuer(child(intyg, "skapadAv"), raw)
    read_answers(intyg, raw)


def read_issuer(element: etree._Element | None, raw: Raw) -> Issuer:
    """Who signed, from a `skapadAv` or `skapadAvHosPersonal` element."""
    unit = child(element, "enhet")
    unit_id = child(unit, "enhets-id")
    hsa = text_at(unit_id, "extension") or (unit_id.get("extension", "") if unit_id is not None else "")
    return Issuer(
        name=raw.header(text_at(element, "fullstandigtNamn")),
        unit=raw.header(text_at(unit, "enhetsnamn")),
        unit_id=raw.header(hsa),
        provider=raw.header(text_at(unit, "vardgivare", "vardgivarnamn")),
        phone=raw.header(text_at(unit, "telefonnummer")),
        email=raw.header(text_at(unit, "epost")),
    )


def read_answers(holder: etree._Element, raw: Raw) -> None:
    """Adds every `svar` below `holder` to `raw`."""
    foreign = ""
    for element in holder:
        if local(element) == "svar":
            raw.answers.append(_answer(element, raw))
            if len(raw.answers) > raw.forms.limits.answers:
                break
            namespace = etree.QName(element).namespace or ""
            if not namespace.startswith(_NAMESPACE):
                foreign = namespace or "ingen namnrymd"
    if foreign:
        raw.notices.append(f"Svaren ligger i en oväntad namnrymd ({foreign[:100]}). De lästes ändå.")


def _answer(element: etree._Element, raw: Raw) -> RawAnswer:
    question = raw.header(element.get("id"))
    if not question:
        raw.fault("", "svar-utan-id", "Ett svar saknar fråge-id och kan inte knytas till någon fråga.")
    instance: int | None = None
    parts: list[tuple[str, Value]] = []
    for below in element:
        name = local(below)
        if name == "delsvar":
            parts.append(_part(below, question, raw))
        elif name == "instans":
            instance = _instance(below, question, instance, raw)
    return RawAnswer(question, instance, parts)


def _instance(element: etree._Element, question: str, before: int | None, raw: Raw) -> int | None:
    text = (element.text or "").strip()
    if before is not None:
        raw.fault(question, "instans", f"Fråga {question} har två instansnummer i samma svar.")
        return before
    if not (text.isdecimal() and text.isascii() and len(text) <= 6 and int(text) >= 1):
        raw.fault(
            question,
            "instans",
            f"Fråga {question} har ett instansnummer som inte är ett tal från 1 och uppåt.",
        )
        return None
    return int(text)


def _part(element: etree._Element, question: str, raw: Raw) -> tuple[str, Value]:
    id_ = raw.header(element.get("id"))
    if not id_:
        raw.fault(question, "delsvar-utan-id", f"Ett delsvar i fråga {question} saknar id.")
    if len(element) == 0:
        return id_, raw.text(element.text or "")
    holders = [below for below in element if local(below) in _VALUES]
    if len(holders) != 1 or len(element) > 1:
        raw.fault(
            question,
            "inbäddat",
            f"Delsvar {id_} innehåller något annat än ett enda värde. Det första som gick att läsa används.",
        )
    if not holders:
        return id_, raw.text("".join(str(text) for text in element.itertext()))
    return id_, _value(holders[0], id_, question, raw)


def _value(holder: etree._Element, id_: str, question: str, raw: Raw) -> Value:
    name = local(holder)
    found: dict[str, str] = {}
    for below in holder:
        key = local(below)
        if key in found:
            raw.fault(question, "inbäddat", f"Delsvar {id_} har flera {key} där det ska vara ett.")
            continue
        if len(below):
            raw.fault(
                question, "inbäddat", f"Delsvar {id_} har ett element inuti {key}, där bara text får stå."
            )
        found[key] = (below.text or "").strip()
    if name == "cv":
        return Code(
            raw.header(found.get("code")),
            raw.header(found.get("codeSystem")),
            raw.header(found.get("displayName")),
        )
    if name == "datePeriod":
        return Period(parse_date(found.get("start", "")), parse_date(found.get("end", "")))
    return Quantity(parse_number(found.get("value", "")), raw.header(found.get("unit")))
