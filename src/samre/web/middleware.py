"""What every request goes through before its view: no view has to think of signs that nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from samre.accounts.signs import without_unseen


class SeenSigns:
    """Takes control characters and the like out of all that was typed, in the form and in the address's query.

    After the test of the form's key, which is the first to read the form; uploaded files are read by who knows their kind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Django calls this when the address is known, and before its view."""
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(given: QueryDict) -> QueryDict:
    """A field whose name has such signs is none of ours."""
    fields = [(name, value) for name, values in given.lists() for value in values]
    if all(without_unseen(text) == text for field in fields for text in field):
        return given
    found = QueryDict(mutable=True, encoding=given.encoding)
    for name, value in fields:
        if without_unseen(name) == name:
            found.appendlist(name, without_unseen(value))
    found._mutable = False
    return found
