"""The scripts behind the verbs say what is missing and what to do, on machines that lack it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .sources import ROOT

SCRIPTS = ROOT / "scripts"
NEEDED = ("bash", "grep", "tr", "mktemp", "tail", "rm", "env", "cat")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder to use as PATH: a few plain tools, an ordinary user, no apt, no Python, no browser."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in NEEDED:
        where = shutil.which(name)
        assert where is not None
        (tools / name).symlink_to(where)
    command(tools / "id", "echo 1000")
    command(tools / "ldconfig", "echo")
    return tools


def command(path: Path, body: str) -> None:
    path.write_text(f"#!{shutil.which('bash')}\n{body}\n")
    path.chmod(0o755)


def run(script: str, *arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(path), "HOME": os.environ.get("HOME", "/")}
    bash = shutil.which("bash") or "bash"
    return subprocess.run(
        [bash, str(SCRIPTS / script), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_python_the_set_up_says_which_is_needed(bare: Path, tmp_path: Path) -> None:
    outcome = run("make_venv.sh", str(tmp_path / "venv"), path=bare)
    assert outcome.returncode == 1
    assert "Python 3.11 eller senare" in outcome.stderr


def test_an_old_python_is_passed_over(bare: Path, tmp_path: Path) -> None:
    command(bare / "python3", "exit 1")
    assert "ingen hittades" in run("make_venv.sh", str(tmp_path / "venv"), path=bare).stderr


def test_a_python_without_venv_is_told_by_name(bare: Path, tmp_path: Path) -> None:
    command(bare / "python3", '[[ "$2" == *ensurepip* ]] && exit 1; exit 0')
    outcome = run("make_venv.sh", str(tmp_path / "venv"), path=bare)
    assert outcome.returncode == 1
    assert "apt-get install python3-venv" in outcome.stderr


def test_tests_stop_where_the_browser_is_missing_and_say_what_to_install(bare: Path) -> None:
    outcome = run("system_packages.sh", "test", path=bare)
    assert outcome.returncode == 1
    assert "sudo apt-get install" in outcome.stderr
    for package in ("chromium", "fonts-inter", "libpango-1.0-0", "poppler-utils"):
        assert package in outcome.stderr


def test_spark_asks_for_java_and_nothing_else(bare: Path) -> None:
    outcome = run("system_packages.sh", "spark", path=bare)
    assert outcome.returncode == 1
    assert "saknas på maskinen: default-jre-headless" in outcome.stderr
    command(bare / "java", "exit 0")
    assert run("system_packages.sh", "spark", path=bare).returncode == 0


def test_the_program_starts_without_pdf_parts_and_says_so(bare: Path) -> None:
    outcome = run("system_packages.sh", "run", path=bare)
    assert outcome.returncode == 0
    assert "inte bli PDF" in outcome.stderr
    assert "chromium" not in outcome.stderr


def test_a_root_with_apt_installs_what_is_missing(bare: Path, tmp_path: Path) -> None:
    command(bare / "id", "echo 0")
    command(bare / "apt-get", f'echo "$@" >> {tmp_path}/apt.log')
    run("system_packages.sh", "test", path=bare)
    update, install = (tmp_path / "apt.log").read_text().splitlines()
    assert update == "update -qq"
    assert install.startswith("install -y -qq --no-install-recommends ")
    assert "chromium" in install


def test_a_taken_port_is_told_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        outcome = subprocess.run(
            [sys.executable, str(SCRIPTS / "serve.py"), str(port)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert outcome.returncode == 1
    assert f"Port {port} är upptagen" in outcome.stderr
    assert f"PORT={port + 1}" in outcome.stderr
