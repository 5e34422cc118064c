"""The published map for anybody: its versions, and the files it can be taken away in. Asks no database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from samre.definitions import schema
from samre.governance.public_files import Published, public_in_force, public_versions
from samre.governance.rules.map_archive import zipped
from samre.governance.rules.packing import texts_in
from samre.pathway.exchange.forms import FORMS
from samre.pathway.picture.sketch import load_sketch
from samre.pathway.reading.load import cached

from .. import definition

ZIP, SCHEMA = "yaml", "schema"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list. `state`: in force, coming, or past."""

    version: Published
    state: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form the map can be fetched in."""

    id: str
    name: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicVersions:
    """All versions. `keeper` is empty where the map that came with the program is shown; `name` and `hash` are then its own."""

    keeper: str
    name: str
    hash: str
    lines: tuple[VersionLine, ...]
    forms: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True)
class MapFile:
    """The map in one form. `mark`: the hash of the bytes."""

    content: bytes
    media_type: str
    name: str
    mark: str


def versions_page() -> PublicVersions:
    """Every published version, newest first, and what the one in force can be fetched as."""
    on = timezone.localdate()
    now, pathway = public_in_force(on=on), definition.pathway()
    return PublicVersions(
        keeper=now.keeper if now else "",
        name=pathway.name,
        hash=pathway.hash,
        lines=tuple(VersionLine(one, _state(one, now)) for one in public_versions()),
        forms=(
            *(FormLine(id_, form.name, form.about) for id_, form in FORMS.items()),
            FormLine(ZIP, "YAML i en zip", "filerna som kartan är skriven i, att ta över och ändra"),
        ),
    )


def map_file(form: str, *, number: int | None = None) -> MapFile | None:
    """The map in a form: the one in force, or the published version with a number. None where there is none."""
    if form == SCHEMA:
        return _file(schema().encode(), "application/schema+json", "karta.schema.json")
    folder = definition.map_folder() if number is None else _folder_of(number)
    if folder is None or (form not in FORMS and form != ZIP):
        return None
    return _written(folder, form, cached(folder).hash, _stamp(folder))


def _folder_of(number: int) -> Path | None:
    found = next((one for one in public_versions() if one.number == number), None)
    return found.folder if found is not None and found.folder.is_dir() else None


@lru_cache(maxsize=16)
def _written(folder: Path, form: str, _hash: str, _stamp: int) -> MapFile:
    """Written once for each version and form: what is published never changes."""
    pathway = cached(folder)
    if form == ZIP:
        return _file(zipped(texts_in(folder)), "application/zip", f"{pathway.id}.zip")
    chosen = FORMS[form]
    made = chosen.written(pathway, load_sketch(folder, pathway, strict=False))
    return _file(made, chosen.media_type, f"{pathway.id}{chosen.ending}")


def _stamp(folder: Path) -> int:
    return max(path.stat().st_mtime_ns for path in folder.rglob("*.yaml"))


def _file(content: bytes, media_type: str, name: str) -> MapFile:
    return MapFile(content, media_type, name, hashlib.sha256(content).hexdigest())


def _state(one: Published, now: Published | None) -> str:
    if now is not None and one.number == now.number:
        return "gäller"
    return "kommer" if one.valid_from > timezone.localdate() else "har gällt"
