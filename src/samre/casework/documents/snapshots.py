"""The frozen copy: what a receiver gets, built from the rows that were judged, in one form that always has the same hash.

There is no clock and no id of the case in it. Built twice from the same rows it is the same to the byte, so that what was shown
can be compared with what is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from samre.accounts.protected import ColleagueNames

from ..models import Disclosure
from ..rules.consent_lists import category_names, purpose_names
from ..rules.disclosures import disclosure_rules, kind_name
from ..rules.settings import pathway_of
from .forms.letterhead import Sender, version_text
from .items import FILE
from .judged import Judged, Row

VERSION = 1
Snapshot = dict[str, Any]


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """The snapshot as bytes: keys in order, no blanks, UTF-8."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def sha256_of(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the canonical snapshot."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def build_snapshot(disclosure: Disclosure, judged: Judged, sender: Sender) -> Snapshot:
    """What the receiver gets of a disclosure that has been assessed. Raises nothing: what may not go is not asked for here."""
    rules, names = disclosure_rules(), category_names()
    assert judged.ground is not None
    assert disclosure.assessed_at is not None
    categories = [code for code in names if any(row.category == code for row in _plain(judged))]
    return {
        "version": VERSION,
        "kind": "utlamnande",
        "title": rules["rubrik"].format(ändamål=purpose_names()[disclosure.purpose]),
        "purpose": {"code": disclosure.purpose, "name": purpose_names()[disclosure.purpose]},
        "receiver": {"kind": disclosure.receiver_kind, "name": receiver_name(disclosure)},
        "sender": {
            "name": rules["avsändare"].format(myndighet=sender.authority, enhet=sender.unit),
            "authority": sender.authority,
            "unit": sender.unit,
            "phone": sender.phone,
            "mail": sender.mail,
        },
        "asked": disclosure.asked,
        "on_request": disclosure.on_request,
        "reference": disclosure.reference,
        "ground": {
            "code": judged.ground.code,
            "name": judged.ground.name,
            "provisions": list(judged.ground.provisions),
            "valid_to": min((str(cover.valid_to) for cover in judged.covers.values()), default=""),
        },
        "assessed": {
            "by": ColleagueNames(disclosure.owner_id).of(disclosure.assessed_by),
            "title": disclosure.assessed_title,
            "on": str(timezone.localdate(disclosure.assessed_at)),
        },
        "answer_by": str(disclosure.answer_by or ""),
        "proviso": disclosure.proviso,
        "sections": [
            {
                "category": code,
                "heading": names[code],
                "rows": [_row(row, judged) for row in _plain(judged) if row.category == code],
            }
            for code in categories
        ]
        + [_annex(row, judged) for row in judged.rows if row.item.kind == FILE],
        "foot": rules["fot"].format(karta=version_text(pathway_of(disclosure.case.pathway))),
        "pathway": disclosure.case.pathway,
    }


def _plain(judged: Judged) -> tuple[Row, ...]:
    """The rows that are no whole files."""
    return tuple(row for row in judged.rows if row.item.kind != FILE)


def _annex(row: Row, judged: Judged) -> dict[str, Any]:
    """A whole file: everything it says, heading by heading, and the sum of the file itself."""
    words = disclosure_rules()["intygsfil"]
    told = (text.partition("\n") for text in (*judged.texts[row.item.field], *row.item.stated))
    return {
        "category": row.category,
        "heading": words["bilaga"].format(intyg=row.item.source),
        "annex": {"sha256": row.item.sha256, "note": words["om"]},
        "rows": [
            {
                "label": heading,
                "texts": [text],
                "source": "",
                "said_on": "",
                "holds_to": "",
                "objections": [],
            }
            for heading, _, text in told
        ],
    }


def _row(row: Row, judged: Judged) -> dict[str, Any]:
    item = row.item
    said = zip(item.objections, judged.objections[item.field], strict=True) if item.objections else ()
    told: dict[str, Any] = {
        "label": item.label,
        "texts": list(judged.texts[item.field]),
        "source": item.source,
        "said_on": str(item.said_on or ""),
        "holds_to": str(item.holds_to or ""),
        "objections": [{"said_on": str(day), "text": text} for (day, _), text in said],
    }
    return told | ({"code": item.code, "value": item.value} if item.code else {})


def receiver_name(disclosure: Disclosure) -> str:
    """`Försäkringskassan, Sjukförsäkring Sydost`; of somebody without an account the name that was written."""
    if disclosure.receiver is not None:
        unit = f", {disclosure.receiver_unit.name}" if disclosure.receiver_unit else ""
        return f"{disclosure.receiver.name}{unit}"
    return disclosure.receiver_name or kind_name(disclosure.receiver_kind)


def contents(snapshot: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The content list: heading and how many rows."""
    return [(section["heading"], len(section["rows"])) for section in snapshot["sections"]]
