"""What must never be committed: where this machine is, where packages come from, secrets, other people's data."""

from __future__ import annotations

import re
from pathlib import Path

from .sources import ROOT, name, report, tracked

TEXTS = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".lock",
    ".json",
    ".sh",
    ".html",
    ".css",
    ".svg",
    ".js",
    ".in",
    ".txt",
    "",
}
ME = Path(__file__).name
# Put together here, so that this file does not contain what it looks for.
REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "index" + "-url ?[=:]"])
)
MACHINE = re.compile(
    r"(?<![\w.])/(?:" + "|".join(["work/main", "root/", "Users/[a-z]", "home/[a-z]+/"]) + ")"
)
KEYS = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----")
LARGEST = 1_000_000


def texts() -> list[tuple[Path, str]]:
    files = [path for path in tracked() if path.suffix in TEXTS and path.name != ME]
    return [(path, path.read_text(encoding="utf-8", errors="replace")) for path in files]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name(path)}:{number} {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_registry_is_named() -> None:
    found = lines_with(REGISTRIES)
    assert not found, report(found, "lock without addresses: see Dependencies in DEVELOPERS.md")


def test_no_path_of_a_machine_is_named() -> None:
    found = lines_with(MACHINE)
    assert not found, report(found, "paths are relative to the repository")


def test_no_private_key_is_committed() -> None:
    found = lines_with(KEYS)
    assert not found, report(found, "make it anew where it is used")


def test_no_file_is_large() -> None:
    found = [
        f"{name(path)}: {path.stat().st_size} bytes" for path in tracked() if path.stat().st_size > LARGEST
    ]
    assert not found, report(found, "keep what is generated or foreign out of the repository")


def test_every_locked_package_has_hashes() -> None:
    for lock in ("requirements.lock", "requirements-bench.lock", "requirements-spark.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
        bare = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
        assert not bare, report(bare, f"{lock}: lock with --generate-hashes")


def test_nothing_that_is_made_is_committed() -> None:
    made = ("var/", "node_modules/", ".venv", "uv.lock")
    found = [name(path) for path in tracked() if name(path).startswith(made)]
    assert not found, report(found, "git rm --cached it")


def test_ci_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, "chmod +x .ci/run"
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert "make test" in text
