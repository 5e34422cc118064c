"""FK 7263: its older files are held to the form's own fields, the common XML to its open rule file."""

from __future__ import annotations

import json

import pytest
from tests.certificate.test_technical import CERT, EXAMPLES, TYPES

from samre.certificate.read import read
from samre.certificate.technical import check_form

OLD_FORM = [
    ("funktionsnedsattning", None, ("35", "saknas")),
    ("aktivitetsbegransning", "  ", ("17", "blank")),
    ("arbetsloshet", False, ("28", "saknas")),
    ("journaluppgifter", "i våras", ("1", "datum")),
]


@pytest.mark.parametrize(("field", "value", "expected"), OLD_FORM)
def test_the_old_form_in_json_is_held_to_the_form_and_not_to_the_open_rule_file(
    field: str, value: object, expected: tuple[str, str]
) -> None:
    found = json.loads((EXAMPLES / "fk7263.json").read_text("utf-8")) | {field: value}
    problems = check_form(read(json.dumps(found).encode()))
    assert [(problem.question, problem.rule) for problem in problems] == [expected]


def test_the_old_form_in_the_common_xml_needs_only_what_its_rule_file_asks_for() -> None:
    parts = (
        '<delsvar id="32.1"><t:cv><t:code>HALFTEN</t:code><t:codeSystem>KV_FKMU_0003</t:codeSystem></t:cv></delsvar>'
        '<delsvar id="32.2"><t:datePeriod><t:start>2026-01-01</t:start><t:end>2026-01-31</t:end></t:datePeriod>'
        "</delsvar>"
    )
    text = (
        f'<intyg xmlns="{CERT[1:-1]}" xmlns:t="{TYPES[1:-1]}"><typ><t:code>FK7263</t:code></typ>'
        "<signeringstidpunkt>2026-01-01T10:00:00</signeringstidpunkt>"
        "<patient><person-id><t:root>1.2.752.129.2.1.3.1</t:root><t:extension>191212121212</t:extension>"
        f'</person-id></patient><svar id="32">{parts}</svar></intyg>'
    )
    assert check_form(read(text.encode())) == ()
