"""The published map for anybody: the list of versions, and files that other programs and other förbund read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from ..forms.whole_numbers import whole_number
from ..gate import public
from ..pages.public_map import SCHEMA, MapFile, map_file, versions_page

# A program that asks again within this time is given what it has.
SECONDS = 300


@require_safe
@public("The published versions of the map; nothing in them is about a person.")
def versions(request: HttpRequest) -> HttpResponse:
    """Every published version: its day, what changed, its check sum; and the files to fetch."""
    return render(request, "karta/versioner.html", {"page": versions_page()})


@require_safe
@public("The published map as a file, for other programs.")
def file(request: HttpRequest, filform: str) -> HttpResponse:
    """The map in force in a form; `?version=3` an earlier or coming one."""
    asked = request.GET.get("version", "")
    number = whole_number(asked) if asked else None
    if asked and number is None:
        raise Http404
    return _answer(request, map_file(filform, number=number))


@require_safe
@public("What the map's files look like, for other programs.")
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the map's files."""
    return _answer(request, map_file(SCHEMA))


def _answer(request: HttpRequest, found: MapFile | None) -> HttpResponse:
    """The file, or that the reader already has it. What is JSON may be read by pages of other sites."""
    if found is None:
        raise Http404
    mark = f'"{found.mark}"'
    known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    if known & {mark, "*"}:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(found.content, content_type=found.media_type)
        shown = "inline" if found.media_type.endswith("json") else "attachment"
        answer["Content-Disposition"] = f'{shown}; filename="{found.name}"'
    answer["ETag"] = mark
    answer["Cache-Control"] = f"public, max-age={SECONDS}"
    if found.media_type.endswith("json"):
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
