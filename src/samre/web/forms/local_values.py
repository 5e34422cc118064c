"""An own value out of a form: a number, a text, a choice, or rows."""

from __future__ import annotations

from django.http import HttpRequest

from samre.accounts.acts import Refused
from samre.pathway.changes.layers import SLOTS, Thing, Value

from .whole_numbers import whole_number

MOST = 2000


def read_value(request: HttpRequest, thing: Thing, part: str) -> Value:
    """The value as the part wants it. Raises Refused with what to write."""
    slot = SLOTS[thing].get(part)
    if slot is None:
        raise Refused("Den delen ägs av den gemensamma kartan. Säg till vid rutan i stället.")
    text = request.POST.get("värde", "").strip().replace("\r\n", "\n")
    if slot.kind is int:
        number = whole_number(text)
        if number is None:
            raise Refused({"värde": "Skriv antalet dagar med siffror."})
        return number
    if slot.kind is tuple:
        rows = request.POST.getlist("rader") or text.split("\n")
        return tuple(row.strip() for row in rows if row.strip())
    if not text or len(text) > MOST:
        raise Refused({"värde": f"Skriv er egen text, högst {MOST} tecken, eller ta bort det egna värdet."})
    return text
