"""Starts gunicorn and says the address when a page has really been answered: `serve.py PORT`."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

HOST = "127.0.0.1"
START_SECONDS = 60
# Asked for once after the start, so that nobody is the first to wait for the map to be read and drawn.
WARMED = ("/guide", "/karta", "/ovningsfall")
# One process and a few threads: the pages are short, and memory is to stay below 150 MB. Eight, so that a few
# half-sent requests don't stop it; in production a proxy stands in front.
# Two heaps are enough for threads that take turns; one each keeps what nobody uses.
MEMORY = {"MALLOC_ARENA_MAX": "2"}
GUNICORN = ("--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning")


def is_taken(port: int) -> bool:
    """Whether somebody already listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


def is_answering(port: int, path: str = "/") -> bool:
    """Whether the page comes back without a server error."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def wait_until_up(server: subprocess.Popen[bytes], port: int) -> bool:
    """True when the first page answers, False when the server died or took more than START_SECONDS."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        if server.poll() is not None:
            return False
        if is_answering(port):
            return True
        time.sleep(0.05)
    return False


def main() -> int:
    """Runs until it is stopped; the exit code is the server's."""
    if not sys.argv[1].isdecimal() or not 0 < int(sys.argv[1]) < 65536:
        print(f"PORT={sys.argv[1]} är ingen port. Ange ett tal, som make run PORT=8080", file=sys.stderr)
        return 1
    port = int(sys.argv[1])
    if is_taken(port):
        print(f"Port {port} är upptagen. Välj en annan: make run PORT={port + 1}", file=sys.stderr)
        return 1
    gunicorn = Path(sys.executable).with_name("gunicorn")
    server = subprocess.Popen(
        [gunicorn, *GUNICORN, "--bind", f"{HOST}:{port}", "samre.config.wsgi:application"],
        env=os.environ | MEMORY,
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if not wait_until_up(server, port):
        server.terminate()
        print("Servern kom inte upp. Felet står här ovanför.", file=sys.stderr)
        return server.wait() or 1
    print(f"SAMRE är uppe på http://{HOST}:{port}/  (stäng med Ctrl+C, process {os.getpid()})", flush=True)
    # The map's PDFs are made beside the server, so that neither the start nor the first reader waits for them.
    papers = [sys.executable, "-m", "samre.web.kept_papers"]
    subprocess.Popen(papers, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for path in WARMED:
        is_answering(port, path)
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
