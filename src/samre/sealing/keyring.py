"""The keys: what seals personal data, and what makes it possible to look up a value that is sealed.

Several keys are held at once. The newest seals, all of them open; so keys can be changed while the system runs
(`rotate.py`). A value that no key opens is an error in words: ciphertext is never handed out as if it were the value.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from os import stat
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from .keyfile import KeyLost, Keys, make_first_keys, read_keys

__all__ = ["KeyLost", "Keyring", "keyring"]


@dataclass(frozen=True)
class Keyring:
    """The keys of one key file, ready for use."""

    keys: Keys = field(repr=False)

    @cached_property
    def _box(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self.keys.sealing])

    @cached_property
    def _newest(self) -> Fernet:
        return Fernet(self.keys.sealing[0])

    def seal(self, data: bytes) -> bytes:
        """`data` as a Fernet token (AES-128-CBC, HMAC-SHA256) under the newest key."""
        return self._newest.encrypt(data)

    def open(self, token: bytes) -> bytes:
        """What was sealed. Raises KeyLost when no key fits, or when the token is damaged or cut off."""
        try:
            return self._box.decrypt(token)
        except InvalidToken:
            raise KeyLost(
                "En sparad uppgift går inte att öppna: antingen saknas nyckeln den förseglades med, "
                "eller så är uppgiften skadad. Lägg tillbaka den gamla nyckeln i nyckelfilen, eller läs tillbaka "
                "uppgiften från en säkerhetskopia."
            ) from None

    def is_newest(self, token: bytes) -> bool:
        """Whether the newest key alone opens the token."""
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            return False
        return True

    def look_up(self, purpose: str, owner: object, text: str) -> bytes:
        """32 bytes that are the same for the same text, purpose and owner, and say nothing without the key."""
        return self._mac(self.keys.look_up[0], purpose, owner, text)

    def look_ups(self, purpose: str, owner: object, text: str) -> list[bytes]:
        """The look-up under every key, newest first: what to search for while the keys are being changed."""
        return [self._mac(key, purpose, owner, text) for key in self.keys.look_up]

    def look_up_number(self, purpose: str, owner: object, text: str) -> int:
        """63 bits of the look-up, for a small indexed column. Two texts may share it: compare what is found."""
        return _number(self.look_up(purpose, owner, text))

    def look_up_numbers(self, purpose: str, owner: object, text: str) -> list[int]:
        """`look_up_number` under every key, newest first."""
        return [_number(mac) for mac in self.look_ups(purpose, owner, text)]

    @staticmethod
    def _mac(key: bytes, purpose: str, owner: object, text: str) -> bytes:
        # Each part is led by its length: ("ab", "c") must not meet ("a", "bc").
        parts = (part.encode() for part in (purpose, str(owner), text))
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(key, message, hashlib.sha256)


def _number(mac: bytes) -> int:
    return int.from_bytes(mac[:8], "big") >> 1  # fits a signed 64-bit column without ever being negative


_held: dict[Path, tuple[tuple[int, int, int], Keyring]] = {}
_is_anything_sealed: list[Callable[[], bool]] = []


def guard_first_keys(is_anything_sealed: Callable[[], bool]) -> None:
    """Whoever knows what is stored says here how to ask whether anything is sealed: new keys are not made beside it."""
    _is_anything_sealed[:] = [is_anything_sealed]


def keyring() -> Keyring:
    """The keys of `settings.SAMRE_KEYS_FILE`, read anew when the file has changed.

    A look at the file's date costs about a microsecond, and lets `samre keys` change keys under running servers: no
    process goes on sealing with a key that is about to be dropped. Raises KeyLost when the file is missing or wrong;
    only where `settings.DEMO` is on, and nothing has been sealed, is a missing file made.
    """
    path = Path(settings.SAMRE_KEYS_FILE)
    try:
        stamp = _stamp(path)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        if not (settings.DEMO and missing) or any(ask() for ask in _is_anything_sealed):
            raise KeyLost(
                f"Nyckelfilen {path.name} finns inte eller går inte att läsa. Lägg tillbaka den från säkerhetskopian, "
                "eller gör nya nycklar med ”samre keys new” om systemet aldrig har använts."
            ) from None
        make_first_keys(path)
        stamp = _stamp(path)
    held = _held.get(path)
    if held is None or held[0] != stamp:
        held = _held[path] = (stamp, Keyring(read_keys(path)))
    return held[1]


def _stamp(path: Path) -> tuple[int, int, int]:
    found = stat(path)
    return found.st_ino, found.st_mtime_ns, found.st_size
