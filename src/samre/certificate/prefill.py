"""Reads drafts: CreateDraftCertificate and forifyllnad in XML, and knows a draft in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from .raw import Raw
from .xml_v3 import child, local, read_answers, read_certificate

KINDS = frozenset({"prefill-xml", "prefill-json"})


def read_prefill(element: etree._Element, raw: Raw) -> None:
    """Fills `raw` from a `CreateDraftCertificate` or a lone `forifyllnad`. A lone one doesn't say which form it is for."""
    raw.notices.append(
        "Filen är ett utkast till intyg: ifyllt i förväg, inte undertecknat. Saknade svar är inga fel."
    )
    if local(element) == "forifyllnad":
        read_answers(element, raw)
        return
    draft = child(element, "intyg")
    if draft is None:
        return
    read_certificate(draft, raw)
    prefilled = child(draft, "forifyllnad")
    if prefilled is not None:
        read_answers(prefilled, raw)


def is_draft_json(found: Mapping[str, Any]) -> bool:
    """Whether a JSON certificate is a draft: nobody has signed it and it says of nobody who wrote it or whom it is for."""
    basic = found.get("grundData")
    return not isinstance(basic, dict) or not any(
        basic.get(key) for key in ("signeringsdatum", "patient", "skapadAv")
    )
