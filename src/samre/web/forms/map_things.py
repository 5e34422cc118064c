"""The form of a thing on the map: what stands in the files as fields, and what was typed in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import QueryDict

from samre.governance.rules.map_parts import LINE, SINGLE, Field, Kind
from samre.pathway.picture.drawing import number_of

from .whole_numbers import whole_number

MOST_ROWS = 200
_NOTHING = ("", "null", "~", None)
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}")
_SHARE = re.compile(r"[^:]+: ?[0-9]{1,9}")
_YES = ("true", "ja", "sant")
Values = dict[str, Any]


def fields_of(kind: Kind) -> tuple[Field, ...]:
    """The fields of the form."""
    return (kind.single,) if kind.single is not None else kind.fields


def shown_values(kind: Kind, written: Any) -> Values:
    """What the form shows of a thing as it is written; empty fields where nothing is."""
    if kind.slug == LINE:
        return {SINGLE: " > ".join(number_of(name.strip()) for name in str(written or "").split(">"))}
    if kind.single is not None:
        return {SINGLE: _shown(kind.single, written)}
    found = written if isinstance(written, Mapping) else {}
    return {item.key: _shown(item, found.get(item.key)) for item in kind.fields}


def typed_values(kind: Kind, post: QueryDict) -> Values:
    """What was typed. Rows that are empty throughout are left out."""
    return {item.key: _typed(item, post, item.key, keep=False) for item in fields_of(kind)}


def typed_rows(kind: Kind, post: QueryDict) -> Values:
    """What was typed, empty rows too: for a form that is shown again."""
    return {item.key: _typed(item, post, item.key, keep=True) for item in fields_of(kind)}


def changed_values(typed: Values, before: Values) -> Values:
    """The fields whose value is another than before."""
    return {key: value for key, value in typed.items() if value != before.get(key)}


def settled(kind: Kind, typed: Values, before: Values) -> Values:
    """What was typed, with what is said once as it was, and ticks in the order they were written."""
    found = dict(typed)
    for item in fields_of(kind):
        was = before.get(item.key)
        if item.is_fixed:
            found[item.key] = was
        elif item.shape == "flera" and isinstance(was, list):
            ticked = found[item.key]
            found[item.key] = [one for one in was if one in ticked] + [
                one for one in ticked if one not in was
            ]
    return found


def texts_in(values: Values, before: str = "") -> dict[str, str]:
    """Every text in the values by the name of its field."""
    found: dict[str, str] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            found |= texts_in(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                found |= texts_in(row, f"{name}.{number}.")
        else:
            found[name] = "\n".join(value) if isinstance(value, list) else str(value or "")
    return found


def empty_row(item: Field) -> Values:
    """A row that nothing has been typed in."""
    if item.shape == "par":
        return {"nyckel": "", "text": ""}
    return {part.key: _shown(part, None) for part in item.parts}


def missing(kind: Kind, values: Values) -> dict[str, str]:
    """What has to be filled in: field → sentence."""
    wrong: dict[str, str] = {}
    for item in fields_of(kind):
        if is_there(item, values):
            _lacking(item, values.get(item.key), item.key, wrong)
    return wrong


def unwritable(fields: Iterable[Field], values: Values, before: str = "") -> dict[str, str]:
    """Numbers and days that are none: field → sentence. They can't be kept, whatever else is."""
    wrong: dict[str, str] = {}
    for item in fields:
        name, value = f"{before}{item.key}", values.get(item.key)
        if item.shape == "rader":
            for number, row in enumerate(value or ()):
                wrong |= unwritable(item.parts, row, f"{name}.{number}.")
        elif item.shape == "del":
            wrong |= unwritable(item.parts, value or {}, f"{name}.")
        elif told := _not_written_so(item, value):
            wrong[name] = told
    return wrong


def _not_written_so(item: Field, value: Any) -> str:
    if item.shape == "tal" and value and not _NUMBER.fullmatch(str(value)):
        return f"Skriv ett helt tal med siffror, till exempel 56. Det står »{value}«."
    if item.shape == "dag" and value and not _is_day(str(value)):
        return f"Skriv dagen som år, månad och dag, till exempel 2026-12-01. Det står »{value}«."
    if item.shape == "vikter":
        bad = [line for line in str(value or "").splitlines() if not _SHARE.fullmatch(line)]
        return f"Skriv hur många av hundra med siffror, till exempel 20. Det står »{bad[0]}«." if bad else ""
    if item.shape == "par" and item.is_numbers:
        bad = [
            text
            for row in value or ()
            for text in (str(row["nyckel"]), str(row["text"]))
            if not _NUMBER.fullmatch(text)
        ]
        return f"Skriv hela tal med siffror i varje rad. Det står »{bad[0]}«." if bad else ""
    return ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_there(item: Field, values: Values) -> bool:
    """Whether the field belongs in the form, as the others stand."""
    return all(values.get(key) == wanted for key, wanted in item.only.items())


def _lacking(item: Field, value: Any, name: str, wrong: dict[str, str]) -> None:
    if item.shape == "rader":
        for number, row in enumerate(value or ()):
            for part in item.parts:
                _lacking(part, row.get(part.key), f"{name}.{number}.{part.key}", wrong)
    elif item.shape == "del":
        for part in item.parts:
            _lacking(part, (value or {}).get(part.key), f"{name}.{part.key}", wrong)
    elif item.shape == "par" and item.is_made:
        for number, row in enumerate(value or ()):
            if not row.get("text"):
                wrong[f"{name}.{number}.text"] = "Skriv svaret i ord, eller ta bort raden."
    elif item.is_required and value in ("", None, []):
        wrong[name] = f"Fyll i »{item.label}«."


def _shown(item: Field, written: Any) -> Any:
    match item.shape:
        case "lista" | "flera":
            rows = written if isinstance(written, list) else [written]
            return [str(one) for one in rows if one not in _NOTHING]
        case "kryss":
            return "ja" if str(written).lower() in _YES else ""
        case "par":
            pairs = written.items() if isinstance(written, Mapping) else ()
            return [{"nyckel": str(key), "text": _text(value)} for key, value in pairs]
        case "rader":
            rows = written if isinstance(written, list) else []
            return [_parts(item.parts, row) for row in rows if isinstance(row, Mapping)]
        case "del":
            return _parts(item.parts, written if isinstance(written, Mapping) else {})
        case "vikter":
            return _weights(written)
    return _text(written)


def _parts(parts: Iterable[Field], row: Mapping[str, Any]) -> Values:
    return {part.key: _shown(part, row.get(part.key)) for part in parts}


def _text(written: Any) -> str:
    return "" if written in _NOTHING or isinstance(written, list | Mapping) else str(written)


def _weights(written: Any) -> str:
    if isinstance(written, Mapping):
        return "\n".join(f"{name}: {share}" for name, share in written.items())
    rows = written if isinstance(written, list) else []
    return "\n".join(f"{row[0]}–{row[1]}: {row[2]}" for row in rows if isinstance(row, list) and len(row) > 2)


def _typed(item: Field, post: QueryDict, name: str, *, keep: bool) -> Any:
    match item.shape:
        case "flera":
            return [one for one in post.getlist(name) if one]
        case "tal":
            # As people write large numbers, and as the lists do: 60 600.
            return "".join(post.get(name, "").split())
        case "lista":
            return [" ".join(line.split()) for line in post.get(name, "").splitlines() if line.strip()]
        case "kryss":
            return "ja" if post.get(name) else ""
        case "par" | "rader":
            parts = item.parts or _PAIR
            rows = [_row(parts, post, f"{name}.{number}", keep=keep) for number in _numbers(post, name)]
            return rows if keep else [row for row in rows if any(row.values())]
        case "del":
            return _row(item.parts, post, name, keep=keep)
        case "vikter":
            lines = [*post.get(name, "").splitlines(), *_shares(post, f"{name}.")]
            return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    return " ".join(post.get(name, "").split())


_PAIR = (Field(key="nyckel", label="", shape="rad"), Field(key="text", label="", shape="rad"))


def _row(parts: Iterable[Field], post: QueryDict, name: str, *, keep: bool) -> Values:
    return {part.key: _typed(part, post, f"{name}.{part.key}", keep=keep) for part in parts}


def _shares(post: QueryDict, before: str) -> list[str]:
    """The share of each answer, as the files write it: `ja: 20`; answers without one are left out."""
    rows = [(key.removeprefix(before), post.get(key, "").strip()) for key in post if key.startswith(before)]
    return [f"{answer}: {share}" for answer, share in rows if share]


def _numbers(post: QueryDict, name: str) -> list[int]:
    """The numbers of the rows, in the order they stand in the form."""
    found = [whole_number(one) for one in post.getlist(name)]
    return [number for number in dict.fromkeys(found) if number is not None][:MOST_ROWS]
