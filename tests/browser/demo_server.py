"""The demo as `make run` starts it, in a process and a folder of its own: for journeys behind the login."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_SECONDS = 60


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the first page is there."""
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and server.poll() is None:
        try:
            with urlopen(f"{address}/logga-in") as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("demoservern kom inte upp")


@pytest.fixture(scope="session")
def demo_address(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo with its people and cases. On localhost: passkeys need a name, not a number."""
    var = tmp_path_factory.mktemp("demo")
    built = Path(os.environ.get("SAMRE_VAR", ROOT / "var"))
    for name in ("build", "static"):
        (var / name).symlink_to(built / name)
    env = os.environ | {"SAMRE_VAR": str(var), "SAMRE_DEMO": "1", "SAMRE_PASSWORD_LOGIN": "1"}
    env |= {"DJANGO_SETTINGS_MODULE": "samre.config.settings", "SAMRE_DATABASE_URL": ""}
    for command in (
        [sys.executable, "manage.py", "migrate", "--noinput", "-v0"],
        [str(BIN / "samre"), "demo"],
    ):
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    options = [
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--log-level",
        "error",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    server = subprocess.Popen(
        [str(BIN / "gunicorn"), *options, "samre.config.wsgi:application"], cwd=ROOT, env=env
    )
    try:
        wait_for(f"http://localhost:{port}", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def open_as(browser: object, demo_address: str) -> Iterator[Callable[..., object]]:
    """`open_as("Sara Lind", "/arenden")`: a page in a fresh context where that fictional person is logged in.

    She who has several assignments gets the page where they are chosen; "" opens the page as a visitor. An error in the
    page's own scripts, a broken content security policy, or a request that leaves the machine fails the test.
    """
    contexts, troubles = [], []

    def visit(name: str, path: str = "", *, width: int = 1280, javascript: bool = True) -> object:
        context = browser.new_context(  # type: ignore[attr-defined]
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, locale="sv-SE"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"skriptfel: {error}"))
        page.on("console", lambda m: troubles.append(m.text) if "Content Security" in m.text else None)
        own = (demo_address, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else troubles.append(r.url))
        if name:
            page.goto(f"{demo_address}/logga-in")
            page.click(f"button:has-text('{name}')")
        if path:
            page.goto(demo_address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not troubles, troubles
