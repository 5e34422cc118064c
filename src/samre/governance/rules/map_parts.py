"""The forms a map is changed in: every kind of thing, where it stands in the files, and its fields (kartformular.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import yaml

from samre.definitions import current
from samre.pathway.writing.edit import Path

Shape = Literal[
    "rad", "text", "tal", "dag", "kryss", "en", "flera", "lista", "villkor", "rader", "par", "del", "vikter"
]
FILE = "kartformular.yaml"
STEP, FACT, CONDITION, LINE = "steg", "uppgifter", "villkor", "linjer"
# What a field may be one of that no kind of thing is: the answers of the question in the same form.
ANSWERS = "svar"
# The name of the field of a thing that is a text by itself.
SINGLE = "villkor"
LONGEST_ID = 60
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form. `of`: the kind of thing it points at; `options`: fixed answers (value → words); `parts`: fields of each
    row, or of a group; `only`: the value another field must have for this one to be there; `fixed`: said once, when it is new;
    `made`: an id that is made of the words beside it and never typed or changed."""

    key: str
    label: str
    shape: Shape
    help: str = ""
    section: str = ""
    of: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Field, ...] = ()
    row: str = "rad"
    key_label: str = ""
    text_label: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    is_fixed: bool = False
    is_numbers: bool = False
    is_made: bool = False
    keeps_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of thing on the map. `one`: what the differences call it, and `said` what people do; `heads`: the fields that name it;
    `single`: its only field where it is a text and no table; `shows_id`: people use its id as a short name; `id_label`: what is
    asked for where a new one's id is more than its name made plain, and `id_of` the kind of thing it is one of."""

    slug: str
    name: str
    one: str
    new: str
    about: str
    file: str
    under: tuple[str, ...]
    heads: tuple[str, ...]
    fields: tuple[Field, ...]
    single: Field | None = None
    is_list: bool = False
    id_like: str = ""
    said: str = ""
    shows_id: bool = False
    id_label: str = ""
    id_help: str = ""
    id_of: str = ""

    def path(self, id_: str) -> Path:
        """Where a thing stands in its file."""
        return (*self.under, int(id_) if self.is_list else id_)

    @property
    def order(self) -> tuple[str, ...]:
        """The keys, in the order of the form."""
        return tuple(item.key for item in self.fields)


def is_id(text: str) -> bool:
    """Whether a thing can be called so."""
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Every kind of thing by its slug, in the order they are listed."""
    return {slug: _kind(slug, given) for slug, given in _file()["delar"].items()}


def comparisons() -> Mapping[str, Mapping[str, str]]:
    """How facts of each type are compared: the sign, and what it is called."""
    found: Mapping[str, Mapping[str, str]] = _file()["jämför"]
    return found


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return dict(yaml.safe_load((current() / FILE).read_text(encoding="utf-8")))


def _kind(slug: str, given: Mapping[str, Any]) -> Kind:
    single = given.get("enkelt")
    return Kind(
        slug=slug,
        name=given["namn"],
        one=given["ett"],
        new=given["nytt"],
        about=given["förklaring"],
        file=given["fil"],
        under=tuple(given["under"]),
        heads=tuple(given["rubrik"]),
        fields=tuple(_field(item) for item in given.get("fält", ())),
        single=_field(single | {"nyckel": SINGLE}) if single else None,
        is_list=bool(given.get("är_rader")),
        id_like=given.get("id_som", ""),
        said=given.get("sägs", given["ett"]),
        shows_id=bool(given.get("visar_id")),
        id_label=given.get("id_etikett", ""),
        id_help=given.get("id_hjälp", ""),
        id_of=given.get("id_av", ""),
    )


def _field(given: Mapping[str, Any]) -> Field:
    return Field(
        key=given["nyckel"],
        label=given["etikett"],
        shape=given["slag"],
        help=given.get("hjälp", ""),
        section=given.get("grupp", ""),
        of=given.get("av", ""),
        options={str(value): words for value, words in given.get("alternativ", {}).items()},
        parts=tuple(_field(item) for item in given.get("fält", ())),
        row=given.get("en_rad", "rad"),
        key_label=given.get("nyckel_namn", ""),
        text_label=given.get("text_namn", ""),
        only=given.get("bara_när", {}),
        is_required=bool(given.get("krävs")),
        is_fixed=bool(given.get("fast")),
        is_numbers=bool(given.get("tal")),
        is_made=bool(given.get("görs")),
        keeps_empty=bool(given.get("behåll_tomt")),
    )
