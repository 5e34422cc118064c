"""The forms of a page as a browser would send them: read out of its HTML, filled in, with one thing in them exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import html

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Pairs = tuple[tuple[str, str], ...]
# What is written where a field is empty.
TEXT = "Prov av text"
_BUTTONS, _TICKED = ("submit", "button", "image", "reset"), ("checkbox", "radio")


@dataclass(frozen=True, slots=True)
class Filled:
    """A form filled in and sent by one of its buttons: `page` it stood on, `action` it goes to, and what it sends.

    `offered`: what else could have been chosen, name and value. `written`: the names of fields that one writes in.
    """

    page: str
    action: str
    pairs: Pairs
    offered: Pairs
    written: tuple[str, ...]
    button: tuple[str, str] = ("", "")

    def __str__(self) -> str:
        return f"{UUID.sub('…', self.action)} [{'='.join(self.button)}]"

    def with_value(self, name: str, value: str) -> Filled:
        """The same form with another value in a field, chosen if it was not."""
        rest = tuple(pair for pair in self.pairs if pair[0] != name)
        return replace(self, pairs=(*rest, (name, value)))

    def with_name(self, name: str, other: str) -> Filled:
        """The same form with a field called something else."""
        return replace(self, pairs=tuple((other if key == name else key, value) for key, value in self.pairs))

    def send(self, client: Client, **more: Any) -> HttpResponse:
        """What comes of it."""
        data: dict[str, Any] = {}
        for name, value in (*self.pairs, self.button):
            if name:
                data.setdefault(name, []).append(value)
        return client.post(self.action, data | more)  # type: ignore[return-value]


def forms_on(client: Client, address: str) -> list[Filled]:
    """Every form of the page that is sent by POST, once for each of its buttons."""
    answer = client.get(address)
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return []
    root = html.fromstring(answer.content.decode())
    return [
        one
        for form in root.iter("form")
        if (form.get("method") or "get").lower() == "post"
        for one in _ways(form, root, address)
    ]


def _ways(form: Any, root: Any, address: str) -> Iterator[Filled]:
    fields = [*_inside(form), *_outside(form, root)]
    pairs, offered, written, buttons = [], [], [], []
    for field in fields:
        name = field.get("name") or ""
        if field.tag == "button" or (field.get("type") or "").lower() in _BUTTONS:
            if (field.get("type") or "submit").lower() == "submit":
                buttons.append((name, field.get("value") or "", field.get("formaction") or ""))
        elif name and name != "csrfmiddlewaretoken":
            sent, others, is_written = _field(field)
            pairs += [(name, value) for value in sent]
            offered += [(name, value) for value in others]
            written += [name] if is_written else []
    action = form.get("action") or address
    for name, value, other in dict.fromkeys(buttons or [("", "", "")]):
        yield Filled(
            page=address,
            action=(other or action).partition("#")[0] or address,
            pairs=tuple(_one_of_each_radio(form, pairs, offered)),
            offered=tuple(offered),
            written=tuple(written),
            button=(name, value),
        )


def _inside(form: Any) -> Iterator[Any]:
    for field in form.iter("input", "select", "textarea", "button"):
        if not field.get("form"):
            yield field


def _outside(form: Any, root: Any) -> Iterator[Any]:
    if name := form.get("id"):
        yield from root.xpath(f"//*[@form='{name}']")


def _field(field: Any) -> tuple[list[str], list[str], bool]:
    """What it sends as it is filled in, what it could have sent, and whether one writes in it."""
    kind = (field.get("type") or "text").lower()
    if field.tag == "select":
        values = [option.get("value", option.text or "") for option in field.iter("option")]
        chosen = [option.get("value", "") for option in field.iter("option") if "selected" in option.attrib]
        return (chosen or [one for one in values if one][:1] or values[:1]), values, False
    if field.tag == "textarea":
        return [(field.text or "").strip() or TEXT], [], True
    value = field.get("value") or ""
    if kind in _TICKED:
        return ([value] if "checked" in field.attrib else []), [value], False
    if kind == "hidden":
        return [value], [value], False
    if kind == "file":
        return [], [], False
    return [value or _example(field, kind)], [], True


def _example(field: Any, kind: str) -> str:
    hint = f"{field.get('inputmode')} {field.get('placeholder')} {field.get('aria-describedby')} {field.get('name')}"
    if kind == "date" or "dat" in hint or "dag" in hint:
        return (timezone.localdate() + timedelta(days=9)).isoformat()
    if kind == "number" or "numeric" in hint:
        return "1"
    return {"time": "10:00", "email": "prov@exempel.se", "tel": "010-000 00 01"}.get(kind, TEXT)


def _one_of_each_radio(
    form: Any, pairs: list[tuple[str, str]], offered: list[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """What is sent, with the first of each group of radio buttons where none is chosen."""
    yield from pairs
    there = {name for name, _ in pairs}
    for field in form.iter("input"):
        name = field.get("name")
        if (field.get("type") or "").lower() == "radio" and name not in there:
            there.add(name)
            yield name, field.get("value") or ""
