"""What holds for every page: headers, no cookies but the form's, Swedish pages for what went wrong."""

from __future__ import annotations

import logging
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client


def test_the_front_page_has_two_doors(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Guiden" in page
    assert "Ärenden" in page and "/logga-in" in page


def test_the_page_is_swedish_with_a_title_and_one_heading(client: Client) -> None:
    page = client.get("/").content.decode()
    assert '<html lang="sv">' in page
    assert page.count("<h1") == 1
    assert "<c-" not in page


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("Content-Security-Policy", "default-src 'none'"),
        ("Content-Security-Policy", "script-src 'self'"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_page_has_the_security_headers(client: Client, header: str, part: str) -> None:
    assert part in client.get("/")[header]


def test_the_front_page_sets_no_cookie(client: Client) -> None:
    assert not client.get("/").cookies


def test_an_unknown_address_says_what_to_do(client: Client) -> None:
    answer = client.get("/finns-inte")
    assert answer.status_code == 404
    assert "Kontrollera adressen" in answer.content.decode()


def test_a_log_line_never_quotes_what_broke() -> None:
    from samre.config.logs import BareRequest

    try:
        raise ValueError("19121212-1212 har ont")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "Fel", (), (type(error), error, error.__traceback__)
        )
    BareRequest().filter(record)
    text = logging.Formatter().format(record)
    assert "ValueError" in text
    assert "19121212" not in text


def test_an_address_cannot_write_log_lines_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = StringIO()
    for handler in logging.getLogger("django").handlers:
        if type(handler) is logging.StreamHandler:  # ours, not those of pytest
            monkeypatch.setattr(handler, "stream", log)
    client.get("/finns%0a2026-11-21 ERROR falsk rad%1b[31m")
    assert len(log.getvalue().splitlines()) == 1
    assert r"/finns\n2026-11-21 ERROR falsk rad\x1b[31m 404" in log.getvalue()


def test_a_form_without_its_key_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/guide", {"gor": "svara"})
    assert answer.status_code == 403
    assert "Ladda om sidan och skicka igen" in answer.content.decode()


def test_more_than_is_read_is_refused_in_swedish(client: Client) -> None:
    answer = client.post("/guide", {"skriv.35.1": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert answer.status_code == 413
    assert "för stort" in answer.content.decode()


def test_a_page_that_breaks_says_so_without_saying_how(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samre.web.views.home.picture", None)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Något gick fel hos oss" in page
    assert "TypeError" not in page
