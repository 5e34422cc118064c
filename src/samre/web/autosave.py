"""What a form that saves itself is told (static/draft.js): when it was kept and as which revision, or why not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from .forms.problems import Problems
from .pages.notes import clock

HEADER = "X-Autosave"


def is_autosave(request: HttpRequest) -> bool:
    """Whether the form was sent by itself, and not by a button."""
    return bool(request.headers.get(HEADER))


def autosaved(problems: Problems) -> HttpResponse:
    """The answer to the script. What was kept is a row with a revision."""
    if problems:
        told = problems.whole or next(iter(problems.fields.values()))
        return JsonResponse({"fel": told, "krock": problems.is_stale}, status=problems.status)
    revision = getattr(problems.result, "revision", 0)
    return JsonResponse({"sparat": clock(timezone.now()), "revision": revision})
