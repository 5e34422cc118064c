"""Läkarintyg read, judged in form and in substance, one after the other in one process."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from samre.certificate.checks import check
from samre.certificate.model import Unreadable
from samre.certificate.read import read
from samre.certificate.technical import check_form
from samre.certificate.verdict import verdict

from .measure import Measure, of

ROOT = Path(__file__).resolve().parents[1]
TARGET = 500.0
GROUP = "Läkarintyg"


def testdata() -> Path:
    """Third-party certificates where they are at hand; they are never part of the project."""
    return Path(os.environ.get("SAMRE_TESTDATA", ROOT.parent / "shared" / "testdata")) / "certificates"


def files(definition: Path) -> tuple[list[bytes], str]:
    """Certificates to read, and where they come from."""
    foreign = [path for path in sorted(testdata().rglob("*")) if path.suffix in (".xml", ".json")]
    own = sorted((definition / "examples").glob("*.xml"))
    chosen = foreign or own
    return [path.read_bytes() for path in chosen], "testdata" if foreign else "egna exempel"


def judge(data: bytes, on: date) -> str | None:
    """The verdict of one file; None when it can't be read."""
    try:
        certificate = read(data)
    except Unreadable:
        return None
    check_form(certificate)
    return verdict(check(certificate, on=on))


def certificates(definition: Path, *, on: date, rounds: int, least: int = 600) -> list[Measure]:
    """How many a second, over at least `least` readings a round."""
    found, source = files(definition)
    batch: Sequence[bytes] = found * max(1, -(-least // len(found)))
    start = time.perf_counter()
    readable = sum(judge(data, on) is not None for data in found)
    first = len(found) / (time.perf_counter() - start)
    speeds = []
    for _ in range(rounds):
        start = time.perf_counter()
        for data in batch:
            judge(data, on)
        speeds.append(len(batch) / (time.perf_counter() - start))
    note = f"{readable} av {len(found)} filer lästes ({source})"
    return [
        of(GROUP, "lästa och granskade", speeds, "/s", target=TARGET, sense="at least", note=note),
        Measure(GROUP, "första genomläsningen, kall start", first, "/s"),
    ]
