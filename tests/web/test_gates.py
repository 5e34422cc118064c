"""Every address and who may come: held to a golden list, and tried with every role over HTTP.

A new page is a new line in `gates.txt`. Write the file anew, and read what changed before it is committed:

    .venv/bin/python -m tests.web.test_gates
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from samre.accounts.roles import CASE_ROLES, Role

GOLDEN = Path(__file__).with_name("gates.txt")
ANY = {"uuid": str(UUID(int=7)), "int": "7", "slug": "S14", "str": "x"}
PART = re.compile(r"<(?:(\w+):)?\w+>")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address with the gate of its view."""
    for part in resolver.url_patterns:
        address = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from routes(part, address)
        elif isinstance(part, URLPattern):
            yield address, getattr(part.callback, "gate", None)


def gates() -> dict[str, Any]:
    """All of them."""
    return dict(routes(get_resolver()))


def line(address: str, gate: Any) -> str:
    """One address as the golden list has it."""
    if gate is None:
        return f"/{address} · NO GATE"
    if gate.is_public:
        return f"/{address} · alla"
    roles = "inloggade" if gate.roles == frozenset(Role) else ", ".join(sorted(gate.roles))
    proof = f"ny bekräftelse för: {', '.join(sorted(gate.fresh_to))}" if gate.fresh_to else ""
    rest = [str(gate.need), gate.log, "ny bekräftelse" if gate.fresh else proof]
    return " · ".join([f"/{address}", roles, *(word for word in rest if word)])


def lines() -> list[str]:
    """The whole list, in order."""
    return sorted(line(address, gate) for address, gate in gates().items())


def closed() -> list[tuple[str, Any]]:
    """The addresses behind the login, with something in place of their parts."""
    return [
        ("/" + PART.sub(lambda part: ANY[part[1] or "str"], address), gate)
        for address, gate in gates().items()
        if gate is not None and not gate.is_public
    ]


def test_every_address_has_the_gate_that_is_written_down() -> None:
    written = GOLDEN.read_text(encoding="utf-8").splitlines()
    added, gone = set(lines()) - set(written), set(written) - set(lines())
    assert not added | gone, "\n".join(
        [*(f"+ {one}" for one in sorted(added)), *(f"- {one}" for one in sorted(gone))]
    )


def test_no_case_is_behind_a_gate_that_others_than_case_roles_pass() -> None:
    found = [
        address
        for address, gate in gates().items()
        if address.startswith("arende") and not gate.roles <= CASE_ROLES
    ]
    assert found == []


@pytest.mark.django_db
def test_a_visitor_is_sent_to_the_login_from_every_closed_page(client: Client) -> None:
    for address, _ in closed():
        for ask in (client.get, client.post):
            answer = ask(address)
            sent = answer.status_code == 302 and answer["Location"].startswith("/logga-in")
            assert sent or answer.status_code in (404, 405), f"{address}: {answer.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_role_passes_no_gate_but_its_own_and_nothing_is_stored(role: Role, settings: Any) -> None:
    from tests.accounts.factories import log_in, make_assignment

    settings.SAMRE_PASSKEYS = True
    client = log_in(Client(), make_assignment(role=role))
    for address, gate in closed():
        for ask in (client.get, client.post):
            answer = ask(address)
            if role not in gate.roles:
                assert answer.status_code in (403, 405), f"{role} {address}: {answer.status_code}"
            if answer.status_code == 200 or answer.status_code >= 400:
                assert "no-store" in answer.get("Cache-Control", ""), f"{role} {address}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samre.config.settings")
    import django

    django.setup()
    GOLDEN.write_text("\n".join(lines()) + "\n", encoding="utf-8")
