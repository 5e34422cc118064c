"""The demo's secret key, made on first use and kept in a file that only its owner reads."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_urlsafe


def kept_secret(file: Path) -> str:
    """The secret in the file; one is made where there is none. Several processes may come at once: the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii") or token_urlsafe(50)
    with os.fdopen(descriptor, "w", encoding="ascii") as open_file:
        secret = token_urlsafe(50)
        open_file.write(secret)
    return secret
