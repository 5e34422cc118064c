"""What docs/befolkning.md shows can be run as it stands, and its columns are those of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from samre.cli.parser import build_parser
from samre.pathway.people.arrow import MATRIX, TALLY, kernel_of, open_name
from samre.pathway.people.generate import generate
from samre.pathway.reading.load import load_pathway

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "befolkning.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SIZE = 500


def run(snippet: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    from samre.carriers.parquet import save
    from samre.definitions import current

    pathway = load_pathway(current())
    save(generate(pathway, SIZE, seed=1), folder / "folk.parquet")
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(snippet, "befolkning.md", "exec"), names)
    return names


@pytest.mark.parametrize("number", [0, 1])
def test_the_snippets_of_parquet_count_everybody(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = run(SNIPPETS[number], tmp_path, monkeypatch)["counts"]
    assert sum(row["primary"] for row in counts.to_pylist()) == SIZE


def test_the_snippet_of_duckdb_counts_those_it_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = run(SNIPPETS[2], tmp_path, monkeypatch)
    assert names["table"].schema.names == ["tolk", "primary", "antal"]
    assert 0 < sum(row["antal"] for row in names["table"].to_pylist()) < SIZE


def test_the_snippet_of_spark_names_what_there_is() -> None:
    compile(SNIPPETS[3], "befolkning.md", "exec")
    carrier = (ROOT / "src" / "samre" / "carriers" / "spark.py").read_text(encoding="utf-8")
    used = set(re.findall(r"\bspark\.(\w+)\(", SNIPPETS[3]))
    assert used == {"local_session", "tally"}
    assert all(f"def {name}(" in carrier for name in used)


def test_every_command_can_be_run_as_it_is_written() -> None:
    lines = re.findall(r"^samre .*", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        build_parser().parse_args(shlex.split(line)[1:])


def test_the_columns_are_those_of_the_code() -> None:
    pathway = load_pathway(ROOT / "tests" / "pathway" / "small_map")
    answers = kernel_of(pathway).schema(kernel_schema())
    assert answers.names[:2] == ["primary", open_name(pathway.priority[0])]
    for name in (*TALLY.names, *MATRIX.names, "primary", open_name("S01")):
        assert f"`{name}`" in PAGE


def kernel_schema() -> Any:
    import pyarrow as pa

    return pa.schema([])
