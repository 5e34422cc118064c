"""Files in and out of the commands: what can't be read is said in Swedish, with the file's name."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import UNREADABLE, UserError

STDIN = "-"
MAX_CASE_BYTES = 1_000_000


def show(value: object) -> str:
    """A value in a message: as JSON, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def reason(error: OSError) -> str:
    """Why the system refused, in Swedish."""
    reasons: tuple[tuple[type[OSError], str], ...] = (
        (FileNotFoundError, "filen finns inte"),
        (IsADirectoryError, "det är en mapp, inte en fil"),
        (NotADirectoryError, "en del av sökvägen är inte en mapp"),
        (PermissionError, "du får inte läsa eller skriva där"),
    )
    numbered = {
        errno.ELOOP: "länken leder runt till sig själv",
        errno.ENAMETOOLONG: "namnet är för långt",
        errno.ENOSPC: "disken är full",
        errno.EROFS: "det går bara att läsa där, inte skriva",
        errno.EMFILE: "för många filer är öppna",
        errno.EIO: "disken svarar med fel",
    }
    named = next((text for kind, text in reasons if isinstance(error, kind)), None)
    return named or numbered.get(error.errno or 0) or f"systemet säger fel {error.errno}"


def label(name: str) -> str:
    """A file's name in a message."""
    return "standard in" if name == STDIN else name


def read_whole(source: str, *, limit: int) -> bytes:
    """The bytes of a file, or of standard input for `-`; refused beyond `limit` bytes."""
    try:
        if source == STDIN:
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "namnet går inte att använda"
        raise UserError(f"{label(source)} går inte att läsa: {why}.", code=UNREADABLE) from None
    if len(data) > limit:
        raise UserError(f"{label(source)} är större än {limit // 1000} kB och läses inte.", code=UNREADABLE)
    return data


def read_text(source: str, *, limit: int) -> str:
    """The text of a file: UTF-8 with or without BOM, or UTF-16 with BOM."""
    data = read_whole(source, limit=limit)
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{label(source)} går inte att läsa som text: byte {error.start} är inte UTF-8. Spara den som UTF-8."
        raise UserError(message, code=UNREADABLE) from None


def _doubled(key: object) -> UserError:
    return UserError(f"{show(key)} står två gånger. Ta bort det ena.", code=UNREADABLE)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _doubled(key)
        found[key] = value
    return found


def _parse_json(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as error:
        message = f"{name} är inte JSON: fel på rad {error.lineno}, tecken {error.colno}."
        raise UserError(message, code=UNREADABLE) from None
    except (RecursionError, ValueError):
        raise UserError(f"{name} är inte JSON som går att läsa.", code=UNREADABLE) from None


def _check_yaml(text: str, name: str) -> None:
    """Refuses aliases (of no use in a case, and a few lines of them can fill any memory) and keys given twice."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    if "&" in text and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
        raise UserError(f"{name} har YAML-alias (*namn), och det läses inte.", code=UNREADABLE)
    waiting = [yaml.compose(text, Loader=loader)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
            if len(set(keys)) != len(keys):
                raise _doubled(next(key for place, key in enumerate(keys) if key in keys[:place]))
            waiting.extend(value for _, value in node.value)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)


def _parse_yaml(text: str, name: str) -> Any:
    import yaml

    try:
        _check_yaml(text, name)
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        where = f": fel på rad {error.problem_mark.line + 1}" if error.problem_mark else " som går att läsa"
        raise UserError(f"{name} är inte YAML{where}.", code=UNREADABLE) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise UserError(f"{name} är inte YAML som går att läsa.", code=UNREADABLE) from None


def read_mapping(source: str, *, limit: int = MAX_CASE_BYTES) -> Mapping[str, Any]:
    """The object in a JSON file, or in a YAML file when its name ends in .yaml or .yml."""
    text, name = read_text(source, limit=limit), label(source)
    is_yaml = name.lower().endswith((".yaml", ".yml")) or (
        source == STDIN and not text.lstrip().startswith(("{", "["))
    )
    found = _parse_yaml(text, name) if is_yaml else _parse_json(text, name)
    if not isinstance(found, dict):
        raise UserError(
            f'{name} ska vara ett objekt som {{"facts": {{…}}}}, men är {show(found)}.', code=UNREADABLE
        )
    return found


def write(target: str, data: bytes) -> None:
    """Writes a file whole, or nothing: a stopped run leaves the old one."""
    path = Path(target)
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise unwritable(target, error) from None


def unwritable(target: str, error: OSError) -> UserError:
    """Why a file could not be written."""
    why = "mappen finns inte" if isinstance(error, FileNotFoundError) else reason(error)
    return UserError(f"{target} går inte att skriva: {why}.", code=UNREADABLE)


def print_json(value: object) -> None:
    """A value as JSON on standard output, readable and with å, ä and ö as they are."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")
