"""A file between two posts of a form: sealed, in the form itself.

Nothing about a person is kept on the server before there is a case to keep it in: there is no half case to forget and nothing to
clean up, two tabs do not disturb each other, and a restart loses nothing. The seal (the same as in the database) also tells
that the file is the one that was read, and it opens only for the user and nämnd it was read for.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

from django.conf import settings

from samre.accounts.actors import Actor
from samre.certificate.model import Unreadable
from samre.sealing.keyring import KeyLost, keyring

DAMAGED = "Filen följde inte med hela vägen. Välj den en gång till. Det du har skrivit finns kvar."


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file as it came. `is_guide`: what was saved from the guide, without a person."""

    name: str
    data: bytes
    is_guide: bool = False


def seal_file(file: CarriedFile, actor: Actor) -> str:
    """The file as text for a hidden field."""
    head = json.dumps([*_whose(actor), file.name, file.is_guide]).encode()
    return keyring().seal(head + b"\n" + zlib.compress(file.data)).decode()


def open_file(text: str, actor: Actor) -> CarriedFile | None:
    """What `seal_file` sealed for the same user and nämnd; None for no text. Raises Unreadable for anything else."""
    if not text:
        return None
    try:
        head, _, packed = keyring().open(text.encode()).partition(b"\n")
        user, authority, name, is_guide = json.loads(head)
        data = zlib.decompressobj().decompress(packed, settings.UPLOAD_CAP_BYTES)
    except (KeyLost, ValueError, zlib.error) as error:
        raise Unreadable(DAMAGED) from error
    if [user, authority] != _whose(actor):
        raise Unreadable(DAMAGED)
    return CarriedFile(str(name), data, bool(is_guide))


def _whose(actor: Actor) -> list[str]:
    return [str(actor.user_id), str(actor.authority_id)]
