"""A form's values become a map's files: only what was changed is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from samre.pathway.picture.drawing import number_of
from samre.pathway.writing.edit import Plain, Put, edited
from samre.pathway.writing.steps import next_step_id, steps_in, targets_of, without_drawn_ways
from samre.pathway.writing.things import is_empty, with_parts, with_thing, without_thing

from .map_parts import LINE, SINGLE, STEP, Field, Kind

Texts = Mapping[str, str]
Values = Mapping[str, Any]
_WORDS_IN_ID = 3
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}")
_SPAN = re.compile(r"(-?\d+)\s*[–-]\s*(-?\d+)")


def changed_thing(texts: Texts, kind: Kind, id_: str, changed: Values) -> dict[str, str]:
    """The files with the changed fields of a thing written. A way that is gone from a step is gone from the drawing too."""
    if kind.single is not None:
        text = _single(texts, kind, changed.get(SINGLE, ""))
        return edited(texts, [Put(kind.file, kind.path(id_), text)]) if SINGLE in changed else dict(texts)
    fields = {item.key: item for item in kind.fields}
    parts = {key: plain(fields[key], value) for key, value in changed.items()}
    after = with_parts(texts, kind.file, kind.path(id_), parts, kind.order)
    if kind.slug != STEP:
        return after
    return without_drawn_ways(after, id_, targets_of(texts, id_) - targets_of(after, id_))


def new_thing(texts: Texts, kind: Kind, id_: str, values: Values, *, before: str = "") -> dict[str, str]:
    """The files with a new thing."""
    whole: Plain
    if kind.single is not None:
        whole = _single(texts, kind, values.get(SINGLE, ""))
    else:
        given = {item.key: plain(item, values.get(item.key, "")) for item in kind.fields}
        whole = {key: value for key, value in given.items() if not is_empty(value)}
    return with_thing(texts, kind.file, kind.path(id_), whole, before=before)


def _single(texts: Texts, kind: Kind, value: Any) -> str:
    """The text of a thing that is one: of a drawn line, the boxes by their ids, which people write as numbers."""
    if kind.slug != LINE:
        return str(value)
    ids = {number_of(id_): id_ for id_ in steps_in(texts)}
    return " > ".join(ids.get(name.strip(), name.strip()) for name in str(value).split(">"))


def removed_thing(texts: Texts, kind: Kind, id_: str) -> dict[str, str]:
    """The files without a thing. What refers to it is not touched, but for the ways to a step."""
    return without_thing(texts, kind.file, kind.path(id_))


def next_id(kind: Kind, taken: Iterable[str], name: str) -> str:
    """An id for a new thing: the next number, or the first words of its name."""
    known = list(taken)
    if kind.is_list:
        return str(len(known))
    if kind.id_like.startswith("S"):
        return next_step_id(known)
    if kind.id_like:
        numbers = [int(one[1:]) for one in known if one[1:].isdigit()]
        return f"{kind.id_like[0]}{max(numbers, default=0) + 1}"
    return made_id(name, known)


def made_id(name: str, taken: Iterable[str]) -> str:
    """An id out of words: the first of them in plain letters, with a number where it is taken."""
    known = set(taken)
    base = plain_words(name, _WORDS_IN_ID) or "ny"
    number = next(n for n in range(1, len(known) + 2) if (base if n == 1 else f"{base}_{n}") not in known)
    return base if number == 1 else f"{base}_{number}"


def plain_words(name: str, most: int) -> str:
    """Words as an id has them: `väntar på brev` is `vantar_pa_brev`."""
    ascii_ = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "_".join(re.findall(r"[a-z0-9]+", ascii_)[:most]).lstrip("0123456789_")


def with_ids(kind: Kind, values: Values, before: Values) -> dict[str, Any]:
    """The values with an id for every new row that needs one. Rows that were there keep theirs, whatever was sent."""
    found = dict(values)
    for item in kind.fields:
        key = _made_key(item)
        if not key:
            continue
        kept = {str(row.get(key)) for row in before.get(item.key) or ()}
        taken = set(kept)
        rows = []
        for row in values.get(item.key) or ():
            id_ = str(row.get(key) or "")
            if id_ not in kept:
                id_ = made_id(str(row.get("text") or ""), taken)
            kept.discard(id_)
            taken.add(id_)
            rows.append({**row, key: id_})
        found[item.key] = rows
    return found


def _made_key(item: Field) -> str:
    """The key in the rows of a field that is made of their words; empty where none is."""
    if item.shape == "par" and item.is_made:
        return "nyckel"
    return next((part.key for part in item.parts if part.is_made), "") if item.shape == "rader" else ""


def plain(item: Field, value: Any) -> Plain:
    """A field's value as it is written in the files."""
    match item.shape:
        case "tal":
            return _number(value)
        case "en" if item.is_numbers:
            return _number(value)
        case "dag":
            return _day(value)
        case "kryss":
            return bool(value)
        case "lista" | "flera":
            return [str(one) for one in value]
        case "par":
            return {_key(item, pair): _text(item, pair) for pair in value}
        case "rader":
            return [_row(item.parts, row) for row in value]
        case "del":
            return _row(item.parts, value or {})
        case "vikter":
            return _weights(str(value))
    return str(value)


def _row(parts: Iterable[Field], row: Values) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for part in parts:
        value = plain(part, row.get(part.key, ""))
        if not is_empty(value):
            found[part.key] = value
        elif part.keeps_empty:
            found[part.key] = None
    return found


def _number(value: Any) -> Plain:
    text = str(value)
    return int(text) if _NUMBER.fullmatch(text) else text


def _day(value: Any) -> Plain:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return str(value)


def _key(item: Field, pair: Values) -> Any:
    return _number(pair["nyckel"]) if item.is_numbers else str(pair["nyckel"])


def _text(item: Field, pair: Values) -> Plain:
    return _number(pair["text"]) if item.is_numbers else str(pair["text"])


def _weights(text: str) -> Plain:
    """`ja: 20` on each line, or `18–29: 20` for spans of numbers."""
    shares: dict[str, Plain] = {}
    bands: list[Plain] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, share = line.rpartition(":")
        span = _SPAN.fullmatch(name.strip())
        if span:
            bands.append([int(span[1]), int(span[2]), _number(share.strip())])
        else:
            shares[name.strip() or share.strip()] = _number(share.strip())
    return bands or shares
