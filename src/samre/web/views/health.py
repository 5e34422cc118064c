"""Whether the program and its database are there, for whoever watches over the server."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from samre.accounts.key_check import prove_keys
from samre.accounts.models import Authority

from ..faults import Fault, fault_of
from ..gate import public


@public("says whether the program and its database answer, and nothing else")
def index(request: HttpRequest) -> HttpResponse:
    """200 when the database answers with its tables and the keys are its own, else 503; the same plain text for everybody."""
    fault = None
    try:
        # A table of ours, not just any answer: an empty database answers too.
        Authority.objects.exists()
        prove_keys()
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
    answers = fault in (None, Fault.LOCKED)
    text = f"programmet: svarar\ndatabasen: {'svarar' if answers else 'svarar inte'}\n"
    if answers:
        text += f"nycklarna: {'passar' if fault is None else 'saknas eller är fel'}\n"
    return HttpResponse(
        text,
        status=200 if fault is None else 503,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )
