"""Writes the published map as files (`public_files.py`): when a version is published, by night, and when the database is prepared.

Versions never change, so a folder is written once, beside, and moved into its place whole; the index is replaced in one stroke.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from samre.accounts.models import Authority
from samre.accounts.roles import AuthorityKind

from .models import MapVersion
from .public_files import INDEX, Published, public_folder
from .rules.packing import NotAsKept, content_of, opened, texts_in

log = logging.getLogger(__name__)


def write_public_files() -> int:
    """Writes what is missing and the index; how many versions are published. Done again it changes nothing."""
    keeper = public_keeper()
    if keeper is None:
        _write_index([])
        return 0
    shown = []
    for row in MapVersion.objects.filter(keeper=keeper).order_by("-valid_from", "-number"):
        one = _published(row, keeper)
        if not _is_whole(one):
            _write_folder(one.folder, opened(row.files, row.content))
        shown.append(one)
    _write_index(shown)
    return len(shown)


def public_keeper() -> Authority | None:
    """Whose map the public pages show: the one named by SAMRE_PUBLIC_KEEPER, else the only förbund that keeps one."""
    keepers = Authority.objects.filter(pk__in=MapVersion.objects.values("keeper_id"))
    named = settings.SAMRE_PUBLIC_KEEPER
    found = keepers.filter(name=named) if named else keepers.filter(kind=AuthorityKind.FORBUND)
    some = list(found[:2])
    return some[0] if len(some) == 1 else None


def publish_files() -> None:
    """`write_public_files` after a commit: what can't be written now is written by the nightly round."""
    try:
        write_public_files()
    except (OSError, NotAsKept):
        log.exception("Kartans publika filer gick inte att skriva. Nattens genomgång försöker igen.")


def _published(row: MapVersion, keeper: Authority) -> Published:
    return Published(
        number=row.number,
        chart=row.chart,
        name=row.name,
        keeper=keeper.name,
        valid_from=row.valid_from,
        next_review=row.next_review,
        published=timezone.localdate(row.at),
        hash=row.hash,
        content=row.content,
        changes=tuple(row.changes),
        news=row.news,
    )


def _is_whole(one: Published) -> bool:
    try:
        return content_of(texts_in(one.folder)) == one.content
    except OSError:
        return False


def _write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """All or nothing: another process may be reading, or writing the same."""
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    for name, text in texts.items():
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    shutil.rmtree(folder, ignore_errors=True)  # only one that is not whole
    try:
        part.rename(folder)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)
        if not folder.is_dir():
            raise


def _write_index(shown: list[Published]) -> None:
    path = public_folder() / INDEX
    if not shown:
        path.unlink(missing_ok=True)
        return
    text = json.dumps([asdict(one) for one in shown], ensure_ascii=False, indent=1, default=date.isoformat)
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
