"""The key file: JSON with two rings of keys, readable by its owner only, never half written."""

from __future__ import annotations

import fcntl
import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from cryptography.fernet import Fernet

KEY_BYTES = 32


class KeyLost(Exception):
    """A key is missing, wrong, or does not fit; the message says in Swedish what to do."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Two rings, newest first. `sealing`: Fernet keys as text in bytes; `look_up`: raw keys of 32 bytes."""

    sealing: tuple[bytes, ...] = field(repr=False)
    look_up: tuple[bytes, ...] = field(repr=False)


def read_keys(path: Path) -> Keys:
    """The keys of the file, all of them tried for shape. Raises KeyLost."""
    rings = read_rings(path)
    sealing = tuple(text.encode() for text in rings["sealing"])
    return Keys(sealing=sealing, look_up=tuple(urlsafe_b64decode(text) for text in rings["look_up"]))


def read_rings(path: Path) -> dict[str, list[str]]:
    """The file as it stands: {"sealing": [newest, …], "look_up": [newest, …]}. Raises KeyLost."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise KeyLost(f"Nyckelfilen {path.name} finns inte eller går inte att läsa.") from None
    except ValueError:
        raise KeyLost(
            f"Nyckelfilen {path.name} är skadad: den är inte JSON. Lägg tillbaka den hela."
        ) from None
    rings = {name: _ring(found, name, path) for name in ("sealing", "look_up")}
    if set(rings["sealing"]) & set(rings["look_up"]):
        raise KeyLost(f"Samma nyckel står under både sealing och look_up i {path.name}. De ska vara skilda.")
    return rings


def _ring(found: object, name: str, path: Path) -> list[str]:
    ring = found.get(name) if isinstance(found, dict) else None
    if not isinstance(ring, list) or not ring or not all(_is_key(key) for key in ring):
        raise KeyLost(
            f"Nyckelfilen {path.name} saknar hela nycklar under ”{name}”. Lägg tillbaka filen från säkerhetskopian."
        )
    return ring


def _is_key(text: object) -> bool:
    try:
        return isinstance(text, str) and len(urlsafe_b64decode(text)) == KEY_BYTES
    except ValueError:
        return False


def new_key() -> str:
    """32 random bytes as URL-safe base64: the form of a Fernet key, used for both rings."""
    return Fernet.generate_key().decode()


def make_first_keys(path: Path) -> bool:
    """Writes a new key file. False where one is already there: keys in use are never written over."""
    rings = {"sealing": [new_key()], "look_up": [new_key()]}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, rings)
    try:
        # A link, unlike a rename, fails when somebody else was first.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    _settle(path.parent)
    return True


def write_rings(path: Path, rings: dict[str, list[str]]) -> None:
    """Puts the rings in the place of the old file, whole or not at all. Call it inside `alone_with`."""
    os.replace(_draft(path, rings), path)
    _settle(path.parent)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Only one process at a time changes the keys of a folder."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _draft(path: Path, rings: dict[str, list[str]]) -> Path:
    draft = path.with_name(f".{path.name}.{token_hex(6)}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        json.dump(rings, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _settle(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
