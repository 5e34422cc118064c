"""Browser journeys: the real application with its real static files, Debian's chromium, axe-core and page width."""

from __future__ import annotations

import importlib.util
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from .demo_server import demo_address, open_as

__all__ = ["demo_address", "open_as"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
WIDTHS = (1280, 390, 320)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is marked; without a browser it is left out and says so."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="chromium saknas: apt-get install chromium fonts-inter")
                )


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing of a request is written anywhere, in tests either."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 32


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The whole application, middleware and hashed static files included, on a free port."""
    spec = importlib.util.spec_from_file_location("build_css", ROOT / "scripts" / "build_css.py")
    assert spec
    assert spec.loader
    build_css = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_css)
    assert build_css.main() == 0, "stilmallen kunde inte byggas"
    from samre.config.wsgi import application

    with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def settle(click: Callable[..., None]) -> Callable[..., None]:
    """A click that also waits for the page it led to: playwright's own waits only until that page has begun to come."""

    def click_and_wait(self: Any, *args: Any, **kwargs: Any) -> None:
        click(self, *args, **kwargs)
        getattr(self, "page", self).wait_for_load_state()

    return click_and_wait


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One chromium for the whole session."""
    from playwright.sync_api import Locator, Page, sync_playwright

    for part in (Page, Locator):
        part.click = settle(part.click)  # type: ignore[method-assign]
    with sync_playwright() as playwright:
        # People press Back: pages are kept as they are kept for them.
        kept = ["--disable-back-forward-cache"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, ignore_default_args=kept)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: object, address: str) -> Iterator[Callable[..., object]]:
    """`open_page("/guide", width=390, javascript=False)`: a page in a fresh context.

    An error in the page's own scripts, or a request that leaves the machine, fails the test.
    """
    contexts, troubles = [], []

    def visit(path: str, *, width: int = 1280, height: int = 900, javascript: bool = True) -> object:
        context = browser.new_context(  # type: ignore[attr-defined]
            viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="sv-SE"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"skriptfel: {error}"))
        page.on("console", lambda m: troubles.append(m.text) if "Content Security" in m.text else None)
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:", "blob:")) else troubles.append(r.url),
        )
        page.goto(address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not troubles, troubles


def axe(page: object) -> list[str]:
    """Every broken rule of WCAG 2.0–2.2 A/AA and best practice, as `rule: target – what`. Needs JavaScript on."""
    from axe_playwright_python.base import AXE_SCRIPT

    if page.evaluate("typeof axe === 'undefined'"):  # type: ignore[attr-defined]
        page.evaluate(AXE_SCRIPT)  # type: ignore[attr-defined]
    found = page.evaluate(  # type: ignore[attr-defined]
        "options => axe.run(options).then(found => found.violations)",
        {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]},
    )
    return [
        f"{rule['id']}: {node['target']} – {node.get('failureSummary', '')[:300]}"
        for rule in found
        for node in rule["nodes"]
    ]


def overflow(page: object) -> int:
    """How many pixels the page is wider than its window, after the widest thing in it."""
    page.wait_for_load_state()  # type: ignore[attr-defined]
    return page.evaluate(  # type: ignore[attr-defined,no-any-return]
        "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
    )


@pytest.fixture
def assert_sound() -> Callable[[object], None]:
    """Holds a page to no sideways overflow at 1280, 390 and 320 px, and to axe 0 at the widest and the narrowest: what is
    laid out for a phone is the same at 390 as at 320, with more room."""

    def check(page: object) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})  # type: ignore[attr-defined]
            assert overflow(page) == 0, f"sidan är {overflow(page)} px för bred vid {width} px"
            if width in (WIDTHS[0], WIDTHS[-1]):
                assert axe(page) == []

    return check
