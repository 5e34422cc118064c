"""The pages as browsers ask for them: gunicorn as `make run` starts it, and users who ask again as soon as they are answered."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.serve import GUNICORN, HOST, MEMORY, is_answering, wait_until_up

from .cases_places import Place
from .engines import ROOT


@dataclass(frozen=True, slots=True)
class Rate:
    """What came of a stretch of asking: answers per second, and the median and 95th percentile of one in seconds."""

    per_second: float
    median: float
    slow: float


@contextmanager
def server(place: Place) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """gunicorn beside the place's database, on a port of its own; stopped on the way out."""
    port = _free_port()
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [gunicorn, *GUNICORN, "--bind", f"{HOST}:{port}", "samre.config.wsgi:application"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **MEMORY, **place.environment}, stderr=subprocess.DEVNULL
    )
    try:
        if not wait_until_up(process, port):
            raise RuntimeError(f"gunicorn did not come up beside {place.name}")
        for path in ("/guide", "/logga-in"):
            is_answering(port, path)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(port: int, cookies: Sequence[Mapping[str, str]], path: str, *, users: int, seconds: float) -> Rate:
    """`users` at once, each with a session of her own, for so many seconds. Raises AssertionError for any answer but 200."""
    times: list[list[float]] = [[] for _ in range(users)]
    faults: list[str] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(
            target=_user, args=(port, cookies[number % len(cookies)], path, until, times[number], faults)
        )
        for number in range(users)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    if faults:
        raise AssertionError(f"{path}: {faults[0]} ({len(faults)} gånger)")
    found = sorted(one for user in times for one in user)
    return Rate(len(found) / took, found[len(found) // 2], found[int(len(found) * 0.95)])


def memory(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """RSS and PSS in MB of the server and its workers together."""
    pids = [process.pid, *_children(process.pid)]
    return sum(_kilobytes(pid, "Rss:") for pid in pids) / 1024, sum(
        _kilobytes(pid, "Pss:") for pid in pids
    ) / 1024


def _user(
    port: int, cookies: Mapping[str, str], path: str, until: float, times: list[float], faults: list[str]
) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Accept-Encoding": "gzip",
    }
    while time.perf_counter() < until:
        start = time.perf_counter()
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            faults.append(type(error).__name__)
            return
        times.append(time.perf_counter() - start)
        if answer.status != 200:
            faults.append(f"svar {answer.status}")
            return
    connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(one) for one in text.split()]


def _kilobytes(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
