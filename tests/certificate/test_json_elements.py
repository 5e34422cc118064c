"""The certificate service's newer JSON, answers by question id, read into the same answers as the older JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from samre.certificate.model import Certificate
from samre.certificate.read import read
from samre.certificate.technical import check_form

DATA: dict[str, Any] = {
    "KAT_1": {"id": "KAT_1", "config": {"type": "CATEGORY"}, "value": None},
    "27": {"value": {"type": "BOOLEAN", "id": "avstangningSmittskydd", "selected": None}},
    "1": {
        "value": {
            "type": "DATE_LIST",
            "list": [
                {"type": "DATE", "id": "undersokningAvPatienten", "date": "2026-11-02"},
                {"type": "DATE", "id": "annatGrundForMU", "date": "2026-11-01"},
            ],
        }
    },
    "1.3": {"value": {"type": "TEXT", "text": "Samtal med arbetsterapeut"}},
    "28": {"value": {"type": "CODE_LIST", "list": [{"type": "CODE", "code": "ARBETSSOKANDE"}]}},
    "6": {
        "value": {
            "type": "DIAGNOSIS_LIST",
            "list": [
                {"terminology": "ICD_10_SE", "code": "F331", "description": "Recidiverande depression"},
                {"terminology": "ICD_10_SE", "code": "M545", "description": "Lumbago"},
            ],
        }
    },
    "35": {"value": {"type": "ICF", "text": "MADRS 29. Långsamt tal.", "icfCodes": []}},
    "17": {"value": {"type": "ICF", "text": "Kan inte läsa mer än en sida."}},
    "32": {
        "value": {
            "type": "DATE_RANGE_LIST",
            "list": [{"type": "DATE_RANGE", "id": "HALFTEN", "from": "2026-11-02", "to": "2026-12-31"}],
        }
    },
    "33": {"value": {"type": "BOOLEAN", "selected": True}},
    "33.2": {"value": {"type": "TEXT", "text": "Orkar bara förmiddagar."}},
    "39": {"value": {"type": "CODE", "code": "PROGNOS_OKLAR"}},
    "40": {"value": {"type": "CODE_LIST", "list": [{"code": "ARBETSTRANING"}]}},
}
METADATA = {
    "id": "intyg-1",
    "type": "lisjp",
    "typeVersion": "1.3",
    "signed": "2026-11-02T10:00:00",
    "patient": {"personId": {"id": "191212121212", "type": "PERSON_NUMMER"}},
    "issuedBy": {"fullName": "Maj Exempelsson"},
    "unit": {"unitName": "Exempelby vårdcentral", "phoneNumber": "010-000 00 00"},
}
OLDER = {
    "typ": "lisjp",
    "textVersion": "1.3",
    "grundData": {"signeringsdatum": "2026-11-02T10:00:00", "patient": {"personId": "191212121212"}},
    "undersokningAvPatienten": "2026-11-02",
    "annatGrundForMU": "2026-11-01",
    "annatGrundForMUBeskrivning": "Samtal med arbetsterapeut",
    "sysselsattning": [{"typ": "ARBETSSOKANDE"}],
    "diagnoser": [
        {
            "diagnosKodSystem": "ICD_10_SE",
            "diagnosKod": "F331",
            "diagnosBeskrivning": "Recidiverande depression",
        },
        {"diagnosKodSystem": "ICD_10_SE", "diagnosKod": "M545", "diagnosBeskrivning": "Lumbago"},
    ],
    "funktionsnedsattning": "MADRS 29. Långsamt tal.",
    "aktivitetsbegransning": "Kan inte läsa mer än en sida.",
    "sjukskrivningar": [
        {"sjukskrivningsgrad": "HALFTEN", "period": {"from": "2026-11-02", "tom": "2026-12-31"}}
    ],
    "arbetstidsforlaggning": True,
    "arbetstidsforlaggningMotivering": "Orkar bara förmiddagar.",
    "prognos": {"typ": "PROGNOS_OKLAR"},
    "arbetslivsinriktadeAtgarder": [{"typ": "ARBETSTRANING"}],
}


def certificate(**changes: Any) -> Certificate:
    """The example with some elements of its data exchanged; None takes one away."""
    data = {id_: element for id_, element in {**DATA, **changes}.items() if element is not None}
    return read(json.dumps({"metadata": METADATA, "data": data}).encode())


def test_both_kinds_of_json_give_the_same_answers() -> None:
    found, older = certificate(), read(json.dumps(OLDER).encode())
    assert found.answers == older.answers
    assert (found.type, found.version, found.signed_at) == (older.type, older.version, older.signed_at)
    assert found.issuer.unit == "Exempelby vårdcentral"
    assert check_form(found) == ()


def test_it_is_found_inside_an_envelope_too() -> None:
    wrapped = {"certificate": {"metadata": METADATA, "data": DATA}, "links": []}
    assert read(json.dumps(wrapped).encode()).answers == certificate().answers


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"35": None}, ("35", "saknas")),
        ({"35": {"value": {"type": "TEXT", "text": "  "}}}, ("35", "blank")),
        ({"33.2": {"value": {"type": "TEXT", "text": None}}}, ("33", "saknas")),
        ({"1.3": None}, ("1", "saknas")),
        ({"39": {"value": {"type": "CODE", "code": "KANSKE"}}}, ("39", "kod")),
        ({"30": {"value": {"type": "TEXT", "text": "x"}}}, ("30", "okänd-fråga")),
    ],
)
def test_it_is_judged_as_every_other_file(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    problems = check_form(certificate(**changes))
    assert [(problem.question, problem.rule) for problem in problems] == [expected]


@pytest.mark.parametrize(
    "strange", [1, "x", [], {}, {"value": 1}, {"value": {"type": []}}, {"value": {"type": "?"}}]
)
def test_no_shape_of_an_element_makes_it_fall(strange: Any) -> None:
    for id_ in DATA:
        assert certificate(**{id_: strange}).type == "LISJP"
    for kind in ("DATE_LIST", "CODE_LIST", "DIAGNOSIS_LIST", "DATE_RANGE_LIST", "MEDICAL_INVESTIGATION_LIST"):
        element = {
            "value": {"type": kind, "list": [strange, {"id": strange, "code": strange, "from": strange}]}
        }
        for id_ in DATA:
            assert certificate(**{id_: element}).type == "LISJP"
