"""Whatever the log says has plain words: every event that can be written is told in the person's extract (R41)."""

from __future__ import annotations

import importlib
import os
import pkgutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from tests.accounts.factories import make_unit, make_user
from tests.casework.factories import make_case, make_caseworker

import samre.casework.actions
from samre.accounts.actors import system_actor
from samre.accounts.acts import REGISTRY
from samre.audit.log import record
from samre.audit.models import Event
from samre.casework.queries.access_extract import access_extract
from samre.casework.queries.log_words import kind_of, why_in_words
from samre.casework.rules import review_rules as rules
from samre.casework.rules.settings import case_rules

from .sweep import routes

READING = {"läste", "listade", "sökte", "skrev_ut", "frågade", "granskade", "nödöppnade"}
GOLDEN = Path(__file__).with_name("access_extract.golden")


def test_no_page_that_is_read_is_told_as_written() -> None:
    for module in pkgutil.iter_modules(samre.casework.actions.__path__):
        importlib.import_module(f"samre.casework.actions.{module.name}")
    writes = set(REGISTRY)
    found = [
        f"{route.gate.log} (/{route.pattern})"
        for route in routes()
        if route.gate and route.gate.log and route.gate.log not in writes
        and kind_of(Event(action=route.gate.log, outcome="ok")) not in READING
    ]  # fmt: skip
    assert not found, f"{found}: lägg in händelsens sista ord under gjorde i granskning.yaml"


# What leaves a mark by being read or printed is told as that.
MARKED_BY_READING = {"consent.print", "delivery.read", "disclosure.read"}


def test_no_write_is_told_as_read() -> None:
    found = [
        name
        for name in set(REGISTRY) - MARKED_BY_READING
        if kind_of(Event(action=name, outcome="ok")) in READING - {"nödöppnade", "granskade"}
    ]
    assert found == []


def test_every_stated_reason_of_an_emergency_has_words_of_its_own() -> None:
    said = {why_in_words(Event(why=f"nödåtkomst: {reason}")) for reason in case_rules()["nödåtkomst"]}
    assert len(said) == len(case_rules()["nödåtkomst"])


@pytest.mark.django_db
def test_the_extract_reads_as_it_was_agreed() -> None:
    unit = make_unit(name="Försörjningsstöd Norr")
    unit.authority.name = "Prövkommun"
    unit.authority.save()
    text = _extract_text(unit)
    if os.environ.get("SAMRE_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), text


@pytest.mark.django_db
def test_it_is_made_when_the_case_is_gone() -> None:
    unit = make_unit()
    handler = make_caseworker(unit=unit)[1]
    case_id = "019a0000-0000-7000-8000-00000000000a"
    record(who=handler.who, chain=str(unit.authority_id), action="case.read", kind="case", case_id=case_id,
           why="uppdrag i ärendet: ansvarig handläggare")  # fmt: skip
    today = timezone.localdate()
    extract = access_extract(owner=unit.authority, case_id=case_id, since=today, until=today)
    assert extract.count == 1


@pytest.mark.django_db
def test_names_stand_there_only_where_the_namnd_has_decided_so_and_never_a_flagged_one(monkeypatch) -> None:
    assignment, handler = make_caseworker()
    flagged = make_user(name="Skyddad Medarbetare", is_protected=True)
    case = make_case(handler)
    other = record(
        who=handler.who.__class__(**{**_who(handler), "user": str(flagged.pk), "name": flagged.name}),
        chain=str(handler.authority_id), action="case.read", kind="case", case_id=str(case.pk), why="sökning",
    )  # fmt: skip
    today = timezone.localdate()
    given = {"owner": assignment.unit.authority, "case_id": case.pk, "since": today, "until": today}
    assert handler.name not in access_extract(**given).as_text()
    words = {**rules.review_rules(), "loggutdrag": {**rules.review_rules()["loggutdrag"], "visa_namn": True}}
    monkeypatch.setattr("samre.casework.queries.access_extract.review_rules", lambda: words)
    named = access_extract(**given).as_text()
    assert handler.name in named
    assert other.name not in named


def _who(actor) -> dict[str, str]:
    from dataclasses import asdict

    return asdict(actor.who)


def _extract_text(unit) -> str:
    handler = make_caseworker(unit=unit)[1]
    start = timezone.make_aware(timezone.datetime(2026, 11, 2, 9, 14))
    case_id = "019a0000-0000-7000-8000-00000000000a"

    def event(minutes: int, action: str, why: str, who=handler.who, **more) -> None:
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            about = {} if more.get("subjects") else {"case_id": case_id}
            record(
                who=who, chain=str(unit.authority_id), action=action, kind="case", why=why, **about, **more
            )

    event(0, "case.search", "sökning", subjects=[case_id])
    for minute in (1, 3, 20):
        event(minute, "case.read", "uppdrag i ärendet: ansvarig handläggare")
    event(21, "note.sign", "uppdrag i ärendet: ansvarig handläggare")
    event(90, "case.read", "uppdrag i ärendet: ansvarig handläggare")
    event(100, "note.export", "uppdrag i ärendet: ansvarig handläggare")
    event(1500, "case.read", "inget uppdrag i ärendet", outcome="denied")
    event(1501, "case.ask", "begär nödåtkomst")
    event(1502, "case.emergency", "nödåtkomst: akut")
    event(1503, "case.read", "nödåtkomst: akut")
    event(3000, "review.read", "granskning")
    event(4500, "step.return", "systemets eget arbete", who=system_actor(unit.authority, "nattens rond").who)
    days = {"since": date(2026, 11, 1), "until": date(2026, 11, 20), "on": date(2026, 11, 21)}
    return access_extract(owner=unit.authority, case_id=case_id, **days).as_text()
