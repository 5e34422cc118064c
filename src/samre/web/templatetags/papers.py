"""What templates of papers ask about their blocks."""

from __future__ import annotations

from django import template
from django.conf import settings

from samre.casework.documents.paper import Block
from samre.casework.documents.paper_parts import Grid, Part

register = template.Library()


@register.simple_tag
def upload_megabytes() -> int:
    """The largest file that is taken in."""
    return int(settings.UPLOAD_CAP_BYTES // 1024**2)


@register.filter
def kind(block: Block | Part) -> str:
    """`heading`, `text`, `points` …: the class of a block or a part, in small letters."""
    return type(block).__name__.lower()


@register.filter
def room(lines: int) -> range:
    """That many lines to write on."""
    return range(lines)


@register.filter
def rows_to_fill(grid: Grid) -> list[tuple[int, list[tuple[int, str, str]]]]:
    """The rows of a table as fields: number and (place, column, text) of each; two empty ones to go on with."""
    empty = ("",) * len(grid.columns)
    rows = [*grid.rows, empty, empty]
    return [
        (
            number,
            [(place, name, text) for place, (name, text) in enumerate(zip(grid.columns, row, strict=True))],
        )
        for number, row in enumerate(rows)
    ]


@register.filter
def lines_in(text: str) -> int:
    """How high a field has to be for the text to be read without scrolling: at least two lines."""
    return max(2, sum(1 + len(line) // 64 for line in str(text).splitlines()))
