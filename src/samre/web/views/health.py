"""Whether the program and its database are there, for whoever watches over the server."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from ..faults import fault_of
from ..gate import public


@public("says whether the program and its database answer, and nothing else")
def index(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503; two lines of plain text, the same for everybody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        answers = True
    except Exception as error:
        if fault_of(error) is None:
            raise
        answers = False
    text = f"programmet: svarar\ndatabasen: {'svarar' if answers else 'svarar inte'}\n"
    return HttpResponse(
        text,
        status=200 if answers else 503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
