"""A document that is kept, as an answer: what can only be looked at opens in the browser, all else is fetched."""

from __future__ import annotations

from django.http import HttpResponse

from samre.casework.queries.registers import ENDINGS
from samre.casework.rules.scanned_papers import media_type_of


def kept_answer(content: bytes, media: str, name: str) -> HttpResponse:
    """PDF, JPEG and PNG, by what stands in them and never by what they are said to be, open beside the page: a browser's reader
    leaves no copy in the folder of downloads. `name` tells what it is and of nobody."""
    shown = media_type_of(content)
    answer = HttpResponse(content, content_type=shown or "application/octet-stream")
    answer["Content-Disposition"] = (
        f'{"inline" if shown else "attachment"}; filename="{name}.{ENDINGS.get(shown or media, "bin")}"'
    )
    return answer
