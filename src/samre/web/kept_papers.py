"""The map's papers kept on disk: set once for each version, in a process of their own, so that the server stays small and
answers at once. `python -m samre.web.kept_papers` sets those that are missing. Nothing in them is about a person.
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from samre.pathway.model import Pathway

from . import definition

log = logging.getLogger(__name__)
WEB = Path(__file__).resolve().parent
SETTERS: Mapping[str, str] = {"karta": "map_pdf", "bilaga": "appendix_pdf"}
# The modules (or, one day, the room) of the map's side that decide how it is drawn.
DRAWING = ("drawing", "inter_widths", "labels", "notes", "routing", "sheet", "sketch", "typesetting")
KEY_LENGTH = 16  # hexadecimal digits of the key in a file's name
WAIT_SECONDS = 60
_one_at_a_time = Lock()


def paper(name: str) -> bytes:
    """The paper `name` (`karta` or `bilaga`) of the map that applies.

    Read from disk when it is there; else set by a process that ends afterwards, and where none can be started or nothing can
    be written, here.
    """
    path = path_of(name)
    if not path.is_file():
        with _one_at_a_time:  # several readers wait for one process
            if not path.is_file():
                _set_elsewhere()
    try:
        return path.read_bytes()
    except OSError:
        return _setter(name)(definition.pathway())


def set_missing() -> tuple[Path, ...]:
    """Set the papers that are not there yet and take away those of older versions; the new files."""
    folder, made = _folder(), []
    folder.mkdir(parents=True, exist_ok=True)
    for name in SETTERS:
        path = path_of(name)
        if not path.is_file():
            _write(path, _setter(name)(definition.pathway()))
            made.append(path)
    kept = {path_of(name) for name in SETTERS}
    for old in folder.glob("*.pdf"):
        if old not in kept:
            old.unlink(missing_ok=True)
    return tuple(made)


def version_paper(content: str, make: Callable[[], bytes]) -> bytes:
    """The A4 of a published version, by the hash of its content: set by `make` the first time somebody asks for it."""
    path = _folder() / "versions" / f"{content[:KEY_LENGTH]}-{_looks()}.pdf"
    if path.is_file():
        return path.read_bytes()
    made = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, made)
    except OSError:
        log.warning("Kartans A4 gick inte att spara; den görs om nästa gång.")
    return made


def path_of(name: str) -> Path:
    """Where the paper of the map that applies lies; the name changes with the map, its drawing, and how it is set."""
    stamp = (definition.map_folder() / "ritning.yaml").stat().st_mtime_ns
    return _folder() / f"{_key(definition.pathway().hash, stamp)}-{name}.pdf"


def _folder() -> Path:
    from django.conf import settings

    return Path(settings.VAR) / "paper"


def _setter(name: str) -> Callable[[Pathway], bytes]:
    from . import papers  # only who sets a paper pays for it

    setter: Callable[[Pathway], bytes] = getattr(papers, SETTERS[name])
    return setter


def _set_elsewhere() -> None:
    """A short process of its own: what setting needs in memory is gone when it ends."""
    from django.conf import settings

    command = [sys.executable, "-m", "samre.web.kept_papers"]
    here = {**os.environ, "SAMRE_VAR": str(settings.VAR)}
    try:
        subprocess.run(command, env=here, timeout=WAIT_SECONDS, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        log.warning("Kartans papper gick inte att göra i en egen process; de görs i servern i stället.")


def _write(path: Path, content: bytes) -> None:
    """All or nothing: another process may be reading."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


@lru_cache(maxsize=4)
def _key(pathway_hash: str, _stamp: int) -> str:
    sketch = (definition.map_folder() / "ritning.yaml").read_bytes()
    return hashlib.sha256(f"{pathway_hash} {_looks()}".encode() + sketch).hexdigest()[:KEY_LENGTH]


def _looks() -> str:
    """The mark of all that decides how the papers look, whatever map is on them."""
    digest = hashlib.sha256(f"weasyprint {version('weasyprint')}".encode())
    for path in _ingredients():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:KEY_LENGTH]


def _ingredients() -> Iterable[Path]:
    """Every file of the program that decides how the papers look."""
    yield from sorted((WEB / "templates" / "karta").glob("*"))
    yield from sorted((WEB / "css").glob("karta_*.css"))
    yield from (WEB / "karta_svg.py", WEB / "papers.py", WEB / "pdf.py", WEB / "pages" / "karta.py")
    yield from sorted((WEB / "templatetags").glob("*.py"))
    yield from sorted(
        path
        for path in (WEB.parent / "pathway").rglob("*.py")
        if path.stem in DRAWING or path.parent.name in DRAWING
    )


def main() -> int:
    """Sets the papers that are missing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    django.setup()
    set_missing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
