"""The harness: no network, no real clock, warnings are errors, undefined template variables fail (see pyproject)."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.urls import get_resolver
from hypothesis import settings as hypothesis_settings

from samre.sealing.keyfile import make_first_keys

pytest_plugins = ["tests.database"]
TODAY = datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
# How fast a machine is just then is nothing a test is about.
hypothesis_settings.register_profile("samre", deadline=None)
hypothesis_settings.load_profile("samre")
LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def clock() -> Iterator[None]:
    """Every test lives on 21 November 2026; a test that needs another day travels itself."""
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def all_pages_loaded() -> None:
    """A page first imported while a test has patched a name would keep the patched one for all tests after it."""
    get_resolver().url_patterns  # noqa: B018


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """A connection that leaves the machine fails its test."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"Ett test försökte nå nätet: {address[0]}")
        real(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


@pytest.fixture(scope="session", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A key file of the tests' own, and a folder of their own for the log's separate store."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    make_first_keys(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SAMRE_KEYS_FILE", path)
        patch.setattr(settings, "SAMRE_AUDIT_SINK", str(path.parent / "audit"))
        yield path


@pytest.fixture(autouse=True)
def nothing_published_stays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that really publishes a map would show it to every test after it, and to those of the other process."""
    folder = tmp_path_factory.getbasetemp() / "published"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PUBLIC_MAP", folder)
        yield
    if folder.exists():
        rmtree(folder)


@pytest.fixture(scope="session", autouse=True)
def papers_hold_their_standard() -> Iterator[None]:
    """Every PDF that any test makes is held to the standard it says it follows: PDF/UA-1, or PDF/A for the archive."""
    import page

    from samre.web import pdf

    real = pdf._mended

    def mended(raw: bytes, title: str) -> bytes:
        made = real(raw, title)
        profile = "2u" if b"pdfaid" in made else "ua1"
        found = page.validate_pdf_bytes(made, profile=profile).failures
        assert not found, f"{title} ({profile}): {[(one.rule_id, one.message) for one in found[:5]]}"
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "_mended", mended)
        yield


@pytest.fixture(scope="session")
def testdata() -> Path:
    """The third-party examples, where the machine has them."""
    root = Path(os.environ.get("SAMRE_TESTDATA", Path(__file__).resolve().parents[2] / "shared" / "testdata"))
    if not root.is_dir():
        pytest.skip("testdata finns inte på den här maskinen (SAMRE_TESTDATA)")
    return root
