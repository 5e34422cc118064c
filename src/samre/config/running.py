"""Whether a server runs in this folder: each of its processes holds a shared lock on a file for as long as it lives."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from django.conf import settings

_held: list[int] = []


def hold() -> None:
    """Called by a server when it starts. The operating system lets go when the process ends, however it ends."""
    with contextlib.suppress(
        OSError
    ):  # without a folder to write in there is no database there to protect either
        number = os.open(_file(), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
        _held.append(number)


def is_held() -> bool:
    """Whether any server holds it."""
    try:
        number = os.open(_file(), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(number)
    return False


def _file() -> Path:
    return Path(settings.VAR) / "server.lock"
