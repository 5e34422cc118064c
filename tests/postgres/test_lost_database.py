"""A real server whose PostgreSQL is taken away and comes back: a clear page meanwhile, and nobody has to restart anything."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="prövas i make test-postgres")
ROOT = Path(__file__).resolve().parents[2]


def cluster(verb: str, folder: Path) -> str:
    program = [ROOT / "scripts" / "postgres.sh", verb, folder]
    return subprocess.run(program, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def folder() -> Iterator[Path]:
    """A cluster of our own, which may be stopped."""
    place = Path(tempfile.mkdtemp(prefix="samre-lost-"))
    place.chmod(0o755)
    cluster("start", place / "cluster")
    yield place / "cluster"
    cluster("stop", place / "cluster")
    place.rmdir()


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """The whole program in a process of its own, with the cluster's database prepared."""
    lines = (line.removeprefix("export ").partition("=") for line in cluster("url", folder).splitlines())
    environment = {
        **os.environ,
        **{name: value for name, _, value in lines},
        "SAMRE_VAR": str(settings.VAR),
        "SAMRE_KEYS_FILE": str(settings.SAMRE_KEYS_FILE),
        "SAMRE_DATABASE_POOL_SECONDS": "1",
    }
    prepare = [sys.executable, "-c", "from samre.cli import main; main(['database', 'prepare'])"]
    subprocess.run(prepare, env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    gunicorn = [Path(sys.executable).with_name("gunicorn"), "--worker-class", "gthread", "--threads", "2"]
    address = ["--bind", f"127.0.0.1:{number}", "--log-level", "critical", "samre.config.wsgi:application"]
    with subprocess.Popen([*gunicorn, *address], env=environment, stderr=subprocess.DEVNULL) as server:
        yield number
        server.terminate()


def get(port: int, path: str) -> tuple[int, str]:
    """Status and text; status 0 while nobody listens."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={'a' * 32}"})
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        line.close()


def wait_for(port: int, status: int) -> bool:
    """Asks until the database is as wished, for a minute at most."""
    for _ in range(120):
        if get(port, "/halsa")[0] == status:
            return True
        time.sleep(0.5)
    return False


def test_the_page_says_that_the_database_is_gone_and_comes_back_by_itself(folder: Path, port: int) -> None:
    assert wait_for(port, 200)
    assert get(port, "/guide")[0] == 200
    cluster("pause", folder)
    assert wait_for(port, 503)
    status, text = get(port, "/guide")
    assert status == 503 and "Databasen svarar inte just nu" in text and "Försök igen" in text
    cluster("start", folder)
    assert wait_for(port, 200)
    assert get(port, "/guide")[0] == 200
