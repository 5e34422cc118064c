"""What the map says of a law, a number or a programme, as one mark: a look at it holds while the map says the same."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from samre.definitions import read_yaml
from samre.pathway.model import Law, Pathway

# How a law is numbered in the state's collection: year and running number.
_SFS = re.compile(r"\d{4}:\d+")
LAW, VALUE, PROGRAMME = "lag", "värde", "program"


@lru_cache(maxsize=1)
def days_ahead() -> int:
    """How many days before something has to be read again it is said (`lagbevakning` of styrgrupp.yaml)."""
    return int(read_yaml("styrgrupp.yaml")["lagbevakning"]["snart_dagar"])


@lru_cache(maxsize=1)
def words_for_no_source() -> tuple[str, ...]:
    """Words in a source that say that nobody has read one (`lagbevakning` of styrgrupp.yaml)."""
    return tuple(read_yaml("styrgrupp.yaml")["lagbevakning"]["ingen_källa"])


@lru_cache(maxsize=1)
def _address() -> str:
    return str(read_yaml("styrgrupp.yaml")["lagtext"]["adress"])


def text_address(law: Law) -> str:
    """Where somebody can read a law: the map's own source where it is an address, else the state's collection by the number of
    the law. Empty for what is no law of the collection. SAMRE itself never asks there."""
    if law.source.startswith("https://"):
        return law.source
    return _address().format(nummer=law.number) if _SFS.fullmatch(law.number) else ""


def mark_of(pathway: Pathway, kind: str, id_: str) -> str:
    """sha256 (hex) of what the map says, but for when it was last read; empty where the map has no such thing."""
    said = _said(pathway, kind, id_)
    return "" if said is None else hashlib.sha256(repr(said).encode()).hexdigest()


def _said(pathway: Pathway, kind: str, id_: str) -> tuple[object, ...] | None:
    if kind == LAW and (law := pathway.laws.get(id_)) is not None:
        return law.name, law.number, law.note
    if kind == VALUE and (value := pathway.values.get(id_)) is not None:
        spans, table = value.spans, tuple(sorted(value.table.items()))
        return value.name, value.unit, spans, table, tuple(map(str, value.law))
    if kind == PROGRAMME and (item := pathway.programmes.get(id_)) is not None:
        return item.name, item.actor, item.text, item.valid_from, item.valid_to
    return None
