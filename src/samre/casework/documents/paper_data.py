"""A paper as data, so that what was finished can be made anew as text or Word without asking the case again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from .paper import (
    Answer,
    Block,
    Choices,
    Fields,
    Heading,
    NewPage,
    Paper,
    Points,
    Sign,
    Table,
    Text,
)

_KINDS: Mapping[str, type[Block]] = {
    one.__name__: one for one in (Heading, Text, Points, Fields, Table, Choices, Answer, Sign, NewPage)
}


def paper_data(paper: Paper) -> dict[str, Any]:
    """The paper as it can be kept (JSON). The logo is left out: it is the kommun's, and stands in the PDF."""
    told = asdict(paper) | {"logo": "", "written_on": paper.written_on.isoformat()}
    told["blocks"] = [{"kind": type(block).__name__, **asdict(block)} for block in paper.blocks]
    return told


def read_paper(data: Mapping[str, Any]) -> Paper:
    """The same paper again."""
    told = {one.name: _back(data[one.name]) for one in fields(Paper) if one.name in data}
    told["blocks"] = tuple(_block(one) for one in data["blocks"])
    told["written_on"] = date.fromisoformat(data["written_on"])
    return Paper(**told)


def _block(data: Mapping[str, Any]) -> Block:
    return _KINDS[data["kind"]](**{name: _back(value) for name, value in data.items() if name != "kind"})


def _back(value: Any) -> Any:
    """JSON has lists where a paper has tuples."""
    return tuple(_back(one) for one in value) if isinstance(value, list | tuple) else value
