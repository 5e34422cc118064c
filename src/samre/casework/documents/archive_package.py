"""A preserved case as an open package (R51): data as JSON with its schema, every file as it came, one PDF/A, and checksums of all.

Made in memory and never laid on disk. The same case gives the same bytes, so that the archive's receipt can be compared.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from samre.accounts.models import User
from samre.definitions import current

from ..disposal.removal import parts_of
from ..models import Case, LastSeen, NameKey, NoteDraft, Person
from ..queries.registers import originals
from .notes import NoteFamily
from .notes_text import family_text

FORM, SCHEMA = "samre-akt-1", "arkivpaket.schema.json"
# Search values, what is not a document yet, and who looked last: none of it belongs to the file of a person.
LEFT_OUT = (NameKey, NoteDraft, LastSeen)
COLUMNS_LEFT_OUT = ("number_key", "likeness", "revision", "updated_at", "owner")
_MOMENT = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """A zip and its SHA-256."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def build_package(case: Case, *, on: date, notes: Iterable[NoteFamily], paper: bytes) -> Package:
    """The package of a case. `on` is the day it is said to be made; `paper` the whole file as PDF/A."""
    files = {"akt.json": _json(case_data(case, on=on)), "akt.pdf": paper, SCHEMA: schema_text()}
    for family in notes:
        name = f"anteckningar/{family.original.number:04}.txt"
        files[name] = family_text(family, case_number=case.number).encode()
    files |= dict(originals(case, whole_person=False))
    files["manifest.json"] = _json(_manifest(case, files, on=on))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), files[name], zipfile.ZIP_DEFLATED)
    return Package(f"akt-{case.number}.zip", out.getvalue())


def case_data(case: Case, *, on: date) -> dict[str, Any]:
    """Every row of the case and of its person, table by table, with the columns as they are; files stand beside."""
    tables: list[tuple[type[models.Model], list[models.Model]]] = [(Person, [case.person])]
    of_case, of_person = dict(parts_of(Case)), dict(parts_of(Person))
    for model in of_person:
        if model in LEFT_OUT:
            continue
        path = "pk" if model is Case else of_case.get(model)
        where = {path: case.pk} if path else {of_person[model]: case.person_id}
        tables.append((model, list(model._base_manager.filter(**where).order_by("pk"))))
    return {
        "form": FORM,
        "ärende": case.number,
        "myndighet": case.owner.name,
        "gjord": on.isoformat(),
        "tabeller": {model.__name__: [_plain_row(row) for row in rows] for model, rows in tables if rows},
    }


def schema_text() -> bytes:
    """The published JSON Schema of `akt.json`."""
    return (current() / SCHEMA).read_bytes()


def _manifest(case: Case, files: dict[str, bytes], *, on: date) -> dict[str, Any]:
    return {
        "form": FORM,
        "ärende": case.number,
        "myndighet": case.owner.name,
        "gjord": on.isoformat(),
        "schema": SCHEMA,
        "filer": [
            {"namn": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    }


def _plain_row(row: models.Model) -> dict[str, Any]:
    found = {}
    for field in row._meta.local_concrete_fields:
        if field.name in COLUMNS_LEFT_OUT:
            continue
        value = getattr(row, field.name if field.related_model is User else field.attname)
        if isinstance(value, bytes | memoryview):
            value = {"sha256": hashlib.sha256(bytes(value)).hexdigest()}
        found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return value.name
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
