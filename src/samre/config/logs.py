"""Keeps what people type and upload out of the log: requests are named by method and path, errors by type and place."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

# What follows is half of what opens a one-time link.
ONE_TIME = "/svar/"


class BareRequest(logging.Filter):
    """Strips a record of the request object, of query strings and of exception texts (they may quote a certificate).

    An address is written with its control characters escaped: nobody makes a log line of their own out of one.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        if request is not None:
            status = record.__dict__.get("status_code", "")
            record.msg, record.args = (
                f"{request.method} {_one_line(_without_secrets(request.path))} {status}".strip(),
                (),
            )
        if record.exc_info:
            kind, _, tb = record.exc_info
            record.msg, record.args = f"{record.getMessage()} · {_place(kind, tb)}", ()
            record.exc_info, record.exc_text = None, None
        return True


def _without_secrets(path: str) -> str:
    """The address of a one-time link is not for the log."""
    return f"{ONE_TIME}…" if path.startswith(ONE_TIME) else path


def _one_line(text: str) -> str:
    """The text with line ends, escape sequences and what else cannot be printed as `\\n`, `\\x1b` …"""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def _place(kind: type[BaseException] | None, tb: TracebackType | None) -> str:
    """`ValueError in load.py:12 read ← guide.py:40 show`: where it broke, without what it broke on."""
    frames = traceback.extract_tb(tb)[-6:]
    trail = " ← ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    return f"{kind.__name__ if kind else 'error'} in {trail}"


class SilentReporter(ExceptionReporter):
    """No error report ever holds a body, a cookie or a local variable."""

    def get_traceback_data(self) -> dict[str, object]:
        return {}

    def get_traceback_text(self) -> SafeString:
        return SafeString(_place(self.exc_type, self.tb))  # nosec B703 - file and line, never values

    def get_traceback_html(self) -> SafeString:
        return SafeString("")
