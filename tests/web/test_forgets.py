"""A certificate is read in memory and forgotten: nothing of it reaches disk or log."""

from __future__ import annotations

import builtins
import logging
import os
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from .test_guide import example, hidden

MARK = "Kännemärke4711"


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every path that is opened for writing, however it is opened."""
    found: list[str] = []
    real_open, real_os_open = builtins.open, os.open

    def spy(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if set(mode) & set("wax+"):
            found.append(str(file))
        return real_open(file, mode, *args, **kwargs)

    def os_spy(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            found.append(str(path))
        return real_os_open(path, flags, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", spy)
    monkeypatch.setattr(os, "open", os_spy)
    monkeypatch.setattr(tempfile, "_io_open", spy, raising=False)
    return found


def marked(size: int = 0) -> bytes:
    """A certificate that carries a mark, padded to `size` bytes with a comment."""
    data = example("gott").replace(b"Recidiverande depression", MARK.encode() + b" depression")
    return data + b"<!--" + b"x" * max(0, size - len(data)) + b"-->"


def test_nothing_is_written_when_a_file_is_read(client: Client, writes: list[str]) -> None:
    page = client.post(
        "/guide", {"fil": SimpleUploadedFile("intyg.xml", marked()), "gor": "las"}
    ).content.decode()
    assert MARK in page
    assert writes == []


def test_nothing_is_written_when_a_file_is_too_big_to_read(client: Client, writes: list[str]) -> None:
    fields = {"fil": SimpleUploadedFile("intyg.xml", marked(settings.UPLOAD_CAP_BYTES + 1)), "gor": "las"}
    assert "större än" in client.post("/guide", fields).content.decode()
    assert writes == []


def test_nothing_is_written_when_the_letter_is_made(client: Client, writes: list[str]) -> None:
    page = client.post(
        "/guide", {"fil": SimpleUploadedFile("intyg.xml", marked()), "gor": "las"}
    ).content.decode()
    client.post("/guide/brev", hidden(page))
    client.post("/guide/spara", hidden(page))
    assert writes == []


def test_no_log_line_quotes_a_file_even_when_the_page_breaks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"det här stod i filen: {MARK}")

    monkeypatch.setattr("samre.web.views.guide.guide_page", broken)
    log = StringIO()
    for handler in logging.getLogger("django").handlers:
        if isinstance(handler, logging.StreamHandler):
            monkeypatch.setattr(handler, "stream", log)
    client.raise_request_exception = False
    answer = client.post("/guide", {"fil": SimpleUploadedFile(f"{MARK}.xml", marked()), "gor": "las"})
    assert answer.status_code == 500
    assert MARK not in answer.content.decode()
    assert "RuntimeError" in log.getvalue()
    assert MARK not in log.getvalue()


def test_the_settings_install_no_handler_that_can_write(settings: Any) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["samre.web.uploads.CappedMemoryUpload"]
    source = (Path(__file__).parents[2] / "src/samre/web/uploads.py").read_text(encoding="utf-8")
    assert "Temporary" not in source
