"""Certificates for fictional people: the examples of the definition, with another person and other days."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from samre.certificate.checks import check
from samre.certificate.definition import load_checks
from samre.certificate.model import Certificate
from samre.certificate.read import read, to_json
from samre.certificate.verdict import missing_count
from samre.definitions import current

from ..rules.likeness import likeness_text
from .lives import Received, working_day

if TYPE_CHECKING:
    from .telling import Telling

HAS_ONE = ("giltigt", "utgatt")
LAST_DAY = "dag_intyget_slutar"
OPINION_FROM = 3  # a brief life has no room for it
DEGREES = {25: "EN_FJARDEDEL", 50: "HALFTEN", 75: "TRE_FJARDEDEL", 100: "HELT_NEDSATT"}
_DEGREE = re.compile("EN_FJARDEDEL|HALFTEN|TRE_FJARDEDEL|HELT_NEDSATT")
_DAY = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")
_NUMBER = re.compile(r"(<t:extension>)\d{12}(</t:extension>)")
_ID = re.compile(r"(<c:intygs-id><t:root>[^<]*</t:root><t:extension>)[^<]*(<)")


def plan(telling: Telling, *, most: int) -> None:
    """Which certificates the person has handed in, the last `most`, and at which meetings."""
    facts, rng, on = telling.life.figure.facts, telling.rng, telling.on
    if facts.get("intyg") not in HAS_ONE:
        return
    ends = _day(facts.get(LAST_DAY))
    if ends is None:
        ends = on + timedelta(days=rng.randint(4, 95) if facts["intyg"] == "giltigt" else -rng.randint(3, 60))
        # What stands in the certificate is known: nobody has to be asked for it.
        figure = telling.life.figure
        telling.life.figure = replace(figure, facts={**facts, LAST_DAY: ends.isoformat()})
    number = next((n for n, m in reversed(list(enumerate(telling.meetings))) if m.day < ends), None)
    if number is None:
        return
    degree = facts.get("grad")
    kind = "tillfallig" if facts.get("nedsattning") in ("tillfallig", None) else "annan"
    example = rng.choice(telling.content["certifikat"][kind])
    found: list[Received] = []
    while number is not None and len(found) < most:
        meeting = telling.meetings[number]
        signed = working_day(meeting.day - timedelta(days=rng.randint(1, 6)), first=date.min)
        starts = min(signed, ends)
        found.append(
            Received(
                when=telling.now(meeting.day),
                example=example,
                signed=signed,
                starts=starts,
                ends=ends,
                degree=degree if isinstance(degree, int) and degree in DEGREES else None,
            )
        )
        ends = starts - timedelta(days=1)
        number = next((n for n in range(number - 1, -1, -1) if telling.meetings[n].day < ends), None)
    telling.life.certificates = [*_opinion(telling, kind, most), *found[::-1]]


def _opinion(telling: Telling, kind: str, most: int) -> list[Received]:
    """For some whose illness lasts, an opinion without days of its own beside the certificates."""
    example = telling.content["certifikat"].get(f"utlåtande_{kind}")
    if example is None or most < OPINION_FROM or telling.rng.random() < 0.5:
        return []
    when = telling.now(telling.rng.choice(telling.meetings).day)
    signed = working_day(when.day - timedelta(days=telling.rng.randint(3, 20)), first=date.min)
    return [Received(when=when, example=example, signed=signed, starts=None, ends=None, degree=None)]


def receive(telling: Telling, meeting: int) -> None:
    """The certificates handed in at a meeting, in the timeline."""
    for number, paper in enumerate(telling.life.certificates):
        if paper.when.day == telling.meetings[meeting].day:
            form = example_form(paper.example)
            telling.life.tell(paper.when, "certificate.add", ("intyg", number), form=form, until=paper.ends)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file made from an example: what is stored of it. `likeness` is what its keyed hash is made of."""

    original: bytes
    read: dict[str, Any]
    gaps: int
    likeness: str


def make(paper: Received, *, number: str, id_: str) -> Paper:
    """The example with the person's number, the days of `paper`, and an id of its own."""
    original = _moved(paper, number, id_).encode()
    certificate = read(original, name=paper.example)
    return Paper(original, to_json(certificate), *_judged(paper.example, paper.degree))


@lru_cache(maxsize=4096)
def copied(paper: Received) -> tuple[Paper, bytes]:
    """For somebody without a number: the same for all who have lived the same life, and what was read as it is stored."""
    made = make(paper, number="", id_="")
    return made, json.dumps(made.read).encode()


@lru_cache(maxsize=64)
def _judged(example: str, degree: int | None) -> tuple[int, str]:
    """Gaps and likeness, which neither days nor person change."""
    text, certificate, signed, _ = _example(example)
    if degree is not None:
        certificate = read(_DEGREE.sub(DEGREES[degree], text).encode(), name=example)
    return missing_count(check(certificate, on=signed, previous=())), likeness_text(certificate)


def example_numbers() -> frozenset[str]:
    """The person numbers in the examples of the guide. Nobody in the demo has them, so that a new case can be opened from any of
    the files."""
    files = (current() / "examples").glob("*.xml")
    patients = [read(file.read_bytes(), name=file.name).patient for file in files]
    return frozenset("".join(filter(str.isdigit, one.value)) for one in patients if one is not None)


def example_form(example: str) -> str:
    """The form of an example, as a certificate file names it."""
    certificate = _example(example)[1]
    return (certificate.form or certificate.type)[:20]


@lru_cache(maxsize=16)
def _example(name: str) -> tuple[str, Certificate, date, date]:
    """The text of an example, what was read out of it, and its first and last day."""
    text = (current() / "examples" / name).read_text(encoding="utf-8")
    certificate = read(text.encode(), name=name)
    reading = load_checks().read(certificate)
    signed = certificate.signed_at.date() if certificate.signed_at else date.today()  # noqa: DTZ011 – every example is signed
    return text, certificate, signed, reading.ends or signed


def _moved(paper: Received, number: str, id_: str) -> str:
    text, _, signed, last = _example(paper.example)

    def moved(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[0])
        if day == last and paper.ends is not None:
            return paper.ends.isoformat()
        return (day + (paper.signed - signed)).isoformat()

    text = _ID.sub(rf"\g<1>{id_}\g<2>", _DAY.sub(moved, text))
    if paper.degree is not None:
        text = _DEGREE.sub(DEGREES[paper.degree], text)
    return _NUMBER.sub(rf"\g<1>{number}\g<2>", text)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError:
        return None


def definition() -> str:
    """The version of the checks that the certificates were read with."""
    return load_checks().version
