"""The benchmark runs from end to end with small sizes, and says for every target whether it is reached."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = (
    "--people",
    "3000",
    "--few",
    "0",
    "--interviewed",
    "4",
    "--persons",
    "40",
    "--certificates",
    "6",
    "--rounds",
    "2",
    "--cases",
    "0",
    "--country",
    "4000",
    "--no-spark",
)
FEW = [
    "--only",
    "arenden",
    "--database",
    "sqlite",
    "--cases",
    "240",
    "--few-cases",
    "60",
    "--rounds",
    "1",
    "--times",
    "3",
]


@pytest.fixture(scope="module")
def benchmark_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, object]]:
    """What it printed, and what it wrote."""
    output = tmp_path_factory.mktemp("bench") / "bench.json"
    command = [sys.executable, "-m", "bench", *SMALL, "--output", str(output)]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert shown.returncode == 0, shown.stderr
    return shown.stdout, json.loads(output.read_text(encoding="utf-8"))


def test_every_target_of_the_issue_is_measured(benchmark_run: tuple[str, dict[str, object]]) -> None:
    _, written = benchmark_run
    measures = written["measures"]
    assert isinstance(measures, list)
    groups = {measure["group"] for measure in measures if measure["target"] is not None}
    assert len(groups) >= 7
    for measure in measures:
        assert (measure["met"] is None) == (measure["target"] is None)
        assert measure["low"] is None or measure["low"] <= measure["value"] <= measure["high"]


def test_every_carrier_is_measured(benchmark_run: tuple[str, dict[str, object]]) -> None:
    shown, _ = benchmark_run
    for name in ("i minnet, allas svar", "ur Parquet", "DuckDB, Parquet till Arrow", "Hela landet, 4 000"):
        assert name in shown


def test_the_table_says_which_targets_are_reached(benchmark_run: tuple[str, dict[str, object]]) -> None:
    shown, written = benchmark_run
    assert isinstance(written["measures"], list)
    assert shown.count("NÅS INTE") == sum(measure["met"] is False for measure in written["measures"])
    assert "mål nås inte" in shown or "Alla mål nås." in shown


def test_the_case_file_is_measured_at_two_sizes(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    run = subprocess.run(
        [sys.executable, "-m", "bench", *FEW, "--seconds", "0.6", "--output", str(output)],
        cwd=ROOT,
        env=os.environ | {"SAMRE_BENCH_CASES": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    measures = json.loads(output.read_text(encoding="utf-8"))["measures"]
    named = {measure["name"]: measure for measure in measures}
    assert {"lista min tur, 60", "lista min tur, 240", "lista min tur, 240 mot 60"} <= set(named)
    assert named["lista, 4 användare, 240"]["target"] == 60
    assert named["serverns minne, 240"]["value"] > 20
