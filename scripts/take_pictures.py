"""Takes the pictures of README and the handbook: docs/bild-karta.png, bild-guide.png and bild-kartarbete.png.

    .venv/bin/python scripts/take_pictures.py

Starts the program on a free port, and needs chromium as the browser tests do, and the demo's people (make run once).
Take them again when the pages have changed.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from importlib import import_module
from io import BytesIO
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
COLOURS = 160
LARGEST = 200_000  # bytes


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


def save(picture: bytes, name: str) -> None:
    """Writes a picture with few colours, and says how large it became."""
    path = DOCS / name
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{name} är större än {LARGEST // 1000} kB: ta en mindre del av sidan.")


def take(address: str) -> None:
    """The map, the guide with a thin certificate read, and the work with the map as a process leader finds it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1100, "height": 900}, locale="sv-SE")
        page.goto(f"{address}/karta")
        save(page.locator("#karta").screenshot(), "bild-karta.png")
        page.goto(f"{address}/guide")
        page.locator("[name=gor][value='exempel:tunt']").evaluate("button => button.click()")
        page.wait_for_selector(".read")
        page.evaluate("window.scrollTo(0, 0)")
        save(page.screenshot(), "bild-guide.png")
        page.goto(f"{address}/logga-in")
        page.locator("button", has_text="Elin Sand").click()
        page.goto(f"{address}/kartan")
        save(page.screenshot(full_page=True), "bild-kartarbete.png")
        browser.close()


def main() -> None:
    """Serves the program while the pictures are taken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    os.environ.setdefault("SAMRE_DEMO", "1")
    sys.path.insert(0, str(ROOT / "scripts"))
    build_css = import_module("build_css")

    if build_css.main():
        raise SystemExit("Stilmallen kunde inte byggas.")
    from samre.config.wsgi import application

    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        take(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


if __name__ == "__main__":
    main()
