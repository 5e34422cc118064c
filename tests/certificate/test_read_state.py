"""A certificate lies in a browser's form between pages: nothing is lost, nothing tampered with is believed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samre.certificate.model import (
    Answer,
    Certificate,
    Code,
    Identity,
    Issuer,
    Part,
    Period,
    Problem,
    Quantity,
    Unreadable,
)
from samre.certificate.read import from_json, read, to_json

EXAMPLES = Path(__file__).parent / "examples"

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)
days = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
numbers = st.none() | st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=9999
)
values = (
    texts
    | st.builds(Code, texts, texts, texts)
    | st.builds(Period, days, days)
    | st.builds(Quantity, numbers, texts)
)
parts = st.builds(Part, texts, values, st.none() | texts)
answers = st.builds(Answer, texts, st.lists(parts, max_size=4).map(tuple), st.none() | st.integers(1, 999))
certificates = st.builds(
    Certificate,
    kind=st.sampled_from(["xml-v3", "xml-7263", "json", "prefill-xml", "prefill-json", "typed"]),
    type=texts,
    version=texts,
    form=texts,
    id=texts,
    signed_at=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    patient=st.none() | st.builds(Identity, texts, texts, texts, st.booleans(), texts),
    issuer=st.builds(Issuer, texts, texts, texts, texts, texts, texts),
    answers=st.lists(answers, max_size=5).map(tuple),
    notices=st.lists(texts, max_size=3).map(tuple),
    faults=st.lists(st.builds(Problem, texts, texts, texts), max_size=3).map(tuple),
)


@given(certificates)
def test_there_and_back_loses_nothing(certificate: Certificate) -> None:
    assert from_json(json.loads(json.dumps(to_json(certificate)))) == certificate


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_example_survives(path: Path) -> None:
    certificate = read(path.read_bytes())
    assert from_json(json.loads(json.dumps(to_json(certificate)))) == certificate


def test_a_saved_certificate_can_be_read_as_a_file() -> None:
    certificate = read((EXAMPLES / "fk7804-1.xml").read_bytes())
    assert read(json.dumps(to_json(certificate)).encode()) == certificate


def saved() -> dict[str, Any]:
    return to_json(read((EXAMPLES / "af00251.xml").read_bytes()))


def put(path: list[Any], value: object) -> Callable[[dict[str, Any]], None]:
    def change(given: dict[str, Any]) -> None:
        place: Any = given
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


TAMPERED = {
    "another format": put(["format"], "samre-certificate-2"),
    "an unknown key": put(["extra"], 1),
    "an unknown kind": put(["kind"], "pdf"),
    "a number as type": put(["type"], 7),
    "a type too long": put(["type"], "x" * 100_000),
    "a nul": put(["id"], "a\x00b"),
    "half a character": put(["id"], "\ud800"),
    "a day that isn't": put(["signed_at"], "2026-02-30"),
    "answers as text": put(["answers"], "x"),
    "too many answers": put(["answers"], [["1", None, []]] * 10_000),
    "an answer cut short": put(["answers", 0], ["1"]),
    "a negative instance": put(["answers", 0, 1], -1),
    "a true instance": put(["answers", 0, 1], True),
    "a value of no kind": put(["answers", 0, 2, 0, 2], {"file": "x"}),
    "a value of two kinds": put(["answers", 0, 2, 0, 2], {"code": ["a", "", ""], "period": [None, None]}),
    "a number as value": put(["answers", 0, 2, 0, 2], 7),
    "a text too long": put(["answers", 0, 2, 0, 2], "x" * 1_000_000),
    "an endless number": put(["answers", 0, 2, 0, 2], {"quantity": ["Infinity", "%"]}),
    "a huge number": put(["answers", 0, 2, 0, 2], {"quantity": ["9" * 500, "%"]}),
    "no number": put(["answers", 0, 2, 0, 2], {"quantity": ["elva", "%"]}),
    "a patient cut short": put(["patient"], ["191212121212"]),
    "validity as text": put(["patient", 3], "ja"),
}


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_tampered_state_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    given = copy.deepcopy(saved())
    change(given)
    with pytest.raises(Unreadable, match="ändrats"):
        from_json(given)


@pytest.mark.parametrize("given", [{}, [], None, "x", {"format": "samre-certificate-1"}])
def test_what_is_no_state_is_refused(given: Any) -> None:
    with pytest.raises(Unreadable):
        from_json(given)


def test_untouched_state_is_believed() -> None:
    found = from_json(saved())
    assert found.parts("2.3")[0].value == Quantity(Decimal("20.0"), "h")
