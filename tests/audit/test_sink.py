"""The separate store: every event there exactly once, whatever happens on the way, and a word when it is late."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from samre.audit import sink, store
from samre.audit.chain import verify
from samre.audit.models import Anchor, Event, Streamed

from .conftest import CASE, CHAIN, OTHER_CASE, read_case, unprotected

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


def lines(folder: Path) -> list[dict]:
    found: list[dict] = []
    for path in sorted(folder.glob("2*.jsonl")):
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return found


@pytest.fixture
def folder(store_folder: Path) -> Path:
    return store_folder / f"chain-{CHAIN}"


def test_new_events_are_written_once_and_in_order(folder: Path) -> None:
    for _ in range(3):
        read_case()
    assert sink.stream() == 3
    assert sink.stream() == 0
    read_case()
    assert sink.stream() == 1
    assert [line["number"] for line in lines(folder)] == [1, 2, 3, 4]
    assert Streamed.objects.get().number == 4
    assert sink.alarms() == []


def test_a_line_holds_the_whole_event_and_the_cases_of_a_list(folder: Path) -> None:
    event = read_case(action="case.list", case_id="", subjects=[OTHER_CASE, CASE], why="Åsas uppdrag")
    sink.stream()
    (line,) = lines(folder)
    assert line["hash"] == event.hash and line["cases"] == [CASE, OTHER_CASE]
    assert line["why"] == "Åsas uppdrag" and line["at"] == event.at.isoformat(timespec="microseconds")


def test_each_day_and_chain_has_its_file_which_only_its_owner_reads(store_folder: Path) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        read_case()
        read_case(chain="")
        clock.shift(timedelta(days=1))
        read_case()
        sink.stream()
    files = {str(path.relative_to(store_folder)) for path in store_folder.rglob("2*.jsonl")}
    assert files == {
        f"chain-{CHAIN}/2026-11-21.jsonl",
        f"chain-{CHAIN}/2026-11-22.jsonl",
        "installation/2026-11-21.jsonl",
    }
    assert {path.stat().st_mode & 0o777 for path in store_folder.rglob("*.jsonl")} == {0o600}
    assert store.chains() == ["", CHAIN]


@pytest.mark.parametrize("lost", [1, 20, 300])
def test_after_a_crash_in_the_middle_of_a_line_every_event_is_there_once(folder: Path, lost: int) -> None:
    for _ in range(4):
        read_case()
    sink.stream()
    (path,) = folder.glob("2*.jsonl")
    path.write_bytes(path.read_bytes()[:-lost])
    assert sink.stream() == 1
    assert [line["number"] for line in lines(folder)] == [1, 2, 3, 4]


def test_after_a_crash_before_the_note_in_the_database_nothing_is_written_twice(
    folder: Path, monkeypatch
) -> None:
    read_case()

    def crash(*_: object) -> None:
        raise OSError("strömmen gick")

    with monkeypatch.context() as patch:
        patch.setattr(sink, "_note", crash)
        with pytest.raises(OSError, match="strömmen"):
            sink.stream()
    read_case()
    assert sink.stream() == 1
    assert [line["number"] for line in lines(folder)] == [1, 2]


def test_a_first_file_that_is_torn_in_its_first_line_starts_anew(folder: Path) -> None:
    read_case()
    folder.mkdir(parents=True)
    (folder / "2026-11-21.jsonl").write_text('{"chain": "01')
    assert sink.stream() == 1
    assert [line["number"] for line in lines(folder)] == [1]


def test_a_clock_that_was_set_back_does_not_break_the_order(folder: Path) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        read_case()
        clock.shift(timedelta(days=-1))
        read_case()
        sink.stream()
        read_case()
        sink.stream()
    assert [line["number"] for line in lines(folder)] == [1, 2, 3]
    assert [path.name for path in folder.glob("2*.jsonl")] == ["2026-11-21.jsonl"]


def test_the_head_is_anchored_once_a_day(folder: Path) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        for _ in range(3):
            read_case()
            sink.stream()
        clock.shift(timedelta(days=1))
        event = read_case()
        sink.stream()
        clock.shift(timedelta(days=1))
        sink.stream()
    noted = [json.loads(line) for line in (folder / "anchors.jsonl").read_text().splitlines()]
    assert [anchor["number"] for anchor in noted] == [1, 4]
    assert noted[-1]["hash"] == event.hash
    assert list(Anchor.objects.values_list("number", flat=True)) == [1, 4]
    assert verify() == []


def test_events_that_wait_too_long_are_an_alarm() -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        read_case()
        assert sink.alarms() == []
        clock.shift(sink.LAG + timedelta(minutes=5))
        read_case()
        (alarm,) = sink.alarms()
        assert alarm == (
            f"Den separata loggen för {CHAIN}: 2 händelser väntar på att skrivas, den äldsta sedan 20 minuter. "
            "Nattens arbete (samre tick) skriver dem."
        )
        sink.stream()
        assert sink.alarms() == []


def test_a_gap_is_an_alarm_and_is_not_written_over(folder: Path) -> None:
    for _ in range(2):
        read_case()
    sink.stream()
    for _ in range(3):
        read_case()
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number = 3")
    assert sink.stream() == 0
    assert [line["number"] for line in lines(folder)] == [1, 2]
    assert any("händelse 4 i databasen fortsätter inte efter 2" in alarm for alarm in sink.alarms())


def test_a_database_that_has_lost_its_end_is_an_alarm() -> None:
    for _ in range(2):
        read_case()
    sink.stream()
    with unprotected() as run:
        run("DELETE FROM audit_event WHERE number = 2")
    (alarm,) = sink.alarms()
    assert "den har händelse 2, men databasen slutar vid 1" in alarm


def test_a_file_that_is_gone_from_the_store_is_an_alarm(folder: Path) -> None:
    with time_machine.travel(DAY, tick=False) as clock:
        for _ in range(3):
            read_case()
            sink.stream()
            clock.shift(timedelta(days=1))
    (folder / "2026-11-22.jsonl").unlink()
    assert any("händelserna 2–2 saknas före 2026-11-23" in alarm for alarm in sink.alarms())
    (folder / "2026-11-21.jsonl").unlink()
    assert any("den börjar med händelse 3" in alarm for alarm in sink.alarms())


def test_a_store_that_cannot_be_read_is_an_alarm_and_not_a_crash(folder: Path) -> None:
    read_case()
    sink.stream()
    (folder / "2026-11-21.jsonl").write_text("skräp\n")
    (alarm,) = sink.alarms()
    assert "är skadad" in alarm
    with pytest.raises(store.StoreDamaged):
        sink.stream()


def test_the_end_of_a_very_long_line_is_found(folder: Path) -> None:
    read_case()
    read_case(action="case.list", case_id="", subjects=[f"{number:036}" for number in range(3_000)])
    sink.stream()
    newest = store.tail(CHAIN)
    assert newest and newest.number == 2
    assert newest.hash == Event.objects.get(number=2).hash
