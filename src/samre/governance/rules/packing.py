"""A version's files as one blob and back: karta.yaml and its like by name, compressed."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from pathlib import Path

from samre.pathway.person.cases import CASES
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.reading.load import FILES
from samre.pathway.reading.yaml_files import plain_text

_LEVEL = 9


class NotAsKept(Exception):
    """Files that should never change have been changed behind the program: no map is read from them (Swedish: what to do)."""


def pack(texts: Mapping[str, str]) -> bytes:
    """The texts by name, the same bytes for the same texts."""
    return zlib.compress(_plain(texts), _LEVEL)


def unpack(packed: bytes | memoryview) -> dict[str, str]:
    """What `pack` was given."""
    found: dict[str, str] = json.loads(zlib.decompress(bytes(packed)))
    return found


def opened(packed: bytes | memoryview, content: str) -> dict[str, str]:
    """The same, of what was decided on or published: raises NotAsKept unless it is what `content_of` gave then."""
    texts = unpack(packed)
    if content_of(texts) != content:
        raise NotAsKept(
            "Kartans filer är inte de som sparades. Läs tillbaka databasen från en säkerhetskopia."
        )
    return texts


def content_of(texts: Mapping[str, str]) -> str:
    """sha256 (hex) over everything in the version: the map, its drawing and its worked cases."""
    return hashlib.sha256(_plain(texts)).hexdigest()


def texts_in(folder: Path) -> dict[str, str]:
    """The texts of a version that lies as files: what a version kept here consists of."""
    names = [*FILES, SKETCH, *(f"{CASES}{path.name}" for path in sorted((folder / CASES).glob("*.yaml")))]
    return {name: plain_text((folder / name).read_bytes().decode("utf-8-sig")) for name in names}


def _plain(texts: Mapping[str, str]) -> bytes:
    return json.dumps(
        {name: plain_text(text) for name, text in texts.items()}, ensure_ascii=False, sort_keys=True
    ).encode()
