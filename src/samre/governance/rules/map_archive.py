"""A version's files as one zip, to edit elsewhere, keep in git and take back: bounded, and never trusted to be what it says."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from samre.identifiers.sensitive_text import find_identifiers
from samre.pathway.person.cases import CASES, cases_of
from samre.pathway.picture.sketch import FILE as SKETCH
from samre.pathway.picture.sketch import sketch_of
from samre.pathway.reading.load import FILES, load_texts
from samre.pathway.reading.mistakes import DefinitionError, Mistake
from samre.pathway.reading.yaml_files import plain_text, written_data
from samre.pathway.writing.edit import unwritable
from samre.pathway.writing.steps import CHART

from .map_parts import is_id, kinds

MOST_BYTES = 3 * 1024 * 1024
MOST_FILES = 1000
MOST_UNPACKED = 8 * 1024 * 1024
MOST_IN_ONE = 2 * 1024 * 1024
_WHEN = (2026, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NEEDED = (*FILES, SKETCH)


class BadArchive(ValueError):
    """A file that can't be taken in; the message says why and what to do (Swedish)."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a zip holds: the texts of a version by name, and the names of files that are no part of one."""

    texts: Mapping[str, str]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with the files. `stops`: that they can't be worked on here at all, so they are not taken in."""

    mistakes: tuple[Mistake, ...] = ()
    stops: bool = False


def zipped(texts: Mapping[str, str]) -> bytes:
    """The texts as a zip; the same bytes for the same texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(texts):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), texts[name].encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(content: bytes) -> Archive:
    """The texts in a zip, from its top or one folder down. Raises BadArchive."""
    if len(content) > MOST_BYTES:
        raise BadArchive(f"Filen är större än {MOST_BYTES // 1024**2} MB. En karta är mindre än så.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _check_entries(entries)
            return _read(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise BadArchive(
            "Filen går inte att öppna: den är ingen hel zip-fil eller BPMN-fil. Hämta utkastet som zip, ändra i filerna och packa "
            "dem igen, eller välj en fil vars namn slutar på .bpmn."
        ) from error


def judged(texts: Mapping[str, str]) -> Judged:
    """Reads everything of a version: the map, its drawing and its worked cases."""
    broken = [item for name in sorted(texts) if (item := unwritable(texts[name], name)) is not None]
    broken = broken or [*_misshapen(texts), *_pointing_out(texts)]
    if broken:
        return Judged(tuple(broken), stops=True)
    try:
        pathway = load_texts(texts)
        sketch_of(texts[SKETCH], pathway)
        cases_of(texts, pathway)
    except DefinitionError as error:
        return Judged(error.mistakes)
    return Judged()


def _misshapen(texts: Mapping[str, str]) -> Iterator[Mistake]:
    """What has another shape than the forms are made for, or an id that nothing could call it by."""
    for kind in kinds().values():
        text, here = texts[kind.file], written_data(texts[kind.file])
        for key in kind.under:
            here = here.get(key) if isinstance(here, Mapping) else None
        where, shape = kind.under[-1], list if kind.is_list else Mapping
        if here in (None, ""):
            continue
        if not isinstance(here, shape):
            what = "en lista" if kind.is_list else "en rad för varje id"
            yield Mistake(kind.file, _line_of(text, f"{where}:"), None, where, f"»{where}« ska ha {what}.")
            continue
        for id_, item in here.items() if isinstance(here, Mapping) else enumerate(here):
            line = _line_of(text, f"{id_}:")
            if isinstance(here, Mapping) and not is_id(str(id_)):
                told = f"Id »{id_}« har andra tecken än a–z, 0–9 och _."
                yield Mistake(kind.file, line, None, str(id_), told, "Byt id.")
            elif isinstance(item, Mapping) is (kind.single is not None) or isinstance(item, list):
                yield Mistake(kind.file, line, None, str(id_), f"»{id_}« har inte den form den ska ha.")
    if not isinstance(written_data(texts[CHART]).get("prioritet"), list):
        yield Mistake(CHART, 1, None, "prioritet", "»prioritet« ska vara en lista med stegen.")


def _line_of(text: str, words: str) -> int:
    """The line that the words first stand on; the first line where they are written in another way."""
    return text[: max(text.find(words), 0)].count("\n") + 1


def _pointing_out(texts: Mapping[str, str]) -> Iterator[Mistake]:
    """What stands in the files that may be about somebody: the map is about nobody, and its worked cases are made up."""
    for name in sorted(texts):
        for text in _texts_in(written_data(texts[name])):
            for found in find_identifiers(text):
                yield Mistake(
                    name,
                    _line_of(texts[name], found.text),
                    None,
                    found.text,
                    f"Här står något som kan peka ut någon ({found.kind}).",
                    "Ta bort det.",
                )


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
    elif value is not None:
        yield str(value)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raises BadArchive for what no map is: too much, hidden ways out, locked files."""
    if len(entries) > MOST_FILES:
        raise BadArchive(f"Zip-filen har fler än {MOST_FILES} filer. Packa bara kartans egna filer.")
    if sum(one.file_size for one in entries) > MOST_UNPACKED or any(
        one.file_size > MOST_IN_ONE for one in entries
    ):
        raise BadArchive("Filerna i zip-filen är större än en karta kan vara. Packa bara kartans egna filer.")
    for one in entries:
        path = PurePosixPath(one.filename)
        if (
            path.is_absolute()
            or ".." in path.parts
            or "\\" in one.filename
            or stat.S_ISLNK(one.external_attr >> 16)
        ):
            raise BadArchive(f"Zip-filen pekar utanför sig själv ({one.filename}). Packa filerna på nytt.")
        if one.compress_type not in _PACKED:
            raise BadArchive("Zip-filen är packad på ett ovanligt sätt. Packa den som en vanlig zip-fil.")
        if one.flag_bits & _ENCRYPTED:
            raise BadArchive("Zip-filen har lösenord. Packa den utan.")


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Archive:
    start = _start([one.filename for one in entries])
    texts: dict[str, str] = {}
    left_out: list[str] = []
    unpacked = 0
    for one in entries:
        name = one.filename.removeprefix(start)
        if not one.filename.startswith(start) or not _is_part(name):
            left_out.append(one.filename)
            continue
        if name in texts:
            raise BadArchive(f"{name} ligger två gånger i zip-filen.")
        with archive.open(one) as file:
            # What the zip says of its sizes is not believed.
            content = file.read(MOST_IN_ONE + 1)
        unpacked += len(content)
        if len(content) > MOST_IN_ONE or unpacked > MOST_UNPACKED:
            raise BadArchive(
                "Filerna i zip-filen är större än en karta kan vara. Packa bara kartans egna filer."
            )
        texts[name] = _decoded(name, content)
    lacking = [name for name in _NEEDED if name not in texts]
    if lacking:
        raise BadArchive(f"Zip-filen saknar {', '.join(lacking)}. Alla kartans filer ska vara med.")
    return Archive(texts, tuple(left_out))


def _start(names: list[str]) -> str:
    """The folder that the map's files lie in: the one of its chart that is nearest the top."""
    charts = sorted(
        (name for name in names if PurePosixPath(name).name == FILES[0]), key=lambda name: name.count("/")
    )
    return charts[0].removesuffix(FILES[0]) if charts else ""


def _is_part(name: str) -> bool:
    is_case = name.startswith(CASES) and name.count("/") == 1 and name.endswith(".yaml")
    return name in _NEEDED or is_case


def _decoded(name: str, content: bytes) -> str:
    try:
        return plain_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadArchive(f"{name} går inte att läsa som UTF-8. Spara den som UTF-8.") from error
